"""What the plan sets beside its primary models: a dose, other ways of counting, an interaction.

The models stand in :mod:`.methods.planned_checks`. Of officials who were really told
of, a row with a count too small to be told is refused.
"""

from __future__ import annotations

from study.kinds import Absent, Setting, Table

from .methods import cases, planned_checks, told
from .methods.rules import Rules


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
