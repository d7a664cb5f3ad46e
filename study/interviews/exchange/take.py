"""A settled project as tables of a study, and what is kept beside them."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256

from ...contract.transcripts import line_of
from ...errors import ImportProblem
from ..tables import Row
from . import codes as codebook
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
    coders: dict[str, str] = field(default_factory=dict)
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
    work.transcripts = {node.guid: f"T{at:02d}" for at, (_, node) in enumerate(texts, 1)}
    people, named = _informants(texts, project, work)
    for _, node in texts:
        _codings(node, work, cases)
    _within(len(work.coders), CODERS, "coders")
    _within(len(work.codings), CODINGS, "codings")
    # In the order of the texts; the ids follow it.
    work.codings.sort(key=lambda each: _order(each[0]))
    rows: dict[str, list[Row]] = {
        "codes": work.merged.added,
        "informants": [
            {"informant_id": each, "role_class": NOT_STATED, "consent": CONSENT}
            for each in sorted(set(people.values()), key=_number)
        ],
        "transcripts": [
            _transcript(work.transcripts[node.guid], people[node.guid], settled.texts[node.guid])
            for _, node in texts
        ],
        "interview_codings": [
            {"coding_id": f"K{at:04d}", **row} for at, (row, _) in enumerate(work.codings, 1)
        ],
    }
    kept = Kept(
        deepcopy(project),
        file=settled.digest,
        transcripts={name: guid for guid, name in work.transcripts.items()},
        cases={name: guid for guid, name in named.items()},
        coders={name: guid for guid, name in work.coders.items() if guid},
        codes={name: guid for guid, name in work.merged.ids.items() if GUID.fullmatch(guid)},
        codings={f"K{at:04d}": guid for at, (_, guid) in enumerate(work.codings, 1)},
        digests={row["transcript_id"]: row["text_sha256"] for row in rows["transcripts"]},
        ways={work.transcripts[node.guid]: str(settled.ways[node.guid]) for _, node in texts},
    )
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


def _transcript(name: str, informant: str, text: str) -> Row:
    return {
        "transcript_id": name,
        "informant_id": informant,
        "file": f"wawancara/{name}.txt",
        "words": str(len(text.split())),
        "text_sha256": sha256(text.encode()).hexdigest(),
    }


def _informants(
    texts: list[tuple[Node, Node]], project: Node, work: _Work
) -> tuple[dict[str, str], dict[str, str]]:
    """The informant of each text, by its GUID; and the informant that a case stands for."""
    of_source = _cases_of_sources(texts, project)
    named: dict[str, str] = {}
    people: dict[str, str] = {}
    number = 0
    alone: dict[str, str] = {}
    for source, node in texts:
        cases = of_source.get(source.guid, [])
        if len(cases) > 1:
            why = f"belongs to {len(cases)} cases; the first of the smallest is the informant"
            work.report.say("ambiguous", "text", work.transcripts[node.guid], why)
        known = named.get(cases[0].guid) if cases else alone.get(source.guid)
        if not known:
            number += 1
            known = f"I{number:02d}"
            if cases:
                named[cases[0].guid] = known
            else:
                alone[source.guid] = known
        people[node.guid] = known
    _within(number, PEOPLE, "informants")
    why = "belongs to no case: one informant each; mend interviews/informants.csv"
    work.report.say("to do", "text", "", why, len(alone))
    return people, named


def _cases_of_sources(texts: list[tuple[Node, Node]], project: Node) -> dict[str, list[Node]]:
    """The cases of each source, those with the fewest sources first.

    A program may say so by a reference, or by a code with the GUID of the case, given to the whole.
    """
    members: dict[str, set[str]] = {}
    cases = project.inside("Cases")
    for case in cases:
        members[case.guid] = set(case.refers("SourceRef"))
    for source, node in texts:
        whole = [*source.all("Coding"), *(node.all("Coding") if node is not source else [])]
        for guid in (each for coding in whole for each in coding.refers("CodeRef")):
            if guid in members:
                members[guid].add(source.guid)
    found: dict[str, list[Node]] = {}
    for case in sorted(cases, key=lambda each: len(members[each.guid])):
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
    coder = work.coders.setdefault(author, f"coder {len(work.coders) + 1}")
    memo = [work.notes.get(guid, "") for guid in coding.refers("NoteRef")]
    if holder is not node:
        memo += [work.notes.get(guid, "") for guid in holder.refers("NoteRef")]
        memo.append(holder.said("Description").strip())
    row = {
        "transcript_id": name,
        "start": str(place[0]),
        "end": str(place[1]),
        "code_id": work.merged.ids[code],
        "coder": coder,
        "passage": line_of(text[slice(*place)]),
        "memo": line_of("\n".join(filter(None, memo))),
    }
    work.codings.append((row, coding.guid))


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
    for kind, count in left.items():
        report.say("dropped", f"name of a {kind}", "", "it may name a person", count)


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
        people = len(rows["informants"])
        why = f"is set to {CONSENT!r}: enter what the consent sheets say, and the classes of role"
        report.say("to do", "consent", "interviews/informants.csv", why, people)
