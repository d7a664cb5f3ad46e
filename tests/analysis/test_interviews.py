"""Who was heard and which codes were given: persons counted once, consent kept, too few untold."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.interviews import (
    informants_by_consent,
    informants_by_role,
    interview_codes,
    interview_coverage,
)
from study.kinds import Absent, Setting
from tests.tables import table

OPEN = Setting(
    {"disclosure.small_cell": 1, "disclosure.dominance_k": 1, "disclosure.dominance_p": 0}
)
INFORMANTS = table(
    "informant_id role_class consent",
    'I01 "civil servant" "anonymous quotation"',
    'I02 "civil servant" paraphrase',
    'I03 academic "thesis only"',
    "I04 academic none",
)
TRANSCRIPTS = table(
    "transcript_id informant_id words",
    "T01 I01 100",
    "T02 I01 50",
    "T03 I02 30",
    "T04 I03 20",
    "T05 I04 10",
)
CODINGS = table(
    "coding_id transcript_id start end code_id coder consent",
    'K1 T01 0 5 CP1 "coder 1" -',
    'K2 T01 0 5 CP1 "coder 2" -',
    'K3 T02 0 5 CP1 "coder 1" "thesis only"',
    'K4 T03 0 5 CP1 "coder 1" -',
    'K5 T03 7 9 PC1 "coder 1" none',
    'K6 T05 0 5 PC1 "coder 1" -',
)
CODES = table(
    "code_id parent_id codable name_en",
    "CP - false Given",
    "CP1 CP true Mobilising",
    "PC1 PC true Promotion",
)


def many(size: int) -> pd.DataFrame:
    """Informants of whom all but two are civil servants."""
    roles = ["civil servant"] * (size - 2) + ["academic", "supervisor"]
    ids = [f"I{number:02}" for number in range(size)]
    return pd.DataFrame({"informant_id": ids, "role_class": roles, "consent": "paraphrase"})


def test_persons_by_role_and_by_consent() -> None:
    roles = informants_by_role(INFORMANTS, OPEN)
    assert dict(zip(roles.key, roles.informants, strict=True)) == {
        "academic": 2,
        "civil servant": 2,
    }
    assert roles.rows[0] == "informants:I03 informants:I04"
    assert informants_by_consent(INFORMANTS, OPEN).informants.tolist() == [1, 1, 1, 1]


def test_too_few_persons_are_not_told_of_nor_named() -> None:
    """Ten and two: the two would follow from twelve, so the ten are not told either."""
    found = informants_by_role(many(12), Setting())
    assert found.role_class.tolist() == ["civil servant", "academic", "supervisor"]
    assert found.informants.isna().all()
    assert set(found.rows) == {""}
    told = informants_by_role(many(12), Setting({"disclosure.small_cell": 2})).informants
    assert told.isna().tolist() == [False, True, True]
    levels = informants_by_consent(many(12), Setting())
    assert levels.informants.tolist() == [0, 0, 12, 0]


def test_coverage_leaves_out_who_consents_to_nothing() -> None:
    (row,) = interview_coverage(INFORMANTS, TRANSCRIPTS, CODINGS, OPEN).to_dict("records")
    assert (row["informants"], row["transcripts"], row["words"]) == (3, 4, 200)
    assert (row["coded"], row["codings"], row["coding_by"]) == (3, 4, "two coders")
    assert "I04" not in row["rows"]
    assert "K5" not in row["rows"]


def test_one_coder_is_said_in_words_and_none_as_well() -> None:
    one = CODINGS[CODINGS.coder == "coder 1"]
    assert interview_coverage(INFORMANTS, TRANSCRIPTS, one, OPEN).coding_by[0] == "single coder"
    found = interview_coverage(INFORMANTS, TRANSCRIPTS, None, Setting())
    assert found.coding_by[0] == "not coded"
    assert found.transcripts.isna().all()  # three persons are too few


def test_a_length_that_is_not_given_leaves_the_sum_open() -> None:
    lacking = TRANSCRIPTS.assign(words=TRANSCRIPTS.words.mask(TRANSCRIPTS.transcript_id == "T03"))
    assert interview_coverage(INFORMANTS, lacking, None, OPEN).words.isna().all()


def test_a_person_counts_once_for_a_code_and_a_passage_once_for_two_coders() -> None:
    found = interview_codes(INFORMANTS, TRANSCRIPTS, CODINGS, CODES, OPEN).set_index("key")
    row = found.loc["CP1"]
    assert (row.informants, row.transcripts, row.passages) == (2, 3, 3)
    assert row.top_share == pytest.approx(2 / 3)
    assert (row.breadth, row.group) == ("one class of role", "Given")


def test_a_code_without_consent_or_coding_was_given_for_nobody() -> None:
    found = interview_codes(INFORMANTS, TRANSCRIPTS, CODINGS, CODES, Setting()).set_index("key")
    row = found.loc["PC1"]
    assert row.informants == 0
    assert row.rows == "codes:PC1"
    assert pd.isna(row.top_share)
    assert pd.isna(found.loc["CP1"].informants)  # two are too few
    assert found.loc["CP1"].rows == "codes:CP1"


def test_scenarios_are_told_apart_and_told_in_full() -> None:
    """Nobody is behind an invented informant, so nothing need be kept back."""
    made = INFORMANTS.assign(scenario="exchange")
    found = interview_codes(made, TRANSCRIPTS, CODINGS, CODES, Setting())
    assert found.key.tolist() == ["exchange: CP1", "exchange: PC1"]
    assert found.informants.tolist() == [2, 0]
    assert set(informants_by_role(made, Setting()).scenario) == {"exchange"}


@pytest.mark.parametrize("ask", [informants_by_role, informants_by_consent])
def test_without_informants_there_is_nothing_to_tell(ask) -> None:
    with pytest.raises(Absent, match="no informant"):
        ask(INFORMANTS.head(0), OPEN)


def test_without_interviews_there_is_nothing_to_tell() -> None:
    with pytest.raises(Absent, match="no interview of a person"):
        interview_coverage(INFORMANTS, TRANSCRIPTS.head(0), None, OPEN)
    with pytest.raises(Absent, match="no interview is coded"):
        interview_codes(INFORMANTS, TRANSCRIPTS, CODINGS.head(0), CODES, OPEN)


def test_codings_of_few_officials_are_counted_nowhere() -> None:
    """Twelve told, all of the same three: who was told of would show."""
    people = many(12)
    talks = pd.DataFrame(
        {"transcript_id": people.informant_id, "informant_id": people.informant_id, "words": 9}
    )
    given = pd.DataFrame(
        {
            "coding_id": [f"K{at}" for at in range(12)],
            **{"transcript_id": people.informant_id, "start": 0, "end": 5, "code_id": "CP1"},
            **{"coder": "coder 1", "official_id": [f"O{at % 3}" for at in range(12)]},
        }
    )
    (row,) = interview_coverage(people, talks, given, Setting()).to_dict("records")
    assert (row["informants"], row["words"]) == (12, 108)
    assert pd.isna(row["codings"])
    assert "codings" not in row["rows"]
    codes = interview_codes(people, talks, given, CODES, Setting())
    assert codes.informants.isna().tolist() == [True, False]
    alone = given.assign(official_id=None)
    assert interview_codes(people, talks, alone, CODES, Setting()).informants.tolist() == [12, 0]
