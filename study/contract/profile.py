"""What a description of tables must say: the standard properties we honour, and our own.

A property that is not listed here is refused, for a mistyped one would silently do nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import Finding, near
from ..messages import NOTHING, Phrase, phrase, plain

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
    "persons": (bool, False),
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
KINDS = {
    str: phrase("kind_text"),
    list: phrase("kind_list"),
    dict: phrase("kind_object"),
    bool: phrase("kind_boolean"),
    int: phrase("kind_number"),
}


def faults(raw: Any, file: str) -> list[Finding]:
    """Everything wrong with a description; ``column`` of a finding is the place inside it."""
    return list(_Profile(file).package(raw))


class _Profile:
    """One reading of a description; every method yields what is wrong in its part."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fault(
        self,
        where: str,
        value: object,
        problem: Phrase,
        allowed: Phrase = NOTHING,
        mend: Phrase = NOTHING,
    ) -> Finding:
        return Finding(self.file, None, where or None, str(value), problem, allowed, mend)

    def shape(self, raw: Any, shape: Shape, where: str) -> list[Finding]:
        """Unknown, missing and ill-typed properties; empty if the part can be read on."""
        if not isinstance(raw, dict):
            return [self.fault(where, raw, phrase("not_an_object"), plain("{...}"))]
        found = []
        for name in raw.keys() - shape.keys():
            guess = near(name, shape.keys() - raw.keys())
            mend = phrase("did_you_mean", guess=guess) if guess else phrase("remove_it")
            found.append(self.fault(where, name, phrase("property_unknown"), mend=mend))
        for name, (kind, required) in shape.items():
            if name not in raw:
                if required:
                    missing = phrase("property_missing", name=name)
                    found.append(self.fault(where, "", missing, mend=phrase("add_it")))
            elif not isinstance(raw[name], kind):
                kinds = kind if isinstance(kind, tuple) else (kind,)
                allowed = phrase(
                    "plain", text=tuple(KINDS[each] for each in kinds if each in KINDS)
                )
                typed = phrase("property_ill_typed", name=name)
                found.append(self.fault(where, raw[name], typed, allowed))
            elif required and raw[name] in ("", [], {}):
                empty = phrase("property_empty", name=name)
                found.append(self.fault(where, "", empty, mend=phrase("fill_it_in")))
        return sorted(found, key=str)

    def word(
        self, raw: dict[str, Any], name: str, words: Iterable[str], where: str
    ) -> Iterable[Finding]:
        words = list(words)
        if name in raw and raw[name] not in words:
            guess = near(str(raw[name]), words)
            mend = phrase("did_you_mean", guess=guess) if guess else NOTHING
            problem, allowed = phrase("name_unknown", name=name), plain(", ".join(words))
            yield self.fault(where, raw[name], problem, allowed, mend)

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
                yield self.fault(where, where, phrase("table_twice"), mend=phrase("rename_one"))
            seen[where] = each
        if not broken:  # what a table says of another can be judged only if both are readable
            for name, each in seen.items():
                yield from self.relations(each, seen, name)

    def resource(self, raw: Any, where: str) -> Iterable[Finding]:
        yield from (found := self.shape(raw, RESOURCE, where))
        if found:
            return
        if not re.fullmatch(r"[a-z][a-z0-9_]*", raw["name"]):
            allowed = phrase("small_letters")
            yield self.fault(where, raw["name"], phrase("table_name_unusable"), allowed)
        outside = re.search(r"^/|\\|:|(^|/)\.\.(/|$)", raw["path"])
        if outside or not re.fullmatch(r".+\.(csv|(xlsx|ods)(#.+)?)", raw["path"]):
            allowed = phrase("path_of_table")
            yield self.fault(where, raw["path"], phrase("path_unusable"), allowed)
        yield from self.word(raw, "provenance", PROVENANCES, where)
        yield from self.word(raw, "access", ACCESSES, where)
        yield from self.word(raw, "type", ("table",), where)
        yield from self.word(raw, "format", ("csv", "xlsx", "ods"), where)
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
                yield self.fault(f"{where}.{label}", label, phrase("field_twice"))
            names.append(label)
        for each in raw.get("missingValues", []):
            if not isinstance(each, str):
                yield self.fault(where, each, phrase("missing_not_text"), plain('""'))
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
            yield self.fault(where, "", phrase("no_unit"), mend=phrase("say_unit"))
        if raw["type"] != "string":
            for name in {"list", "format_name"} & raw.keys():
                yield self.fault(where, raw[name], phrase("only_text_has", name=name))
        limits = raw.get("constraints", {})
        yield from (found := self.shape(limits, CONSTRAINTS, f"{where}.constraints"))
        if found:
            return
        if not numeric:
            for name in {"minimum", "maximum"} & limits.keys():
                yield self.fault(where, limits[name], phrase("only_number_has", name=name))
        if not all(isinstance(each, str) for each in limits.get("enum", [])):
            yield self.fault(where, limits["enum"], phrase("words_not_text"))
        try:
            re.compile(limits.get("pattern", ""))
        except re.error as error:
            problem = phrase("pattern_unreadable", reason=str(error))
            yield self.fault(where, limits["pattern"], problem)

    def relations(
        self, raw: dict[str, Any], tables: dict[str, Any], where: str
    ) -> Iterable[Finding]:
        """Names of columns and tables that a table's description points to."""
        fields = _fields(raw)
        schema = raw["schema"]
        for name in _names(schema["primaryKey"]):
            yield from self.column(name, raw, f"{where}.primaryKey")
            if name in fields and fields[name].get("role") == "note":
                yield self.fault(f"{where}.primaryKey", name, phrase("remark_as_key"))
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
                yield self.fault(label, ", ".join(own), phrase("columns_uneven"))
        for each in schema.get("ordered", []):
            label = f"{where}.ordered"
            for name in each.values():
                yield from self.column(name, raw, label)
            if not fields.get(each["by"], {}).get("constraints", {}).get("enum"):
                yield self.fault(label, each["by"], phrase("needs_words"))
            if fields.get(each["date"], {}).get("format_name") != "edtf":
                form = plain('"format_name": "edtf"')
                yield self.fault(label, each["date"], phrase("column_no_date"), form)
        for each in schema.get("sums", []):
            label = f"{where}.sums"
            for name in (each["total"], *each["parts"]):
                yield from self.column(name, raw, label)
                if name in fields and fields[name]["type"] not in ("integer", "number"):
                    allowed = phrase("columns_of_numbers")
                    yield self.fault(label, name, phrase("column_no_number"), allowed)
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
                    yield self.fault(label, field["not_before"], phrase("no_foreign_key"))

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
