"""What was put into made-up cases, beside which the estimates of the plan are read.

It rests on the parameters alone, so that it can never meet a collected case.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from study.kinds import Table


def plan_truth(simulation_parameters: Table) -> Table:
    """What each primary model would find in endless made-up cases coded without error.

    A supporter gives one kind of thing and up to two more, each with the probability
    further_kind; so the mean of what further kinds add is twice that.
    Returns one row a scenario and hypothesis: id (``scenario.H1``), scenario, hypothesis,
    difference (of the shares; H1, H2), odds_ratio (of the outcome, over all supporters; for H3
    of a higher move).
    """
    lines = []
    for scenario, rows in simulation_parameters.groupby("scenario", sort=False):
        put_in = rows.set_index("parameter").value
        further = 2 * put_in["further_kind"] * put_in["reward_per_kind"]
        reward, reprisal = put_in["reward_effect"] + further, put_in["reprisal_effect"]
        for hypothesis, difference, odds_ratio in (
            ("H1", reward, _odds_ratio(put_in["reward_base"], reward)),
            ("H2", reprisal, _odds_ratio(put_in["reprisal_base"], reprisal)),
            ("H3", np.nan, np.exp(put_in["move_effect"])),
        ):
            lines.append(
                {
                    "id": f"{scenario}.{hypothesis}".replace(" ", "-"),
                    "scenario": scenario,
                    "hypothesis": hypothesis,
                    "difference": difference,
                    "odds_ratio": odds_ratio,
                }
            )
    return pd.DataFrame(lines)


def _odds_ratio(base: float, difference: float) -> float:
    """Of two shares: the base and what lies so much above it."""
    above = base + difference
    return float(above / (1 - above) / (base / (1 - base)))
