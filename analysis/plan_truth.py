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
    difference (of the shares; H1, H2), odds_ratio (of a higher move; H3).
    """
    lines = []
    for scenario, rows in simulation_parameters.groupby("scenario", sort=False):
        put_in = rows.set_index("parameter").value
        further = 2 * put_in["further_kind"] * put_in["reward_per_kind"]
        for hypothesis, difference, log_odds in (
            ("H1", put_in["reward_effect"] + further, np.nan),
            ("H2", put_in["reprisal_effect"], np.nan),
            ("H3", np.nan, put_in["move_effect"]),
        ):
            lines.append(
                {
                    "id": f"{scenario}.{hypothesis}".replace(" ", "-"),
                    "scenario": scenario,
                    "hypothesis": hypothesis,
                    "difference": difference,
                    "odds_ratio": np.exp(log_odds),
                }
            )
    return pd.DataFrame(lines)
