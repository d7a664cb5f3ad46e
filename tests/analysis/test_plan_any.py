"""The plan on parts of tables as they would be collected: whole values, or a reason."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest

from analysis import cases_from_codes, plan
from analysis.methods import planned, told
from analysis.simulate import (
    career_moves,
    informants,
    interview_codings,
    officials,
    simulation_parameters,
    transcripts,
)
from study.kinds import Absent, Setting
from study.results import store

RESULTS = (
    *(cases_from_codes.coded_cases_count, cases_from_codes.coded_cases_told),
    *(plan.plan_separation, plan.plan_estimates, plan.plan_moves, plan.plan_cuts),
    *(plan.plan_dose, plan.plan_trend),
    *(plan.plan_otherwise, plan.plan_interaction),
)
SMALL = "disclosure.small_cell"
SHARES = (0.0, 0.02, 0.1, 0.5)  # of the rows that are kept; one at least


@pytest.fixture(scope="module")
def collected():
    """Tables without a scenario, as collected ones are."""
    parameters = simulation_parameters()
    found = []
    for make in (officials, interview_codings, transcripts, informants, career_moves):
        table = make(parameters)
        table = table[table.scenario == "exchange"].reset_index(drop=True)
        found.append(table.drop(columns=["scenario", "stands_for"], errors="ignore"))
    return found


def part(table, share, draw):
    size = max(1, round(share * len(table)))
    return table.iloc[np.sort(draw.choice(len(table), size, replace=False))].reset_index(drop=True)


def kept(value):
    """As a later step receives it."""
    return store.decode("Table", store.encode("made", "Table", value))


RULES = pd.DataFrame(
    {
        "rule_id": ["level", "refused_p", "margin", "shuffles", "seed", "events_per_cell"],
        "value": [0.05, 1, 0.1, 49, 5, 10],
    }
)


def computed(make, *tables, setting):
    """A result by what it asks for: the rules where it decides."""
    rules = [RULES] if "decision_rules" in inspect.signature(make).parameters else []
    return make(*tables, *rules, setting)


@pytest.mark.parametrize("share", SHARES)
def test_parts_of_collected_tables_give_whole_values(collected, share):
    draw = np.random.default_rng(7)
    told_of, codings, held, people, moved = collected
    tables = (part(told_of, max(share, 0.1), draw), part(codings, share, draw), held, people)
    for make in RESULTS:
        try:
            moves = part(moved, share, draw)
            found = kept(computed(make, *tables, moves, setting=Setting({})))
        except Absent:
            assert share < 0.1
            continue
        assert set(found.scenario) == {"collected"}
        if "refused" in found:
            numbers = [n for n in ("difference", "odds_ratio", "p") if n in found]
            refused = found[found.refused.notna() & found.refused.ne(planned.NO_ODDS)]
            assert refused[numbers].isna().all(axis=None)


def small(table):
    """Counts of a table that a gate would not let pass."""
    counts = table.select_dtypes("integer").drop(columns=["step", "needed"], errors="ignore")
    return int((counts.gt(0) & counts.lt(10)).fillna(False).sum().sum())


@pytest.mark.parametrize("make", RESULTS, ids=lambda make: make.__name__)
def test_no_small_count_of_real_persons_is_told(collected, make):
    found = kept(computed(make, *collected, setting=Setting({})))
    assert small(found) == 0
    every = kept(computed(make, *collected, setting=Setting({"disclosure.small_cell": 0})))
    assert len(every) == len(found)
    if "refused" in found:
        untold = found.refused == told.TOO_SMALL
        assert found.loc[untold, "rows"].isna().all()


def test_what_follows_from_two_counts_is_a_count():
    table = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "scenario": ["collected", "collected", "made up"],
            "exposed": [30, 30, 30],
            "exposed_events": [25, 15, 25],
            "difference": [0.1, 0.2, 0.3],
            "refused": pd.Series([None] * 3, dtype="str"),
        }
    )
    found = told.safe(table, 10)
    assert found.refused.fillna("").tolist() == [told.TOO_SMALL, "", ""]
    assert found.difference.isna().tolist() == [True, False, False]
    assert found.exposed.isna().tolist() == [True, False, False]
    assert told.safe(table, 5).equals(table)


def test_how_many_primary_models_are_withheld_is_told(collected):
    """As many of made-up officials would be as are of the same officials if they are real."""
    real = kept(plan.plan_estimates(*collected, RULES, Setting({})))
    found = plan.plan_withheld(real, Setting({}))
    assert found.scenario.tolist() == ["collected"]
    assert found.models.tolist() == [3]
    assert found.withheld.tolist() == [real.refused.eq(told.TOO_SMALL).sum()]
    every = kept(plan.plan_estimates(*collected, RULES, Setting({"disclosure.small_cell": 0})))
    made = plan.plan_withheld(every.assign(scenario="made up"), Setting({}))
    assert made.withheld.tolist() == found.withheld.tolist()
    few = plan.plan_withheld(every.assign(scenario="made up"), Setting({SMALL: 0}))
    assert few.withheld.tolist() == [0]


def test_a_plan_without_one_of_its_rules_gives_no_number(collected):
    for make in (plan.plan_estimates, plan.plan_trend, plan.plan_interaction):
        with pytest.raises(Absent, match="the decision rules lack margin"):
            make(*collected, RULES[RULES.rule_id != "margin"], Setting({}))
