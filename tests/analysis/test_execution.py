"""Warned heads: counts by hand, exact tests by counting, models against their methods."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.execution import (
    DRAWS,
    central_java_fisher,
    central_java_permutation,
    listed_regions,
    warned_by_island,
    warned_firth,
    warned_firth_all,
    warned_firth_without_central_java,
    warned_in_java,
    warned_logit_clustered,
    warned_models,
    warning_letter,
)
from analysis.methods.exact import clopper_pearson
from analysis.methods.firth import firth_logit
from analysis.methods.logit import clustered_logit
from analysis.methods.resampling import logit_estimates
from study.kinds import Absent, Setting
from tests.tables import table

from .places import SETTING

# Two groups of islands, four provinces; nobody warned in Central Java (33).
SMALL = table(
    "region_code:text province_code:text province island_group log_electorate log_grdp_per_head "
    "listed_before java central_java warned rows",
    "33.01 33 CJ Java 10.1 9.5 false true true false races:33.01",
    "33.02 33 CJ Java 11.4 9.9 true true true false races:33.02",
    "33.03 33 CJ Java 12.0 9.1 false true true false races:33.03",
    "32.01 32 WJ Java 11.0 9.7 false true false true races:32.01",
    "32.02 32 WJ Java 12.5 9.2 true true false true races:32.02",
    "32.03 32 WJ Java 10.7 9.8 false true false false races:32.03",
    "12.01 12 NS Sumatra 10.3 9.0 true false false true races:12.01",
    "12.02 12 NS Sumatra 10.9 9.6 false false false false races:12.02",
    "12.03 12 NS Sumatra 11.8 9.4 false false false true races:12.03",
    "13.01 13 WS Sumatra 12.2 9.3 true false false false races:13.01",
    "13.02 13 WS Sumatra 10.6 8.9 false false false false races:13.02",
    "13.03 13 WS Sumatra 11.5 - true false false true races:13.03",
)
KNOWN = SMALL.iloc[:-1]


def design(races, *terms):
    """Constant, then terms, the logs less their means: what the models are said to be."""
    columns = [np.ones(len(races))]
    for term in terms:
        values = races[term].astype(float).to_numpy()
        columns.append(values - values.mean() if term.startswith("log_") else values)
    return np.column_stack(columns)


def outcome(races):
    return races.warned.astype(float).to_numpy()


FULL = ("log_electorate", "log_grdp_per_head", "listed_before", "java", "central_java")


def test_letter_is_counted_by_office():
    heads = table(
        "region_code:text office own_race_2020 source_ids",
        "12.01 regent true S130;S284",
        "12.71 mayor true S1",
        "12 governor true S1",
        "13.01 regent false S2;S3",
    )
    national = table(
        "report_id metric breakdown value",
        'N1 home_ministry_warning "recommendations outstanding" 9.0',
        "N2 home_ministry_warning regencies 2.0",
    )
    found = warning_letter(heads, national, SETTING)
    assert dict(found.values) == {
        "heads": 4,
        "regents": 2,
        "mayors": 1,
        "governors": 1,
        "without_race": 1,
        "both_lists": 1,
        "one_source": 2,
        "recommendations": 9,
    }
    assert found.rows[-1] == "national_asn:N1"


def test_shares_by_island_by_hand():
    found = warned_by_island(SMALL).set_index("island_group")
    assert found.races.to_dict() == {"Java": 6, "Sumatra": 6}
    assert found.warned.to_dict() == {"Java": 2, "Sumatra": 3}
    assert found.share.to_dict() == {"Java": 2 / 6, "Sumatra": 0.5}
    assert (found.ci_low["Java"], found.ci_high["Java"]) == clopper_pearson(2, 6)
    assert len(found.rows["Sumatra"].split()) == 6


def test_shares_in_java_by_province():
    found = warned_in_java(SMALL)
    assert found.columns[0] == "province_code"
    assert found.province.tolist() == ["WJ", "CJ"]
    assert found.warned.tolist() == [2, 0]


@pytest.mark.parametrize(
    ("model", "races", "terms"),
    [
        (warned_firth, KNOWN, FULL),
        (warned_firth_all, SMALL, ("log_electorate", *FULL[2:])),
        (warned_firth_without_central_java, KNOWN, FULL[:-1]),
    ],
)
def test_models_are_the_penalised_fit_of_the_design_they_describe(model, races, terms):
    found = model(SMALL)
    fit = firth_logit(design(races, *terms), outcome(races))
    assert found.terms.term.tolist() == ["intercept", *terms]
    assert found.terms.estimate.to_numpy() == pytest.approx(fit.estimate, abs=1e-6)
    assert found.terms.se.to_numpy() == pytest.approx(fit.se, abs=1e-6)
    assert found.terms.odds_ratio.to_numpy() == pytest.approx(np.exp(fit.estimate), rel=1e-5)
    assert found.terms.ci_low.to_numpy() == pytest.approx(np.exp(fit.low), rel=1e-5)
    assert found.terms.ci_high.to_numpy() == pytest.approx(np.exp(fit.high), rel=1e-5)
    assert found.terms.p.to_numpy() == pytest.approx(fit.p, abs=1e-6)
    assert found.facts["log_likelihood"] == pytest.approx(fit.log_likelihood)


def test_facts_tell_the_sample_and_what_was_left_out():
    facts = warned_firth(SMALL).facts
    counts = ("n", "events", "dropped", "dropped_events", "dropped_because")
    assert [facts[name] for name in counts] == [11, 4, 1, 1, "no income published"]
    assert "independent" in facts["assumption"]
    everybody = warned_firth_all(SMALL).facts
    assert [everybody[name] for name in counts] == [12, 5, 0, 0, ""]


def test_rows_are_the_sample():
    assert warned_firth(SMALL).rows == tuple(KNOWN.rows)
    assert warned_firth_all(SMALL).rows == tuple(SMALL.rows)


def test_clustered_logit_leaves_the_term_out_and_the_races_in():
    found = warned_logit_clustered(SMALL)
    fit = clustered_logit(
        design(KNOWN, *FULL[:-1]), outcome(KNOWN), KNOWN.province_code.to_numpy(dtype=object)
    )
    assert found.terms.term.tolist() == ["intercept", *FULL[:-1]]
    assert found.terms.estimate.to_numpy() == pytest.approx(fit.estimate)
    assert found.terms.se.to_numpy() == pytest.approx(fit.se)
    assert (found.facts["n"], found.facts["clusters"]) == (11, 4)


@pytest.fixture(scope="module")
def side_by_side():
    return warned_models(
        SMALL,
        warned_firth(SMALL),
        warned_firth_all(SMALL),
        warned_firth_without_central_java(SMALL),
        warned_logit_clustered(SMALL),
    ).set_index("id")


def test_central_java_is_not_identified_in_the_ordinary_logit(side_by_side):
    row = side_by_side.loc["logit_clustered.central_java"]
    assert not row.identified
    assert pd.isna([row.estimate, row.odds_ratio, row.ci_low, row.p]).all()
    assert (row.term_warned, row.term_races, row.n, row.events) == (0, 3, 11, 4)


def test_every_other_term_stands_with_its_model(side_by_side):
    assert side_by_side.identified.sum() == len(side_by_side) - 1 == 6 + 5 + 5 + 5
    estimate = warned_firth_all(SMALL).terms.set_index("term").estimate
    assert side_by_side.estimate["firth_all.java"] == estimate["java"]
    assert side_by_side.n["firth_all.java"] == 12
    assert (side_by_side.term_warned["firth.listed_before"], 2) == (2, 2)
    assert side_by_side.term_warned["firth_all.listed_before"] == 3
    assert pd.isna(side_by_side.term_races["firth.log_electorate"])


def test_fisher_and_hypergeometric_by_counting():
    found = central_java_fisher(SMALL).values
    assert (found["central_java_races"], found["central_java_warned"]) == (3, 0)
    assert (found["other_races"], found["other_warned"]) == (9, 5)
    assert (found["java_races"], found["java_warned"]) == (6, 2)
    # Five of twelve warned: none of the three in 7*6*5 of 12*11*10 ways; as unlikely: all three.
    assert found["p"] == pytest.approx((7 * 6 * 5 + 5 * 4 * 3) / (12 * 11 * 10))
    # Two of six warned in Java: both outside Central Java in 3 of 15 ways.
    assert found["java_p"] == pytest.approx(3 / 15)


def test_permutation_vs_all_arrangements_within_islands():
    observed = design(KNOWN, *FULL)
    warned = outcome(KNOWN)
    java = np.flatnonzero(KNOWN.island_group == "Java")
    sumatra = np.flatnonzero(KNOWN.island_group == "Sumatra")
    arrangements = []
    for one in combinations(java, 2):
        for other in combinations(sumatra, 2):
            draw = np.zeros(len(warned))
            draw[[*one, *other]] = 1.0
            arrangements.append(draw)
    statistics = logit_estimates(observed, np.array(arrangements), penalised=True)[:, -1]
    statistic = firth_logit(observed, warned).estimate[-1]
    found = central_java_permutation(SMALL).values
    assert len(arrangements) == 15 * 10
    assert found["statistic"] == pytest.approx(statistic, abs=1e-6)
    for name, extreme in (
        ("p_lower", statistics <= statistic + 1e-7),
        ("p_two_sided", np.abs(statistics) >= abs(statistic) - 1e-7),
    ):
        exact = extreme.mean()
        assert 0 < exact < 1
        assert found[name] == pytest.approx(exact, abs=4 * found[f"{name}_mcse"])
    assert (found["n"], found["events"], found["draws"]) == (11, 4, DRAWS)


def test_permutation_is_the_same_every_time():
    assert central_java_permutation(SMALL) == central_java_permutation(SMALL)


def test_listed_regions_and_provinces_without_a_warning():
    frame = table(
        "region_code:text province_code:text listed_before warned rows",
        "33.03 33 true false races:33.03",
        "33.10 33 false false races:33.10",
        "12.01 12 true true races:12.01",
        "12.02 12 false true races:12.02",
    )
    assert dict(listed_regions(frame, SETTING).values) == {
        "listed": 2,
        "listed_warned": 1,
        "regency_listed": True,
        "regency_warned": False,
        "provinces": 2,
        "provinces_without_warned": 1,
    }


def test_a_regency_without_a_race_is_in_no_list():
    frame = table(
        "region_code:text province_code:text listed_before warned rows",
        "12.01 12 true true races:12.01",
    )
    with pytest.raises(Absent, match="does not hold the race of the regency"):
        listed_regions(frame, Setting({**SETTING, "place.region_code": "74.02"}))


def test_the_exact_test_within_islands_is_of_the_islands_of_the_province():
    frame = table(
        "region_code:text province_code:text island_group java central_java warned rows",
        "12.01 12 Sumatra false true true races:12.01",
        "13.01 13 Sumatra false false false races:13.01",
        "13.02 13 Sumatra false false true races:13.02",
        "33.01 33 Java true false true races:33.01",
    )
    found = central_java_fisher(frame).values
    assert (found["java_races"], found["java_warned"]) == (3, 2)
    assert found["java_p"] == pytest.approx(1.0)  # one drawn is at most one warned


def test_a_model_of_races_that_were_all_warned_is_absent(results):
    frame = results["race_frame"].assign(warned=True)
    for model in (warned_firth, warned_logit_clustered):
        with pytest.raises(Absent, match="the outcome is the same"):
            model(frame)


def test_a_model_whose_terms_coincide_is_absent(results):
    frame = results["race_frame"].assign(listed_before=results["race_frame"].java)
    with pytest.raises(Absent, match="cannot be told apart"):
        warned_firth(frame)
