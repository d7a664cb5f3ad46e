"""The timeline on tables small enough to put in order by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.timeline import acts_before_candidates, timeline
from study.kinds import Absent, Setting
from tests.tables import table

from .places import SETTING

EVENTS = table(
    "event_id date:text kind stage description",
    "E001 2019-11-30 prevention x early",
    "E002 2019-12-01 prevention x letter",
    "E003 2020-03 statistic x tally",
    "E004 2020-03-05 detection x found",
    'E005 2020-03-06 "kasn recommendation" comparator elsewhere',
    "E006 2020-03-07 recommendation x administrative",
    "E007 2020-03-08 statement x said",
    "E008 2021 verdict x late",
    "E009 2020-12-20 report x turnout",
    'E066 2020-09-23 "election stage" x candidates',
)
STANDINGS = table(
    "event_id standing",
    *("E001 statement", "E002 statement", "E003 statistic", "E004 found", "E005 found"),
    *("E006 found", "E007 statement", "E008 found", "E009 statistic", "E066 context"),
)
TIES = table(
    "link_id event_id case_id relation",
    "L1 E004 A detected",
    "L2 E004 B detected",
    "L3 E003 A counted",
)
CASES = table(
    "case_id election opened:text incident:text action_type",
    'A "regent 2020" 2020-03-05 2020-02-10 video',
    'B "regent 2020" 2020-03-05 - video',
    'C "regent 2020" 2020-10-01 - shirts',
    'D "regent 2020" 2020-12 2020-09/2020-12 aid',
    'E "regent 2020" 2020-12 2020-09-23 event',
    'F "general 2019" 2020-03 2020-01-13 speech',
)
JUDGED = table(
    "case_id standing",
    *("A sanctioned", "B recommended", "C alleged", "D alleged", "E alleged", "F found"),
)
PERIODS = table(
    "period_id article period rule", 'B1 71(2) 2020-01-08/2021-02-17 "to the end of the term"'
)


@pytest.fixture
def found():
    return timeline(EVENTS, STANDINGS, TIES, CASES, JUDGED, PERIODS, SETTING)


def test_what_lies_in_the_window_in_order_of_date(found):
    entries = ["E002", "B1", "A.act", "E003", "B.act", "E004", "E006"]
    assert found.entry.tolist() == [*entries, "D.act", "E.act", "E066", "C.act", "E009"]


def test_other_regions_and_statements_are_left_out(found):
    assert not {"E005", "E007", "E008", "E001", "F.act"} & set(found.entry)


def test_every_entry_has_its_lane(found):
    lanes = dict(zip(found.entry, found.lane, strict=True))
    assert lanes == {
        **{f"{case}.act": "acts" for case in "ABCDE"},
        **{"B1": "ban", "E002": "institutions", "E003": "counts", "E004": "cases"},
        **{"E006": "reports", "E009": "counts", "E066": "election"},
    }


def test_a_date_is_no_more_exact_than_printed(found):
    rows = found.set_index("entry")
    days = ["first_day", "last_day", "precision"]
    assert rows.loc["E003", days].tolist() == ["2020-03-01", "2020-03-31", "month"]
    assert rows.loc["D.act", days].tolist() == ["2020-09-01", "2020-12-31", "span"]
    assert rows.loc["B.act", days[1:]].tolist() == ["2020-03-05", "open"]
    assert pd.isna(rows.first_day["B.act"])


def test_acts_before_candidates_only_where_that_is_sure(found):
    side = found.set_index("entry").candidates
    assert side[[f"{case}.act" for case in "ABCDE"]].tolist() == [
        *("before candidates", "before candidates"),
        *("cannot be told", "cannot be told", "after candidates"),
    ]
    assert side.drop([f"{case}.act" for case in "ABCDE"]).isna().all()


def test_an_event_names_its_cases_and_ties_but_not_totals(found):
    rows = found.set_index("entry")
    assert rows.case_id["E004"] == "A;B"
    assert rows.rows["E004"] == ("events:E004 event_judgements:E004 event_case:L1 event_case:L2")
    assert pd.isna(rows.case_id["E003"])
    assert pd.isna(rows.standing["B1"])


def test_sides_are_counted_for_recommended_and_alleged_apart(found):
    assert dict(acts_before_candidates(found).values) == {
        "cases": 5,
        "recommended": 2,
        "recommended_before": 2,
        "last_recommended": "2020-03-05",
        "alleged": 3,
        "alleged_before": 0,
        "alleged_after": 1,
        "alleged_unknown": 2,
    }


def test_vs_readme_of_the_data(results):
    assert len(results["events"]) == 132
    found = results["acts_before_candidates"].values
    assert (found["recommended"], found["recommended_before"]) == (4, 4)
    bans = results["timeline"].set_index("kind")
    assert bans.loc["art. 71(2)", ["first_day", "last_day"]].tolist() == [
        *("2020-01-08", "2021-02-17"),
    ]
    assert bans.loc["art. 162(3)", ["first_day", "last_day"]].tolist() == [
        *("2021-02-26", "2021-08-26"),
    ]


def test_a_planted_act_in_the_campaign_is_seen(results):
    cases = results["cases"].copy()
    cases.loc[cases.case_id == "C04", "incident"] = "2020-10-02"
    names = ("events", "event_judgements", "event_case", "case_judgements", "legal_periods")
    tables = {name: results[name] for name in names}
    found = acts_before_candidates(
        timeline(cases=cases, setting=results["setting"], **tables)
    ).values
    assert (found["recommended"], found["recommended_before"]) == (4, 3)


def test_a_window_without_entries_has_no_timeline():
    later = Setting({**SETTING, "window.start": "2030-01-01", "window.end": "2031-01-01"})
    with pytest.raises(Absent, match="in the window"):
        timeline(EVENTS, STANDINGS, TIES, CASES, JUDGED, PERIODS, later)
