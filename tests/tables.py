"""Small tables for tests, written as a reader would write them on paper."""

from __future__ import annotations

import shlex

import pandas as pd

MISSING = "-"


def table(header: str, *rows: str) -> pd.DataFrame:
    """A data frame from a line of column names and a line a row.

    Cells are separated by spaces; a cell with spaces stands between quotation marks; ``-``
    is missing. A column of whole numbers is Int64, of numbers float64, of true and false
    boolean, as the tables of data/ are; a column named ``name:text`` stays text, which
    codes such as 33.03 need.

    >>> table("region persons cases", 'A 51 3', '"B C" 16 -').persons.tolist()
    [51, 16]
    """
    names = header.split()
    body = [shlex.split(row) for row in rows]
    for cells in body:
        assert len(cells) == len(names), f"{len(cells)} cells for {len(names)} columns: {cells}"
    columns = {}
    for place, name in enumerate(names):
        cells = pd.Series([row[place] for row in body], dtype="str")
        plain, _, kind = name.partition(":")
        columns[plain] = _typed(cells.mask(cells == MISSING), kind)
    return pd.DataFrame(columns)


def _typed(cells: pd.Series, kind: str) -> pd.Series:
    seen = cells.dropna()
    if kind == "text" or seen.empty:
        return cells
    if seen.isin(["true", "false"]).all():
        return cells.map({"true": True, "false": False}).astype("boolean")
    numbers = pd.to_numeric(cells, errors="coerce")
    if numbers[seen.index].isna().any():
        return cells
    whole = seen.str.fullmatch(r"-?\d+").all()
    return numbers.astype("Int64" if whole else "float64")
