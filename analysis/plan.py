"""The models of the plan, on whatever cases there are: one for each hypothesis, and what is set
beside it: a dose, other ways of counting, an interaction.

They stand in :mod:`.methods.planned` and :mod:`.methods.planned_checks`. Of officials who were
really told of, a row with a count too small to be told is refused.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Setting, Table

from .methods import cases, planned, planned_checks, told
from .methods.rules import Rules


def plan_separation(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
    setting: Setting,
) -> Table:
    """What the cases allow, looked at before any model is fitted.

    Columns as :func:`.methods.planned.plan_separation`.
    """
    made = _cases(officials, interview_codings, transcripts, informants, career_moves)
    return _told(planned.plan_separation(made), setting)


def plan_estimates(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
    decision_rules: Table,
    setting: Setting,
) -> Table:
    """The primary model of each hypothesis, estimated and tested, or refused.

    Columns as :func:`.methods.planned.plan_estimates`.
    """
    made = _cases(officials, interview_codings, transcripts, informants, career_moves)
    return _told(planned.plan_estimates(made, _rules(decision_rules)), setting)


def plan_moves(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
    setting: Setting,
) -> Table:
    """Moves after the vote of supporters and of all others, counted.

    Columns as :func:`.methods.planned.plan_moves`.
    """
    made = _cases(officials, interview_codings, transcripts, informants, career_moves)
    return _told(planned.plan_moves(made), setting, told.PARTS)


def plan_cuts(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
    setting: Setting,
) -> Table:
    """The two odds ratios that proportional odds takes to be one.

    Columns as :func:`.methods.planned.plan_cuts`.
    """
    made = _cases(officials, interview_codings, transcripts, informants, career_moves)
    return _told(planned.plan_cuts(made), setting, told.NESTED)


def plan_withheld(plan_estimates: Table, setting: Setting) -> Table:
    """How many of the primary models were withheld because a count was too small to be told.

    Whether a row may be told depends on what was counted, so that those that are told are no
    fair choice. Of made-up officials nothing is withheld: there it is how many would be.
    Returns one row a scenario: scenario, models (primary), withheld (of them).
    """
    small = told.too_small(plan_estimates, told.least(setting))
    gone = small | plan_estimates.refused.eq(told.TOO_SMALL).fillna(False)
    counted = pd.DataFrame({"scenario": plan_estimates.scenario, "withheld": gone.astype("int64")})
    found = counted.groupby("scenario", sort=False).withheld.agg(["size", "sum"]).reset_index()
    return found.set_axis(["scenario", "models", "withheld"], axis=1)


def plan_dose(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
    setting: Setting,
) -> Table:
    """Officials rewarded by what they are told to have given.

    Columns as :func:`.methods.planned_checks.plan_dose`.
    """
    made = _cases(officials, interview_codings, transcripts, informants, career_moves)
    return _told(planned_checks.plan_dose(made), setting, told.PARTS)


def plan_trend(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
    decision_rules: Table,
    setting: Setting,
) -> Table:
    """Whether the share of officials rewarded rises with the step of what they gave.

    Columns as :func:`.methods.planned_checks.plan_trend`.
    """
    made = _cases(officials, interview_codings, transcripts, informants, career_moves)
    return _told(planned_checks.plan_trend(made, _rules(decision_rules)), setting)


def plan_otherwise(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
    setting: Setting,
) -> Table:
    """The comparisons of H1 and H2, with officials left out or outcomes counted otherwise.

    Columns as :func:`.methods.planned_checks.plan_otherwise`.
    """
    made = _cases(officials, interview_codings, transcripts, informants, career_moves)
    return _told(planned_checks.plan_otherwise(made), setting, told.NESTED)


def plan_interaction(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
    decision_rules: Table,
    setting: Setting,
) -> Table:
    """Whether the association differs between high and lower echelons, where that can be asked.

    Columns as :func:`.methods.planned_checks.plan_interaction`.
    """
    made = _cases(officials, interview_codings, transcripts, informants, career_moves)
    return _told(planned_checks.plan_interaction(made, _rules(decision_rules)), setting)


def _cases(*tables: Table) -> Table:
    """The cases of the tables. Raises Absent if there is none."""
    made = cases.coded_cases(*tables)
    if made.empty:
        raise Absent("no passage of an interview speaks of an official")
    return made


def _rules(table: Table) -> Rules:
    """The numbers of the decision rules. Raises Absent if one is lacking."""
    try:
        return Rules.of(table)
    except KeyError as lacking:
        raise Absent(f"the decision rules lack {lacking.args[0]}") from None


def _told(table: Table, setting: Setting, rows: str = told.APART) -> Table:
    return told.safe(table, told.least(setting), rows)
