"""What changed between two states of a study: results and rows of data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import ResultError
from . import store
from .compare import Change, changes
from .desk import Desk
from .explain import table_rows
from .verify import described, text

SAME = ("shape", "absent")
"""Of the index's facts those told otherwise: as columns and fields, as the state."""


@dataclass(frozen=True)
class Changed:
    """A result that changed.

    state: ``changed``, ``new``, ``gone``, ``absent`` or ``no longer absent``; facts: what the
    index says otherwise of it (function, needs, provenance, access ...); changes: its values.
    """

    name: str
    kind: str
    state: str
    summary: str = ""
    facts: tuple[Change, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def rank(self) -> tuple[bool, float]:
        """Changed signs first, then what came or went, then by size."""
        if self.state != "changed":
            return (False, 3.0)
        return rank(self.changes)


@dataclass(frozen=True)
class Rows:
    """A table of the data that changed: keys of rows that came or went, cells that changed."""

    table: str
    state: str = "changed"
    facts: tuple[Change, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def rank(found: tuple[Change, ...]) -> tuple[bool, float]:
    """Whether a sign changed, and the largest change."""
    return any(c.flips for c in found), max((c.size for c in found), default=0.0)


def results(old: Desk, new: Desk) -> list[Changed]:
    """Every result that changed, by name. Numbers within 1e-8 are the same.

    Raises ResultError for a study that was never run.
    """
    before, after = store.index(old.place), store.index(new.place)
    for state, found in ((old, before), (new, after)):
        if not found:
            raise ResultError(f"{state.place.data.name} holds no results yet.", "Run `study run`.")
    every = [
        _result(old, new, name, before.get(name, {}), after.get(name, {}))
        for name in sorted({*before, *after})
    ]
    return [each for each in every if each]


def _result(
    old: Desk, new: Desk, name: str, was: dict[str, Any], now: dict[str, Any]
) -> Changed | None:
    entry = now or was
    summary = next((d.graph.steps[name].summary for d in (new, old) if name in d.graph.steps), "")
    state = _state(was, now)
    if state != "changed":
        reasons = (Change("value", field="absent", old=was.get("absent"), new=now.get("absent")),)
        return Changed(name, entry["kind"], state, summary, reasons if "absent" in state else ())
    facts = tuple(each for each in described(was, now) if each.field not in SAME)
    values: list[Change] = []
    before, after = text(old.place, name, was), text(new.place, name, now)
    if was["kind"] == now["kind"] and before is not None and after is not None:
        values = changes(now["kind"], before, after)
    # Rows behind a value are told last: they explain a change and are none themselves.
    values.sort(key=lambda change: (change.field == "rows", not change.flips))
    if values and {was["access"], now["access"]} != {"open"}:
        told = "changed, not shown: they rest on a table that is not open"
        values = [Change("drawing", field=f"{len(values)} values", new=told)]
    if not facts and not values:
        return None
    return Changed(name, now["kind"], "changed", summary, facts, tuple(values))


def _state(was: dict[str, Any], now: dict[str, Any]) -> str:
    if not was or not now:
        return "gone" if was else "new"
    if bool(was.get("absent")) != bool(now.get("absent")):
        return "absent" if now.get("absent") else "no longer absent"
    return "changed"


def tables(old: Desk, new: Desk) -> list[Rows]:
    """Every table of the data that changed; of one that is not open, what is said of it."""
    before, after = old.descriptor.tables, new.descriptor.tables
    found = []
    for name in dict.fromkeys([*after, *before]):
        if name not in before or name not in after:
            found.append(Rows(name, "new" if name in after else "gone"))
            continue
        facts = tuple(
            Change("value", field=field, old=getattr(before[name], field), new=value)
            for field in ("provenance", "access")
            if (value := getattr(after[name], field)) != getattr(before[name], field)
        )
        each = _rows(old, new, name, facts)
        if each.facts or each.new or each.gone or each.changes:
            found.append(each)
    return found


def _rows(old: Desk, new: Desk, name: str, facts: tuple[Change, ...]) -> Rows:
    before = {row.key: row.content for row in table_rows(old, name)}
    after = {row.key: row.content for row in table_rows(new, name)}
    cells = tuple(
        Change("value", key, field, before[key].get(field), after[key].get(field))
        for key in before.keys() & after.keys()
        if before[key] != after[key]
        for field in dict.fromkeys([*before[key], *after[key]])
        if before[key].get(field) != after[key].get(field)
    )
    return Rows(
        name,
        facts=facts,
        new=tuple(key for key in after if key not in before),
        gone=tuple(key for key in before if key not in after),
        changes=tuple(sorted(cells, key=lambda change: (change.key, change.field))),
    )
