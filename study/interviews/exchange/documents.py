"""The coded documents of a study as a project: one source a segment, one user a coder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ..tables import Row
from .give import Given, codes, value
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
    segments tells of one becomes a variable; certainty and memo of a coding become a note.
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
                source.children.append(value(_variable(project, column), text))
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


def _variable(project: Node, column: str) -> str:
    guid = made("variable", column)
    if guid not in {each.guid for each in project.inside("Variables")}:
        about = {"guid": guid, "name": column, "typeOfVariable": "Text"}
        project.put("Variables").children.append(Node("Variable", about))
    return guid


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
    if row.get("memo") or row.get("certainty") == "unsure":
        note = Node("Note", {"guid": made("memo", row["coding_id"]), "name": row["certainty"]})
        words = row.get("memo") or row["certainty"]
        note.children.append(Node("PlainTextContent", text=words))
        project.put("Notes").children.append(note)
        coding.children.append(reference("NoteRef", note.guid))
    holder.children.append(coding)
    return ""
