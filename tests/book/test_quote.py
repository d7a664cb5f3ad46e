"""How values are printed, and what a page may not do."""

from __future__ import annotations

import re

import pytest

from study.book.quote import general, localised, text_of
from study.book.shown import gap
from study.errors import BookError
from tests.book.little import build, little
from tests.mini import Mini


class Labelled:
    """The part of a context that formatting asks for."""

    def __init__(self, language: str = "en") -> None:
        self.place = self
        self.language = language

    def label(self, term: object) -> str:
        """A label for one term."""
        return {"detected": "Detected"}.get(str(term), str(term))


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (1234567, "", "1,234,567"),
        (3.0, "", "3"),
        (1.2345, "", "1.23"),
        (1.2345, ".1f", "1.2"),
        (0.256, ".0%", "26%"),
        (-0.5, ".1f", "\N{MINUS SIGN}0.5"),
        (4, "word", "four"),
        (4, "Word", "Four"),
        (13, "word", "13"),
        (0.0004, "p", "<\N{NO-BREAK SPACE}.001"),
        (0.0004, "odds", "<\N{NO-BREAK SPACE}0.01"),
        (0.0583, "odds", "0.06"),
        (999.994, "odds", "999.99"),
        (1000.0, "odds", "1,000.00"),
        (1065.386, "odds", ">\N{NO-BREAK SPACE}1,000"),
        (0.0104, "p", ".010"),
        ("detected", "", "Detected"),
        (True, "", "yes"),
    ],
)
def test_formats(value: object, spec: str, text: str) -> None:
    assert text_of(value, spec, Labelled()) == text


def test_indonesian_decimals() -> None:
    assert text_of(1234.5, ",.1f", Labelled("id")) == "1.234,5"
    assert text_of(1234.5, "odds", Labelled("id")) == ">\N{NO-BREAK SPACE}1.000"
    assert localised("1,234.5", "en") == "1,234.5"
    assert general(1234.56) == "1,234.6"


@pytest.mark.parametrize(("value", "spec"), [(None, ""), (1.5, "nonsense")])
def test_what_cannot_be_printed(value: object, spec: str) -> None:
    with pytest.raises(BookError, match="total"):
        text_of(value, spec, Labelled(), "total.persons")


def test_an_empty_cell_says_what_the_column_of_its_reasons_says() -> None:
    row = {"at": None, "lacking": "detected", "other": None}
    assert gap(Labelled(), row, "lacking", "not reached") == "Detected"
    assert gap(Labelled(), row, "other", "not reached") == "not reached"
    assert gap(Labelled(), row, None, "not reached") == "not reached"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    """A small study with a book of one page."""
    return little(tmp_path_factory.mktemp("mini"), "quoted")


def test_a_page_shows_values_tables_and_origins(shelf: Mini) -> None:
    page = "# Title\n\n{n}`total.persons` {n}`by_region[A].persons|word`\n"
    done = build(shelf, index=page)
    assert done.returncode == 0, done.stderr
    html = shelf.read("_build/html/index.html")
    assert ">20</a>" in html
    assert ">four</a>" in html
    assert 'href="origins/total.html"' in html
    assert "https://example.org/1" in shelf.read("_build/html/origins/by_region.html")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{n}`totl.persons`", "index.md:3: .*No result is called 'totl'. Did you mean total?"),
        ("{n}`total.person`", "index.md:3: .*total has no field 'person'. Did you mean persons?"),
        ("{n}`by_region[C].persons`", "index.md:3: .*by_region has no row 'C'"),
        ("{n}`total`", "index.md:3: .*does not name a value"),
        ("{s}`S9`", "index.md:3: .*No source is called 'S9'"),
        ("```{result-table} by_region\n```", "index.md:3: .*shown without a caption"),
        ("```{result-figure} region_figure\nCaption.\n```", "index.md:3: .*no alternative text"),
        ("```{result-table} by_region\n:columns: pesons\nC.\n```", "no column 'pesons'"),
        ("```{result-table} by_region\n:because: persons = why\nC.\n```", "no column 'why'"),
        ("```{result-table} by_region\n:where: region = X\nC.\n```", "no such row"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(shelf: Mini, line: str, message: str) -> None:
    done = build(shelf, index=f"# Title\n\n{line}\n")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert re.search(message, done.stderr), done.stderr


def test_a_citation_that_cannot_be_used_is_one_message(shelf: Mini) -> None:
    before = shelf.read("CITATION.cff")
    shelf.write("CITATION.cff", "title: Mini\n")
    done = build(shelf, index="# Title\n")
    shelf.write("CITATION.cff", before)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "CITATION.cff lacks 'authors'" in done.stderr


def test_a_simulated_value_has_no_place_on_an_ordinary_page(shelf: Mini) -> None:
    shelf.replace("data/datapackage.json", '"observed"', '"simulated"')
    done = build(shelf, index="# Title\n\n{n}`total.persons`\n")
    assert re.search(r"index\.md: ERROR: total is simulated and has no place", done.stderr)
    done = build(shelf, index="---\nsimulated: true\n---\n\n# Title\n\n{n}`total.persons`\n")
    assert done.returncode == 0, done.stderr
    assert "mark-simulated" in shelf.read("_build/html/index.html")
