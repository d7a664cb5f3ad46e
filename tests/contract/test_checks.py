"""Everything wrong with the tables, at once and in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from study.contract import checks
from study.errors import DataError, Finding
from study.place import Place
from tests.contract.small import describe, field, study, table

DATED = {"format_name": "edtf"}
CASES = table(
    "cases",
    field("id", constraints={"pattern": "C[0-9]"}),
    field("town_id", constraints={"required": True}),
    field("began", **DATED),
    field("ended", not_before="began", **DATED),
    field("label", constraints={"unique": True}),
    field("source_ids", list=";", references="sources.id"),
    foreignKeys=[{"fields": ["town_id"], "reference": {"resource": "towns", "fields": ["id"]}}],
)
STEPS = table(
    "steps",
    field("id"),
    field("case_id"),
    field("step", constraints={"enum": ["found", "heard", "closed"]}),
    field("people", "integer", constraints={"minimum": 0, "maximum": 99}, needs=["source_ids"]),
    field("day", not_before="cases.began", **DATED),
    field("source_ids", list=";", references="sources.id"),
    foreignKeys=[{"fields": ["case_id"], "reference": {"resource": "cases", "fields": ["id"]}}],
    ordered=[{"by": "step", "within": "case_id", "date": "day"}],
)
TOWNS = table("towns", field("id"), field("name"))
SOURCES = table("sources", field("id"))
GOOD = {
    "cases": "id,town_id,began,ended,label,source_ids\nC1,T1,2020-01,2020-02,x,S1;S2\n"
    "C2,T2,2020-03,,,S2\n",
    "steps": "id,case_id,step,people,day,source_ids\nP1,C1,found,3,2020-01-05,S1\n"
    "P2,C1,heard,2,2020-01,S1\nP3,C1,closed,,2020-02,\nP4,C2,found,0,2020-03,S2\n",
    "towns": "id,name\nT1,Alpha\nT2,Beta\n",
    "sources": "id\nS1\nS2\n",
}


def town_study(tmp_path: Path, **changed: str) -> Place:
    """Four tables that fit, or do not where they are changed."""
    return study(tmp_path, describe(CASES, STEPS, TOWNS, SOURCES), **(GOOD | changed))


def where(findings: list[Finding]) -> list[tuple[str, int | None, str | None]]:
    """File, row and column of each finding."""
    return [(each.file, each.row, each.column) for each in findings]


def test_tables_that_fit_have_no_findings(tmp_path: Path) -> None:
    """Nothing wrong, nothing raised."""
    place = town_study(tmp_path)
    assert checks.check(place) == []
    checks.require(place)


EDITS = {
    # what is planted: (table, old text, new text, row, column, words of the message)
    "unknown town": ("cases", "C2,T2", "C2,T3", 3, "town_id", "add it to towns"),
    "no town": ("cases", "C2,T2", "C2,", 3, "town_id", "is empty"),
    "no key": ("cases", "C2,T2", ",T2", 3, "id", "is empty"),
    "key twice": ("towns", "T2,Beta", "T1,Beta", 3, "id", "compare row 2"),
    "key with a space": ("sources", "S2\n", "S 2\n", 3, "id", "'S_2'"),
    "label twice": ("cases", "2020-03,,,", "2020-03,,x,", 3, "label", "compare row 2"),
    "unknown source": ("cases", "S1;S2", "S1;S21", 2, "source_ids", "S21: add it to sources"),
    "sources with commas": ("cases", "S1;S2", '"S1,S2"', 2, "source_ids", "write 'S1;S2'"),
    "lone semicolon": ("cases", "S1;S2", ";", 2, "source_ids", "empty entry"),
    "people without source": ("steps", "05,S1", "05,", 2, "source_ids", "people is filled"),
    "ended before it began": ("cases", "2020-02,x", "2019,x", 2, "ended", "not before 2020-01"),
    "step before the case": ("steps", "2020-03,S2", "2019-12,S2", 5, "day", "cases.began"),
    "steps run backwards": ("steps", ",,2020-02,", ",,2020-01-04,", 4, "day", "in row 2"),
    "too many people": ("steps", "heard,2", "heard,100", 3, "people", "at most 99 things"),
    "fewer than none": ("steps", "heard,2", "heard,-2", 3, "people", "at least 0 things"),
    "misspelt step": ("steps", "heard", "herd", 3, "step", "did you mean 'heard'?"),
    "remark in a number": ("steps", "heard,2", "heard,2?", 3, "people", "not a whole number"),
}


@pytest.mark.parametrize(
    ("name", "old", "new", "row", "column", "told"), EDITS.values(), ids=EDITS.keys()
)
def test_each_mistake_is_found_in_its_place(
    tmp_path: Path, name: str, old: str, new: str, row: int, column: str, told: str
) -> None:
    """Exactly one finding in the table, with file, row, column and a mend."""
    assert old in GOOD[name]
    place = town_study(tmp_path, **{name: GOOD[name].replace(old, new, 1)})
    found = [each for each in checks.check(place) if each.file == f"{name}.csv"]
    assert where(found) == [(f"{name}.csv", row, column)]
    assert told in str(found[0])


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    """Mistakes in three tables, in order of file and row."""
    place = town_study(
        tmp_path,
        cases=GOOD["cases"].replace("C2,T2", "C2,T9").replace("2020-01,", "2020-13,"),
        steps=GOOD["steps"].replace("closed", "cloosed"),
        towns=GOOD["towns"].replace("Beta", "Be\u200bta"),
    )
    found = checks.check(place)
    assert where(found) == [
        ("cases.csv", 2, "began"),
        ("cases.csv", 3, "town_id"),
        ("steps.csv", 4, "step"),
        ("towns.csv", 3, "name"),
    ]
    with pytest.raises(DataError, match="4 problems in the data"):
        checks.require(place)


def test_a_step_may_share_its_month_with_an_earlier_one(tmp_path: Path) -> None:
    """Only a date that ends before the earlier step begins is a contradiction."""
    steps = GOOD["steps"].replace(",,2020-02,", ",,2020,")
    assert checks.check(town_study(tmp_path, steps=steps)) == []


def test_reports_of_one_step_are_not_compared(tmp_path: Path) -> None:
    """Two sources may date one step differently."""
    steps = GOOD["steps"] + "P5,C2,found,1,2020-12,S1\n"
    assert checks.check(town_study(tmp_path, steps=steps)) == []


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    """The check of stages does not rely on the order of the file."""
    header, *rows = GOOD["steps"].splitlines(keepends=True)
    assert checks.check(town_study(tmp_path, steps=header + "".join(reversed(rows)))) == []


def test_a_row_that_is_too_short_is_told_once(tmp_path: Path) -> None:
    """Its cells are not judged, and other tables still find its key."""
    place = town_study(tmp_path, cases=GOOD["cases"].replace("C1,T1,2020-01,2020-02,x,", "C1,"))
    assert where(checks.check(place)) == [("cases.csv", 2, None)]


def test_a_table_that_cannot_be_read_blames_no_other(tmp_path: Path) -> None:
    """References into it are left alone until it can be read."""
    place = town_study(tmp_path, sources="S1\nid\n")
    assert where(checks.check(place)) == [("sources.csv", 2, None)]


def test_a_missing_column_is_told_once(tmp_path: Path) -> None:
    """Rows that point to it are not blamed."""
    place = town_study(tmp_path, towns="name\nAlpha\n")
    assert where(checks.check(place)) == [("towns.csv", 1, "id")]


def test_an_absent_table_and_a_stranger_are_matched(tmp_path: Path) -> None:
    """A file under another name is suggested in place of the one that is missing."""
    place = town_study(tmp_path)
    (tmp_path / "towns.csv").rename(tmp_path / "town.csv")
    found = {each.file: each for each in checks.check(place)}
    assert set(found) == {"towns.csv", "town.csv"}
    assert found["towns.csv"].mend.told() == "did you mean 'town.csv'?"


@pytest.mark.parametrize("name", ["extra.csv", "deep/extra.CSV", "book.xlsx", "x.ods"])
def test_tables_nobody_described_are_named(tmp_path: Path, name: str) -> None:
    """Also in a folder below, also spreadsheets."""
    place = town_study(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("id\n")
    assert where(checks.check(place)) == [(name, None, None)]


@pytest.mark.parametrize("name", ["results/x.csv", "_build/x.csv", ".git/x.csv", "readme.md"])
def test_what_is_no_table_of_the_study_is_left_alone(tmp_path: Path, name: str) -> None:
    """Results, hidden folders and other files."""
    place = town_study(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("id\n")
    assert checks.check(place) == []


@pytest.mark.parametrize(("count", "listed"), [(20, 20), (21, 21), (22, 21), (500, 21)])
def test_many_cells_with_one_problem_are_summed_up(tmp_path: Path, count: int, listed: int) -> None:
    """The first twenty are listed, the rest are one finding that says how many there are."""
    towns = "id,name\nT1,a\nT2,b\n" + "".join(f"X{at},b\u200bad\n" for at in range(count))
    found = checks.check(town_study(tmp_path, towns=towns))
    assert len(found) == listed
    told = f"the same in {count - 20} rows from here to row {count + 3}"
    assert (told in found[-1].what()) == (count > 21)


def test_a_broken_description_is_reported_like_data(tmp_path: Path) -> None:
    """check() returns what load() raises."""
    found = checks.check(study(tmp_path, "{"))
    assert where(found) == [("datapackage.json", 1, None)]


VOTES = table(
    "votes",
    field("id"),
    *(field(each, "number") for each in ("all", "one", "two")),
    sums=[{"total": "all", "parts": ["one", "two"], "excepted": "odd.rows"}],
)
ODD = table("odd", field("id"), field("rows", list=";"))


def vote_study(tmp_path: Path, votes: str, odd: str = "") -> Place:
    """Votes whose parts add up to all of them, but for the rows that the other table names."""
    heads = {"votes": "id,all,one,two\n", "odd": "id,rows\n"}
    files = {"votes": heads["votes"] + votes, "odd": heads["odd"] + odd}
    return study(tmp_path, describe(VOTES, ODD), **files)


def test_parts_must_add_up(tmp_path: Path) -> None:
    """The total is blamed, and the sum of the parts is told; tenths are exact."""
    place = vote_study(tmp_path, "V1,0.3,0.1,0.2\nV2,5,2,2\n")
    (found,) = checks.check(place)
    assert where([found]) == [("votes.csv", 3, "all")]
    assert "not the sum of one, two" in str(found)
    assert "allowed: 4" in str(found)
    assert "name the row in odd.rows" in str(found)


def test_parts_that_were_published_so_are_left_alone(tmp_path: Path) -> None:
    """A row that an exception names need not add up; others must."""
    place = vote_study(tmp_path, "V1,5,2,2\nV2,5,2,2\n", "O1,elsewhere:V2;votes:V1\n")
    assert where(checks.check(place)) == [("votes.csv", 3, "all")]


def test_parts_that_were_not_seen_are_not_added(tmp_path: Path) -> None:
    """Nothing is said of a sum with an empty cell; what is no number is told once."""
    place = vote_study(tmp_path, "V1,5,2,\nV2,,2,2\nV3,5,2,x\n")
    assert where(checks.check(place)) == [("votes.csv", 4, "two")]
