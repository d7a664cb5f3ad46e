"""Keys of rows that may otherwise stand twice."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def told_apart(ids: pd.Series, *by: pd.Series, mark: str = ".") -> pd.Series:
    """Keys that stand once: those that stand more than once are followed by the next column.

    by: columns of the same index, taken one after the other; their spaces become hyphens.
    Rows that no column tells apart are numbered.

    >>> told_apart(pd.Series(["a", "b", "a"]), pd.Series(["x", "x", "y z"])).tolist()
    ['a.x', 'b', 'a.y-z']
    """
    for column in by:
        more = ids + mark + column.astype("str").str.replace(" ", "-")
        ids = ids.where(~ids.duplicated(keep=False), more)
    number = (ids.groupby(ids).cumcount() + 1).astype("str")
    return ids.where(~ids.duplicated(keep=False), ids + mark + number)


def followed(key: str, same: Mapping[str, str]) -> str:
    """The key that a chain of references ends at: ``followed("a", {"a": "b", "b": "c"})`` is c.

    A chain that comes back to itself ends where it would.
    """
    met = {key}
    while key in same and same[key] not in met:
        key = same[key]
        met.add(key)
    return key
