"""Tables of several invented worlds, and real ones, read the same way."""

from __future__ import annotations

import pandas as pd

COLLECTED = "collected"
"""The one scenario of a table that was collected and not made."""


def scenarios(table: pd.DataFrame) -> pd.DataFrame:
    """A table with a column ``scenario``: a table without one is the scenario ``collected``."""
    if "scenario" in table:
        return table
    return table.assign(scenario=pd.Series(COLLECTED, index=table.index, dtype="str"))
