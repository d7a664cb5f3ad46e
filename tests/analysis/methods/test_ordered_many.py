"""Many ordered logits against statsmodels' fit of each, and the logit where two categories are."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel

from analysis.methods.association import association_within
from analysis.methods.ordered_many import (
    drawn_fits,
    drawn_tests,
    ordered_fits,
    shifted,
    within_p,
)

SHARES = np.array([0.2, 0.5, 0.3])


def alone(second, first):
    """Log odds ratio and p of one data set by statsmodels."""
    steps = np.repeat([0, 1, 2, 0, 1, 2], [*second, *first])
    inside = np.repeat([0.0, 1.0], [second.sum(), first.sum()])
    fit = OrderedModel(steps, inside[:, None], distr="logit").fit(disp=0, method="bfgs", gtol=1e-8)
    pooled = second + first
    null = (pooled * np.log(pooled / pooled.sum())).sum()
    return fit.params[0], stats.chi2.sf(2 * (fit.llf - null), 1)


def test_many_fits_vs_statsmodels():
    rng = np.random.default_rng(1)
    second = rng.multinomial(25, SHARES, size=8)
    first = rng.multinomial(15, shifted(SHARES, 0.8), size=8)
    found = ordered_fits(second, first)
    for at in range(8):
        estimate, p = alone(second[at], first[at])
        assert found.estimate[at] == pytest.approx(estimate, abs=1e-5)
        assert found.p[at] == pytest.approx(p, abs=1e-8)


def test_an_empty_category_is_left_out():
    found = ordered_fits(np.array([[6, 0, 4]]), np.array([[3, 0, 9]]))
    assert found.estimate[0] == pytest.approx(np.log(9 * 6 / (3 * 4)), abs=1e-9)
    shares = np.array([[6, 4], [3, 9]])
    ratio = stats.chi2_contingency(shares, correction=False, lambda_="log-likelihood")
    assert found.p[0] == pytest.approx(ratio.pvalue, abs=1e-9)


@pytest.mark.parametrize(
    ("second", "first"),
    [
        ([5, 5, 0], [0, 3, 7]),
        ([0, 0, 9], [2, 7, 0]),
        ([4, 0, 0], [6, 0, 0]),
        ([0, 4, 0], [0, 1, 5]),
    ],
)
def test_without_a_finite_estimate_it_is_refused(second, first):
    found = ordered_fits(np.array([second]), np.array([first]))
    assert np.isnan(found.estimate).all()
    assert np.isnan(found.p).all()


def test_shares_move_by_one_odds_ratio():
    moved = shifted(SHARES, np.log(2.0))
    for cut in (1, 2):
        before, after = SHARES[cut:].sum(), moved[cut:].sum()
        assert after / (1 - after) == pytest.approx(2 * before / (1 - before))
    assert shifted(SHARES, 0.0) == pytest.approx(SHARES)


def test_size_and_what_was_put_in():
    null = drawn_fits((60, 60), SHARES, 0.0, 2_000, np.random.SeedSequence(2))
    assert (null.p <= 0.05).mean() == pytest.approx(0.05, abs=0.017)  # 3.5 standard errors
    there = drawn_fits((300, 300), SHARES, 0.7, 500, np.random.SeedSequence(3))
    assert np.nanmean(there.estimate) == pytest.approx(0.7, abs=0.03)


def test_ranks_within_agencies_as_by_all_rearrangements():
    second, first = np.array([[[2, 1, 0], [1, 0, 2]]]), np.array([[[0, 1, 2], [0, 2, 1]]])
    steps = [np.repeat([0, 1, 2] * 2, [*first[0, at], *second[0, at]]) for at in range(2)]
    ranks = np.split(stats.rankdata(np.concatenate(steps)), [6])
    sums = [[sum(each) for each in combinations(agency, 3)] for agency in ranks]
    every = np.add.outer(*map(np.array, sums)).ravel()
    seen = sum(agency[:3].sum() for agency in ranks)
    exact = (np.abs(every - every.mean()) >= abs(seen - every.mean()) - 1e-9).mean()
    assert within_p(second, first)[0] == pytest.approx(exact, abs=1e-9)


def test_ranks_within_agencies_as_the_plan_shuffles_them():
    rng = np.random.default_rng(4)
    second = rng.multinomial(5, SHARES, size=(3, 4))
    first = rng.multinomial([4, 5, 6, 5], SHARES, size=(3, 4))
    for at, p in enumerate(within_p(second, first)):
        counts = np.stack([first[at], second[at]], axis=1).reshape(-1, 3)
        steps = np.concatenate([np.repeat([0, 1, 2], each) for each in counts])
        inside = np.repeat(np.tile([1.0, 0.0], 4), counts.sum(axis=1))
        agency = np.repeat(np.repeat(np.arange(4), 2), counts.sum(axis=1))
        test = association_within(inside, stats.rankdata(steps), agency, 4_999, 1)
        assert p == pytest.approx(test.p, abs=4 * test.mcse + 1e-3)


def test_both_tests_of_the_same_data_and_moves_that_are_separated_are_tested():
    sizes = np.array([3, 3]), np.array([3, 3])
    logit, within = drawn_tests(sizes, np.tile(SHARES, (2, 1)), 3.0, 200, np.random.SeedSequence(1))
    assert np.isnan(logit).any()
    assert not np.isnan(within).any()
    assert within.min() < 0.05
    assert within.max() <= 1


def test_one_kind_of_move_is_found_by_neither_test():
    sizes = np.array([3, 3]), np.array([3, 3])
    shares = np.tile([1e-12, 1 - 2e-12, 1e-12], (2, 1))
    logit, within = drawn_tests(sizes, shares, 0.0, 20, np.random.SeedSequence(1))
    assert np.isnan(logit).all()
    assert within == pytest.approx(1)
