"""Permutation tests: shuffling within groups, and counting what is as extreme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from .resampling import BLOCK

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
    Raises ValueError if one is not a number: it could be counted on neither side.
    """
    if np.isnan(statistics).any() or np.isnan(observed):
        raise ValueError("a statistic is not a number, so it is not known whether it is extreme")
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


def permuted(
    statistic: Callable[[NDArray[Any]], Array],
    values: NDArray[Any],
    groups: NDArray[Any],
    draws: int,
    seed: int,
    chunk: int = 4,
) -> Array:
    """A statistic of many independent shuffles of `values` within groups.

    statistic: given shuffles (m, n), returns (m, ...), an entry for each; values, groups: (n,).
    Returns (draws, ...). The shuffles are made and handed over in blocks of 250, each with a
    child of the seed; `chunk` blocks make a task for joblib, which runs tasks one after the
    other unless a surrounding ``joblib.parallel_config`` says otherwise. Neither changes a
    digit: a block is always computed whole, and on one thread.
    """
    sizes = [min(BLOCK, draws - start) for start in range(0, draws, BLOCK)]
    blocks = list(zip(np.random.SeedSequence(seed).spawn(len(sizes)), sizes, strict=True))
    tasks = [blocks[start : start + chunk] for start in range(0, len(blocks), chunk)]
    work = delayed(_of_blocks)
    done = Parallel()(work(statistic, values, groups, task) for task in tasks)
    return np.concatenate([block for task in done for block in task])


def _of_blocks(
    statistic: Callable[[NDArray[Any]], Array],
    values: NDArray[Any],
    groups: NDArray[Any],
    blocks: Sequence[tuple[np.random.SeedSequence, int]],
) -> list[Array]:
    def of_block(seed: np.random.SeedSequence, size: int) -> Array:
        shuffles = shuffled_within(values, groups, size, np.random.default_rng(seed))
        return np.array(statistic(shuffles))  # a view would keep all the shuffles

    with threadpool_limits(1):  # threads share a product of matrices out, which rounds it anew
        return [of_block(seed, size) for seed, size in blocks]
