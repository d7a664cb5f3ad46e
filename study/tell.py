"""What `study explain` prints."""

from __future__ import annotations

import json
from typing import Any

from .place import Place
from .results import desk as desks
from .results.explain import Origin, Row, origin
from .results.shelf import Entry, Shelf, Value

SHOWN = 30
"""Rows printed of a long list; the book's page of the result shows all."""


def explain_all(place: Place) -> str:
    """One line a result: name, kind, provenance, and why it is stale if it is."""
    desk, shelf = desks.load(place), Shelf(place)
    lines = [
        f"{name:34} {desk.graph.steps[name].kind:7} {desk.provenance(name):10} "
        + (why or ("absent" if shelf.entry(name).absent else "up to date"))
        for name, why in desk.reasons().items()
    ]
    return "\n".join(lines)


def explain_one(place: Place, reference: str) -> str:
    """The origin of one result, or of one value of it, in words."""
    found, shelf, value = _found(place, reference)
    lines = [f"{found.entry.name}: {found.summary}", *filter(None, found.about.split("\n\n"))]
    if value is None:
        lines += _content(found, shelf)
    else:
        unit = found.units.get(value.field, "")
        lines.append(f"value       {reference} = {value.value} {unit}".rstrip())
    lines += _facts(found)
    rows = _rows(found, value)
    lines.append(f"rows        {len(rows)}")
    lines += [
        f"  {row.token}  sources: {', '.join(row.sources) or 'judged here'}" for row in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        lines.append(f"  and {len(rows) - SHOWN} more; the book's page of this result lists all")
    return "\n".join(lines)


def explain_json(place: Place, reference: str) -> str:
    """The same for programs: nothing is left out."""
    found, shelf, value = _found(place, reference)
    entry = found.entry
    content: dict[str, Any] = {
        "result": entry.name,
        "summary": found.summary,
        "about": found.about,
        "kind": entry.kind,
        "provenance": entry.provenance,
        "access": entry.access,
        "absent": entry.absent,
        "function": {"name": entry.function, "file": found.file, "line": found.line},
        "needs": list(entry.needs),
        "tables": list(entry.tables),
        "fields": entry.shape,
        "units": found.units,
        "up to date": not found.stale,
        "why not": found.stale,
        "value": _values(entry, shelf) if value is None else value.value,
        "rows": [{"row": r.token, "sources": list(r.sources)} for r in _rows(found, value)],
    }
    return json.dumps({"asked": reference, **content}, indent=1, ensure_ascii=False)


def _found(place: Place, reference: str) -> tuple[Origin, Shelf, Value | None]:
    """The origin of what a reference names, and the value if it names one."""
    desk, shelf = desks.load(place), Shelf(place)
    name = reference.partition("[")[0].partition(".")[0]
    desk.graph.step(name)
    found = origin(desk, shelf, name, desk.reasons())
    whole = reference == name or bool(found.entry.absent)
    return found, shelf, None if whole else shelf.value(reference)


def _rows(found: Origin, value: Value | None) -> list[Row]:
    """The rows behind a result or, if one is asked for, behind its value."""
    return [row for row in found.rows if value is None or row.token in value.rows]


def _values(entry: Entry, shelf: Shelf) -> Any:
    """What is stored of a result that is there and open to every reader."""
    if entry.absent or entry.access != "open" or entry.kind == "Figure":
        return None
    if entry.kind == "Table":
        return shelf.table(entry.name)
    return {k: v for k, v in shelf.content(entry.name).items() if k != "rows"}


def _content(found: Origin, shelf: Shelf) -> list[str]:
    """The fields of a number, the facts of a model and its size, or the size of a table."""
    entry = found.entry
    if entry.absent:
        return [f"This study has no such result: {entry.absent}."]
    if entry.kind == "Figure":
        return []
    if entry.kind == "Table":
        size = len(shelf.table(entry.name))
        return [f"value       {size} rows; quote one as {entry.name}[key].column"]
    named = shelf.content(entry.name)["values" if entry.kind == "Number" else "facts"]
    lines = [
        f"value       {key} = {value} {found.units.get(key, '')}".rstrip()
        for key, value in named.items()
    ]
    if entry.kind == "Model":
        size = len(shelf.table(entry.name))
        lines.append(f"value       {size} terms; quote one as {entry.name}[term].column")
    return lines


def _facts(found: Origin) -> list[str]:
    entry = found.entry
    fields = [
        f"{name} ({', '.join(filter(None, (kind, found.units.get(name))))})"
        for name, kind in entry.shape.items()
    ]
    return [
        f"kind        {entry.kind}",
        f"provenance  {entry.provenance}",
        f"access      {entry.access}",
        f"function    {entry.function} ({found.file}, line {found.line})",
        f"needs       {', '.join(entry.needs)}",
        f"tables      {', '.join(entry.tables)}",
        f"fields      {', '.join(fields) or '-'}",
        f"up to date  {'yes' if not found.stale else 'no: ' + found.stale}",
    ]
