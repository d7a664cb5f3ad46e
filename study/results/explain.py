"""Where a value comes from: function, inputs, rows, sources, and whether it is up to date."""

from __future__ import annotations

from dataclasses import dataclass

from ..contract import reading
from .desk import Desk
from .shelf import Entry, Shelf


@dataclass(frozen=True)
class Row:
    """A row of a data table that a result rests on."""

    table: str
    key: str
    content: dict[str, str]
    sources: tuple[str, ...]

    @property
    def token(self) -> str:
        """The row as results name it."""
        return f"{self.table}:{self.key}"


@dataclass(frozen=True)
class Origin:
    """Everything a reader needs to check a result."""

    entry: Entry
    file: str
    line: int
    summary: str
    rows: tuple[Row, ...]
    stale: str


def origin(desk: Desk, shelf: Shelf, name: str, reasons: dict[str, str]) -> Origin:
    """The origin of a stored result.

    reasons: why each result is stale, as `Desk.reasons` gives it.
    """
    step = desk.graph.step(name)
    rows = rows_behind(desk, shelf.rows(name))
    file = desk.place.show(step.file)
    return Origin(shelf.entry(name), file, step.line, step.summary, rows, reasons[name])


def rows_behind(desk: Desk, tokens: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows that row tokens name, with the sources each row cites."""
    tables: dict[str, dict[str, Row]] = {}
    found = []
    for token in tokens:
        table, _, key = token.partition(":")
        if table not in tables:
            tables[table] = {row.key: row for row in table_rows(desk, table)}
        if key in tables[table]:
            found.append(tables[table][key])
    return tuple(found)


def table_rows(desk: Desk, table: str) -> list[Row]:
    """All rows of a data table, remarks included, in the order of their keys.

    The one gate for rows: a table that is not open has none to show, so that its rows reach
    no page, no search index, no download and no terminal.
    """
    spec = desk.descriptor.tables[table]
    if spec.access != "open":
        return []
    lists = [(name, field.list or ";") for name, field in spec.fields.items() if field.references]
    rows = []
    for line in reading.lines(desk.place, spec):
        key = "_".join(line[part] for part in spec.key)
        cited = [s for name, mark in lists for s in line[name].split(mark) if s]
        rows.append(Row(table, key, line, tuple(dict.fromkeys(cited))))
    return rows
