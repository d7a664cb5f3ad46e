"""Cells as they are read; whatever a cell holds, the checker goes on."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.contract import checks, descriptor, reading
from study.contract.descriptor import Constraints, Field
from study.contract.normal import Native, Reading, normal
from study.errors import DataError
from tests.contract.small import describe, field, study, table


def read(cell: Any, kind: str = "string", **more: Any) -> Reading | None:
    """How one cell of a column is read; None if it is taken as it stands."""
    limits = Constraints(**{key: more.pop(key) for key in {"pattern", "enum"} & more.keys()})
    column = Field("x", kind, "x", "x", constraints=limits, **more)
    return normal(column, frozenset({"", "-"}), [cell]).get(cell)


@pytest.mark.parametrize("text", ["plain", "", "two  words", "\u00e9t\u00e9", "#1", "E", "Err"])
def test_ordinary_text_is_taken_as_it_stands(text: str) -> None:
    """Nothing is done, nothing is said."""
    assert read(text) is None


def test_what_means_not_seen_is_empty() -> None:
    """Without a word; with a space beside it there is a note."""
    plain, spaced = read("-"), read(" - ")
    assert plain is not None
    assert (plain.text, plain.said.code) == ("", "nothing")
    assert spaced is not None
    assert (spaced.text, spaced.said.code) == ("", "space_around")


@pytest.mark.parametrize("text", ["caf\u00e9 \u201cbar\u201d", "\u00c2n", "\u00e2\u20ac"])
def test_letters_that_only_look_spoilt_are_left_alone(text: str) -> None:
    """French, quotation marks, an \u00e2 before another sign."""
    assert read(text) is None


@pytest.mark.parametrize("text", ["caf\u00e9", "\u201cbar\u201d", "a\u2013b", "\u00bd", "\u00a0x"])
def test_mojibake_is_told_with_the_letters_it_stood_for(text: str) -> None:
    """UTF-8 opened as Windows-1252."""
    # bytes that Windows-1252 lacks become control characters in browsers and spreadsheets
    spoilt = "".join(bytes([b]).decode("cp1252" if b != 0x9D else "latin-1") for b in text.encode())
    found = read(f"x {spoilt} x")
    assert found is not None
    assert found.refused
    assert found.mend.told() == f"write {f'x {text} x'!r}"


def test_a_decimal_comma_makes_points_of_its_column_doubtful() -> None:
    """Beside 10,5 the point of 1.234 may be a thousands mark; beside 10.5 it is none."""
    column = Field("x", "number", "x", "x")
    assert normal(column, frozenset(), ["10.5", "1.234"]) == {}
    found = normal(column, frozenset(), ["10,5", "1.234", "1.23"])
    assert {cell: read.refused for cell, read in found.items()} == {"10,5": False, "1.234": True}


@pytest.mark.parametrize(
    ("cell", "pattern", "code"),
    [
        (Native("number", "33.03"), r"[0-9]{2}\.[0-9]{2}", "number_in_text"),
        (Native("number", "33.1"), r"[0-9]{2}\.[0-9]{2}", "number_for_text"),
        (Native("number", "33.1"), r"[0-9]{2}\.[0-9]{1,2}", "number_for_text"),
        (Native("number", "3303010"), r"[0-9]{7}", "number_in_text"),
        (Native("number", "12"), r"[0-9]{2,3}", "number_for_text"),
        (Native("number", "12"), "", "number_in_text"),
        (Native("number", "1.5"), "", "number_for_text"),
        (Native("number", "1e+20"), "", "digits_lost"),
    ],
)
def test_a_number_in_a_column_of_text_must_have_lost_nothing(
    cell: Native, pattern: str, code: str
) -> None:
    """Zeros at either end are not kept by a spreadsheet."""
    found = read(cell, pattern=pattern)
    assert found is not None
    assert found.said.code == code


SIGNS = st.text(
    st.one_of(
        st.sampled_from("0123456789.,-/: \"'\n\r\t;|#E+\u00a0\ufeff\ufffd\u00c3\u00a9\x00\x81"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=14,
)
PEOPLE = table(
    "people",
    field("id"),
    field("age", "integer", constraints={"minimum": 0, "maximum": 120}),
    field("share", "number"),
    field("born", format_name="edtf"),
    field("ended", format_name="edtf", not_before="born"),
    field("there", "boolean"),
    field("codes", list=";", references="people.id", needs=["note"]),
    field("note"),
    sums=[{"total": "share", "parts": ["age"]}],
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(SIGNS, min_size=8, max_size=8), max_size=4))
def test_random_cells_never_crash(tmp_path: Path, rows: list[list[str]]) -> None:
    """Either the table can be read, or findings say why not; each in both languages."""
    text = io.StringIO()
    names = [each["name"] for each in PEOPLE["schema"]["fields"]]
    csv.writer(text, lineterminator="\n").writerows([names, *rows])
    place = study(tmp_path, describe(PEOPLE), people=text.getvalue())
    found = checks.look(place)
    for each in found:
        assert each.told("en") != each.told("id")
    (spec,) = descriptor.load(place).tables.values()
    if all(each.note for each in found):
        assert len(reading.canonical(place, spec)) <= len(rows)
        reading.frame(place, spec)
        # what was read is itself read without a word
        (tmp_path / "people.csv").write_text(reading.text(place, spec), encoding="utf-8")
        assert checks.look(place) == []


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=80), suffix=st.sampled_from(["csv", "xlsx", "ods"]))
def test_random_bytes_never_crash(tmp_path: Path, content: bytes, suffix: str) -> None:
    """A file that is no table is refused."""
    place = study(tmp_path, describe({**PEOPLE, "path": f"people.{suffix}"}))
    (tmp_path / f"people.{suffix}").write_bytes(content)
    try:
        found = checks.look(place)
        assert found
        assert all(each.told("id") for each in found)
    except DataError:
        pytest.fail("a finding is returned, not raised")
    finally:
        (tmp_path / f"people.{suffix}").unlink()
