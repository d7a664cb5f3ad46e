"""The shipped tables: they fit, and an error planted in any cell is found and located."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO

import frictionless
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.contract import checks, descriptor, reading, sheet
from study.contract.dates import span
from study.contract.descriptor import Field, TableSpec
from study.place import Place, find

SHIPPED = find()
TABLES = descriptor.load(SHIPPED).tables
SHEETS = {name: sheet.read(SHIPPED, spec) for name, spec in TABLES.items()}
ROWS = {name: list(zip(*each.columns, strict=True)) for name, each in SHEETS.items()}
HEADERS = {name: each.header for name, each in SHEETS.items()}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A copy of the shipped tables."""
    folder = tmp_path_factory.mktemp("study") / "data"
    shutil.copytree(SHIPPED.data, folder)
    return Place(data=folder, home=folder)


def test_the_shipped_tables_fit(copied: Place) -> None:
    """Nothing is wrong with the data as committed, and nothing need be noted."""
    assert checks.look(SHIPPED) == []
    assert checks.look(copied) == []


def test_checking_changes_no_file(copied: Place) -> None:
    """Neither content nor time of any file, nor the list of files."""

    def state() -> dict[str, tuple[str, int]]:
        files = sorted(path for path in copied.data.rglob("*") if path.is_file())
        return {
            str(path): (sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
            for path in files
        }

    before = state()
    checks.check(copied)
    for spec in TABLES.values():
        reading.digest(copied, spec)
        reading.frame(copied, spec)
        reading.lines(copied, spec)
    assert state() == before


def test_frictionless_agrees() -> None:
    """The description is a valid Data Package, and the data fit what it can express."""
    raw = json.loads(SHIPPED.descriptor.read_text(encoding="utf-8"))
    assert raw["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert list(frictionless.Package.metadata_validate(raw)) == []
    report = frictionless.validate(str(SHIPPED.descriptor))
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "note"])
    assert report.stats["tasks"] == len(TABLES)


def test_every_field_says_what_it_holds() -> None:
    """Title and description everywhere, a source for each observed row."""
    for spec in TABLES.values():
        for field in spec.fields.values():
            assert len(field.description) > 15, (spec.name, field.name)
        if spec.provenance == "observed" and spec.name != "sources":
            assert spec.fields["source_ids"].references == "sources.source_id"


def test_exceptions_name_rows_that_stand() -> None:
    """Each as table:key, so that a row that goes or is renamed takes its exception along."""
    keys = {
        name: {row[HEADERS[name].index(spec.key[0])] for row in ROWS[name]}
        for name, spec in TABLES.items()
    }
    at = HEADERS["exceptions"].index("rows")
    named = [entry for row in ROWS["exceptions"] for entry in row[at].split()]
    assert named
    assert [each for each in named if each.split(":")[1] not in keys[each.split(":")[0]]] == []


@pytest.mark.parametrize(
    ("observed", "judged"),
    [
        ("cases", "case_judgements"),
        ("events", "event_judgements"),
        ("personnel_moves", "move_judgements"),
        ("letters", "letter_judgements"),
    ],
)
def test_every_row_is_judged_once_and_apart(observed: str, judged: str) -> None:
    """What the study assigned stands in a table of its own."""
    keys = {
        name: [row[HEADERS[name].index(TABLES[name].key[0])] for row in ROWS[name]]
        for name in (observed, judged)
    }
    assert sorted(keys[observed]) == sorted(keys[judged])
    assert set(HEADERS[observed]) & set(HEADERS[judged]) == set(TABLES[judged].key)
    assert (TABLES[observed].provenance, TABLES[judged].provenance) == ("observed", "judged")


def test_remarks_reach_no_analysis() -> None:
    """Columns for readers only are in no frame."""
    for name, spec in TABLES.items():
        remarks = {each for each, field in spec.fields.items() if field.role == "note"}
        assert remarks >= {each for each in spec.fields if "note" in each.split("_")}
        assert not remarks & set(reading.frame(SHIPPED, spec).columns), name


# Planting -------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Plant:
    """An error to be planted: rows to be written, and where it must be found."""

    table: str
    kind: str
    rows: list[list[str]] = dataclasses.field(repr=False)
    row: int
    column: str | None
    local: bool  # no other cell of the file may be blamed
    garbled: bool = False  # the text is written as Windows-1252


def misspelt(value: str, words: tuple[str, ...]) -> str:
    """A word with a letter too few, or too many if that is a word too."""
    shorter = value[1:]
    return shorter if shorter and shorter not in words else value + "x"


def wrong_values(table: str, at: int, field: Field) -> Iterator[tuple[str, str]]:
    """Kinds of error suited to a cell, each with the text to plant."""
    spec, limits = TABLES[table], field.constraints
    record = dict(zip(HEADERS[table], ROWS[table][at], strict=True))
    value = record[field.name]
    yield "space", f"{value} "
    yield "no-break space", f"{value}\u00a0x"
    yield "line break", f"{value}\n"
    if value and (limits.required or field.name in spec.key):
        yield "empty", ""
    elif value and any(record[name] for name in spec.fields if field.name in needs(spec, name)):
        yield "companion emptied", ""
    if field.type in ("integer", "number"):
        yield "remark", f"{value}?"
        yield "comma", f"{value or 0},5"
        if limits.minimum is not None:
            yield "too small", f"{limits.minimum - 1:g}"
        if limits.maximum is not None:
            yield "too large", f"{limits.maximum + 1:g}"
    if field.type == "boolean":
        yield "yes", "yes"
    if limits.enum:
        yield "misspelt", misspelt(value or limits.enum[0], limits.enum)
    if limits.pattern:
        yield "form", f"!{value}"
    if field.format_name == "edtf":
        yield "no such day", "2020-02-30"
        yield "backwards", "2020-06/2020-05"
        yield "day first", "03/04/2020"
        if follows(spec, field, record):
            yield "too early", "1001"
    if field.references:
        yield "unknown", f"{value};S999" if value else "S999"
        yield "empty entry", f"{value};"
        yield "misspelt entry", f"{value[:-1]}?" if value else "S"
    if any(field.name in link.fields for link in spec.foreign_keys):
        yield "unknown", "C99"


def needs(spec: TableSpec, name: str | None) -> tuple[str, ...]:
    """Columns that must be filled where this one is."""
    return spec.fields[name].needs if name else ()


def totals(spec: TableSpec, name: str | None) -> tuple[str, ...]:
    """Columns that this one adds up to with others."""
    return tuple(each.total for each in spec.sums if name in each.parts)


def follows(spec: TableSpec, field: Field, record: dict[str, str]) -> bool:
    """Whether there is a date that this one may not precede."""
    other, _, column = field.not_before.rpartition(".")
    if other:
        (link,) = (link for link in spec.foreign_keys if link.table == other)
        there = [dict(zip(HEADERS[other], row, strict=True)) for row in ROWS[other]]
        linked = [each for each in there if each[link.to[0]] == record[link.fields[0]]]
        return any(span(each[column]) for each in linked)
    return bool(column and span(record[column]))


ANYWHERE = ("bytes", "cell lost", "cell added", "twice")


def suited() -> dict[str, dict[str, list[tuple[int, str]]]]:
    """Kinds of error, and for each the tables and cells it can be planted in."""
    found: dict[str, dict[str, list[tuple[int, str]]]] = {}
    for table, spec in TABLES.items():
        for at in range(len(ROWS[table])):
            for field in spec.fields.values():
                for kind in (*dict(wrong_values(table, at, field)), *ANYWHERE):
                    found.setdefault(kind, {}).setdefault(table, []).append((at, field.name))
    return found


SUITED = suited()


@st.composite
def plants(draw: st.DrawFn) -> Plant:
    """Any cell of any table with an error suited to it; rare kinds as often as common ones."""
    kind = draw(st.sampled_from(sorted(SUITED)))
    table = draw(st.sampled_from(sorted(SUITED[kind])))
    at, name = draw(st.sampled_from(SUITED[kind][table]))
    spec, rows = TABLES[table], [list(row) for row in ROWS[table]]
    field, column = spec.fields[name], HEADERS[table].index(name)
    keyed = name in spec.key or field.constraints.unique
    if kind == "bytes":
        rows[at][column] += "\u00e9"
        return Plant(table, kind, rows, at + 2, name, not keyed, garbled=True)
    if kind in ("cell lost", "cell added"):
        rows[at] = rows[at][:-1] if kind == "cell lost" else [*rows[at], ""]
        return Plant(table, kind, rows, at + 2, None, True)
    if kind == "twice":
        other = draw(st.integers(0, len(rows) - 2))
        other += other >= at
        (key,) = spec.key
        where = HEADERS[table].index(key)
        rows[at][where] = rows[other][where]
        return Plant(table, kind, rows, max(at, other) + 2, key, False)
    rows[at][column] = dict(wrong_values(table, at, field))[kind]
    # beside a decimal comma the points of other cells may be thousands marks
    return Plant(table, kind, rows, at + 2, name, not keyed and kind != "comma")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plant=plants())
def test_a_planted_error_is_found_and_located(copied: Place, plant: Plant) -> None:
    """File, row and column of the finding are those of the cell, whatever the cell."""
    path = copied.data / TABLES[plant.table].path
    before = path.read_bytes()
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADERS[plant.table], *plant.rows])
    content = text.getvalue().encode("utf-8")
    if plant.garbled:
        content = content.replace("\u00e9".encode(), b"\xe9")
    try:
        path.write_bytes(content)
        found = checks.look(copied)
        assert path.read_bytes() == content
    finally:
        path.write_bytes(before)
    here = {
        (each.row, each.column)
        for each in found
        if each.file == copied.show(path) and each.code != "read_in_encoding"
    }
    assert (plant.row, plant.column) in here
    if plant.local:  # a cell that is filled now may need a companion, a part changes its total
        spec = TABLES[plant.table]
        columns = (plant.column, *needs(spec, plant.column), *totals(spec, plant.column))
        assert here <= {(plant.row, name) for name in columns}
    assert all(each.what() and (each.note or each.mend.told()) for each in found)


def test_every_cell_can_be_planted_in() -> None:
    """The search above leaves out no table, no row and no column."""
    for name, spec in TABLES.items():
        cells = {cell for tables in SUITED.values() for cell in tables.get(name, ())}
        assert len(cells) == len(ROWS[name]) * len(spec.fields)
    assert len(SUITED) > 20
