"""Tables in XLSX and ODS files, as openpyxl and odfpy write them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from odf.table import TableCell
from odf.text import P

from study.contract import checks, descriptor, reading, sheet
from study.errors import Finding
from study.place import Place
from tests.contract.small import describe, field, study, table
from tests.contract.writers import WRITERS, xlsx

PEOPLE = table(
    "people",
    field("id"),
    field("code", constraints={"pattern": r"[0-9]{2}\.[0-9]{2}"}),
    field("age", "integer"),
    field("share", "number"),
    field("born", format_name="edtf"),
    field("there", "boolean"),
    field("note", role="note"),
)
HEADER = ["id", "code", "age", "share", "born", "there", "note"]
ROWS: list[list[Any]] = [
    HEADER,
    ["a", "33.03", 40, 0.5, "1980-05-13", True, "x"],
    ["b", "33.10", None, 1.25, "1981", False, None],
]
PLAIN = (
    "id,code,age,share,born,there,note\na,33.03,40,0.5,1980-05-13,true,x\nb,33.10,,1.25,1981,false,"
)


def people(folder: Path, kind: str, rows: Any, path: str = "", **more: Any) -> Place:
    """A study of one table that lies in a spreadsheet of a kind."""
    described = describe({**PEOPLE, "path": path or f"people.{kind}"})
    place = study(folder, described)
    WRITERS[kind](folder / f"people.{kind}", rows, **more)
    return place


def changed(row: int, column: str, value: Any) -> list[list[Any]]:
    """The rows with another value in one cell; row 2 is the first below the header."""
    rows = [list(each) for each in ROWS]
    rows[row - 1][HEADER.index(column)] = value
    return rows


def spec(place: Place) -> descriptor.TableSpec:
    """The only table of a study."""
    (only,) = descriptor.load(place).tables.values()
    return only


def digest(place: Place) -> str:
    """Of the only table."""
    return reading.digest(place, spec(place))


def short(found: list[Finding]) -> list[tuple[str, str, int | None, str | None]]:
    """Code, sheet, row and column of each finding."""
    return [(each.code, each.sheet, each.row, each.column) for each in found]


both = pytest.mark.parametrize("kind", WRITERS)


@both
def test_a_spreadsheet_holds_the_same_table_as_a_csv_file(tmp_path: Path, kind: str) -> None:
    """Numbers, yes and no, and empty cells; nothing need be noted."""
    expected = digest(study(tmp_path, describe(PEOPLE), people=PLAIN))
    (tmp_path / "people.csv").unlink()
    place = people(tmp_path, kind, ROWS)
    assert checks.look(place) == []
    assert digest(place) == expected
    assert reading.text(place, spec(place)) == PLAIN + "\n"


@both
def test_a_spreadsheet_stands_in_for_a_csv_file_of_its_name(tmp_path: Path, kind: str) -> None:
    """It is noted, and the spreadsheet is no stranger; the CSV file goes first."""
    place = people(tmp_path, kind, ROWS, "people.csv")
    assert short(checks.look(place)) == [("instead_of", "Sheet1", None, None)]
    (tmp_path / "people.csv").write_text(PLAIN)
    assert short(checks.look(place)) == [("table_unknown", "", None, None)]


def test_two_spreadsheets_for_one_table_are_refused(tmp_path: Path) -> None:
    """Either might be the newer one."""
    place = people(tmp_path, "xlsx", ROWS, "people.csv")
    people(tmp_path, "ods", ROWS, "people.csv")
    found = {each.file: each for each in checks.look(place)}
    assert found["people.csv"].code == "two_spreadsheets"
    assert "people.xlsx, people.ods" in str(found["people.csv"])


CELLS: dict[str, tuple[list[list[Any]], str, int, str, str]] = {
    # what is planted: (rows, code, row, column, text it is read as or "" if refused)
    "date": (changed(2, "born", datetime.date(1980, 5, 13)), "date_cell", 2, "born", "1980-05-13"),
    "moment": (
        changed(2, "born", datetime.datetime(1980, 5, 13, 12, 30)),
        "date_with_time",
        2,
        "born",
        "1980-05-13",
    ),
    "day first": (
        changed(2, "born", "13/05/1980"),
        "date_written_otherwise",
        2,
        "born",
        "1980-05-13",
    ),
    "space": (changed(3, "id", "b "), "space_around", 3, "id", "b"),
    "code as number": (changed(2, "code", 33.03), "number_in_text", 2, "code", "33.03"),
    "code that lost its zero": (changed(3, "code", 33.1), "number_for_text", 3, "code", ""),
    "code as date": (
        changed(2, "code", datetime.date(2026, 3, 3)),
        "turned_into_date",
        2,
        "code",
        "",
    ),
    "number as date": (
        changed(2, "share", datetime.date(2026, 3, 3)),
        "turned_into_date",
        2,
        "share",
        "",
    ),
    "day number": (changed(2, "born", 29354), "day_number", 2, "born", ""),
    "two ways": (changed(2, "born", "03/04/1980"), "date_ambiguous", 2, "born", ""),
    "not whole": (changed(2, "age", 40.5), "not_whole", 2, "age", ""),
    "number too long": (changed(2, "age", 3303010000000012), "digits_lost", 2, "age", ""),
}


@both
@pytest.mark.parametrize("planted", CELLS)
def test_cells_are_read_or_refused_in_their_place(tmp_path: Path, kind: str, planted: str) -> None:
    """Sheet, row and column are named."""
    rows, code, row, column, text = CELLS[planted]
    place = people(tmp_path, kind, rows)
    (found,) = checks.look(place)
    assert short([found]) == [(code, "Sheet1", row, column)]
    assert found.note == bool(text)
    if text:
        assert sheet.read(place, spec(place)).column(column)[row - 2] == text


def test_a_day_number_names_the_dates_it_may_be(tmp_path: Path) -> None:
    """Counted from 1900 and from 1904."""
    (found,) = checks.look(people(tmp_path, "xlsx", changed(2, "born", 43955)))
    assert found.allowed.told() == "'2020-05-04' or '2024-05-05'"


FORMULAS = {"formula": ("=1+1", "no_formula_value"), "error": ("#N/A", "error_value")}


@pytest.mark.parametrize(("value", "code"), FORMULAS.values(), ids=FORMULAS.keys())
def test_formulas_without_a_value_are_refused(tmp_path: Path, value: str, code: str) -> None:
    """An empty cell would have been read."""
    (found,) = checks.look(people(tmp_path, "xlsx", changed(2, "age", value)))
    assert short([found]) == [(code, "Sheet1", 2, "age")]
    assert found.value == value


def test_formulas_in_ods(tmp_path: Path) -> None:
    """Without a value, and with an error for one."""

    def change(made: Any) -> None:
        rows = made.childNodes
        rows[1].childNodes[2] = TableCell(formula="of:=1+1")
        error = TableCell(formula="of:=1/0", valuetype="string", stringvalue="")
        error.setAttrNS(
            "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
            "value-type",
            "error",
        )
        error.addElement(P(text="#DIV/0!"))
        rows[2].childNodes[2] = error

    found = checks.look(people(tmp_path, "ods", ROWS, change=change))
    assert short(found) == [
        ("no_formula_value", "Sheet1", 2, "age"),
        ("error_value", "Sheet1", 3, "age"),
    ]


def test_merged_cells_are_refused(tmp_path: Path) -> None:
    """In the header and below it."""

    def change(book: Any) -> None:
        book.active.merge_cells("C1:D1")
        book.active.merge_cells("B2:B3")

    found = checks.look(people(tmp_path, "xlsx", ROWS, change=change))
    codes = {(each.code, each.row): str(each) for each in found}
    assert "C1:D1" in codes["merged_header", 1]
    assert "B2:B3" in codes["merged_cells", 2]
    assert ("header_gap", 1) in codes
    assert ("column_missing", 1) in codes


def test_merged_cells_in_ods(tmp_path: Path) -> None:
    """In the header."""

    def change(made: Any) -> None:
        head = made.childNodes[0].childNodes
        head[2].setAttribute("numbercolumnsspanned", "2")
        head[3] = TableCell()

    found = checks.look(people(tmp_path, "ods", ROWS, change=change))
    assert ("merged_header", "Sheet1", 1, None) in short(found)


def test_hidden_rows_and_columns_are_read_and_noted(tmp_path: Path) -> None:
    """A filter that was left on must not take rows out of the study."""

    def change(book: Any) -> None:
        book.active.row_dimensions[2].hidden = True

    place = people(tmp_path, "xlsx", ROWS, change=change)
    assert short(checks.look(place)) == [("hidden_parts", "Sheet1", None, None)]
    assert len(reading.canonical(place, spec(place))) == 2


@both
def test_a_sheet_may_be_named(tmp_path: Path, kind: str) -> None:
    """After the path; a name that is not there gets a suggestion."""
    other = [["something", "else"]]
    place = people(tmp_path, kind, other, f"people.{kind}#Data", Data=ROWS)
    assert checks.look(place) == []
    place = people(tmp_path, kind, other, f"people.{kind}#Dat", Data=ROWS)
    (found,) = checks.look(place)
    assert found.code == "no_such_sheet"
    assert "did you mean 'Data'?" in str(found)


@both
def test_of_several_sheets_the_one_with_the_name_of_the_table_is_read(
    tmp_path: Path, kind: str
) -> None:
    """Otherwise it must be named; empty sheets do not count."""
    other = [["something", "else"]]
    assert checks.look(people(tmp_path, kind, ROWS, Sheet2=[], Sheet3=[])) == []
    found = checks.look(people(tmp_path, kind, other, people=ROWS))
    assert short(found) == [("other_sheets", "people", None, None)]
    (found_two,) = checks.look(people(tmp_path, kind, ROWS, Other=other))
    assert found_two.code == "several_sheets"
    assert "Sheet1, Other" in str(found_two)


@both
def test_empty_lines_do_not_shift_the_rows_below(tmp_path: Path, kind: str) -> None:
    """A sheet's row numbers are those a person sees."""
    rows = [ROWS[0], [None] * 7, ROWS[1], changed(3, "share", "?")[2]]
    found = checks.look(people(tmp_path, kind, rows))
    assert short(found) == [("empty_line", "Sheet1", 2, None), ("not_number", "Sheet1", 4, "share")]


@both
def test_a_header_further_down_is_refused(tmp_path: Path, kind: str) -> None:
    """Its row is named, whether a title or nothing stands above."""
    for above in (["People of the town"], [None]):
        (found,) = checks.look(people(tmp_path, kind, [above, [None], *ROWS]))
        assert short([found]) == [("header_later", "Sheet1", 3, None)]


@both
def test_columns_that_start_further_right_are_found(tmp_path: Path, kind: str) -> None:
    """An empty column at the left has no name; its number is told."""
    rows = [[None, *row] for row in ROWS]
    found = checks.look(people(tmp_path, kind, rows))
    assert ("column_nameless", "Sheet1", 1, "1") in short(found)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("content", [b"", b"no spreadsheet", b"PK\x03\x04", b"id,age\n1,2\n"])
def test_a_damaged_file_is_a_finding(tmp_path: Path, kind: str, content: bytes) -> None:
    """Never a traceback."""
    place = people(tmp_path, kind, ROWS)
    (tmp_path / f"people.{kind}").write_bytes(content)
    (found,) = checks.look(place)
    assert found.code == "no_spreadsheet"


@both
def test_a_truncated_file_is_a_finding(tmp_path: Path, kind: str) -> None:
    """A download that broke off."""
    place = people(tmp_path, kind, ROWS)
    whole = (tmp_path / f"people.{kind}").read_bytes()
    for part in (10, len(whole) // 2, len(whole) - 10):
        (tmp_path / f"people.{kind}").write_bytes(whole[:part])
        assert [each.code for each in checks.look(place)] == ["no_spreadsheet"]


def test_an_empty_table_is_valid(tmp_path: Path) -> None:
    """A header alone; an empty file is not."""
    assert checks.look(people(tmp_path, "xlsx", [HEADER])) == []
    (found,) = checks.look(people(tmp_path, "xlsx", []))
    assert found.code == "empty_spreadsheet"


def test_paths_of_spreadsheets_are_described_like_others(tmp_path: Path) -> None:
    """In folders below, too; two tables may lie in one file."""
    one = {**PEOPLE, "path": "deep/all.xlsx#One"}
    two = {**PEOPLE, "name": "others", "path": "deep/all.xlsx#Two"}
    place = study(tmp_path, describe(one, two))
    (tmp_path / "deep").mkdir()
    xlsx(tmp_path / "deep" / "all.xlsx", [["x"]], One=ROWS, Two=changed(2, "age", "?"))
    assert json.loads(place.descriptor.read_text())["resources"][0]["path"] == "deep/all.xlsx#One"
    assert short(checks.look(place)) == [("not_whole", "Two", 2, "age")]
