"""Invented worlds: what was put in comes out, and nothing of a real place is in them."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from analysis import simulate
from analysis.material import interview_material
from analysis.methods.acts import ABOUT, CONTRIBUTIONS, REWARDS
from analysis.recovery import simulation_recovered, simulation_settings
from analysis.simulate import CONTEXT, INFERRED, NOTHING, simulation_parameters
from study.contract import descriptor
from study.kinds import Setting
from study.place import find

STAND_INS = ("informants", "transcripts", "officials", "interview_codings", "career_moves")
EXTRA = {"scenario", "stands_for"}
UNSEEN = 1e-3
"""The probability that one of all parameters lies beyond the bound by chance."""


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """The stand-ins as the parameters of the book give them."""
    parameters = simulation_parameters()
    functions = {name: vars(simulate)[name] for name in STAND_INS}
    return {name: function(parameters) for name, function in functions.items()}


def put(**values: float) -> pd.DataFrame:
    """The parameters with other values in every scenario."""
    table = simulation_parameters()
    for name, value in values.items():
        assert name in set(table.parameter)
        table.loc[table.parameter == name, "value"] = value
    return table


@pytest.fixture(scope="module")
def recovered() -> pd.DataFrame:
    """What came out of worlds so large that chance moves little."""
    large = put(officials=2000, agencies=100, informants=80, agency_sd=0.2, seed=11)
    truth = simulate.simulation_truth(large)
    return simulation_recovered(large, truth, simulate.simulation_trials(large))


def test_what_was_put_in_comes_out(recovered: pd.DataFrame) -> None:
    bound = norm.isf(UNSEEN / 2 / len(recovered))
    assert recovered.errors_away.abs().max() < bound
    assert recovered.errors_away.std() == pytest.approx(1, abs=0.3)
    needed = "support_share further_kind reward_base reward_effect reward_per_kind reprisal_base "
    needed += "reprisal_effect move_effect mention miss_1 miss_2 false_alarm_1 false_alarm_2 "
    needed += "inferred_support"
    assert set(needed.split()) <= set(recovered.parameter)


@pytest.mark.parametrize(
    ("name", "lowest"),
    [("reward_effect", 10), ("reprisal_effect", 10), ("move_effect", 5), ("reward_per_kind", 1)],
)
def test_an_effect_is_seen_where_it_was_put_in(
    recovered: pd.DataFrame, name: str, lowest: float
) -> None:
    rows = recovered[recovered.parameter == name].set_index("scenario")
    size = rows.came_out / rows.error
    assert abs(size[NOTHING]) < 4
    assert size["exchange"] > lowest


def test_they_have_the_columns_of_the_tables_they_stand_in_for(tables) -> None:
    described = descriptor.load(find()).tables
    for name, table in tables.items():
        fields = described[name].fields
        wanted = {each for each, field in fields.items() if field.role != "note"}
        assert set(table.columns) - EXTRA == wanted, name
        assert table.columns[0] == described[name].key[0]
        assert table.iloc[:, 0].is_unique
        for field in wanted & set(table.columns):
            allowed = fields[field].constraints.enum
            held = set(table[field].dropna())
            assert not allowed or held <= set(allowed), (name, field)
            if fields[field].constraints.required:
                assert table[field].notna().all(), (name, field)


def test_they_point_to_each_other_within_one_scenario(tables) -> None:
    for name, column, target in (
        ("transcripts", "informant_id", "informants"),
        ("interview_codings", "transcript_id", "transcripts"),
        ("interview_codings", "official_id", "officials"),
        ("career_moves", "official_id", "officials"),
    ):
        home = tables[target].set_index(column).scenario
        rows = tables[name].dropna(subset=[column])
        assert (rows[column].map(home) == rows.scenario).all(), name


def test_codes_are_those_of_the_codebook(tables) -> None:
    described = descriptor.load(find()).tables["codes"]
    text = (find().data / described.path).read_text(encoding="utf-8")
    known = {line.partition(",")[0] for line in text.splitlines()[1:]}
    assert {*ABOUT, *CONTEXT} <= known
    assert set(tables["interview_codings"].code_id) <= {*ABOUT, *CONTEXT}


def test_passages_lie_apart_in_their_text_and_nobody_speaks(tables) -> None:
    codings, held = tables["interview_codings"], tables["transcripts"].set_index("transcript_id")
    length = codings.transcript_id.map(held.words) * simulate.CHARACTERS
    assert (codings.start >= 0).all()
    assert (codings.start < codings.end).all()
    assert (codings.end <= length).all()
    one = codings[codings.coder == "coder 1"].sort_values(["transcript_id", "start"])
    after = one.groupby("transcript_id").start.shift(-1)
    assert (one.end <= after.fillna(np.inf)).all()
    said = r"\(simulated passage: stands for code [A-Z]{2}\d(, official [NTXR]-O\d{3})?\)"
    assert codings.stands_for.str.fullmatch(said).all()
    assert held[["file", "language"]].isna().all(axis=None)


def test_scenarios_stand_in_order_and_the_real_size_has_a_single_coder(tables) -> None:
    for table in tables.values():
        assert list(dict.fromkeys(table.scenario)) == list(simulate.MARKS)
    coders = tables["interview_codings"].groupby("scenario").coder.unique()
    assert list(coders["real size"]) == ["coder 1"]
    assert len(coders["exchange"]) == 2
    material = interview_material(*tables.values(), Setting()).set_index("scenario")
    assert material.informants["real size"] == material.interviews["real size"] == 12
    assert material.index[0] == NOTHING


def test_tables_that_were_collected_are_one_scenario(tables) -> None:
    real = {n: t[t.scenario == "real size"].drop(columns="scenario") for n, t in tables.items()}
    counted = interview_material(*real.values(), Setting())
    assert counted.scenario.tolist() == ["collected"]
    assert counted.officials.tolist() == [40]
    refused = real["informants"].assign(consent=["none", *real["informants"].consent[1:]])
    left = interview_material(**{**real, "informants": refused}, setting=Setting())
    assert left.informants.tolist() == left.interviews.tolist() == [11]
    assert left.codings[0] < counted.codings[0]
    few = real["interview_codings"].assign(official_id="O001")
    assert (
        interview_material(**{**real, "interview_codings": few}, setting=Setting())
        .codings.isna()
        .all()
    )


def test_another_coder_changes_no_official() -> None:
    before, after = simulation_parameters(), put(miss_1=0.5)
    assert simulate.officials(before).equals(simulate.officials(after))
    assert simulate.career_moves(before).equals(simulate.career_moves(after))
    assert not simulate.interview_codings(before).equals(simulate.interview_codings(after))
    other = simulate.officials(put(seed=2))
    assert not simulate.officials(before).equals(other)


def test_where_tellers_infer_the_truth_is_that_of_nothing_going_on() -> None:
    truth = simulate.simulation_truth(simulation_parameters())
    here, there = (
        truth[truth.scenario == scenario]
        .drop(columns="scenario")
        .assign(
            official_id=lambda t: t.official_id.str[1:], agency_id=lambda t: t.agency_id.str[1:]
        )
        .reset_index(drop=True)
        for scenario in (NOTHING, INFERRED)
    )
    assert here.equals(there)


def test_what_tellers_infer_is_support_and_comes_with_a_reward_told() -> None:
    sure = put(miss_1=0, miss_2=0, false_alarm_1=0, false_alarm_2=0)
    codings = simulate.interview_codings(sure)
    codings = codings[(codings.coder == "coder 1") & codings.official_id.notna()]
    told = {
        scenario: {
            (row.transcript_id[1:], row.official_id[1:], row.code_id)
            for row in codings[codings.scenario == scenario].itertuples()
        }
        for scenario in (NOTHING, INFERRED)
    }
    assert told[NOTHING] < told[INFERRED]
    for text, official, code in told[INFERRED] - told[NOTHING]:
        assert code in CONTRIBUTIONS
        said = {c for t, o, c in told[NOTHING] if (t, o) == (text, official)}
        assert said & set(REWARDS)
        assert not said & set(CONTRIBUTIONS)


def test_without_error_coders_give_what_was_said() -> None:
    sure = put(miss_1=0, miss_2=0, false_alarm_1=0, false_alarm_2=0)
    codings = simulate.interview_codings(sure)
    both = codings[codings.scenario == "exchange"]
    keys = ["transcript_id", "official_id", "code_id"]
    one, other = (both[both.coder == f"coder {n}"][keys].reset_index(drop=True) for n in (1, 2))
    assert one.equals(other)


def test_the_order_of_interviews_is_what_codes_are_heard_by() -> None:
    heard = simulate.simulation_codes_heard(simulation_parameters())
    for _, rows in heard.groupby("scenario"):
        assert rows.heard.is_monotonic_increasing
        assert rows.expected_codes.is_monotonic_increasing
        assert rows.expected_codes.max() < len(CONTEXT)
    first = heard.set_index("entry").expected_codes["exchange: 1"]
    assert first == pytest.approx(0.6 * (1 - 0.75**12) / 0.25)


def test_parameters_stand_side_by_side() -> None:
    wide = simulation_settings(simulation_parameters()).set_index("parameter")
    assert wide.loc["reward_effect", ["nothing", "exchange"]].tolist() == [0, 0.3]
    assert wide.real_size.isna().sum() == 3
    assert wide.loc["inferred_support", "nothing":"real_size"].tolist() == [0, 0.3, 0, 0]


def test_nothing_of_a_real_place_or_date_is_in_them(tables) -> None:
    text = " ".join(t.to_csv() for t in (*tables.values(), simulation_parameters()))
    districts = (find().data / "votes" / "districts.csv").read_text(encoding="utf-8")
    names = [line.split(",")[2] for line in districts.splitlines()[1:]]
    assert len(names) > 10
    found = re.findall("|".join([*map(re.escape, names), "Purbalingga", "20[12][0-9]-"]), text)
    assert found == []
