"""Small cells, degrees of freedom and dominance, over small tables of invented persons."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from study.contract.descriptor import Descriptor, Field, ForeignKey, TableSpec
from study.disclosure import counts, thresholds
from study.disclosure.counts import Persons, dominated, in_model, in_table, in_values
from study.disclosure.thresholds import Thresholds
from study.disclosure.violations import Violation
from study.errors import DisclosureError
from study.place import Place

THREE = Thresholds(small_cell=3)


def spec(name: str, *to: str, persons: bool = False) -> TableSpec:
    """A closed table whose key is ``id``, with a foreign key to each of some tables."""
    columns = {each: Field(each, "string", each, each) for each in ("id", *to)}
    keys = tuple(ForeignKey((each,), each, ("id",)) for each in to)
    return TableSpec(
        name, f"{name}.csv", name, name, "", "judged", "closed", "", ("id",), columns, keys,
        persons=persons,
    )  # fmt: skip


@pytest.fixture
def persons(tmp_path: Path) -> Persons:
    """Four informants; I1 gave nine passages, the others one each."""
    specs = [spec("informants", persons=True), spec("talks", "informants")]
    specs.append(spec("passages", "talks"))
    content = {
        "informants": [("id",), *((f"I{i}",) for i in range(1, 5))],
        "talks": [("id", "informants"), *((f"T{i}", f"I{i}") for i in range(1, 5))],
        "passages": [
            ("id", "talks"),
            *((f"P{i}", "T1") for i in range(9)),
            *((f"P1{i}", f"T{i}") for i in range(2, 5)),
        ],
    }
    for name, rows in content.items():
        text = "".join(",".join(row) + "\n" for row in rows)
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    place = Place(data=tmp_path, home=tmp_path, root=tmp_path)
    return Persons(place, Descriptor("d", "d", "", "", "", {each.name: each for each in specs}))


def test_a_passage_leads_to_its_person(persons: Persons) -> None:
    assert persons.behind("passages:P3") == {"informants:I1"}
    assert persons.behind("informants:I2") == {"informants:I2"}
    assert persons.behind("cases:C1") == set()
    given = persons.given(["passages:P1", "passages:P2", "passages:P13"])
    assert given == {"informants": Counter({"informants:I1": 2, "informants:I3": 1})}


@pytest.mark.parametrize(
    ("given", "is_dominated"),
    [
        ([50, 41, 9], True),  # two give 91 of 100
        ([50, 40, 10], False),  # exactly the share
        ([100, 50, 9], True),  # the rest is less than a tenth of the largest
        ([1] * 12, False),
        ([5], True),
        ([], False),
        ([0, 0], False),
    ],
)
def test_dominance(given: list[int], is_dominated: bool) -> None:
    assert dominated(given, Thresholds()) is is_dominated


def test_the_p_ratio_alone_finds_what_the_shares_do_not() -> None:
    loose = Thresholds(dominance_k=0.99)
    assert dominated([100, 50, 9], loose)
    assert not dominated([100, 50, 11], loose)


def test_small_counts_of_a_table_are_found_with_their_cells(persons: Persons) -> None:
    shape = {"class": "string", "informants": "integer", "year": "integer", "share": "number"}
    rows = [
        {"class": "a", "informants": "2", "year": "2", "share": "0.1"},
        {"class": "b", "informants": "3", "year": "1", "share": "0.2"},
        {"class": "c", "informants": "0", "year": "1", "share": "0.2"},
        {"class": "d", "informants": "", "year": "1", "share": "0.2"},
    ]
    found = list(in_table("r", rows, shape, persons, THREE))
    assert found == [
        Violation("r", "small cell", "informants[a]"),
        Violation("r", "unknown basis", "share"),  # nobody at all
        Violation("r", "unknown basis", "share"),
    ]
    strict = Thresholds(small_cell=3, zeros=True)
    told = [each.what for each in in_table("r", rows, shape, persons, strict)]
    assert told == ["informants[a]", "informants[c]", "share", "share"]


def test_who_stands_behind_a_row_is_counted(persons: Persons) -> None:
    shape = {"code": "string", "passages": "integer", "rows": "string"}
    nine = " ".join(f"passages:P{i}" for i in range(9))
    rows = [
        {"code": "a", "passages": "9", "rows": nine},
        {"code": "b", "passages": "12", "rows": f"{nine} passages:P12 passages:P13 passages:P14"},
        {"code": "c", "passages": "3", "rows": "passages:P12 passages:P13 passages:P14"},
    ]
    found = [(v.rule, v.what) for v in in_table("r", rows, shape, persons, THREE)]
    assert found == [
        ("small cell", "persons behind[a]"),
        ("dominance", "persons behind[a]"),
    ]
    two = Thresholds(small_cell=3, dominance_k=0.8)
    found = [(v.rule, v.what) for v in in_table("r", rows[1:], shape, persons, two)]
    assert found == [("dominance", "persons behind[b]")]


def test_values_and_the_rows_behind_them_are_judged(persons: Persons) -> None:
    values = {"persons": 2, "share": 0.5, "seed": 1, "holds": True, "none": None, "name": "x"}
    found = list(in_values("n", values, ["passages:P1"], persons, THREE))
    assert [each.what for each in found] == ["persons", counts.BEHIND]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"n": 12}, "9 left"),
        ({"n": 13}, ""),
        ({"residual_df": 10, "n": 3}, ""),
        ({"residual_df": 9}, "9 left"),
        ({}, "neither residual_df nor n is given"),
    ],
)
def test_a_model_needs_observations_beyond_its_terms(facts: dict[str, int], told: str) -> None:
    found = [each.what for each in in_model("m", facts, [{}, {}, {}], Thresholds())]
    assert found == ([told] if told else [])


@pytest.mark.parametrize(
    ("kind", "cells", "told"),
    [
        ("number", ("0.5", "2.25"), ["unknown basis v", "unknown basis v"]),
        ("number", ("", "0.25"), ["unknown basis v"]),
        ("number", ("0", "1"), ["unknown basis v", "unknown basis v"]),  # shares as well
        ("number", ("2", "12"), ["small cell v[a]"]),  # counts, of which some are missing
        ("string", ("2", "12"), ["small cell v[a]"]),
        ("string", ("50 %", "0,5"), ["unknown basis v", "unknown basis v"]),
        ("string", ("one of 2", "V2"), []),
        ("boolean", ("true", ""), []),
    ],
)
def test_a_number_without_a_basis_and_a_count_in_disguise(
    kind: str, cells: tuple[str, str], told: list[str], persons: Persons
) -> None:
    rows = [{"key": key, "v": cell} for key, cell in zip("ab", cells, strict=True)]
    found = in_table("r", rows, {"key": "string", "v": kind}, persons, THREE)
    assert [f"{each.rule} {each.what}" for each in found] == told


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"n": "12"}, []),
        ({"n": "2"}, ["n[a]"]),  # the count is told, and its share needs no word more
        ({"n": "0"}, ["share"]),
        ({"n": ""}, ["share"]),
        ({"year": "2020"}, ["share"]),  # no count
        ({"rows": "talks:T1 talks:T2 talks:T3"}, []),
        ({"rows": "codes:AB1"}, ["share"]),  # rows of nobody
        ({"rows": "talks:T1"}, ["persons behind[a]"]),
    ],
)
def test_a_share_shows_what_it_is_a_share_of(
    more: dict[str, str], told: list[str], persons: Persons
) -> None:
    shape = {"key": "string", "share": "number", "n": "integer", "year": "integer"}
    row = {**dict.fromkeys(shape, ""), "key": "a", "share": "0.5", **more}
    found = in_table("r", [row], {**shape, "rows": "string"}, persons, THREE)
    assert [each.what for each in found] == told


def test_a_number_of_unknown_basis_among_values(persons: Persons) -> None:
    values = {"share": 0.5, "reached_share": 0.5, "seed": 1, "holds": True}
    assert [v.what for v in in_values("n", values, [], persons, THREE)] == ["share"]
    assert not list(in_values("n", {**values, "informants": 3}, [], persons, THREE))


def test_a_key_that_is_a_count_is_judged(persons: Persons) -> None:
    found = in_table("r", [{"informants": "2"}], {"informants": "integer"}, persons, THREE)
    assert [each.what for each in found] == ["informants[2]"]


def test_the_terms_of_a_model_count_too(persons: Persons) -> None:
    terms = [{"term": "a", "odds": 2.0, "events": 2}, {"term": "b", "odds": 1.5, "events": 3}]
    assert [v.what for v in in_model("m", {"n": 99}, terms, THREE)] == ["events[a]"]


def test_a_table_that_tells_degrees_of_freedom_keeps_to_them(persons: Persons) -> None:
    row, shape = {"model": "a", "df_resid": "9"}, {"model": "string", "df_resid": "integer"}
    assert [v.what for v in in_table("r", [row], shape, persons, Thresholds())] == ["9 left"]


def test_thresholds_are_those_published_with_acro() -> None:
    # acro/default.yaml of github.com/AI-SDC/ACRO: safe_threshold, safe_dof_threshold, safe_nk_n,
    # safe_nk_k, safe_pratio_p
    usual = Thresholds()
    assert (usual.small_cell, usual.degrees_of_freedom) == (10, 10)
    assert (usual.dominance_n, usual.dominance_k, usual.dominance_p) == (2, 0.9, 0.1)


def test_a_study_sets_its_own_and_a_slip_is_refused(tmp_path: Path) -> None:
    place = Place(data=tmp_path, home=tmp_path, root=tmp_path)
    settings = tmp_path / "study.toml"
    settings.write_text("[disclosure]\nsmall_cell = 3\ndominance_k = 1\n", encoding="utf-8")
    assert thresholds.read(place) == Thresholds(small_cell=3, dominance_k=1)
    settings.write_text('[disclosure]\nsmal_cell = 3\nzeros = 1\ndominance_n = "2"\n')
    with pytest.raises(DisclosureError, match="3 things to mend") as error:
        thresholds.read(Place(data=tmp_path, home=tmp_path, root=tmp_path))
    assert "smal_cell = 3" in str(error.value)
    assert "small_cell (int)" in str(error.value)
