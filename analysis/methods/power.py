"""What a comparison of two groups can detect: size, coverage, power, errors of type S and M.

All figures here are exact: the outcomes of two binomials are enumerated and the
probabilities of those a test calls significant are added up. Type S and type M errors as in
Gelman and Carlin (2014): among significant results, how often the sign is wrong, and how
many times too large the estimate is on average.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from .two_groups import (
    Groups,
    difference,
    firth_p,
    fisher_p,
    log_odds_ratio,
    newcombe_covers,
    split,
)

Array = NDArray[Any]

STEP = 0.001  # of the effects tried when the least visible one is looked for
TENS, MOST = 10, 2_560  # sizes tried when the cases needed are looked for
REACHED = 1e-12


@dataclass(frozen=True)
class Errors:
    """Power; share of significant results with the wrong sign; how many times too large.

    type_s and type_m are nan where no outcome is significant.
    """

    power: float
    type_s: float
    type_m: float


@dataclass(frozen=True)
class Verdicts:
    """What each test says of every outcome of two groups: (first + 1, second + 1) each.

    Significant or not: Fisher's exact test, Firth's likelihood ratio, and whether Newcombe's
    interval of the difference leaves out zero.
    """

    groups: Groups
    fisher: Array
    firth: Array
    newcombe: Array

    @classmethod
    def of(cls, groups: Groups, level: float, tail: str = "two-sided") -> Verdicts:
        """The tests at a level; tail is that of Fisher's, the interval has 95 per cent."""
        return cls(
            groups,
            fisher_p(groups, tail) <= level + REACHED,
            firth_p(groups) <= level + REACHED,
            ~newcombe_covers(groups, 0.0),
        )

    @property
    def said(self) -> dict[str, Array]:
        """The three by name."""
        return {
            "fisher_exact": self.fisher,
            "firth_logit": self.firth,
            "newcombe": self.newcombe,
        }

    def power(self, base: float, effect: float) -> dict[str, float]:
        """How often each is significant; without an effect: its size."""
        return {n: probability(s, self.groups, base, effect) for n, s in self.said.items()}

    def covered(self, base: float, effect: float) -> dict[str, float]:
        """How often 95% intervals hold the effect: Firth's profile, Newcombe's."""
        held = firth_p(self.groups, log_odds_of(base, effect)) > 0.05
        covers = {"firth_logit": held, "newcombe": newcombe_covers(self.groups, effect)}
        return {n: probability(s, self.groups, base, effect) for n, s in covers.items()}

    def narrow(self, base: float, margin: float) -> float:
        """How often Newcombe's interval lies within a margin around zero where nothing is."""
        outside = newcombe_covers(self.groups, margin) | newcombe_covers(self.groups, -margin)
        inside = ~outside & (np.abs(difference(self.groups)) < margin)
        return probability(inside, self.groups, base, 0.0)

    def least(self, base: float, wanted: float) -> dict[str, float]:
        """The least visible effect of each."""
        return {n: least_effect(s, self.groups, base, wanted) for n, s in self.said.items()}

    def errors(self, base: float, effect: float) -> dict[str, Errors]:
        """Of Fisher's test with the difference in shares; of Firth's with the log odds ratio."""
        truth = log_odds_of(base, effect)
        one, two = difference(self.groups), log_odds_ratio(self.groups)
        return {
            "fisher_exact": errors(self.fisher, one, self.groups, base, effect, effect),
            "firth_logit": errors(self.firth, two, self.groups, base, effect, truth),
        }


def log_odds_of(base: float, effect: float) -> float:
    """The log odds ratio of an effect over a base; infinite if either share is 0 or 1."""
    with np.errstate(divide="ignore"):
        return float(special.logit(base + effect) - special.logit(base))


def likely(groups: Groups, base: float, effect: float) -> Array:
    """Probability of every outcome, (first + 1, second + 1).

    base: probability of a yes in the second group; effect: what the first group has more.
    """
    first, second = groups.counts
    return np.asarray(
        stats.binom.pmf(first, groups.first, base + effect)
        * stats.binom.pmf(second, groups.second, base)
    )


def probability(said: Array, groups: Groups, base: float, effect: float) -> float:
    """How probable an outcome is of which something is said. said: (first + 1, second + 1)."""
    return float((likely(groups, base, effect) * said).sum())


def power_curve(significant: Array, groups: Groups, base: float, effects: Array) -> Array:
    """Power at each of many effects, (effects,). significant: (first + 1, second + 1)."""
    first, second = groups.counts
    one = stats.binom.pmf(first[:, 0], groups.first, base + np.asarray(effects)[:, None])
    two = stats.binom.pmf(second[0], groups.second, base)
    return np.asarray(one @ (significant @ two))


def errors(
    significant: Array, estimates: Array, groups: Groups, base: float, effect: float, truth: float
) -> Errors:
    """Power and both errors of a test, exactly.

    significant, estimates: (first + 1, second + 1); effect: on the scale of shares; truth:
    the same effect on the scale of the estimates, not zero.
    """
    chance = likely(groups, base, effect) * significant
    power = float(chance.sum())
    if power <= 0:
        return Errors(power, np.nan, np.nan)
    wrong = float(chance[np.sign(estimates) == -np.sign(truth)].sum())
    size = float((chance * np.abs(estimates)).sum())
    return Errors(power, wrong / power, size / power / abs(truth))


def least_effect(significant: Array, groups: Groups, base: float, wanted: float) -> float:
    """The smallest increase over the base from which on the power is as wanted; nan if none is.

    To a tenth of a percentage point, up to where everybody in the first group has a yes.
    """
    effects = np.arange(1, int(np.floor((1.0 - base) / STEP + 1e-9)) + 1) * STEP
    short = power_curve(significant, groups, base, effects) < wanted - REACHED
    after = int(np.flatnonzero(short)[-1]) + 1 if short.any() else 0
    return float(effects[after]) if after < len(effects) else np.nan


def cases_needed(
    base: float, effect: float, share: float, wanted: float, level: float, tail: str
) -> float:
    """Cases, in tens, with which Fisher's test has the power wanted; nan if 2,560 do not do.

    Found by halving; as the power of an exact test goes up in teeth, a few cases more or
    fewer may do as well.
    """

    def short(tens: int) -> bool:
        groups = split(TENS * tens, share)
        significant = fisher_p(groups, tail) <= level + REACHED
        return probability(significant, groups, base, effect) < wanted

    low = _first_tens(share)
    if not short(low):
        return float(TENS * low)
    high = low
    while short(high):
        low, high = high, 2 * high
        if TENS * high > MOST:
            return np.nan
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if short(middle) else (low, middle)
    return float(TENS * high)


def _first_tens(share: float) -> int:
    """The fewest tens of cases that leave a case in either group."""
    return int(np.ceil(1.0 / (2 * TENS * min(share, 1.0 - share)) + 1e-9))
