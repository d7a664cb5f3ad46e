"""How much there is of interviews, codings and moves.

Of persons who were really told of no count below ``disclosure.small_cell`` is told, nor what is
counted of so few. Who consented to nothing is not counted: beside the persons heard, a count of
all who were asked would tell how many refused.
"""

from __future__ import annotations

import pandas as pd

from analysis.methods.scenarios import COLLECTED, scenarios
from analysis.methods.small import of_few
from analysis.methods.told import least
from study.kinds import Setting, Table

NONE = "none"  # consent to nothing
SAID = ("informants", "interviews", "words", "codings")  # of those who were heard
TOLD = ("officials", "agencies", "moves")  # of those who were told of


def interview_material(
    informants: Table,
    transcripts: Table,
    officials: Table,
    interview_codings: Table,
    career_moves: Table,
    setting: Setting,
) -> Table:
    """How many informants, interviews, words, officials, codings and moves there are.

    One row a scenario (``collected``, if the tables are no stand-ins), with the counts
    ``informants``, ``interviews``, ``words``, ``officials``, ``agencies``, ``coders``,
    ``codings``, ``codes`` (different ones given) and ``moves``: of persons who consent to
    anything, and of passages with consent. Missing are the counts of
    what too few informants said, and those of too few officials or moves; of codings also where
    they speak of too few officials, as in the table of coverage.
    """
    asked, held = scenarios(informants), scenarios(transcripts)
    told_of, given, moved = map(scenarios, (officials, interview_codings, career_moves))
    order = list(dict.fromkeys(asked.scenario))
    people = asked[asked.consent != NONE]
    held = held[held.informant_id.isin(people.informant_id)]
    given = given[given.transcript_id.isin(held.transcript_id)]
    if "consent" in given:
        given = given[given.consent.fillna("") != NONE]
    table = pd.DataFrame(
        {
            "scenario": order,
            "informants": _per(people.informant_id, people, order),
            "interviews": _per(held.transcript_id, held, order),
            "words": _sum(held, order),
            "officials": _per(told_of.official_id, told_of, order),
            "agencies": _per(told_of.agency_id, told_of, order),
            "coders": _per(given.coder, given, order),
            "codings": _per(given.coding_id, given, order),
            "codes": _per(given.code_id, given, order),
            "moves": _per(moved.career_move_id, moved, order),
        }
    )
    whole = table.astype(dict.fromkeys((*SAID, *TOLD), "Int64"))
    collected, fewest = table.scenario.eq(COLLECTED), least(setting)
    for persons, hidden in (("informants", SAID), ("officials", TOLD), ("moves", ("moves",))):
        untold = collected & table[persons].between(1, fewest - 1)
        whole.loc[untold, list(hidden)] = pd.NA
    speakers = given.transcript_id.map(held.set_index("transcript_id").informant_id)
    if of_few(given.official_id.dropna(), setting) or of_few(speakers, setting):
        whole.loc[collected, "codings"] = pd.NA
    return whole


def _per(column: pd.Series, table: Table, order: list[str]) -> list[int]:
    """Different values of a column in each scenario."""
    found = column.groupby(table.scenario).nunique()
    return [int(found.get(name, 0)) for name in order]


def _sum(held: Table, order: list[str]) -> list[int]:
    found = held.words.groupby(held.scenario).sum()
    return [int(found.get(name, 0)) for name in order]
