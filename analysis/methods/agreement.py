"""Coefficients of agreement between coders, as sums over units, so that they can be redrawn.

*Ratings* are a table of units by coders, (u, m), of any values that can be compared; None or
nan means that the coder did not rate the unit. Every coefficient here depends on the units only
through sums of what each contributes. A `Summed` holds these contributions and the formula, so
that thousands of resamples are one product of matrices (see :mod:`.redrawn`).

A coefficient that is not defined for some ratings is a `Coefficient` without a value, with the
reason in words, never nan.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Distance = Callable[[Array], Array]

NO_PAIR = "no unit was rated by two coders"
NO_VARIATION = "all ratings are the same, so that no disagreement could be expected"
LEVELS = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True)
class Coefficient:
    """A coefficient; or no value, and why there is none."""

    value: float | None
    reason: str = ""


@dataclass(frozen=True)
class Summed:
    """A coefficient as a formula of sums.

    parts: (u, p), what each unit adds. formula: from sums (..., p) to values (...), nan where
    the coefficient is not defined. compared: (u,), how many pairs of ratings each unit adds.
    """

    parts: Array
    formula: Callable[[Array], Array]
    compared: Array

    def estimate(self) -> Coefficient:
        """The coefficient over all units."""
        if not self.compared.sum():
            return Coefficient(None, NO_PAIR)
        value = float(self.formula(self.parts.sum(axis=0)))
        return Coefficient(None, NO_VARIATION) if np.isnan(value) else Coefficient(value)


def percent(ratings: Any) -> Summed:
    """Share of pairs of ratings that agree, averaged over the units with two or more.

    p = mean over units of sum_k r_k (r_k - 1) / (r (r - 1)), where r_k of the r coders of a
    unit gave the value k (Fleiss 1971); the units weigh the same.
    """
    counts, _ = _counted(ratings)
    agreed, valid = _agreed(counts)
    return Summed(np.column_stack([agreed, valid]), lambda s: _ratio(s[..., 0], s[..., 1]), valid)


def cohen_kappa(ratings: Any) -> Summed:
    """Kappa of two coders, each with a distribution of their own (Cohen 1960).

    kappa = (p - e) / (1 - e), e = sum_k a_k b_k, over units both rated. Raises ValueError if
    there are not two coders.
    """
    codes, values = _coded(ratings)
    if codes.shape[1] != 2:
        raise ValueError(f"Cohen's kappa is of two coders, not of {codes.shape[1]}.")
    size = len(values)
    both = (codes >= 0).all(axis=1)
    table = np.zeros((len(codes), size * size))
    table[both, codes[both, 0] * size + codes[both, 1]] = 1.0

    def formula(sums: Array) -> Array:
        square = sums.reshape(*sums.shape[:-1], size, size)
        total = sums.sum(axis=-1)
        seen = _ratio(np.trace(square, axis1=-2, axis2=-1), total)
        chance = (square.sum(axis=-1) * square.sum(axis=-2)).sum(axis=-1)
        return _corrected(seen, _ratio(chance, total * total))

    return Summed(table, formula, both.astype(float))


def fleiss_kappa(ratings: Any) -> Summed:
    """Kappa of any number of coders who share one distribution (Fleiss 1971).

    kappa = (p - e) / (1 - e), p as in `percent`, e = sum_k q_k^2, q_k the mean over units of
    the share of its ratings that are k. Units may lack ratings (as in Gwet 2014).
    """
    return _by_shares(ratings, lambda shares, _: (shares**2).sum(axis=-1), None)


def gwet_ac1(ratings: Any, values: Sequence[Hashable] | None = None) -> Summed:
    """Gwet's first-order agreement coefficient AC1 (Gwet 2008).

    As `fleiss_kappa` with e = sum_k q_k (1 - q_k) / (K - 1) for K values; chance agreement is
    small where one value prevails. values: all that could have been given; without them,
    those that were.
    """

    def chance(shares: Array, size: int) -> Array:
        spread: Array = (shares * (1 - shares)).sum(axis=-1)
        return spread / (size - 1) if size > 1 else np.full_like(spread, np.nan)

    return _by_shares(ratings, chance, values)


def krippendorff_alpha(ratings: Any, level: str | Distance = "nominal") -> Summed:
    """Krippendorff's alpha, for any number of coders and missing ratings (Krippendorff 2011).

    alpha = 1 - (n - 1) sum o_ck d_ck / sum n_c n_k d_ck, with the coincidences
    o_ck = sum over units of pairs (c, k) / (r - 1), n_c their sums, n all of them, and d the
    squared difference at a level of measurement: nominal, ordinal, interval or ratio (of
    numbers); or a function of the marginal sums (..., K) that returns distances (..., K, K)
    or (K, K) for the values in ascending order.
    """
    counts, values = _counted(ratings)
    rated = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :]
    pairs[:, np.arange(len(values)), np.arange(len(values))] -= counts
    valid = rated >= 2
    pairs /= np.where(valid, rated - 1, 1.0)[:, None, None]
    pairs[~valid] = 0.0
    distance = _distance(level, values) if isinstance(level, str) else level
    size = len(values)

    def formula(sums: Array) -> Array:
        met = sums.reshape(*sums.shape[:-1], size, size)
        marginal = met.sum(axis=-1)
        apart = distance(marginal)
        expected = (marginal[..., :, None] * marginal[..., None, :] * apart).sum(axis=(-2, -1))
        observed = (met * apart).sum(axis=(-2, -1))
        return 1.0 - _ratio((marginal.sum(axis=-1) - 1.0) * observed, expected)

    return Summed(pairs.reshape(len(pairs), -1), formula, np.where(valid, rated, 0.0))


def masi(first: frozenset[Any], second: frozenset[Any]) -> float:
    """Distance of two sets, from 0 (the same) to 1 (nothing shared) (Passonneau 2006).

    1 - J M: J = |shared| / |all|, the index of Jaccard; M = 1 for equal sets, 2/3 where one
    holds the other, 1/3 where they overlap, 0 where they share nothing. Two empty sets are
    equal.
    """
    if first == second:
        return 0.0
    shared = first & second
    if not shared:
        return 1.0
    monotone = 2 / 3 if shared in (first, second) else 1 / 3
    return 1.0 - monotone * len(shared) / len(first | second)


def set_alpha(ratings: Any) -> Summed:
    """Krippendorff's alpha over sets of codes, with MASI as the distance (Passonneau 2006).

    ratings: frozensets. A unit to which a coder gave no code has the empty set; None means
    that the coder did not read it.
    """
    given = _values(ratings)
    apart = np.array([[masi(a, b) for b in given] for a in given]).reshape(len(given), len(given))
    return krippendorff_alpha(ratings, lambda _: apart)


def _by_shares(
    ratings: Any,
    chance: Callable[[Array, int], Array],
    values: Sequence[Hashable] | None,
) -> Summed:
    """A coefficient corrected for what the shares of the values let expect."""
    counts, seen = _counted(ratings)
    if values is not None and set(seen) - set(values):
        raise ValueError(f"Not among the values: {sorted(set(seen) - set(values), key=str)}.")
    size = len(seen) if values is None else len(values)
    rated = counts.sum(axis=1)
    share = counts / np.where(rated > 0, rated, 1.0)[:, None]
    agreed, valid = _agreed(counts)
    parts = np.column_stack([agreed, valid, rated > 0, share])

    def formula(sums: Array) -> Array:
        seen_share = _ratio(sums[..., 0], sums[..., 1])
        return _corrected(seen_share, chance(_ratio(sums[..., 3:], sums[..., 2:3]), size))

    return Summed(parts, formula, valid)


def _values(ratings: Any) -> list[Any]:
    """The different values given, in ascending order; sets by their members."""
    found = {rating for row in _rows(ratings) for rating in row if not _lacks(rating)}
    sets = any(isinstance(value, frozenset) for value in found)
    return sorted(found, key=sorted if sets else None)


def _rows(ratings: Any) -> list[list[Any]]:
    """Units by coders as lists; sets are kept whole."""
    return [list(row) for row in (ratings.tolist() if hasattr(ratings, "tolist") else ratings)]


def _lacks(rating: Any) -> bool:
    return rating is None or (isinstance(rating, float) and np.isnan(rating))


def _coded(ratings: Any) -> tuple[NDArray[np.intp], list[Any]]:
    """Ratings as places in the list of values, -1 for a missing one."""
    if isinstance(ratings, np.ndarray) and ratings.dtype.kind in "biuf":
        return _numbered(ratings)
    rows, values = _rows(ratings), _values(ratings)
    place = {value: at for at, value in enumerate(values)}
    width = len(rows[0]) if rows else 0
    codes = np.array([[-1 if _lacks(r) else place[r] for r in row] for row in rows], dtype=np.intp)
    return codes.reshape(len(rows), width), values


def _numbered(ratings: NDArray[Any]) -> tuple[NDArray[np.intp], list[Any]]:
    """As `_coded`, of an array of numbers, all at once."""
    there = ~np.isnan(ratings.astype(float))
    values, places = np.unique(ratings[there], return_inverse=True)
    codes = np.full(ratings.shape, -1, dtype=np.intp)
    codes[there] = places
    return codes, values.tolist()


def _counted(ratings: Any) -> tuple[Array, list[Any]]:
    """How many coders gave each value to each unit: (u, K)."""
    codes, values = _coded(ratings)
    counts = np.zeros((len(codes), len(values)))
    for coder in range(codes.shape[1]):
        rated = codes[:, coder] >= 0
        counts[np.flatnonzero(rated), codes[rated, coder]] += 1.0
    return counts, values


def _agreed(counts: Array) -> tuple[Array, Array]:
    """Share of pairs that agree in each unit, 0 without a pair; and whether it has one."""
    rated = counts.sum(axis=1)
    valid = (rated >= 2).astype(float)
    pairs = np.where(rated >= 2, rated * (rated - 1), 1.0)
    return (counts * (counts - 1)).sum(axis=1) / pairs, valid


def _distance(level: str, values: list[Any]) -> Distance:
    """Squared differences at a level of measurement."""
    if level not in LEVELS:
        raise ValueError(f"{level!r} is no level of measurement; there are {', '.join(LEVELS)}.")
    if level == "ordinal":
        return _ordinal
    if level == "nominal":
        fixed = 1.0 - np.eye(len(values))
    else:
        number = np.array(values, dtype=float)
        fixed = np.subtract.outer(number, number) ** 2
        if level == "ratio":
            total = np.add.outer(number, number) ** 2
            fixed = _ratio(fixed, total, nothing=0.0)
    return lambda _: fixed


def _ordinal(marginal: Array) -> Array:
    """(sum of the marginals from one value to the other, less half of both) squared."""
    middle = np.cumsum(marginal, axis=-1) - marginal / 2
    between: Array = (middle[..., :, None] - middle[..., None, :]) ** 2
    return between


def _corrected(seen: Array, chance: Array) -> Array:
    return _ratio(seen - chance, 1.0 - chance)


def _ratio(above: Any, below: Any, nothing: float = np.nan) -> Array:
    """A quotient; what stands for it where the divisor is zero but for rounding."""
    zero = np.isclose(below, 0.0, atol=1e-12)
    return np.where(zero, nothing, above / np.where(zero, 1.0, below))
