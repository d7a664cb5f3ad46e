"""What `study explain` prints."""

from __future__ import annotations

from .place import Place
from .results import desk as desks
from .results.explain import Origin, origin
from .results.shelf import Shelf

SHOWN = 30
"""Rows printed of a long list; the book's page of the result shows all."""


def explain_all(place: Place) -> str:
    """One line a result: name, kind, provenance, and why it is stale if it is."""
    desk = desks.load(place)
    lines = [
        f"{name:34} {desk.graph.steps[name].kind:7} {desk.provenance(name):10} "
        + (why or "up to date")
        for name, why in desk.reasons().items()
    ]
    return "\n".join(lines)


def explain_one(place: Place, reference: str) -> str:
    """The origin of one result, or of one value of it, in words."""
    desk, shelf = desks.load(place), Shelf(place)
    name = reference.partition("[")[0].partition(".")[0]
    step = desk.graph.step(name)
    if absent := shelf.entry(name).absent:
        where = f"{desk.place.show(step.file)}, line {step.line}"
        facts = f"function    {step.name} ({where})\nneeds       {', '.join(step.needs)}"
        return f"{name}: {step.summary}\nThis study has no such result: {absent}.\n{facts}"
    found = origin(desk, shelf, name, desk.reasons())
    value = shelf.value(reference) if reference != name else None
    lines = [f"{name}: {found.summary}"]
    if value is None:
        lines += _content(shelf, name)
    else:
        lines.append(f"value       {reference} = {value.value}")
    lines += _facts(found)
    tokens = set(value.rows) if value is not None else None
    rows = [row for row in found.rows if tokens is None or row.token in tokens]
    lines.append(f"rows        {len(rows)}")
    lines += [
        f"  {row.token}  sources: {', '.join(row.sources) or 'judged here'}" for row in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        lines.append(f"  and {len(rows) - SHOWN} more; the book's page of this result lists all")
    return "\n".join(lines)


def _content(shelf: Shelf, name: str) -> list[str]:
    """The fields of a number, the terms of a model, or the size of a table."""
    kind = shelf.entry(name).kind
    if kind == "Number":
        values = shelf.content(name)["values"]
        return [f"value       {key} = {value}" for key, value in values.items()]
    if kind == "Figure":
        return []
    return [f"value       {len(shelf.table(name))} rows; quote one as {name}[key].column"]


def _facts(found: Origin) -> list[str]:
    entry = found.entry
    return [
        f"kind        {entry.kind}",
        f"provenance  {entry.provenance}",
        f"access      {entry.access}",
        f"function    {entry.function} ({found.file}, line {found.line})",
        f"needs       {', '.join(entry.needs)}",
        f"tables      {', '.join(entry.tables)}",
        f"fields      {', '.join(f'{k} ({v})' for k, v in entry.shape.items()) or '-'}",
        f"up to date  {'yes' if not found.stale else 'no: ' + found.stale}",
    ]
