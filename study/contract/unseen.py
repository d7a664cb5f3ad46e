"""What a reader of values does not tell of a sheet: formulas without one, errors, merged cells.

Only a sheet whose XML holds one of the marks of these is gone through cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as Tree
from zipfile import ZipFile

from .normal import Native

MARKS = re.compile(rb'<f[ >/]|t="e"|hidden="|table:formula|-(?:columns|rows)-spanned|visibility="')
CHUNK, OVERLAP = 1 << 20, 64
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
Corner = tuple[int, int]


@dataclass
class Unseen:
    """cells: by row and column from 0; merged: corners; hidden: whether rows or columns are."""

    cells: dict[int, dict[int, Native]] = field(default_factory=dict)
    merged: list[tuple[Corner, Corner]] = field(default_factory=list)
    hidden: bool = False

    def put(self, row: int, column: int, kind: str, text: str) -> None:
        """Note a cell."""
        self.cells.setdefault(row, {})[column] = Native(kind, text)


def look(path: Path, sheet: str) -> Unseen:
    """What values do not tell of a sheet of a file."""
    with ZipFile(path) as file:
        xlsx = path.suffix.lower() != ".ods"
        part = _part(file, sheet) if xlsx else "content.xml"
        with file.open(part) as stream:
            if not _marked(stream):
                return Unseen()
        with file.open(part) as stream:
            return _xlsx(stream) if xlsx else _ods(stream, sheet)


def _marked(stream: IO[bytes]) -> bool:
    kept = b""
    while chunk := stream.read(CHUNK):
        if MARKS.search(kept + chunk):
            return True
        kept = chunk[-OVERLAP:]
    return False


def _part(file: ZipFile, sheet: str) -> str:
    """Where in the file a sheet's cells are."""
    book = Tree.fromstring(file.read("xl/workbook.xml"))
    links = Tree.fromstring(file.read("xl/_rels/workbook.xml.rels"))
    sheets = (each for each in book.iter() if _local(each.tag) == "sheet")
    found = next(each for each in sheets if each.get("name") == sheet)
    wanted = next(text for name, text in found.items() if _local(name) == "id")
    target = next(each.get("Target", "") for each in links if each.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _xlsx(stream: IO[bytes]) -> Unseen:
    found = Unseen()
    for _, element in Tree.iterparse(stream):
        tag = _local(element.tag)
        if tag in ("row", "col") and element.get("hidden") in ("1", "true"):
            found.hidden = True
        if tag == "row":
            element.clear()
        if tag != "c":
            continue
        parts = {_local(part.tag): part.text or "" for part in element}
        value = parts.get("v")
        if element.get("t") == "e":
            found.put(*_corner(element.get("r", "A1")), "error", value or "#N/A")
        elif "f" in parts and not value:
            found.put(*_corner(element.get("r", "A1")), "formula", f"={parts['f']}")
    return found


def _local(name: str) -> str:
    """A name without its namespace: the strict form of the standard has other ones."""
    return name.rpartition("}")[2]


def _corner(name: str) -> Corner:
    """Row and column from 0 of a cell such as B3."""
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(name[len(letters) :]) - 1, column - 1


def _ods(stream: IO[bytes], sheet: str) -> Unseen:
    found = Unseen()
    inside, row = False, 0
    for event, element in Tree.iterparse(stream, ("start", "end")):
        if element.tag == f"{TABLE}table":
            inside = event == "start" and element.get(f"{TABLE}name") == sheet
        if not inside or event == "start":
            continue
        hidden = element.get(f"{TABLE}visibility") in ("collapse", "filter")
        if element.tag == f"{TABLE}table-column" and hidden:
            found.hidden = True
        if element.tag == f"{TABLE}table-row":
            found.hidden = found.hidden or hidden
            for column, cell in _cells(element):
                _judge(found, row, column, cell)
            row += int(element.get(f"{TABLE}number-rows-repeated", "1"))
            element.clear()
    return found


def _cells(row: Tree.Element) -> Iterator[tuple[int, Tree.Element]]:
    column = 0
    for cell in row:
        if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            yield column, cell
            column += int(cell.get(f"{TABLE}number-columns-repeated", "1"))


def _judge(found: Unseen, row: int, column: int, cell: Tree.Element) -> None:
    down, right = (
        int(cell.get(f"{TABLE}number-{way}-spanned", "1")) for way in ("rows", "columns")
    )
    if (down, right) != (1, 1):
        found.merged.append(((row, column), (row + down - 1, column + right - 1)))
    text = "".join(cell.itertext())
    if cell.get(ERROR_TYPE) == "error":
        found.put(row, column, "error", text)
    elif cell.get(f"{TABLE}formula") and not (cell.get(f"{OFFICE}value-type") or text):
        found.put(row, column, "formula", cell.get(f"{TABLE}formula", ""))
