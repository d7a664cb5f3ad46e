"""What a description of tables must say: the standard properties we honour, and our own.

A property that is not listed here is refused, for a mistyped one would silently do nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import Finding, near

TYPES = ("string", "integer", "number", "boolean")
PROVENANCES = ("observed", "judged", "simulated")
ACCESSES = ("open", "on request", "closed")
ROLES = ("note",)
FORMATS = ("edtf",)
VOCABULARIES = ("open",)

# property -> (kind of value, whether it must be there)
Shape = Mapping[str, tuple[type | tuple[type, ...], bool]]
PACKAGE: Shape = {
    "$schema": (str, False),
    "name": (str, True),
    "id": (str, False),
    "title": (str, True),
    "description": (str, False),
    "homepage": (str, False),
    "version": (str, False),
    "created": (str, False),
    "keywords": (list, False),
    "contributors": (list, False),
    "licenses": (list, True),
    "sources": (list, False),
    "resources": (list, True),
}
RESOURCE: Shape = {
    "name": (str, True),
    "type": (str, False),
    "path": (str, True),
    "title": (str, True),
    "description": (str, True),
    "limits": (str, False),
    "provenance": (str, True),
    "access": (str, True),
    "licenses": (list, False),
    "sources": (list, False),
    "format": (str, False),
    "mediatype": (str, False),
    "encoding": (str, False),
    "schema": (dict, True),
}
SCHEMA: Shape = {
    "$schema": (str, False),
    "fields": (list, True),
    "fieldsMatch": (str, False),
    "missingValues": (list, False),
    "primaryKey": ((str, list), True),
    "foreignKeys": (list, False),
    "ordered": (list, False),
    "sums": (list, False),
}
FIELD: Shape = {
    "name": (str, True),
    "type": (str, True),
    "title": (str, True),
    "description": (str, True),
    "unit": (str, False),
    "example": (str, False),
    "constraints": (dict, False),
    "vocabulary": (str, False),
    "role": (str, False),
    "list": (str, False),
    "references": (str, False),
    "format_name": (str, False),
    "not_before": (str, False),
    "needs": (list, False),
    "computed_by": (str, False),
    "trueValues": (list, False),
    "falseValues": (list, False),
}
CONSTRAINTS: Shape = {
    "required": (bool, False),
    "unique": (bool, False),
    "enum": (list, False),
    "pattern": (str, False),
    "minimum": ((int, float), False),
    "maximum": ((int, float), False),
}
FOREIGN_KEY: Shape = {"fields": ((str, list), True), "reference": (dict, True)}
REFERENCE: Shape = {"resource": (str, False), "fields": ((str, list), True)}
ORDERED: Shape = {"by": (str, True), "within": (str, True), "date": (str, True)}
SUM: Shape = {"total": (str, True), "parts": (list, True), "excepted": (str, False)}
KINDS = {str: "text", list: "a list", dict: "an object", bool: "true or false", int: "a number"}


def faults(raw: Any, file: str) -> list[Finding]:
    """Everything wrong with a description; ``column`` of a finding is the place inside it."""
    return list(_Profile(file).package(raw))


class _Profile:
    """One reading of a description; every method yields what is wrong in its part."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fault(
        self, where: str, value: object, problem: str, allowed: str = "", mend: str = ""
    ) -> Finding:
        return Finding(self.file, None, where or None, str(value), problem, allowed, mend)

    def shape(self, raw: Any, shape: Shape, where: str) -> list[Finding]:
        """Unknown, missing and ill-typed properties; empty if the part can be read on."""
        if not isinstance(raw, dict):
            return [self.fault(where, raw, "is not an object", "{...}")]
        found = []
        for name in raw.keys() - shape.keys():
            guess = near(name, shape.keys() - raw.keys())
            mend = f"did you mean {guess!r}?" if guess else "remove it"
            found.append(self.fault(where, name, "property that is not known here", mend=mend))
        for name, (kind, required) in shape.items():
            if name not in raw:
                if required:
                    found.append(
                        self.fault(where, "", f"property {name!r} is missing", mend="add it")
                    )
            elif not isinstance(raw[name], kind):
                kinds = kind if isinstance(kind, tuple) else (kind,)
                allowed = " or ".join(KINDS.get(each, each.__name__) for each in kinds[:2])
                found.append(
                    self.fault(where, raw[name], f"property {name!r} is ill-typed", allowed)
                )
            elif required and raw[name] in ("", [], {}):
                found.append(
                    self.fault(where, "", f"property {name!r} is empty", mend="fill it in")
                )
        return sorted(found, key=str)

    def word(
        self, raw: dict[str, Any], name: str, words: Iterable[str], where: str
    ) -> Iterable[Finding]:
        words = list(words)
        if name in raw and raw[name] not in words:
            guess = near(str(raw[name]), words)
            mend = f"did you mean {guess!r}?" if guess else ""
            yield self.fault(where, raw[name], f"{name} that is not known", ", ".join(words), mend)

    def package(self, raw: Any) -> Iterable[Finding]:
        yield from (found := self.shape(raw, PACKAGE, ""))
        if found and not (isinstance(raw, dict) and isinstance(raw.get("resources"), list)):
            return
        seen: dict[str, dict[str, Any]] = {}
        broken = False
        for number, each in enumerate(raw.get("resources", []), start=1):
            name = each.get("name") if isinstance(each, dict) else None
            where = name if isinstance(name, str) else f"resource {number}"
            problems = list(self.resource(each, where))
            broken = broken or bool(problems)
            yield from problems
            if where in seen:
                yield self.fault(where, where, "two tables have this name", mend="rename one")
            seen[where] = each
        if not broken:  # what a table says of another can be judged only if both are readable
            for name, each in seen.items():
                yield from self.relations(each, seen, name)

    def resource(self, raw: Any, where: str) -> Iterable[Finding]:
        yield from (found := self.shape(raw, RESOURCE, where))
        if found:
            return
        if not re.fullmatch(r"[a-z][a-z0-9_]*", raw["name"]):
            allowed = "small letters, digits and _, a letter first"
            yield self.fault(where, raw["name"], "name that no function can ask for", allowed)
        if re.search(r"^/|\\|:|(^|/)\.\.(/|$)", raw["path"]) or not raw["path"].endswith(".csv"):
            allowed = "the path of a .csv file below the folder of the data, with /"
            yield self.fault(where, raw["path"], "path that cannot be used", allowed)
        yield from self.word(raw, "provenance", PROVENANCES, where)
        yield from self.word(raw, "access", ACCESSES, where)
        yield from self.word(raw, "type", ("table",), where)
        yield from self.word(raw, "format", ("csv",), where)
        yield from self.word(raw, "encoding", ("utf-8",), where)
        yield from self.schema(raw["schema"], where)

    def schema(self, raw: Any, where: str) -> Iterable[Finding]:
        yield from (found := self.shape(raw, SCHEMA, where))
        if found:
            return
        yield from self.word(raw, "fieldsMatch", ("equal",), where)
        names: list[str] = []
        for number, each in enumerate(raw["fields"], start=1):
            name = each.get("name") if isinstance(each, dict) else None
            label = name if isinstance(name, str) else f"field {number}"
            yield from self.field(each, f"{where}.{label}")
            if label in names:
                yield self.fault(f"{where}.{label}", label, "two fields have this name")
            names.append(label)
        for each in raw.get("missingValues", []):
            if not isinstance(each, str):
                yield self.fault(where, each, "missing value that is not a plain text", '""')
        for each in raw.get("foreignKeys", []):
            yield from (found := self.shape(each, FOREIGN_KEY, f"{where}.foreignKeys"))
            if not found:
                yield from self.shape(each["reference"], REFERENCE, f"{where}.foreignKeys")
        for each in raw.get("ordered", []):
            yield from self.shape(each, ORDERED, f"{where}.ordered")
        for each in raw.get("sums", []):
            yield from self.shape(each, SUM, f"{where}.sums")

    def field(self, raw: Any, where: str) -> Iterable[Finding]:
        yield from (found := self.shape(raw, FIELD, where))
        if found:
            return
        yield from self.word(raw, "type", TYPES, where)
        yield from self.word(raw, "role", ROLES, where)
        yield from self.word(raw, "vocabulary", VOCABULARIES, where)
        yield from self.word(raw, "format_name", FORMATS, where)
        numeric = raw["type"] in ("integer", "number")
        if numeric and not raw.get("unit"):
            mend = 'say what the number counts or measures, such as "unit": "persons"'
            yield self.fault(where, "", "a number without a unit", mend=mend)
        if raw["type"] != "string":
            for name in {"list", "format_name"} & raw.keys():
                yield self.fault(where, raw[name], f"only text can have {name!r}")
        limits = raw.get("constraints", {})
        yield from (found := self.shape(limits, CONSTRAINTS, f"{where}.constraints"))
        if found:
            return
        if not numeric:
            for name in {"minimum", "maximum"} & limits.keys():
                yield self.fault(where, limits[name], f"only a number can have a {name}")
        if not all(isinstance(each, str) for each in limits.get("enum", [])):
            yield self.fault(where, limits["enum"], "allowed words that are not text")
        try:
            re.compile(limits.get("pattern", ""))
        except re.error as error:
            yield self.fault(where, limits["pattern"], f"pattern that cannot be read: {error}")

    def relations(
        self, raw: dict[str, Any], tables: dict[str, Any], where: str
    ) -> Iterable[Finding]:
        """Names of columns and tables that a table's description points to."""
        fields = _fields(raw)
        schema = raw["schema"]
        for name in _names(schema["primaryKey"]):
            yield from self.column(name, raw, f"{where}.primaryKey")
            if name in fields and fields[name].get("role") == "note":
                yield self.fault(f"{where}.primaryKey", name, "a remark cannot be a key")
        linked = set()
        for each in schema.get("foreignKeys", []):
            label = f"{where}.foreignKeys"
            own, there = _names(each["fields"]), _names(each["reference"]["fields"])
            other = each["reference"].get("resource") or raw["name"]
            linked.add(other)
            for name in own:
                yield from self.column(name, raw, label)
            yield from self.target(other, there, tables, label)
            if len(own) != len(there):
                yield self.fault(label, ", ".join(own), "as many columns here as there are needed")
        for each in schema.get("ordered", []):
            label = f"{where}.ordered"
            for name in each.values():
                yield from self.column(name, raw, label)
            if not fields.get(each["by"], {}).get("constraints", {}).get("enum"):
                yield self.fault(label, each["by"], "needs a list of allowed words, in order")
            if fields.get(each["date"], {}).get("format_name") != "edtf":
                yield self.fault(label, each["date"], "is not a date", '"format_name": "edtf"')
        for each in schema.get("sums", []):
            label = f"{where}.sums"
            for name in (each["total"], *each["parts"]):
                yield from self.column(name, raw, label)
                if name in fields and fields[name]["type"] not in ("integer", "number"):
                    yield self.fault(label, name, "is no number", "columns of numbers")
            if "excepted" in each:
                table, _, column = each["excepted"].partition(".")
                yield from self.target(table, [column], tables, label)
        for name, field in fields.items():
            label = f"{where}.{name}"
            for each in field.get("needs", []):
                yield from self.column(each, raw, label)
            if "references" in field:
                table, _, column = field["references"].partition(".")
                yield from self.target(table, [column], tables, label)
            if "not_before" in field:
                table, dot, column = field["not_before"].rpartition(".")
                yield from self.target(table or raw["name"], [column], tables, label)
                if dot and table not in linked:
                    yield self.fault(label, field["not_before"], "no foreign key leads there")

    def column(self, name: str, table: dict[str, Any], where: str) -> Iterable[Finding]:
        yield from self.word({"column": name}, "column", _fields(table), where)

    def target(
        self, table: str, columns: list[str], tables: dict[str, Any], where: str
    ) -> Iterable[Finding]:
        yield from self.word({"table": table}, "table", tables, where)
        if table in tables:
            for column in columns:
                yield from self.column(column, tables[table], where)


def _fields(table: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each for each in table["schema"]["fields"]}


def _names(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
