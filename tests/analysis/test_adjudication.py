"""The log of disagreements, the decisions, and the second version of the codebook."""

from __future__ import annotations

import re

import pytest

from analysis.adjudication import (
    adjudicated_codes,
    adjudication_counts,
    codebook_second,
    coding_disagreements,
)
from study.kinds import Absent
from tests.tables import table

CODES = table(
    "code_id parent_id codable name_en definition_en include_when exclude_when",
    "CP - false Gave gives - -",
    "CP1 CP true People gathers orders -",
    "CP2 CP true Money pays cash cars",
    "SA - false Reprisals harms - -",
)
SEGMENTS = table("segment_id text", "E1 one", "E2 two", "E3 three", "M1 four")
CODINGS = table(
    "coding_id coder segment_id code_id certainty",
    'A1 "pass a" E1 CP1 sure',
    'B1 "pass b" E1 CP1 sure',
    'B2 "pass b" E1 CP2 unsure',
    'A2 "pass a" E2 - sure',
    'B3 "pass b" E2 CP1 unsure',
    'A3 "pass a" M1 CP2 sure',
    'B4 "pass b" M1 - sure',
    'A4 "pass a" E3 CP2 sure',
)
DECIDED = table(
    "adjudication_id segment_id code_id given_by decision recoded_to ground reason",
    'J1 E1 CP2 "pass b" "set aside" - definition "no money"',
    'J2 E2 CP1 "pass b" recoded CP2 definition "money"',
)
SAME = table("segment_id same_as", "M1 E2")
JUDGED = table("event_id origin", "E1 X", "E2 Y")


@pytest.fixture
def log():
    return coding_disagreements(CODINGS, SEGMENTS, CODES, DECIDED)


def test_every_disagreement_stands_in_the_log_once(log):
    assert log.entry.tolist() == ["E1.CP2", "E2.CP1", "M1.CP2"]
    assert log.codes_a.tolist() == ["CP1", "–", "CP2"]
    assert log.codes_b.tolist() == ["CP1; CP2", "CP1", "–"]
    assert log.decision.tolist() == ["set aside", "recoded", "not decided"]
    assert log.rows[0] == "segments:E1 codings:B2 adjudications:J1"
    assert log.rows[2] == "segments:M1 codings:A3"


def test_decisions_are_counted_also_by_fact_and_origin(log):
    number = adjudication_counts(log, SAME, JUDGED).values
    assert (number["entries"], number["segments"], number["facts"]) == (3, 3, 2)
    assert number["origins"] == 2
    assert (number["codes_aside"], number["codes_recoded"], number["not_decided"]) == (1, 1, 1)
    assert (number["only_a"], number["only_b"], number["in_doubt"]) == (1, 2, 2)


def test_what_stands_after_the_decisions(log):
    found = adjudicated_codes(CODINGS, CODES, log, SAME, JUDGED).set_index("code_id")
    assert found.loc["CP1", ["both", "codes_recoded", "stands"]].tolist() == [1, 1, 1]
    assert found.loc["CP2", ["both", "codes_aside", "stands"]].tolist() == [0, 1, 1]
    assert found.rows["CP2"] == (
        "codes:CP2 codings:B2 codings:B3 codings:A3 segments:E1 segments:E2 segments:M1"
    )


def test_the_second_version_is_the_first_with_its_changes():
    changes = table(
        "change_id code_id change field old new noted_by reason",
        'B1 CP1 changed include_when orders "orders and lists" "pass a" unclear',
        'B2 CP3 "new code" name_en - Cloth "pass b" lacking',
        'B3 CP3 "new code" definition_en - "gives cloth" "pass b" lacking',
    )
    found = codebook_second(CODES, changes).set_index("code_id")
    assert found.index.tolist() == ["CP", "CP1", "CP2", "CP3", "SA"]
    assert found.include_when["CP1"] == "orders and lists"
    assert found.definition["CP1"] == "gathers"
    assert found.change.tolist() == ["as before", "changed", "as before", "new code", "as before"]
    assert found.loc["CP3", ["name", "definition", "worded"]].tolist() == [
        "Cloth",
        "gives cloth",
        2,
    ]
    other = changes.assign(old="other words")
    with pytest.raises(Absent, match="B1 expects other words of CP1"):
        codebook_second(CODES, other)


def test_on_the_record_every_disagreement_is_decided_with_a_reason_of_its_own(results):
    log = results["coding_disagreements"]
    decided = results["adjudications"]
    assert log.decision.ne("not decided").all()
    assert log.reason.notna().all()
    assert log.reason.is_unique
    keys = ["segment_id", "code_id", "given_by"]
    assert sorted(map(tuple, log[keys].to_numpy())) == sorted(map(tuple, decided[keys].to_numpy()))


def test_on_the_record_no_code_of_the_first_version_is_lost(results):
    second = results["codebook_second"].set_index("code_id")
    assert set(results["codes"].code_id) <= set(second.index)
    changes = results["codebook_changes"]
    first = results["codes"].set_index("code_id")
    for row in changes[changes.change == "changed"].itertuples():
        old = first.at[row.code_id, row.field]
        assert (row.old if isinstance(row.old, str) else "") == (
            old if isinstance(old, str) else ""
        )
    new = changes[changes.change == "new code"]
    assert (new.groupby("code_id").field.nunique() == 6).all()
    assert not set(new.code_id) & set(first.index)
    groups = {*first.index, *new.code_id}
    assert new.code_id.str[:2].isin(groups).all()


def test_on_the_record_no_reason_speaks_of_words_the_first_version_lacks(results):
    """A decision about a coding rests on the codebook it was coded with."""
    later = {"NR7", "NR8", "NR9", "NR10", "NR11", "PC6", "CX6", "CX7", "CX8", "RV1", "RV2"}
    assert later.isdisjoint(results["codes"].code_id)
    for reason in results["adjudications"].reason:
        assert not later & set(re.findall(r"[A-Z]{2}[0-9]+", reason))


def test_on_the_record_sanction_is_kept_for_what_a_state_imposes(results):
    """Harm to those who do not support is a reprisal in the second version."""
    second = results["codebook_second"].set_index("code_id")
    for code in ("SA", "SA1", "SA2", "SA3", "SA4", "RL2", "NR6"):
        words = second.loc[code, ["definition", "include_when", "exclude_when"]]
        assert not words.str.contains("sanction", case=False).any(), code
