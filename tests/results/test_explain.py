"""From a value back to its rows, their sources and the reason it is stale."""

from __future__ import annotations

import json
import re

import pytest

from study.errors import ResultError
from study.results.desk import load
from study.results.explain import origin
from study.results.run import run
from study.results.shelf import Shelf
from study.tell import explain_all, explain_json, explain_one
from tests.mini import Mini


@pytest.fixture
def done(mini: Mini) -> Mini:
    """The small study after a run."""
    run(mini.place)
    return mini


def test_origin_of_a_table(done: Mini) -> None:
    desk = load(done.place)
    found = origin(desk, Shelf(done.place), "by_region", desk.reasons())
    assert [row.token for row in found.rows] == ["cases:C1", "cases:C3", "cases:C2"]
    assert found.rows[0].sources == ("S1",)
    assert (found.file, found.line) == (f"{done.package}/question.py", 11)
    assert found.stale == ""


@pytest.mark.parametrize(
    ("path", "old", "new", "reason"),
    [
        ("data/cases.csv", "C1,A,3", "C1,A,4", "by_region.*cases has changed"),
        ("requirements.lock", "numpy==2.0", "numpy==2.1", "by_region.*locked analysis packages"),
        ("{package}/helper.py", "FACTOR = 2", "FACTOR = 3", r"total.*helper:FACTOR"),
    ],
)
def test_the_reason_is_one_sentence(done: Mini, path: str, old: str, new: str, reason: str) -> None:
    done.replace(path.format(package=done.package), old, new)
    assert re.search(reason, explain_all(done.place))


def test_what_rests_on_a_stale_result_says_so(done: Mini) -> None:
    done.replace("data/cases.csv", "C1,A,3", "C1,A,4")
    assert "It rests on by_region, which is not up to date." in explain_all(done.place)


def test_a_value_names_its_own_rows_only(done: Mini) -> None:
    said = explain_one(done.place, "by_region[B].persons")
    assert "by_region[B].persons = 6" in said
    assert "cases:C2  sources: S1" in said
    assert "cases:C1" not in said


def test_what_names_no_rows_rests_on_those_of_what_it_is_made_of(done: Mini) -> None:
    shelf = Shelf(done.place)
    assert shelf.value("total.persons").rows == ("cases:C1", "cases:C3", "cases:C2")
    assert "cases:C2  sources: S1" in explain_one(done.place, "total")


def test_units_come_from_the_fields_and_the_rest_from_the_docstring(mini: Mini) -> None:
    mini.edit_code(
        "question",
        '"""Persons by region."""',
        '"""Persons by region.\n\n    Returns one row a region: region, persons, rows.\n    """',
    )
    run(mini.place)
    said = explain_one(mini.place, "by_region[A].persons")
    assert "by_region[A].persons = 4 persons\n" in said
    assert "Returns one row a region: region, persons, rows." in said
    assert "persons (integer, persons)" in explain_one(mini.place, "by_region")


def test_for_programs_nothing_is_left_out(done: Mini) -> None:
    found = json.loads(explain_json(done.place, "by_region[B].persons"))
    assert (found["value"], found["units"]) == (6, {"persons": "persons"})
    assert found["rows"] == [{"row": "cases:C2", "sources": ["S1"]}]
    assert found["function"] == {
        **{"name": f"{done.package}.question.by_region", "file": f"{done.package}/question.py"},
        "line": 11,
    }
    assert found["up to date"]
    done.replace("data/cases.csv", "C1,A,3", "C1,A,4")
    found = json.loads(explain_json(done.place, "by_region"))
    assert (found["up to date"], found["why not"]) == (False, "cases has changed.")
    assert len(found["value"]) == 2


def test_values_by_reference(done: Mini) -> None:
    shelf = Shelf(done.place)
    assert shelf.value("total.persons").value == 20
    assert shelf.value("by_region[A].rows").rows == ("cases:C1", "cases:C3")
    assert shelf.rows("region_figure") == ("cases:C1", "cases:C3", "cases:C2")


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("total", "does not name a value"),
        ("total.person", "Did you mean persons"),
        ("by_region[Z].persons", "has no row 'Z'"),
        ("by_region.persons", "by_region is a Table"),
        ("nothing.x", "No result is called 'nothing'"),
    ],
)
def test_what_cannot_be_quoted(done: Mini, reference: str, said: str) -> None:
    with pytest.raises(ResultError, match=said):
        Shelf(done.place).value(reference)


def test_no_results_yet(mini: Mini) -> None:
    with pytest.raises(ResultError, match="There are no results yet"):
        Shelf(mini.place).value("total.persons")


def test_a_stored_table_as_a_frame(done: Mini) -> None:
    frame = Shelf(done.place).frame("by_region")
    assert frame["persons"].tolist() == [4, 6]
    assert str(frame["persons"].dtype) == "Int64"
