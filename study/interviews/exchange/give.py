"""Interviews of a study as a project: what was kept, brought up to what the tables say now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from ...contract.transcripts import line_of
from ..tables import Row
from . import codes as codebook
from . import marks
from .kept import Kept, forget, prune
from .node import Node, made, reference
from .offsets import squeezed
from .parcel import ORIGIN, all_interviews
from .report import Report
from .take import memo_of


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
    notes: dict[str, Node] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def note(self, coding: Node, note: Node) -> None:
        """Refer to a note, which the project gets if it is not there yet."""
        if note.guid not in self.notes:
            self.notes[note.guid] = note
            self.kept.project.put("Notes").children.append(note)
        coding.children.append(reference("NoteRef", note.guid))


def give(
    title: str,
    rows: Mapping[str, Sequence[Row]],
    texts: Mapping[str, str],
    kept: Kept | None,
    report: Report,
    language: str = "en",
) -> Given:
    """The project of a study.

    rows: of informants, transcripts, officials, interview_codings and codes; texts: by transcript;
    kept: of the project it came from. People who consented to nothing are left out.
    """
    project = kept.project.copy() if kept else Node("Project", {"name": title})
    project.attributes["origin"] = ORIGIN
    own = kept.copy(project) if kept else Kept(project)
    people, spoken, given = _allowed(rows, report)
    gone = {
        name for name in own.transcripts if name not in {row["transcript_id"] for row in spoken}
    }
    officials = {row["official_id"]: row for row in rows["officials"]}
    forget(own, gone, {name for name in own.cases if name not in people | officials})
    work = _Work(own, texts, report, notes={each.guid: each for each in project.inside("Notes")})
    work.words = {guid: x.said("PlainTextContent").strip() for guid, x in work.notes.items()}
    work.codes = codes(own, rows["codes"], language)
    found = Given(project)
    given = _matching(given, texts, report)
    sources: dict[str, str] = {}
    for row in spoken:
        node, source = _source(work, row["transcript_id"])
        work.nodes[row["transcript_id"]] = node
        sources[row["transcript_id"]] = source.guid
        marks.put_values(project, source, "transcripts", row)
        found.texts[node.guid] = texts[row["transcript_id"]]
    for name, row in people.items():
        own_texts = [r["transcript_id"] for r in spoken if r["informant_id"] == name]
        _case(work, name, "informants", row, sources, own_texts)
    for name, row in officials.items():
        _case(work, name, "officials", row, sources, [])
    for name in sorted({row["coder"] for row in given if row["coding_id"] not in own.codings}):
        _coder(work, name)
    for name, node in work.nodes.items():
        _passages(work, name, node, [row for row in given if row["transcript_id"] == name])
    for node in project.walk():
        if node.tag == "Note" and (words := node.one("PlainTextContent")):
            found.texts[node.guid] = words.text
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


def codes(kept: Kept, rows: Sequence[Row], language: str) -> dict[str, str]:
    """Bring the tree of codes up to the codebook of the study; the GUID of each code_id."""
    project = kept.project
    there: dict[str, tuple[Node, tuple[Node, ...], Row]] = {}
    found: dict[str, str] = {}
    for code, above in codebook.walk(project.inside("CodeBook", "Codes")):
        there[code.guid] = (code, above, codebook.as_row(code, above))
    known = {name: guid for name, guid in kept.codes.items() if guid in there}
    name, words = ("name_id", "definition_id") if language == "id" else ("name_en", "definition_en")
    groups: dict[str, Node] = {}
    for row in sorted(rows, key=lambda each: bool(each["parent_id"])):
        number = row["code_id"]
        if number in known or row["guid"] in there:
            code, above, was = there[known.get(number, row["guid"])]
            if row[name] != was[name]:
                code.attributes["name"] = row[name]
        else:
            if row["codable"] != "true" and _unused(number, rows, known, kept):
                continue
            code, above, was = Node("Code"), (), {}
            code.attributes = {"guid": row["guid"], "name": row[name], "isCodable": row["codable"]}
            group = groups.get(row["parent_id"])
            above = (group,) if group else ()
            (group or project.put("CodeBook", "Codes")).children.append(code)
        if row["colour"] != was.get("colour"):
            code.attributes["color"] = row["colour"]
        if row[words] != was.get(words):
            _describe(code, row[words])
        plain = codebook.as_row(code, above)
        more = {**row, "parent_id": "" if above else row["parent_id"]}
        _describe(code, marks.labelled(code.said("Description"), more, plain))
        groups[number] = code
        found[number] = code.guid
    return found


def _unused(group: str, rows: Sequence[Row], known: Mapping[str, str], kept: Kept) -> bool:
    """Whether a group was made for codes that have their own place in the tree that was kept."""
    inside = [row["code_id"] for row in rows if row["parent_id"] == group]
    return bool(kept.codes) and bool(inside) and all(each in known for each in inside)


def _describe(code: Node, words: str) -> None:
    code.children = [each for each in code.children if each.tag != "Description"]
    if words and words not in codebook.UNDEFINED.values():
        code.children.insert(0, Node("Description", text=words))


def _coder(work: _Work, name: str) -> str:
    """The user a coder is, made where there is none yet."""
    if name not in work.kept.coders:
        guid = work.kept.coders[name] = made("coder", name)
        work.kept.project.put("Users").children.append(Node("User", {"guid": guid, "name": name}))
    return work.kept.coders[name]


def _source(work: _Work, name: str) -> tuple[Node, Node]:
    """The element whose text a transcript is, with its source; made where it is not there yet."""
    wanted = work.kept.transcripts.get(name, "")
    for source, node in all_interviews(work.kept.project):
        if node.guid == wanted:
            return node, source
    node = Node("TextSource", {"guid": made("transcript", name), "name": name})
    work.kept.project.put("Sources").children.append(node)
    return node, node


def _case(
    work: _Work, name: str, table: str, row: Row, sources: Mapping[str, str], own: list[str]
) -> None:
    """Bring the case of a person up to the tables; own: the texts that are theirs."""
    project = work.kept.project
    guid = work.kept.cases.get(name) or made("case", name)
    case = next((each for each in project.inside("Cases") if each.guid == guid), None)
    if case is None:
        case = Node("Case", {"guid": guid, "name": name})
        project.put("Cases").children.append(case)
    marks.put_values(project, case, table, row)
    theirs = {sources[each]: reference("SourceRef", sources[each]) for each in own}
    others = set(sources.values()) - set(theirs)
    for each in case.all("SourceRef"):
        to = each.attributes["targetGUID"]
        if theirs.pop(to, None) is None and to in others:
            case.children.remove(each)
    case.children += theirs.values()


def _passages(work: _Work, name: str, node: Node, rows: Sequence[Row]) -> None:
    """Bring the passages of a text up to the table of codings."""
    text = work.texts[name]
    by_guid = {guid: row for row in rows if (guid := work.kept.codings.get(row["coding_id"], ""))}
    kept_guids = set(work.kept.codings.values())
    changed = work.kept.digests.get(name) not in (None, sha256(text.encode()).hexdigest())
    placed: dict[str, Node] = {}
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
            if row and _span(row) == here and _same(work, row, coding, holder, node):
                placed[row["coding_id"]] = coding
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
        given = placed.get(row["coding_id"]) or _add(work, node, row, text, spots)
        if given:
            for note in marks.notes(row):
                work.note(given, note)
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


def _same(work: _Work, row: Row, coding: Node, holder: Node, node: Node) -> bool:
    """Whether a coding that was kept says what its row says now."""
    author = coding.attributes.get("creatingUser") or holder.attributes.get("creatingUser", "")
    return (
        coding.refers("CodeRef") == [work.codes.get(row["code_id"], "")]
        and work.kept.coders.get(row["coder"], "") == author
        and memo_of(coding, holder, node, work.words) == row.get("memo", "")
    )


def _add(
    work: _Work, node: Node, row: Row, text: str, spots: dict[tuple[int, int], Node]
) -> Node | None:
    """A passage with its coding, and the memo as a note."""
    code = work.codes.get(row["code_id"])
    if code is None:
        work.report.say("dropped", "coding", row["coding_id"], "its code is not in the codebook")
        return None
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
    coding = Node("Coding", {"guid": marks.numbered(row["coding_id"])})
    coding.attributes["creatingUser"] = _coder(work, row["coder"])
    coding.children.append(reference("CodeRef", code))
    for note in marks.memo(row):
        work.note(coding, note)
    holder.children.append(coding)
    return coding


def _selection(node: Node) -> str:
    return "TranscriptSelection" if node.tag == "Transcript" else "PlainTextSelection"
