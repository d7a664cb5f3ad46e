"""What the interviews are made of: who was heard, how much was said, which codes were given.

Counts alone: no words and no person. Persons are counted, not what they said: whoever speaks
in three interviews of one thing is one informant for it. Whether informants had it from each
other no table tells, so informants are independent of one another only as far as is known.
What a person or passage has no consent for is counted as such and nowhere else.

Of persons who were really interviewed no count below ``disclosure.small_cell`` of study.toml is
told (10 without it); the cell is missing then. Invented ones need no such care.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from study.kinds import Absent, Setting, Table, rows_of

from .methods.scenarios import COLLECTED, scenarios
from .methods.small import hidden, of_few
from .methods.tokens import union

LEVELS = ("none", "thesis only", "paraphrase", "anonymous quotation")
NONE = LEVELS[0]
CODERS = ("not coded", "single coder", "two coders", "three or more coders")
NARROW, BROAD = "one class of role", "several classes of role"
LEAST = 10


def informants_by_role(informants: Table, setting: Setting) -> Table:
    """Persons interviewed, by class of role.

    Roles and consent are counted apart: crossed, a cell could show what one person refused.
    Returns one row a scenario and class, largest first: key, scenario, role_class, informants
    (persons; missing if too few to be told, or if they would follow from the others), rows.
    """
    lines: list[dict[str, object]] = []
    for scenario, people in _by_scenario(informants):
        roles = people.groupby("role_class").informant_id.agg(list)
        parts = sorted(roles.items(), key=lambda item: (-len(item[1]), str(item[0])))
        lines += _parts(scenario, "role_class", [(str(r), ids) for r, ids in parts], setting)
    if not lines:
        raise Absent("no informant is in the tables")
    return pd.DataFrame(lines).astype({"informants": "Int64"})


def informants_by_consent(informants: Table, setting: Setting) -> Table:
    """Persons interviewed, by what they consented to, from nothing to most.

    Returns one row a scenario and level, those that nobody chose included: key, scenario,
    consent, informants (persons; missing as in the table by role), rows.
    """
    lines: list[dict[str, object]] = []
    for scenario, people in _by_scenario(informants):
        chose = [(level, people.informant_id[people.consent == level].tolist()) for level in LEVELS]
        lines += _parts(scenario, "consent", chose, setting)
    if not lines:
        raise Absent("no informant is in the tables")
    return pd.DataFrame(lines).astype({"informants": "Int64"})


def interview_coverage(
    informants: Table, transcripts: Table, interview_codings: Table | None, setting: Setting
) -> Table:
    """How much was collected, and how it was coded.

    Interviews of persons who consent to nothing are left out, and so are codings of passages
    without consent. Returns one row a scenario: scenario, informants (persons with an interview
    that may be used), transcripts, words (missing where the length of one is not given), coded
    (transcripts with a coding), codings, coding_by (how many coders, in words), rows. Counts are
    missing if there are too few persons to be told of; those of codings also if they speak of
    too few officials.
    """
    lines: list[dict[str, object]] = []
    for scenario, people in _by_scenario(informants):
        texts = _texts(people, transcripts)
        if texts.empty:
            continue
        given = _codings(texts, interview_codings)
        heard = texts.informant_id.nunique()
        counts = {
            "informants": heard,
            "transcripts": len(texts),
            "words": pd.NA if texts.words.isna().any() else int(texts.words.sum()),
            "coded": given.transcript_id.nunique(),
            "codings": len(given),
        }
        coding_by = CODERS[min(given.coder.nunique(), len(CODERS) - 1)]
        said = given.merge(texts, on="transcript_id")
        hide: tuple[str, ...] = ()
        if scenario == COLLECTED and _few(said, setting):
            hide, given, said = ("coded", "codings"), given[:0], said[:0]
        behind = [*texts.informant_id.unique(), *texts.informant_id, *said.informant_id]
        told = scenario != COLLECTED or not of_few(behind, setting)
        hide = hide if told else tuple(counts)
        lines.append(
            {
                "scenario": scenario,
                **(counts | dict.fromkeys(hide, pd.NA)),
                "coding_by": coding_by,
                "rows": _tokens(people, texts, given) if told and scenario == COLLECTED else "",
            }
        )
    if not lines:
        raise Absent("no interview of a person who consents to anything is in the tables")
    whole = ("informants", "transcripts", "words", "coded", "codings")
    return pd.DataFrame(lines).astype(dict.fromkeys(whole, "Int64"))


def interview_codes(
    informants: Table,
    transcripts: Table,
    interview_codings: Table,
    codes: Table,
    setting: Setting,
) -> Table:
    """Every code that can be given, and how many informants it was given for.

    Codings count as in the table of coverage. Returns one row a scenario and code, those nobody
    gave included: key, scenario, code_id, meaning, group (of the codebook), informants
    (persons), breadth (whether of one class of role or of several, in words), transcripts,
    passages (different ones), top_share (of the passages, those of the person with most), rows.
    Missing are counts of too few persons, who said it or of whom it was said, and what needs a
    passage where there is none.
    """
    groups = dict(zip(codes.code_id, codes.name_en, strict=True))
    lines: list[dict[str, object]] = []
    for scenario, people in _by_scenario(informants):
        texts = _texts(people, transcripts)
        given = _codings(texts, interview_codings)
        if given.empty:
            continue
        given = given.merge(texts[["transcript_id", "informant_id"]], on="transcript_id")
        given = given.merge(people[["informant_id", "role_class"]], on="informant_id")
        for code in codes[codes.codable.astype(bool)].itertuples():
            found = given[given.code_id == code.code_id]
            named = scenario == COLLECTED and not _few(found, setting)
            told = named or scenario != COLLECTED
            tokens = rows_of("interview_codings", found.coding_id) if named else ""
            lines.append(
                {
                    "key": _key(scenario, str(code.code_id)),
                    "scenario": scenario,
                    "code_id": code.code_id,
                    "meaning": code.name_en,
                    "group": groups.get(code.parent_id, code.parent_id),
                    **_heard(found if told else None),
                    "rows": union([f"codes:{code.code_id}", tokens]),
                }
            )
    if not lines:
        raise Absent("no interview is coded with a code that can be given")
    whole = dict.fromkeys(("informants", "transcripts", "passages"), "Int64")
    return pd.DataFrame(lines).astype({**whole, "top_share": "float64"})


def _heard(found: Table | None) -> dict[str, object]:
    """What is counted of the codings with one code; all of it missing if it is not told."""
    if found is None:
        names = ("informants", "breadth", "transcripts", "passages", "top_share")
        return dict.fromkeys(names)
    passages = found.drop_duplicates(["transcript_id", "start", "end"])
    most = passages.informant_id.value_counts()
    classes = found.role_class.nunique()
    return {
        "informants": found.informant_id.nunique(),
        "breadth": (None, NARROW)[classes] if classes < 2 else BROAD,
        "transcripts": found.transcript_id.nunique(),
        "passages": len(passages),
        "top_share": most.iloc[0] / len(passages) if len(passages) else None,
    }


def _few(given: Table, setting: Setting) -> bool:
    """Whether codings are of too few informants, or of too few officials."""
    told_of = given.official_id.dropna() if "official_id" in given else ()
    return of_few(given.informant_id, setting) or of_few(told_of, setting)


def _least(scenario: str, setting: Setting) -> int:
    """The fewest persons that may be told of."""
    return int(setting.get("disclosure.small_cell", LEAST)) if scenario == COLLECTED else 0


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
    return kept[kept.consent.fillna("") != NONE] if "consent" in kept else kept


def _parts(
    scenario: str, column: str, parts: list[tuple[str, list[str]]], setting: Setting
) -> Iterator[dict[str, object]]:
    """A row for each part of the persons; what is not told, or made up, names no rows."""
    hide = hidden([len(ids) for _, ids in parts], _least(scenario, setting))
    for (value, ids), untold in zip(parts, hide, strict=True):
        yield {
            "key": _key(scenario, value),
            "scenario": scenario,
            column: value,
            "informants": pd.NA if untold else len(ids),
            "rows": rows_of("informants", ids) if scenario == COLLECTED and not untold else "",
        }


def _tokens(people: Table, texts: Table, given: Table) -> str:
    heard = people.informant_id[people.informant_id.isin(texts.informant_id)]
    return union(
        [
            rows_of("informants", heard),
            rows_of("transcripts", texts.transcript_id),
            rows_of("interview_codings", given.coding_id),
        ]
    )
