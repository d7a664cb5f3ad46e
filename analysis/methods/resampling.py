"""Thousands of logits at once: for permutation tests and for many specifications.

Newton's method on many fits side by side, with Firth's penalty or without. For statistics
that are counted or compared; a fit that is reported comes from :mod:`.logit` or :mod:`.firth`.
Throughout, m fits of k coefficients on n rows are computed together.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # of floats, or of zeros and ones
Rows = NDArray[np.bool_]

# Few enough fits for a processor's cache. Always the same numbers: the last digits of a
# product of matrices depend on their shapes.
BLOCK = 250
DESIGNS = 50
MANY = 25  # outcomes from which it pays to take the designs one by one
# Of a step, in log odds for a column whose mean square is 1. The error left by the last step
# made is about its square without the penalty, and a fraction of it with the penalty.
TOLERANCE = {False: 1e-6, True: 1e-9}
# Without a finite estimate every step adds one to some log odds, for ever.
STEPS = {False: 25, True: 200}
LONGEST = 5.0
RIDGE = 1e-12  # keeps a matrix invertible where weights vanish; changes the way, not the end
COLLINEAR = 1e12  # how often a column's variance is multiplied by what the others explain


def logit_estimates(
    designs: Array, outcomes: Array, penalised: bool, keep: Rows | None = None
) -> Array:
    """The estimates of the logit of each outcome on each design.

    designs: (n, k), the constant among the columns, or (s, n, k), narrower designs filled up
    with columns of zeros; outcomes: (d, n) of zeros and ones; penalised: by half the log
    determinant of the information (Firth 1993); keep: (s, n), the rows each design uses.

    Returns (d, k) for one design, (s, d, k) for several, in log odds. nan stands for a column
    of zeros, and for every coefficient of a fit that has no finite estimate: collinear
    columns and, without the penalty, separation (no end within 25 Newton steps).
    Beyond the result, memory is bounded: ten arrays of (250, n) or five of (50, n, k).
    """

    return _estimates(designs, outcomes, keep, partial(_newton, penalised=penalised))


def ols_estimates(designs: Array, outcomes: Array, keep: Rows | None = None) -> Array:
    """The least-squares estimates of each outcome on each design.

    As :func:`logit_estimates`, with outcomes of any numbers and estimates in their unit.
    """
    return _estimates(designs, outcomes, keep, _least_squares)


class _One:
    """One design (n, k) for all fits: everything is a product of matrices."""

    def __init__(self, design: Array) -> None:
        columns = design.shape[1]
        self._pairs = np.triu_indices(columns)
        self._design, self._flat = design, np.ascontiguousarray(design.T)
        # Products of two columns, each pair once, and where it stands in a full matrix.
        products = self._flat[self._pairs[0]] * self._flat[self._pairs[1]]
        self._products = np.ascontiguousarray(products.T)
        self._twice = products * np.where(self._pairs[0] == self._pairs[1], 1.0, 2.0)[:, None]
        upper = np.zeros((columns, columns), dtype=int)
        upper[self._pairs] = np.arange(len(products))
        self._place = np.maximum(upper, upper.T)
        self._ridge = RIDGE * np.eye(columns)

    def linear(self, beta: Array) -> Array:
        """X b of each fit. beta: (m, k). Returns (m, n)."""
        return beta @ self._flat

    def totals(self, values: Array) -> Array:
        """X'v of each fit. values: (m, n). Returns (m, k)."""
        return values @ self._design

    def moments(self, weights: Array) -> Array:
        """X'WX of each fit. weights: (m, n), or (1, n) for all. Returns (m, k, k) or (1, k, k)."""
        return (weights @ self._products)[:, self._place] + self._ridge

    def lengths(self, matrices: Array) -> Array:
        """x'Ax of each row and fit. matrices: (m, k, k), symmetric. Returns (m, n)."""
        return matrices[:, self._pairs[0], self._pairs[1]] @ self._twice

    def take(self, fits: NDArray[np.intp]) -> _One:
        """The designs of some of the fits."""
        return self


class _Several:
    """A design (n, k) for each fit, some columns of zeros. Methods as in _One."""

    def __init__(self, designs: Array) -> None:
        self._designs, self._flat = designs, np.ascontiguousarray(designs.transpose(0, 2, 1))
        # A one for each column of zeros, whose coefficient then stays zero.
        ridge = np.where(designs.any(axis=1), RIDGE, 1.0)
        self._ridge = ridge[:, :, None] * np.eye(designs.shape[2])

    def linear(self, beta: Array) -> Array:
        return (beta[:, None, :] @ self._flat)[:, 0]

    def totals(self, values: Array) -> Array:
        return (self._flat @ values[:, :, None])[:, :, 0]

    def moments(self, weights: Array) -> Array:
        return (self._flat * weights[:, None, :]) @ self._designs + self._ridge

    def lengths(self, matrices: Array) -> Array:
        return np.einsum("mkn,mkn->mn", matrices @ self._flat, self._flat)

    def take(self, fits: NDArray[np.intp]) -> _Several:
        some = copy(self)
        some._designs, some._flat = self._designs[fits], self._flat[fits]
        some._ridge = self._ridge[fits]
        return some


def _estimates(
    designs: Array,
    outcomes: Array,
    keep: Rows | None,
    fit: Callable[[_One | _Several, Array], Array],
) -> Array:
    """Whatever is fitted: blocks of outcomes on one design, or of designs on one outcome."""
    if designs.ndim == 2:
        return _estimates(designs[None], outcomes, keep, fit)[0]
    keep = np.ones(designs.shape[:2], dtype=bool) if keep is None else keep
    found = np.full((len(designs), len(outcomes), designs.shape[2]), np.nan)
    if len(designs) == 1 or len(outcomes) >= MANY:
        for at, (design, used) in enumerate(zip(designs, keep, strict=True)):
            filled = design[used].any(axis=0)
            scaled, scale = _scaled(design[used][:, filled])
            one = _One(scaled)
            for part in _parts(len(outcomes), BLOCK):
                estimates = fit(one, outcomes[part, used].astype(float)) / scale
                found[at, part, filled] = estimates.T
        return found
    for part in _parts(len(designs), DESIGNS):
        scaled, scale = _scaled(designs[part] * keep[part, :, None])
        several = _Several(scaled)
        for at, outcome in enumerate(outcomes.astype(float)):
            estimates = fit(several, np.broadcast_to(outcome, scaled.shape[:2])) / scale[:, 0]
            found[part, at] = np.where(scaled.any(axis=1), estimates, np.nan)
    return found


def _parts(count: int, size: int) -> list[slice]:
    return [slice(start, start + size) for start in range(0, count, size)]


def _scaled(designs: Array) -> tuple[Array, Array]:
    """Designs whose columns have a mean square of 1 (or are zeros), and what divided them."""
    size = np.sqrt(np.square(designs).mean(axis=-2, keepdims=True))
    scale = np.where(size > 0, size, 1.0)
    return designs / scale, scale


def _least_squares(designs: _One | _Several, outcomes: Array) -> Array:
    moments = designs.moments(np.ones((1, outcomes.shape[1])))
    inverse = np.linalg.inv(moments)
    inflation = np.einsum("mii,mii->mi", moments, inverse)
    inverse[(inflation > COLLINEAR).any(axis=1)] = np.nan
    return _applied(inverse, designs.totals(outcomes))


def _applied(matrices: Array, vectors: Array) -> Array:
    return (matrices @ vectors[:, :, None])[:, :, 0]


def _newton(designs: _One | _Several, outcomes: Array, penalised: bool) -> Array:
    """Newton's method with the expected information, from its first step: least squares.

    A step goes back by halves while the slope along it has turned and become steeper.
    """
    beta = _least_squares(designs, 4.0 * outcomes - 2.0)
    found = np.full_like(beta, np.nan)
    totals, move, slope = designs.totals(outcomes), np.zeros_like(beta), np.zeros(len(beta))
    going = np.arange(len(beta))
    for _ in range(STEPS[penalised]):
        score, step = _score_and_step(designs, totals, beta, penalised)
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
            move, slope = move[left], slope[left]
            designs = designs.take(left)
    return found


def _score_and_step(
    designs: _One | _Several, totals: Array, beta: Array, penalised: bool
) -> tuple[Array, Array]:
    """Slope of the (penalised) log-likelihood and the full step, each (m, k).

    With the penalty each weight is enlarged by its leverage: with few rows the plain
    information overshoots.
    """
    mean = designs.linear(-beta)
    with np.errstate(over="ignore"):
        np.exp(mean, out=mean)
    mean += 1.0
    np.reciprocal(mean, out=mean)
    weight = mean * (1.0 - mean)
    information = designs.moments(weight)
    if penalised:
        leverage = designs.lengths(np.linalg.inv(information))
        leverage *= weight
        weight += leverage * weight
        information = designs.moments(weight)
        mean -= leverage * (0.5 - mean)
    score = totals - designs.totals(mean)
    return score, np.linalg.solve(information, score[:, :, None])[:, :, 0]
