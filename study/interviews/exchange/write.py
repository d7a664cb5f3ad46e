"""A project as a file that other programs read: the standard's form, the same bytes each time.

Text files with line feeds and no byte-order mark, places in code points, the name of a passage
its words, paths that begin with internal://, no element that is empty: what the programs measured
so far read without a shift.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import IO

from . import markup
from .codebook import COLUMNS
from .codes import walk
from .node import Node
from .parcel import TEXTUAL
from .repair import repair
from .report import Report

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
MOMENT = (1980, 1, 1, 0, 0, 0)
"""When every file in an archive was made, so that the same project gives the same bytes."""


def qdpx(
    project: Node,
    texts: Mapping[str, str],
    report: Report,
    out: IO[bytes],
    media: Iterable[tuple[str, Iterable[bytes]]] = (),
) -> None:
    """Write the archive of a project.

    texts: canonical, by the GUID of the element they belong to; media: names of other files, with
    their bytes piece by piece.
    """
    files: dict[str, str] = {}
    for node in project.walk():
        if node.tag in TEXTUAL and node.guid in texts:
            name = f"{node.guid}.txt"
            node.attributes["plainTextPath"] = f"internal://{name}"
            node.children = [each for each in node.children if each.tag != "PlainTextContent"]
            files[f"sources/{name}"] = texts[node.guid]
    _repair(project, report)
    wide = sum(any(letter > "\uffff" for letter in text) for text in files.values())
    why = "holds letters that NVivo counts as two; passages after them may shift there"
    report.say("ambiguous", "text", "", why, wide)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "project.qde", [markup.write(project, PROJECT)])
        for name, text in sorted(files.items()):
            _add(archive, name, [text.encode()])
        for name, pieces in media:
            _add(archive, f"sources/{name}", pieces)


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    with archive.open(info, "w") as member:
        for piece in pieces:
            member.write(piece)


def _repair(project: Node, report: Report) -> None:
    """Put all in order, and tell what could not be written."""
    own = Report()
    repair(project, own)
    report.lines += [line for line in own.lines if line.fate != "repaired"]


def qdc(project: Node, report: Report) -> bytes:
    """The codes and the sets of codes of a project."""
    _repair(project, report)
    codes = Node("Codes", children=project.inside("CodeBook", "Codes"))
    book = Node("CodeBook", {"origin": project.attributes.get("origin", "")}, children=[codes])
    noted = 0
    for node in codes.walk():
        noted += len(node.all("NoteRef"))
        node.children = [each for each in node.children if each.tag != "NoteRef"]
    report.say("dropped", "NoteRef", "codebook", "notes have no place in a codebook", noted)
    sets = []
    for each in project.inside("Sets"):
        members = [Node("MemberCode", {"guid": guid}) for guid in each.refers("MemberCode")]
        if members:
            kept = each.all("Description")
            sets.append(Node("Set", dict(each.attributes), children=[*kept, *members]))
    if sets:
        book.children.append(Node("Sets", children=sets))
    if not codes.children:
        book.children.remove(codes)
    return markup.write(book, CODEBOOK)


def table(project: Node) -> bytes:
    """The codebook as a table: tag and description, which Taguette reads, and the tree besides."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["tag", "description", *COLUMNS])
    for code, above in walk(project.inside("CodeBook", "Codes")):
        own = {"below": above[-1].guid if above else "", **code.attributes}
        writer.writerow(
            [code.name, code.said("Description"), *(own.get(each, "") for each in COLUMNS)]
        )
    return text.getvalue().encode()
