"""The difference between two shares, with an interval that holds where shares are small."""

from __future__ import annotations

from dataclasses import dataclass

from statsmodels.stats.proportion import confint_proportions_2indep

INTERVAL = "hybrid score interval of Newcombe (1998), 95%"


@dataclass(frozen=True)
class Difference:
    """One share less another, with its interval."""

    estimate: float
    low: float
    high: float


def share_difference(events: int, n: int, other_events: int, other_n: int) -> Difference:
    """The share `events` of `n` less the share `other_events` of `other_n`.

    The interval joins the Wilson intervals of the two shares (Newcombe 1998, method 10),
    95%. Raises ValueError if a group is empty.
    """
    if not n or not other_n:
        raise ValueError("a group is empty, so there is no difference between the two")
    low, high = confint_proportions_2indep(
        events, n, other_events, other_n, compare="diff", method="newcomb", alpha=0.05
    )
    return Difference(events / n - other_events / other_n, float(low), float(high))
