"""The exchange ledger on tables small enough to count by hand."""

from __future__ import annotations

import pytest

from analysis.exchange import (
    SIDES,
    STANDINGS,
    exchange_acts,
    exchange_ledger,
    exchange_outside,
    exchange_totals,
    ledger_reprisals,
    not_coded,
)
from study.kinds import Absent
from tests.tables import table

from .places import SETTING

EVENTS = table(
    "event_id date:text actor_class",
    "E1 2020-05-04 teachers",
    "E2 2020-05-09 teachers",
    "E3 2020-08-14 heads",
    "E4 2020-08-17 heads",
    "E5 2020-06-15 teachers",
    "E6 2023-11-24 everybody",
    "E7 2020-04-08 officials",
)
JUDGED = table(
    "event_id standing origin origin_kind",
    'E1 found Bawaslu "election supervisor"',
    'E2 found Bawaslu "election supervisor"',
    "E3 alleged blog opinion",
    "E4 alleged blog opinion",
    'E5 sanctioned agency "regency government"',
    'E6 statement regent "regency government"',
    'E7 recommended KASN "state institution"',
)
CASES = table(
    "case_id incident:text position_class",
    "C1 2019-12-02 teachers",
    "C2 - nobody",
)
CASE_JUDGED = table("case_id standing", "C1 sanctioned", "C2 alleged")
LINKS = table("event_id case_id", "E1 C1", "E2 C1", "E5 C1")
SAME = table("segment_id same_as", "M4 E4", "M5 M4", "M9 E5")


def codings(*rows):
    """Codings of the passes: segment_id, pass (a or b), code_id, certainty."""
    lines = [row.split() for row in rows]
    return table(
        "coding_id coder segment_id code_id certainty",
        *(f'X{i} "pass {p}" {s} {c} {sure}' for i, (s, p, c, sure) in enumerate(lines)),
    )


def both(segment, code, certainty="sure"):
    return [f"{segment} a {code} {certainty}", f"{segment} b {code} {certainty}"]


def acts(*rows, links=LINKS, events=EVENTS, cases=CASES):
    coded = codings(*rows)
    return exchange_acts(coded, SAME, links, cases, CASE_JUDGED, events, JUDGED, SETTING)


def cell(found, entry):
    return exchange_ledger(found).set_index("entry").loc[entry]


def test_segments_of_a_case_are_one_act_with_its_standing_and_date():
    found = acts(*both("E1", "CP5"), *both("E2", "CP1"))
    assert found.id.tolist() == ["C1.gave"]
    act = found.iloc[0]
    assert (act.standing, act.date, act.segments, act.codes) == (
        "sanctioned",
        "2019-12-02",
        2,
        "CP1; CP5",
    )
    assert {"cases:C1", "events:E1", "codings:X3"} <= set(act["rows"].split())


def test_an_act_stated_twice_is_counted_once():
    found = acts(*both("E4", "SA4"), *both("M4", "SA4"), *both("M5", "SA4"))
    assert found.id.tolist() == ["E4.suffered"]
    assert found.segments.tolist() == [3]
    assert cell(found, "suffered.alleged").acts == 1


def test_an_act_on_two_sides_stands_on_both():
    found = acts(*both("E4", "SA4"), *both("E4", "CP1"))
    assert found.id.tolist() == ["E4.gave", "E4.suffered"]


def test_codes_outside_the_exchange_count_nowhere():
    found = acts(*both("E3", "CP1"), *both("E1", "NR4"), *both("E4", "RL2"))
    assert found.act.tolist() == ["E3"]


def test_a_side_given_by_one_pass_stands_in_brackets():
    found = acts("E3 a CP1 sure", *both("E4", "CP1"))
    alleged = cell(found, "gave.alleged")
    assert (alleged.acts, alleged.one_pass, alleged.from_opinion) == (1, "[1]", 1)
    assert exchange_totals(found).values["one_pass"] == 1


def test_different_codes_of_one_side_agree_on_the_side():
    assert acts("E3 a CP1 sure", "E3 b CP3 sure").used_by.tolist() == ["both passes"]


def test_two_passes_on_two_segments_of_a_case_do_not_agree():
    found = acts("E1 a CP5 sure", "E2 b CP5 sure")
    assert found.used_by.tolist() == ["one pass"]
    assert (cell(found, "gave.sanctioned").acts, cell(found, "gave.sanctioned").origins) == (0, 0)


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        (both("E3", "CP1"), "sure"),
        (["E3 a CP1 sure", "E3 b CP1 unsure"], "unsure"),
        (["E3 a CP1 unsure", "E3 a CP3 sure", "E3 b CP3 sure", "E3 b CP1 unsure"], "sure"),
    ],
)
def test_doubt_is_that_of_the_surest_segment(rows, doubt):
    assert acts(*rows).doubt.tolist() == [doubt]


def test_empty_cells_are_there():
    ledger = exchange_ledger(acts(*both("E3", "CP1")))
    assert len(ledger) == len(SIDES) * len(STANDINGS) == 18
    assert ledger.entry.is_unique
    assert ledger.acts.sum() == 1
    empty = ledger[ledger.entry != "gave.alleged"]
    assert (empty.acts == 0).all()
    assert (empty.one_pass == "[0]").all()
    assert empty.origin_names.isna().all()


def test_origins_are_counted_once_however_many_acts():
    alleged = cell(acts(*both("E3", "CP1"), *both("E4", "CP4")), "gave.alleged")
    assert (alleged.acts, alleged.from_opinion, alleged.origins) == (2, 2, 1)
    assert alleged.origin_names == "blog"


@pytest.mark.parametrize(
    ("date", "period"),
    [
        ("2019-11-30", "before the window"),
        ("2019-12-01", "in the window"),
        ("2019-12", "in the window"),
        ("2019", "before the window"),
        ("2021-06-30", "in the window"),
        ("2021-06/2021-09", "in the window"),
        ("2021-07-01", "after the window"),
    ],
)
def test_the_window_has_two_edges(date, period):
    events = EVENTS.assign(date=EVENTS.date.where(EVENTS.event_id != "E3", date))
    found = acts(*both("E3", "CP1"), events=events)
    assert found.period.tolist() == [period]
    inside = exchange_ledger(found).acts.sum()
    outside = exchange_outside(found).acts.sum()
    assert (inside, outside) == ((1, 0) if period == "in the window" else (0, 1))


def test_acts_outside_the_window_are_never_added_to_the_ledger():
    found = acts(*both("E6", "PC3"), *both("E3", "CP1"))
    assert exchange_totals(found).values["got"] == 0
    outside = exchange_outside(found).set_index("entry")
    assert len(outside) == 6
    assert outside.acts["after the window.got"] == 1


# E5 is the sanction of case C1, M9 repeats it, E7 is a recommendation that belongs to no case.
@pytest.mark.parametrize("segment", ["E1", "E5", "M9", "E7"])
@pytest.mark.parametrize("code", ["SA1", "SA4"])
def test_a_disciplinary_case_is_never_a_reprisal(segment, code):
    rows = [*both(segment, code), *both("E4", "SA4"), *both("E1", "CP5")]
    found = acts(*rows)
    assert found.id.tolist() == ["C1.gave", "E4.suffered"]
    number = ledger_reprisals(found, codings(*rows), SAME, LINKS, CASE_JUDGED, JUDGED).values
    assert (number["acts"], number["carried_out"], number["refused"]) == (1, 0, 2)


def test_a_reprisal_in_an_alleged_case_is_counted():
    links = table("event_id case_id", "E3 C2")
    rows = both("E3", "SA2")
    found = acts(*rows, links=links)
    assert found.id.tolist() == ["C2.suffered"]
    number = ledger_reprisals(found, codings(*rows), SAME, links, CASE_JUDGED, JUDGED).values
    assert (number["carried_out"], number["threatened"], number["refused"]) == (1, 0, 0)


def test_whose_word_the_reprisals_rest_on():
    rows = [*both("E4", "SA4"), *both("E3", "CP1"), *both("E1", "CP5")]
    number = ledger_reprisals(acts(*rows), codings(*rows), SAME, LINKS, CASE_JUDGED, JUDGED).values
    assert (number["origins"], number["origin"], number["origin_kind"]) == (1, "blog", "opinion")


def test_a_move_without_an_event_is_refused():
    with pytest.raises(Absent, match="M7 is coded"):
        acts(*both("M7", "PC1"))


def test_a_record_without_a_code_of_a_side_has_no_ledger():
    with pytest.raises(Absent, match="no coding"):
        acts(*both("E1", "NR4"))


def test_an_event_of_two_cases_is_an_act_of_each():
    links = table("event_id case_id", "E1 C1", "E1 C2")
    assert acts(*both("E1", "CP5"), links=links).act.tolist() == ["C1", "C2"]


def test_segments_no_pass_read_are_counted_apart():
    segments = table("segment_id", "E1", "E3", "E4", "M4", "M8")
    moves = table("move_id date:text", "M4 2020-08-17", "M8 2017")
    read = codings(*both("E1", "NR4"), "E3 a CP1 sure")
    found = not_coded(segments, read, SAME, EVENTS, moves, SETTING).set_index("period")
    assert found.segments.to_dict() == {
        "before the window": 1,
        "in the window": 3,
        "after the window": 0,
    }
    assert found.repeats.tolist() == [0, 1, 0]
    assert found["rows"]["before the window"] == "segments:M8"


# What the shipped record gives, read by hand. --------------------------------------------------


def test_the_ledger_of_the_record(results):
    ledger = results["exchange_ledger"].set_index("entry")
    filled = ledger.acts[ledger.acts > 0]
    assert filled.to_dict() == {
        "gave.alleged": 6,
        "gave.sanctioned": 3,
        "suffered.alleged": 1,
    }
    assert (ledger.one_pass == "[0]").all()
    assert ledger.origin_names["gave.alleged"] == "opinion blog; pair 1 team"
    assert ledger.origin_names["suffered.alleged"] == "opinion blog"


def test_the_acts_of_the_record(results):
    acts_ = results["exchange_acts"].set_index("id")
    inside = acts_[acts_.period == "in the window"]
    assert inside.index.tolist() == [
        *(f"{act}.gave" for act in ("C03", "C04", "C05", "C07", "C08", "C09", "E058", "E060")),
        "E060.suffered",
        "E064.gave",
    ]
    assert acts_.act[acts_.period != "in the window"].tolist() == ["C01", "C02", "E112", "E115"]
    assert acts_.segments["E060.suffered"] == 2  # the post, and the same in the list of moves


def test_every_reprisal_goes_back_to_one_blogger(results):
    number = results["ledger_reprisals"].values
    assert (number["acts"], number["origins"], number["origin"]) == (1, 1, "opinion blog")
    assert (number["carried_out"], number["refused"]) == (0, 0)


def test_the_uncoded_segments_are_those_added_later(results):
    rows = " ".join(results["not_coded"]["rows"]).split()
    named = {f"segments:E{i}" for i in range(119, 133)} | {f"segments:M0{i}" for i in range(18, 25)}
    assert set(rows) == named
    assert results["not_coded"].segments.tolist() == [5, 8, 8]
