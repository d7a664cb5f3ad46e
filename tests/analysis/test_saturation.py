"""Saturation and agreement of made interviews."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.interview_agreement import interview_agreement
from analysis.saturation import saturation_orders, saturation_runs
from study.kinds import Absent, Setting
from tests.tables import table

SMALL = "disclosure.small_cell"
CODES = table("code_id codable", "CP false", "CP1 true", "CP2 true", "CX1 true")
NAMES = [f"T{at:02}" for at in range(1, 9)]
INFORMANTS = pd.DataFrame(
    {"informant_id": [f"I{name}" for name in NAMES], "consent": ["paraphrase"] * 7 + ["none"]}
)
TRANSCRIPTS = pd.DataFrame(
    {
        "transcript_id": NAMES,
        "informant_id": INFORMANTS.informant_id,
        "sequence": pd.array(range(8, 0, -1), dtype="Int64"),
    }
)


def codings(given, coder="coder 1", start=0):
    """One coding of ten characters for each code of each interview."""
    rows = [
        (talk, start + 20 * at, start + 20 * at + 10, code, coder, None)
        for talk, codes in given.items()
        for at, code in enumerate(codes)
    ]
    names = ["transcript_id", "start", "end", "code_id", "coder", "consent"]
    return pd.DataFrame(rows, columns=names).astype({"consent": "str"})


GIVEN = {name: ["CP1"] for name in NAMES} | {"T02": ["CP1", "CP2"], "T08": ["CX1"]}


def test_the_order_held_is_that_of_the_sequence_and_no_consent_no_use():
    """T08 came first but allows nothing; of seven left the sixth, T02, brings CP2."""
    found = saturation_runs(INFORMANTS, TRANSCRIPTS, codings(GIVEN)).set_index("entry")
    assert found.new_codes["collected.2.4"] == 1
    assert found.new_codes["collected.2.5"] == 1
    assert set(found.base_codes) == {1}
    row = saturation_orders(INFORMANTS, TRANSCRIPTS, codings(GIVEN)).set_index("entry")
    row = row.loc["collected.2.5"]
    assert (row.interviews, row.codes, row.orders) == (7, 2, 2000)
    assert row[["as_held", "lacking"]].isna().all()  # the order is known: not reached in it
    assert row.orders_median == 4
    assert 0.5 < row.reached_share < 1


def test_without_a_sequence_only_the_orders_are_told():
    unknown = TRANSCRIPTS.assign(sequence=pd.array([pd.NA] * 8, dtype="Int64"))
    found = saturation_orders(INFORMANTS, unknown, codings(GIVEN))
    assert found.as_held.isna().all()
    assert set(found.lacking) == {"order not known"}
    with pytest.raises(Absent, match="lacks its place in the order"):
        saturation_runs(INFORMANTS, unknown, codings(GIVEN))


def test_too_few_interviews_are_refused_in_words():
    few = codings({name: ["CP1"] for name in NAMES[:5]})
    for function in (saturation_runs, saturation_orders):
        with pytest.raises(Absent, match="a base of 4 and a run of 2"):
            function(INFORMANTS, TRANSCRIPTS, few)
        with pytest.raises(Absent):
            function(INFORMANTS[:0], TRANSCRIPTS[:0], few[:0])


def test_scenarios_are_told_apart():
    two = [t.assign(scenario=name) for name in ("null", "exchange") for t in (codings(GIVEN),)]
    people, talks = (
        pd.concat([t.assign(scenario=name, **{}) for name in ("null", "exchange")])
        for t in (INFORMANTS, TRANSCRIPTS)
    )
    found = saturation_orders(people, talks, pd.concat(two))
    assert list(dict.fromkeys(found.scenario)) == ["null", "exchange"]


def agreement(given, fewest=0):
    return interview_agreement(given, TRANSCRIPTS, CODES, Setting({SMALL: fewest}))


def test_one_coder_is_said_in_words():
    with pytest.raises(Absent, match=r"a single coder.*`study coding sheet --interviews`"):
        agreement(codings(GIVEN))
    with pytest.raises(Absent, match="no interview"):
        agreement(codings({}))
    made = interview_agreement(
        codings(GIVEN).assign(scenario="made"),
        TRANSCRIPTS.assign(scenario="made"),
        CODES,
        Setting(),
    )
    assert made["pair"].tolist() == ["single coder"]
    assert made.lacking[0].startswith("single coder")


def test_two_coders_are_compared_over_stretches_that_either_marked():
    """Passages moved by five characters still share a stretch; CP2 is the second's alone."""
    first = codings({"T01": ["CP1"], "T02": ["CP1"], "T03": ["CX1"]})
    second = codings({"T01": ["CP1"], "T02": ["CP1", "CP2"]}, "coder 2", start=5)
    found = agreement(pd.concat([first, second])).set_index("entry")
    entry = "collected.coder_1.coder_2."
    assert set(found.stretches) == {3}
    assert set(found.interviews) == {2}
    assert found.agreement[f"{entry}the_set_of_codes.percent"] == pytest.approx(2 / 3)
    assert found.agreement[f"{entry}passages.passage_f1_exact"] == 0
    assert found.agreement[f"{entry}passages.passage_f1_touching"] == pytest.approx(0.8)
    assert found.agreement[f"{entry}passages.character_jaccard"] == pytest.approx(10 / 40)
    few = agreement(pd.concat([first, second]), fewest=3)
    assert few[["stretches", "interviews"]].isna().all(axis=None)
    assert few.agreement.equals(found.agreement.reset_index(drop=True))


def test_coders_of_different_interviews_are_not_compared():
    apart = pd.concat([codings({"T01": ["CP1"]}), codings({"T02": ["CP1"]}, "coder 2")])
    found = agreement(apart)
    assert found.lacking.tolist() == ["no interview was coded by both"]
