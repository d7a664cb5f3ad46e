"""Do the coders of the interviews agree? Asked where there are two; one coder is a normal case.

Of interviews of fewer persons than ``disclosure.small_cell`` the sizes are not told.
"""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from study.kinds import Absent, Setting, Table

from .methods.readings import ANY, measures, reading, told
from .methods.scenarios import COLLECTED, scenarios
from .methods.told import least

SINGLE = "single coder"
WHY = "single coder: nobody else has read these interviews, so that there is nothing to compare"
ALONE = (
    "a single coder has read the interviews, so that there is nothing to compare; "
    "`study coding sheet --interviews` makes a blind sheet for another, or for the same some "
    "weeks later"
)
SIZES = ("stretches", "interviews")
TOLD = {"value": "agreement", "ci_low": "agreement_low", "ci_high": "agreement_high"}
"""Of the hands that coded, not of the persons who spoke: names that say so."""


def interview_agreement(
    interview_codings: Table, transcripts: Table, codes: Table, setting: Setting
) -> Table:
    """Agreement of each two coders over the interviews both coded, every coefficient.

    What is compared are stretches of text: passages of either coder that share a character are
    one stretch, with the codes each of the two gave in it. What nobody marked is not compared.
    Intervals draw whole interviews.
    Returns one row a scenario, pair of coders, measure and coefficient: entry, scenario, pair
    (*single coder* where one alone made it up), measure, coefficient, agreement and its limits
    agreement_low and agreement_high, stretches, interviews (both missing where too few persons
    were heard), lacking (why a value or interval is missing).
    Raises Absent where a single coder has read what was collected.
    """
    given = scenarios(interview_codings)
    given = given[given.code_id.notna()]
    known = codes.code_id[codes.codable.astype(bool)].tolist()
    if given.empty:
        raise Absent("no interview has been coded")
    heard = dict(zip(transcripts.transcript_id, transcripts.informant_id, strict=True))
    lines: list[dict[str, object]] = []
    for scenario, rows in given.groupby("scenario", sort=False):
        coders = sorted(set(rows.coder))
        if len(coders) == 1 and scenario == COLLECTED:
            raise Absent(ALONE)
        if len(coders) == 1:
            lines.append(_alone(str(scenario), rows))
        for one, two in combinations(coders, 2):
            both = _both(rows, one, two)
            persons = both.transcript_id.map(heard).nunique()
            found = _pair(str(scenario), both, one, two, known)
            if scenario == COLLECTED and persons < least(setting) and len(both):
                found = [line | dict.fromkeys(SIZES) for line in found]
            lines += found
    return pd.DataFrame(lines).rename(columns=TOLD).astype(dict.fromkeys(SIZES, "Int64"))


def _alone(scenario: str, rows: Table) -> dict[str, object]:
    missing = dict.fromkeys(("measure", "coefficient", "value", "ci_low", "ci_high"))
    return {
        "entry": f"{scenario}.single".replace(" ", "_"),
        "scenario": scenario,
        "pair": SINGLE,
        **missing,
        "stretches": len(rows[["transcript_id", "start", "end"]].drop_duplicates()),
        "interviews": rows.transcript_id.nunique(),
        "lacking": WHY,
    }


def _both(rows: Table, one: str, two: str) -> Table:
    """The codings of two coders in the interviews that both coded."""
    read = [set(rows.transcript_id[rows.coder == coder]) for coder in (one, two)]
    return rows[rows.coder.isin((one, two)) & rows.transcript_id.isin(read[0] & read[1])]


def _pair(
    scenario: str, both: Table, one: str, two: str, known: list[str]
) -> list[dict[str, object]]:
    """The lines of two coders; one line if they share no interview."""
    head = {"scenario": scenario, "pair": f"{one}, {two}"}
    if both.empty:
        missing = dict.fromkeys(("measure", "coefficient", "value", "ci_low", "ci_high"))
        entry = f"{scenario}.{one}.{two}".replace(" ", "_")
        size = {"stretches": 0, "interviews": 0, "lacking": "no interview was coded by both"}
        return [{"entry": entry, **head, **missing, **size}]
    table = _stretches(both)
    units = list(dict.fromkeys(table.unit))
    documents = dict(zip(table.unit, table.transcript_id, strict=True))
    # each coder has read every stretch: a row without a code says so
    of_each = [
        pd.concat([table[table.coder == coder], table[["unit"]].drop_duplicates()])
        for coder in (one, two)
    ]
    first, second = (reading(each) for each in of_each)
    size = {"stretches": len(units), "interviews": both.transcript_id.nunique()}
    return [
        {
            "entry": f"{scenario}.{one}.{two}.{measure}.{name}".replace(" ", "_"),
            **head,
            "measure": measure,
            "coefficient": name,
            **told(summed, owners, documents),
            **size,
        }
        for measure, name, summed, owners in measures(first, second, units, known)
        if measure != ANY  # a stretch has a code of one of them at least
    ]


def _stretches(rows: Table) -> Table:
    """The codings with the stretch of text each belongs to: unit, code and what they had."""
    ordered = rows.sort_values(["transcript_id", "start", "end"]).reset_index(drop=True)
    # a stretch begins where a passage starts at or after the furthest end before it
    reached = ordered.groupby("transcript_id").end.cummax()
    before = reached.groupby(ordered.transcript_id).shift()
    begins = before.isna() | (ordered.start >= before.fillna(0))
    number = begins.groupby(ordered.transcript_id).cumsum()
    unit = ordered.transcript_id + "." + number.astype("int64").astype("str")
    return ordered.assign(unit=unit, code=ordered.code_id)
