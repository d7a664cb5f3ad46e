"""Saturation by base size, run length and new-information threshold, in any order of interviews.

After Guest, Namey and Chen (2020), A simple method to assess and report thematic saturation in
qualitative research, PLoS ONE 15(5), e0232076, who name the three. The *base* are the codes of
the first interviews; a *run* is a number of interviews that follow one another; its ratio is
the codes first met in it, divided by the codes of the base. Here runs overlap, each beginning
one interview after the last, and saturation is told as the number of interviews before the
first run whose ratio is at or below the threshold.

The number depends on the order in which people happened to be met, which says nothing about
what they know. Here it is told for the order as it was and, apart from it, for all orders, or
for many drawn at random where there are too many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from math import factorial

import numpy as np
from numpy.typing import NDArray

BASE = 4
RUNS = (2, 3)
THRESHOLDS = (0.05, 0.0)
ORDERS = 2000
SEED = 20201209

Orders = NDArray[np.intp]
Ratios = NDArray[np.float64]


@dataclass(frozen=True)
class Runs:
    """The runs of some orders of interviews.

    before: (r,), interviews before each run; base: (o,), codes of the base; new: (o, r), codes
    first met in each run; ratio: (o, r), nan where the base has no code.
    """

    before: NDArray[np.intp]
    base: NDArray[np.intp]
    new: NDArray[np.intp]
    ratio: Ratios

    def reached(self, threshold: float) -> Ratios:
        """Interviews at which each order is saturated; inf where none of its runs is: (o,)."""
        low = self.ratio <= threshold + 1e-12  # nan is not low
        at = self.before[low.argmax(axis=1)].astype(float)
        return np.where(low.any(axis=1), at, np.inf)


def orders(count: int, draws: int = ORDERS, seed: int = SEED) -> Orders:
    """Orders of so many interviews, (o, count): all where they are no more than draws."""
    if factorial(count) <= draws:
        return np.array(list(permutations(range(count))), dtype=np.intp)
    draw = np.random.default_rng(seed)
    return draw.permuted(np.tile(np.arange(count), (draws, 1)), axis=1)


def runs(codes: Sequence[frozenset[str]], ordered: Orders, run: int, base: int = BASE) -> Runs:
    """The runs of interviews in some orders.

    codes: of each interview; ordered: (o, i), each row the interviews in an order. Raises
    ValueError if there are fewer interviews than the base and one run need.
    """
    count = len(codes)
    if count < base + run:
        raise ValueError(f"{count} interviews are fewer than a base of {base} and a run of {run}.")
    place = np.empty_like(ordered)
    np.put_along_axis(place, ordered, np.arange(count)[None, :], axis=1)
    known = sorted(frozenset().union(*codes))
    held = [[at for at, own in enumerate(codes) if code in own] for code in known]
    first = np.column_stack([place[:, own].min(axis=1) for own in held] or [place[:, :0]])
    before = np.arange(base, count - run + 1)
    new = np.stack([((first >= s) & (first < s + run)).sum(axis=1) for s in before], axis=1)
    size = (first < base).sum(axis=1)
    ratio = np.where(size[:, None] > 0, new / np.maximum(size, 1)[:, None], np.nan)
    return Runs(before, size, new, ratio)


def middle(values: Ratios, level: float = 0.95) -> tuple[float, float, float]:
    """Low, median and high of some values, each one of them; inf counts as the largest."""
    shares = [(1 - level) / 2, 0.5, (1 + level) / 2]
    low, mid, high = np.quantile(values, shares, method="inverted_cdf")
    return float(low), float(mid), float(high)
