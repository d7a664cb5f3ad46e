"""What of counted persons may be told: no row with a count that is too small, or leads to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .scenarios import COLLECTED

LEAST = 10
TOO_SMALL = "refused: a count is too small to be told"
NAMES = ("id", "scenario", "hypothesis", "group", "cut", "sample", "step", "needed")
"""Columns that say what a row is about."""
APART, PARTS, NESTED = "apart", "parts of a whole", "nested"
PAIRS = (
    ("exposed", "exposed_events"),
    ("all_others", "other_events"),
    ("cases", "rewarded"),
    ("cases", "above_cut"),
    ("cases", "informative"),
)


def least(setting: Mapping[str, Any]) -> int:
    """The fewest persons that may be told of."""
    return int(setting.get("disclosure.small_cell", LEAST))


def safe(table: pd.DataFrame, fewest: int, rows: str = APART) -> pd.DataFrame:
    """A table without the rows' values where a count of real persons is below `fewest`.

    Counts are the columns of whole numbers, and how many officials `rows` names; where
    ``exposed`` and ``exposed_events``, ``all_others`` and ``other_events``, or ``cases`` and
    ``rewarded``, ``above_cut`` or ``informative`` stand together, what is left of the one
    without the other is a count as well. Zero, which is nobody, may be told.
    rows: how rows of a scenario (and hypothesis) hang together. Parts of a whole that is told
    elsewhere are told all or none; so are nested ones, of which each is the first with some
    persons less, and there what the first has more is a count too, and what is left of it.
    Made-up scenarios stay as they are. Of a row that is not told every value is missing but
    those that say what it is about, and ``refused`` says why.
    """
    untold = too_small(table, fewest, rows) & table.scenario.eq(COLLECTED)
    if not untold.any():
        return table
    values = [str(name) for name in table.columns if name not in NAMES]
    found = table.astype(
        {name: "Int64" for name in table.select_dtypes("integer") if name in values}
    )
    found[values] = found[values].mask(untold)
    if "refused" in found:
        found["refused"] = found.refused.mask(untold, TOO_SMALL)
    return found


def too_small(table: pd.DataFrame, fewest: int, rows: str = APART) -> pd.Series[bool]:
    """Rows that :func:`safe` would not tell if their persons were real, whatever they are."""
    counts = table.select_dtypes("integer").drop(columns=list(NAMES), errors="ignore")
    for one, part in PAIRS:
        if {one, part} <= set(counts):
            counts = counts.assign(**{f"{one} less {part}": counts[one] - counts[part]})
    if "rows" in table:
        counts = counts.assign(behind=table["rows"].fillna("").str.count(r"\bofficials:"))
    small = _small(counts, fewest)
    if rows != APART:
        groups = table[[name for name in ("scenario", "hypothesis") if name in table]]
        owner = groups.astype("str").agg(".".join, axis=1)
        for _, group in counts.groupby(owner, sort=False):
            more = group - group.iloc[0] if rows == NESTED else group
            small.loc[group.index] |= bool(_small(more.abs(), fewest).any())
        small = small.groupby(owner).transform("any")
    return small


def _small(counts: pd.DataFrame, fewest: int) -> pd.Series[bool]:
    """Rows with a count that is not zero and below `fewest`."""
    return (counts.gt(0) & counts.lt(fewest)).fillna(False).any(axis=1)
