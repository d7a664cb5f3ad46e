"""Moves against the two bans on tables small enough to count by hand."""

from __future__ import annotations

import pytest

from analysis.moves import (
    BY_POLICY,
    bans,
    career_counts,
    dated_moves,
    moves_by_kind,
    moves_in_bans,
)
from analysis.plots.moves import moves_figure
from study.kinds import Absent, Setting
from tests.tables import table

from .places import SETTING

PERIODS = table(
    "period_id article provision_id period:text rule exception",
    "B2 162(3) P2 2021-02-26/2021-08-26 six approval",
    "B1 71(2) P1 2020-01-08/2021-02-17 six approval",
)
BANS = bans(PERIODS, table("provision_id", "P1", "P2"))
MOVES = table(
    "move_id date:text kind echelon persons permission",
    'M1 2017-01-03 inauguration II 7 "not stated"',
    'M2 2020-01-07 rotation II - "not needed"',
    'M3 2020-01-08 "acting appointment" II 2 "not stated"',
    "M4 2021-08-26 inauguration II 3 yes",
    "M5 2021-08-27 rotation II 4 yes",
    "M6 2021 announcement II 9 -",
    "M7 2021-03 vacancy II 1 -",
    "M8 2021-12-29 conversion IV 160 policy",
    'M9 2020-06 "statement on sanction" - 5 -',
    'M10 2025-01 rotation II 6 "not stated"',
    "M11 2021-08 selection II 8 -",
)
JUDGED = table(
    "move_id countable_as",
    'M1 "promotion in part"',
    'M2 "content not published"',
    "M3 neither",
    "M4 promotion",
    "M5 neither",
    "M6 neither",
    "M7 neither",
    "M8 neither",
    "M9 neither",
    "M10 demotion",
    "M11 promotion",
)
DATED = dated_moves(MOVES, JUDGED, BANS, SETTING)


class Echo(dict):
    """Labels that show which term was asked for."""

    def __missing__(self, term):
        return f"<{term}>"


def test_bans_begin_and_end_on_days():
    assert BANS.ban.tolist() == ["162(3)", "71(2)"]
    assert BANS.starts.tolist() == ["2021-02-26", "2020-01-08"]
    assert BANS.ends.tolist() == ["2021-08-26", "2021-02-17"]


def test_first_and_last_days_lie_inside_a_ban_and_their_neighbours_outside():
    ban = DATED.set_index("move_id").ban
    assert ban[["M3", "M4"]].tolist() == ["71(2)", "162(3)"]
    assert ban[["M1", "M2", "M5", "M8"]].tolist() == ["outside both bans"] * 4


def test_a_date_too_coarse_is_in_no_ban():
    ban = DATED.set_index("move_id").ban
    assert ban["M7"] == "162(3)"  # all of March lies inside
    assert ban["M6"] == ban["M11"] == "date too coarse to say"


def test_statements_and_other_years_are_no_moves():
    assert DATED.move_id.tolist() == ["M1", "M2", "M3", "M6", "M7", "M11", "M4", "M5", "M8"]
    assert DATED.moved.sum() == 6


def test_entries_of_a_kind_are_split_by_ban():
    found = moves_by_kind(DATED, BANS).set_index("kind")
    columns = ["entries", "in_first_ban", "in_second_ban", "outside", "undecided"]
    assert found.loc["inauguration", columns].tolist() == [2, 0, 1, 1, 0]
    assert found.loc["acting appointment", columns].tolist() == [1, 1, 0, 0, 0]
    assert found.loc["selection", columns].tolist() == [1, 0, 0, 0, 1]
    assert found.without_number.to_dict()["rotation"] == 1
    assert found.entries.sum() == len(DATED)


def test_careers_are_counted_from_moves_alone():
    found = career_counts(DATED).set_index("counted_as")
    assert found.entries.to_dict() == {
        "promotion": 1,
        "promotion in part": 1,
        "demotion": 0,
        "content not published": 1,
        "neither": 2,
        BY_POLICY: 1,
    }
    assert found.persons["promotion"] == 3  # the selection of eight is no promotion
    assert found.without_number["content not published"] == 1


def test_planted_conversion_is_not_counted_as_a_demotion():
    planted = JUDGED.assign(countable_as=JUDGED.countable_as.mask(JUDGED.move_id == "M8"))
    planted["countable_as"] = planted.countable_as.fillna("demotion")
    found = career_counts(dated_moves(MOVES, planted, BANS, SETTING)).set_index("counted_as")
    assert found.loc["demotion", ["entries", "persons"]].tolist() == [0, 0]
    assert found.loc[BY_POLICY, ["entries", "persons"]].tolist() == [1, 160]


def test_a_demotion_that_is_none_of_policy_is_counted():
    judged = JUDGED.assign(countable_as="demotion")
    found = career_counts(dated_moves(MOVES, judged, BANS, SETTING)).set_index("counted_as")
    assert found.loc["demotion", ["entries", "persons"]].tolist() == [5, 16]


def test_moves_in_bans_and_where_approval_is_not_told():
    assert dict(moves_in_bans(DATED, BANS).values) == {
        "moves": 6,
        "first": 1,
        "second": 1,
        "persons": 5,
        "not_stated": 1,
        "not_acting": 1,
    }


def test_published_values(results):
    moves = results["dated_moves"].set_index("move_id")
    assert moves.persons[["M023", "M024", "M021"]].tolist() == [189, 239, 160]
    assert moves.ban["M010"] == "162(3)"  # the acting posts of 4 August 2021
    assert moves.permission["M010"] == "not stated"
    assert moves.ban["M005"] == "outside both bans"  # two days before the first
    counts = results["career_counts"].set_index("counted_as").persons
    assert (counts["demotion"], counts[BY_POLICY]) == (0, 160)
    inside = results["moves_in_bans"].values
    assert (inside["first"], inside["second"], inside["not_acting"]) == (0, 2, 0)


def test_figure_shades_the_bans_and_fills_moves_alone():
    axes = moves_figure(DATED, moves_by_kind(DATED, BANS), BANS, Echo()).axes[0]
    spans = sorted((patch.get_x(), patch.get_x() + patch.get_width()) for patch in axes.patches)
    assert spans[0] == pytest.approx((2020 + 7 / 365, 2021 + 48 / 365), abs=0.01)
    assert spans[1] == pytest.approx((2021 + 56 / 365, 2021 + 238 / 365), abs=0.01)
    white = [mark.get_facecolor()[0][:3].tolist() == [1, 1, 1] for mark in axes.collections]
    assert (white.count(False), white.count(True)) == (6, 3)
    said = [text.get_text() for text in axes.texts]
    assert said.count("<figure.no_number>") == 1
    assert {"7", "2", "3", "4", "160", "71(2)", "162(3)"} <= {*said}
    assert not {"1", "8", "9"} & {*said}  # plans count posts and applicants


def test_one_ban_alone_is_not_counted_as_two():
    for count in (moves_by_kind, moves_in_bans):
        with pytest.raises(Absent, match="two bans"):
            count(DATED, BANS[:1])


def test_years_without_an_entry_have_no_moves():
    later = Setting({**SETTING, "window.start": "2040-01-01", "window.end": "2041-01-01"})
    with pytest.raises(Absent, match="of these years"):
        dated_moves(MOVES, JUDGED, BANS, later)
