"""Tables in CSV files: their encoding, what separates their columns, and their rows.

Commas and UTF-8 are the rule. Semicolons, tabs or bars, a byte order mark, UTF-16 with its mark
and Windows-1252 are read as well, and noted. A file is read row by row.
"""

from __future__ import annotations

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path

from ..messages import phrase
from .descriptor import TableSpec
from .grid import Grid

MARKS = (",", ";", "\t", "|")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
CHUNK = 1 << 20
UTF8, LEGACY = "utf-8", "Windows-1252"


def read(path: Path, shown: str, spec: TableSpec) -> Grid:
    """The cells of a CSV file. Raises OSError if it cannot be read."""
    grid = Grid(shown, [])
    encoding, grid.trouble = sniff(path)
    grid.legacy = encoding == LEGACY
    if encoding != UTF8:
        grid.find(None, phrase("read_in_encoding", name=encoding), note=True)
    # bytes that are no letters are kept as \x and two digits, so that their cells can be named
    with path.open(encoding=encoding, errors="backslashreplace", newline="") as file:
        mark, header = _header(file, spec)
        if not {name.strip() for name in header} & spec.fields.keys():
            file.seek(0)
            if row := _found_later(csv.reader(file, delimiter=mark), spec):
                grid.find(row, phrase("header_later"), mend=phrase("delete_lines_above"))
                return grid
        if not any(name.strip() for name in header):
            grid.find(1, phrase("no_header"), mend=phrase("add_header"))
            return grid
        if mark != ",":
            shown_mark = {"\t": "tab"}.get(mark, mark)
            grid.find(1, phrase("read_with_marks", mark=shown_mark), note=True)
        grid.header = header
        file.seek(0)
        rows = _numbered(file, mark)
        try:
            next(rows)
            grid.fill(rows)
        except _Broken as broken:
            grid.header = []
            mend = phrase("close_quote")
            grid.find(broken.line, phrase("open_quote"), mend=mend)
    return grid


def sniff(path: Path) -> tuple[str, str]:
    """Encoding of a file, and the code of what is wrong with it, if anything is.

    What is not UTF-8 is Windows-1252, unless that has no letter for one of its bytes, or other
    letters of the file are UTF-8 all the same.
    """
    decode = getincrementaldecoder(UTF8)().decode
    try:
        with path.open("rb") as file:
            head = file.read(CHUNK)
            if head[:2] in UTF16:
                return "utf-16", ""
            marked = head[:3] == b"\xef\xbb\xbf"
            while head:
                decode(head)
                head = file.read(CHUNK)
            decode(b"", final=True)
        return ("utf-8-sig" if marked else UTF8), ""
    except UnicodeDecodeError:
        data = path.read_bytes()
    rest = data.decode(UTF8, "ignore")
    if not rest.isascii():
        return UTF8, "mixed_encoding"
    try:
        data.decode(LEGACY)
    except UnicodeDecodeError:
        return UTF8, "unknown_encoding"
    return LEGACY, ""


def _header(file: io.TextIOWrapper, spec: TableSpec) -> tuple[str, list[str]]:
    """What separates the columns, by the names described that it yields; and the first line."""
    best: tuple[tuple[int, int], str, list[str]] = ((-1, 0), ",", [])
    for mark in MARKS:
        file.seek(0)
        try:
            names = next(csv.reader(file, delimiter=mark), [])
        except csv.Error:
            continue
        score = (len({name.strip() for name in names} & spec.fields.keys()), len(names))
        if score > best[0]:
            best = (score, mark, names)
    return best[1], best[2]


def _found_later(rows: Iterator[list[str]], spec: TableSpec) -> int | None:
    """The row among the first ones that holds the names of columns, if one does."""
    try:
        for number, row in zip(range(1, 12), rows, strict=False):
            if is_header(row, spec):
                return number
    except csv.Error:
        pass
    return None


def is_header(row: list[str], spec: TableSpec) -> bool:
    """Whether a row names most of the columns described."""
    known = {name.strip() for name in row if name} & spec.fields.keys()
    return 2 * len(known) > len(spec.fields)


class _Broken(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


def _numbered(file: io.TextIOWrapper, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Rows, each with the line it starts on."""
    reader = csv.reader(file, delimiter=mark, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error:
        raise _Broken(line) from None
