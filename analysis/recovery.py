"""Whether what was put into the invented worlds can be read off them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from study.kinds import Table

PROMOTION = "promotion"


def simulation_settings(simulation_parameters: Table) -> Table:
    """The parameters of the invented worlds side by side.

    Columns ``parameter``, ``unit``, ``nothing``, ``tellers_infer``, ``exchange``, ``real_size`` (a
    value for each scenario; empty where there is none), ``why``.
    """
    wide = simulation_parameters.pivot(index="parameter", columns="scenario", values="value")
    first = simulation_parameters.drop_duplicates("parameter").set_index("parameter")
    wide = wide.reindex(first.index)
    table = pd.DataFrame(
        {
            "parameter": first.index,
            "unit": first.unit.to_numpy(),
            "nothing": wide["nothing is going on"].to_numpy(),
            "tellers_infer": wide["tellers infer"].to_numpy(),
            "exchange": wide["exchange"].to_numpy(),
            "real_size": wide["real size"].to_numpy(),
            "why": first.why.to_numpy(),
        }
    )
    return table.reset_index(drop=True)


def simulation_recovered(
    simulation_parameters: Table, simulation_truth: Table, simulation_trials: Table
) -> Table:
    """What was put into each invented world, and what came out of it.

    One row a scenario and parameter that can be read off: ``entry``, ``scenario``,
    ``parameter``, ``put_in``, ``came_out``, ``trials`` (how often chance spoke: officials,
    moves, codings ...), ``error`` (Monte Carlo standard error) and ``errors_away``, the
    difference in such errors. A share has the binomial error at the value put in. Support has
    the error of the mean of its agencies. What support adds to a reward, and a further kind of
    contribution, are least squares coefficients, whose errors allow for unequal variances
    (HC0); what it adds to the log odds of a promotion is a logarithm of an odds ratio, with the
    square root of the sum of reciprocals as its error (Woolf 1955).
    """
    put_in = dict(zip(simulation_parameters.entry, simulation_parameters.value, strict=True))
    rows: list[tuple[str, str, str, float, int, float]] = []
    for row in simulation_trials[simulation_trials.trials > 0].to_dict(orient="records"):
        trials, error = row["trials"], _binomial(put_in[row["entry"]], row["trials"])
        named = (row["entry"], row["scenario"], row["parameter"])
        rows.append((*named, row["hits"] / trials, trials, error))
    for scenario, officials in simulation_truth.groupby("scenario", sort=False):
        for name, came_out, trials, error in _read_off(officials):
            rows.append((f"{scenario}: {name}", str(scenario), name, came_out, trials, error))
    columns = ["entry", "scenario", "parameter", "came_out", "trials", "error"]
    table = pd.DataFrame(rows, columns=columns)
    table = table[table.entry.isin(list(put_in))]
    table.insert(3, "put_in", table.entry.map(put_in))
    # Where a parameter is zero nothing can happen by chance: no error, and none to be away by.
    away = (table.came_out - table.put_in) / table.error.where(table.error > 0)
    table["errors_away"] = away.where(table.error.gt(0), 0.0 * table.error)
    order = {entry: place for place, entry in enumerate(put_in)}
    return table.sort_values("entry", key=lambda e: e.map(order)).reset_index(drop=True)


def _binomial(share: float, trials: int) -> float:
    return float(np.sqrt(share * (1 - share) / trials))


def _read_off(officials: Table) -> Iterator[tuple[str, float, int, float]]:
    """Name, estimate, trials and standard error of what is no plain share."""
    support = officials.support.astype(float)
    agencies = support.groupby(officials.agency_id).mean()
    yield "support_share", support.mean(), len(support), agencies.std() / np.sqrt(len(agencies))
    supporters = officials[officials.support]
    further = (supporters.kinds - 1).to_numpy()
    trials = 2 * len(further)
    share = further.sum() / trials
    yield "further_kind", share, trials, _binomial(share, trials)
    design = np.column_stack(
        [np.ones(len(officials)), support, (officials.kinds - 1).clip(lower=0)]
    )
    estimates, errors = _least_squares(design, officials.reward.astype(float).to_numpy())
    names = ("reward_base", "reward_effect", "reward_per_kind")
    yield from ((n, e, len(officials), s) for n, e, s in zip(names, estimates, errors, strict=True))
    lacking = (~officials.support).astype(float)
    design = np.column_stack([np.ones(len(officials)), lacking])
    estimates, errors = _least_squares(design, officials.reprisal.astype(float).to_numpy())
    yield "reprisal_effect", estimates[1], len(officials), errors[1]
    gone = officials[officials.moved_after.notna()]
    up = gone.moved_after == PROMOTION
    counts = np.array([(up & gone.support).sum(), (~up & gone.support).sum(),
                       (up & ~gone.support).sum(), (~up & ~gone.support).sum()])  # fmt: skip
    if counts.min():
        odds = np.log(counts[0] * counts[3] / (counts[1] * counts[2]))
        yield "move_effect", odds, len(gone), float(np.sqrt((1 / counts).sum()))


def _least_squares(design: np.ndarray, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and their standard errors under unequal variances (HC0)."""
    inverse = np.linalg.inv(design.T @ design)
    estimates = inverse @ design.T @ outcome
    residual = outcome - design @ estimates
    middle = (design * residual[:, None] ** 2).T @ design
    return estimates, np.sqrt(np.diag(inverse @ middle @ inverse).clip(min=0))
