"""A table under examination: its description beside its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ..errors import Finding
from .descriptor import TableSpec
from .reading import Sheet, gather


@dataclass
class Table:
    """Columns of a sheet by name, each taken out once; what means 'not seen' is empty."""

    spec: TableSpec
    sheet: Sheet
    _columns: dict[str, list[str] | None] = field(default_factory=dict)

    def cells(self, name: str) -> list[str] | None:
        """The cells of a column from the first row on, or None if the file lacks the column."""
        if name not in self._columns:
            cells = self.sheet.column(name)
            unseen = self.spec.missing - {""}
            if cells and unseen:
                cells = ["" if cell in unseen else cell for cell in cells]
            self._columns[name] = cells
        return self._columns[name]

    def rows(self, names: Sequence[str]) -> list[tuple[str, ...]]:
        """The rows of a few columns; none if the file lacks one of them."""
        columns = [cells for name in names if (cells := self.cells(name)) is not None]
        return list(zip(*columns, strict=True)) if len(columns) == len(names) else []

    def say(
        self,
        column: str,
        hits: Sequence[int],
        problem: str,
        tell: Callable[[int], tuple[str, str]],
    ) -> Iterable[Finding]:
        """Findings for some rows of one column, or of several joined by ", "; see gather."""
        if not hits:
            return []
        cells = self.cells(column) or [", ".join(row) for row in self.rows(column.split(", "))]
        return gather(self.sheet, column, hits, problem, tell, cells)
