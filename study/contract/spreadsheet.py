"""Tables in XLSX and ODS files.

A file is held in memory as a whole while it is read: some hundred bytes a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from ..errors import near
from ..messages import phrase
from .descriptor import TableSpec
from .grid import Grid
from .normal import Cell, Native
from .text import is_header
from .unseen import Unseen, look

TOO_LONG = 10**15  # spreadsheets keep fifteen digits of a number


def read(path: Path, shown: str, spec: TableSpec) -> Grid:
    """The cells of a sheet. Raises OSError if the file cannot be read."""
    import python_calamine as calamine

    grid = Grid(shown, [])
    path.open("rb").close()  # its own errors would not say that a file may not be read
    try:
        with calamine.load_workbook(str(path)) as book:
            name = _choose(book, spec, grid)
            if not name:
                return grid
            grid.sheet = name
            _fill(grid, spec, book.get_sheet_by_name(name), look(path, name))
    except calamine.PasswordError:
        grid.find(None, phrase("locked"), mend=phrase("unlock"))
    except (calamine.CalamineError, BadZipFile, ParseError, LookupError, StopIteration, ValueError):
        grid.header = []
        grid.find(None, phrase("no_spreadsheet"), mend=phrase("save_anew"))
    return grid


def _choose(book: Any, spec: TableSpec, grid: Grid) -> str:
    """The sheet that holds a table; "" after saying that it cannot be told."""
    names: list[str] = book.sheet_names
    if spec.sheet:
        if spec.sheet in names:
            return spec.sheet
        guess = near(spec.sheet, names)
        mend = phrase("did_you_mean", guess=guess) if guess else phrase("name_a_sheet")
        grid.find(
            None,
            phrase("no_such_sheet", name=spec.sheet),
            phrase("sheets", names=", ".join(names)),
            mend,
        )
        return ""
    filled = [name for name in names if book.get_sheet_by_name(name).height]
    named = [name for name in filled if name.strip().casefold() == spec.name]
    found = named or filled
    if len(found) == 1:
        grid.sheet = found[0]
        if len(filled) > 1:
            grid.find(None, phrase("other_sheets", name=found[0]), note=True)
        return found[0]
    if not found:
        grid.find(None, phrase("empty_spreadsheet"), mend=phrase("add_header"))
        return ""
    allowed = phrase("sheets", names=", ".join(filled))
    grid.find(None, phrase("several_sheets"), allowed, phrase("name_a_sheet"))
    return ""


def _fill(grid: Grid, spec: TableSpec, sheet: Any, unseen: Unseen) -> None:
    for first, last in sheet.merged_cell_ranges or unseen.merged:
        code = "merged_header" if first[0] == 0 else "merged_cells"
        cells = f"{_letter(first[1])}{first[0] + 1}:{_letter(last[1])}{last[0] + 1}"
        grid.find(first[0] + 1, phrase(code, cells=cells), mend=phrase("unmerge"))
    if unseen.hidden:
        grid.find(None, phrase("hidden_parts"), note=True)
    rows = _rows(sheet, unseen)
    header = [cell if isinstance(cell, str) else cell.text for cell in next(rows, (0, []))[1]]
    if not any(name.strip() for name in header) or not set(_bare(header)) & spec.fields.keys():
        for line, row in zip(range(2, 12), (row for _, row in rows), strict=False):
            if is_header([cell for cell in row if isinstance(cell, str)], spec):
                grid.find(line, phrase("header_later"), mend=phrase("delete_lines_above"))
                return
    if not any(header):
        grid.find(1, phrase("no_header"), mend=phrase("add_header"))
        return
    grid.header = header
    grid.fill(rows)


def _bare(header: list[str]) -> list[str]:
    return [name.strip() for name in header]


def _rows(sheet: Any, unseen: Unseen) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Rows with their numbers, empty ones above and cells on the left included."""
    left = [""] * (sheet.start[1] if sheet.start else 0)  # which the reader leaves out
    for at, row in enumerate(sheet.iter_rows()):
        cells: list[Cell] = [
            *left,
            *(each if isinstance(each, str) else _native(each) for each in row),
        ]
        for column, cell in unseen.cells.get(at, {}).items():
            cells += [""] * (column + 1 - len(cells))
            cells[column] = cell
        yield at + 1, cells


@lru_cache(maxsize=100_000, typed=True)  # a sheet holds few different numbers
def _native(value: Any) -> Native:
    if isinstance(value, bool):
        return Native("boolean", str(value).upper())
    if isinstance(value, (int, float)):
        if value == int(value) and abs(value) < TOO_LONG:
            return Native("number", str(int(value)))
        return Native("number", f"{value:.15g}")
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return Native("date" if midnight else "moment", value.date().isoformat())
    if isinstance(value, date):
        return Native("date", value.isoformat())
    assert isinstance(value, (time, timedelta))
    return Native("time", str(value))


def _letter(column: int) -> str:
    """The letters of a column: A, B, ..., Z, AA, ..."""
    text = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        text, column = chr(65 + rest) + text, column - 1
    return text
