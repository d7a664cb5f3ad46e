"""The test of H1 keeps its level where tellers are honest, and does not where they infer."""

from __future__ import annotations

import pytest

from analysis.plan_tellers import plan_tellers
from analysis.simulate import simulation_parameters
from study.kinds import Absent
from tests.tables import table

RULES = table(
    "rule_id value",
    *("level 0.05", "refused_p 1", "margin 0.1", "shuffles 9", "seed 5", "events_per_cell 10"),
)


@pytest.fixture(scope="module")
def drawn():
    parameters = simulation_parameters()
    parameters.loc[parameters.parameter == "studies", "value"] = 300
    return plan_tellers(parameters, RULES).set_index("id")


def test_a_row_for_each_size_scenario_and_sample(drawn):
    assert len(drawn) == 2 * 3 * 2
    assert drawn.studies.unique().tolist() == [300]
    assert drawn.officials.unique().tolist() == [150, 40]
    assert (drawn.mean_cases <= drawn.officials).all()
    assert (drawn.speaks_for <= drawn.rejects).all()


@pytest.mark.parametrize("size", [150, 40])
@pytest.mark.parametrize("sample", ["all", "apart"])
def test_the_level_is_kept_where_nothing_is_going_on(drawn, size, sample):
    row = drawn.loc[f"{size}.nothing-is-going-on.{sample}"]
    assert row.rejects < 0.05 + 4 * row.rejects_mcse


def test_what_tellers_infer_is_taken_for_an_exchange_and_less_so_apart(drawn):
    honest, every, apart = (
        drawn.loc[f"150.{each}"]
        for each in ("nothing-is-going-on.all", "tellers-infer.all", "tellers-infer.apart")
    )
    assert every.rejects > honest.rejects + 4 * every.rejects_mcse
    assert 0 < apart.mean_difference < every.mean_difference
    assert apart.rejects < every.rejects


def test_a_scenario_or_a_rule_that_is_lacking_is_said():
    parameters = simulation_parameters()
    with pytest.raises(Absent, match="lack a scenario"):
        plan_tellers(parameters[parameters.scenario != "tellers infer"], RULES)
    with pytest.raises(Absent, match="lack level"):
        plan_tellers(parameters, RULES[RULES.rule_id != "level"])
