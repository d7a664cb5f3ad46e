"""Estimates in batches against statsmodels and firthmodels, fit by fit."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
import statsmodels.api as sm
from firthmodels import FirthLogisticRegression
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.methods.resampling import BLOCK, MANY, logit_estimates, ols_estimates
from tests.analysis.methods.test_firth import TABLES, two_by_two

DRAWS = 200
PENALISED = pytest.mark.parametrize("penalised", [False, True])


def alone(design, outcome, penalised):
    """One estimate by the library that makes the reported ones, run to its last digits."""
    if penalised:
        fit = FirthLogisticRegression(
            backend="numpy",
            fit_intercept=False,
            gtol=1e-10,
            xtol=1e-10,
            max_iter=200,
            max_halfstep=0,
        ).fit(design, outcome.astype(int))
        assert fit.converged_
        return fit.coef_
    return sm.Logit(outcome, design).fit(disp=0, tol=1e-12).params


def some_data(seed, n=120, columns=5, draws=DRAWS):
    """A design with a constant and columns of other sizes, and shuffles of an outcome."""
    rng = np.random.default_rng(seed)
    sizes = 10.0 ** rng.integers(-2, 3, size=columns - 1)
    design = np.column_stack([np.ones(n), sizes * (1 + rng.normal(size=(n, columns - 1)))])
    outcome = 0.3 * (design / design.std(axis=0).clip(1e-9, None))[:, 1] > rng.logistic(size=n)
    return design, np.array([rng.permutation(outcome) for _ in range(draws)], dtype=float)


def many_designs(seed, count):
    """Designs of three to six columns, some rows left out, filled up with zeros; one outcome."""
    rng = np.random.default_rng(seed)
    designs = np.zeros((count, 90, 6))
    keep = rng.random((count, 90)) < 0.8
    for design in designs:
        columns = rng.choice(6, size=rng.integers(3, 7), replace=False)
        design[:, columns] = rng.normal(1.0, 2.0, size=(90, len(columns)))
        design[:, columns[0]] = 1.0
    return designs, keep, (rng.random((3, 90)) < 0.4).astype(float)


@PENALISED
def test_many_outcomes_vs_one_by_one(penalised):
    design, outcomes = some_data(1)
    found = logit_estimates(design, outcomes, penalised)
    expected = np.array([alone(design, outcome, penalised) for outcome in outcomes])
    assert found.shape == (DRAWS, 5)
    assert np.abs(found - expected).max() < 1e-8


@PENALISED
@pytest.mark.parametrize("repeated", [1, MANY])
def test_many_designs_vs_one_by_one(penalised, repeated):
    designs, keep, outcomes = many_designs(2, DRAWS)
    outcomes = np.tile(outcomes, (repeated, 1))
    found = logit_estimates(designs, outcomes, penalised, keep)
    assert found.shape == (DRAWS, len(outcomes), 6)
    for design, rows, estimates in zip(designs, keep, found, strict=True):
        there = design.any(axis=0)
        assert np.isnan(estimates[:, ~there]).all()
        for outcome, estimate in zip(outcomes[:3], estimates, strict=False):
            expected = alone(design[rows][:, there], outcome[rows], penalised)
            assert np.abs(estimate[there] - expected).max() < 1e-8


@PENALISED
def test_masked_rows_have_no_say(penalised):
    designs, keep, outcomes = many_designs(3, 4)
    spoilt = np.where(keep[:, :, None], designs, 1e6)
    found = logit_estimates(spoilt, outcomes, penalised, keep)
    for at in range(4):
        one = logit_estimates(designs[at][keep[at]], outcomes[:, keep[at]], penalised)
        filled = designs[at].any(axis=0)
        assert found[at][:, filled] == pytest.approx(one[:, filled], abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_penalised_vs_closed_form_of_a_two_by_two_table(cells):
    a, b, c, d = (cell + 0.5 for cell in cells)
    design, outcome = two_by_two(cells)
    found = logit_estimates(design, outcome[None], penalised=True)[0]
    assert found == pytest.approx([np.log(c / d), np.log(a * d / (b * c))], abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_plain_vs_closed_form_and_nan_without_an_estimate(cells):
    a, b, c, d = cells
    design, outcome = two_by_two(cells)
    for designs in (design, np.stack([design, design])):
        found = logit_estimates(designs, outcome[None], penalised=False).reshape(-1, 2)
        for each in found:
            if min(cells) == 0:
                assert np.isnan(each).all()
            else:
                assert each == pytest.approx([np.log(c / d), np.log(a * d / (b * c))], abs=1e-8)


def test_separated_by_a_line_is_nan_without_the_penalty_and_finite_with_it():
    design, outcomes = some_data(4, draws=3)
    outcomes[1] = design[:, 2] > np.median(design[:, 2])
    plain = logit_estimates(design, outcomes, penalised=False)
    assert np.isnan(plain).all(axis=1).tolist() == [False, True, False]
    firth = logit_estimates(design, outcomes, penalised=True)
    assert firth[1] == pytest.approx(alone(design, outcomes[1], True), rel=1e-7, abs=1e-7)


def separated(design, outcome):
    """Whether some direction sets the outcomes apart, by linear programming (Konis 2007)."""
    signed = np.where(outcome > 0, 1.0, -1.0)[:, None] * design
    found = linprog(-signed.sum(axis=0), -signed, np.zeros(len(design)), bounds=(-1, 1))
    return -found.fun > 1e-9


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(12, 40), st.integers(1, 4))
def test_nan_exactly_under_separation(seed, n, columns):
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(n), rng.normal(size=(n, columns))])
    outcome = (design @ rng.normal(0, 3, size=columns + 1) > rng.logistic(size=n)).astype(float)
    found = logit_estimates(design, outcome[None], penalised=False)[0]
    if separated(design, outcome):
        assert np.isnan(found).all()
    else:
        assert found == pytest.approx(alone(design, outcome, False), rel=1e-8, abs=1e-8)


@PENALISED
def test_collinear_columns_are_nan_and_harm_nobody(penalised):
    designs, _, outcomes = many_designs(5, 3)
    designs[1, :, 5] = designs[1, :, 0] = 2.0
    found = logit_estimates(designs, outcomes, penalised)
    assert np.isnan(found[1]).all()
    others = logit_estimates(designs[[0, 2]], outcomes, penalised)
    assert np.array_equal(np.isnan(found[[0, 2]]), np.isnan(others))
    assert found[[0, 2]] == pytest.approx(others, abs=1e-10, nan_ok=True)
    assert np.isnan(logit_estimates(designs[1], outcomes, penalised)).all()


def test_estimates_do_not_depend_on_their_company():
    design, outcomes = some_data(6, n=40, draws=30)
    outcomes[0] = design[:, 1] > np.median(design[:, 1])  # a separated draw among the others
    together = logit_estimates(design, outcomes, penalised=True)
    single = [logit_estimates(design, outcome[None], penalised=True)[0] for outcome in outcomes]
    assert together == pytest.approx(np.array(single), rel=1e-8, abs=1e-8)


def test_least_squares_vs_statsmodels():
    designs, keep, outcomes = many_designs(7, DRAWS)
    found = ols_estimates(designs, outcomes, keep)
    for design, rows, estimates in zip(designs, keep, found, strict=True):
        there = design.any(axis=0)
        for outcome, estimate in zip(outcomes, estimates, strict=True):
            fit = sm.OLS(outcome[rows], design[rows][:, there]).fit()
            assert estimate[there] == pytest.approx(fit.params, abs=1e-10)
    design, outcomes = some_data(7)
    many = ols_estimates(design, outcomes)
    for outcome, estimate in zip(outcomes, many, strict=True):
        assert estimate == pytest.approx(sm.OLS(outcome, design).fit().params, rel=1e-9, abs=1e-9)


@PENALISED
def test_memory_is_bounded(penalised):
    design, outcomes = some_data(8, n=200, draws=20 * BLOCK)
    outcomes = outcomes.astype(bool)
    tracemalloc.start()
    found = logit_estimates(design, outcomes, penalised)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    block = BLOCK * 200 * 8
    assert peak < found.nbytes + 10 * block < outcomes.nbytes * 8
    assert np.isfinite(found).all()
