"""The rivals of the exchange: counted by hand, and consistent in the shipped tables."""

from __future__ import annotations

import pytest

from analysis.rivals import (
    counter_evidence,
    observable_implications,
    other_side,
    repeated_study,
    rival_verdicts,
    rivals_in_numbers,
    telling_implications,
)
from study.kinds import Number, Setting
from tests.tables import table

JUDGED = table("event_id origin", "E1 blog", "E2 blog", "E3 Bawaslu")
HIDDEN = "could not have been seen"
IMPLICATIONS = table(
    "implication_id account implication observability verdict also_expected_by evidence_rows "
    "chapter reason",
    'I1 exchange a yes seen "kin;fear" "events:E1 events:E2" x y',
    'I2 exchange b yes "not seen" - - x y',
    f'I3 exchange c no "{HIDDEN}" - - x y',
    'I4 kin d yes seen exchange "events:E1 events:E3 cases:C1" x y',
    'I5 kin e yes "partly seen" fear - x y',
    f'I6 kin f no "{HIDDEN}" - - x y',
)
TABLE = observable_implications(IMPLICATIONS, JUDGED)


def test_an_implication_stands_apart_if_the_exchange_does_not_expect_it():
    assert TABLE.apart.tolist() == [False, True, True, False, True, True]
    assert TABLE.also_expected_by[0] == "kin; fear"


def test_two_events_of_one_origin_are_one_origin():
    assert TABLE.origins.tolist() == [1, 0, 0, 2, 0, 0]
    assert TABLE["rows"][3] == "implications:I4 events:E1 events:E3 cases:C1"


def test_verdicts_by_account():
    found = rival_verdicts(TABLE).set_index("account")
    columns = ["expectations", "was_seen", "partly_seen", "not_seen", "not_visible"]
    assert found.loc["exchange", columns].tolist() == [3, 1, 0, 1, 1]
    assert found.loc["kin", columns].tolist() == [3, 1, 1, 0, 1]
    apart = ["apart", *(f"apart_{name}" for name in columns[1:])]
    assert found.loc["exchange", apart].tolist() == [2, 0, 0, 1, 1]
    assert found.loc["kin", apart].tolist() == [2, 0, 1, 0, 1]


def test_only_what_could_have_been_seen_tells_accounts_apart():
    assert telling_implications(TABLE).implication_id.tolist() == ["I2", "I5"]
    number = rivals_in_numbers(TABLE).values
    assert (number["accounts"], number["expectations"]) == (2, 6)
    assert (number["apart"], number["telling"], number["telling_seen"]) == (4, 2, 0)


SETTING = Setting(
    {
        "election.name": "regent 2020",
        "window.start": "2019-12-01",
        "window.end": "2021-06-30",
        "dates.candidates_determined": "2020-09-23",
    }
)
CASES = table(
    "case_id election incident:text opened:text sanction_kind action_type",
    'C1 "regent 2020" 2019-12 2020-05-04 "moral sanction" "video at an official activity"',
    'C2 "regent 2020" - 2020-09-23 "moral sanction, open" photograph',
    'C3 "regent 2020" 2020-09-22 2020-09-25 "light discipline" photograph',
    'C4 "regent 2020" 2020-11-06 2020-11-10 - shirts',
    'C5 "general 2019" 2019-01 2019-01 "moral sanction" speech',
)
STANDINGS = table(
    "case_id standing",
    "C1 sanctioned",
    "C2 recommended",
    "C3 recommended",
    "C4 alleged",
    "C5 found",
)


def test_the_other_side_is_counted_on_the_cases_with_a_recommendation():
    events = table("event_id date:text stage", "E1 2020-09-23 determination", "E2 2020-12-09 vote")
    acts = table("side period", 'gave "in the window"', 'got "after the window"')
    moves = table(
        "move_id date:text kind",
        "M1 2020-01-06 rotation",
        'M2 2021-06-30 "acting appointment"',
        "M3 2021-07-01 rotation",
        "M4 2020-08-17 announcement",
    )
    judged = table(
        "move_id countable_as", "M1 demotion", "M2 neither", "M3 promotion", "M4 promotion"
    )
    found = other_side(CASES, STANDINGS, events, acts, moves, judged, SETTING).values
    assert (found["before_candidates"], found["before_candidates_of"]) == (2, 3)
    assert (found["moral_only"], found["executed"], found["official_occasion"]) == (2, 1, 1)
    assert (found["individual_return"], found["individual_return_of"]) == (0, 1)
    assert (found["judged_moves"], found["judged_moves_of"]) == (1, 2)


def test_points_that_cannot_be_counted_stay_empty():
    points = table(
        "point_id point evidence_rows open",
        'moral_only a "cases:C1 events:E1" b',
        'denials c "events:E1 events:E3" d',
    )
    found = counter_evidence(points, Number({"moral_only": 4, "moral_only_of": 5}), JUDGED)
    assert found["count"].fillna(-1).tolist() == [4, -1]
    assert found.out_of.fillna(-1).tolist() == [5, -1]
    assert found.origins.tolist() == [1, 2]


def test_a_repeated_study_shows_as_a_pair_with_what_rests_on_it():
    exceptions = table(
        "exception_id what rows",
        'Y1 turnout "events:E1"',
        'Y56 "two studies with one abstract" "studies:T1 studies:T2"',
    )
    studies = table(
        "study_id year:text title finding source_ids",
        'T1 2024 here a "S1;S2"',
        "T2 - there b S2",
        "T3 2020 other c S3",
    )
    events = table("source_ids", "S3", '"S2;S3"')
    moves = table("source_ids", "S4")
    found = repeated_study(exceptions, studies, events, moves)
    assert found.study_id.tolist() == ["T1", "T2"]
    assert found.source_id.tolist() == ["S1", "S2"]
    assert found.entries.tolist() == [0, 1]


# The shipped tables ---------------------------------------------------------------------------


def test_what_could_not_have_been_seen_has_no_other_verdict(results):
    table_ = results["implications"]
    hidden = table_.observability == HIDDEN
    assert (table_.verdict[hidden] == HIDDEN).all()
    assert not (table_.verdict[~hidden] == HIDDEN).any()
    assert table_.evidence_rows[~hidden].notna().all()


def test_rivals_name_accounts_of_the_table_and_never_themselves(results):
    table_ = results["implications"].dropna(subset="also_expected_by")
    for row in table_.itertuples():
        others = set(row.also_expected_by.split(";"))
        assert others < set(results["implications"].account)
        assert row.account not in others


def test_every_account_has_several_expectations(results):
    found = results["rival_verdicts"]
    assert len(found) == 7
    assert (found.expectations >= 4).all()
    assert found.expectations.sum() == len(results["implications"])


@pytest.mark.parametrize(
    ("field", "of"),
    [("before_candidates", 4), ("moral_only", 4), ("executed", 4), ("individual_return", 10)],
)
def test_the_other_side_of_the_record(results, field, of):
    number = results["other_side"].values
    expected = {"before_candidates": 4, "moral_only": 4, "executed": 3, "individual_return": 0}
    assert (number[field], number[f"{field}_of"]) == (expected[field], of)


def test_nothing_rests_on_the_study_with_the_repeated_abstract(results):
    found = results["repeated_study"].set_index("source_id")
    assert found.entries.to_dict() == {"S272": 0, "S273": 0}
