"""A conclusion under the value used and under the others that reports give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd


class Alternative(NamedTuple):
    """One conclusion under one value.

    exception: the exception that gives the value, or None. alternative: the value as a reader
    knows it. value: what is computed from it. holds: whether the conclusion does; value and
    holds are None where it cannot be computed. used: whether the study uses this value.
    rows: row tokens.
    """

    conclusion: str
    exception: str | None
    alternative: str
    value: float | None
    holds: bool | None
    used: bool
    rows: str


def tabled(lines: Iterable[Alternative]) -> pd.DataFrame:
    """One row an alternative, conclusion by conclusion; id is ``conclusion.1`` and so on."""
    table = pd.DataFrame(lines, columns=list(Alternative._fields))
    first = table.conclusion.drop_duplicates(ignore_index=True)
    order = table.conclusion.map(dict(zip(first, first.index, strict=True)))
    table = table.loc[order.sort_values(kind="stable").index].reset_index(drop=True)
    place = (table.groupby("conclusion").cumcount() + 1).astype(str)
    table.insert(0, "id", table.conclusion + "." + place)
    table = table.rename(columns={"exception": "exception_id"})
    return table.astype({"value": "float64", "holds": "boolean", "used": "bool"})
