"""Whether an outcome goes with a regressor within groups, by shuffling within them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .identified import Unidentified
from .permutation import extremes, monte_carlo_p, permuted

Array = NDArray[np.float64]

TEST = (
    "permutation within groups, two-sided by the distance from what shuffling leads one to expect"
)


@dataclass(frozen=True)
class Association:
    """The test: p, its Monte Carlo standard error, and what it rests on.

    excess: the sum of regressor times outcome less its mean over all shuffles.
    informative: cases of groups in which both regressor and outcome vary; no other case
    bears on the test.
    """

    p: float
    mcse: float
    excess: float
    informative: int


def informative(regressor: Array, outcome: Array, groups: NDArray[Any]) -> NDArray[np.bool_]:
    """Which cases bear on the test: those of groups in which regressor and outcome both vary.

    regressor, outcome, groups: (n,); returns (n,).
    """
    useful = np.zeros(len(outcome), dtype=bool)
    for group in np.unique(groups):
        here = groups == group
        useful |= here & bool(np.ptp(regressor[here]) > 0 and np.ptp(outcome[here]) > 0)
    return useful


def association_within(
    regressor: Array, outcome: Array, groups: NDArray[Any], draws: int, seed: int
) -> Association:
    """Test whether `outcome` goes with `regressor` once their groups are held constant.

    regressor, outcome: (n,) numbers; with zeros and ones the sum is the count of cases with
    both, with steps of a dose it is the statistic of a trend. The outcome is shuffled within
    each group (Phipson and Smyth 2010 for p); with ranks of the outcome the sum is that of a
    rank-sum test, the score statistic of an ordered logit. Raises Unidentified if regressor and
    outcome vary together in no group.
    """
    useful = informative(regressor, outcome, groups)
    expected = 0.0
    for group in np.unique(groups):
        here = groups == group
        expected += float(regressor[here].sum() * outcome[here].mean())
    if not useful.any():
        raise Unidentified("the test cannot be made: in no group do both vary")

    def excess(shuffles: NDArray[Any]) -> Array:
        return np.asarray(shuffles @ regressor - expected)

    shuffled = permuted(excess, outcome, groups, draws, seed)
    observed = float(outcome @ regressor - expected)
    p, mcse = monte_carlo_p(extremes(shuffled, observed).two_sided, draws)
    return Association(p, mcse, observed, int(useful.sum()))
