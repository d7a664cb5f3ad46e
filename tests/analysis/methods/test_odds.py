"""Terms of a fit as a table, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.methods.firth import FirthFit
from analysis.methods.odds import odds_table


def test_intervals_are_those_of_the_odds_ratio_and_the_intercept_comes_first():
    half, two = np.log(0.5), np.log(2.0)
    fit = FirthFit(
        estimate=np.array([0.0, two]),
        se=np.array([1.0, 0.5]),
        low=np.array([half, 0.0]),
        high=np.array([two, np.log(4.0)]),
        p=np.array([0.9, 0.04]),
        log_likelihood=-1.0,
    )
    found = odds_table(("size",), fit).set_index("term")
    assert found.index.tolist() == ["intercept", "size"]
    line = ["odds_ratio", "ci_low", "ci_high", "estimate", "se", "p"]
    assert found.loc["size", line].tolist() == pytest.approx([2.0, 1.0, 4.0, two, 0.5, 0.04])
    assert found.loc["intercept", "ci_low"] == pytest.approx(0.5)
