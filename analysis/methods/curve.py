"""Joint inference on a specification curve (Simonsohn, Simmons and Nelson 2020).

All functions take estimates of shape (draws + 1, specifications): the first row is the
outcome as it was, each other row one shuffle of it, refitted in every specification. Under
the null the rows are exchangeable, so any statistic of a row may be ranked among the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from .permutation import extremes, monte_carlo_p

Array = NDArray[np.float64]

LEVEL = 0.05
DECIMALS = 7  # what differs by less is a tie


@dataclass(frozen=True)
class Ranked:
    """A statistic, the central 95 per cent of it under shuffling, and its place among the draws.

    as_far: draws whose statistic is at least as far from zero; p by (as_far + 1)/(draws + 1),
    with its Monte Carlo standard error.
    """

    observed: float
    low: float
    high: float
    as_far: int
    p: float
    mcse: float


def standardised(estimates: Array) -> Array:
    """Each specification's estimates less their mean over the rows, in standard deviations."""
    return (estimates - estimates.mean(axis=0)) / estimates.std(axis=0)


def own_p(estimates: Array) -> Array:
    """Two-sided p of every row in every specification, by its rank in that specification.

    Twice the share of rows at least as low, or at least as high, whichever is smaller.
    """
    rounded = np.round(estimates, DECIMALS)
    at_most = rankdata(rounded, method="max", axis=0)
    at_least = len(rounded) + 1 - rankdata(rounded, method="min", axis=0)
    return np.minimum(1.0, 2.0 * np.minimum(at_most, at_least) / len(rounded))


def joint(estimates: Array) -> dict[str, Ranked]:
    """Three statistics of the whole curve, each ranked among the shuffles.

    ``median``: of the standardised estimates, which puts log odds and probabilities on one
    scale; ``sign``: share of specifications with the commoner sign; ``significant``: share
    with an own p of at most 5 per cent.
    """
    positive = (estimates > 0).mean(axis=1)
    statistics = {
        "median": np.median(standardised(estimates), axis=1),
        "sign": np.maximum(positive, (estimates < 0).mean(axis=1)),
        "significant": (own_p(estimates) <= LEVEL).mean(axis=1),
    }
    return {name: ranked(values) for name, values in statistics.items()}


def ranked(values: Array) -> Ranked:
    """The first value among the others, (draws + 1,)."""
    draws = len(values) - 1
    found = extremes(values[1:], float(values[0])).two_sided
    p, error = monte_carlo_p(found, draws)
    low, high = np.quantile(values[1:], [LEVEL / 2, 1 - LEVEL / 2])
    return Ranked(float(values[0]), float(low), float(high), found, p, error)
