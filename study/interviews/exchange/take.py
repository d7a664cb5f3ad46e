"""A settled project as tables of a study, and what is kept beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count

from ...contract.consent import LEVELS
from ...contract.transcripts import line_of
from ...errors import ImportProblem
from ..tables import Row
from . import codes as codebook
from . import marks
from .kept import Kept
from .node import GUID, Node
from .parcel import all_interviews
from .report import Report
from .settle import Settled
from .shape import SOURCES

TEXTS, PEOPLE, CODERS, CODINGS = 999, 999, 99, 999_999
"""How many ids of each kind there are."""
NOT_STATED = "not stated"
CONSENT = "thesis only"
"""The narrowest that lets a passage be counted; a person enters what the sheets say."""
INFORMANT = "I[0-9]{2,3}"


@dataclass
class Taken:
    """Rows by table, texts by the file they go into, and what is kept beside."""

    rows: dict[str, list[Row]]
    texts: dict[str, str]
    kept: Kept


@dataclass
class _Work:
    settled: Settled
    report: Report
    merged: codebook.Merged
    transcripts: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    codings: list[tuple[Row, str]] = field(default_factory=list)


def take(settled: Settled, codes: list[Row], report: Report) -> Taken:
    """Rows of informants, transcripts, codings and codes that are new.

    codes: the codebook of the study. Raises ImportProblem if there is more of something than
    there are ids for.
    """
    project = settled.project
    texts = [
        (source, node) for source, node in all_interviews(project) if node.guid in settled.texts
    ]
    _within(len(texts), TEXTS, "texts")
    cases = {each.guid for each in project.inside("Cases")}
    used = {
        guid for node in project.walk() if node.tag == "Coding" for guid in node.refers("CodeRef")
    }
    tree = project.inside("CodeBook", "Codes")
    work = _Work(settled, report, codebook.merge(tree, codes, cases, used, report))
    work.notes = {each.guid: _words(each, settled.texts) for each in project.inside("Notes")}
    names = _pseudonyms([n.name or s.name for s, n in texts], "T[0-9]{2,3}", "T{:02d}".format)
    work.transcripts = dict(zip((node.guid for _, node in texts), names, strict=True))
    people, persons = _people(texts, work)
    officials = {
        each.name: each
        for each in project.inside("Cases")
        if re.fullmatch("O[0-9]{2,4}", each.name) and marks.values(each, "officials")
    }
    for _, node in texts:
        _codings(node, work, cases)
    coders = _coders(work)
    _within(len(work.codings), CODINGS, "codings")
    # In the order of the texts; ids that they do not have follow it.
    work.codings.sort(key=lambda each: _order(each[0]))
    given = [marks.number(guid) for _, guid in work.codings]
    codings = _pseudonyms(given, "K[0-9]{3,6}", "K{:04d}".format)
    rows: dict[str, list[Row]] = {
        "codes": work.merged.added,
        "informants": [
            {"informant_id": name, "role_class": NOT_STATED, "consent": CONSENT, **_told(case)}
            for name, case in sorted(persons.items(), key=lambda each: _number(each[0]))
        ],
        "officials": [
            {"official_id": name, **marks.values(case, "officials")}
            for name, case in officials.items()
        ],
        "transcripts": [
            {
                **_transcript(work.transcripts[node.guid], settled.texts[node.guid]),
                "informant_id": people[node.guid],
                **marks.values(source, "transcripts"),
            }
            for source, node in texts
        ],
        "interview_codings": [
            {"coding_id": name, **row} for name, (row, _) in zip(codings, work.codings, strict=True)
        ],
    }
    for name, key in (("transcripts", "transcript_id"), ("interview_codings", "coding_id")):
        rows[name].sort(key=lambda row: _number(row[key]))
    named = {name: case.guid for name, case in (persons | officials).items() if case}
    kept = Kept(
        project.copy(),
        file=settled.digest,
        transcripts={name: guid for guid, name in work.transcripts.items()},
        cases=named,
        coders=coders,
        codes={name: guid for guid, name in work.merged.ids.items() if GUID.fullmatch(guid)},
        codings={name: guid for name, (_, guid) in zip(codings, work.codings, strict=True)},
        digests={row["transcript_id"]: row["text_sha256"] for row in rows["transcripts"]},
        ways={work.transcripts[node.guid]: str(settled.ways[node.guid]) for _, node in texts},
    )
    marks.strip(kept.project, work.notes)
    _without_names(kept, settled, report)
    _tell(rows, kept, report)
    files = {
        f"wawancara/{name}.txt": settled.texts[guid] for guid, name in work.transcripts.items()
    }
    return Taken(rows, files, kept)


def _within(count: int, limit: int, what: str) -> None:
    if count > limit:
        raise ImportProblem(
            f"The project holds {count} {what}; {limit} can be taken in.",
            "Export a part of it, or join small texts such as the rows of a survey.",
        )


def _transcript(name: str, text: str) -> Row:
    return {
        "transcript_id": name,
        "file": f"wawancara/{name}.txt",
        "words": str(len(text.split())),
        "text_sha256": sha256(text.encode()).hexdigest(),
    }


def _pseudonyms(
    names: Sequence[str], form: str, make: Callable[[int], str], more: Sequence[str] = ()
) -> list[str]:
    """Ids for what has these names: a name that is an id already stays, others get one.

    more: ids that are not to be given.
    """
    often = Counter(names)
    own = {name for name in often if often[name] == 1 and re.fullmatch(form, name)}
    free = (each for each in map(make, count(1)) if each not in own and each not in more)
    return [name if name in own else next(free) for name in names]


def _people(
    texts: list[tuple[Node, Node]], work: _Work
) -> tuple[dict[str, str], dict[str, Node | None]]:
    """The informant of each text, by its GUID; and the case of each informant, if there is one."""
    cases = work.settled.project.inside("Cases")
    of_source = _cases_of_sources(texts, cases)
    owners: dict[str, Node | None] = {}
    whose: dict[str, str] = {}
    for source, node in texts:
        found = of_source.get(source.guid, [])
        if len(found) > 1:
            why = f"belongs to {len(found)} cases; the first of the smallest is the informant"
            work.report.say("ambiguous", "text", work.transcripts[node.guid], why)
        whose[node.guid] = found[0].guid if found else source.guid
        owners[whose[node.guid]] = found[0] if found else None
    why = "belongs to no case: one informant each; mend interviews/informants.csv"
    work.report.say("to do", "text", "", why, sum(case is None for case in owners.values()))
    owners |= {each.guid: each for each in cases if marks.values(each, "informants")}
    _within(len(owners), PEOPLE, "informants")
    names = [case.name if case else "" for case in owners.values()]
    ids = dict(zip(owners, _pseudonyms(names, INFORMANT, "I{:02d}".format), strict=True))
    people = {node: ids[owner] for node, owner in whose.items()}
    return people, {ids[owner]: case for owner, case in owners.items()}


def _told(case: Node | None) -> Row:
    """What a case says of an informant, as far as it can be told."""
    found = marks.values(case, "informants") if case else {}
    return {
        column: text
        for column, text in found.items()
        if text and (column != "consent" or text in LEVELS)
    }


def _coders(work: _Work) -> dict[str, str]:
    """Put numbers of coders in the place of users; the GUID of each."""
    users = {each.guid: each.name for each in work.settled.project.inside("Users")}
    authors = list(dict.fromkeys(row["coder"] for row, _ in work.codings))
    others = [name for guid, name in users.items() if guid not in authors]
    names = [users.get(each, "") for each in authors]
    numbered = _pseudonyms(names, "coder [0-9]{1,2}", "coder {}".format, others)
    _within(len(authors), CODERS, "coders")
    coders = dict(zip(authors, numbered, strict=True))
    for row, _ in work.codings:
        row["coder"] = coders[row["coder"]]
    return {name: guid for guid, name in coders.items() if guid}


def _cases_of_sources(
    texts: list[tuple[Node, Node]], cases: Sequence[Node]
) -> dict[str, list[Node]]:
    """The cases of each source: those called as informants are, then those with fewest sources.

    A program may say so by a reference, or by a code with the GUID of the case, given to the whole.
    """
    members: dict[str, set[str]] = {}
    for case in cases:
        members[case.guid] = set(case.refers("SourceRef"))
    for source, node in texts:
        whole = [*source.all("Coding"), *(node.all("Coding") if node is not source else [])]
        for guid in (each for coding in whole for each in coding.refers("CodeRef")):
            if guid in members:
                members[guid].add(source.guid)
    found: dict[str, list[Node]] = {}

    def rank(case: Node) -> tuple[bool, int]:
        return not re.fullmatch(INFORMANT, case.name), len(members[case.guid])

    for case in sorted(cases, key=rank):
        for guid in members[case.guid]:
            found.setdefault(guid, []).append(case)
    return found


def _codings(node: Node, work: _Work, cases: set[str]) -> None:
    """The codings of a text: of its passages, and of the whole."""
    text = work.settled.texts[node.guid]
    points = {each.guid: int(each.attributes.get("position", -1)) for each in node.all("SyncPoint")}
    for each in node.all("PlainTextSelection", "TranscriptSelection"):
        own = each.attributes
        if each.tag == "PlainTextSelection":
            place = int(own["startPosition"]), int(own["endPosition"])
        else:
            place = (
                points.get(own.get("fromSyncPoint", ""), -1),
                points.get(own.get("toSyncPoint", ""), -1),
            )
        codings = each.all("Coding")
        if not 0 <= place[0] < place[1]:
            work.report.say("kept", "coding", "", "its passage holds no text", len(codings))
            continue
        for coding in codings:
            _coding(coding, each, node, place, text, work, cases)
    for coding in node.all("Coding"):
        if text:
            _coding(coding, node, node, (0, len(text)), text, work, cases)


def _coding(
    coding: Node,
    holder: Node,
    node: Node,
    place: tuple[int, int],
    text: str,
    work: _Work,
    cases: set[str],
) -> None:
    code = coding.refers("CodeRef")[0]
    name = work.transcripts[node.guid]
    if code in cases:
        if place != (0, len(text)):
            work.report.say("kept", "coding", name, "gives a part of a text to a case")
        return
    if code not in work.merged.ids:
        work.report.say("kept", "coding", name, "its code is not in the codebook")
        return
    author = coding.attributes.get("creatingUser") or holder.attributes.get("creatingUser", "")
    told = {guid: work.notes.get(guid, "") for guid in coding.refers("NoteRef")}
    row = {
        "transcript_id": name,
        "start": str(place[0]),
        "end": str(place[1]),
        "code_id": work.merged.ids[code],
        "coder": author,
        **{column: words for guid, words in told.items() if (column := marks.noted(guid, words))},
        "passage": line_of(text[slice(*place)]),
        "memo": memo_of(coding, holder, node, work.notes),
    }
    work.codings.append((row, coding.guid))


def memo_of(coding: Node, holder: Node, node: Node, notes: Mapping[str, str]) -> str:
    """What a coder wrote beside a passage; holder: what has the coding; node: what has the text."""
    own = [(guid, notes.get(guid, "")) for guid in coding.refers("NoteRef")]
    memo = [words for guid, words in own if not marks.noted(guid, words)]
    if holder is not node:
        memo += [notes.get(guid, "") for guid in holder.refers("NoteRef")]
        memo.append(holder.said("Description").strip())
    return line_of("\n".join(filter(None, memo)))


def _words(note: Node, texts: dict[str, str]) -> str:
    return (texts.get(note.guid) or note.said("PlainTextContent")).strip()


def _number(name: str) -> int:
    return int(name[1:])


def _order(row: Row) -> tuple[int, int, int, str, str]:
    place = (_number(row["transcript_id"]), int(row["start"]), int(row["end"]))
    return (*place, row["code_id"], row["coder"])


def _without_names(kept: Kept, settled: Settled, report: Report) -> None:
    """Take the names of people and sources out of what is kept, and put texts of notes in."""
    project = kept.project
    left: Counter[str] = Counter()
    ids = {
        guid: name
        for own in (kept.coders, kept.cases, kept.transcripts)
        for name, guid in own.items()
    }
    transcripts = set(kept.transcripts.values())
    for at, (source, node) in enumerate(all_interviews(project), 1):
        ids.setdefault(source.guid, ids.get(node.guid, f"source {at}"))
    for at, node in enumerate(project.walk(), 1):
        if node.tag in ("User", "Case", *SOURCES) or node.guid in transcripts:
            kind = {"User": "user", "Case": "case"}.get(node.tag, "source")
            if node.name:
                left[kind] += 1
            if node.tag == "User":
                node.attributes.pop("id", None)
            node.attributes["name"] = ids.get(node.guid, f"{kind} {at}")
        for name in ("path", "currentPath", "richTextPath", "plainTextPath"):
            path = node.attributes.get(name, "")
            if path and not GUID.search(path.upper()):
                del node.attributes[name]
                left["path"] += 1
        if node.guid in settled.texts and node.guid not in transcripts:
            node.children.append(Node("PlainTextContent", text=settled.texts[node.guid]))
    if project.attributes.pop("basePath", ""):
        left["path"] += 1
    kept.media = [
        {"path": each.path, "size": each.size, "sha256": each.sha256}
        for each in settled.media
        if GUID.search(each.path.upper())
    ]
    for kind, many in left.items():
        report.say("dropped", f"name of a {kind}", "", "it may name a person", many)


def _tell(rows: dict[str, list[Row]], kept: Kept, report: Report) -> None:
    for name in ("transcripts", "informants", "interview_codings"):
        report.say("kept", "row", name, "taken in", len(rows[name]))
    told = Counter(node.tag for node in kept.project.walk())
    for tag in ("Note", "Set", "Variable", "Case", "Link", "Graph", "SyncPoint"):
        report.say("kept", tag, "interviews/refi-qda.json", "as it is", told[tag])
    for tag in ("PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection"):
        report.say("kept", tag, "interviews/refi-qda.json", "as a reference", told[tag])
    if rows["transcripts"]:
        report.say(
            "to do", "names", "wawancara", "run `study pseudonymise`: texts are as they were"
        )
        people = sum(row["consent"] == CONSENT for row in rows["informants"])
        why = f"is set to {CONSENT!r}: enter what the consent sheets say, and the classes of role"
        report.say("to do", "consent", "interviews/informants.csv", why, people)
