"""Every outcome two groups can have, and what a test or an interval says of each.

Two groups of fixed sizes and a yes or no for each member: an outcome is how many yes there
are in the first and in the second. All functions return an array (first + 1, second + 1),
an entry for each outcome, so that probabilities of tests are sums and need no simulation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Array = NDArray[Any]

TAILS = ("two-sided", "greater")
TIED = 1.0 + 1e-7  # tables as likely as the one seen within rounding are as extreme as it
ROUNDING = 1e-12


@dataclass(frozen=True)
class Groups:
    """How many members the first and the second group have, at least one each."""

    first: int
    second: int

    def __post_init__(self) -> None:
        if min(self.first, self.second) < 1:
            raise ValueError("a group without members cannot be compared")

    @property
    def counts(self) -> tuple[Array, Array]:
        """Yes in the first group, (first + 1, 1), and in the second, (1, second + 1)."""
        return np.arange(self.first + 1)[:, None], np.arange(self.second + 1)[None, :]


def split(cases: int, share: float) -> Groups:
    """Cases in two groups, a share of them in the first, rounded to the nearest whole number."""
    first = int(np.floor(cases * share + 0.5))
    return Groups(first, cases - first)


def difference(groups: Groups) -> Array:
    """The share of yes in the first group less that in the second."""
    first, second = groups.counts
    return first / groups.first - second / groups.second


def log_odds_ratio(groups: Groups) -> Array:
    """Firth's estimate of the log odds ratio: one half added to each cell of the 2 x 2 table.

    In a table with one term the penalised estimate has this closed form (Firth 1993).
    """
    first, second = groups.counts
    return special.logit((first + 0.5) / (groups.first + 1)) - special.logit(
        (second + 0.5) / (groups.second + 1)
    )


def fisher_p(groups: Groups, tail: str = "two-sided") -> Array:
    """Fisher's exact p of every outcome.

    tail: two-sided sums the probabilities of all tables with the same margins that are no
    likelier than the one seen; greater, of those with as many yes in the first group or more.
    """
    first, second = groups.counts
    chance = np.exp(
        _log_choose(groups.first, first)
        + _log_choose(groups.second, second)
        - _log_choose(groups.first + groups.second, first + second)
    )
    p = np.empty_like(chance)
    for total in range(groups.first + groups.second + 1):
        one = np.arange(max(0, total - groups.second), min(groups.first, total) + 1)
        law = chance[one, total - one]
        if tail == "greater":
            p[one, total - one] = law[::-1].cumsum()[::-1]
        else:
            order = np.sort(law)
            no_likelier = np.searchsorted(order, law * TIED, side="right")
            p[one, total - one] = order.cumsum()[no_likelier - 1]
    return np.minimum(p, 1.0)


def firth_p(groups: Groups, log_odds: float = 0.0) -> Array:
    """p of the penalised likelihood ratio of a log odds ratio, two-sided, for every outcome.

    The penalty is that of the full design in both fits, as in :mod:`.firth`: with one term
    it adds one half to each cell, so both fits have a closed form. A log odds ratio lies in
    the 95% profile interval exactly if its p is above 5%.
    """
    first, second = groups.counts
    free = _penalised(
        groups, (first + 0.5) / (groups.first + 1), (second + 0.5) / (groups.second + 1)
    )
    odds = _odds_of_second(groups, np.exp(log_odds))
    one = np.exp(log_odds) * odds
    held = _penalised(groups, one / (1 + one), odds / (1 + odds))
    return np.asarray(stats.chi2.sf(np.maximum(2.0 * (free - held), 0.0), df=1))


def newcombe(groups: Groups, level: float = 0.95) -> tuple[Array, Array]:
    """Newcombe's interval of the difference in shares, from two Wilson intervals.

    Method 10 of Newcombe (1998). Returns the lower and the upper limits.
    """
    first, second = groups.counts
    low_1, high_1 = wilson(first, groups.first, level)
    low_2, high_2 = wilson(second, groups.second, level)
    share_1, share_2 = first / groups.first, second / groups.second
    low = share_1 - share_2 - np.hypot(share_1 - low_1, high_2 - share_2)
    high = share_1 - share_2 + np.hypot(high_1 - share_1, share_2 - low_2)
    return low, high


def newcombe_covers(groups: Groups, truth: float) -> Array:
    """Whether Newcombe's 95% interval holds a difference, for every outcome."""
    low, high = newcombe(groups)
    return np.asarray((low <= truth + ROUNDING) & (truth - ROUNDING <= high))


def wilson(count: Array, size: int, level: float = 0.95) -> tuple[Array, Array]:
    """Wilson's score interval of a share: count of size."""
    z = stats.norm.ppf(0.5 + level / 2)
    share = count / size
    middle = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z * np.sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2) / (1 + z**2 / size)
    return middle - half, middle + half


def _log_choose(size: int, taken: Array) -> Array:
    return np.asarray(
        special.gammaln(size + 1) - special.gammaln(taken + 1) - special.gammaln(size - taken + 1)
    )


def _penalised(groups: Groups, one: Array, two: Array) -> Array:
    """The penalised log-likelihood at shares of the two groups, without its constant."""
    first, second = groups.counts
    return np.asarray(
        (first + 0.5) * np.log(one)
        + (groups.first - first + 0.5) * np.log1p(-one)
        + (second + 0.5) * np.log(two)
        + (groups.second - second + 0.5) * np.log1p(-two)
    )


def _odds_of_second(groups: Groups, ratio: float) -> Array:
    """Odds in the second group that fit best where the odds ratio is held: a quadratic's root.

    The slope vanishes where the expected yes, one half added to each cell, are those seen.
    """
    first, second = groups.counts
    one, two, seen = groups.first + 1, groups.second + 1, first + second + 1
    square = ratio * (one + two - seen)
    linear = one * ratio + two - seen * (1 + ratio)
    return np.asarray((np.sqrt(linear**2 + 4.0 * square * seen) - linear) / (2.0 * square))
