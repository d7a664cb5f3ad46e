"""The exact permutation within agencies against shuffles, and its size in data sets drawn."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from joblib import parallel_config
from scipy import stats

from analysis.methods.agencies import (
    Agencies,
    Cell,
    alike,
    dealt,
    differing,
    drawn,
    shares,
    standard_error,
    within_p,
)
from analysis.methods.permutation import extremes, permuted
from analysis.methods.two_groups import Groups, fisher_p

SMALL = Agencies(np.array([3, 2, 4]), np.array([2, 5, 1]), np.array([0.2, 0.5, 0.4]))


def people(agencies, first, second):
    """One data set, a row a person: in the first group or not, yes or not, agency."""
    inside, yes, place = [], [], []
    for at, (one, two) in enumerate(zip(agencies.first, agencies.second, strict=True)):
        inside += [1.0] * one + [0.0] * two
        yes += [1.0] * first[at] + [0.0] * (one - first[at])
        yes += [1.0] * second[at] + [0.0] * (two - second[at])
        place += [at] * (one + two)
    return np.array(inside), np.array(yes), np.array(place)


def test_exact_p_vs_shuffles_of_people():
    data = drawn(SMALL, 0.3, 6, np.random.default_rng(1))
    found = within_p(SMALL, data)
    for at in range(6):
        inside, yes, place = people(SMALL, data.first[at], data.second[at])
        expected = sum(inside[place == a].sum() * yes[place == a].mean() for a in range(3))
        statistic = partial(np.dot, b=inside)
        shuffled = permuted(statistic, yes, place, 4_000, seed=at) - expected
        share = extremes(shuffled, float(yes @ inside - expected)).two_sided / 4_000
        assert share == pytest.approx(found[at], abs=4 * standard_error(0.5, 4_000))


def test_exact_p_vs_convolution():
    agencies = alike(Groups(30, 30), 6, 0.3)
    data = drawn(agencies, 0.2, 20, np.random.default_rng(2))
    found = within_p(agencies, data)
    for at in range(20):
        yes = data.first[at] + data.second[at]
        law = np.ones(1)
        for total in yes:
            law = np.convolve(law, stats.hypergeom.pmf(np.arange(6), 10, total, 5))
        away = np.abs(np.arange(31) - yes.sum() / 2)
        expected = law[away >= away[data.first[at].sum()] - 1e-9].sum()
        assert found[at] == pytest.approx(expected, abs=1e-10)


def test_one_agency_gives_fishers_test_where_groups_are_even():
    agencies = alike(Groups(8, 8), 1, 0.4)
    data = drawn(agencies, 0.1, 50, np.random.default_rng(3))
    expected = fisher_p(agencies.groups)[data.totals]
    assert within_p(agencies, data) == pytest.approx(expected, abs=1e-10)


def test_cases_are_dealt_out_and_none_is_lost():
    first, second = dealt(Groups(7, 9), 4)
    assert first.tolist() == [2, 2, 2, 1]
    assert second.tolist() == [2, 2, 2, 3]
    agencies = differing(Groups(20, 20), 4, 0.25, 0.1, 0.3)
    assert agencies.groups == Groups(20, 20)
    assert agencies.first.tolist() == [3, 2, 8, 7]
    assert agencies.base.tolist() == [0.1, 0.1, 0.3, 0.3]


def test_only_the_permutation_keeps_its_size_where_agencies_differ():
    draws = 4_000
    groups = Groups(60, 60)
    said = {"fisher": fisher_p(groups) <= 0.05}
    same = Cell(alike(groups, 12, 0.22), 0.0, said)
    other = Cell(differing(groups, 12, 0.25, 0.1, 0.34), 0.0, said)
    found = shares([same, other], draws, 0.05, seed=4)
    slack = 3 * standard_error(0.05, draws)
    assert found[0]["fisher"] < 0.05 + slack
    assert found[0]["within"] < 0.05 + slack
    assert found[1]["within"] < 0.05 + slack
    assert found[1]["fisher"] > 0.15


def test_whoever_computes_the_digits_are_the_same():
    cells = [Cell(alike(Groups(10, 10), 2, 0.3), effect, {}) for effect in (0.0, 0.2, 0.4)]
    alone = shares(cells, 500, 0.05, seed=5)
    with parallel_config(backend="threading", n_jobs=2):
        assert shares(cells, 500, 0.05, seed=5) == alone
    assert shares(cells, 500, 0.05, seed=6) != alone


def test_a_probability_beyond_one_counts_as_one():
    data = drawn(SMALL, 0.9, 5, np.random.default_rng(7))
    assert (data.first == SMALL.first).all()


def test_simulation_error_is_that_of_a_share_and_never_nothing():
    assert standard_error(0.2, 10_000) == pytest.approx(0.004, rel=1e-3)
    assert standard_error(0.0, 100) == pytest.approx(standard_error(1.0, 100))
    assert 0 < standard_error(0.0, 100) < 0.01
