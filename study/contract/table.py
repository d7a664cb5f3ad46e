"""A table under examination: its description beside its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import Finding
from ..messages import Phrase
from .descriptor import TableSpec
from .grid import Tell, gather
from .sheet import Sheet


@dataclass
class Table:
    """A sheet and what its description says of it."""

    spec: TableSpec
    sheet: Sheet

    def cells(self, name: str) -> list[str] | None:
        """The cells of a column from the first row on, or None if the file lacks the column."""
        return self.sheet.column(name)

    def rows(self, names: Sequence[str]) -> list[tuple[str, ...]]:
        """The rows of a few columns; none if the file lacks one of them."""
        columns = [cells for name in names if (cells := self.cells(name)) is not None]
        return list(zip(*columns, strict=True)) if len(columns) == len(names) else []

    def say(
        self, column: str, hits: Sequence[int], problem: Phrase, tell: Tell
    ) -> Iterable[Finding]:
        """Findings for some rows of one column, or of several joined by ", "; see gather.

        Nothing more is said of a cell that was refused when it was read.
        """
        names = column.split(", ")
        rows = self.rows(names) if hits else []
        refused = [self.sheet.refused.get(name, frozenset()) for name in names]
        if any(refused):
            hits = [
                at for at in hits if not any(c in r for c, r in zip(rows[at], refused, strict=True))
            ]
        sheet = self.sheet
        value = lambda at: ", ".join(rows[at])  # noqa: E731
        return gather(sheet.file, sheet.sheet, sheet.lines, column, hits, problem, tell, value)
