"""Exact tests and intervals for counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats


@dataclass(frozen=True)
class Tails:
    """Probabilities of a count at least and at most as large as the one seen."""

    at_least: float
    at_most: float


def fisher_two_sided(table: tuple[tuple[int, int], tuple[int, int]]) -> float:
    """Fisher's exact p for a 2 x 2 table: the probability of all tables no likelier than it."""
    return float(stats.fisher_exact(np.array(table), alternative="two-sided")[1])


def hypergeometric_tails(seen: int, population: int, marked: int, drawn: int) -> Tails:
    """Tails of the marked units among those drawn without replacement, all totals given.

    >>> round(hypergeometric_tails(4, 8, 4, 4).at_least * 70, 6)
    1.0
    """
    law = stats.hypergeom(population, marked, drawn)
    return Tails(at_least=float(law.sf(seen - 1)), at_most=float(law.cdf(seen)))


def binomial_tails(seen: int, trials: int, probability: float) -> Tails:
    """Tails of a binomial count."""
    law = stats.binom(trials, probability)
    return Tails(at_least=float(law.sf(seen - 1)), at_most=float(law.cdf(seen)))


def clopper_pearson(events: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson for a share of `events` in `n`."""
    limits = stats.binomtest(events, n).proportion_ci(confidence_level=level, method="exact")
    return float(limits.low), float(limits.high)
