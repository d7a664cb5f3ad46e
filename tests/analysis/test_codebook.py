"""How the codebook was used, on a table of five codings and on the record."""

from __future__ import annotations

from analysis.codebook import code_groups, code_use, coding_coverage
from tests.tables import table

CODES = table(
    "code_id parent_id codable name_en",
    "CP - false Gave",
    "CP1 CP true People",
    "CP2 CP true Money",
    "SA - false Reprisals",
    "SA1 SA true Demotion",
)
CODINGS = table(
    "coding_id coder segment_id code_id",
    'X1 "pass a" E1 CP1',
    'X2 "pass b" E1 CP1',
    'X3 "pass b" E2 CP1',
    'X4 "pass b" E2 CP2',
    'X5 "pass a" E2 -',
)
SEGMENTS = table("segment_id", "E1", "E2", "E3")


def test_each_code_once_with_the_passes_that_gave_it():
    use = code_use(CODES, CODINGS, SEGMENTS).set_index("code_id")
    assert use.index.tolist() == ["CP1", "CP2", "SA1"]
    assert use.used_by.tolist() == ["both passes", "one pass", "neither pass"]
    assert use.pass_a.tolist() == [1, 0, 0]
    assert use.pass_b.tolist() == [2, 1, 0]
    assert use.segments_both.tolist() == [1, 0, 0]
    assert use.rows["CP2"] == "codes:CP2 codings:X4 segments:E2"
    assert use.loc["SA1", ["group", "rows"]].tolist() == ["Reprisals", "codes:SA1"]


def test_groups_add_up():
    groups = code_groups(code_use(CODES, CODINGS, SEGMENTS)).set_index("group")
    assert groups.loc["Gave"].tolist() == [2, 1, 1, 0, 1, 3]
    assert groups.loc["Reprisals"].tolist() == [1, 0, 0, 1, 0, 0]


def test_a_segment_is_coded_if_both_passes_read_it():
    number = coding_coverage(SEGMENTS, CODINGS, code_use(CODES, CODINGS, SEGMENTS)).values
    assert (number["segments"], number["coded"], number["not_coded"]) == (3, 2, 1)
    assert (number["codings_a"], number["codings_b"]) == (1, 3)
    assert (number["with_code_a"], number["with_code_b"]) == (1, 2)


def test_vs_the_notes_of_the_passes(results):
    """124 and 131 codings on 85 and 91 segments, and the codes listed there as never used."""
    number = results["coding_coverage"].values
    assert (number["segments"], number["coded"], number["not_coded"]) == (156, 135, 21)
    assert (number["codings_a"], number["codings_b"]) == (124, 131)
    assert (number["with_code_a"], number["with_code_b"]) == (85, 91)
    use = results["code_use"].set_index("code_id")
    never = ["CP2", "CX2", "CX3", "CX4", "CX5", "PC1", "PC2", "PC4", "PC5"]
    never += ["RL3", "RL4", "SA1", "SA2", "SA3"]
    assert use.index[use.used_by == "neither pass"].tolist() == never
    assert use.index[use.used_by == "one pass"].tolist() == ["CP6"]
