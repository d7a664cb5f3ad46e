"""Permutation tests: shuffling within groups, and counting what is as extreme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Extremes:
    """How many statistics are at least as extreme as the observed one.

    two_sided counts statistics at least as far from zero, in either direction.
    """

    low: int
    high: int
    two_sided: int
    total: int


def extremes(statistics: Array, observed: float) -> Extremes:
    """Count statistics as low, as high, and as far from zero as the observed one.

    Equal means equal within rounding (1e-9 of the larger of 1 and the observed).
    """
    slack = 1e-9 * max(1.0, abs(observed))
    return Extremes(
        low=int((statistics <= observed + slack).sum()),
        high=int((statistics >= observed - slack).sum()),
        two_sided=int((np.abs(statistics) >= abs(observed) - slack).sum()),
        total=len(statistics),
    )


def monte_carlo_p(extreme: int, draws: int) -> tuple[float, float]:
    """The p value (b+1)/(m+1) of b extreme draws among m, and its Monte Carlo standard error.

    The observed arrangement counts as one draw, so p is never zero (Phipson and Smyth 2010).
    """
    p = (extreme + 1) / (draws + 1)
    return p, float(np.sqrt(p * (1.0 - p) / (draws + 1)))


def shuffled_within(
    values: NDArray[Any], groups: NDArray[Any], draws: int, rng: np.random.Generator
) -> NDArray[Any]:
    """Independent shuffles of `values` within each group.

    values, groups: (n,). Returns (draws, n): every row keeps each group's values.
    """
    shuffled = np.empty((draws, len(values)), dtype=values.dtype)
    for group in np.unique(groups):
        places = np.flatnonzero(groups == group)
        shuffled[:, places] = rng.permuted(np.tile(values[places], (draws, 1)), axis=1)
    return shuffled
