"""Days and terms on cases that can be counted on a calendar."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.handling import case_steps, days_between, terms_counts, terms_kept
from tests.tables import table

REPORTS = table(
    "report_id case_id stage date:text rows",
    "P1 A detected 2020-05-04 case_stages:P1",
    "P2 A clarified 2020-05-05/2020-05-06 case_stages:P2",
    'P3 A "recommended by Bawaslu" 2020-05-09 case_stages:P3',
    'P4 A "recommended for a sanction" 2020-05/2020-06 case_stages:P4',
    'P5 A "reported as sanctioned" 2020-06/2020-07 case_stages:P5',
    "P6 B detected 2020-07-10 case_stages:P6",
    "P7 B clarified - case_stages:P7",
    'P8 B "recommended for a sanction" 2020-08-12 case_stages:P8',
    'P9 B "reported as sanctioned" - case_stages:P9',
)
CASES = table(
    "case_id opened:text incident:text registered:text",
    "A 2020-05-04 2020-02-23 2020-05-04",
    "B 2020-07-10 - -",
    "C 2020-12 2020-12 -",
)
EVENTS = table(
    "event_id date:text",
    *("E1 2020-05-09", "E2 2020-06-15", "E3 2020-07-03", "E4 2020-05-20"),
)
TIES = table(
    "link_id event_id case_id relation",
    'L1 E1 A "recommended by Bawaslu"',
    'L2 E2 A "recommended for a sanction"',
    'L3 E3 A "reported as sanctioned"',
    'L4 E4 B "recommended by Bawaslu"',
)
TERMS = table(
    "term_id case_id duty set_by days due:text starts ends",
    'T1 A d s 5 - registered "recommended by Bawaslu"',
    'T2 A d s 4 - registered "recommended by Bawaslu"',
    'T3 A d s - 2020-06-25 "recommended for a sanction" "reported as sanctioned"',
    'T4 A d s - 2020-07-03 "recommended for a sanction" "reported as sanctioned"',
    'T5 A d s - 2020-06-14 "recommended for a sanction" "reported as sanctioned"',
    'T6 B d s 14 - "recommended for a sanction" "reported as sanctioned"',
    'T7 B d s 5 - registered "recommended for a sanction"',
)
STEPS = case_steps(REPORTS, CASES, TIES, EVENTS)


def step(case, stage):
    line = STEPS[(STEPS.case_id == case) & (STEPS.stage == stage)].iloc[0]
    return None if pd.isna(line.first_day) else line.first_day, line.last_day


def test_a_step_dated_to_the_day_lies_there():
    assert step("A", "detected") == ("2020-05-04", "2020-05-04")
    assert step("A", "clarified") == ("2020-05-05", "2020-05-06")
    assert step("A", "act") == ("2020-02-23", "2020-02-23")


def test_a_step_dated_to_months_lies_between_the_events_around_it():
    assert step("A", "recommended for a sanction") == ("2020-05-09", "2020-06-15")
    assert step("A", "reported as sanctioned") == ("2020-06-15", "2020-07-03")
    narrowed = STEPS[STEPS.narrowed]
    assert narrowed.stage.tolist() == ["recommended for a sanction", "reported as sanctioned"]
    assert narrowed.rows.iloc[0] == (
        "case_stages:P4 event_case:L1 event_case:L2 events:E1 events:E2"
    )


def test_without_events_around_it_the_months_stand():
    steps = case_steps(REPORTS, CASES, TIES.iloc[3:], EVENTS)
    line = steps[(steps.case_id == "A") & (steps.stage == "recommended for a sanction")].iloc[0]
    assert (line.first_day, line.last_day) == ("2020-05-01", "2020-06-30")


def test_an_undated_act_lies_before_its_case_was_opened():
    assert step("B", "act") == (None, "2020-07-10")


def test_every_case_has_a_row_for_each_step_reported_and_no_other():
    assert STEPS.groupby("case_id").size().to_dict() == {"A": 7, "B": 6}
    assert "C" not in set(STEPS.case_id)


def test_days_are_the_least_and_the_most():
    days = days_between(STEPS).set_index("id")[["least", "most"]]
    assert {key: list(row) for key, row in days.dropna().T.items()} == {
        "A.0-1": [71, 71],  # 23 February to 4 May
        "A.1-2": [1, 2],
        "A.2-3": [3, 4],
        "A.3-4": [0, 37],  # 9 May to 15 June
        "A.4-5": [0, 55],  # 15 June to itself; 9 May to 3 July
        "A.1-4": [5, 42],
        "A.1-5": [42, 60],
        "B.1-4": [33, 33],
    }
    assert days.index[days.most.isna()].tolist() == ["B.0-1"]


def test_terms_are_met_or_missed_only_where_that_is_sure():
    kept = terms_kept(TERMS, STEPS).set_index("term_id")
    assert kept.verdict.tolist() == [
        *("met", "missed", "cannot be told", "met", "missed"),
        *("cannot be told", "cannot be told"),
    ]
    assert kept.due.dropna().to_dict() == {
        **{"T1": "2020-05-09", "T2": "2020-05-08", "T3": "2020-06-25"},
        **{"T4": "2020-07-03", "T5": "2020-06-14", "T6": "2020-08-26"},
    }
    assert kept.done[["T1", "T3"]].tolist() == ["2020-05-09", "2020-06-15/2020-07-03"]
    assert kept.rows["T1"] == "legal_terms:T1 cases:A case_stages:P3"


def test_terms_are_counted():
    found = terms_counts(terms_kept(TERMS, STEPS)).values
    assert dict(found) == {"terms": 7, "met": 2, "missed": 2, "unknown": 3}


def test_the_shipped_cases_vs_a_calendar(results):
    days = results["days_between"].set_index("id")[["least", "most"]]
    assert days.loc["C03.0-1"].tolist() == [154, 154]  # 2 December to 4 May, a leap year
    assert days.loc["C03.1-4"].tolist() == [9, 9]  # 4 to 13 May
    assert days.loc["C05.1-4"].tolist() == [20, 20]  # 9 to 29 May
    assert days.loc["C06.1-4"].tolist() == [33, 33]  # 10 July to 12 August
    assert dict(results["terms_counts"].values) == {
        **{"terms": 8, "met": 1, "missed": 0, "unknown": 7},
    }


@pytest.mark.parametrize(("date", "verdict"), [("2020-05-27", "met"), ("2020-05-28", "missed")])
def test_a_planted_day_of_sanction_decides_the_term_of_the_first_case(results, date, verdict):
    reports = results["stage_reports"].copy()
    reports.loc[reports.report_id == "P09", "date"] = date
    tables = {name: results[name] for name in ("cases", "event_case", "events")}
    kept = terms_kept(results["legal_terms"], case_steps(reports, **tables))
    assert kept.set_index("term_id").verdict["T5"] == verdict


def test_a_term_of_a_step_nobody_reported_cannot_be_told():
    kept = terms_kept(TERMS, STEPS[STEPS.stage != "recommended by Bawaslu"]).set_index("term_id")
    assert kept.verdict["T1"] == "cannot be told"
    assert pd.isna(kept.done["T1"])
    assert kept.rows["T1"] == "legal_terms:T1 cases:A"


def test_events_that_contradict_each_other_narrow_nothing():
    events = EVENTS.assign(date=EVENTS.date.replace({"2020-05-09": "2020-06-30"}))
    steps = case_steps(REPORTS, CASES, TIES, events)
    line = steps[(steps.case_id == "A") & (steps.stage == "recommended for a sanction")].iloc[0]
    assert (line.first_day, line.last_day, line.narrowed) == ("2020-05-01", "2020-06-30", False)
