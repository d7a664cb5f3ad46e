"""Two groups compared on an outcome, or a trend over steps, whole or refused in one sentence.

Separation is looked for before anything is fitted. What cannot be estimated or tested comes
back as a reason, never as a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .association import association_within
from .difference import share_difference
from .firth import firth_logit
from .identified import Unidentified

Array = NDArray[np.float64]

# What a comparison can look like before it is fitted.
OVERLAP, SEPARATED = "overlap", "separated"
SAME_OUTCOME, SAME_REGRESSOR = "one outcome", "one group"
# Why there is no number.
REFUSED = {
    SAME_OUTCOME: "refused: the outcome is the same for all",
    SAME_REGRESSOR: "refused: all stand on one side of the comparison",
}
NO_TEST = "refused: in no agency do both vary"
NO_FIT = "refused: the model cannot be estimated"


@dataclass(frozen=True)
class Comparison:
    """Estimate and test; odds ratios by Firth's logit with profile intervals, 95%.

    difference, low, high: between the shares of two groups, missing for a trend. p and mcse:
    by permutation within groups, with its Monte Carlo standard error; informative: cases that
    bear on it; excess: of the sum that the test shuffles, over its mean. refused: why there is
    none of these, or None.
    """

    difference: float | None = None
    low: float | None = None
    high: float | None = None
    odds_ratio: float | None = None
    odds_low: float | None = None
    odds_high: float | None = None
    p: float | None = None
    mcse: float | None = None
    informative: int | None = None
    excess: float | None = None
    refused: str | None = None


def state(regressor: Array, outcome: Array) -> str:
    """What stands in the way of an ordinary fit of a yes-or-no outcome on one regressor.

    overlap: nothing; separated: the ordinary logit has no finite estimate, Firth's has;
    one outcome, one group: no fit says anything. regressor, outcome: (n,).
    """
    if not len(outcome) or np.ptp(outcome) == 0:
        return SAME_OUTCOME
    if np.ptp(regressor) == 0:
        return SAME_REGRESSOR
    without, having = regressor[outcome == 0], regressor[outcome == 1]
    apart = without.max() <= having.min() or having.max() <= without.min()
    return SEPARATED if apart else OVERLAP


def compare(
    regressor: Array, outcome: Array, groups: NDArray[Any], draws: int, seed: int
) -> Comparison:
    """An outcome compared between two groups, or over the steps of a dose.

    regressor: (n,) of zeros and ones, or of steps, whose odds ratio is that of one step;
    outcome: (n,) of zeros and ones; groups: (n,) labels held constant by the test.
    """
    found = state(regressor, outcome)
    if found in REFUSED:
        return Comparison(refused=REFUSED[found])
    try:
        test = association_within(regressor, outcome, groups, draws, seed)
    except Unidentified:
        return Comparison(refused=NO_TEST)
    try:
        fit = firth_logit(np.column_stack([np.ones(len(outcome)), regressor]), outcome)
    except Unidentified:
        return Comparison(refused=NO_FIT)
    ratio, low, high = (float(np.exp(each[1])) for each in (fit.estimate, fit.low, fit.high))
    apart, apart_low, apart_high = difference(regressor, outcome)
    return Comparison(
        difference=apart,
        low=apart_low,
        high=apart_high,
        odds_ratio=ratio,
        odds_low=low,
        odds_high=high,
        p=test.p,
        mcse=test.mcse,
        informative=test.informative,
        excess=test.excess,
    )


def difference(
    regressor: Array, outcome: Array
) -> tuple[float, float, float] | tuple[None, None, None]:
    """The share with the outcome in group 1 less that in group 0, with Newcombe's limits.

    regressor: (n,); with values other than zero and one there are no two groups, and None.
    """
    if not np.isin(regressor, (0.0, 1.0)).all():
        return None, None, None
    inside = regressor == 1.0
    found = share_difference(
        int(outcome[inside].sum()),
        int(inside.sum()),
        int(outcome[~inside].sum()),
        int((~inside).sum()),
    )
    return found.estimate, found.low, found.high
