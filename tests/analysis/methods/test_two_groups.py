"""Tests and intervals of every outcome against the libraries' own, one outcome at a time."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.methods.firth import firth_logit, firth_point
from analysis.methods.resampling import logit_estimates
from analysis.methods.two_groups import (
    Groups,
    difference,
    firth_p,
    fisher_p,
    log_odds_ratio,
    newcombe,
    newcombe_covers,
    split,
)
from tests.analysis.methods.test_firth import two_by_two

UNEVEN = Groups(7, 5)
TABLES = list(product(range(8), range(6)))


def cells(first, second, groups=UNEVEN):
    """The four cells of an outcome: yes and no of the first group, then of the second."""
    return first, groups.first - first, second, groups.second - second


@pytest.mark.parametrize("tail", ["two-sided", "greater"])
@pytest.mark.parametrize("groups", [UNEVEN, Groups(1, 1), Groups(9, 9), Groups(2, 11)])
def test_fisher_vs_scipy(groups, tail):
    found = fisher_p(groups, tail)
    assert found.shape == (groups.first + 1, groups.second + 1)
    for first, second in np.ndindex(found.shape):
        a, b, c, d = cells(first, second, groups)
        expected = stats.fisher_exact([[a, b], [c, d]], alternative=tail)[1]
        assert found[first, second] == pytest.approx(expected, abs=1e-12)


def test_firth_p_vs_the_likelihood_ratio_of_the_library():
    found = firth_p(UNEVEN)
    for first, second in TABLES:
        design, outcome = two_by_two(cells(first, second))
        if 0 < outcome.sum() < len(outcome):
            p = firth_point(design, outcome)[1]
            assert found[first, second] == pytest.approx(p[1], abs=1e-7)


@pytest.mark.parametrize(("first", "second"), [(5, 1), (7, 0), (3, 3)])
def test_profile_limits_are_where_p_is_five_per_cent(first, second):
    fit = firth_logit(*two_by_two(cells(first, second)))
    for limit in (fit.low[1], fit.high[1]):
        assert firth_p(UNEVEN, limit)[first, second] == pytest.approx(0.05, abs=1e-6)


def test_log_odds_ratio_vs_batched_fits():
    found = log_odds_ratio(UNEVEN)
    data = [two_by_two(cells(*each)) for each in TABLES]
    fits = [logit_estimates(design, outcome[None], True)[0, 1] for design, outcome in data]
    assert found.ravel() == pytest.approx(fits, abs=1e-8)


def test_newcombe_vs_statsmodels():
    low, high = newcombe(UNEVEN)
    for first, second in TABLES:
        expected = confint_proportions_2indep(
            first, 7, second, 5, compare="diff", method="newcomb", alpha=0.05
        )
        assert (low[first, second], high[first, second]) == pytest.approx(expected, abs=1e-10)
    middle = difference(UNEVEN)
    assert ((low <= middle) & (middle <= high)).all()
    assert newcombe_covers(UNEVEN, 0.0)[7, 0] == (low[7, 0] <= 0)


def test_split_rounds_to_the_nearest_whole_case():
    assert split(40, 0.5) == Groups(20, 20)
    assert split(5, 0.5) == Groups(3, 2)
    assert split(12, 0.25) == Groups(3, 9)
    with pytest.raises(ValueError, match="without members"):
        split(4, 0.01)
