"""The plan as it was fixed, and the models of the literature it mirrors or leaves aside."""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods import told
from .methods.tokens import union

ASIDE = "left aside"
PRIMARY, LEVEL = "primary", "level"
SMALL = "small_cell"  # the rule whose number stands in the settings of the study
COUNTS = ("frequencies", "case count")  # estimators of entries that are no models
# As the table words what was seen of it: "+1.5 percentage points (a 30% increase)".
MAGNITUDE = r"\+(?P<points>[\d.]+) percentage points \(a (?P<increase>[\d.]+)% increase\)"
EARLIER = r"earlier draft gives \+(?P<earlier>[\d.]+)%"


def plan_registered(analysis_plan: Table) -> Table:
    """The models that will be estimated, as they were fixed.

    Returns one row an entry of the plan, as analysis_plan, lists joined by ``, ``, with rows.
    """
    table = analysis_plan.copy()
    for name in ("hypothesis", "mirrors"):
        table[name] = table[name].str.replace(";", ", ")
    return table.assign(rows=[rows_of("analysis_plan", [each]) for each in table.plan_id])


def plan_rules(decision_rules: Table, setting: Setting) -> Table:
    """By which rules and numbers the plan decides, as they were fixed.

    Returns one row a rule, as decision_rules, in the order of deciding, with rows; the
    least count that may be told is the one that the settings of the study give.
    """
    rules = decision_rules.sort_values("order", ignore_index=True)
    return rules.assign(
        value=rules.value.mask(rules.rule_id.eq(SMALL), told.least(setting)),
        rows=[rows_of("decision_rules", [each]) for each in rules.rule_id],
    )


def plan_family(analysis_plan: Table, decision_rules: Table) -> Number:
    """How often the primary tests would find something where nothing is going on.

    Fields: tests (primary), level, together (the most often that one of them finds something
    unless they are adjusted, by adding up). Raises Absent if the rules set no level.
    """
    tests = analysis_plan[analysis_plan.standing.eq(PRIMARY)]
    level = decision_rules.value[decision_rules.rule_id.eq(LEVEL)].dropna()
    if level.empty or tests.empty:
        raise Absent("no primary test, or no level to test it at")
    return Number(
        {
            "tests": len(tests),
            "level": float(level.iloc[0]),
            "together": min(1.0, len(tests) * float(level.iloc[0])),
        },
        (
            *rows_of("analysis_plan", tests.plan_id).split(),
            *rows_of("decision_rules", [LEVEL]).split(),
        ),
    )


def plan_mirrors(literature_models: Table, analysis_plan: Table) -> Table:
    """The models of the literature, with the entries of the plan that come nearest to them.

    Published counts, which the table holds too, are no models and are left out.
    Returns one row a model: model_id, study, unit_of_analysis, sample, outcome, regressor,
    estimator, result, seen_in, status, mirror (what it would be here), taken_up_in (entries
    of the plan, or *left aside*), rows.
    """
    counts = literature_models.estimator.isin(COUNTS)
    literature_models = literature_models[~counts].reset_index(drop=True)
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


def published_effect(literature_models: Table) -> Number:
    """The magnitude that the literature gives for the effect of support, as it was read.

    Fields: points (percentage points), increase (share of the base), base (what the two
    imply), earlier and earlier_base (the increase in an earlier draft, and the base that it
    would imply; missing where none is told). Raises Absent if no result gives points and an
    increase.
    """
    told = literature_models.result.fillna("")
    seen = told.str.extract(MAGNITUDE).dropna().astype("float64")
    if seen.empty:
        raise Absent("no model of the literature gives a magnitude in percentage points")
    first = seen.index[0]
    points, increase = float(seen.points[first]), float(seen.increase[first]) / 100
    draft = told.loc[[first]].str.extract(EARLIER).earlier.astype("float64").iloc[0] / 100
    earlier = None if pd.isna(draft) else float(draft)
    return Number(
        {
            "points": points,
            "increase": increase,
            "base": points / 100 / increase,
            "earlier": earlier,
            "earlier_base": points / 100 / earlier if earlier else None,
        },
        (rows_of("literature_models", [literature_models.model_id[first]]),),
    )
