"""The multiverse: every specification there, each the regression it says, shuffled jointly."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis import multiverse
from analysis.methods.curve import own_p
from analysis.methods.firth import firth_logit
from analysis.multiverse import (
    multiverse_central_java,
    multiverse_listed,
    multiverse_permutation,
    multiverse_summary,
)

CHOICES = {
    "estimator": ("firth_logit", "ols", "ordinary_logit"),
    "covariates": (
        *("no_covariates", "size", "size_income", "size_income_margin", "size_income_city"),
    ),
    "sample": ("races_known", "races_with_income", "outside_papua", "regencies_only"),
    "islands": ("no_islands", "java_term", "island_dummies"),
}
CJ, LISTED = "central_java", "listed_before"


def expected(term):
    """Names of all specifications a term should have, by the rules the page states."""
    names = set()
    for estimator, covariates, sample, islands in product(*CHOICES.values()):
        twice = sample == "races_with_income" and covariates.startswith("size_income")
        no_cities = sample == "regencies_only" and covariates == "size_income_city"
        separated = estimator == "ordinary_logit" and term == CJ
        if not (twice or no_cities or separated):
            names.add(f"{estimator}.{covariates}.{sample}.{islands}")
    return names


def faults(table, term):
    """What is missing, too much or there twice in a table of specifications."""
    found = table.specification.tolist()
    return expected(term) ^ set(found) | {name for name in found if found.count(name) > 1}


@pytest.fixture(scope="module")
def cells(results):
    return {
        CJ: results["multiverse_central_java"].set_index("specification"),
        LISTED: results["multiverse_listed"].set_index("specification"),
    }


@pytest.mark.parametrize(("name", "term"), [("central_java", CJ), ("listed", LISTED)])
def test_every_specification_is_there_once(results, name, term):
    table = results[f"multiverse_{name}"]
    assert not faults(table, term)
    assert table[list(CHOICES)].agg(".".join, axis=1).equals(table.specification)


def test_a_specification_dropped_or_doubled_is_found(results):
    table = results["multiverse_central_java"]
    assert faults(table.drop(index=7), CJ) == {table.specification[7]}
    assert faults(pd.concat([table, table.iloc[[3]]]), CJ) == {table.specification[3]}


def test_there_are_some_hundred(results):
    found = results["multiverse_summary"].values
    assert (found["central_java_number"], found["listed_number"]) == (96, 144)
    assert found["grid"] == 3 * 5 * 4 * 3
    dropped = found["same_sample"] + found["no_cities"] + found["not_identified"]
    assert found["regressions"] == found["grid"] - dropped


def test_kernels_vs_reported_fits_on_the_observed_outcome(results, cells):
    shuffled = results["multiverse_permutation"]
    for term, table in cells.items():
        own = shuffled[shuffled.term.eq(term) & shuffled.statistic.eq("estimate")]
        own = own.set_index("specification").observed
        reported = table.log_odds.fillna(table.difference)[own.index]
        assert len(own) == 96
        assert own.to_numpy() == pytest.approx(reported.to_numpy(), abs=1e-8)


def test_the_main_model_is_among_them(results, cells):
    terms = results["warned_firth"].terms.set_index("term")
    main = "firth_logit.size_income.races_known.java_term"
    for term, table in cells.items():
        row = table.loc[main]
        assert row.odds_ratio == pytest.approx(terms.odds_ratio[term], abs=1e-7)
        assert row.p == pytest.approx(terms.p[term], abs=1e-7)
        assert (row.n, row.events) == (247, 48)


def by_hand(frame, chosen):
    """Outcome, provinces and named columns of a specification, from the words of the page."""
    estimator, covariates, sample, islands = chosen.split(".")
    terms = {
        "no_covariates": [],
        "size": ["log_electorate"],
        "size_income": ["log_electorate", "log_grdp_per_head"],
        "size_income_margin": ["log_electorate", "log_grdp_per_head", "margin_2015"],
        "size_income_city": ["log_electorate", "log_grdp_per_head", "city"],
    }[covariates]
    kept = {
        "races_known": frame,
        "races_with_income": frame.dropna(subset=["log_grdp_per_head"]),
        "outside_papua": frame[~frame.province.isin(["Papua", "Papua Barat"])],
        "regencies_only": frame[frame.name.str.startswith("Kabupaten")],
    }[sample].dropna(subset=terms)
    focal = [LISTED] if estimator == "ordinary_logit" else [CJ, LISTED]
    columns = kept[[*focal, *terms]].astype(float)
    if islands == "java_term":
        columns["java"] = kept.java.astype(float)
    if islands == "island_dummies":
        for island in sorted(set(kept.island_group))[1:]:
            columns[island] = kept.island_group.eq(island).astype(float)
    columns.insert(0, "intercept", 1.0)
    return kept.warned.to_numpy(dtype=float), kept.province, columns


@pytest.mark.parametrize(
    "chosen",
    [
        "firth_logit.size_income_margin.outside_papua.island_dummies",
        "firth_logit.no_covariates.races_with_income.java_term",
        "firth_logit.size_income_city.races_known.no_islands",
        "ols.size.regencies_only.island_dummies",
        "ols.size_income_margin.races_known.java_term",
        "ordinary_logit.size_income.regencies_only.java_term",
        "ordinary_logit.size_income_city.outside_papua.no_islands",
    ],
)
def test_a_specification_is_the_regression_it_says(results, cells, chosen):
    outcome, provinces, columns = by_hand(results["race_frame"], chosen)
    place, row = columns.columns.get_loc(LISTED), cells[LISTED].loc[chosen]
    assert (row.n, row.events) == (len(outcome), outcome.sum())
    if chosen.startswith("firth"):
        fit = firth_logit(columns.to_numpy(), outcome)
        assert (row.log_odds, row.p) == pytest.approx((fit.estimate[place], fit.p[place]), abs=1e-6)
        other = cells[CJ].loc[chosen]
        assert other.log_odds == pytest.approx(fit.estimate[columns.columns.get_loc(CJ)], abs=1e-6)
        return
    kind, scale = (sm.OLS, "difference") if chosen.startswith("ols") else (sm.Logit, "log_odds")
    options = {"groups": provinces.astype("category").cat.codes.to_numpy()}
    quiet = {"disp": False} if kind is sm.Logit else {}
    fit = kind(outcome, columns.to_numpy()).fit(
        cov_type="cluster", cov_kwds=options, use_t=True, **quiet
    )
    assert (row[scale], row.p) == pytest.approx((fit.params[place], fit.pvalues[place]), abs=1e-6)


def test_scales_are_kept_apart_and_what_has_no_p_has_none(cells):
    for term, table in cells.items():
        line = table.estimator == "ols"
        assert table.difference.notna().equals(line)
        assert table.log_odds.notna().equals(~line)
        assert table.odds_ratio.notna().equals(~line)
        assert table.p.isna().equals(line if term == CJ else line & False)
        assert table.shuffled_p.notna().equals(table.estimator != "ordinary_logit")


def races(seed, effect):
    """Eighty races in eight provinces; heads of the province 33 are never warned if asked."""
    rng = np.random.default_rng(seed)
    province = np.repeat(["12", "13", "31", "32", "33", "35", "71", "72"], 10)
    frame = pd.DataFrame(
        {
            "region_code": [f"{code}.{place:02}" for place, code in enumerate(province)],
            "province_code": province,
            "island_group": [
                {"1": "Sumatra", "3": "Java", "7": "Sulawesi"}[p[0]] for p in province
            ],
            "log_electorate": rng.normal(12, 1, size=80),
            "log_grdp_per_head": rng.normal(10, 0.5, size=80),
            "margin_2015": rng.random(80),
            "city": rng.random(80) < 0.2,
            "listed_before": rng.random(80) < 0.3,
            "java": [p[0] == "3" for p in province],
            "central_java": province == "33",
            "warned": rng.random(80) < 0.4,
            "rows": [f"races:{place}" for place in range(80)],
        }
    )
    frame.loc[frame.central_java, "warned"] &= not effect
    return frame


@pytest.fixture
def few(monkeypatch):
    """Few draws, and few specifications, to be quick."""
    monkeypatch.setattr(multiverse, "DRAWS", 99)
    few = {name: multiverse.COVARIATES[name] for name in ("no_covariates", "size")}
    monkeypatch.setattr(multiverse, "COVARIATES", few)


def p_of_median(frame):
    return multiverse_permutation(frame).set_index("id").p[f"{CJ}.median"]


@pytest.mark.usefixtures("few")
def test_joint_p_is_low_where_a_province_is_spared_and_not_where_chance_rules():
    assert p_of_median(races(1, effect=True)) <= 0.02
    by_chance = [p_of_median(races(seed, effect=False)) for seed in range(2, 8)]
    assert np.median(by_chance) > 0.1


@pytest.mark.usefixtures("few")
def test_shuffles_are_the_same_every_time_and_shared_by_all():
    frame = races(1, effect=True)
    one, other = multiverse_permutation(frame), multiverse_permutation(frame)
    assert one.equals(other)
    # The same regression under two names has the same shuffles: no race lacks income here.
    table = one.set_index("id")
    columns = ["observed", "shuffled_low", "shuffled_high", "p"]
    twin = [f"{CJ}.firth_logit.size.{sample}.java_term" for sample in multiverse.SAMPLES[:2]]
    assert table.loc[twin[0], columns].equals(table.loc[twin[1], columns])


@pytest.mark.usefixtures("few")
def test_an_ordinary_logit_without_estimate_is_left_out_and_counted():
    frame = races(1, effect=True)
    frame.loc[frame.listed_before, "warned"] = False
    shuffled = multiverse_permutation(frame)
    listed = multiverse_listed(frame, shuffled)
    found = multiverse_summary(frame, multiverse_central_java(frame, shuffled), listed).values
    assert set(listed.estimator) == {"firth_logit", "ols"}
    assert found["not_identified"] == 2 * 4 * 3
    assert found["listed_negative"] == found["listed_number"] == 2 * 2 * 4 * 3


def test_own_p_of_the_table_is_a_rank(results):
    found = results["multiverse_central_java"].shuffled_p.dropna() * (multiverse.DRAWS + 1) / 2
    assert found.to_numpy() == pytest.approx(found.round().to_numpy(), abs=1e-6)
    assert own_p(np.array([[0.0], [1.0]])).max() == 1.0
