"""The plan on parts of tables as they would be collected: whole values, or a reason."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.cases_from_codes import coded_cases, coded_cases_count, coded_cases_told
from analysis.plan import plan_cuts, plan_estimates, plan_moves, plan_separation
from analysis.plan_checks import plan_common_source, plan_dose, plan_interaction, plan_trend
from analysis.simulate import (
    career_moves,
    informants,
    interview_codings,
    officials,
    simulation_parameters,
    transcripts,
)
from study.kinds import Absent
from study.results import store

OF_CASES = (
    *(coded_cases_told, plan_separation, plan_estimates, plan_moves, plan_cuts),
    *(plan_dose, plan_trend, plan_common_source, plan_interaction),
)
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


@pytest.mark.parametrize("share", SHARES)
def test_parts_of_collected_tables_give_whole_values(collected, share, monkeypatch):
    for module in ("plan", "plan_checks"):
        monkeypatch.setattr(f"analysis.{module}.DRAWS", 49)
    draw = np.random.default_rng(7)
    told_of, codings, held, people, moved = collected
    tables = (part(told_of, max(share, 0.1), draw), part(codings, share, draw), held, people)
    try:
        cases = kept(coded_cases(*tables, part(moved, share, draw)))
    except Absent:
        assert share < 0.1
        return
    assert cases["rows"].str.startswith("officials:").all()
    assert len(kept(coded_cases_count(cases, tables[0], tables[1], held))) == 1
    for make in OF_CASES:
        found = kept(make(cases))
        assert set(found.scenario) == {"collected"}
        if "refused" in found:
            numbers = [n for n in ("difference", "odds_ratio", "p") if n in found]
            assert found.loc[found.refused.notna(), numbers].isna().all(axis=None)
