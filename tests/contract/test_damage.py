"""Every kind of spreadsheet damage in every shipped table: found, located, explained.

Harmless damage is read right: the table has the same digest as before, and a note. The file on
disk stays as it is. Each table is checked alone, without what it says of others.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from study.contract import checks, descriptor, reading
from study.contract.dates import DATE
from study.contract.descriptor import Field, TableSpec
from study.errors import Finding
from study.place import Place, find
from tests.contract.writers import WRITERS

SHIPPED = find()
TABLES = descriptor.load(SHIPPED).tables
RAW = {
    each["name"]: each
    for each in json.loads(SHIPPED.descriptor.read_text(encoding="utf-8"))["resources"]
}
BETWEEN = ("references", "not_before")
ALONE = "alone"


def rows_of(name: str) -> list[list[str]]:
    """Header and rows of a shipped table; of one without rows the row of its examples."""
    text = (SHIPPED.data / TABLES[name].path).read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    return rows if len(rows) > 1 else [*rows, [f.example for f in TABLES[name].fields.values()]]


ROWS = {name: rows_of(name) for name in TABLES}


@dataclass(frozen=True)
class Lone:
    """A shipped table in a study of its own."""

    place: Place
    name: str

    @property
    def spec(self) -> TableSpec:
        """Its description."""
        return descriptor.load(self.place).tables[ALONE]

    def write(self, content: bytes) -> Path:
        """Put a CSV file in place of whatever lies there."""
        path = self.place.data / f"{self.name}.csv"
        path.write_bytes(content)
        return path

    def found(self) -> list[Finding]:
        """What is said of the table; the file is not touched."""
        files = {p: p.read_bytes() for p in self.place.data.iterdir()}
        found = checks.look(self.place)
        assert {p: p.read_bytes() for p in self.place.data.iterdir()} == files
        return found


@pytest.fixture
def lone(request: pytest.FixtureRequest, tmp_path: Path) -> Lone:
    """Each shipped table in turn."""
    raw = json.loads(json.dumps(RAW[request.param]))
    raw["path"] = f"{request.param}.csv"
    raw["name"] = ALONE  # tables of interviews are checked with their texts, by their name
    raw["schema"] = {k: v for k, v in raw["schema"].items() if k not in ("foreignKeys", "sums")}
    raw["schema"].pop("ordered", None)
    for each in raw["schema"]["fields"]:
        for name in BETWEEN:
            each.pop(name, None)
    licences = [{"name": "CC-BY-4.0"}]
    package = {"name": "lone", "title": "Lone", "licenses": licences, "resources": [raw]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (tmp_path / "study.toml").write_text('title = "Lone"\n', encoding="utf-8")
    return Lone(find(tmp_path), request.param)


def text_of(rows: list[list[str]], mark: str = ",") -> str:
    """Rows as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


# Damage to one cell ------------------------------------------------------------------------


@dataclass(frozen=True)
class Damage:
    """What is done to a cell of some kind of column, and what must be said of it.

    fits: whether a value of a column can be damaged so. harmless: read right all the same.
    """

    code: str
    harmless: bool
    fits: Callable[[Field, str], object]
    change: Callable[[str], str]


def is_text(field: Field, value: str) -> bool:
    """A filled cell of text that is neither date nor remark."""
    plain = field.type == "string" and not field.format_name and field.role != "note"
    return bool(plain and value)


def is_date(field: Field, value: str) -> bool:
    """A cell of a date, filled or not."""
    return field.format_name == "edtf"


def is_day(field: Field, value: str) -> bool:
    """A whole date whose day is above twelve."""
    return (
        is_date(field, value)
        and len(value) == 10
        and bool(DATE.fullmatch(value[:10]))
        and (int(value[8:]) > 12)
    )


def has_decimals(field: Field, value: str) -> bool:
    """A number whose decimals cannot be three digits of a thousand."""
    return field.type == "number" and "." in value and len(value.partition(".")[2]) != 3


def is_million(field: Field, value: str) -> bool:
    """A whole number of seven digits or more."""
    return field.type in ("integer", "number") and value.isdigit() and len(value) > 6


def is_figure(field: Field, value: str) -> bool:
    """A cell of a number."""
    return field.type in ("integer", "number")


def day_first(value: str) -> str:
    """``day_first("2020-05-13") == "13/05/2020"``."""
    return "/".join(reversed(value.split("-")))


DAMAGES = {
    "space after": Damage("space_around", True, is_text, lambda v: f"{v} "),
    "space before": Damage("space_around", True, lambda f, v: v, lambda v: f" {v}"),
    "no-break space after": Damage("space_around", True, is_text, lambda v: f"{v}\u00a0"),
    "space in a list": Damage(
        "space_in_list",
        True,
        lambda f, v: f.list == ";" and ";" in v,
        lambda v: v.replace(";", "; ", 1),
    ),
    "decimal comma": Damage("decimal_comma", True, has_decimals, lambda v: v.replace(".", ",")),
    "thousands points": Damage(
        "thousands_marks", True, is_million, lambda v: f"{int(v):,}".replace(",", ".")
    ),
    "thousands commas": Damage("thousands_marks", True, is_million, lambda v: f"{int(v):,}"),
    "whole with decimals": Damage(
        "zero_decimals", True, lambda f, v: f.type == "integer" and v, lambda v: f"{v}.0"
    ),
    "day first": Damage("date_written_otherwise", True, is_day, day_first),
    "date with time": Damage("date_with_time", True, is_day, lambda v: f"{v} 00:00:00"),
    "capitals": Damage("letter_case", True, lambda f, v: f.type == "boolean" and v, str.upper),
    "day or month first": Damage("date_ambiguous", False, is_date, lambda v: "03/04/2020"),
    "day number": Damage("day_number", False, is_date, lambda v: "43955"),
    "one thousands comma": Damage("number_ambiguous", False, is_figure, lambda v: "1,234"),
    "one thousands point": Damage(
        "number_ambiguous", False, lambda f, v: f.type == "integer", lambda v: "1.234"
    ),
    "scientific": Damage("digits_lost", False, is_text, lambda v: "3.303E+09"),
    "scientific number": Damage("digits_lost", False, is_figure, lambda v: "1.23E+11"),
    "mojibake": Damage("mojibake", False, is_text, lambda v: f"{v} caf\u00c3\u00a9"),
    "lost letter": Damage("letter_lost", False, is_text, lambda v: f"{v} caf\ufffd"),
    "error": Damage("error_value", False, lambda f, v: True, lambda v: "#REF!"),
}


def suited(name: str, damage: Damage) -> tuple[int, int] | None:
    """The first cell of a table that can be damaged so: row and column from 0."""
    header, *rows = ROWS[name]
    fields = [TABLES[name].fields[each] for each in header]
    for at, row in enumerate(rows, start=1):
        for column, (field, value) in enumerate(zip(fields, row, strict=True)):
            # beside a decimal comma the point of 43.909 may be a thousands mark
            doubtful = field.type == "number" and damage.code in (
                "decimal_comma",
                "thousands_marks",
            )
            if doubtful and any(len(each[column].partition(".")[2]) == 3 for each in rows):
                continue
            if damage.fits(field, value):
                return at, column
    return None


PLACES = {
    (name, kind): place
    for name in TABLES
    for kind, damage in DAMAGES.items()
    if (place := suited(name, damage))  # else the table has no column that can be damaged so
}


def test_every_kind_of_damage_is_planted_wherever_it_can_be() -> None:
    """Each kind in tables enough to tell, and in each table what needs no column of its own."""
    tables = {kind: {name for name, each in PLACES if each == kind} for kind in DAMAGES}
    assert min(map(len, tables.values())) >= 2
    assert tables["error"] == tables["space before"] == tables["mojibake"] == set(TABLES)
    dated = {name for name, spec in TABLES.items() if any(map(is_edtf, spec.fields.values()))}
    assert tables["day number"] == tables["day or month first"] == dated


def is_edtf(field: Field) -> bool:
    """Whether a column holds dates."""
    return is_date(field, "")


@pytest.mark.parametrize(("lone", "kind"), PLACES, indirect=["lone"])
def test_a_damaged_cell_is_read_or_refused(lone: Lone, kind: str) -> None:
    """Row, column and value are named, with what was done or what to do."""
    damage = DAMAGES[kind]
    row, column = PLACES[lone.name, kind]
    name = ROWS[lone.name][0][column]
    lone.write(text_of(ROWS[lone.name]).encode())
    assert lone.found() == []
    before = reading.digest(lone.place, lone.spec)
    damaged = [list(each) for each in ROWS[lone.name]]
    damaged[row][column] = damage.change(damaged[row][column])
    lone.write(text_of(damaged).encode())
    here = [each for each in lone.found() if each.column == name and each.note == damage.harmless]
    (found,) = here
    line = text_of(damaged[:row]).count("\n") + 1
    assert (found.code, found.file, found.row) == (damage.code, f"{lone.name}.csv", line)
    assert found.value == damaged[row][column]
    assert found.mend.told("en")
    assert found.mend.told("id")
    if damage.harmless:
        assert lone.found() == here
        assert reading.digest(lone.place, lone.spec) == before


# Damage to a file --------------------------------------------------------------------------


def harmless_files(rows: list[list[str]]) -> Iterator[tuple[str, bytes, str]]:
    """Kind of damage, the damaged file and what must be noted."""
    plain = text_of(rows)
    wide = [[*row, "", ""] for row in rows]
    spaced = [[f" {rows[0][0]}", *rows[0][1:]], *rows[1:]]
    yield "byte order mark", b"\xef\xbb\xbf" + plain.encode(), "read_in_encoding"
    yield "UTF-16", plain.encode("utf-16"), "read_in_encoding"
    yield "semicolons", text_of(rows, ";").encode(), "read_with_marks"
    yield "tabs", text_of(rows, "\t").encode(), "read_with_marks"
    yield "empty line at the end", f"{plain}\n".encode(), "empty_line"
    yield "empty line inside", text_of([*rows[:2], [], *rows[2:]]).encode(), "empty_line"
    yield "commas alone", text_of([*rows, [""] * len(rows[0])]).encode(), "empty_line"
    yield "empty columns", text_of(wide).encode(), "column_empty"
    yield "space in the header", text_of(spaced).encode(), "space_around"


@pytest.mark.parametrize("lone", TABLES, indirect=True)
def test_a_file_saved_otherwise_is_read_alike(lone: Lone) -> None:
    """The digest is that of the plain file, and what was done is noted."""
    rows = ROWS[lone.name]
    lone.write(text_of(rows).encode())
    before = reading.digest(lone.place, lone.spec)
    for kind, content, code in harmless_files(rows):
        lone.write(content)
        found = lone.found()
        assert {(each.code, each.note) for each in found} == {(code, True)}, kind
        assert reading.digest(lone.place, lone.spec) == before, kind


def free(field: Field) -> bool:
    """Whether any text may stand in a column."""
    limits = field.constraints
    rules = limits.pattern or limits.enum or limits.unique or field.list or field.format_name
    return field.type == "string" and not rules


LETTERS = {
    name: column
    for name in TABLES
    for column, field in enumerate(TABLES[name].fields[each] for each in ROWS[name][0])
    if free(field)  # a table of numbers and codes alone has no letter beyond ASCII
}


@pytest.mark.parametrize("lone", LETTERS, indirect=True)
def test_windows_1252_is_read_alike(lone: Lone) -> None:
    """Letters it lacks cannot stand in such a file, so they are left out."""
    column = LETTERS[lone.name]
    fit = text_of(ROWS[lone.name]).encode("cp1252", "ignore").decode("cp1252")
    rows = list(csv.reader(io.StringIO(fit)))
    rows[1][column] = "caf\u00e9"
    lone.write(text_of(rows).encode())
    before = reading.digest(lone.place, lone.spec)
    lone.write(text_of(rows).encode("cp1252"))
    found = lone.found()
    assert {each.code for each in found} == {"read_in_encoding", "letters_of_cp1252"}
    name = ROWS[lone.name][0][column]
    assert [e.value for e in found if (e.row, e.column) == (2, name)] == ["caf\u00e9"]
    assert reading.digest(lone.place, lone.spec) == before
    lone.write(text_of(rows).encode("cp1252") + "caf\u00e9".encode())
    assert "mixed_encoding" in {each.code for each in lone.found() if not each.note}


@pytest.mark.parametrize("lone", TABLES, indirect=True)
def test_a_spoilt_header_is_refused(lone: Lone) -> None:
    """A misspelt name gets a suggestion, a merged cell and a line above are told."""
    header, *rows = ROWS[lone.name]
    misspelt = [header[0], header[1] + "x", *header[2:]]
    lone.write(text_of([misspelt, *rows]).encode())
    (found,) = lone.found()
    assert (found.code, found.row, found.column) == ("column_unknown", 1, misspelt[1])
    assert found.mend.told() == f"did you mean {header[1]!r}?"
    lone.write(text_of([[header[0], "", *header[2:]], *rows]).encode())
    assert {each.code for each in lone.found()} >= {"header_gap", "column_missing"}
    lone.write(text_of([["A title"], [], header, *rows]).encode())
    assert [(each.code, each.row) for each in lone.found()] == [("header_later", 3)]


# Spreadsheets ------------------------------------------------------------------------------


def natural(name: str) -> list[list[Any]]:
    """A table with numbers and yes or no as a spreadsheet holds them."""
    header, *rows = ROWS[name]
    fields = [TABLES[name].fields[each] for each in header]
    return [header, *([cell_of(f, v) for f, v in zip(fields, row, strict=True)] for row in rows)]


def cell_of(field: Field, value: str) -> Any:
    """A value as a spreadsheet holds it."""
    if not value:
        return None
    if field.type == "boolean":
        return value == field.true[0]
    if field.type in ("integer", "number"):
        return float(value)
    return value


LONG = 140  # rows above which a table is not written by odfpy here, which takes seconds for them
FILES = [
    (name, kind) for name in TABLES for kind in WRITERS if kind != "ods" or len(ROWS[name]) < LONG
]


@pytest.mark.parametrize(("lone", "kind"), FILES, indirect=["lone"])
def test_a_spreadsheet_is_read_alike(lone: Lone, kind: str) -> None:
    """All of a table in place of the CSV file; then with damage in sheet, row and column."""
    path = lone.write(text_of(ROWS[lone.name]).encode())
    before = reading.digest(lone.place, lone.spec)
    path.unlink()
    file = path.with_suffix(f".{kind}")
    rows = natural(lone.name)
    WRITERS[kind](file, rows)
    assert [each.code for each in lone.found()] == ["instead_of"]
    assert reading.digest(lone.place, lone.spec) == before
    expected, refused = {("instead_of", None, None)}, set()
    for what in ("space after", "day first", "decimal comma", "day number", "error"):
        if (cell := suited(lone.name, DAMAGES[what])) is None:
            continue
        row, column = cell
        if any((row + 1, rows[0][column]) == each[1:] for each in expected | refused):
            continue
        rows[row][column] = DAMAGES[what].change(ROWS[lone.name][row][column])
        told = (DAMAGES[what].code, row + 1, rows[0][column])
        (expected if DAMAGES[what].harmless else refused).add(told)
    WRITERS[kind](file, rows)
    found = lone.found()
    assert {each.sheet for each in found} == {"Sheet1"}
    assert {(e.code, e.row, e.column) for e in found if e.note} >= expected
    assert {(e.code, e.row, e.column) for e in found if not e.note} >= refused
