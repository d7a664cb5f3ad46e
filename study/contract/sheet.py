"""A table as it stands in its file, every cell as it is to be read, with what was noted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from ..errors import Finding
from ..messages import NOTHING, Phrase, phrase
from ..place import Place
from . import header, spreadsheet, text
from .descriptor import TableSpec
from .files import SPREADSHEETS, file_of, substitutes
from .grid import Grid, gather
from .normal import Cell, Native, Reading, normal

UNDECODED = re.compile(r"\\x[89a-f][0-9a-f]")  # a byte that is no letter, as text.py keeps it


@dataclass
class Sheet:
    """A table as it is read.

    file: its path as a reader should see it; sheet: of a spreadsheet, else "". header: names of
    its columns; empty if it could not be read. columns: cells as texts, empty lines left out.
    lines: the line of the file each row starts on. findings: what is wrong with the file itself,
    what was refused, and notes. refused: by column, texts nobody need judge again.
    """

    file: str
    sheet: str = ""
    header: list[str] = field(default_factory=list)
    columns: list[list[str]] = field(default_factory=list)
    lines: Sequence[int] = ()
    findings: list[Finding] = field(default_factory=list)
    ragged: frozenset[int] = frozenset()
    refused: dict[str, frozenset[str]] = field(default_factory=dict)

    def column(self, name: str) -> list[str] | None:
        """The cells of a column, or None if the file has no such column."""
        return self.columns[self.header.index(name)] if name in self.header else None

    @property
    def wrong(self) -> list[Finding]:
        """The findings that are no mere notes."""
        return [each for each in self.findings if not each.note]


def read(place: Place, spec: TableSpec) -> Sheet:
    """The rows of a table and everything to say of its file, its header and its single cells."""
    path = file_of(place, spec)
    grid = _grid(place, spec)
    if path != place.data / spec.file:
        there = place.show(place.data / spec.file)
        grid.find(None, phrase("instead_of", file=there), note=True)
    found = Sheet(grid.file, grid.sheet)
    if grid.header:
        header.judge(grid, spec)
        _shape(grid)
        found.header, found.lines = grid.header, grid.lines
        found.ragged = frozenset(grid.short) | frozenset(grid.long)
        for number, name in enumerate(grid.header):
            _take(found, grid, spec, number, name)
        if grid.trouble and not any(each.code == grid.trouble for each in found.findings):
            grid.find(1, phrase(grid.trouble), phrase("utf_8"), phrase("save_as_utf_8"))
    found.findings = grid.findings + found.findings
    return found


def _take(found: Sheet, grid: Grid, spec: TableSpec, number: int, name: str) -> None:
    """Read a column, and let go of what its file held."""
    cells, known = grid.columns[number], grid.distinct[number]
    readings = normal(spec.fields[name], spec.missing, known) if name in spec.fields else {}
    if grid.trouble:
        readings |= {cell: _undecoded(grid, cell) for cell in known if UNDECODED.search(_raw(cell))}
    found.findings += _told(grid, name, cells, readings)
    refused = frozenset(each.text for each in readings.values() if each.refused)
    if refused:
        found.refused[name] = refused
    if grid.legacy:
        rows = [at for at, cell in enumerate(cells) if not _raw(cell).isascii()]
        found.findings += _noticed(grid, name, cells, rows)
    plain = not readings and not any(isinstance(cell, Native) for cell in known)
    found.columns.append(cast("list[str]", cells) if plain else _texts(cells, readings))
    grid.columns[number] = []
    known.clear()


def _undecoded(grid: Grid, cell: Cell) -> Reading:
    mend = phrase("save_as_utf_8")
    return Reading(_raw(cell), phrase(grid.trouble), phrase("utf_8"), mend, refused=True)


def _grid(place: Place, spec: TableSpec) -> Grid:
    path = file_of(place, spec)
    shown = place.show(path)
    grid = Grid(shown, [])
    try:
        if path.suffix in SPREADSHEETS:
            return spreadsheet.read(path, shown, spec)
        return text.read(path, shown, spec)
    except FileNotFoundError:
        if others := [place.show(each) for each in substitutes(path)]:
            names = phrase("one_of", names=", ".join(others))
            grid.find(None, phrase("two_spreadsheets"), names, phrase("keep_one"))
        else:
            grid.find(None, phrase("file_absent"), mend=phrase("put_file_there"))
    except OSError as error:
        grid.find(None, phrase("file_unreadable", reason=error.strerror or type(error).__name__))
    return grid


def _shape(grid: Grid) -> None:
    """Report empty lines, and rows that are too short or too long."""
    file, sheet, width = grid.file, grid.sheet, len(grid.header)
    hits, empty = range(len(grid.empty)), phrase("empty_line")
    nothing = lambda at: (NOTHING, NOTHING)  # noqa: E731
    grid.findings += gather(file, sheet, grid.empty, None, hits, empty, nothing, note=True)
    allowed = phrase("cells_as_header", count=width)
    few, many = (allowed, phrase("add_commas")), (allowed, phrase("quote_commas"))
    short, long = phrase("too_few_cells"), phrase("too_many_cells")
    grid.findings += gather(file, sheet, grid.lines, None, grid.short, short, lambda at: few)
    grid.findings += gather(file, sheet, grid.lines, None, grid.long, long, lambda at: many)


def _told(grid: Grid, name: str, cells: list[Cell], readings: dict[Cell, Reading]) -> list[Finding]:
    """What is to be said of the cells of a column, kind by kind."""
    hits: dict[tuple[str, bool], list[int]] = {}
    said = {cell: (read.said.code, read.refused) for cell, read in readings.items()}
    if said:
        for at, cell in enumerate(cells):
            if cell in said:
                hits.setdefault(said[cell], []).append(at)
    found: list[Finding] = []
    for (code, refused), rows in hits.items():
        if code == "nothing":
            continue
        found += gather(
            grid.file,
            grid.sheet,
            grid.lines,
            name,
            rows,
            phrase(code),
            lambda at: (readings[cells[at]].allowed, readings[cells[at]].mend),
            lambda at: _raw(cells[at]),
            note=not refused,
        )
    return found


def _noticed(grid: Grid, name: str, cells: list[Cell], rows: list[int]) -> Iterable[Finding]:
    """Cells whose letters depend on what encoding the file is in."""

    def value(at: int) -> str:
        return _raw(cells[at])

    def said(at: int) -> tuple[Phrase, Phrase]:
        return NOTHING, phrase("read_as", text=value(at))

    told = phrase("letters_of_cp1252")
    return gather(grid.file, grid.sheet, grid.lines, name, rows, told, said, value, note=True)


def _texts(cells: list[Cell], readings: dict[Cell, Reading]) -> list[str]:
    texts = {cell: read.text for cell, read in readings.items()}
    return [texts[cell] if cell in texts else _raw(cell) for cell in cells]


def _raw(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text
