"""Permutation against Darwin's maize and the lady, and what a shuffle must keep."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.methods.exact import hypergeometric_tails
from analysis.methods.permutation import extremes, monte_carlo_p, shuffled_within
from tests.oracles import published


def test_extremes_vs_fisher_darwins_maize():
    signs = np.array(list(product((-1, 1), repeat=len(published.MAIZE))))
    sums = signs @ np.abs(published.MAIZE)
    found = extremes(sums.astype(float), float(sum(published.MAIZE)))
    assert found.total == published.MAIZE_ARRANGEMENTS
    assert found.high == published.MAIZE_AS_LARGE
    assert found.two_sided == 2 * published.MAIZE_AS_LARGE


@pytest.mark.parametrize(("right", "ways"), published.LADY.items())
def test_extremes_vs_lady_tasting_tea(right, ways):
    named = [len({0, 1, 2, 3} & set(cups)) for cups in combinations(range(8), 4)]
    found = extremes(np.array(named, dtype=float), float(right))
    assert (found.high, found.total) == (ways, published.LADY_ARRANGEMENTS)


def test_extremes_take_rounding_for_equality():
    found = extremes(np.array([0.1 + 0.2, 0.3, -0.3, 0.0]), 0.3)
    assert (found.low, found.high, found.two_sided) == (4, 2, 3)


@pytest.mark.parametrize(("extreme", "draws", "p"), [(0, 9_999, 1e-4), (99, 99, 1.0), (4, 9, 0.5)])
def test_p_counts_the_observed_arrangement(extreme, draws, p):
    found, error = monte_carlo_p(extreme, draws)
    assert found == pytest.approx(p)
    assert error == pytest.approx(np.sqrt(p * (1 - p) / (draws + 1)))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=15))
def test_a_shuffle_keeps_every_groups_values(pairs):
    groups = np.array([group for group, _ in pairs], dtype=object)
    values = np.array([value for _, value in pairs])
    for draw in shuffled_within(values, groups, 5, np.random.default_rng(1)):
        for group in set(groups):
            assert sorted(draw[groups == group]) == sorted(values[groups == group])


def test_a_shuffle_is_fixed_by_its_seed_and_moves_values():
    values, groups = np.arange(12), np.repeat(["a", "b"], 6).astype(object)
    first, again, other = (
        shuffled_within(values, groups, 20, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert (first == again).all()
    assert not (first == other).all()
    assert len({tuple(draw) for draw in first}) > 10


def test_shuffled_counts_vs_hypergeometric_law():
    # Two groups; the statistic counts marked units in the first five places of group a.
    values = np.array([1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0])
    groups = np.array(["a"] * 8 + ["b"] * 4, dtype=object)
    draws = shuffled_within(values, groups, 20_000, np.random.default_rng(3))
    share = (draws[:, :5].sum(axis=1) == 0).mean()
    expected = hypergeometric_tails(0, 8, 3, 5).at_most
    assert share == pytest.approx(expected, abs=4 * np.sqrt(expected / 20_000))
