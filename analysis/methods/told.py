"""What of counted persons may be told: no row with a count that is too small."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .scenarios import COLLECTED

LEAST = 10
TOO_SMALL = "refused: a count is too small to be told"
NAMES = ("id", "scenario", "hypothesis", "group", "cut", "sample", "step", "needed")
"""Columns that say what a row is about."""


def least(setting: Mapping[str, Any]) -> int:
    """The fewest persons that may be told of."""
    return int(setting.get("disclosure.small_cell", LEAST))


def safe(table: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """A table without the rows' values where a count of real persons is below `fewest`.

    Counts are the columns of whole numbers; where ``exposed`` and ``exposed_events``, or
    ``all_others`` and ``other_events``, or ``cases`` and ``rewarded`` or ``informative``
    stand together, what is left of the one without the other is a count as well. Zero, which
    is nobody, may be told. Made-up scenarios stay as they are. Of a row that is not told every
    value is missing but those that say what it is about, and ``refused`` says why.
    """
    counts = table.select_dtypes("integer").drop(columns=list(NAMES), errors="ignore")
    parts = [
        *(("exposed", "exposed_events"), ("all_others", "other_events")),
        *(("cases", "rewarded"), ("cases", "informative")),
    ]
    for whole, part in parts:
        if {whole, part} <= set(counts):
            counts = counts.assign(**{f"{whole} less {part}": counts[whole] - counts[part]})
    small = (counts.gt(0) & counts.lt(fewest)).fillna(False).any(axis=1)
    untold = small & table.scenario.eq(COLLECTED)
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
