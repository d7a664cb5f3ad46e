"""How codes given to passages of interviews become cases, and how many there are.

The rules stand in :mod:`.methods.cases`. Cases themselves are rows of persons and no result:
only counts are, and of officials who were really told of no count below ``small_cell``.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Setting, Table, rows_of

from .methods import cases, told
from .methods.cases import STEP_NAMES, STEPS


def contribution_steps(codes: Table) -> Table:
    """Steps of what an official gave: each code on the side of the client with its step.

    Returns code_id, meaning, step (1 to 3; 0 stands for nothing told), step_name, rows; the
    smaller steps first.
    """
    given = codes[codes.code_id.isin(list(STEPS))]
    if len(given) < len(STEPS):
        raise Absent("the codebook lacks a code of what officials give")
    steps = given.code_id.map(STEPS).astype("int64")
    table = pd.DataFrame(
        {
            "code_id": given.code_id,
            "meaning": given.name_en,
            "step": steps,
            "step_name": steps.map(STEP_NAMES),
            "rows": [rows_of("codes", [code]) for code in given.code_id],
        }
    )
    return table.sort_values(["step", "code_id"], ignore_index=True)


def coded_cases_count(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
    setting: Setting,
) -> Table:
    """How many cases the codes make, by scenario.

    Columns as :func:`.methods.cases.coded_cases_count`; of a collected scenario with a count
    too small to be told, none is.
    """
    made = _cases(officials, interview_codings, transcripts, informants, career_moves)
    return _told(cases.coded_cases_count(made, officials, interview_codings, transcripts), setting)


def coded_cases_told(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
    setting: Setting,
) -> Table:
    """What is told of the cases, by scenario.

    Columns as :func:`.methods.cases.coded_cases_told`; a count too small to be told is missing,
    and so are the others of its scenario.
    """
    made = _cases(officials, interview_codings, transcripts, informants, career_moves)
    return _told(cases.coded_cases_told(made), setting)


def _cases(*tables: Table) -> Table:
    """The cases of the tables. Raises Absent if there is none."""
    made = cases.coded_cases(*tables)
    if made.empty:
        raise Absent("no passage of an interview speaks of an official")
    return made


def _told(table: Table, setting: Setting) -> Table:
    return told.safe(table, told.least(setting))
