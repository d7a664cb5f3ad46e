"""Two readings compared, on a table of few codings and on the record."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.repeat_agreement import (
    human_agreement,
    repeat_agreement,
    repeat_agreement_by_code,
    repeat_agreement_by_origin,
    repeat_agreement_counts,
)
from study.kinds import Absent
from tests.tables import table

CODES = table(
    "code_id parent_id codable name_en",
    "CP - false Gave",
    "CP1 CP true People",
    "CP2 CP true Money",
    "SA1 SA true Demotion",
)
SEGMENTS = table(
    "segment_id text source_ids",
    "E1 abcdefghij S1",
    "E2 abcdefghij S2",
    "E3 abcdefghij S1;S3",
    "E4 abcdefghij S4",
    "E5 abcdefghij S5",
    "M1 abcdefghij S6",
)
CODINGS = table(
    "coding_id coder segment_id code_id start end certainty",
    'A1 "pass a" E1 CP1 0 4 sure',
    'B1 "pass b" E1 CP1 2 4 unsure',
    'A2 "pass a" E2 CP1 0 4 unsure',
    'B2 "pass b" E2 CP1 0 4 unsure',
    'B3 "pass b" E2 CP2 5 9 unsure',
    'A3 "pass a" E3 - - - sure',
    'B4 "pass b" E3 - - - sure',
    'A4 "pass a" M1 CP1 0 4 sure',
    'B5 "pass b" M1 - - - sure',
    'A5 "pass a" E4 CP2 0 4 sure',
)
SAME = table("segment_id same_as", "M1 E2")
JUDGED = table("event_id origin origin_kind", "E1 X press", "E2 Y side", "E3 X press", "E4 Z side")


def test_what_only_one_reading_has_is_left_out():
    """E4 was read once and E5 never: neither counts as agreement."""
    number = repeat_agreement_counts(CODINGS, SEGMENTS, SAME, JUDGED).values
    assert number["segments"] == 4
    assert number["codes_both"] == 2
    assert number["codes_one"] == 2


def test_facts_documents_and_origins_are_counted_once():
    number = repeat_agreement_counts(CODINGS, SEGMENTS, SAME, JUDGED).values
    assert (number["facts"], number["documents"], number["origins"]) == (3, 2, 2)
    assert (number["differ"], number["differ_facts"], number["differ_origins"]) == (2, 1, 1)
    assert (number["both_unsure"], number["certainty_differs"]) == (1, 1)
    assert (number["passages_differ"], number["empty_both"], number["no_origin"]) == (1, 1, 0)


def test_coefficients_by_hand():
    found = repeat_agreement(CODINGS, SEGMENTS, CODES, SAME).set_index("entry")
    assert found.value["any_code_or_none.percent"] == 3 / 4
    assert found.value["the_set_of_codes.percent"] == 2 / 4
    # two codes given: CP1 agrees on three of four segments, CP2 on three of four
    assert found.value["each_code_that_was_given.percent"] == 6 / 8
    assert found.value["each_code_of_the_codebook.percent"] == 10 / 12
    assert found.value["passages.passage_f1_exact"] == pytest.approx(1 / 3)
    assert found.value["passages.passage_f1_touching"] == pytest.approx(2 / 3)
    assert found.value["passages.character_jaccard"] == pytest.approx(6 / 16)
    # with each fact once, M1 goes
    assert found.once["the_set_of_codes.percent"] == pytest.approx(2 / 3)
    assert set(found.facts) == {3}


def test_each_code_with_its_coefficient_or_the_reason():
    found = repeat_agreement_by_code(CODINGS, SEGMENTS, CODES, SAME, JUDGED).set_index("code_id")
    assert found.loc["CP1", ["both", "only_a", "only_b", "no_pass"]].tolist() == [2, 1, 0, 1]
    assert found.loc["CP1", ["facts", "origins"]].tolist() == [2, 2]
    assert found.cohen_kappa["CP1"] == pytest.approx(0.5)
    assert found.lacking["SA1"] == "never used"
    assert found.loc["SA1", ["percent", "cohen_kappa", "gwet_ac1"]].isna().all()
    assert found.rows["CP2"] == "codes:CP2 codings:B3 segments:E2"
    assert found.lacking["CP2"] == "too rare"


def test_kappa_with_other_ideas_of_chance_by_hand():
    """CP1: seen 3/4, chance 3/4 * 2/4 + 1/4 * 2/4; CP2: seen 3/4, chance 3/4."""
    number = repeat_agreement_counts(CODINGS, SEGMENTS, SAME, JUDGED).values
    assert (number["largest_code"], number["largest_both"]) == ("CP1", 2)
    chance = (1 / 2 + 3 / 4) / 2
    assert number["kappa_by_code"] == pytest.approx((3 / 4 - chance) / (1 - chance))
    assert number["kappa_without_largest"] == pytest.approx(0)
    # all as one: 3 of 8 in each pass
    assert number["kappa_pooled"] == pytest.approx((3 / 4 - 34 / 64) / (30 / 64))


def test_agreement_by_origin_adds_up():
    found = repeat_agreement_by_origin(CODINGS, SEGMENTS, SAME, JUDGED).set_index("origin_kind")
    assert found.loc["side", ["origins", "segments", "facts", "same_set"]].tolist() == [1, 2, 1, 0]
    assert found.loc["press", ["origins", "segments", "same_set"]].tolist() == [1, 2, 2]
    assert found.codes_one.sum() == 2


def test_nothing_is_said_without_a_second_reading():
    alone = CODINGS[CODINGS.coder == "pass a"]
    with pytest.raises(Absent, match="both readings"):
        repeat_agreement(alone, SEGMENTS, CODES, SAME)


def test_a_person_is_compared_with_each_pass_and_each_other_person():
    person = CODINGS[CODINGS.coder == "pass a"].assign(coder="coder 1")
    other = CODINGS[CODINGS.coder == "pass b"].assign(coder="coder 2")
    people = pd.concat([person, other], ignore_index=True)
    found = human_agreement(people, CODINGS, SEGMENTS, CODES, SAME)
    sets = found[found.coefficient.eq("masi_alpha")].set_index("pair")
    assert sets.value["pass a, coder 1"] == pytest.approx(1)
    assert sets.value["pass b, coder 2"] == pytest.approx(1)
    assert sets.segments["pass a, coder 1"] == 5
    passes = repeat_agreement(CODINGS, SEGMENTS, CODES, SAME).set_index("coefficient").value
    assert sets.value["coder 1, coder 2"] == pytest.approx(passes["masi_alpha"])


def test_until_a_person_has_coded_nothing_is_said():
    with pytest.raises(Absent, match="no person"):
        human_agreement(None, CODINGS, SEGMENTS, CODES, SAME)
    with pytest.raises(Absent, match="no person"):
        human_agreement(CODINGS[:0], CODINGS, SEGMENTS, CODES, SAME)


def test_on_the_record(results):
    """135 segments read by both, and the codes that the memos list as never used."""
    number = results["repeat_agreement_counts"].values
    assert (number["segments"], number["codes_both"] * 2 + number["codes_one"]) == (135, 124 + 131)
    by_code = results["repeat_agreement_by_code"]
    assert by_code.lacking.eq("never used").sum() == 14
    assert (by_code[["both", "only_a", "only_b", "no_pass"]].sum(axis=1) == 135).all()
    overall = results["repeat_agreement"]
    assert overall.value.between(overall.ci_low, overall.ci_high).all()
    pooled = overall.set_index("entry").value["each_code_that_was_given.cohen_kappa"]
    assert number["kappa_pooled"] == pytest.approx(pooled)
    assert number["largest_code"] == "NR4"
    assert number["kappa_by_code"] == pytest.approx(0.909, abs=5e-4)
    assert number["kappa_without_largest"] == pytest.approx(0.914, abs=5e-4)
    assert by_code.set_index("code_id").lacking["NR1"] == "constant"


def test_on_the_record_three_of_five_bare_counts_come_from_state_institutions(results):
    """As the chapter says; they are all that the passes differ on there."""
    judged = results["event_judgements"].set_index("event_id").origin_kind
    bare = ["E038", "E071", "E078", "E107", "E111"]
    assert judged[bare].eq("state institution").sum() == 3
    by_origin = results["repeat_agreement_by_origin"].set_index("origin_kind")
    assert by_origin.codes_one["state institution"] == 3
    assert by_origin.segments.idxmax() == "election supervisor"
    assert results["repeat_agreement_by_origin"].segments.sum() == 135
    assert results["human_agreement"] is None
