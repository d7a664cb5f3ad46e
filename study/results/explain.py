"""Where a value comes from: function, inputs, rows, sources, and whether it is up to date."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    """Everything a reader needs to check a result.

    about: what its function says of it below the first line: rules, columns, units; units:
    of fields that bear the name of a field of a table it rests on.
    """

    entry: Entry
    file: str
    line: int
    summary: str
    rows: tuple[Row, ...]
    stale: str
    about: str = ""
    units: dict[str, str] = field(default_factory=dict)


def origin(desk: Desk, shelf: Shelf, name: str, reasons: dict[str, str]) -> Origin:
    """The origin of a stored result.

    reasons: why each result is stale, as `Desk.reasons` gives it.
    """
    step = desk.graph.step(name)
    rows = rows_behind(desk, shelf.rows(name))
    file = desk.place.show(step.file)
    return Origin(
        shelf.entry(name),
        file,
        step.line,
        step.summary,
        rows,
        reasons[name],
        _about(desk, name),
        units(desk, shelf.entry(name)),
    )


def _about(desk: Desk, name: str) -> str:
    """The docstring of a result's function without its first line, as paragraphs."""
    step = desk.graph.step(name)
    module = desk.graph.code.module(step.module)
    functions = module.functions if module else ()
    told = next((each.docstring for each in functions if each.name == name), "")
    paragraphs = told.partition("\n")[2].split("\n\n")
    return "\n\n".join(filter(None, (" ".join(each.split()) for each in paragraphs)))


def units(desk: Desk, entry: Entry) -> dict[str, str]:
    """Units of the fields of a result, as far as the tables it rests on agree on them.

    A number of a result has the unit of the field of that name; of others the docstring tells.
    """
    found: dict[str, set[str]] = {}
    known = [desk.descriptor.tables[t] for t in entry.tables if t in desk.descriptor.tables]
    for table in known:
        for name, described in table.fields.items():
            if name in entry.shape and described.unit:
                found.setdefault(name, set()).add(described.unit)
    counted = ("integer", "number")
    return {
        name: next(iter(found[name]))
        for name, kind in entry.shape.items()
        if kind in counted and len(found.get(name, ())) == 1
    }


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
    spec = desk.tables.get(table)
    if spec is None:  # an invented table stands in for it
        return []
    if spec.access != "open":
        return []
    lists = [(name, field.list or ";") for name, field in spec.fields.items() if field.cites]
    rows = []
    for line in reading.lines(desk.place, spec):
        key = "_".join(line[part] for part in spec.key)
        cited = [s for name, mark in lists for s in line[name].split(mark) if s]
        rows.append(Row(table, key, line, tuple(dict.fromkeys(cited))))
    return rows
