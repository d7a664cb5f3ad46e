"""The shipped data give what their README and an independent run say."""

from __future__ import annotations

import pytest

from analysis.execution import DRAWS


def test_frame_vs_readme_of_the_data(results):
    frame = results["race_frame"]
    unknown = frame[frame.log_grdp_per_head.isna()]
    assert (len(frame), frame.warned.sum()) == (261, 53)
    assert (frame.listed_before.sum(), (frame.listed_before & frame.warned).sum()) == (14, 7)
    assert (len(unknown), unknown.warned.sum()) == (14, 5)
    assert set(unknown.province_code) <= {"91", "92"}
    assert (frame.central_java.sum(), frame.warned[frame.central_java].sum()) == (21, 0)


def test_main_model_vs_independent_run(results):
    model = results["warned_firth"]
    terms = model.terms.set_index("term").round(2)
    columns = ["odds_ratio", "ci_low", "ci_high"]
    assert terms.loc["central_java", columns].tolist() == [0.06, 0.0, 0.53]
    assert terms.loc["listed_before", columns].round(1).tolist() == [4.3, 1.3, 15.0]
    assert (model.facts["n"], model.facts["events"]) == (247, 48)


def test_lists_vs_readme_of_the_data(results):
    frame = results["listing_frame"]
    assert (len(frame), frame.listed.sum(), frame.margin_2015.isna().sum()) == (261, 20, 12)
    early = results["race_frame"].listed_before
    assert not (early & ~frame.listed).any()
    assert results["race_frame"].region_code.equals(frame.region_code)


def test_leave_one_out_vs_the_main_model(results):
    terms = results["warned_firth"].terms.set_index("term").odds_ratio
    assert (terms.central_java, terms.listed_before) == pytest.approx((0.058, 4.33), rel=0.01)
    table = results["leave_one_out"].set_index("province_code")
    assert "91" not in table.index  # no income is published for any race of Papua
    assert table.races.sum() == 247
    assert (table.n + table.races == 247).all()
    assert (table.events + table.warned == 48).all()
    assert table.index[table.central_java_odds.isna()].tolist() == ["33"]
    # What the page says in words.
    found = results["leave_one_out_range"].values
    assert found["listed_low_without"] == "Sulawesi Tenggara"
    assert found["central_java_high_without"] == "Jawa Barat"
    assert table.province[table.extreme].str.startswith("Jawa").sum() == 2


def test_what_the_page_says_of_the_lists(results):
    terms = results["listing_firth"].terms.set_index("term").drop(index="intercept")
    assert ((terms.ci_low < 1) & (terms.ci_high > 1)).all()
    assert (terms.odds_ratio < 1).all()  # income and margin as expected, the electorate not
    model = results["listing_place"].set_index("model").loc["listing_firth"]
    assert model.concordance < 0.7


def test_what_the_page_says_of_the_curves(results):
    found = results["multiverse_summary"].values
    assert found["central_java_negative"] == found["central_java_number"]
    assert found["listed_negative"] == 0
    assert found["central_java_significant"] == found["central_java_tested"]
    assert found["central_java_shuffled_significant"] == found["central_java_shuffled"]
    listed = results["multiverse_listed"]
    for _, table in listed.groupby("estimator"):
        low = table.sort_values("log_odds" if table.log_odds.notna().all() else "difference")[:10]
        assert low.islands.eq("island_dummies").mean() > 0.5


def test_exact_tests_vs_independent_run(results):
    found = results["central_java_fisher"].values
    assert found["p"] == pytest.approx(0.010, abs=0.0005)
    assert found["java_p"] == pytest.approx(0.0082, abs=0.00005)


def test_permutation_agrees_in_size_with_the_exact_test(results):
    found = results["central_java_permutation"].values
    assert found["draws"] == DRAWS
    # No head of Central Java is warned in .0082 of the draws; the statistic is lower in some.
    assert 0 < found["p_lower"] < results["central_java_fisher"].values["java_p"]


def test_persons_vs_independent_reading(results):
    assert dict(results["school_share"].values) == {
        "persons": 53,
        "persons_all": 56,
        "share": 53 / 56,
        "cases": 3,
        "cases_all": 4,
    }
    persons = results["funnel"].set_index("stage").persons
    assert persons["recommended for a sanction"] == 56
    assert persons["reported as sanctioned"] == 51


def test_totals_vs_their_sources(results):
    totals = results["regency_totals"].set_index("total")
    assert totals.cases.to_dict() == {"26": 2, "51": 3, "52": 3, "56": 4}
    assert totals.index[totals.chosen].tolist() == ["51"]
    assert totals.persons_per_case.dropna().to_dict() == {"26": 13, "51": 17}


def test_ratios_are_formed_for_the_regions_the_issue_names(results):
    table = results["persons_per_case"].set_index("id")
    named = table[table.date.eq("2021-06-25") & table.ratio.notna()]
    assert named.region_code.tolist() == ["33.10", "33.11", "33.16", "33.17", "33.74"]
    assert table.ratio["national_2020-12-19"] == pytest.approx(1645 / 1194)
    assert table.basis["33_2021-06-25_bawaslu-jawa-tengah"] == "no common basis"


def test_no_other_named_region_can_hold_a_case_like_the_largest(results):
    table = results["largest_case"].set_index("id")
    named = table[table.date.eq("2021-06-25")]
    assert len(named) == 5
    assert not named.allows.any()
    assert table.documented.unique().tolist() == [25]


def test_every_row_token_names_a_row(results):
    keys = {
        name: set(value.iloc[:, 0].astype(str))
        for name, value in results.items()
        if hasattr(value, "iloc")
    }
    for name, value in results.items():
        cells = value.rows if hasattr(value, "rows") else ()
        for token in " ".join(cells).split():
            table, _, key = token.partition(":")
            assert key in keys[table], f"{name}: {token}"
