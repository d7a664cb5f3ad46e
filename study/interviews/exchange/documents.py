"""The coded documents of a study as a project: one source a segment, one user a coder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ..tables import Row
from . import marks
from .give import Given, codes
from .kept import Kept
from .node import Node, made, reference
from .offsets import squeezed
from .parcel import ORIGIN
from .report import Report


def documents(
    title: str, about: str, rows: Mapping[str, Sequence[Row]], report: Report, language: str = "en"
) -> Given:
    """The project of segments, codings and codes.

    rows: of these three tables; about: what the project says of itself. What else the table of
    segments tells of one becomes a variable; memo and certainty of a coding become notes.
    """
    project = Node("Project", {"name": title, "origin": ORIGIN})
    project.children.append(Node("Description", text=about))
    ids = codes(Kept(project), rows["codes"], language)
    found = Given(project)
    by_segment: dict[str, list[Row]] = {}
    for row in rows["codings"]:
        by_segment.setdefault(row["segment_id"], []).append(row)
    for coder in sorted({row["coder"] for row in rows["codings"]}):
        user = Node("User", {"guid": made("coder", coder), "name": coder})
        project.put("Users").children.append(user)
    left: Counter[str] = Counter()
    for row in rows["segments"]:
        name = row["segment_id"]
        source = Node("TextSource", {"guid": made("segment", name), "name": name})
        for column, text in row.items():
            if column not in ("segment_id", "text") and text:
                source.children.append(marks.value(project, "segments", column, text))
        for coding in by_segment.get(name, []):
            why = _passage(project, source, coding, row["text"], ids)
            left[why] += 1
        project.put("Sources").children.append(source)
        found.texts[source.guid] = row["text"]
    for why, count in left.items():
        report.say("dropped" if why else "kept", "coding", "", why or "with its passage", count)
    for note in project.inside("Notes"):
        found.texts[note.guid] = note.said("PlainTextContent")
    return found


def _passage(project: Node, source: Node, row: Row, text: str, ids: Mapping[str, str]) -> str:
    """Add a coding to a source; returns why it was left out, or ''."""
    if not row["code_id"]:
        return "says that no code fits, for which REFI-QDA has no place"
    if row["code_id"] not in ids:
        return "its code is not in the codebook"
    start, end = int(row["start"]), int(row["end"])
    if squeezed(row["passage"]) != squeezed(text[start:end]):
        return "its words do not stand at its place"
    guid = made("passage", source.name, str(start), str(end))
    holder = next((each for each in source.children if each.guid == guid), None)
    if holder is None:
        place = {"startPosition": str(start), "endPosition": str(end)}
        own = {"guid": guid, "name": squeezed(text[start:end]), **place}
        holder = Node("PlainTextSelection", own)
        source.children.append(holder)
    about = {"guid": made("coding", row["coding_id"]), "creatingUser": made("coder", row["coder"])}
    coding = Node("Coding", about, children=[reference("CodeRef", ids[row["code_id"]])])
    for note in (*marks.memo(row), *marks.notes(row)):
        coding.children.append(reference("NoteRef", note.guid))
        if note.guid not in {each.guid for each in project.inside("Notes")}:
            project.put("Notes").children.append(note)
    holder.children.append(coding)
    return ""
