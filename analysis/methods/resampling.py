"""Thousands of logits at once: for permutation tests and for many specifications.

Newton's method on many fits side by side, with Firth's penalty or without. For statistics
that are counted or compared; a fit that is reported comes from :mod:`.logit` or :mod:`.firth`.
All fits use columns and rows of one design, so that everything is a product of matrices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # of floats, or of zeros and ones
Chosen = NDArray[np.bool_]

# Few enough fits for a processor's cache. Always the same numbers: the last digits of a
# product of matrices depend on their shapes.
BLOCK = 250
# Of a step, in log odds for a column whose mean square is 1. The error left by the last step
# made is about its square without the penalty, and a fraction of it with the penalty.
TOLERANCE = {False: 1e-6, True: 1e-9}
# Without a finite estimate every step adds one to some log odds, for ever.
STEPS = {False: 25, True: 200}
LONGEST = 5.0
RIDGE = 1e-12  # keeps a matrix invertible where weights vanish; changes the way, not the end
COLLINEAR = 1e12  # how often a column's variance is multiplied by what the others explain


def logit_estimates(
    design: Array,
    outcomes: Array,
    penalised: bool,
    columns: Chosen | None = None,
    keep: Chosen | None = None,
) -> Array:
    """The estimates of the logit of each outcome on a design, or on each of many parts of it.

    design: (n, k), the constant among its columns; outcomes: (d, n) of zeros and ones;
    penalised: by half the log determinant of the information (Firth 1993). Specifications:
    the columns (s, k) and the rows, keep (s, n), each of them uses; all unless given.

    Returns (d, k), or (s, d, k) with specifications, in log odds. nan stands for a column that
    is not used, or zero in all rows used, and for every coefficient of a fit that has no finite
    estimate: collinear columns and, without the penalty, separation (no end within 25 Newton
    steps). Memory beyond arguments and result is bounded: ten arrays of (250, n).
    """
    return _estimates(design, outcomes, columns, keep, partial(_newton, penalised=penalised))


def ols_estimates(
    design: Array, outcomes: Array, columns: Chosen | None = None, keep: Chosen | None = None
) -> Array:
    """The least-squares estimates of each outcome on a design, or on many parts of it.

    As :func:`logit_estimates`, with outcomes of any numbers and estimates in their unit.
    """
    return _estimates(design, outcomes, columns, keep, _least_squares)


class _Design:
    """A design (n, k) and the products of its columns, each pair once."""

    def __init__(self, design: Array) -> None:
        count = design.shape[1]
        self.rows, self.columns = design, np.ascontiguousarray(design.T)
        self.pairs = np.triu_indices(count)
        products = self.columns[self.pairs[0]] * self.columns[self.pairs[1]]
        self.products = np.ascontiguousarray(products.T)
        self.twice = products * np.where(self.pairs[0] == self.pairs[1], 1.0, 2.0)[:, None]
        # Where each product stands in a full matrix.
        upper = np.zeros((count, count), dtype=int)
        upper[self.pairs] = np.arange(len(products))
        self.place = np.maximum(upper, upper.T)


@dataclass(frozen=True)
class _Parts:
    """The parts of a design that m fits use, as zeros and ones: used (m, k), keep (m, n)."""

    design: _Design
    used: Array
    keep: Array | None

    def take(self, fits: NDArray[np.intp]) -> _Parts:
        """The parts of some of the fits."""
        keep = None if self.keep is None else self.keep[fits].astype(float)
        return replace(self, used=self.used[fits], keep=keep)

    def kept(self, values: Array) -> Array:
        """Values (m, n), with zeros in the rows a fit does not use."""
        return values if self.keep is None else values * self.keep

    def linear(self, beta: Array) -> Array:
        """X b of each fit. beta: (m, k). Returns (m, n)."""
        return beta @ self.design.columns

    def totals(self, values: Array) -> Array:
        """X'v of each fit. values: (m, n). Returns (m, k)."""
        return (self.kept(values) @ self.design.rows) * self.used

    def moments(self, weights: Array) -> Array:
        """X'WX of each fit, a one for each column not used. weights: (m, n)."""
        full = (self.kept(weights) @ self.design.products)[:, self.design.place]
        ridge = (1.0 - self.used + RIDGE)[:, :, None] * np.eye(self.used.shape[1])
        return full * self._square + ridge

    def lengths(self, matrices: Array) -> Array:
        """x'Ax of each row and fit. matrices: (m, k, k), symmetric. Returns (m, n)."""
        across, down = self.design.pairs
        return (matrices * self._square)[:, across, down] @ self.design.twice

    @property
    def _square(self) -> Array:
        return self.used[:, :, None] * self.used[:, None, :]


def _estimates(
    design: Array,
    outcomes: Array,
    columns: Chosen | None,
    keep: Chosen | None,
    fit: Callable[[_Parts, Array, Array], Array],
) -> Array:
    """Whatever is fitted, a block of specifications and outcomes after the other."""
    size = np.sqrt(np.square(design).mean(axis=0))
    scale = np.where(size > 0, size, 1.0)
    scaled = design / scale
    used = (scaled != 0).any(axis=0)[None] if keep is None else keep @ np.square(scaled) > 0
    used = used if columns is None else used & columns
    whole = _Parts(_Design(scaled), used.astype(float), keep)
    inverses = np.concatenate([_inverse(whole.take(fits)) for fits in _blocks(len(used))])
    found = np.full((len(used) * len(outcomes), len(scale)), np.nan)
    for fits in _blocks(len(found)):
        which, outcome = np.divmod(fits, len(outcomes))
        estimates = fit(whole.take(which), inverses[which], outcomes[outcome].astype(float))
        found[fits] = np.where(used[which], estimates / scale, np.nan)
    shape = (len(outcomes), len(scale))
    return found.reshape(shape if columns is None and keep is None else (len(used), *shape))


def _blocks(count: int) -> list[NDArray[np.intp]]:
    return [np.arange(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK)]


def _inverse(parts: _Parts) -> Array:
    """The inverse of X'X for each fit, of nan where columns are collinear. (m, k, k)."""
    moments = parts.moments(np.ones((len(parts.used), len(parts.design.rows))))
    inverse = np.linalg.inv(moments)
    inflation = np.einsum("mii,mii->mi", moments, inverse)
    inverse[(inflation > COLLINEAR).any(axis=1)] = np.nan
    return inverse


def _least_squares(parts: _Parts, inverses: Array, outcomes: Array) -> Array:
    return (inverses @ parts.totals(outcomes)[:, :, None])[:, :, 0]


def _newton(parts: _Parts, inverses: Array, outcomes: Array, penalised: bool) -> Array:
    """Newton's method with the expected information, from its first step: least squares.

    A step goes back by halves while the slope along it has turned and become steeper.
    """
    beta = _least_squares(parts, inverses, 4.0 * outcomes - 2.0)
    found = np.full_like(beta, np.nan)
    totals, move, slope = parts.totals(outcomes), np.zeros_like(beta), np.zeros(len(beta))
    going = np.arange(len(beta))
    for _ in range(STEPS[penalised]):
        score, step = _score_and_step(parts, totals, beta, penalised)
        size = np.abs(step).max(axis=1)
        step *= LONGEST / np.maximum(size, LONGEST)[:, None]
        back = (score * move).sum(axis=1) < -slope
        move = np.where(back[:, None], 0.5 * move, step)
        slope = np.where(back, 0.5 * slope, (score * step).sum(axis=1))
        beta = beta + np.where(back[:, None], -move, move)
        on = back | (size > TOLERANCE[penalised])
        if not on.all():
            found[going[~on]] = beta[~on]
            left = np.flatnonzero(on)
            if not len(left):
                break
            going, beta, totals = going[left], beta[left], totals[left]
            move, slope, parts = move[left], slope[left], parts.take(left)
    return found


def _score_and_step(
    parts: _Parts, totals: Array, beta: Array, penalised: bool
) -> tuple[Array, Array]:
    """Slope of the (penalised) log-likelihood and the full step, each (m, k).

    With the penalty each weight is enlarged by its leverage: with few rows the plain
    information overshoots.
    """
    mean = parts.linear(-beta)
    with np.errstate(over="ignore"):
        np.exp(mean, out=mean)
    mean += 1.0
    np.reciprocal(mean, out=mean)
    weight = mean * (1.0 - mean)
    information = parts.moments(weight)
    if penalised:
        leverage = parts.lengths(np.linalg.inv(information))
        leverage *= weight
        weight += leverage * weight
        information = parts.moments(weight)
        mean -= leverage * (0.5 - mean)
    score = totals - parts.totals(mean)
    return score, np.linalg.solve(information, score[:, :, None])[:, :, 0]
