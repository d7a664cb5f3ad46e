"""Stored results as plain values, for pages and for `study explain`. Needs no pandas."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import AbsentError, ResultError
from ..place import Place
from . import store
from .graph import suggest

if TYPE_CHECKING:
    import pandas as pd

REFERENCE = re.compile(r"(?P<name>\w+)(?:\[(?P<key>[^\]]+)\])?(?:\.(?P<field>\w+))?")


@dataclass(frozen=True)
class Entry:
    """What is known of a stored result without opening it."""

    name: str
    kind: str
    function: str
    needs: tuple[str, ...]
    tables: tuple[str, ...]
    provenance: str
    access: str
    shape: dict[str, str]
    absent: str = ""


@dataclass(frozen=True)
class Value:
    """One stored value: where it stands and the row tokens it rests on."""

    entry: Entry
    key: str | None
    field: str
    value: Any
    rows: tuple[str, ...]


class Shelf:
    """The stored results of a study."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._content: dict[str, Any] = {}

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every stored result by name, from results/index.json."""
        path = self.place.results / "index.json"
        if not path.is_file():
            raise ResultError("There are no results yet.", "Run `study run`.")
        index = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: Entry(
                name,
                e["kind"],
                e["function"],
                tuple(e["needs"]),
                tuple(e["tables"]),
                e["provenance"],
                e["access"],
                e["shape"],
                e.get("absent", ""),
            )
            for name, e in index.items()
        }

    def entry(self, name: str) -> Entry:
        """A result by name. Raises ResultError with near misses."""
        if name not in self.entries:
            near = suggest(name, self.entries) or f"Known: {', '.join(self.entries)}."
            raise ResultError(f"No result is called {name!r}.", near)
        return self.entries[name]

    def path(self, name: str) -> Path:
        """The file a result is kept in."""
        entry = self.entry(name)
        return store.path_of(self.place, name, entry.kind, entry.provenance)

    def text(self, name: str) -> str:
        """The stored text of a result."""
        entry = self.entry(name)
        if entry.absent:
            raise AbsentError(name, entry.absent)
        path = self.path(name)
        try:
            return path.read_text(encoding="utf-8")
        except OSError:
            raise ResultError(f"{path.name} is missing.", "Run `study run`.") from None

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table, or the terms of a model, as plain values."""
        entry = self.entry(name)
        if entry.kind == "Model":
            return list(self.content(name)["terms"])
        if entry.kind != "Table":
            raise ResultError(f"{name} is a {entry.kind}, not a table.", "Quote one of its fields.")
        if name not in self._content:
            reader = csv.DictReader(io.StringIO(self.text(name)))
            self._content[name] = [
                {c: store.scalar(cell, entry.shape[c]) for c, cell in row.items()} for row in reader
            ]
        return list(self._content[name])

    def frame(self, name: str) -> pd.DataFrame:
        """A stored table as a data frame, typed as the functions of the analysis receive it."""
        return store.decode("Table", store.Stored(self.text(name), self.entry(name).shape))

    def content(self, name: str) -> dict[str, Any]:
        """The content of a number (values, rows) or a model (facts, terms, rows)."""
        if name not in self._content:
            self._content[name] = json.loads(self.text(name))
        return dict(self._content[name])

    def rows(self, name: str) -> tuple[str, ...]:
        """Every row token a result rests on, each once, in order.

        A result that names none, as a figure, rests on the rows of what it is made of.
        """
        entry = self.entry(name)
        if entry.absent:
            return ()
        if entry.kind in ("Number", "Model") and (own := self.content(name)["rows"]):
            return tuple(own)
        if entry.kind == "Table" and "rows" in entry.shape:
            cells = [row["rows"] or "" for row in self.table(name)]
            return tuple(dict.fromkeys(" ".join(cells).split()))
        made_of = [need for need in entry.needs if need in self.entries]
        return tuple(dict.fromkeys(token for need in made_of for token in self.rows(need)))

    def value(self, reference: str) -> Value:
        """One value: ``number.field``, ``model.fact``, ``table[key].column``.

        Raises ResultError saying what is unknown and what there is instead.
        """
        match = REFERENCE.fullmatch(reference.strip())
        if match is None or match["field"] is None:
            raise ResultError(
                f"{reference!r} does not name a value.",
                "Write number.field, model.fact, model[term].column or table[key].column.",
            )
        entry, key, field = self.entry(match["name"]), match["key"], match["field"]
        if key is None:
            return self._fact(entry, field)
        return self._cell(entry, key, field)

    def _fact(self, entry: Entry, field: str) -> Value:
        if entry.kind not in ("Number", "Model"):
            raise ResultError(
                f"{entry.name} is a {entry.kind}.", f"Write {entry.name}[key].column."
            )
        content = self.content(entry.name)
        facts = content["values" if entry.kind == "Number" else "facts"]
        self._require(entry, field, facts, "field")
        return Value(entry, None, field, facts[field], self.rows(entry.name))

    def _cell(self, entry: Entry, key: str, field: str) -> Value:
        rows = self.table(entry.name)
        first = next(iter(rows[0])) if rows else ""
        by_key = {str(row[first]): row for row in rows}
        self._require(entry, key, by_key, "row")
        row = by_key[key]
        self._require(entry, field, row, "column")
        named = entry.kind == "Table" and "rows" in row
        rows_behind = tuple((row["rows"] or "").split()) if named else self.rows(entry.name)
        return Value(entry, key, field, row[field], rows_behind)

    def _require(self, entry: Entry, wanted: str, known: dict[str, Any], what: str) -> None:
        if wanted not in known:
            near = suggest(wanted, known) or f"There are: {', '.join(map(str, known))}."
            raise ResultError(f"{entry.name} has no {what} {wanted!r}.", near)
