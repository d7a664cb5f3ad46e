"""The description of the tables, datapackage.json, as objects.

It is a Data Package (version 2) with a few properties of our own, all listed in profile.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import DataError, Finding, PlaceError
from ..messages import phrase
from ..place import Place
from .profile import faults


@dataclass(frozen=True)
class Constraints:
    """What a value may be; bounds are inclusive, a pattern fits the whole value."""

    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Field:
    """One column.

    type: string, integer, number or boolean. unit: what a number counts or measures.
    role: 'note' for a remark no analysis sees, 'list' for several values in a cell, or ''.
    list: what separates the values of a list. references: ``table.column`` they must stand in.
    format_name: 'edtf' for a date or an interval of dates, or ''.
    not_before: the date that this one may not precede, ``column`` or, by a foreign key,
    ``table.column``. needs: columns that must be filled where this one is.
    computed_by: how the values were derived from what the sources print, or ''.
    open: whether the allowed words, or the form, are those of this study and another writes its
    own.
    """

    name: str
    type: str
    title: str
    description: str
    constraints: Constraints = Constraints()
    unit: str = ""
    example: str = ""
    role: str = ""
    list: str = ""
    references: str = ""
    format_name: str = ""
    not_before: str = ""
    needs: tuple[str, ...] = ()
    computed_by: str = ""
    open: bool = False
    true: tuple[str, ...] = ("true",)
    false: tuple[str, ...] = ("false",)

    @property
    def cites(self) -> bool:
        """Whether its values are published sources, and not rows of another table."""
        return self.references.partition(".")[0] == "sources"


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must stand in the columns ``to`` of another table."""

    fields: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Ordered:
    """Rows with one value of ``within`` do not run backwards: ``date`` follows ``by``.

    The order of ``by`` is the order of its allowed words.
    """

    by: str
    within: str
    date: str


@dataclass(frozen=True)
class Sum:
    """Columns ``parts`` that add up to the column ``total`` wherever all are filled.

    excepted: ``table.column`` of a list that names rows where they do not, as ``table:key``;
    or '' if there are none.
    """

    total: str
    parts: tuple[str, ...]
    excepted: str = ""


@dataclass(frozen=True)
class TableSpec:
    """One table.

    path: relative to the folder of the data, of a spreadsheet perhaps with # and the name of a
    sheet; missing: texts that mean 'not seen'. persons: whether each row is a person, so that
    what is published of a table that is not open is counted in persons.
    """

    name: str
    path: str
    title: str
    description: str
    limits: str
    provenance: str
    access: str
    licence: str
    key: tuple[str, ...]
    fields: Mapping[str, Field]
    foreign_keys: tuple[ForeignKey, ...] = ()
    ordered: tuple[Ordered, ...] = ()
    sums: tuple[Sum, ...] = ()
    missing: frozenset[str] = frozenset({""})
    persons: bool = False

    @property
    def file(self) -> str:
        """The path without the name of a sheet."""
        return self.path.partition("#")[0]

    @property
    def sheet(self) -> str:
        """The name of the sheet that the path gives, or ''."""
        return self.path.partition("#")[2]


@dataclass(frozen=True)
class Descriptor:
    """All tables of a study, in the order of the description."""

    name: str
    title: str
    description: str
    version: str
    licence: str
    tables: Mapping[str, TableSpec]


def load(place: Place) -> Descriptor:
    """The description of a study's tables.

    Raises PlaceError if datapackage.json is missing, DataError with everything wrong in it.
    """
    file = place.show(place.descriptor)
    try:
        raw = json.loads(place.descriptor.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        problem = phrase("not_json", reason=error.msg, character=error.colno)
        found = [Finding(file, error.lineno, None, "", problem, mend=phrase("mend_json"))]
        raise DataError(found, place.language) from None
    except UnicodeDecodeError as error:
        problem = phrase("not_utf_8", byte=error.start + 1)
        found = [Finding(file, None, None, "", problem, mend=phrase("save_as_utf_8"))]
        raise DataError(found, place.language) from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        remedy = "Every study needs a description of its tables beside study.toml."
        raise PlaceError(f"{file} cannot be read: {reason}.", remedy) from None
    found = faults(raw, file)
    if found:
        raise DataError(found, place.language)
    licence = _licence(raw)
    tables = {each["name"]: _table(each, licence) for each in raw["resources"]}
    return Descriptor(
        name=raw["name"],
        title=raw["title"],
        description=raw.get("description", ""),
        version=raw.get("version", ""),
        licence=licence,
        tables=tables,
    )


def _table(raw: dict[str, Any], licence: str) -> TableSpec:
    schema = raw["schema"]
    return TableSpec(
        name=raw["name"],
        path=raw["path"],
        title=raw["title"],
        description=raw["description"],
        limits=raw.get("limits", ""),
        provenance=raw["provenance"],
        access=raw["access"],
        licence=_licence(raw) or licence,
        key=names(schema["primaryKey"]),
        fields={each["name"]: _field(each) for each in schema["fields"]},
        foreign_keys=tuple(
            ForeignKey(
                fields=names(each["fields"]),
                table=each["reference"].get("resource") or raw["name"],
                to=names(each["reference"]["fields"]),
            )
            for each in schema.get("foreignKeys", ())
        ),
        ordered=tuple(Ordered(**each) for each in schema.get("ordered", ())),
        sums=tuple(
            Sum(each["total"], tuple(each["parts"]), each.get("excepted", ""))
            for each in schema.get("sums", ())
        ),
        missing=frozenset(schema.get("missingValues", [""])) | {""},
        persons=raw.get("persons", False),
    )


def _field(raw: dict[str, Any]) -> Field:
    limits = dict(raw.get("constraints", {}))
    limits["enum"] = tuple(limits.get("enum", ()))
    special = ("constraints", "role", "needs", "trueValues", "falseValues", "vocabulary")
    return Field(
        **{key: value for key, value in raw.items() if key not in special},
        constraints=Constraints(**limits),
        role=raw.get("role", "list" if "list" in raw else ""),
        needs=tuple(raw.get("needs", ())),
        true=tuple(raw.get("trueValues", ("true",))),
        false=tuple(raw.get("falseValues", ("false",))),
        open=raw.get("vocabulary") == "open",
    )


def _licence(raw: dict[str, Any]) -> str:
    return ", ".join(each.get("name") or each.get("title", "") for each in raw.get("licenses", ()))


def names(value: str | list[str]) -> tuple[str, ...]:
    """One name or several, as a tuple: the standard allows both."""
    return (value,) if isinstance(value, str) else tuple(value)
