"""The ordered logit against R's polr, and its test of proportional odds in closed form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import chi2

from analysis.methods.identified import Unidentified
from analysis.methods.ordered import ordered_logit, ordered_separated, proportional_odds
from tests.oracles import published

CELL = st.integers(0, 4)
SIX = st.tuples(CELL, CELL, CELL, CELL, CELL, CELL)


def cases(low, high):
    """Regressor and outcome of a 2 x 3 table: counts of the outcomes for x = 0 and x = 1."""
    outcome = np.concatenate([np.repeat([0, 1, 2], low), np.repeat([0, 1, 2], high)])
    return np.repeat([0.0, 1.0], [sum(low), sum(high)]), outcome


def fitted(low, high):
    regressor, outcome = cases(low, high)
    return ordered_logit(regressor[:, np.newaxis], outcome)


def test_ordered_logit_vs_polr():
    folder = Path(statsmodels.__file__).parent / "miscmodels/tests/results"
    students = pd.read_csv(folder / "ologit_ucla.csv")
    steps = {"unlikely": 0, "somewhat likely": 1, "very likely": 2}
    outcome = students["apply"].map(steps).to_numpy()
    fit = ordered_logit(students[["pared", "public", "gpa"]].to_numpy(dtype=float), outcome)
    estimate, se = np.array(published.GRADUATE_SCHOOL).T
    # polr stops early: its digits beyond these are not to be had.
    assert fit.estimate == pytest.approx(estimate, abs=3e-4)
    assert fit.se == pytest.approx(se, abs=1e-4)


# Cumulative shares .2 and .6 without, .4 and .8 with: both odds are multiplied by 8/3.
PROPORTIONAL = (20, 40, 40), (100, 100, 50)


def test_odds_that_are_proportional_are_recovered():
    fit = fitted(*PROPORTIONAL)
    assert fit.estimate[0] == pytest.approx(-np.log(8 / 3), abs=1e-4)
    test = proportional_odds(*cases(*PROPORTIONAL), fit)
    assert (test.df, test.p) == (1, pytest.approx(1, abs=1e-2))
    assert fit.p < 0.001


def by_hand(low, high):
    """Largest log-likelihood with one odds ratio for both cuts, by a plain search."""

    def less_likely(values):
        first, apart, slope = values
        total = 0.0
        for counts, shift in ((low, 0.0), (high, slope)):
            below = expit([first - shift, first + np.exp(apart) - shift])
            shares = np.diff([0.0, *below, 1.0])
            total -= float((np.array(counts) * np.log(np.maximum(shares, 1e-300))).sum())
        return total

    return -minimize(less_likely, [-1.0, 0.0, 0.0], method="Nelder-Mead", tol=1e-12).fun


def test_proportional_odds_against_a_search_by_hand():
    low, high = (8, 25, 6), (9, 24, 17)
    fit, free = fitted(low, high), 0.0
    for counts in (low, high):
        free += sum(c * np.log(c / sum(counts)) for c in counts)
    test = proportional_odds(*cases(low, high), fit)
    assert fit.log_likelihood == pytest.approx(by_hand(low, high), abs=1e-5)
    assert test.statistic == pytest.approx(2 * (free - by_hand(low, high)), abs=1e-4)
    assert test.p == pytest.approx(chi2.sf(test.statistic, 1))


def test_without_an_effect_nothing_is_estimated_and_the_likelihoods_agree():
    fit = fitted((10, 20, 10), (5, 10, 5))
    assert fit.estimate[0] == pytest.approx(0, abs=1e-4)
    assert fit.p == pytest.approx(1, abs=1e-2)


def test_one_cut_has_no_odds_to_compare():
    assert proportional_odds(*cases((0, 9, 3), (0, 4, 6)), fitted((0, 9, 3), (0, 4, 6))) is None


@settings(max_examples=25, deadline=None)
@given(SIX)
def test_every_table_is_separated_or_has_a_finite_estimate(cells):
    low, high = cells[:3], cells[3:]
    if not sum(low) or not sum(high) or sum(a + b > 0 for a, b in zip(low, high, strict=True)) < 2:
        return
    regressor, outcome = cases(low, high)
    if ordered_separated(regressor, outcome):
        with pytest.raises(Unidentified, match="separated"):
            fitted(low, high)
    else:
        assert abs(fitted(low, high).estimate[0]) < 8


@pytest.mark.parametrize(
    ("low", "high", "separated"),
    [
        ((3, 2, 0), (0, 2, 3), True),
        ((0, 2, 3), (3, 2, 0), True),
        ((3, 0, 0), (0, 0, 3), True),
        ((3, 2, 1), (0, 2, 3), False),
        ((0, 5, 0), (1, 5, 1), False),
        ((0, 5, 0), (0, 5, 1), True),
    ],
)
def test_separation_of_ordered_outcomes(low, high, separated):
    assert ordered_separated(*cases(low, high)) == separated


def test_what_is_not_identified_is_refused():
    same = np.zeros(6, dtype=int)
    with pytest.raises(Unidentified, match="the same in all"):
        ordered_logit(np.arange(6.0)[:, np.newaxis], same)
    with pytest.raises(Unidentified, match="told apart"):
        ordered_logit(np.ones((6, 1)), np.array([0, 1, 2, 0, 1, 2]))
