"""Joint inference on a curve: by hand, under a null that holds, and where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.methods.curve import joint, own_p, ranked, standardised


def curves(rng, draws, specifications, shift=0.0):
    """Estimates that share most of their noise, as specifications on the same races do."""
    common = rng.normal(size=(draws + 1, 1))
    estimates = common + 0.3 * rng.normal(size=(draws + 1, specifications))
    estimates[0] += shift
    return estimates


def test_own_p_by_hand():
    # The observed 3 is the highest of four: twice one in four.
    column = np.array([[3.0], [0.0], [1.0], [2.0]])
    assert own_p(column)[:, 0].tolist() == [0.5, 0.5, 1.0, 1.0]


def test_ties_count_as_extreme_and_rounding_makes_no_difference():
    column = np.array([[1.0], [1.0 + 1e-9], [0.0], [0.5]])
    # Two of four are at least as high.
    assert own_p(column)[0, 0] == own_p(column)[1, 0] == 1.0


def test_standardised_puts_scales_on_one():
    rng = np.random.default_rng(1)
    log_odds = rng.normal(size=(50, 3))
    found = standardised(np.hstack([log_odds, 0.1 + log_odds / 8]))
    assert found[:, :3] == pytest.approx(found[:, 3:])
    assert found.mean(axis=0) == pytest.approx(np.zeros(6), abs=1e-12)


def test_the_three_statistics_by_hand():
    # Two specifications, three shuffles; both signs agree only as it was and in the last.
    estimates = np.array([[2.0, 2.0], [-1.0, 1.0], [1.0, -1.0], [-2.0, -2.0]])
    found = joint(estimates)
    assert found["sign"].observed == 1.0
    assert (found["sign"].as_far, found["sign"].p) == (1, 2 / 4)
    assert found["median"].observed == pytest.approx(2 / np.sqrt(2.5))
    assert (found["median"].as_far, found["median"].p) == (1, 2 / 4)
    # With four rows no own p can be as low as 5 per cent, so every row is as far from zero.
    assert (found["significant"].observed, found["significant"].p) == (0.0, 1.0)


def test_ranked_by_the_rule_with_one_added():
    found = ranked(np.array([3.0, *np.arange(-4.0, 5.0)]))
    assert (found.as_far, found.p) == (4, 5 / 10)  # -4, -3, 3, 4
    assert (found.low, found.high) == pytest.approx((-3.8, 3.8))
    assert found.mcse == pytest.approx(np.sqrt(0.25 / 10))


def test_p_is_rarely_low_under_the_null():
    rng = np.random.default_rng(2)
    p = [[found.p for found in joint(curves(rng, 99, 12)).values()] for _ in range(400)]
    low = (np.array(p) <= 0.05).mean(axis=0)
    # The level is .05; four standard errors of 400 runs are .044. Ties make the other two rarer.
    assert 0.01 < low[0] < 0.094
    assert (low[1:] < 0.094).all()


def test_p_is_low_where_there_is_something():
    found = joint(curves(np.random.default_rng(3), 199, 12, shift=6.0))
    assert found["median"].p == 1 / 200
    assert found["significant"].p < 0.05
