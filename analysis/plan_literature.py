"""The plan as it was fixed, and the models of the literature it mirrors or leaves aside."""

from __future__ import annotations

import pandas as pd

from study.kinds import Table, rows_of

from .methods.tokens import union

ASIDE = "left aside"


def plan_registered(analysis_plan: Table) -> Table:
    """The models that will be estimated, as they were fixed.

    Returns one row an entry of the plan, as analysis_plan, lists joined by ``, ``, with rows.
    """
    table = analysis_plan.copy()
    for name in ("hypothesis", "mirrors"):
        table[name] = table[name].str.replace(";", ", ")
    return table.assign(rows=[rows_of("analysis_plan", [each]) for each in table.plan_id])


def plan_mirrors(literature_models: Table, analysis_plan: Table) -> Table:
    """The models of the literature, with the entries of the plan that mirror them.

    Returns one row a model: model_id, study, unit_of_analysis, sample, outcome, regressor,
    estimator, result, seen_in, status, mirror (what it would be here), taken_up_in (entries
    of the plan, or *left aside*), rows.
    """
    lists = analysis_plan.set_index("plan_id").mirrors.dropna().str.split(";")
    pairs = pd.Series(lists.explode(), dtype="str")
    taken = {
        model: [entry for entry, mirrored in pairs.items() if mirrored == model]
        for model in literature_models.model_id
    }
    columns = (
        *("model_id", "study", "unit_of_analysis", "sample", "outcome", "regressor"),
        *("estimator", "result", "seen_in", "status", "mirror"),
    )
    return literature_models[list(columns)].assign(
        taken_up_in=pd.Series(
            [", ".join(map(str, taken[model])) or ASIDE for model in literature_models.model_id],
            index=literature_models.index,
            dtype="str",
        ),
        rows=[
            union([rows_of("literature_models", [model]), rows_of("analysis_plan", taken[model])])
            for model in literature_models.model_id
        ],
    )
