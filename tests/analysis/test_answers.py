"""Reports, the complaint and BKN's figures, on tables counted by hand."""

from __future__ import annotations

import pytest

from analysis.answers import (
    dkpp_complaint,
    execution_in_bkn,
    reports_account,
    reports_numbers,
)
from study.kinds import Absent, Setting
from tests.tables import table

from .places import INSTITUTIONS, SETTING

RECEIVED = '"reports received by Bawaslu"'
HANDLED = '"alleged violations of all kinds handled by Bawaslu"'
E = "2020 regent election, "
CONTEXT = table(
    "context_id topic item value",
    f'X1 {RECEIVED} "{E}total" 20',
    f'X2 {RECEIVED} "money politics, by pair 2 counsel, stopped at Gakkumdu" 4',
    f'X3 {RECEIVED} "by pair 1, not registered" 10',
    f'X4 {HANDLED} "{E}total" 15',
    f'X5 {HANDLED} "{E}own findings" 6',
    f'X6 {HANDLED} "{E}reports" 9',
    f'X7 {HANDLED} "{E}at least" 12',
    f'X8 {HANDLED} "2024 regent election, total" 99',
)
EVENTS = table(
    "event_id date:text kind authority count count_unit description",
    "E1 2020-05-12 appeal counsel 23 persons announced",
    "E2 2020-06 appeal counsel 2 persons filed",
    "E3 2020-07-10 hearing DKPP 5 persons heard",
    "E4 2020-07-29 verdict DKPP 4 persons warned",
    "E5 2020-07 recommendation Bawaslu 3 persons sent",
    "E6 2020-10-01 verdict court 1 persons sentenced",
    'E7 2020-12-09 report team 7 reports "reports of vote buying"',
    "E8 2020-12-10 report team 9 reports others",
)
TIES = table(
    "link_id event_id case_id relation",
    *("L1 E1 A appeal", "L2 E2 B appeal", "L3 E3 B appeal", "L4 E4 B appeal"),
    *("L5 E3 C detected", 'L6 E5 C "recommended by Bawaslu"', "L7 E6 D appeal"),
)


def test_the_parts_and_the_rest_make_the_whole():
    found = reports_account(CONTEXT, SETTING)
    assert found.reports.tolist() == [20, 4, 10, 6]
    assert found.part.tolist()[::3] == ["received", "not accounted for"]
    assert found.share.tolist() == pytest.approx([1.0, 0.2, 0.5, 0.3])
    assert found.rows.iloc[-1].split() == [f"regency_context:X{i}" for i in (1, 2, 3)]


def test_reports_and_violations_stay_apart():
    found = reports_numbers(reports_account(CONTEXT, SETTING), CONTEXT, EVENTS, SETTING)
    assert dict(found.values) == {
        "received": 20,
        "accounted": 14,
        "unaccounted": 6,
        "not_registered": 10,
        "registered": 10,
        "vote_buying_filed": 7,
        "vote_buying_stopped": 4,
        "handled": 15,
        "handled_findings": 6,
        "handled_reports": 9,
        "handled_at_least": 12,
    }
    assert "regency_context:X8" not in found.rows


def test_the_complaint_counts_people_and_days():
    assert dict(dkpp_complaint(EVENTS, TIES, INSTITUTIONS).values) == {
        **{"complainants": 2, "members_heard": 5, "members_warned": 4, "named": 3, "days": 19}
    }


def test_vs_published_figures(results):
    found = results["reports_numbers"].values
    assert (found["received"], found["accounted"], found["unaccounted"]) == (46, 40, 6)
    assert found["handled"] == found["handled_findings"] + found["handled_reports"] == 30
    assert found["registered"] == found["handled_reports"] == 18
    assert results["dkpp_complaint"].values["members_warned"] == 5


def test_bkn_gave_two_numbers_that_disagree(results):
    found = dict(results["execution_in_bkn"].values)
    assert found["listed"] == 56 + 33 + 24 + 23 + 21
    assert found["outstanding"] == 606 - 362
    assert found["not_followed_up"] == 72


def test_a_planted_report_changes_the_rest(results):
    context = results["regency_context"].copy()
    context.loc[context.context_id == "X33", "value"] = 13
    assert reports_account(context, SETTING).reports.iloc[-1] == 4


def test_only_the_list_of_the_day_is_added(results):
    regions = results["regions_asn"].copy()
    regions.loc[regions.report_id == "R017", "date"] = "2020-11-06"
    found = execution_in_bkn(results["national_asn"], regions, INSTITUTIONS).values
    assert (found["listed"], found["agencies"]) == (157 - 33, 4)


def test_a_total_of_another_election_is_no_whole():
    later = Setting({**SETTING, "election.name": "regent 2024"})
    with pytest.raises(Absent, match="reports received"):
        reports_account(CONTEXT, later)


def test_a_hearing_without_decision_is_no_complaint():
    with pytest.raises(Absent, match="from filing to decision"):
        dkpp_complaint(EVENTS[EVENTS.event_id != "E4"], TIES, INSTITUTIONS)
