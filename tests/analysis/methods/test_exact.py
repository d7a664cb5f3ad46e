"""Exact tests and intervals against Fisher's lady, Newcombe's and Conover's tables."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.methods.exact import (
    binomial_tails,
    clopper_pearson,
    fisher_two_sided,
    hypergeometric_tails,
)
from tests.oracles import published


@pytest.mark.parametrize(("right", "ways"), published.LADY.items())
def test_hypergeometric_vs_lady_tasting_tea(right, ways):
    tails = hypergeometric_tails(right, 8, 4, 4)
    assert tails.at_least == pytest.approx(ways / published.LADY_ARRANGEMENTS)


@pytest.mark.parametrize(("right", "ways"), published.LADY.items())
def test_fisher_vs_lady_tasting_tea(right, ways):
    # Eight cups, four of each: the law is symmetric, so both sides are twice one.
    p = fisher_two_sided(((right, 4 - right), (4 - right, right)))
    assert p == pytest.approx(2 * ways / published.LADY_ARRANGEMENTS)


@pytest.mark.parametrize(("counts", "limits"), published.NEWCOMBE.items())
def test_clopper_pearson_vs_newcombe(counts, limits):
    assert clopper_pearson(*counts) == pytest.approx(limits, abs=0.00005)


@pytest.mark.parametrize(("counts", "limits"), published.SEEDLINGS.items())
def test_clopper_pearson_vs_conover(counts, limits):
    assert clopper_pearson(*counts) == pytest.approx(limits, abs=0.0005)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_clopper_pearson_limits_leave_half_the_rest_in_each_tail(counts):
    events, n = counts
    low, high = clopper_pearson(events, n)
    if events > 0:
        assert binomial_tails(events, n, low).at_least == pytest.approx(0.025, abs=1e-6)
    if events < n:
        assert binomial_tails(events, n, high).at_most == pytest.approx(0.025, abs=1e-6)


def test_binomial_tails_by_hand():
    tails = binomial_tails(2, 3, 0.25)
    assert tails.at_least == pytest.approx(3 * 0.25**2 * 0.75 + 0.25**3)
    assert tails.at_most == pytest.approx(1 - 0.25**3)


def test_hypergeometric_lower_tail_by_counting():
    # None of 21 among 55 with 9 marked: all nine among the other 34.
    assert hypergeometric_tails(0, 55, 9, 21).at_most == pytest.approx(comb(34, 9) / comb(55, 9))
