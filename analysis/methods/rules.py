"""By which numbers the plan decides, as its table of decision rules fixes them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

FOR, AGAINST, OPEN = "speaks for it", "speaks against it", "leaves it open"


@dataclass(frozen=True)
class Rules:
    """The numbers of the rules, by the names that the table gives them.

    level: at or below it a p rejects. refused_p: with which a refused model enters Holm's
    procedure. margin: of a difference of two shares, either way. shuffles, seed: of the
    permutation within agencies. events_per_cell: of the interaction.
    """

    level: float
    refused_p: float
    margin: float
    shuffles: int
    seed: int
    events_per_cell: int

    @classmethod
    def of(cls, table: pd.DataFrame) -> Rules:
        """The rules of a table with columns rule_id and value. Raises KeyError if one lacks."""
        value = table.set_index("rule_id")["value"].dropna().to_dict()
        return cls(
            level=float(value["level"]),
            refused_p=float(value["refused_p"]),
            margin=float(value["margin"]),
            shuffles=int(value["shuffles"]),
            seed=int(value["seed"]),
            events_per_cell=int(value["events_per_cell"]),
        )

    def conclusion(self, p: float, excess: float, low: float | None, high: float | None) -> str:
        """What a primary model says of its hypothesis.

        p: adjusted; excess: what was counted less what shuffling leads one to expect, above
        zero as the hypothesis has it; low, high: of the interval of a difference of two
        shares, None where the model has none and no margin applies.
        """
        if p <= self.level:
            return FOR if excess > 0 else AGAINST
        if low is None or high is None:
            return OPEN
        return AGAINST if -self.margin < low and high < self.margin else OPEN
