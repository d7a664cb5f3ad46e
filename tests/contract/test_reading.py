"""Rows as they stand, rows in canonical order, rows with types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from study.contract import descriptor, reading, sheet
from study.errors import DataError
from study.place import Place
from tests.contract.small import describe, field, study, table

PEOPLE = table(
    "people",
    field("id"),
    field("age", "integer"),
    field("share", "number"),
    field("there", "boolean"),
    field("note", role="note"),
    missingValues=["", "-"],
)
CONTENT = 'id,age,share,there,note\nb,2,0.5,true,"one,\ntwo"\na,-,,false,\nc,3,1,,x\n'


def spec(place: Place) -> descriptor.TableSpec:
    """The only table of a study."""
    (only,) = descriptor.load(place).tables.values()
    return only


def people(tmp_path: Path, content: str | bytes = CONTENT) -> tuple[Place, descriptor.TableSpec]:
    """A study of one table and the table's description."""
    place = study(tmp_path, describe(PEOPLE), people=content)
    return place, spec(place)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    """A cell that holds a line break does not shift the rows below it."""
    place, people_spec = people(tmp_path)
    found = sheet.read(place, people_spec)
    assert list(found.lines) == [2, 4, 5]
    assert found.column("id") == ["b", "a", "c"]
    assert found.column("ages") is None


def test_canonical_rows_are_sorted_without_remarks(tmp_path: Path) -> None:
    """What means 'not seen' becomes the empty text."""
    assert reading.canonical(*people(tmp_path)) == [
        ["a", "", "", "false"],
        ["b", "2", "0.5", "true"],
        ["c", "3", "1", ""],
    ]


def test_lines_for_the_book_keep_remarks(tmp_path: Path) -> None:
    """All columns, by name."""
    first, second, _ = reading.lines(*people(tmp_path))
    assert first == {"id": "a", "age": "", "share": "", "there": "false", "note": ""}
    assert second["note"] == "one,\ntwo"


SAME = {
    "rows": "id,age,share,there,note\nc,3,1,,x\na,-,,false,\nb,2,0.5,true,y\n",
    "columns": "note,there,id,share,age\n,true,b,0.5,2\n,false,a,,-\n,,c,1,3\n",
    "endings": CONTENT.replace("\n", "\r\n"),
    "mark": "\ufeff" + CONTENT,
    "remark": CONTENT.replace(",x\n", ",another remark\n"),
    "missing": CONTENT.replace("a,-,", "a,,"),
    "zeros": CONTENT.replace("0.5", "0.50").replace("b,2", "b,+02"),
}


@pytest.mark.parametrize("content", SAME.values(), ids=SAME.keys())
def test_the_digest_does_not_see_form(tmp_path: Path, content: str) -> None:
    """Order, line endings, byte order mark and remarks leave it as it is."""
    before = reading.digest(*people(tmp_path))
    assert reading.digest(*people(tmp_path, content)) == before


OTHER = {
    "cell": CONTENT.replace("c,3", "c,4"),
    "row": CONTENT.replace("c,3,1,,x\n", ""),
    "key": CONTENT.replace("c,3", "d,3"),
}


@pytest.mark.parametrize("content", OTHER.values(), ids=OTHER.keys())
def test_the_digest_sees_content(tmp_path: Path, content: str) -> None:
    """A cell that an analysis can see changes it."""
    before = reading.digest(*people(tmp_path))
    assert reading.digest(*people(tmp_path, content)) != before


def test_the_digest_sees_types(tmp_path: Path) -> None:
    """The same text as number and as text are not the same content."""
    before = reading.digest(*people(tmp_path))
    fields = [field("id"), field("age"), *PEOPLE["schema"]["fields"][2:]]
    retyped = table("people", *fields, missingValues=["", "-"])
    place = study(tmp_path, describe(retyped))
    assert reading.digest(place, spec(place)) != before


def test_a_frame_has_types(tmp_path: Path) -> None:
    """Text, nullable whole numbers, numbers and yes or no, sorted by key."""
    frame = reading.frame(*people(tmp_path))
    assert frame.dtypes.astype(str).to_dict() == {
        "id": "str",
        "age": "Int64",
        "share": "float64",
        "there": "boolean",
    }
    assert frame["id"].tolist() == ["a", "b", "c"]
    assert frame["age"].dropna().tolist() == [2, 3]
    assert frame["share"].sum() == 1.5
    assert frame["there"].dropna().tolist() == [False, True]


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    """A header alone gives no rows, with types all the same."""
    place, people_spec = people(tmp_path, "id,age,share,there,note\n")
    assert reading.canonical(place, people_spec) == []
    assert str(reading.frame(place, people_spec)["age"].dtype) == "Int64"


HARMLESS = {
    "semicolons": (CONTENT.replace(",", ";").replace("one;", "one,"), "read_with_marks"),
    "tabs": (CONTENT.replace(",", "\t").replace("one\t", "one,"), "read_with_marks"),
    "bars": (CONTENT.replace(",", "|").replace("one|", "one,"), "read_with_marks"),
    "byte order mark": ("\ufeff" + CONTENT, "read_in_encoding"),
    "utf-16": (CONTENT.encode("utf-16"), "read_in_encoding"),
    "blank line": (CONTENT + "\n", "empty_line"),
    "blank line inside": (CONTENT.replace("a,-", "\na,-"), "empty_line"),
    "only commas": (CONTENT + ",,,,\n", "empty_line"),
    "only spaces": (CONTENT + " , ,,,\n", "empty_line"),
    "space in the header": (CONTENT.replace("age", " age"), "space_around"),
    "spaces": (CONTENT.replace("b,2", " b,2 "), "space_around"),
    "empty columns": (
        CONTENT.replace(",note\n", ",note,,\n")
        .replace('two"', 'two",,')
        .replace("false,\n", "false,,,\n")
        .replace(",x\n", ",x,,\n"),
        "column_empty",
    ),
    "decimal comma": (CONTENT.replace("0.5", '"0,5"'), "decimal_comma"),
    "decimals": (CONTENT.replace("b,2", "b,2.0"), "zero_decimals"),
    "capitals": (CONTENT.replace("true", "TRUE"), "letter_case"),
}


@pytest.mark.parametrize(("content", "code"), HARMLESS.values(), ids=HARMLESS.keys())
def test_harmless_variants_are_read_alike_and_noted(
    tmp_path: Path, content: str | bytes, code: str
) -> None:
    """The same rows as in the plain file, and a note that says what was done."""
    plain = reading.canonical(*people(tmp_path))
    place, people_spec = people(tmp_path, content)
    assert reading.canonical(place, people_spec) == plain
    assert {each.code for each in sheet.read(place, people_spec).findings} == {code}


def test_text_for_others_holds_values_as_they_are_read(tmp_path: Path) -> None:
    """CSV with commas, rows and columns in the order of the file."""
    semicolons = "id;share;age;there;note\nb;0,5;2.0;TRUE;x\na;;-;;\n"
    expected = "id,share,age,there,note\nb,0.5,2,true,x\na,,,,\n"
    assert reading.text(*people(tmp_path, semicolons)) == expected


BROKEN = {
    "empty": ("", 1, "no column names"),
    "blank first line": ("\n" + CONTENT, 2, "stand in this row"),
    "title above": ("People of the town\n\n" + CONTENT, 3, "stand in this row"),
    "other separator": (CONTENT.replace(",", "/"), 1, "not described"),
    "open quote": (CONTENT.replace('two"', "two"), 2, "quotation mark"),
    "quote inside": ('id,age,share,there,note\nb,2,0.5,true,"a"b\n', 2, "quotation mark"),
    "short row": (CONTENT + "d,3\n", 6, "too few cells"),
    "long row": (CONTENT + "d,3,,,,,\n", 6, "too many cells"),
    "two encodings": (CONTENT.encode() + b"d,3,,,caf\xe9 caf\xc3\xa9\n", 6, "in some places"),
    "unknown bytes": (CONTENT.encode() + b"d,3,,,caf\x81\n", 6, "neither UTF-8 nor"),
    "bytes in the header": (
        (CONTENT + "d,3,,,\u00e9\n").encode().replace(b"note", b"not\xe9"),
        1,
        "in some places",
    ),
    "mojibake": (CONTENT + "d,3,,,caf\u00c3\u00a9\n", 6, "write 'caf\u00e9'"),
    "lost letter": (CONTENT + "d,3,,,caf\ufffd\n", 6, "lost letter"),
    "error": (CONTENT.replace("c,3", "c,#N/A"), 5, "error of the spreadsheet"),
    "two ways": (CONTENT.replace("0.5", '"1,234"'), 2, "allowed: '1234' or '1.234'"),
    "no such column": (CONTENT.replace("share", "shar"), 1, "did you mean 'share'?"),
    "a column too few": ("id,age,share,note\na,1,1,\n", 1, "column is missing"),
    "a column too many": ("id,age,share,there,note,x\na,1,1,true,,\n", 1, "not described"),
    "a column twice": ("id,age,share,there,note,id\na,1,1,true,,a\n", 1, "two columns"),
    "merged cells": ("id,age,share,there,note,\na,1,1,true,,y\n", 1, "may be merged"),
    "a column without a name": (",id,age,share,there,note\ny,a,1,1,true,\n", 1, "without a name"),
}


@pytest.mark.parametrize(("content", "row", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_is_no_such_table_is_refused(
    tmp_path: Path, content: str | bytes, row: int | None, told: str
) -> None:
    """The line is named; nothing is read past what cannot be trusted."""
    place, people_spec = people(tmp_path, content)
    with pytest.raises(DataError) as caught:
        reading.canonical(place, people_spec)
    assert any(f.row == row and told in str(f) for f in caught.value.findings), str(caught.value)


def test_bytes_of_another_encoding_are_located_and_read(tmp_path: Path) -> None:
    """Row and column of each, and the text as Windows-1252 has it."""
    place, people_spec = people(tmp_path, CONTENT.encode() + b"d,3,,,caf\xe9\n")
    file, cell = sheet.read(place, people_spec).findings
    assert (file.code, file.note) == ("read_in_encoding", True)
    assert (cell.row, cell.column, cell.value, cell.note) == (6, "note", "caf\xe9", True)
    assert reading.lines(place, people_spec)[-1]["note"] == "caf\xe9"


def test_an_absent_file_is_a_finding(tmp_path: Path) -> None:
    """It is named, without a row."""
    place = study(tmp_path, describe(PEOPLE))
    (finding,) = sheet.read(place, spec(place)).findings
    assert (finding.file, finding.row) == ("people.csv", None)
    assert "not there" in finding.what()


def test_checking_imports_no_pandas() -> None:
    """Asking what is wrong or what is stale stays quick."""
    code = (
        "import sys; from study.place import find; from study.contract import checks; "
        "checks.check(find()); print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
