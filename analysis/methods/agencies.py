"""Two groups spread over agencies: data sets drawn, and the permutation test within agencies.

The test shuffles who is in the first group within each agency. The yes in the first group,
added up, then follow a sum of hypergeometric laws, which is computed whole: a p here is that
of all rearrangements, the limit of the shuffles counted in :mod:`.permutation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import stats
from threadpoolctl import threadpool_limits

from .two_groups import Groups, split

Array = NDArray[Any]

BLOCK = 1_000  # data sets at once: (block, cases) stays small
SLACK = 1e-9
NOTHING = 1e-300  # stands for a zero whose logarithm is taken


@dataclass(frozen=True)
class Agencies:
    """Members of the two groups in each agency, and its probability of a yes: (k,) each."""

    first: Array
    second: Array
    base: Array

    @property
    def groups(self) -> Groups:
        """Both groups over all agencies."""
        return Groups(int(self.first.sum()), int(self.second.sum()))


@dataclass(frozen=True)
class Drawn:
    """Data sets: yes in the first and in the second group of each agency, (draws, k) each."""

    first: Array
    second: Array

    @property
    def totals(self) -> tuple[Array, Array]:
        """Yes in the first and in the second group over all agencies, (draws,) each."""
        return self.first.sum(axis=1), self.second.sum(axis=1)


def dealt(groups: Groups, count: int) -> tuple[Array, Array]:
    """Members of two groups dealt out to agencies as evenly as whole numbers allow.

    Returns those of the first and of the second group in each agency, (count,) each. The
    second group is dealt from the last agency on, so that agencies are of nearly one size.
    """
    first = np.full(count, groups.first // count)
    first[: groups.first % count] += 1
    second = np.full(count, groups.second // count)
    second[count - groups.second % count :] += 1
    return first, second


def alike(groups: Groups, count: int, base: float) -> Agencies:
    """Agencies of one probability of a yes, with both groups dealt out evenly."""
    return Agencies(*dealt(groups, count), np.full(count, base))


def differing(groups: Groups, count: int, share: float, low: float, high: float) -> Agencies:
    """Half the agencies with few of the first group and a low probability, half the reverse.

    share: of the first group in the first half of the agencies, which hold half the cases.
    """
    cases = (groups.first + groups.second) // 2
    few = split(cases, share)
    many = Groups(groups.first - few.first, groups.second - few.second)
    halves = dealt(few, count // 2), dealt(many, count // 2)
    first, second = (np.concatenate(each) for each in zip(*halves, strict=True))
    return Agencies(first, second, np.repeat([low, high], count // 2))


def drawn(agencies: Agencies, effect: float, draws: int, rng: np.random.Generator) -> Drawn:
    """Data sets in which the first group has `effect` more than its agency's probability.

    A probability beyond one counts as one.
    """
    shape = (draws, len(agencies.base))
    more = np.clip(agencies.base + effect, 0.0, 1.0)
    return Drawn(
        rng.binomial(agencies.first, more, size=shape),
        rng.binomial(agencies.second, agencies.base, size=shape),
    )


def within_p(agencies: Agencies, data: Drawn) -> Array:
    """Exact two-sided p of the permutation test within agencies, (draws,).

    As extreme are rearrangements in which the yes of the first group lie at least as far from
    what is expected given each agency's yes, in either direction.
    """
    blocks = range(0, len(data.first), BLOCK)
    found = [
        _within_p(agencies, data.first[start : start + BLOCK], data.second[start : start + BLOCK])
        for start in blocks
    ]
    return np.concatenate(found)


def _within_p(agencies: Agencies, first: Array, second: Array) -> Array:
    yes = first + second
    size = agencies.first + agencies.second
    expected = (yes * agencies.first / size).sum(axis=1)
    law = _sum_of_hypergeometric(agencies, yes)
    seen = np.abs(first.sum(axis=1) - expected)
    away = np.abs(np.arange(law.shape[1])[None, :] - expected[:, None])
    as_far = away >= seen[:, None] - SLACK
    return np.asarray(np.clip((law * as_far).sum(axis=1), 0.0, 1.0))


def _sum_of_hypergeometric(agencies: Agencies, yes: Array) -> Array:
    """The law of the first group's yes under shuffling, (draws, first + 1).

    Agencies alike in size and yes have one law, so the product of all transforms is a product
    of matrices: how often each law occurs, times its logarithm.
    """
    length = 1 << int(agencies.first.sum() + 1).bit_length()
    kinds, kind = np.unique(
        np.column_stack([agencies.first, agencies.second]), axis=0, return_inverse=True
    )
    logs, counts = [], []
    for place, (one, two) in enumerate(kinds):
        here = yes[:, kind == place]
        values = np.arange(one + two + 1)
        law = stats.hypergeom.pmf(np.arange(one + 1)[None, :], one + two, values[:, None], one)
        logs.append(np.log(np.fft.rfft(law, length, axis=1) + NOTHING))
        counts.append((here[:, :, None] == values).sum(axis=1))
    often, each = np.concatenate(counts, axis=1).astype(float), np.concatenate(logs)
    product = np.exp(often @ each.real + 1j * (often @ each.imag))
    law = np.fft.irfft(product, length, axis=1)[:, : int(agencies.first.sum()) + 1]
    return np.asarray(np.maximum(law, 0.0))


@dataclass(frozen=True)
class Cell:
    """One cell of a grid of simulations: agencies, effect, and what each outcome is called.

    said: name to an array (first + 1, second + 1), of a test that looks at the totals alone.
    """

    agencies: Agencies
    effect: float
    said: dict[str, Array]


def shares(cells: list[Cell], draws: int, level: float, seed: int) -> list[dict[str, float]]:
    """How often each thing is said in data sets drawn for each cell, in the cells' order.

    Besides the names of a cell's `said`: ``within``, the permutation test within agencies
    significant. Each cell draws with a child of the seed and is a task for joblib, so who
    computes changes no digit.
    """
    seeds = np.random.SeedSequence(seed).spawn(len(cells))
    work = partial(_shares, draws=draws, level=level)
    return list(Parallel()(delayed(work)(c, s) for c, s in zip(cells, seeds, strict=True)))


def _shares(cell: Cell, seed: np.random.SeedSequence, draws: int, level: float) -> dict[str, float]:
    with threadpool_limits(1):  # threads share a product of matrices out, which rounds it anew
        data = drawn(cell.agencies, cell.effect, draws, np.random.default_rng(seed))
        totals = data.totals
        found = {name: float(said[totals].mean()) for name, said in cell.said.items()}
        within = within_p(cell.agencies, data) <= level + SLACK
        return {**found, "within": float(within.mean())}


def standard_error(share: float, draws: int) -> float:
    """Monte Carlo standard error of a share of draws.

    One draw is added on either side, so that it is not zero where all of them agree.
    """
    share = (share * draws + 1.0) / (draws + 2.0)
    return float(np.sqrt(share * (1.0 - share) / (draws + 2.0)))
