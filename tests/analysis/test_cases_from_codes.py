"""Cases made from codes, each counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cases_from_codes import contribution_steps
from analysis.methods.cases import (
    MOVES,
    STEPS,
    coded_cases,
    coded_cases_count,
    coded_cases_told,
)
from study.kinds import Absent
from tests.tables import table

OFFICIALS = table(
    "official_id agency_id echelon",
    *("O1 G1 II", "O2 G1 III", "O3 G2 IV", "O4 G2 staff", "O5 G2 staff", "O6 G2 staff"),
)
INFORMANTS = table(
    "informant_id consent", "I1 paraphrase", 'I2 "thesis only"', "I3 none", "I4 paraphrase"
)
# I1 was interviewed twice.
TRANSCRIPTS = table("transcript_id informant_id", "T1 I1", "T2 I1", "T3 I2", "T4 I3", "T5 I4")
CODINGS = table(
    "coding_id transcript_id code_id coder official_id consent",
    # T1 has two coders, who agree on O1 using the office and one of whom sees money.
    'K01 T1 CP1 "coder 1" O1 -',
    'K02 T1 CP2 "coder 2" O1 -',
    'K03 T1 PC1 "coder 1" O1 -',
    'K04 T1 PC1 "coder 2" O1 -',
    # What one of the two gave alone does not count.
    'K05 T1 CP5 "coder 1" O2 -',
    'K06 T1 SA1 "coder 2" O2 -',
    # The same informant in the other interview, of a single coder.
    'K07 T2 NR6 "coder 1" O2 -',
    'K08 T2 SA4 "coder 1" O2 -',
    'K09 T3 PC4 "coder 1" O3 -',
    'K10 T3 CP3 "coder 1" O3 -',
    'K11 T3 SA2 "coder 1" O2 -',
    # Nothing of I3 is used, and nothing of this passage of I2.
    'K12 T4 CP2 "coder 1" O4 -',
    'K13 T3 CP2 "coder 1" O4 none',
    'K14 T3 CX1 "coder 1" - -',
    'K15 T5 CX4 "coder 1" O5 -',
    'K16 T5 NR6 "coder 1" O1 -',
    'K17 T5 PC5 "coder 1" O3 -',
)
CAREER = table(
    "career_move_id official_id period direction",
    'V1 O1 "after the vote" promotion',
    'V2 O1 "after the vote" lateral',
    'V3 O2 "after the vote" demotion',
    'V4 O2 "after the vote" promotion',
    'V5 O3 "before the vote" promotion',
    'V6 O5 "after the vote" lateral',
)
CASES = coded_cases(OFFICIALS, CODINGS, TRANSCRIPTS, INFORMANTS, CAREER)
BY = CASES.set_index("official_id")


def test_a_case_is_an_official_of_whom_a_usable_passage_speaks():
    assert CASES.official_id.tolist() == ["O1", "O2", "O3", "O5"]
    assert set(CASES.scenario) == {"collected"}


def test_half_of_the_coders_is_no_majority():
    # O1: both coders say at least use of the office, one of them money; two of two agree on 2.
    assert BY.contribution.to_dict() == {"O1": 2, "O2": 0, "O3": 1, "O5": 0}
    assert BY.support.to_dict() == {"O1": True, "O2": False, "O3": True, "O5": False}


def test_support_beside_refusal_is_no_non_support():
    assert BY.refusal.to_dict() == {"O1": True, "O2": True, "O3": False, "O5": False}
    assert BY.non_support.to_dict() == {"O1": False, "O2": True, "O3": False, "O5": False}


def test_announced_is_neither_received_nor_suffered():
    assert BY.reward.to_dict() == {"O1": True, "O2": False, "O3": True, "O5": False}
    assert BY.reprisal.to_dict() == {"O1": False, "O2": True, "O3": False, "O5": False}
    without = CODINGS[~CODINGS.coding_id.isin(["K11", "K17"])]
    cases = coded_cases(OFFICIALS, without, TRANSCRIPTS, INFORMANTS, CAREER)
    by = cases.set_index("official_id")
    assert (by.reprisal["O2"], by.threatened_only["O2"]) == (False, True)
    assert (by.reward["O3"], by.promised_only["O3"]) == (False, True)


def test_protection_is_no_reward():
    shielded = CODINGS.assign(code_id=CODINGS.code_id.replace("PC5", "PC3"))
    by = coded_cases(OFFICIALS, shielded, TRANSCRIPTS, INFORMANTS, CAREER).set_index("official_id")
    assert (by.reward["O3"], by.protected["O3"]) == (False, True)
    assert not BY.protected.any()


def test_two_interviews_of_one_person_are_one_voice():
    assert BY.informants.to_dict() == {"O1": 2, "O2": 2, "O3": 2, "O5": 1}


def test_a_common_source_tells_both_sides_itself():
    # O1: I1 alone tells of support and reward. O3: I2 tells of support, I4 of the reward.
    assert BY.reward_shared.to_dict() == {"O1": True, "O2": False, "O3": False, "O5": False}
    # O2: I1 tells of the refusal, I2 of the reprisal.
    assert not BY.reprisal_shared.any()
    both = CODINGS.assign(transcript_id=CODINGS.transcript_id.replace("T2", "T3"))
    cases = coded_cases(OFFICIALS, both, TRANSCRIPTS, INFORMANTS, CAREER)
    assert cases.set_index("official_id").reprisal_shared["O2"]


def test_sides_taken_from_different_informants():
    assert BY.first_support["O1"]
    assert not BY.others_reward["O1"]
    assert BY.first_support["O3"]
    assert BY.others_reward["O3"]
    assert BY.first_non_support["O2"]
    assert BY.others_reprisal["O2"]
    lonely = BY.loc["O5", ["first_support", "first_non_support", "others_reward"]]
    assert lonely.isna().all()


def test_moves_after_the_vote():
    assert BY.moves.to_dict() == {"O1": 2, "O2": 2, "O3": 0, "O5": 1}
    assert BY.move.dropna().to_dict() == {"O1": "promotion", "O5": "lateral"}
    assert BY.both_ways.to_dict() == {"O1": False, "O2": True, "O3": False, "O5": False}


def test_rows_name_what_the_case_was_made_of():
    tokens = BY.loc["O3", "rows"].split()
    codings = ["interview_codings:K09", "interview_codings:K10", "interview_codings:K17"]
    assert tokens == ["officials:O3", *codings]
    assert "career_moves:V4" in BY.loc["O2", "rows"].split()


def test_the_cases_are_counted():
    counted = coded_cases_count(CASES, OFFICIALS, CODINGS, TRANSCRIPTS).iloc[0]
    told = coded_cases_told(CASES).iloc[0]
    expected = {
        **{"scenario": "collected", "officials": 6, "cases": 4, "interviews": 5},
        **{"coding": "several coders, by majority", "supporters": 2, "refusers": 1},
        **{"both_told": 1, "neither_told": 1, "rewarded": 2, "protected": 0, "promised_only": 0},
        **{"harmed": 1, "threatened_only": 0, "reward_shared": 1, "reprisal_shared": 0},
        **{"moved_one_way": 2, "both_ways": 1},
    }
    assert counted.drop("rows").to_dict() | told.drop("rows").to_dict() == expected


def test_a_single_coder_is_taken_as_is():
    single = CODINGS[CODINGS.coder == "coder 1"]
    cases = coded_cases(OFFICIALS, single, TRANSCRIPTS, INFORMANTS, CAREER)
    counted = coded_cases_count(cases, OFFICIALS, single, TRANSCRIPTS)
    assert counted.coding.tolist() == ["single coder"]
    assert cases.set_index("official_id").support["O2"]


def test_without_a_passage_there_is_no_case():
    assert coded_cases(OFFICIALS, CODINGS[:0], TRANSCRIPTS, INFORMANTS, CAREER).empty


CODER = st.sampled_from(["coder 1", "coder 2", "coder 3"])
GIVEN = st.lists(
    st.tuples(st.sampled_from([*STEPS, "NR6", "PC1", "PC4", "SA2"]), CODER), min_size=1, max_size=12
)


@settings(max_examples=8, deadline=None)
@given(GIVEN, st.integers(0, 11))
def test_another_coders_code_for_more_never_takes_away(given_, which):
    """What three coders of one interview agree on can only grow with a code more."""

    def case(pairs):
        codings = pd.DataFrame(
            {
                "coding_id": [f"K{i}" for i in range(len(pairs) + 3)],
                "transcript_id": "T1",
                "code_id": [code for code, _ in pairs] + ["CX1"] * 3,
                "coder": [coder for _, coder in pairs] + ["coder 1", "coder 2", "coder 3"],
                "official_id": "O1",
                "consent": pd.Series([None] * (len(pairs) + 3), dtype="str"),
            }
        )
        return coded_cases(OFFICIALS, codings, TRANSCRIPTS, INFORMANTS, CAREER).iloc[0]

    less, more = case(given_), case([*given_, ("CP2", given_[which % len(given_)][1])])
    assert more.contribution >= less.contribution
    by_coder = {}
    for code, coder in given_:
        by_coder[coder] = max(by_coder.get(coder, 0), STEPS.get(code, 0))
    steps = sorted([*by_coder.values(), 0, 0, 0], reverse=True)
    assert less.contribution == steps[1]  # the second of three


def test_steps_of_the_shipped_codebook(results):
    steps = results["contribution_steps"]
    assert dict(zip(steps.code_id, steps.step, strict=True)) == STEPS
    given_ = results["codes"].set_index("code_id").direction
    assert set(given_[steps.code_id]) == {"client->patron"}
    assert set(results["codes"].code_id[results["codes"].parent_id == "CP"]) == set(STEPS)


def test_a_codebook_without_a_step_has_no_steps(results):
    codes = results["codes"]
    with pytest.raises(Absent):
        contribution_steps(codes[codes.code_id != "CP4"])


def test_moves_are_in_order():
    assert MOVES == ("demotion", "lateral", "promotion")
