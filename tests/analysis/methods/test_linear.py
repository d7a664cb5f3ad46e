"""The linear probability model against the sandwich written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t

from analysis.methods.linear import clustered_ols

GROUPS = np.array([*"aaaabbbccccddd"], dtype=object)


def data():
    rng = np.random.default_rng(4)
    design = np.column_stack([np.ones(len(GROUPS)), rng.normal(size=(len(GROUPS), 2))])
    return design, (rng.random(len(GROUPS)) < 0.4).astype(float)


def test_clustered_ols_vs_the_sandwich_written_out():
    design, outcome = data()
    n, k, names = *design.shape, np.unique(GROUPS)
    bread = np.linalg.inv(design.T @ design)
    estimate = bread @ design.T @ outcome
    scores = design * (outcome - design @ estimate)[:, None]
    sums = np.array([scores[name == GROUPS].sum(axis=0) for name in names])
    factor = len(names) / (len(names) - 1) * (n - 1) / (n - k)
    se = np.sqrt(np.diag(factor * bread @ (sums.T @ sums) @ bread))
    found = clustered_ols(design, outcome, GROUPS)
    assert found.estimate == pytest.approx(estimate)
    assert found.se == pytest.approx(se)
    assert found.p == pytest.approx(2 * t.sf(abs(estimate / se), len(names) - 1))


def test_a_term_of_one_group_has_no_meaningful_clustered_error():
    outcome = np.zeros(len(GROUPS))
    only = np.column_stack([np.ones(len(GROUPS)), GROUPS == "a"]).astype(float)
    outcome[GROUPS == "a"] = [1.0, 1.0, 0.0, 0.0]
    # All that varies varies within the one group, and the clustered error says: nothing.
    assert clustered_ols(only, outcome, GROUPS).se[1] == pytest.approx(0, abs=1e-12)
