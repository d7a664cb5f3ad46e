"""Facts with several values: what is one fact, how far apart, on whose word."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.disagreement import fact_families, rival_dates, rival_values
from tests.tables import table

SOURCES = table("source_id publisher", "S1 X", "S2 X", "S3 Y", "S4 Z")
NUMBERS = "results of elections"
REPORTS = table(
    "report family:text basis fact value text:text origin used source_ids rows",
    *(
        f'{line} "{NUMBERS}" "several reports" {rest}'
        for line, rest in (
            ("a:1", "one 20 20 KASN true S1;S2 a:1"),
            ("a:2", "one 25 25 KASN false S3 a:2"),
            ("a:3", "one 25 25 DKPP false S3 a:3"),
            ("a:4", 'two 9 9 - - "S1;S4" a:4'),
            ("a:5", "three 8 8 KPU true S1 a:5"),
            ("a:6", 'three 4 4 "not stated" false S4 a:6'),
        )
    ),
    'b:1 "dates of events" "several reports" day 10 2020-01-10 DKPP true S1 b:1',
    'b:2 "dates of events" "several reports" day 4 2020-01-04 - - S2 b:2',
    'c:1 area "two measurements" area 50 50 - - S1 c:1',
    'c:2 area "two measurements" area 40 40 - - S1 c:2',
)


def test_values_agreeing_in_two_reports_count_once_and_every_origin_once():
    found = rival_values(REPORTS, SOURCES).set_index("fact")
    assert found.index.tolist() == ["one", "three", "area"]
    one = found.loc["one"]
    assert (one["values"], one.used, one.low, one.high) == ("20; 25", "20", 20, 25)
    assert (one.relative, one.reports, one.pages, one.publishers) == (0.2, 3, 3, 2)
    assert (one.origins, one.origin_names) == (2, "KASN; DKPP")
    assert one.origins_per_value == 1


def test_what_is_not_stated_is_no_origin():
    three = rival_values(REPORTS, SOURCES).set_index("fact").loc["three"]
    assert (three["values"], three.relative) == ("4; 8", 0.5)
    assert (three.origins, three.origins_per_value) == (1, 0)


def test_two_measurements_have_no_origin_to_judge_and_none_is_used():
    area = rival_values(REPORTS, SOURCES).set_index("fact").loc["area"]
    assert area.relative == pytest.approx(0.2)
    assert area[["origins", "origin_names", "origins_per_value", "used"]].isna().all()


def test_dates_are_days_apart_and_in_no_relative_distance():
    found = rival_dates(REPORTS, SOURCES)
    assert found.fact.tolist() == ["day"]
    line = found.iloc[0]
    assert (line.earliest, line.latest, line.days) == ("2020-01-04", "2020-01-10", 6)
    assert line.used == "2020-01-10"
    families = fact_families(REPORTS).set_index("family")
    assert families.days_max["dates of events"] == 6
    assert pd.isna(families.relative_max["dates of events"])


def test_families_count_facts_pages_and_values():
    found = fact_families(REPORTS).set_index("family").loc[NUMBERS]
    assert (found.facts, found.several_pages, found.several_values) == (3, 3, 2)
    assert (found.relative_median, found.relative_max) == (pytest.approx(0.35), 0.5)
    assert found.rows == "a:1 a:2 a:3 a:5 a:6"


def test_every_report_stands_once_and_names_a_row(results):
    found = results["fact_reports"]
    assert found.report.is_unique
    tables = found.rows.str.split().explode().str.partition(":")
    for name, key in zip(tables[0], tables[2], strict=True):
        assert key in set(results[name].iloc[:, 0].astype(str)), (name, key)


def test_counts_that_grow_are_one_fact_only_at_one_date(results):
    found = results["fact_reports"]
    persons = found[found.fact.str.startswith("Kabupaten Purbalingga, regency, persons reported")]
    assert persons.fact.nunique() == persons.fact.size == 3  # May and August 2020, June 2021
    partial = found[found.fact.str.contains("votes, partial count")]
    assert partial.fact.nunique() == len(partial) == 4


def test_rival_values_vs_the_contradictions_named_in_the_data(results):
    found = results["rival_values"].set_index("fact")
    heads = found.loc["C05, recommended for a sanction"]
    assert (heads["values"], heads.used, heads.origins) == ("20; 23; 25", "25", 3)
    turnout = found.loc["regent 2020, turnout"]
    assert (turnout["values"], turnout.used) == ("72.94; 73.11; 73.26; 73.29", "73.26")
    totals = found[found["values"] == "51; 52"]
    assert totals.used.tolist() == ["51"]
    days = results["rival_dates"].set_index("fact").days
    assert days["determination of candidates, first calendar"] == 30


def test_areas_of_two_kinds_are_in_one_unit_before_they_are_set_side_by_side(results):
    area = results["rival_values"].set_index("fact").loc["Kemangkon, area"]
    assert (area.low, area.high) == (45.13, 49.644)  # 4,513 hectares


def test_judged_origins_name_reports_and_one_value_at_most_is_used(results):
    reports = results["fact_reports"]
    judged = results["report_origins"]
    assert set(judged.report) <= set(reports.report)
    several = reports[reports.basis.eq("several reports")]
    values = several.groupby("fact").value.nunique()
    rivals = several[several.fact.map(values) > 1]
    assert set(rivals.report) == set(judged.report) & set(rivals.report)
    used = rivals[rivals.used.fillna(False).astype(bool)]
    assert used.fact.is_unique


def test_the_value_used_is_the_one_the_rules_choose(results):
    used = results["report_origins"]
    used = set(used.report[used.used.astype(bool)])
    stages = results["stage_reports"]
    several = stages[stages.case_id.eq("C05") & stages.stage.eq("recommended for a sanction")]
    chosen = several.report_id[several.chosen.astype(bool)]
    assert {f"case_stages:{report}" for report in chosen} == {
        name for name in used if name.startswith("case_stages")
    }
    totals = results["regency_totals"]
    assert "regions_asn:R197" in totals.rows[totals.chosen].iloc[0]
    assert {name for name in used if name.startswith("regions")} == {"regions_asn:R197"}
