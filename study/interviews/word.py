"""The text of a Word file: paragraphs and tables in the order in which they stand.

Word's XML is read here and not by a library that would leave out what stands in tracked changes,
content controls and links. Changes count as accepted. What is no text of the body, such as
footnotes, comments and text boxes, is left out and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from defusedxml import ElementTree as Tree
from defusedxml.common import DefusedXmlException

from ..errors import ImportProblem
from .archive import Archive, opened

DOCUMENT = "/officeDocument"  # how the kind of relation ends in both forms of the standard
LEFT_OUT = {
    "footnoteReference": "left_footnote",
    "endnoteReference": "left_endnote",
    "commentReference": "left_comment",
    "txbxContent": "left_text_box",
    "object": "left_object",
    "pict": "left_picture",
    "drawing": "left_picture",
}
SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "tblPr"}
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}


def read(path: Path) -> tuple[str, Counter[str]]:
    """The text of a .docx file, and how many things of each kind were left out.

    Kinds are codes of messages; tracked insertions and deletions are counted as well. The cells
    of a row of a table stand in one line with tabs between them. Raises ImportProblem if the file
    is none, or is not safe to read.
    """
    with opened(path, ".docx") as archive:
        root = _parsed(path, archive, _document(path, archive))
    left: Counter[str] = Counter()
    body = next((each for each in root if _local(each.tag) == "body"), None)
    if body is None:
        raise ImportProblem(f"{path.name} is no Word document: it has no body.")
    try:
        return "\n".join(_blocks(body, left)), left
    except RecursionError:
        raise ImportProblem(f"{path.name} is refused: its parts are nested too deeply.") from None


def _document(path: Path, archive: Archive) -> str:
    """The member that holds the document."""
    rels = "_rels/.rels"
    if rels not in archive.names or "[Content_Types].xml" not in archive.names:
        raise ImportProblem(f"{path.name} is no Word document.", "Save it as .docx in Word.")
    for link in _parsed(path, archive, rels):
        if link.get("Type", "").endswith(DOCUMENT):
            name = str(PurePosixPath("/", link.get("Target", "")))[1:]
            if name in archive.names:
                return name
    raise ImportProblem(f"{path.name} is no Word document.", "Save it as .docx in Word.")


def _parsed(path: Path, archive: Archive, name: str) -> Any:
    """The XML of a member. One with a document type, which could grow without end, is refused."""
    try:
        return Tree.fromstring(archive.read(name), forbid_dtd=True)
    except DefusedXmlException:
        raise ImportProblem(
            f"{path.name} is refused: {name} holds a document type, which Word never writes."
        ) from None
    except (Tree.ParseError, ValueError, LookupError, RecursionError):
        raise ImportProblem(
            f"{path.name} is damaged: {name} is not valid XML.", "Save it again in Word."
        ) from None


def _blocks(parent: Any, left: Counter[str]) -> Iterator[str]:
    """The paragraphs and rows below an element, in order."""
    for each in parent:
        tag = _local(each.tag)
        if tag == "p":
            yield "".join(_runs(each, left))
        elif tag == "tr":
            yield "\t".join("\n".join(_blocks(cell, left)) for cell in _cells(each))
        elif tag not in SKIPPED:
            yield from _blocks(each, left)


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row, not those of a table inside one of them."""
    for each in row:
        if _local(each.tag) == "tc":
            yield each
        elif _local(each.tag) not in SKIPPED:
            yield from _cells(each)


def _runs(parent: Any, left: Counter[str]) -> Iterator[str]:
    for each in parent:
        tag = _local(each.tag)
        if tag in ("del", "ins", "moveTo"):
            left["tracked_change"] += 1
        if tag in LEFT_OUT:
            left[LEFT_OUT[tag]] += 1
            boxes = [e for e in each.iter() if _local(e.tag) == "txbxContent"]
            if boxes and tag != "txbxContent":
                left["left_text_box"] += 1
                left[LEFT_OUT[tag]] -= 1
        elif tag == "t":
            yield each.text or ""
        elif tag in SIGNS:
            yield SIGNS[tag]
        elif tag not in SKIPPED:
            yield from _runs(each, left)


def _local(name: Any) -> str:
    """A name without its namespace: the strict form of the standard has other ones."""
    return str(name).rpartition("}")[2]
