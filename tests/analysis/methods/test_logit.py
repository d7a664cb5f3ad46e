"""The clustered logit against closed forms, and its refusal of separated data."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from analysis.methods.identified import Unidentified
from analysis.methods.logit import clustered_logit, separated

from .test_firth import some_data, two_by_two


def test_logit_vs_log_odds_ratio_of_a_two_by_two_table():
    design, outcome = two_by_two((6, 3, 2, 8))
    groups = np.arange(len(outcome)).astype(str).astype(object)
    fit = clustered_logit(design, outcome, groups)
    assert fit.estimate == pytest.approx([np.log(2 / 8), np.log(6 * 8 / (3 * 2))])
    assert fit.clusters == 19


def test_clustered_error_vs_sandwich_by_hand():
    design, outcome = some_data(3, 60, 2)
    groups = np.repeat(list("abcdefghij"), 6).astype(object)
    fit = clustered_logit(design, outcome, groups)
    mean = expit(design @ fit.estimate)
    bread = np.linalg.inv((design * (mean * (1 - mean))[:, None]).T @ design)
    scores = design * (outcome - mean)[:, None]
    sums = np.array([scores[groups == group].sum(axis=0) for group in np.unique(groups)])
    factor = 10 / 9 * 59 / 57  # G/(G-1) x (n-1)/(n-k)
    covariance = factor * bread @ sums.T @ sums @ bread
    assert fit.se == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-6)
    quantile = stats.t(9).ppf(0.975)
    assert fit.low == pytest.approx(fit.estimate - quantile * fit.se)
    assert fit.high == pytest.approx(fit.estimate + quantile * fit.se)
    assert fit.p == pytest.approx(2 * stats.t(9).sf(np.abs(fit.estimate / fit.se)))
    assert fit.log_likelihood == pytest.approx(np.log(np.where(outcome == 1, mean, 1 - mean)).sum())


def test_a_term_without_events_has_no_estimate():
    design, outcome = some_data(4, 40, 2)
    nobody = np.zeros(40)
    nobody[np.flatnonzero(outcome == 0)[:5]] = 1.0
    with_term = np.column_stack([design, nobody])
    assert separated(with_term, outcome).tolist() == [False, False, False, True]
    assert not separated(design, outcome).any()
    with pytest.raises(Unidentified, match="separated"):
        clustered_logit(with_term, outcome, np.array(["a", "b"] * 20, dtype=object))
