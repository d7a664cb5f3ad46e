"""Statements on careers and claims of reprisals, with their origins."""

from __future__ import annotations

from analysis.reprisals import career_statements, reprisal_claims, reprisal_origins
from tests.tables import table

CODES = table("code_id parent_id", "SA -", "SA1 SA", "SA4 SA", "NR4 NR")
CODINGS = table(
    "coding_id coder segment_id code_id",
    'A1 "pass a" E1 SA4',
    'B1 "pass b" E1 SA4',
    'A2 "pass a" M1 SA4',
    'A3 "pass a" E2 NR4',
    'A4 "pass a" E3 -',
)
MOVES = table(
    "move_id date:text kind description",
    'M1 2020-08 "allegation reward reprisal" "a blog says"',
    'M2 2020-06 "statement on sanction" "an agency says"',
    "M3 2020-01 rotation x",
)
JUDGED = table("move_id exchange_side", 'M1 "what refusers suffered"', "M2 none", 'M3 "either"')
SAME = table("segment_id same_as", "M1 E1", "M2 E2", "M3 E3")
EVENTS = table(
    "event_id standing origin origin_kind",
    "E1 alleged blog opinion",
    "E2 statement agency regency",
    "E3 context regent regency",
    "E4 alleged blog opinion",
)
TOLD = table("event_id description", "E1 one", "E2 two", "E3 three", "E4 four")
CLAIMS = reprisal_claims(CODINGS, CODES, JUDGED, SAME, TOLD, EVENTS)


def test_statements_carry_the_origin_of_the_same_event():
    found = career_statements(MOVES, JUDGED, SAME, EVENTS)
    assert found.move_id.tolist() == ["M2", "M1"]
    assert found.origin.tolist() == ["agency", "blog"]
    assert found.rows[0] == "personnel_moves:M2 move_judgements:M2 event_judgements:E2"


def test_one_fact_told_twice_is_one_claim():
    assert CLAIMS.event_id.tolist() == ["E1"]
    assert CLAIMS.segments[0] == "E1;M1"
    assert (CLAIMS.codes[0], CLAIMS.passes[0], CLAIMS.judged[0]) == ("SA4", 2, True)
    assert CLAIMS.rows[0] == (
        "events:E1 event_judgements:E1 codings:A1 codings:B1 codings:A2 move_judgements:M1"
    )


def test_planted_code_of_a_reprisal_is_a_second_claim_of_another_origin():
    planted = CODINGS.assign(code_id=CODINGS.code_id.mask(CODINGS.coding_id == "A3", "SA1"))
    claims = reprisal_claims(planted, CODES, JUDGED, SAME, TOLD, EVENTS)
    assert claims.event_id.tolist() == ["E1", "E2"]
    assert claims.judged.tolist() == [True, False]
    assert dict(reprisal_origins(claims, EVENTS).values) == {
        "facts": 2,
        "origins": 2,
        "others": 1,
        "carried_out": 1,
        "told_events": 3,
    }


def test_a_judgement_alone_is_a_claim_but_nothing_carried_out():
    claims = reprisal_claims(CODINGS.head(0), CODES, JUDGED, SAME, TOLD, EVENTS)
    assert (claims.codes[0], claims.passes[0]) == ("", 0)
    assert reprisal_origins(claims, EVENTS).values["carried_out"] == 0


def test_published_values(results):
    found = results["reprisal_origins"].values
    assert (found["facts"], found["origins"], found["others"]) == (1, 1, 0)
    assert (found["carried_out"], found["told_events"]) == (0, 3)
    assert results["reprisal_claims"].origin.tolist() == ["opinion blog"]
    statements = results["career_statements"].set_index("move_id").origin
    assert statements[["M015", "M016"]].tolist() == ["personnel agency", "KASN"]


def test_no_disciplinary_sanction_is_among_the_claims(results):
    cases = set(results["event_case"].event_id)
    assert not cases & set(results["reprisal_claims"].event_id)
