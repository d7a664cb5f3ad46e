"""Rows as they stand, rows in canonical order, rows with types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from study.contract import descriptor, reading
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
    sheet = reading.read(place, people_spec)
    assert sheet.lines == [2, 4, 5]
    assert sheet.column("id") == ["b", "a", "c"]
    assert sheet.column("ages") is None


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


BROKEN = {
    "empty": ("", 1, "no column names"),
    "semicolons": (CONTENT.replace(",", ";"), 1, "separated by ';'"),
    "tabs": (CONTENT.replace(",", "\t"), 1, "separated by '\\t'"),
    "utf-16": (CONTENT.encode("utf-16"), None, "UTF-16"),
    "open quote": (CONTENT.replace('two"', "two"), 2, "quotation mark"),
    "quote inside": ('id,age,share,there,note\nb,2,0.5,true,"a"b\n', 2, "quotation mark"),
    "short row": (CONTENT + "d,3\n", 6, "too few cells"),
    "long row": (CONTENT + "d,3,,,,,\n", 6, "too many cells"),
    "blank line": (CONTENT + "\n", 6, "empty line"),
    "only commas": (CONTENT + ",,,,\n", 6, "empty line"),
    "bytes": (CONTENT.encode() + b"d,3,,,caf\xe9\n", 6, "not UTF-8"),
    "bytes in the header": (CONTENT.encode().replace(b"note", b"not\xe9"), 1, "not UTF-8"),
    "no such column": (CONTENT.replace("share", "shar"), 1, "did you mean 'share'?"),
    "a column too few": ("id,age,share,note\na,1,1,\n", 1, "column is missing"),
    "a column too many": ("id,age,share,there,note,x\na,1,1,true,,\n", 1, "not described"),
    "a column twice": ("id,age,share,there,note,id\na,1,1,true,,a\n", 1, "two columns"),
    "a column without a name": ("id,age,share,there,note,\na,1,1,true,,\n", 1, "without a name"),
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


def test_bytes_of_another_encoding_are_located_and_shown(tmp_path: Path) -> None:
    """Row and column of each, and the text as Windows-1252 has it."""
    place, people_spec = people(tmp_path, CONTENT.encode() + b"d,3,,,caf\xe9\n")
    (finding,) = reading.read(place, people_spec).findings
    assert (finding.row, finding.column, finding.value) == (6, "note", "caf\xe9")


def test_an_absent_file_is_a_finding(tmp_path: Path) -> None:
    """It is named, without a row."""
    place = study(tmp_path, describe(PEOPLE))
    (finding,) = reading.read(place, spec(place)).findings
    assert (finding.file, finding.row) == ("people.csv", None)
    assert "not there" in finding.problem


def test_checking_imports_no_pandas() -> None:
    """Asking what is wrong or what is stale stays quick."""
    code = (
        "import sys; from study.place import find; from study.contract import checks; "
        "checks.check(find()); print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
