"""Many ordered logits against statsmodels' fit of each, and the logit where two categories are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel

from analysis.methods.ordered_many import drawn_fits, ordered_fits, shifted

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
