"""What the interviews are made of: who was heard, how much was said, which codes were given.

Counts alone: no words and no person. Persons are counted, not what they said: whoever speaks
in three interviews of one thing is one informant for it. Whether informants had it from each
other no table tells, so informants are independent of one another only as far as is known.
What a person or passage has no consent for is counted as such and nowhere else.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Table, rows_of

from .methods.scenarios import COLLECTED, scenarios
from .methods.tokens import union

LEVELS = ("none", "thesis only", "paraphrase", "anonymous quotation")
NONE = LEVELS[0]
SINGLE, SEVERAL, UNCODED = "single coder", "several coders", "not coded"


def informants_by_role(informants: Table) -> Table:
    """Persons interviewed, by class of role.

    Roles and consent are counted apart: crossed, a cell could show what one person refused.
    Returns one row a scenario and class, largest first: key, scenario, role_class, informants
    (persons), rows.
    """
    lines = []
    for scenario, people in _by_scenario(informants):
        roles = people.groupby("role_class").informant_id.agg(list)
        for role, ids in sorted(roles.items(), key=lambda item: (-len(item[1]), item[0])):
            lines.append(_counted(scenario, "role_class", str(role), ids))
    if not lines:
        raise Absent("no informant is in the tables")
    return pd.DataFrame(lines)


def informants_by_consent(informants: Table) -> Table:
    """Persons interviewed, by what they consented to, from nothing to most.

    Returns one row a scenario and level, those that nobody chose included: key, scenario,
    consent, informants (persons), rows.
    """
    lines = []
    for scenario, people in _by_scenario(informants):
        for level in LEVELS:
            ids = people.informant_id[people.consent == level].tolist()
            lines.append(_counted(scenario, "consent", level, ids))
    if not lines:
        raise Absent("no informant is in the tables")
    return pd.DataFrame(lines)


def interview_coverage(
    informants: Table, transcripts: Table, interview_codings: Table | None
) -> Table:
    """How much was collected, and how it was coded.

    Interviews of persons who consent to nothing are left out, and so are codings of passages
    without consent. Returns one row a scenario: scenario, informants (persons with an interview
    that may be used), transcripts, words (missing where the length of one is not given), coded
    (transcripts with a coding), codings, codes (different ones), coders, coding_by (single
    coder, several coders, not coded), rows.
    """
    lines = []
    for scenario, people in _by_scenario(informants):
        texts = _texts(people, transcripts)
        given = _codings(texts, interview_codings)
        words = texts.words
        coders = given.coder.nunique()
        if texts.empty:
            continue
        lines.append(
            {
                "scenario": scenario,
                "informants": texts.informant_id.nunique(),
                "transcripts": len(texts),
                "words": pd.NA if words.isna().any() else int(words.sum()),
                "coded": given.transcript_id.nunique(),
                "codings": len(given),
                "codes": given.code_id.nunique(),
                "coders": coders,
                "coding_by": (UNCODED, SINGLE)[coders] if coders < 2 else SEVERAL,
                "rows": _tokens(people[people.informant_id.isin(texts.informant_id)], texts, given),
            }
        )
    if not lines:
        raise Absent("no interview of a person who consents to anything is in the tables")
    return pd.DataFrame(lines).astype({"words": "Int64"})


def interview_codes(
    informants: Table, transcripts: Table, interview_codings: Table, codes: Table
) -> Table:
    """Every code that can be given, and how many informants it was given for.

    Codings count as in the table of coverage. Returns one row a scenario and code, those nobody
    gave included: key, scenario, code_id, meaning, group (of the codebook), informants
    (persons), role_classes (different classes among them), transcripts, passages (different
    ones), top_share (of the passages, those of the person with most; missing without any),
    rows.
    """
    groups = dict(zip(codes.code_id, codes.name_en, strict=True))
    lines = []
    for scenario, people in _by_scenario(informants):
        texts = _texts(people, transcripts)
        given = _codings(texts, interview_codings)
        if given.empty:
            continue
        given = given.merge(texts[["transcript_id", "informant_id"]], on="transcript_id")
        given = given.merge(people[["informant_id", "role_class"]], on="informant_id")
        for code in codes[codes.codable.astype(bool)].itertuples():
            found = given[given.code_id == code.code_id]
            passages = found.drop_duplicates(["transcript_id", "start", "end"])
            most = passages.informant_id.value_counts()
            lines.append(
                {
                    "key": _key(scenario, str(code.code_id)),
                    "scenario": scenario,
                    "code_id": code.code_id,
                    "meaning": code.name_en,
                    "group": groups.get(code.parent_id, code.parent_id),
                    "informants": found.informant_id.nunique(),
                    "role_classes": found.role_class.nunique(),
                    "transcripts": found.transcript_id.nunique(),
                    "passages": len(passages),
                    "top_share": most.iloc[0] / len(passages) if len(passages) else float("nan"),
                    "rows": union(
                        [f"codes:{code.code_id}", rows_of("interview_codings", found.coding_id)]
                    ),
                }
            )
    if not lines:
        raise Absent("no interview is coded with a code that can be given")
    return pd.DataFrame(lines)


def _key(scenario: str, name: str) -> str:
    """The key of a row: its name and, unless it was collected, the scenario before it."""
    return name if scenario == COLLECTED else f"{scenario}: {name}"


def _by_scenario(informants: Table) -> list[tuple[str, Table]]:
    """The persons of each scenario, in order of appearance."""
    people = scenarios(informants)
    return [(name, people[people.scenario == name]) for name in people.scenario.unique()]


def _texts(people: Table, transcripts: Table) -> Table:
    """Transcripts of those persons who consent to anything."""
    willing = people.informant_id[people.consent.isin(LEVELS[1:])]
    return transcripts[transcripts.informant_id.isin(willing)]


def _codings(texts: Table, codings: Table | None) -> Table:
    """Codings of those transcripts, without those of passages that have no consent."""
    if codings is None:
        columns = ["coding_id", "transcript_id", "code_id", "coder", "consent"]
        return pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
    kept = codings[codings.transcript_id.isin(texts.transcript_id)]
    return kept[kept.consent.fillna("") != NONE]


def _counted(scenario: str, column: str, value: str, ids: list[str]) -> dict[str, object]:
    return {
        "key": _key(scenario, value),
        "scenario": scenario,
        column: value,
        "informants": len(ids),
        "rows": rows_of("informants", ids),
    }


def _tokens(people: Table, texts: Table, given: Table) -> str:
    return union(
        [
            rows_of("informants", people.informant_id),
            rows_of("transcripts", texts.transcript_id),
            rows_of("interview_codings", given.coding_id),
        ]
    )
