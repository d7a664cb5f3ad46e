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

from analysis.methods.resampling import BLOCK, logit_estimates, ols_estimates
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


def specifications(seed, count):
    """A design, three outcomes; for each specification some columns and some of the rows."""
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(90), rng.normal(1.0, 2.0, size=(90, 5))])
    columns = np.column_stack([np.ones(count, dtype=bool), rng.random((count, 5)) < 0.6])
    outcomes = (rng.random((3, 90)) < 0.4).astype(float)
    return design, outcomes, columns, rng.random((count, 90)) < 0.8


@PENALISED
def test_many_outcomes_vs_one_by_one(penalised):
    design, outcomes = some_data(1)
    found = logit_estimates(design, outcomes, penalised)
    expected = np.array([alone(design, outcome, penalised) for outcome in outcomes])
    assert found.shape == (DRAWS, 5)
    assert np.abs(found - expected).max() < 1e-8


@PENALISED
def test_many_specifications_vs_one_by_one(penalised):
    design, outcomes, columns, keep = specifications(2, DRAWS)
    found = logit_estimates(design, outcomes, penalised, columns, keep)
    assert found.shape == (DRAWS, 3, 6)
    for used, rows, estimates in zip(columns, keep, found, strict=True):
        assert np.isnan(estimates[:, ~used]).all()
        for outcome, estimate in zip(outcomes, estimates, strict=True):
            expected = alone(design[rows][:, used], outcome[rows], penalised)
            assert np.abs(estimate[used] - expected).max() < 1e-8


@PENALISED
def test_specifications_by_columns_or_by_rows_alone(penalised):
    design, outcomes, columns, keep = specifications(3, 4)
    everything = np.ones_like(columns), np.ones_like(keep)
    by_columns = logit_estimates(design, outcomes, penalised, columns=columns)
    by_rows = logit_estimates(design, outcomes, penalised, keep=keep)
    both = logit_estimates(design, outcomes, penalised, columns, everything[1])
    assert by_columns == pytest.approx(both, abs=1e-10, nan_ok=True)
    both = logit_estimates(design, outcomes, penalised, everything[0], keep)
    assert by_rows == pytest.approx(both, abs=1e-10)


@PENALISED
def test_rows_not_used_have_no_say(penalised):
    design, outcomes, _, keep = specifications(4, 1)
    found = logit_estimates(design, outcomes, penalised, keep=keep)
    outcomes[:, ~keep[0]] = 1.0 - outcomes[:, ~keep[0]]
    again = logit_estimates(design, outcomes, penalised, keep=keep)
    assert np.array_equal(found, again)


@PENALISED
def test_a_column_of_zeros_in_the_rows_used_is_left_out(penalised):
    design, outcomes, _, keep = specifications(5, 2)
    design[:, 3] = ~keep[0]
    found = logit_estimates(design, outcomes, penalised, keep=keep)
    assert np.isnan(found).any(axis=(1,)).tolist() == [
        [False] * 3 + [True] + [False] * 2,
        [False] * 6,
    ]
    rest = np.delete(design, 3, axis=1)[keep[0]]
    expected = logit_estimates(rest, outcomes[:, keep[0]], penalised)
    assert np.delete(found[0], 3, axis=1) == pytest.approx(expected, abs=1e-9)


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
    found = logit_estimates(design, outcome[None], penalised=False)[0]
    if min(cells) == 0:
        assert np.isnan(found).all()
    else:
        assert found == pytest.approx([np.log(c / d), np.log(a * d / (b * c))], abs=1e-8)


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
    design, outcomes, _, _ = specifications(6, 1)
    design[:, 5] = design[:, 1] - 3 * design[:, 2]
    columns = np.array([[True] * 6, [True] * 5 + [False]])
    found = logit_estimates(design, outcomes, penalised, columns)
    assert np.isnan(found[0]).all()
    expected = logit_estimates(design[:, :5], outcomes, penalised)
    assert found[1, :, :5] == pytest.approx(expected, abs=1e-10)


def test_estimates_do_not_depend_on_their_company():
    design, outcomes = some_data(6, n=40, draws=30)
    outcomes[0] = design[:, 1] > np.median(design[:, 1])  # a separated draw among the others
    together = logit_estimates(design, outcomes, penalised=True)
    single = [logit_estimates(design, outcome[None], penalised=True)[0] for outcome in outcomes]
    assert together == pytest.approx(np.array(single), rel=1e-8, abs=1e-8)


def test_least_squares_vs_statsmodels():
    design, outcomes, columns, keep = specifications(8, DRAWS)
    found = ols_estimates(design, outcomes, columns, keep)
    for used, rows, estimates in zip(columns, keep, found, strict=True):
        for outcome, estimate in zip(outcomes, estimates, strict=True):
            fit = sm.OLS(outcome[rows], design[rows][:, used]).fit()
            assert estimate[used] == pytest.approx(fit.params, abs=1e-10)
    design, outcomes = some_data(7)
    many = ols_estimates(design, outcomes)
    for outcome, estimate in zip(outcomes, many, strict=True):
        assert estimate == pytest.approx(sm.OLS(outcome, design).fit().params, rel=1e-9, abs=1e-9)


@PENALISED
def test_memory_is_bounded(penalised):
    design, outcomes = some_data(8, n=200, draws=20 * BLOCK)
    rng = np.random.default_rng(9)
    parts = rng.random((100, 200)) < 0.9
    for drawn, keep in ((outcomes, None), (outcomes[:BLOCK], parts)):
        tracemalloc.start()
        found = logit_estimates(design, drawn, penalised, keep=keep)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert np.isfinite(found).all()
        a_block = BLOCK * 200 * 8
        assert peak < 2 * found.nbytes + 10 * a_block < len(found.reshape(-1, 5)) * 200 * 8
