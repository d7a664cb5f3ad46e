"""A table's cells as its file holds them, column by column, before any of them is read.

Equal texts of a column are kept once: a cell costs eight bytes, and each different text of a
column its own size.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ..errors import Finding
from ..messages import NOTHING, Phrase
from .normal import Cell

LISTED = 20  # cells with one and the same problem in a column before the rest is summed up
CHUNK = 5_000  # rows that wait to be put into columns
Tell = Callable[[int], tuple[Phrase, Phrase]]


@dataclass
class Grid:
    """Columns of cells below a header.

    file, sheet: as a reader should see them. lines: the line or row of the file each row starts
    on. empty: lines without a filled cell, which are left out. short, long: positions of rows
    that did not fit the header and were made to. legacy: read as Windows-1252. trouble: the
    code of what is wrong with the encoding. distinct: the different cells of each column.
    """

    file: str
    header: list[str]
    sheet: str = ""
    columns: list[list[Cell]] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("q"))
    empty: array[int] = field(default_factory=lambda: array("q"))
    short: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    legacy: bool = False
    trouble: str = ""
    distinct: list[dict[Cell, Cell]] = field(default_factory=list)

    def fill(self, rows: Iterable[tuple[int, Sequence[Cell]]]) -> None:
        """Take in rows, each with its line."""
        width = len(self.header)
        self.columns = [[] for _ in self.header]
        self.distinct = [{} for _ in self.header]
        waiting: list[Sequence[Cell]] = []
        for line, row in rows:
            if not any(row) or (not _seen(row[0]) and not any(map(_seen, row))):
                self.empty.append(line)
                continue
            if len(row) != width:
                (self.short if len(row) < width else self.long).append(len(self.lines))
                row = [*row, *[""] * width][:width]
            waiting.append(row)
            self.lines.append(line)
            if len(waiting) == CHUNK:
                self._sort_in(waiting)
        self._sort_in(waiting)

    def _sort_in(self, waiting: list[Sequence[Cell]]) -> None:
        for cells, column, known in zip(
            zip(*waiting, strict=True), self.columns, self.distinct, strict=False
        ):
            column.extend(map(known.setdefault, cells, cells))
        waiting.clear()

    def find(
        self,
        row: int | None,
        problem: Phrase,
        allowed: Phrase = NOTHING,
        mend: Phrase = NOTHING,
        column: str | None = None,
        value: str = "",
        note: bool = False,
    ) -> None:
        """Say something of the file, a line or a column."""
        self.findings.append(
            Finding(self.file, row, column, value, problem, allowed, mend, self.sheet, note=note)
        )


def _seen(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def gather(
    file: str,
    sheet: str,
    lines: Sequence[int],
    column: str | None,
    hits: Sequence[int],
    problem: Phrase,
    tell: Tell,
    value: Callable[[int], str] = lambda at: "",
    note: bool = False,
) -> Iterable[Finding]:
    """One finding a cell; from the twenty-first on, one for all that remain.

    hits: positions of the rows. tell: what is allowed there and how to mend it. value: the cell.
    """
    rest = len(hits) - LISTED
    for number, hit in enumerate(hits[: LISTED + 1]):
        count, last = (rest, lines[hits[-1]]) if number == LISTED else (1, None)
        yield Finding(
            file, lines[hit], column, value(hit), problem, *tell(hit), sheet, count, last, note
        )
