"""Are two stored results the same? Identical, equal within 1e-8, or different and where."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from . import drawing

TOLERANCE = 1e-8
ROWS = "rows"
"""The field that names the rows of data behind a value."""

Cells = dict[tuple[str, str], Any]
"""Values of a result by key and field; the key of a value that stands alone is empty."""


@dataclass(frozen=True)
class Change:
    """One difference between two results.

    what: ``value``, ``new``, ``gone`` (a row, term, column or field), ``order``, ``drawing``
    or ``unreadable``; key: of the row or term; field: column or field; old, new: the values.
    """

    what: str
    key: str = ""
    field: str = ""
    old: Any = None
    new: Any = None

    @property
    def by(self) -> float | None:
        """New less old, for two numbers."""
        return self.new - self.old if self._counted else None

    @property
    def share(self) -> float | None:
        """The difference as a share of the old number, where that is not zero."""
        return (self.new - self.old) / abs(self.old) if self._counted and self.old else None

    @property
    def flips(self) -> bool:
        """Whether a number changed its sign."""
        return self._counted and self.old * self.new < 0

    @property
    def size(self) -> float:
        """How large the difference is, from 0 to 2, whatever the unit; 1 if not of numbers."""
        if not self._counted:
            return 1.0
        return float(abs(self.new - self.old) / max(abs(self.old), abs(self.new)))

    @property
    def _counted(self) -> bool:
        return self.what == "value" and _number(self.old) and _number(self.new)

    @property
    def where(self) -> str:
        """Key and field as words."""
        return ", ".join(filter(None, (self.key, self.field)))

    def __str__(self) -> str:
        if self.what == "value":
            return f"{self.where} was {shown(self.old)}, is {shown(self.new)}{self._how_much()}"
        if self.what in ("new", "gone"):
            return f"{self.where} is {self.what}"
        if self.what == "order":
            return "the same rows stand in another order"
        return f"{self.field} {self.new}".strip() if self.what == "drawing" else "cannot be read"

    def _how_much(self) -> str:
        if self.by is None:
            return ""
        share = "" if self.share is None else f", {signed(100 * self.share, 3)} %"
        sign = ", the sign has changed" if self.flips else ""
        return f" ({signed(self.by)}{share}{sign})"


def close(a: float, b: float) -> bool:
    """Equal within 1e-8, relative or absolute."""
    return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def difference(kind: str, old: str, new: str) -> str | None:
    """The first difference between two stored results in words; None if there is none."""
    found = changes(kind, old, new)
    return str(found[0]) if found else None


def changes(kind: str, old: str, new: str) -> list[Change]:
    """Every difference between two stored results, in the order of the old one."""
    if old == new:
        return []
    try:
        return _drawings(old, new) if kind == "Figure" else list(_values(kind, old, new))
    except (ParseError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return [Change("unreadable")]


def shown(value: Any) -> str:
    """A value in words; a number with all the digits that are kept."""
    if value is None or value == "":
        return "missing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.10g}" if _number(value) else str(value)


def signed(value: float, digits: int = 6) -> str:
    """A difference with its sign."""
    return f"{value:+.{digits}g}"


def _values(kind: str, old: str, new: str) -> Iterator[Change]:
    before, after = cells(kind, old), cells(kind, new)
    gone_keys, new_keys = _lost(before, after, 0), _lost(after, before, 0)
    gone_fields, new_fields = _lost(before, after, 1), _lost(after, before, 1)
    for what, keys, fields in (("gone", gone_keys, gone_fields), ("new", new_keys, new_fields)):
        yield from (Change(what, key=key) for key in keys)
        yield from (Change(what, field=field) for field in fields)
    for place in [*before, *(p for p in after if p not in before)]:
        key, field = place
        if key in (*gone_keys, *new_keys) or field in (*gone_fields, *new_fields):
            continue
        a, b = before.get(place), after.get(place)
        if not _same(a, b):
            yield Change("value", key, field, a, b)
    kept = [key for key in _parts(before, 0) if key not in gone_keys]
    if kept != [key for key in _parts(after, 0) if key not in new_keys]:
        yield Change("order")


def _parts(content: Cells, part: int) -> list[str]:
    return list(dict.fromkeys(place[part] for place in content))


def _lost(one: Cells, other: Cells, part: int) -> list[str]:
    """Keys (part 0) or fields (part 1) of one that the other has not."""
    known = set(_parts(other, part))
    return [name for name in _parts(one, part) if name not in known]


def cells(kind: str, text: str) -> Cells:
    """The values of a stored table, number or model by key and field."""
    if kind == "Table":
        header, *rows = list(csv.reader(io.StringIO(text)))
        return {
            (row[0], column): _plain(cell)
            for row in rows
            for column, cell in zip(header, row, strict=True)
        } or {("", column): "" for column in header}
    content = json.loads(text)
    named = content["values" if kind == "Number" else "facts"]
    facts: Cells = {("", name): value for name, value in named.items()}
    for term in content.get("terms", ()):
        key = str(next(iter(term.values())))
        facts |= {(key, name): value for name, value in term.items()}
    return facts | {("", ROWS): " ".join(content[ROWS])}


def _plain(cell: str) -> float | str:
    return float(cell) if drawing.NUMBER.fullmatch(cell) else cell


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same(a: Any, b: Any) -> bool:
    return close(a, b) if _number(a) and _number(b) else bool(a == b)


def _drawings(old: str, new: str) -> list[Change]:
    """What differs in two drawings: texts, marks, coordinates."""
    found = drawing.compared(old, new)
    told = [Change("value", field="text", old=a, new=b) for a, b in found.said]
    for what, kinds in (("gone", found.gone), ("new", found.new)):
        told += [Change("drawing", field=kind, new=f"{what} ({n})") for kind, n in kinds]
    if found.moved:
        marks = "mark" if found.moved == 1 else "marks"
        by = f"moved or changed in look, by {found.farthest:.3g} at most"
        told.append(Change("drawing", field=f"{found.moved} {marks}", new=by))
    return told
