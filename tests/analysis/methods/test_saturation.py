"""Saturation of made interviews, by hand and in every order."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.methods.saturation import middle, orders, runs

TALKS = [frozenset(each) for each in ("ab", "bc", "cd", "a", "e", "ab", "f", "a", "b")]
HELD = np.arange(len(TALKS))[None, :]


def test_runs_by_hand():
    """Base abcd; e comes with the fifth interview, f with the seventh."""
    two = runs(TALKS, HELD, 2)
    assert two.base.tolist() == [4]
    assert two.before.tolist() == [4, 5, 6, 7]
    assert two.new[0].tolist() == [1, 1, 1, 0]
    assert two.ratio[0].tolist() == [0.25, 0.25, 0.25, 0]
    assert two.reached(0.05).tolist() == [7]
    assert two.reached(0.25).tolist() == [4]
    assert runs(TALKS, HELD, 3).reached(0.05).tolist() == [np.inf]


def test_all_orders_of_few_and_many_of_many():
    assert len(orders(6)) == 720
    drawn = orders(9, draws=50)
    assert drawn.shape == (50, 9)
    assert {tuple(sorted(row)) for row in drawn.tolist()} == {tuple(range(9))}
    assert (orders(9, draws=50) == drawn).all()


def test_an_order_does_to_the_codes_what_it_says():
    drawn = orders(len(TALKS), draws=20)
    found = runs(TALKS, drawn, 2)
    for at, order in enumerate(drawn):
        again = runs([TALKS[i] for i in order], HELD, 2)
        assert found.new[at].tolist() == again.new[0].tolist()
        assert found.base[at] == again.base[0]


def test_the_order_in_which_interviews_are_listed_does_not_matter():
    few = TALKS[:7]
    first, second = (runs(each, orders(7, 5040), 2) for each in (few, few[::-1]))
    assert sorted(first.reached(0.05)) == sorted(second.reached(0.05))
    assert sorted(first.ratio[:, -1]) == sorted(second.ratio[:, -1])


def test_equal_interviews_are_saturated_at_the_base():
    found = runs([frozenset("ab")] * 8, orders(8, 100), 3)
    assert set(found.reached(0.0)) == {4.0}


def test_without_a_code_there_is_no_ratio_and_with_too_few_no_run():
    found = runs([frozenset()] * 4 + [frozenset("a")] * 2, np.arange(6)[None, :], 2)
    assert np.isnan(found.ratio).all()
    assert found.reached(0.05).tolist() == [np.inf]
    assert np.isnan(runs([frozenset()] * 6, orders(6), 2).ratio).all()
    with pytest.raises(ValueError, match="5 interviews are fewer"):
        runs(TALKS[:5], orders(5), 2)


def test_the_middle_of_values_is_one_of_them_and_never_reached_is_last():
    assert middle(np.array([4.0, 5.0, np.inf])) == (4, 5, np.inf)
