"""Interviews of a study as a project: what was kept, brought up to what the tables say now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256

from ...contract.transcripts import line_of
from ..tables import Row
from . import codes as codebook
from .kept import Kept, forget, prune
from .node import Node, made, reference
from .offsets import squeezed
from .parcel import ORIGIN, all_interviews
from .report import Report
from .take import NOT_STATED


@dataclass
class Given:
    """A project and its texts, by the GUID of the element they belong to."""

    project: Node
    texts: dict[str, str] = field(default_factory=dict)


@dataclass
class _Work:
    kept: Kept
    texts: Mapping[str, str]
    report: Report
    nodes: dict[str, Node] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def give(
    title: str,
    rows: Mapping[str, Sequence[Row]],
    texts: Mapping[str, str],
    kept: Kept | None,
    report: Report,
    language: str = "en",
) -> Given:
    """The project of a study.

    rows: of informants, transcripts, interview_codings and codes; texts: by transcript; kept: of
    the project it came from. People who consented to nothing are left out.
    """
    project = deepcopy(kept.project) if kept else Node("Project", {"name": title})
    project.attributes["origin"] = ORIGIN
    own = deepcopy(kept) if kept else Kept(project)
    own.project = project
    people, spoken, given = _allowed(rows, report)
    gone = {
        name for name in own.transcripts if name not in {row["transcript_id"] for row in spoken}
    }
    forget(own, gone, {name for name in own.cases if name not in people})
    work = _Work(own, texts, report)
    work.codes = codes(own, rows["codes"], language)
    found = Given(project)
    given = _matching(given, texts, report)
    for row in spoken:
        node = _source(work, row["transcript_id"])
        work.nodes[row["transcript_id"]] = node
        found.texts[node.guid] = texts[row["transcript_id"]]
    _cases(work, people, spoken)
    for name, node in work.nodes.items():
        _passages(work, name, node, [row for row in given if row["transcript_id"] == name])
    for node in project.walk():
        if node.tag == "Note" and (words := node.one("PlainTextContent")):
            found.texts[node.guid] = words.text
    _left_out(given, report)
    return found


def _allowed(
    rows: Mapping[str, Sequence[Row]], report: Report
) -> tuple[dict[str, Row], list[Row], list[Row]]:
    """Informants, transcripts and codings that may be used at all."""
    people = {row["informant_id"]: row for row in rows["informants"] if row["consent"] != "none"}
    spoken = [row for row in rows["transcripts"] if row["informant_id"] in people]
    names = {row["transcript_id"] for row in spoken}
    every = rows["interview_codings"]
    given = [r for r in every if r["transcript_id"] in names and r.get("consent") != "none"]
    why = "the person consented to no use"
    report.say("dropped", "transcript", "", why, len(rows["transcripts"]) - len(spoken))
    report.say("dropped", "coding", "", why, len(every) - len(given))
    return people, spoken, given


def _matching(given: Sequence[Row], texts: Mapping[str, str], report: Report) -> list[Row]:
    """The codings whose words stand where they say."""
    kept = []
    for row in given:
        there = texts[row["transcript_id"]][slice(*_span(row))]
        if row.get("passage") and line_of(row["passage"]) != line_of(there):
            report.say("dropped", "coding", row["coding_id"], "its words do not stand at its place")
        else:
            kept.append(row)
    return kept


def _left_out(given: Sequence[Row], report: Report) -> None:
    for name in ("official_id", "certainty", "consent"):
        count = sum(bool(row.get(name)) for row in given)
        report.say("dropped", name, "interview_codings", "REFI-QDA has no place for it", count)


def codes(kept: Kept, rows: Sequence[Row], language: str) -> dict[str, str]:
    """Bring the tree of codes up to the codebook of the study; the GUID of each code_id."""
    project, there = kept.project, {}
    found: dict[str, str] = {}
    for code, above in codebook.walk(project.inside("CodeBook", "Codes")):
        there[code.guid] = (code, codebook.as_row(code, above))
    known = {name: guid for name, guid in kept.codes.items() if guid in there}
    name, words = ("name_id", "definition_id") if language == "id" else ("name_en", "definition_en")
    groups: dict[str, Node] = {}
    for row in sorted(rows, key=lambda each: bool(each["parent_id"])):
        number = row["code_id"]
        if number in known or row["guid"] in there:
            code, was = there[known.get(number, row["guid"])]
            if row[name] != was[name]:
                code.attributes["name"] = row[name]
            if row[words] != was[words]:
                _describe(code, row[words])
        else:
            if row["codable"] != "true" and _unused(number, rows, known, kept):
                continue
            code = Node(
                "Code", {"guid": row["guid"], "name": row[name], "isCodable": row["codable"]}
            )
            code.attributes["color"] = row["colour"]
            _describe(code, _definition(row, words))
            group = groups.get(row["parent_id"])
            (group or project.put("CodeBook", "Codes")).children.append(code)
        groups[number] = code
        found[number] = code.guid
    return found


def _unused(group: str, rows: Sequence[Row], known: Mapping[str, str], kept: Kept) -> bool:
    """Whether a group was made for codes that have their own place in the tree that was kept."""
    inside = [row["code_id"] for row in rows if row["parent_id"] == group]
    return bool(kept.codes) and bool(inside) and all(each in known for each in inside)


def _definition(row: Row, words: str) -> str:
    parts = [row[words]]
    for name, head in (("include_when", "Include"), ("exclude_when", "Exclude")):
        if row.get(name):
            parts.append(f"{head}: {row[name]}")
    return "\n".join(parts)


def _describe(code: Node, words: str) -> None:
    code.children = [each for each in code.children if each.tag != "Description"]
    if words and words != codebook.UNDEFINED:
        code.children.insert(0, Node("Description", text=words))


def _coder(work: _Work, name: str) -> str:
    """The user a coder is, made where there is none yet."""
    if name not in work.kept.coders:
        guid = work.kept.coders[name] = made("coder", name)
        work.kept.project.put("Users").children.append(Node("User", {"guid": guid, "name": name}))
    return work.kept.coders[name]


def _source(work: _Work, name: str) -> Node:
    """The element whose text a transcript is, made where it is not there yet."""
    wanted = work.kept.transcripts.get(name, "")
    for _, node in all_interviews(work.kept.project):
        if node.guid == wanted:
            return node
    node = Node("TextSource", {"guid": made("transcript", name), "name": name})
    work.kept.project.put("Sources").children.append(node)
    return node


def _cases(work: _Work, people: Mapping[str, Row], spoken: Sequence[Row]) -> None:
    """A case for each informant of whom more is known than that there is one, with the texts."""
    project = work.kept.project
    sources = {node.guid: source.guid for source, node in all_interviews(project)}
    for person, row in people.items():
        if person in work.kept.cases or row["role_class"] == NOT_STATED:
            continue
        texts = [r["transcript_id"] for r in spoken if r["informant_id"] == person]
        case = Node("Case", {"guid": made("case", person), "name": person})
        for column in ("role_class", "consent"):
            variable = made("variable", column)
            if variable not in {each.guid for each in project.inside("Variables")}:
                about = {"guid": variable, "name": column, "typeOfVariable": "Text"}
                project.put("Variables").children.append(Node("Variable", about))
            if row[column]:
                case.children.append(value(variable, row[column]))
        case.children += [reference("SourceRef", sources[work.nodes[each].guid]) for each in texts]
        project.put("Cases").children.append(case)


def value(variable: str, text: str) -> Node:
    """The value of a variable."""
    inside = [reference("VariableRef", variable), Node("TextValue", text=text)]
    return Node("VariableValue", children=inside)


def _passages(work: _Work, name: str, node: Node, rows: Sequence[Row]) -> None:
    """Bring the passages of a text up to the table of codings."""
    text = work.texts[name]
    by_guid = {guid: row for row in rows if (guid := work.kept.codings.get(row["coding_id"], ""))}
    kept_guids = set(work.kept.codings.values())
    changed = work.kept.digests.get(name) not in (None, sha256(text.encode()).hexdigest())
    placed: set[str] = set()
    gone: set[str] = set()
    for holder in [*node.all("PlainTextSelection", "TranscriptSelection"), node]:
        own = holder.all("Coding")
        moved = {_span(by_guid[each.guid]) for each in own if each.guid in by_guid}
        here = _place(holder, node, text)
        if len(moved) == 1 and moved != {here} and holder.tag == "PlainTextSelection":
            here = next(iter(moved))
            holder.attributes |= {"startPosition": str(here[0]), "endPosition": str(here[1])}
        for coding in own:
            row = by_guid.get(coding.guid)
            if row and _span(row) == here and _same_code(work, row, coding):
                placed.add(row["coding_id"])
            elif coding.guid in kept_guids:
                holder.children.remove(coding)
        stale = changed and holder is not node and not holder.all("Coding")
        bare = own and not holder.children and holder.tag != node.tag
        if stale or bare:
            gone.add(holder.guid)
        if stale:
            why = "its text was changed since, and no coding holds its place"
            work.report.say("dropped", "passage", name, why)
    prune(work.kept.project, gone)
    spots: dict[tuple[int, int], Node] = {}
    for row in rows:
        if row["coding_id"] not in placed:
            _add(work, node, row, text, spots)
    for each in node.all("PlainTextSelection"):
        start, end = int(each.attributes["startPosition"]), int(each.attributes["endPosition"])
        if not each.name and text[start:end].strip():
            each.attributes["name"] = squeezed(text[start:end])


def _span(row: Row) -> tuple[int, int]:
    return int(row["start"]), int(row["end"])


def _place(holder: Node, node: Node, text: str) -> tuple[int, int]:
    if holder is node:
        return 0, len(text)
    own = holder.attributes
    if holder.tag == "PlainTextSelection":
        return int(own["startPosition"]), int(own["endPosition"])
    points = {each.guid: each.attributes.get("position", "-1") for each in node.all("SyncPoint")}
    ends = [points.get(own.get(key, ""), "-1") for key in ("fromSyncPoint", "toSyncPoint")]
    return int(ends[0]), int(ends[1])


def _same_code(work: _Work, row: Row, coding: Node) -> bool:
    return coding.refers("CodeRef") == [work.codes.get(row["code_id"], "")]


def _add(work: _Work, node: Node, row: Row, text: str, spots: dict[tuple[int, int], Node]) -> None:
    """A passage with its coding, and the memo as a note."""
    code = work.codes.get(row["code_id"])
    if code is None:
        work.report.say("dropped", "coding", row["coding_id"], "its code is not in the codebook")
        return
    start, end = _span(row)
    holder = spots.get((start, end))
    if holder is None:
        parts = (row["transcript_id"], str(start), str(end))
        holder = Node(_selection(node), {"guid": made("passage", *parts)})
        if holder.tag == "PlainTextSelection":
            holder.attributes |= {"startPosition": str(start), "endPosition": str(end)}
        else:
            for key, at in (("fromSyncPoint", start), ("toSyncPoint", end)):
                point = made("point", row["transcript_id"], str(at))
                holder.attributes[key] = point
                if point not in {each.guid for each in node.all("SyncPoint")}:
                    place = {"guid": point, "position": str(at)}
                    node.children.append(Node("SyncPoint", place))
        spots[start, end] = holder
        node.children.append(holder)
    coding = Node("Coding", {"guid": made("coding", row["coding_id"])})
    coding.attributes["creatingUser"] = _coder(work, row["coder"])
    coding.children.append(reference("CodeRef", code))
    if row.get("memo"):
        note = Node("Note", {"guid": made("memo", row["coding_id"]), "name": row["coding_id"]})
        note.children.append(Node("PlainTextContent", text=row["memo"]))
        work.kept.project.put("Notes").children.append(note)
        coding.children.append(reference("NoteRef", note.guid))
    holder.children.append(coding)


def _selection(node: Node) -> str:
    return "TranscriptSelection" if node.tag == "Transcript" else "PlainTextSelection"
