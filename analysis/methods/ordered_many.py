"""A proportional-odds logit with one yes-or-no term, in many data sets at once.

Two groups, three or more ordered categories: cumulative logits share one slope, the log odds
ratio (McCullagh 1980). For counting how often the likelihood-ratio test is significant, not
for reporting a fit: that is for :mod:`.ordered`. Beside it, the permutation of ranks within
agencies, whose p is that of all rearrangements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import fft, special, stats
from threadpoolctl import threadpool_limits

from .agencies import SLACK

Array = NDArray[Any]

STEPS, TOLERANCE = 60, 1e-10
HALVINGS = 30
BLOCK = 200  # data sets at once: (block, cases, cases) stays small
NOTHING = 1e-300  # stands for a zero whose logarithm is taken


@dataclass(frozen=True)
class OrderedFits:
    """Log odds ratio and p of the likelihood ratio of each data set, (draws,); nan if refused."""

    estimate: Array
    p: Array


def shifted(shares: Array, log_odds: float) -> Array:
    """Shares of ordered categories after all cumulative odds are moved up by a log odds ratio.

    shares: (c,), adding up to one, the lowest category first. Returns (c,).
    """
    below = special.expit(special.logit(np.cumsum(shares)[:-1]) - log_odds)
    return np.diff(np.concatenate([[0.0], below, [1.0]]))


def ordered_fits(second: Array, first: Array) -> OrderedFits:
    """Fits of many data sets. second, first: counts of each category by group, (draws, c).

    Categories that nobody is in are left out. Refused, that is nan, are data sets of one
    category, and those in which nobody of one group lies above anybody of the other: the
    estimate would not be finite.
    """
    both = np.concatenate([second, first], axis=1)
    tables, place = np.unique(both, axis=0, return_inverse=True)  # few cases repeat themselves
    second, first = np.split(tables, 2, axis=1)
    fitted = ~(_separated(second, first) | _separated(first, second))
    seen = second + first > 0
    estimate, p = np.full((2, len(tables)), np.nan)
    for kept in np.unique(seen, axis=0):
        here = fitted & (seen == kept).all(axis=1)
        if kept.sum() > 1 and here.any():
            counts = np.stack([second[here], first[here]], axis=1)[:, :, kept]
            estimate[here], p[here] = _fitted(counts)
    return OrderedFits(estimate[place], p[place])


def drawn_fits(
    sizes: tuple[int, int],
    shares: Array,
    log_odds: float,
    draws: int,
    seed: np.random.SeedSequence,
) -> OrderedFits:
    """Fits of data sets drawn: the second group by the shares, the first moved up from them.

    sizes: of the first and the second group. On one thread, so that who computes changes no
    digit.
    """
    rng = np.random.default_rng(seed)
    second = rng.multinomial(sizes[1], shares, size=draws)
    first = rng.multinomial(sizes[0], shifted(shares, log_odds), size=draws)
    with threadpool_limits(1):
        return ordered_fits(second, first)


def drawn_tests(
    sizes: tuple[Array, Array],
    shares: Array,
    log_odds: float,
    draws: int,
    seed: np.random.SeedSequence,
) -> tuple[Array, Array]:
    """p of both tests in data sets drawn agency by agency: likelihood ratio, and within agencies.

    sizes: of the first and the second group in each agency, (k,) each; shares: of the second
    group, (k, 3), the first moved up from them. Returns two arrays (draws,), the first nan where
    the logit is refused.
    """
    rng = np.random.default_rng(seed)
    moved = np.array([shifted(each, log_odds) for each in shares])
    second = rng.multinomial(sizes[1], shares, size=(draws, len(shares)))
    first = rng.multinomial(sizes[0], moved, size=(draws, len(shares)))
    with threadpool_limits(1):
        return ordered_fits(second.sum(axis=1), first.sum(axis=1)).p, within_p(second, first)


def within_p(second: Array, first: Array) -> Array:
    """Exact two-sided p of the permutation of ranks within agencies, (draws,).

    second, first: counts of three categories by agency, (draws, k, 3). The ranks are those of
    all cases of a data set, ties sharing theirs; as extreme are rearrangements whose sum of the
    first group's ranks lies at least as far from what is expected, in either direction.
    """
    blocks = range(0, len(first), BLOCK)
    return np.concatenate([_within_p(second[i : i + BLOCK], first[i : i + BLOCK]) for i in blocks])


def _within_p(second: Array, first: Array) -> Array:
    both = second + first
    low, middle, high = both.sum(axis=1).T
    # Twice the sum of ranks, up to a constant: what a lowest and a highest move add to it.
    worth = np.column_stack([-(low + middle), middle + high])
    seen = (first.sum(axis=1)[:, [0, 2]] * worth).sum(axis=1)
    share = first.sum(axis=2) / both.sum(axis=2)
    expected = ((both * share[:, :, None]).sum(axis=1)[:, [0, 2]] * worth).sum(axis=1)
    law = _law_of_lowest_and_highest(both, first.sum(axis=2))
    lowest, highest = np.arange(law.shape[1])[:, None], np.arange(law.shape[2])
    sums = worth[:, 0, None, None] * lowest + worth[:, 1, None, None] * highest
    away = np.abs(sums - expected[:, None, None])
    as_far = away >= np.abs(seen - expected)[:, None, None] - SLACK
    return np.asarray(np.clip((law * as_far).sum(axis=(1, 2)), 0.0, 1.0))


def _law_of_lowest_and_highest(both: Array, first: Array) -> Array:
    """The law of the first group's lowest and highest under shuffling, (draws, l, h).

    Agencies alike have one law, so the product of all transforms is a product of matrices: how
    often each law occurs, times its logarithm, as in :mod:`.agencies`.
    """
    most = both.sum(axis=1).max(axis=0)
    shape = [fft.next_fast_len(int(most[each]) + 1, real=True) for each in (0, 2)]
    kinds, kind = np.unique(
        np.concatenate([first[:, :, None], both], axis=2).reshape(-1, 4),
        axis=0,
        return_inverse=True,
    )
    often = np.zeros((len(both), len(kinds)))
    np.add.at(often, (np.repeat(np.arange(len(both)), both.shape[1]), kind.ravel()), 1.0)
    size, low, middle, high = (each[:, None, None] for each in kinds.T)
    lowest, highest = np.ogrid[: low.max() + 1, : high.max() + 1]
    ways = special.comb(low, lowest) * special.comb(high, highest)
    ways = ways * special.comb(middle, size - lowest - highest)
    law = ways / special.comb(low + middle + high, size)
    transforms = fft.rfft2(law, shape)
    logs = np.log(transforms + NOTHING).reshape(len(kinds), -1)
    product = np.exp(often @ logs.real + 1j * (often @ logs.imag))
    back = fft.irfft2(product.reshape(len(both), *transforms.shape[1:]), shape)
    return np.asarray(np.maximum(back, 0.0))


def _separated(lower: Array, upper: Array) -> Array:
    """Whether no member of one group lies above any member of the other."""
    categories = np.arange(lower.shape[1])
    highest = np.where(lower > 0, categories, -1).max(axis=1)
    lowest = np.where(upper > 0, categories, lower.shape[1]).min(axis=1)
    return np.asarray(highest <= lowest)


def _fitted(counts: Array) -> tuple[Array, Array]:
    """Newton's method from the fit without the term. counts: (draws, 2, c)."""
    pooled = counts.sum(axis=1)
    cut = special.logit(np.cumsum(pooled, axis=1)[:, :-1] / pooled.sum(axis=1, keepdims=True))
    at = np.column_stack([cut, np.zeros(len(counts))])
    null = now = _likelihood(at, counts)
    for _ in range(STEPS):
        slope, curvature = _derivatives(at, counts)
        step = np.linalg.solve(curvature, slope[:, :, None])[:, :, 0]
        length = np.ones(len(counts))
        for _ in range(HALVINGS):
            tried = _likelihood(at + length[:, None] * step, counts)
            worse = ~(tried >= now - 1e-12 * np.abs(now))
            if not worse.any():
                break
            length[worse] /= 2
        at, now = at + length[:, None] * step, np.where(worse, now, tried)
        if np.abs(step).max() < TOLERANCE:
            break
    ratio = np.maximum(2.0 * (now - null), 0.0)
    return at[:, -1], np.asarray(stats.chi2.sf(ratio, df=1))


def _edges(at: Array) -> Array:
    """Cumulative logits of the two groups with the ends, (draws, 2, c + 1)."""
    cut, slope = at[:, :-1], at[:, -1:]
    both = np.stack([cut, cut - slope], axis=1)
    end = np.full((*both.shape[:2], 1), np.inf)
    return np.concatenate([-end, both, end], axis=2)


def _likelihood(at: Array, counts: Array) -> Array:
    chance = np.diff(special.expit(_edges(at)), axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(counts > 0, counts * np.log(chance), 0.0)
    return np.asarray(parts.sum(axis=(1, 2)))


def _derivatives(at: Array, counts: Array) -> tuple[Array, Array]:
    """Slope of the log-likelihood and the expected information, by thresholds and slope."""
    edges = _edges(at)
    below = special.expit(edges)
    chance = np.diff(below, axis=2)
    dense = below * special.expit(-edges)
    cuts = at.shape[1] - 1
    # How the probability of each category moves with each parameter: (draws, 2, c, cuts + 1).
    move = np.zeros((*chance.shape, cuts + 1))
    for cut in range(cuts):
        move[:, :, cut, cut] += dense[:, :, cut + 1]
        move[:, :, cut + 1, cut] -= dense[:, :, cut + 1]
    move[:, 1, :, cuts] = -np.diff(dense[:, 1], axis=1)
    slope = np.einsum("dgc,dgcp->dp", counts / chance, move)
    size = counts.sum(axis=2)[:, :, None]
    information = np.einsum("dgc,dgcp,dgcq->dpq", size / chance, move, move)
    return slope, information
