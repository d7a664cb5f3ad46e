"""From a value back to its rows, their sources and the reason it is stale."""

from __future__ import annotations

import re

import pytest

from study.errors import ResultError
from study.results.desk import load
from study.results.explain import origin
from study.results.run import run
from study.results.shelf import Shelf
from study.tell import explain_all, explain_one
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
