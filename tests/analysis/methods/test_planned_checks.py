"""What stands beside the primary models: dose, common source, the interaction that is refused."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.methods.comparison import REFUSED, SAME_OUTCOME
from analysis.methods.exact import clopper_pearson
from analysis.methods.planned_checks import (
    TOO_FEW,
    plan_dose,
    plan_interaction,
    plan_otherwise,
    plan_trend,
)
from analysis.methods.rules import Rules

EVENTS_PER_CELL = 10
RULES = Rules(0.05, 1, 0.1, shuffles=999, seed=5, events_per_cell=EVENTS_PER_CELL)


def cases(steps, rewarded):
    """Officials of one agency with a step of contribution and a reward or none."""
    support = np.array(steps) > 0
    reward = np.array(rewarded, dtype=bool)
    return pd.DataFrame(
        {
            "official_id": [f"O{i}" for i in range(len(steps))],
            "scenario": "made",
            "agency_id": "G1",
            "echelon": np.where(np.arange(len(steps)) % 2, "II", "staff"),
            "contribution": steps,
            "support": support,
            "non_support": ~support,
            "reward": reward,
            "reprisal": ~reward,
            "protected": False,
            "reward_shared": support & reward,
            "reprisal_shared": False,
            "first_support": pd.array(support, dtype="boolean"),
            "first_non_support": pd.array(~support, dtype="boolean"),
            "others_reward": pd.array(reward, dtype="boolean"),
            "others_reprisal": pd.array(~reward, dtype="boolean"),
            "rows": [f"officials:O{i}" for i in range(len(steps))],
        }
    )


EIGHT = cases([0, 0, 0, 0, 1, 1, 3, 3], [0, 0, 0, 1, 0, 1, 1, 1])


def by(table):
    return table.set_index(table.columns[0])


def test_shares_by_step():
    found = by(plan_dose(EIGHT))
    assert found.cases.tolist() == [4, 2, 0, 2]
    assert found.rewarded.tolist() == [1, 1, 0, 2]
    assert found.rewarded_share.dropna().tolist() == [0.25, 0.5, 1.0]
    row = found.loc["made.0"]
    assert (row.ci_low, row.ci_high) == clopper_pearson(1, 4)
    assert found.loc["made.2", ["rewarded_share", "ci_low", "ci_high"]].isna().all()


def test_a_trend_rises_with_the_steps():
    found = plan_trend(EIGHT, RULES).iloc[0]
    assert found.odds_ratio > 1
    assert found.odds_low < 1 < found.odds_high
    # All ways to give four of eight a reward: sums as far from their mean as the one seen.
    sums = np.array([sum(each) for each in combinations(EIGHT.contribution, 4)])
    exact = (np.abs(sums - sums.mean()) >= abs(7 - sums.mean())).mean()
    assert found.p == pytest.approx(exact, abs=4 * found.p_mcse)
    same = plan_trend(EIGHT.assign(reward=True), RULES).iloc[0]
    assert same.refused == REFUSED[SAME_OUTCOME]
    assert pd.isna(same.p)


def test_common_sources_are_left_out_or_taken_apart():
    lonely = EIGHT.copy()
    lonely.loc[7, ["first_support", "first_non_support", "others_reward", "others_reprisal"]] = (
        pd.NA
    )
    found = by(plan_otherwise(lonely))
    counts = ["cases", "exposed", "exposed_events", "all_others", "other_events"]
    assert found.loc["made.H1.all", counts].tolist() == [8, 4, 3, 4, 1]
    assert found.loc["made.H1.without", counts].tolist() == [5, 1, 0, 4, 1]
    assert found.loc["made.H1.apart", counts].tolist() == [7, 3, 2, 4, 1]
    assert found.loc["made.H1.all", "difference"] == 0.5
    assert found.loc["made.H1.without", "difference"] == -0.25
    assert found.loc["made.H2.without", counts].tolist() == [8, 4, 3, 4, 1]


def test_a_sample_without_the_outcome_is_refused():
    none = by(plan_otherwise(EIGHT[:3]))
    assert none.loc["made.H1.all", "refused"] == REFUSED[SAME_OUTCOME]
    assert none.loc["made.H1.all", ["difference", "ci_low", "ci_high"]].isna().all()


def crossed(cell):
    """As many officials in each of the eight cells of support, echelon and reward."""
    grid = [(s, h, o) for s in (0, 1) for h in (0, 1) for o in (0, 1) for _ in range(cell)]
    steps, high, reward = (list(each) for each in zip(*grid, strict=True))
    return cases(steps, reward).assign(echelon=["III" if h else "IV" for h in high])


def test_the_interaction_is_refused_below_the_number_of_events():
    found = plan_interaction(crossed(EVENTS_PER_CELL - 1), RULES)
    assert found.smallest_cell.tolist() == [EVENTS_PER_CELL - 1] * 2
    assert found.refused.tolist() == [TOO_FEW] * 2
    assert found[["odds_ratio", "odds_low", "odds_high"]].isna().all(axis=None)


def test_the_interaction_is_estimated_from_that_number_on():
    found = plan_interaction(crossed(EVENTS_PER_CELL), RULES)
    assert found.refused.isna().all()
    assert found.odds_ratio.to_list() == pytest.approx([1.0, 1.0], abs=1e-6)
    one_less = crossed(EVENTS_PER_CELL)[1:]
    assert plan_interaction(one_less, RULES).refused.tolist() == [TOO_FEW] * 2


def test_protection_is_counted_as_a_reward_beside_the_primary_count_alone():
    shielded = EIGHT.assign(protected=[False] * 4 + [True] + [False] * 3)
    found = by(plan_otherwise(shielded))
    assert found.loc["made.H1.all", "exposed_events"] == 3
    assert found.loc["made.H1.shielded", "exposed_events"] == 4
    assert found.loc["made.H1.shielded", "other_events"] == 1
    assert not found.index.str.contains("H2.shielded").any()
