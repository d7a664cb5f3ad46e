"""The author's own lists, as they come: a spreadsheet or CSV with a header in either language."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from ..errors import Finding, ImportProblem
from ..messages import NOTHING, Phrase, phrase
from .archive import require
from .text import sniff
from .vocabulary import folded, vocabulary

SPREADSHEETS = (".xlsx", ".ods")
KINDS = (*SPREADSHEETS, ".csv")
MARKS = (",", ";", "\t")
MB = 2**20
LARGEST = 16 * MB
Lines = list[list[str]]
HEADER_WITHIN = 10  # lines among which the header is looked for


@dataclass(frozen=True)
class Row:
    """A row: the line it stands on, and its cells by what their columns mean."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Listing:
    """A list as it was read.

    shown: its path for messages; header: as it was written, at the line `top`; columns: what each
    of them means, "" for one that is not known; rows: the filled ones; raw: their cells.
    above: the lines before the header.
    """

    path: Path
    shown: str
    mark: str = ","
    top: int = 1
    header: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    raw: list[list[str]] = field(default_factory=list)
    above: list[list[str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def say(
        self,
        row: Row | None,
        column: str,
        problem: Phrase,
        mend: Phrase = NOTHING,
        allowed: Phrase = NOTHING,
        value: str | None = None,
    ) -> None:
        """Say what is wrong with a row; column: what it means, shown as the author called it."""
        named = dict(zip(self.columns, self.header, strict=True)).get(column, column)
        told = (row[column] if row else "") if value is None else value
        told = told if len(told) <= 60 else f"{told[:57]}..."
        line = row.line if row else None
        self.findings.append(Finding(self.shown, line, named or None, told, problem, allowed, mend))


def read(path: Path, name: str) -> Listing:
    """The rows of a list; name: of its columns in the vocabulary (informants, key, codings).

    Of several sheets it is the one whose header is known. Raises ImportProblem if the file cannot
    be read as a table, or has no header that is known.
    """
    known = vocabulary(name)

    def counts(lines: Lines) -> list[int]:
        return [sum(folded(cell) in known for cell in line) for line in lines[:HEADER_WITHIN]]

    read_from = _sheets if path.suffix.lower() in SPREADSHEETS else _split
    try:
        tables = read_from(path)
    except OSError as error:
        raise ImportProblem(
            f"{path.name} cannot be read: {error.strerror}.", "Put a file there that you may read."
        ) from None
    mark, lines = max(tables, key=lambda each: max(counts(each[1]), default=0), default=(",", []))
    found = Listing(path, path.name, mark)
    known_cells = counts(lines)
    if not any(known_cells):
        columns = ", ".join(dict.fromkeys(known.values()))
        raise ImportProblem(
            f"{path.name} has no header that is known.", f"Its columns may be: {columns}."
        )
    top = known_cells.index(max(known_cells))
    width = max(len(line) for line in lines)
    found.top, found.above = top + 1, lines[:top]
    found.header = [cell.strip() for cell in _wide(lines[top], width)]
    found.columns = [known.get(folded(cell), "") for cell in found.header]
    for column in sorted(
        {each for each in found.columns if each and found.columns.count(each) > 1}
    ):
        found.say(None, column, phrase("column_twice"), phrase("delete_or_rename"))
    for number, line in enumerate(lines[top + 1 :], start=top + 2):
        cells = [cell.strip() for cell in _wide(line, width)]
        if any(cells):
            pairs = zip(found.columns, cells, strict=True)
            found.rows.append(Row(number, {column: cell for column, cell in pairs if column}))
            found.raw.append(cells)
    return found


def text(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    mark: str = ",",
    above: Sequence[Sequence[str]] = (),
) -> str:
    """Rows as the text of a CSV file that Excel opens; above: lines before the header."""
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows([*above, header, *rows])
    return "\ufeff" + out.getvalue()


def decoded(path: Path) -> str:
    """The text of a file in the encoding that it shows. Raises ImportProblem, and OSError."""
    encoding, trouble = sniff(path)
    try:
        content = "" if trouble else path.read_text(encoding=encoding)
    except UnicodeError:
        trouble = "unknown_encoding"
    if trouble:
        raise ImportProblem(f"{path.name} is in no known encoding.", "Save it as UTF-8.")
    return content


def _wide(line: Sequence[str], width: int) -> list[str]:
    return [*line, *[""] * (width - len(line))]


def _split(path: Path) -> list[tuple[str, Lines]]:
    """The lines of a CSV file, by what may separate its columns."""
    if path.stat().st_size > LARGEST:
        raise ImportProblem(f"{path.name} is larger than {LARGEST // MB} MB.")
    content = decoded(path)
    try:
        if "\0" in content:
            raise csv.Error
        return [(mark, list(csv.reader(io.StringIO(content), delimiter=mark))) for mark in MARKS]
    except csv.Error:
        raise ImportProblem(f"{path.name} cannot be read as CSV.", "Save it anew.") from None


def _sheets(path: Path) -> list[tuple[str, Lines]]:
    """The lines of each sheet of a spreadsheet, with what separates columns once it is CSV."""
    import python_calamine as calamine

    require(path, path.suffix.lower())
    try:
        with calamine.load_workbook(str(path)) as book:
            return [(",", _cells(book.get_sheet_by_name(each))) for each in book.sheet_names]
    except (calamine.CalamineError, BadZipFile, ValueError):
        raise ImportProblem(
            f"{path.name} cannot be read as a spreadsheet.", "Save it anew, without a password."
        ) from None


def _cells(sheet: Any) -> list[list[str]]:
    """Cells as texts, with the empty rows above and columns on the left that a reader drops."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell)
