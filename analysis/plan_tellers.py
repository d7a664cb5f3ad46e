"""How often the plan's test takes for an exchange what informants conclude: nothing was observed.

It rests on the parameters and the decision rules alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from study.kinds import Absent, Table

from .methods.agencies import SLACK, standard_error
from .methods.drawn_studies import Found, studies
from .methods.planned import BINARY
from .methods.rules import Rules

SCENARIOS = ("nothing is going on", "tellers infer", "exchange")
REAL_SIZE = "real size"
SMALLER = ("officials", "agencies", "informants", "tellers", "coders")
ALL, APART = "all officials", "the two sides from different informants"
BLOCK = 250  # studies at once
HYPOTHESES = len(BINARY) + 1  # and that of moves


def plan_tellers(simulation_parameters: Table, decision_rules: Table) -> Table:
    """The test of H1 in many drawn studies: nothing is going on, tellers infer, or an exchange.

    Each at the size of its scenario, and with the officials, agencies, informants and coders of
    the real size. Where tellers infer, the officials are those drawn where nothing is going on;
    only what is told of them differs. Returns one row a size, scenario and
    sample: id (``150.nothing-is-going-on.all``), officials, scenario, sample (all officials;
    the two sides from different informants), studies, mean_cases, mean_difference (of the
    shares rewarded), rejects (share of studies with p at most the level, of all rearrangements
    within agencies), rejects_mcse, speaks_for (share in which the difference points the way of
    H1 and p passes Holm's procedure whatever the other hypotheses come to) and
    speaks_for_mcse. All drawn. Raises Absent if a scenario or rule is lacking.
    """
    values = {
        str(scenario): dict(zip(rows.parameter, rows.value, strict=True))
        for scenario, rows in simulation_parameters.groupby("scenario", sort=False)
    }
    if not {*SCENARIOS, REAL_SIZE} <= set(values):
        raise Absent("the parameters lack a scenario")
    try:
        level = Rules.of(decision_rules).level
    except KeyError as lacking:
        raise Absent(f"the decision rules lack {lacking.args[0]}") from None
    small = {name: values[REAL_SIZE][name] for name in SMALLER}
    lines = []
    for number, changed in enumerate(({}, small)):
        for scenario in SCENARIOS:
            setting = values[scenario] | changed
            for sample, short, done in _drawn(setting, number):
                size = int(setting["officials"])
                name = f"{size}.{scenario}.{short}".replace(" ", "-")
                line = {"id": name, "officials": size, "scenario": scenario, "sample": sample}
                lines.append(line | _shares(done, level))
    return pd.DataFrame(lines)


def _drawn(values: dict[str, float], number: int) -> list[tuple[str, str, list[Found]]]:
    """The studies of one kind, in blocks, with all officials and with the sides apart."""
    draws = int(values["studies"])
    sizes = [min(BLOCK, draws - start) for start in range(0, draws, BLOCK)]
    seeds = np.random.SeedSequence([int(values["seed"]), number]).spawn(len(sizes))
    pairs = [studies(values, size, seed) for size, seed in zip(sizes, seeds, strict=True)]
    return [
        (ALL, "all", [every for every, _ in pairs]),
        (APART, "apart", [apart for _, apart in pairs]),
    ]


def _shares(done: list[Found], level: float) -> dict[str, Any]:
    p = np.concatenate([each.p for each in done])
    excess = np.concatenate([each.excess for each in done])
    cases = np.concatenate([each.cases for each in done])
    difference = np.concatenate([each.difference for each in done])
    rejects = float((p <= level + SLACK).mean())
    speaks = float(((HYPOTHESES * p <= level + SLACK) & (excess > 0)).mean())
    return {
        "studies": len(p),
        "mean_cases": float(cases.mean()),
        "mean_difference": float(np.nanmean(difference)),
        "rejects": rejects,
        "rejects_mcse": standard_error(rejects, len(p)),
        "speaks_for": speaks,
        "speaks_for_mcse": standard_error(speaks, len(p)),
    }
