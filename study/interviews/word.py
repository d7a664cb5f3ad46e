"""The text of a Word file: paragraphs and tables in the order in which they stand.

Word's XML is read here and not by a library that would leave out what stands in tracked changes,
content controls and links. Changes count as accepted. What is no text of the body, such as
footnotes and text boxes, is left out and counted; comments come with the passages they mark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from defusedxml import ElementTree as Tree
from defusedxml.common import DefusedXmlException

from ..contract.archive import Archive, opened
from ..errors import ImportProblem

DOCUMENT = "/officeDocument"  # how the kind of relation ends in both forms of the standard
LEFT_OUT = {
    "footnoteReference": "left_footnote",
    "endnoteReference": "left_endnote",
    "txbxContent": "left_text_box",
    "object": "left_object",
    "pict": "left_picture",
    "drawing": "left_picture",
}
SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "tblPr"}
BEGIN, END, CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
"""No characters of any text: they mark where comments begin and end while a text is read."""
UNUSED = dict.fromkeys(map(ord, (BEGIN, END, CLOSE)))
MARK = re.compile(f"([{BEGIN}{END}])([^{CLOSE}]*){CLOSE}")
MARKS = {"commentRangeStart": BEGIN, "commentRangeEnd": END}
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": ""}


class Comment(NamedTuple):
    """What somebody wrote beside a passage: its offsets in the text, who wrote, and what."""

    start: int
    end: int
    author: str
    words: str


class Reading(NamedTuple):
    """A text; how many things of each kind were left out; the comments on its passages."""

    text: str
    left: Counter[str]
    comments: tuple[Comment, ...] = ()


def read(path: Path) -> Reading:
    """The text of a .docx file, what was left out, and comments.

    Kinds are codes of messages; tracked insertions and deletions are counted as well. The cells
    of a row of a table stand in one line with tabs between them. Raises ImportProblem if the file
    is none, or is not safe to read.
    """
    with opened(path, ".docx") as archive:
        name = _document(path, archive)
        root = _parsed(path, archive, name)
        comments = _comments(path, archive, name)
    left: Counter[str] = Counter()
    body = next((each for each in root if _local(each.tag) == "body"), None)
    if body is None:
        raise ImportProblem(f"{path.name} is no Word document: it has no body.")
    try:
        marked = "\n".join(_blocks(body, left))
    except RecursionError:
        raise ImportProblem(f"{path.name} is refused: its parts are nested too deeply.") from None
    text, places = _unmarked(marked)
    found = [Comment(*places[i], *comments[i]) for i in comments if i in places]
    left["left_comment"] = len(comments) - len(found)
    return Reading(text, left, tuple(sorted(found)))


def _comments(path: Path, archive: Archive, document: str) -> dict[str, tuple[str, str]]:
    """Author and words of every comment, by its number."""
    at = PurePosixPath(document)
    rels = str(at.parent / "_rels" / f"{at.name}.rels")
    names = [
        str(PurePosixPath("/", at.parent, link.get("Target", "")))[1:]
        for link in (_parsed(path, archive, rels) if rels in archive.names else ())
        if link.get("Type", "").endswith("/comments")
    ]
    found: dict[str, tuple[str, str]] = {}
    for name in (each for each in names if each in archive.names):
        for each in _parsed(path, archive, name):
            own = {_local(key): value for key, value in each.attrib.items()}
            words = _unmarked("\n".join(_blocks(each, Counter())))[0]
            found[own.get("id", "")] = own.get("author", ""), words.strip()
    return found


def _unmarked(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """A text without the marks of comments, and where each comment begins and ends in it."""
    parts: list[str] = []
    begins: dict[str, int] = {}
    found: dict[str, tuple[int, int]] = {}
    length = at = 0
    for match in MARK.finditer(marked):
        parts.append(marked[at : match.start()])
        length += match.start() - at
        at = match.end()
        if match[1] == BEGIN:
            begins[match[2]] = length
        elif match[2] in begins:
            found[match[2]] = begins[match[2]], length
    text = "".join([*parts, marked[at:]])
    return text, {each: place for each, place in found.items() if text[slice(*place)].strip()}


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
    waiting = ""
    for each in parent:
        tag = _local(each.tag)
        if tag in MARKS:
            waiting += _mark(each)
        elif tag == "p":
            yield waiting + "".join(_runs(each, left))
            waiting = ""
        elif tag == "tr":
            yield "\t".join("\n".join(_blocks(cell, left)) for cell in _cells(each))
        elif tag not in SKIPPED:
            yield from _blocks(each, left)
    if waiting:
        yield waiting


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
            yield (each.text or "").translate(UNUSED).replace("\r\n", "\n").replace("\r", "\n")
        elif tag in MARKS:
            yield _mark(each)
        elif tag in SIGNS:
            yield SIGNS[tag]
        elif tag not in SKIPPED:
            yield from _runs(each, left)


def _mark(element: Any) -> str:
    number = next((v for key, v in element.attrib.items() if _local(key) == "id"), "")
    return f"{MARKS[_local(element.tag)]}{number.translate(UNUSED)}{CLOSE}"


def _local(name: Any) -> str:
    """A name without its namespace: the strict form of the standard has other ones."""
    return str(name).rpartition("}")[2]
