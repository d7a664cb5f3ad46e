"""Firth's logit against published values and a closed form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.methods.firth import firth_logit, firth_point
from tests.oracles import published

CELL = st.integers(0, 12)
TABLES = st.tuples(CELL, CELL, CELL, CELL).filter(
    # Two groups and two outcomes have to be there for a fit to exist.
    lambda t: min(t[0] + t[1], t[2] + t[3], t[0] + t[2], t[1] + t[3]) > 0
)


def two_by_two(cells):
    """Design and outcome of a 2 x 2 table: (with, without) outcome in group 1, in group 0."""
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], cells)
    group = np.repeat([1.0, 1.0, 0.0, 0.0], cells)
    return np.column_stack([np.ones(len(group)), group]), outcome


def some_data(seed, n, columns, separated=False):
    """A design with a constant and an outcome; optionally one column predicts it perfectly."""
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(n), rng.normal(size=(n, columns))])
    outcome = (design @ rng.normal(size=columns + 1) + rng.logistic(size=n) > 0).astype(float)
    outcome[:2] = 0.0, 1.0
    if separated:
        design[:, 1] = outcome
    return design, outcome


def test_firth_vs_brglm2_birthweight():
    wheel = Path(statsmodels.__file__).parent
    births = pd.read_csv(wheel / "genmod/tests/results/stata_lbw_glm.csv")
    births = births[births.ftv == 0]
    design = np.column_stack(
        [
            *(np.ones(len(births)), births.age, births.race == "white", births.smoke),
            *(births.ptl > 0, births.ht, np.log(births.lwt)),
        ]
    ).astype(float)
    outcome = 1.0 - births.low.to_numpy(dtype=float)
    fit = firth_logit(design, outcome)
    assert len(births) == 100
    assert fit.estimate == pytest.approx(published.BIRTHWEIGHT, abs=0.0005)


def test_firth_vs_logistf_mtcars():
    outcome, *predictors = np.array(published.MTCARS, dtype=float).T
    design = np.column_stack([np.ones(len(outcome)), *predictors])
    fit = firth_logit(design, outcome)
    found = np.column_stack([fit.estimate, fit.se, fit.low, fit.high, fit.p])
    # logistf stops at 1e-5; its digits beyond are not to be had.
    assert found == pytest.approx(np.array(published.MTCARS_LOGISTF), rel=2e-5, abs=2e-6)


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_firth_vs_closed_form_of_a_two_by_two_table(cells):
    a, b, c, d = (cell + 0.5 for cell in cells)
    fit = firth_logit(*two_by_two(cells))
    assert fit.estimate[1] == pytest.approx(np.log(a * d / (b * c)), abs=1e-6)
    assert fit.se[1] == pytest.approx(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d), rel=1e-6)
    assert fit.low[1] < fit.estimate[1] < fit.high[1]


def test_a_shift_of_a_column_moves_the_constant_alone():
    design, outcome = some_data(8, 50, 2)
    shifted = design + np.array([0.0, 3.0, 0.0])
    one, other = firth_logit(design, outcome), firth_logit(shifted, outcome)
    assert other.estimate[1:] == pytest.approx(one.estimate[1:], abs=1e-6)
    assert other.p[1:] == pytest.approx(one.p[1:], abs=1e-6)
    assert other.estimate[0] == pytest.approx(one.estimate[0] - 3 * one.estimate[1], abs=1e-6)


def test_estimates_without_intervals_are_those_of_the_whole_fit():
    design, outcome = some_data(7, 60, 3)
    estimate, p = firth_point(design, outcome)
    fit = firth_logit(design, outcome)
    assert estimate.tolist() == fit.estimate.tolist()
    assert p.tolist() == fit.p.tolist()
