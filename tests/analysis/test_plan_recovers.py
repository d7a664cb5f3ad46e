"""What was put into made-up cases comes out of the plan, and what leads it astray is seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.methods.cases import MOVES, coded_cases
from analysis.methods.ordered import ordered_logit
from analysis.methods.planned_checks import plan_otherwise
from analysis.plan_truth import plan_truth
from analysis.simulate import (
    career_moves,
    informants,
    interview_codings,
    officials,
    simulation_parameters,
    transcripts,
)

# Many officials, everything told and everything coded.
ENDLESS = {"officials": 2000, "informants": 60, "mention": 1, "shift": 0}
FAULTLESS = ("miss_", "false_alarm_")


@pytest.fixture(scope="module")
def parameters():
    table = simulation_parameters()
    table = table[table.scenario != "real size"].copy()
    for name, value in ENDLESS.items():
        table.loc[table.parameter == name, "value"] = value
    table.loc[table.parameter.str.startswith(FAULTLESS), "value"] = 0.0
    return table


@pytest.fixture(scope="module")
def cases(parameters):
    made = (officials, interview_codings, transcripts, informants, career_moves)
    return coded_cases(*(each(parameters) for each in made))


@pytest.fixture(scope="module")
def truth(parameters):
    return plan_truth(parameters).set_index("id")


SCENARIOS = ("nothing-is-going-on", "exchange")


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("hypothesis", ["H1", "H2"])
def test_differences_are_recovered(cases, truth, scenario, hypothesis):
    found = plan_otherwise(cases).set_index("id").loc[f"{scenario}.{hypothesis}.all"]
    error = (found.ci_high - found.ci_low) / 2 / 1.96
    put_in = truth.difference[f"{scenario}.{hypothesis}"]
    assert found.difference == pytest.approx(put_in, abs=4 * error)
    assert error < 0.03


def test_odds_ratios_follow_from_what_was_put_in(cases, truth):
    assert truth.odds_ratio["exchange.H1"] == pytest.approx(0.55 / 0.45 / (0.22 / 0.78))
    assert truth.odds_ratio["exchange.H2"] == pytest.approx(0.3 / 0.7 / (0.1 / 0.9))
    told = cases[cases.scenario == "exchange"]
    for hypothesis, side, outcome in (
        ("H1", "support", "reward"),
        ("H2", "non_support", "reprisal"),
    ):
        (a, b), (c, d) = pd.crosstab(~told[side], ~told[outcome]).to_numpy()
        error = np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        put_in = np.log(truth.odds_ratio[f"exchange.{hypothesis}"])
        assert np.log(a * d / (b * c)) == pytest.approx(put_in, abs=4 * error)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_odds_of_a_higher_move_are_recovered(cases, truth, scenario):
    moved = cases[(cases.scenario == scenario.replace("-", " ")) & cases.move.notna()]
    steps = moved.move.map({name: step for step, name in enumerate(MOVES)}).to_numpy()
    fit = ordered_logit(np.asarray(moved.support, dtype=float)[:, np.newaxis], steps)
    put_in = np.log(truth.odds_ratio[f"{scenario}.H3"])
    assert fit.estimate[0] == pytest.approx(put_in, abs=4 * fit.se[0])


def test_nothing_is_put_in_where_nothing_is_going_on(truth):
    nothing = truth[truth.scenario == "nothing is going on"]
    assert nothing.difference.dropna().tolist() == [0.0, 0.0]
    assert nothing.odds_ratio.to_list() == pytest.approx([1.0, 1.0, 1.0])


def test_leaving_out_common_sources_finds_less_than_nothing(cases):
    """Officials left out have the outcome on one side only; taken apart, the sides do not."""
    found = plan_otherwise(cases).set_index("id")
    without, apart = (found.loc[f"nothing-is-going-on.H1.{each}"] for each in ("without", "apart"))
    assert without.ci_high < 0
    assert apart.ci_low < 0 < apart.ci_high


def test_protection_counted_as_a_reward_finds_what_is_not_there(cases):
    """Only who took part can be shielded, so it goes with support where nothing is going on."""
    found = plan_otherwise(cases).set_index("id")
    assert found.loc["nothing-is-going-on.H1.shielded", "ci_low"] > 0
    assert found.loc["nothing-is-going-on.H1.all", "ci_low"] < 0


TOLD_BY_TWO = 1 - 0.7**2


@pytest.mark.parametrize(
    ("sample", "inferred"), [("all", TOLD_BY_TWO), ("apart", 0.3)], ids=["any", "apart"]
)
def test_what_tellers_infer_is_found_as_if_it_were_exchanged(cases, sample, inferred):
    """Half support and 0.22 are rewarded; of the other rewarded a share is told to support."""
    moved = 0.5 * 0.22 * inferred
    difference = (0.11 + moved) / (0.5 + moved) - (0.11 - moved) / (0.5 - moved)
    found = plan_otherwise(cases).set_index("id").loc[f"tellers-infer.H1.{sample}"]
    error = (found.ci_high - found.ci_low) / 2 / 1.96
    assert found.difference == pytest.approx(difference, abs=4 * error)
    assert found.ci_low > 0


def test_what_is_inferred_from_a_reward_leaves_reprisals_alone(cases):
    found = plan_otherwise(cases).set_index("id").loc["tellers-infer.H2.all"]
    assert found.ci_low < 0 < found.ci_high
