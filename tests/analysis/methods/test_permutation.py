"""Permutation against Darwin's maize and the lady, and what a shuffle must keep."""

from __future__ import annotations

import tracemalloc
from functools import partial
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joblib import parallel_config

from analysis.methods.exact import hypergeometric_tails
from analysis.methods.permutation import extremes, monte_carlo_p, permuted, shuffled_within
from analysis.methods.resampling import BLOCK, logit_estimates
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


def test_no_number_is_not_counted():
    with pytest.raises(ValueError, match="not a number"):
        extremes(np.array([1.0, np.nan]), 0.5)


def logits(draws, chunk=4):
    """Penalised estimates of shuffles within two groups."""
    rng = np.random.default_rng(9)
    design = np.column_stack([np.ones(80), rng.normal(size=(80, 4))])
    statistic = partial(logit_estimates, design, penalised=True)
    return permuted(statistic, np.arange(80) % 3 > 1, np.repeat([0, 1], 40), draws, 11, chunk)


def test_neither_chunks_nor_workers_change_a_digit():
    draws = 5 * BLOCK + 20
    first = logits(draws)
    assert first.shape == (draws, 5)
    for chunk in (1, 2, 100):
        assert np.array_equal(logits(draws, chunk), first)
    for backend in ("loky", "threading"):
        with parallel_config(backend, n_jobs=2):
            assert np.array_equal(logits(draws, chunk=1), first)
    assert np.array_equal(logits(2 * BLOCK), first[: 2 * BLOCK])


def test_every_block_is_shuffled_anew():
    draws = permuted(np.asarray, np.arange(20), np.zeros(20), 3 * BLOCK, seed=1)
    assert len(np.unique(draws, axis=0)) == 3 * BLOCK
    other = permuted(np.asarray, np.arange(20), np.zeros(20), 3 * BLOCK, seed=2)
    assert not np.array_equal(draws, other)


def test_permuted_mean_vs_hypergeometric_law():
    values = np.array([1, 1, 1, 0, 0, 0, 0, 0])
    none = permuted(lambda draws: draws[:, :5].sum(axis=1) == 0, values, np.zeros(8), 20_000, 4)
    expected = hypergeometric_tails(0, 8, 3, 5).at_most
    assert none.mean() == pytest.approx(expected, abs=4 * np.sqrt(expected / 20_000))


def test_memory_of_a_permutation_does_not_grow_with_its_draws():
    values = np.arange(500.0)
    tracemalloc.start()
    found = permuted(lambda draws: draws[:, 0], values, np.zeros(500), 40 * BLOCK, 5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < found.nbytes + 6 * BLOCK * values.nbytes < 40 * BLOCK * values.nbytes
