"""Leaving provinces out, and who was listed: by hand, and against the methods."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import mannwhitneyu

from analysis.methods.firth import firth_logit
from analysis.regressions import (
    leave_one_out,
    leave_one_out_range,
    listing_firth,
    listing_firth_size,
    listing_place,
    listing_regency,
)
from study.kinds import Absent, Setting
from tests.tables import table

from .places import SETTING

MAIN = ["log_electorate", "log_grdp_per_head", "listed_before", "java", "central_java"]


def races(seed=5):
    """Sixty races in six provinces, one of them without income."""
    rng = np.random.default_rng(seed)
    code = np.repeat(["12", "13", "32", "33", "35", "72"], 10)
    frame = pd.DataFrame(
        {
            "region_code": [f"{province}.{place:02}" for place, province in enumerate(code)],
            "province_code": code,
            "province": [f"P{province}" for province in code],
            "log_electorate": rng.normal(12, 1, size=60),
            "log_grdp_per_head": rng.normal(10, 0.5, size=60),
            "listed_before": rng.random(60) < 0.3,
            "java": [province[0] == "3" for province in code],
            "central_java": code == "33",
            "warned": rng.random(60) < 0.4,
            "rows": [f"races:{place}" for place in range(60)],
        }
    )
    frame.loc[0, "log_grdp_per_head"] = np.nan
    return frame


def odds(frame, terms):
    """Odds ratios and p of the constant and the terms, on the races that are left."""
    design = np.column_stack([np.ones(len(frame)), frame[terms].astype(float)])
    fit = firth_logit(design, frame.warned.to_numpy(dtype=float))
    return np.exp(fit.estimate), fit.p


def test_each_row_is_the_model_without_that_province():
    frame = races()
    found = leave_one_out(frame, SETTING).set_index("province_code")
    assert found.index.tolist() == ["12", "13", "32", "33", "35", "72"]
    known = frame.dropna()
    for code, row in found.iterrows():
        kept = known[known.province_code != code]
        terms = [term for term in MAIN if not (code == "33" and term == "central_java")]
        ratio, p = odds(kept, terms)
        place = 1 + terms.index("listed_before")
        assert (row.listed_odds, row.listed_p) == pytest.approx((ratio[place], p[place]), rel=1e-5)
        if code != "33":
            expected = (ratio[-1], p[-1])
            assert (row.central_java_odds, row.central_java_p) == pytest.approx(expected, rel=1e-5)
        assert (row.n, row.races) == (len(kept), len(known) - len(kept))
        assert (row.events, row.warned) == (kept.warned.sum(), known.warned.sum() - row.events)
    assert found.races["12"] == 9
    for name in ("central_java_odds", "listed_odds"):
        assert found.extreme[[found[name].idxmin(), found[name].idxmax()]].all()
    assert found.extreme.sum() <= 4
    assert pd.isna(found.central_java_odds["33"])


LEFT_OUT = table(
    "province_code:text province central_java_odds central_java_p listed_odds listed_p",
    "12 A 0.06 0.01 4.0 0.02",
    "33 B - - 4.5 0.01",
    "35 C 0.03 0.002 2.5 0.05",
    "72 D 0.08 0.03 6.0 0.004",
)


def test_the_provinces_that_move_it_most():
    found = dict(leave_one_out_range(races(), LEFT_OUT).values)
    assert found == {
        "provinces": 4,
        "central_java_odds_low": 0.03,
        "central_java_low_without": "C",
        "central_java_odds_high": 0.08,
        "central_java_high_without": "D",
        "central_java_p_high": 0.03,
        "listed_odds_low": 2.5,
        "listed_low_without": "C",
        "listed_odds_high": 6.0,
        "listed_high_without": "D",
        "listed_p_high": 0.05,
        "listed_not_significant": 1,
    }


LISTING = table(
    "region_code:text log_electorate log_grdp_per_head margin_2015 listed rows",
    "33.03 13.0 9.0 0.09 true races:33.03",
    "33.04 12.0 9.5 0.30 false races:33.04",
    "33.05 13.5 9.1 0.05 false races:33.05",
    "12.01 11.0 10.2 0.02 true races:12.01",
    "12.02 10.5 10.9 0.45 false races:12.02",
    "12.03 11.5 - 0.20 true races:12.03",
    "72.01 12.5 9.9 - false races:72.01",
    "72.02 12.2 9.8 0.15 false races:72.02",
    "72.03 11.2 10.1 0.12 false races:72.03",
)
COMPLETE = LISTING.dropna()
TERMS = ["log_electorate", "log_grdp_per_head", "margin_2015"]


def fitted(frame, terms):
    """The fit and a function from races to predicted probabilities."""
    centre = frame[terms].mean()
    scale = np.array([10.0 if term == "margin_2015" else 1.0 for term in terms])

    def design(some):
        columns = (some[terms] - centre).to_numpy(dtype=float) * scale
        return np.column_stack([np.ones(len(some)), columns])

    fit = firth_logit(design(frame), frame.listed.to_numpy(dtype=float))
    return fit, lambda some: expit(design(some) @ fit.estimate)


@pytest.mark.parametrize(
    ("model", "frame", "terms"),
    [(listing_firth, COMPLETE, TERMS), (listing_firth_size, LISTING, TERMS[:1])],
)
def test_models_of_the_list(model, frame, terms):
    found, (fit, _) = model(LISTING), fitted(frame, terms)
    named = [term.replace("margin_2015", "margin_points") for term in terms]
    assert found.terms.term.tolist() == ["intercept", *named]
    assert found.terms.estimate.to_numpy() == pytest.approx(fit.estimate, abs=1e-6)
    assert found.terms.odds_ratio.to_numpy() == pytest.approx(np.exp(fit.estimate), rel=1e-5)
    assert found.terms.ci_high.to_numpy() == pytest.approx(np.exp(fit.high), rel=1e-5)
    assert found.terms.p.to_numpy() == pytest.approx(fit.p, abs=1e-6)
    assert found.rows == tuple(frame["rows"])
    assert (found.facts["n"], found.facts["listed"]) == (len(frame), frame.listed.sum())


def test_what_the_model_of_the_list_leaves_out_is_said():
    facts = listing_firth(LISTING).facts
    assert (facts["dropped"], facts["dropped_listed"]) == (2, 1)
    assert facts["dropped_because"] == "no income or no margin published"
    assert listing_firth_size(LISTING).facts["dropped_because"] == ""


def test_place_of_the_regency_with_and_without_it():
    found = listing_place(LISTING, SETTING).set_index("model").loc["listing_firth"]
    regency, others = COMPLETE[:1], COMPLETE[1:]
    _, predict = fitted(COMPLETE, TERMS)
    every = predict(COMPLETE)
    assert found.regency_predicted == pytest.approx(predict(regency)[0], abs=1e-6)
    assert found.regency_rank == 1 + (every > every[0]).sum()
    _, without = fitted(others, TERMS)
    assert found.regency_predicted_without == pytest.approx(without(regency)[0], abs=1e-6)
    assert found.regency_rank_without == 1 + (without(others) > without(regency)).sum()
    listed = COMPLETE.listed.to_numpy(dtype=bool)
    pairs = mannwhitneyu(every[listed], every[~listed]).statistic
    assert found.concordance == pytest.approx(pairs / (listed.sum() * (~listed).sum()))
    assert (found.races, found.listed, found.listed_share) == (7, 2, 2 / 7)
    assert found.predicted == pytest.approx(every.mean(), abs=1e-6)


def test_ranks_of_the_regency_by_hand():
    assert dict(listing_regency(LISTING, SETTING).values) == {
        "listed": 3,
        "races": 9,
        "without_income": 1,
        "without_margin": 1,
        "listed_without": 1,
        "electorate_rank": 2,
        "income_rank": 1,
        "income_known": 8,
        "margin": 0.09,
        "margin_rank": 3,
        "margin_known": 8,
    }


def test_a_regency_outside_the_races_has_no_place_among_them():
    elsewhere = Setting({**SETTING, "place.region_code": "99.01"})
    for place in (listing_place, listing_regency):
        with pytest.raises(Absent, match="regency studied"):
            place(LISTING, elsewhere)


def test_a_province_without_which_nobody_was_warned_has_no_estimate():
    frame = races().assign(warned=lambda table: table.warned & table.province_code.eq("12"))
    found = leave_one_out(frame, SETTING).set_index("province_code")
    assert found.listed_odds.isna().to_dict() == {
        code: code == "12" for code in ("12", "13", "32", "33", "35", "72")
    }
