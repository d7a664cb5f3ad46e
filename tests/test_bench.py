"""The pure parts of the bench: the plain book's text, the edits, the aims. Nothing is timed."""

import ast
import dataclasses
import sys
from pathlib import Path

import pytest

from study.book import review
from study.contract.descriptor import Field, TableSpec
from study.place import find
from study.results import graph
from study.results.run import run
from study.results.shelf import Shelf
from tests.mini import Mini

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import edits  # noqa: E402
import measure  # noqa: E402
import plain  # noqa: E402
import scale  # noqa: E402
import speed  # noqa: E402
import table  # noqa: E402

QUESTION = '''
from study.kinds import Figure, Model, Number, Table

def by_region(cases: Table) -> Table:
    """Persons by region."""

def total(by_region: Table) -> Number:
    """All persons."""

def fit(by_region: Table) -> Model:
    """A fit."""

def unused(cases: Table) -> Number:
    """Nothing quotes this."""
'''
CHAPTER = """(label)=
# A title

There were {n}`total.persons|word` persons, {n}`by_region[33.03].persons` here ({s}`S01`).

```{result-table} by_region
:columns: region, persons|.1f
:missing: not seen
A caption with {n}`total.persons`.
```

```{note}
Stays.
```
"""


@pytest.fixture
def study(tmp_path: Path) -> plain.Study:
    """Two results of one table, one source, one citation."""
    package = tmp_path / "analysis"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "question.py").write_text(QUESTION)
    fields = {"region": Field("region", "string", "", ""), "n": Field("n", "integer", "", "")}
    cases = TableSpec(
        name="cases",
        path="record/cases.csv",
        title="Cases",
        description="",
        limits="",
        provenance="observed",
        access="open",
        licence="",
        key=("region",),
        fields=fields,
    )
    return plain.Study(
        graph=graph.read(tmp_path, package, ["cases"]),
        tables={"cases": cases},
        sources={"S01": ("A paper 2020", "https://example.org/1")},
        citation="title: A study\n",
    )


def test_quotes_sources_and_tables_become_plain(study: plain.Study) -> None:
    page = plain.convert(CHAPTER, study)
    assert page.quotes == [
        "total.persons|word",
        "by_region[33.03].persons",
        "total.persons",
    ]
    assert page.shows == {
        "by_region": {"columns": "region, persons|.1f", "missing": "not seen"},
    }
    assert "{glue:text}`n1` persons, {glue:text}`n2` here" in page.text
    assert "[A paper 2020](https://example.org/1)" in page.text
    assert '```{glue:figure} by_region\n:name: "tab-by-region"\n\nA caption with' in page.text
    assert "```{note}\nStays.\n```" in page.text
    assert "{n}" not in page.text


def test_hidden_cell_computes_what_is_quoted_and_no_more(study: plain.Study) -> None:
    page = plain.convert(CHAPTER, study)
    code = plain.cell(page.quotes, page.shows, study, "../data/")
    ast.parse(code)
    assert "total = analysis.question.total(by_region)" in code
    assert code.index("by_region = ") < code.index("total = ")
    assert "dtype={'region': 'str', 'n': 'Int64'}" in code
    assert "unused" not in code
    assert 'glue("n1", shown(total.values["persons"], "word"), display=False)' in code


def test_cell_stands_below_the_title(study: plain.Study) -> None:
    text = plain.notebook(plain.convert(CHAPTER, study), study, "../data/")
    assert text.startswith("---\njupytext:")
    assert text.index("# A title") < text.index("{code-cell}") < text.index("There were")


def test_page_without_numbers_is_no_notebook(study: plain.Study) -> None:
    assert plain.notebook(plain.convert("# A title\n\nWords.\n", study), study, "") == (
        "# A title\n\nWords.\n"
    )


@pytest.mark.parametrize(
    "toc",
    [
        "root: index\nchapters:\n- file: one\n",
        "root: index\nparts:\n- chapters:\n  - file: one\n",
    ],
)
def test_notebooks_are_the_last_chapters(toc: str) -> None:
    assert plain.contents(toc, ["refit"]).split("file: ")[1:] in (
        ["one\n- ", "notebooks/refit\n"],
        ["one\n  - ", "notebooks/refit\n"],
    )


@pytest.mark.parametrize(
    ("quote", "kind", "expected"),
    [
        ("total.persons|.1f", "Number", 'total.values["persons"]'),
        ("fit.n", "Model", 'fit.facts["n"]'),
        ("fit[java].p|p", "Model", 'fit.terms.set_index(fit.terms.columns[0])["p"]["java"]'),
        ("by[33.03].n", "Table", 'by.set_index(by.columns[0])["n"]["33.03"]'),
    ],
)
def test_quote_as_python(quote: str, kind: str, expected: str) -> None:
    assert plain.expression(quote, kind) == expected


def test_plain_cells_print_numbers_as_the_book_does() -> None:
    scope: dict[str, object] = {"words": {"java": "Java"}}
    exec(plain.SHOWN, scope)
    shown = scope["shown"]
    assert callable(shown)
    given = [("java", ""), (4, "word"), (4, "Word"), (13, "word"), (0.0003, "p"), (0.01, "p")]
    assert [shown(*each) for each in given] == [
        "Java",
        "four",
        "Four",
        "13",
        "<\N{NO-BREAK SPACE}.001",
        ".010",
    ]
    given_numbers = [(1234567, ""), (0.12345, ""), (123.45, ""), (-2, ""), (0.256, ".1%")]
    assert [shown(*each) for each in given_numbers] == [
        *("1,234,567", "0.123", "123.5", "\N{MINUS SIGN}2", "25.6%"),
    ]


def test_replaced_wants_exactly_one_place() -> None:
    assert edits.replaced("a b c", "b", "x") == "a x c"
    with pytest.raises(ValueError, match="2 times"):
        edits.replaced("b b", "b", "x")


@pytest.mark.parametrize("edit", [edits.PROSE, edits.CELL, edits.HELPER])
def test_edits_fit_the_project(edit: edits.Edit, tmp_path: Path) -> None:
    original = (ROOT / edit.path).read_text(encoding="utf-8")
    copy = tmp_path / edit.path
    copy.parent.mkdir(parents=True)
    copy.write_text(original, encoding="utf-8", newline="\n")
    seen = set()
    for repetition in range(len(edit.new)):
        edit.apply(tmp_path, repetition)
        seen.add(copy.read_text(encoding="utf-8"))
    assert len(seen) == len(edit.new)
    assert original not in seen
    edit.undo(tmp_path)
    assert copy.read_text(encoding="utf-8") == original


def test_numbers_are_judged_one_by_one() -> None:
    assert table.judged(["1", "2"], ["1", "2"]) == "yes, 2 of 2"
    assert table.judged(["1", "3"], ["1", "2"]) == "NO, 1 of 2 wrong"
    assert table.judged(["1"], ["1", "2"]) == "NO, 1 printed for 2"
    assert table.wrong_in(["1"], ["1", "2"]) == 1


def test_aims_are_met_below_or_at_their_limit() -> None:
    assert table.Aim("under 0.5 s", 0.49, 0.5).met
    assert not table.Aim("under 0.5 s", 0.5, 0.5).met
    assert table.Aim("none", 0, 0, strict=False).met
    assert str(table.Aim("under 3 s", 4, 3)) == "under 3 s: NOT MET"


def test_packages_loaded_are_read_from_importtime() -> None:
    said = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:       100 |        100 |   json.decoder\n"
        "import time:       100 |        300 | pandas\n"
        "Building the pages\n"
    )
    assert table.loaded(said) == {"imported package", "json", "pandas"}
    assert table.loaded(said) & table.SHOULD_NOT_LOAD == {"pandas"}


def test_rows_repeat_under_keys_of_their_own() -> None:
    assert scale.repeated([["A", "x"], ["B", "y"]], 3) == [["R1", "x"], ["R2", "y"], ["R3", "x"]]


def test_every_aim_is_in_the_table_and_the_file() -> None:
    row = table.Row("a case", "a book", [3.0, 1.0, 2.0], aims=[table.Aim("under 3 s", 2.0, 3)])
    assert row.seconds == 2
    assert row.content()["aims"][0]["met"] is True
    assert table.drawn([row], "title", "caption").row_count == 1


@pytest.mark.parametrize("at", range(3))
def test_batches_and_loops_estimate_the_same(at: int) -> None:
    race = speed.races(draws=30, specifications=30)[at]
    found = speed.measured(race, looped=20, runs=1)
    assert found["difference"] < speed.EQUAL
    assert found["looped"] == 20
    assert len(race.batch()) == race.count == 30
    # A batch of other estimates would be found out.
    other = dataclasses.replace(race, batch=lambda: race.batch() + 1e-6)
    assert speed.measured(other, looped=20, runs=1)["difference"] > speed.EQUAL


@pytest.mark.parametrize("at", range(2))
def test_everything_two_groups_can_show_is_tested_as_the_libraries_test_it(at: int) -> None:
    race = speed.designs(cases=12)[at]
    assert len(race.batch()) == race.count == 7 * 7 - 2
    assert speed.measured(race, looped=20, runs=1)["difference"] < speed.EQUAL


@pytest.mark.parametrize(
    ("loop", "difference", "said"),
    [(9.0, 1e-9, "met"), (7.0, 1e-9, "NOT MET"), (9.0, 1e-7, "met"), (9.0, float("nan"), "met")],
)
def test_ratio_is_judged_by_its_aim(loop: float, difference: float, said: str) -> None:
    race = speed.Race("a case", "a loop", 4.0, 1000, lambda: 0, lambda at: 0)
    seconds = {"batch": [[2.0, 2.0]] * 3, "loop": [[loop, loop], [99, 99], [1, 1]]}
    batch, looped = speed.pair(race, {**seconds, "looped": 500, "difference": difference})
    assert str(batch.aims[0]) == f"at least 4 times as fast: {said}"
    assert batch.shown == f"{loop / 2:.1f} times as fast"
    assert batch.right.startswith("yes" if difference == 1e-9 else "NO")
    assert looped.shown == "500 fits timed, scaled to 1,000"


# What every result costs


def test_every_result_is_measured_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mini = Mini(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    run(mini.place)
    rows = measure.measured(mini.place)
    assert [row[0] for row in rows] == ["by_region", "large", "region_figure", "total"]
    assert all(seconds > 0 and memory >= 0 for _, seconds, memory in rows)
    mini.place.measured.parent.mkdir()
    measure.write(mini.place, "Measured here.", [("total", 0.1234, 56.7), ("large", 12.3, 0.001)])
    assert mini.read("bench/measured.csv").startswith("# Measured here.\nresult,seconds,peak_mb\n")
    assert review.measured(mini.place) == {"total": "0.12 s, 57 MB", "large": "12 s, 0.01 MB"}


def test_the_committed_measurements_name_results_and_a_machine() -> None:
    place = find()
    assert place.measured.read_text("utf-8").startswith("# Measured on ")
    assert set(review.measured(place)) <= set(Shelf(place).entries)
