"""The cases of 2020 on tables small enough to count by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.violations import (
    cases_by_class,
    funnel,
    funnel_gaps,
    school_share,
    stage_reports,
)
from study.kinds import Absent, Setting
from tests.tables import table

from .places import SETTING

SOURCES = table(
    "source_id published:text",
    "S1 2020-05",
    "S2 2020-05-20",
    "S3 2020-05-20",
    "S4 2021",
    "S5 -",
)
CASES = table(
    "case_id election institution_class position_class",
    'A "regent 2020" education teachers',
    'B "regent 2020" offices heads',
    'C "regent 2020" health heads',
    'D "general 2019" education teachers',
    'E "regent 2020" education teachers',
)
STANDINGS = table("case_id standing", "A sanctioned", "B found", "C alleged", "D found", "E found")


def reports(*rows):
    """Reports of case_stages: report_id, case_id, stage, persons, date, source_ids."""
    return table("report_id case_id stage persons date:text source_ids", *rows)


def chosen(*rows):
    found = stage_reports(reports(*rows), CASES, SOURCES, SETTING)
    return found.report_id[found.chosen].tolist()


KASN_A = 'P9 A "recommended for a sanction" 9 2020 S1'


def test_only_cases_of_the_election_with_a_recommendation_are_kept():
    found = stage_reports(
        reports(
            KASN_A,
            "P1 A detected 4 2020 S1",
            "P2 B detected 4 2020 S1",
            'P3 D "recommended for a sanction" 4 2019 S1',
            'P4 E "recommended for a sanction" - - -',
            "P5 E detected 5 2020 S1",
        ),
        CASES,
        SOURCES,
        SETTING,
    )
    assert found.report_id.tolist() == ["P1", "P9"]
    assert found.step.tolist() == [1, 4]
    assert found.rows.tolist() == ["case_stages:P1 cases:A", "case_stages:P9 cases:A"]


def test_the_report_published_first_counts():
    assert chosen(KASN_A, "P1 A detected 4 2020 S2", "P2 A detected 5 2020 S1") == ["P2", "P9"]


def test_a_report_is_as_old_as_its_oldest_source():
    assert chosen(KASN_A, "P1 A detected 4 2020 S2", "P2 A detected 5 2020 S4;S1") == ["P2", "P9"]


def test_more_sources_break_a_tie():
    assert chosen(KASN_A, "P1 A detected 4 2020 S2", "P2 A detected 5 2020 S2;S3") == ["P2", "P9"]


def test_the_lower_key_breaks_the_last_tie():
    assert chosen(KASN_A, "P2 A detected 4 2020 S2", "P1 A detected 5 2020 S3") == ["P1", "P9"]


def test_a_source_without_date_comes_last():
    assert chosen(KASN_A, "P1 A detected 4 2020 S5", "P2 A detected 5 2020 S4") == ["P2", "P9"]


def test_a_report_without_persons_is_kept_and_never_chosen():
    found = stage_reports(
        reports(KASN_A, "P1 A detected - 2020 S1", "P2 A detected 0 2020 S4"),
        CASES,
        SOURCES,
        SETTING,
    )
    assert found.report_id[found.chosen].tolist() == ["P2", "P9"]
    assert found.persons.isna().tolist() == [True, False, False]


def test_first_published_and_sources_are_told():
    found = stage_reports(
        reports('P9 A "recommended for a sanction" 9 2020 S4;S2'), CASES, SOURCES, SETTING
    )
    assert found.first_published.tolist() == ["2020-05-20"]
    assert found.sources.tolist() == [2]


STAGES = stage_reports(
    reports(
        "P1 A detected 5 2020 S1",
        "P2 A detected 7 2020 S2",
        "P3 B detected - - -",
        'P4 A "recommended for a sanction" 6 2020 S1',
        'P5 B "recommended for a sanction" 2 2020 S1',
        'P6 A "reported as sanctioned" - - -',
    ),
    CASES,
    SOURCES,
    SETTING,
)


def test_funnel_counts_cases_persons_and_what_is_not_published():
    found = funnel(STAGES).set_index("stage")
    detected, kasn = found.loc["detected"], found.loc["recommended for a sanction"]
    counts = ["cases", "cases_published", "not_published", "persons", "low", "high"]
    assert detected[counts].tolist() == [2, 1, 1, 5, 5, 7]
    assert kasn[counts].tolist() == [2, 2, 0, 8, 8, 8]
    assert detected.rows == "case_stages:P1 cases:A case_stages:P2 case_stages:P3 cases:B"


def test_funnel_infers_nothing():
    found = funnel(STAGES).set_index("stage")
    for stage in ("clarified", "reported as sanctioned"):
        assert found.persons.isna()[stage]
        assert found.not_published[stage] == 2
    assert found.step.tolist() == [1, 2, 3, 4, 5]


def test_gaps_are_steps_with_an_unpublished_count():
    assert dict(funnel_gaps(funnel(STAGES)).values) == {"steps": 5, "steps_with_gaps": 4}


def test_cases_by_class_shares_add_up():
    found = cases_by_class(STAGES, CASES, STANDINGS)
    assert found.case_id.tolist() == ["A", "B"]
    assert found.persons.tolist() == [6, 2]
    assert found.share.tolist() == pytest.approx([0.75, 0.25])
    assert found.standing.tolist() == ["sanctioned", "found"]
    assert found.rows[0] == "case_stages:P4 cases:A case_judgements:A"


def test_school_share_is_persons_in_education_over_all():
    found = school_share(STAGES, CASES)
    assert dict(found.values) == {
        "persons": 6,
        "persons_all": 8,
        "share": 0.75,
        "cases": 1,
        "cases_all": 2,
    }
    assert found.rows == ("case_stages:P4", "cases:A", "case_stages:P5", "cases:B")


def test_nothing_depends_on_the_order_of_rows():
    backwards = reports(
        "P3 B detected - - -",
        'P5 B "recommended for a sanction" 2 2020 S1',
        "P2 A detected 7 2020 S2",
        'P6 A "reported as sanctioned" - - -',
        'P4 A "recommended for a sanction" 6 2020 S1',
        "P1 A detected 5 2020 S1",
    )
    pd.testing.assert_frame_equal(stage_reports(backwards, CASES, SOURCES, SETTING), STAGES)


def test_another_election_has_no_cases_here():
    rows = reports(KASN_A)
    with pytest.raises(Absent, match="no case of the election"):
        stage_reports(rows, CASES, SOURCES, Setting({"election.name": "regent 2024"}))


def test_a_class_no_case_has_gives_no_share():
    with pytest.raises(Absent, match="education"):
        school_share(STAGES, CASES.assign(institution_class="schools"))


def test_a_share_is_of_all_persons_also_where_a_case_is_not_judged():
    found = cases_by_class(STAGES, CASES, STANDINGS.iloc[1:])
    assert found.share.tolist() == pytest.approx([0.25])
