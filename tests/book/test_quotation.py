"""A quotation on a page and on paper: each language marked, the person unnamed, the rest closed."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from study.book.context import SIMULATED
from study.book.join import join
from study.book.quotation import found
from study.book.typst import Writer
from study.contract import descriptor
from tests.book.little import build, little
from tests.interviews.spoken import SAID, TEXT, add, spoken
from tests.mini import Mini

PAGE = "# Title\n\n```{quotation} Q01\n```\n\nOne said {quotation}`Q01`.\n"


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    """A small study with one interview and a book that quotes it."""
    return add(little(tmp_path_factory.mktemp("heard"), "heard"))


@pytest.fixture(scope="module")
def html(heard: Mini) -> str:
    """The page that quotes."""
    done = build(heard, index=PAGE)
    assert done.returncode == 0, done.stderr
    return heard.read("_build/html/index.html")


def test_original_and_translation_each_in_its_language(html: str) -> None:
    quote = re.search(r"<blockquote.*?</blockquote>", html, re.S)
    assert quote is not None
    assert f'<p lang="jv">{SAID}</p>' in quote[0]
    assert '<p class="translation" lang="en">I did not join' in quote[0]
    assert "civil servant; translation: the author" in quote[0]
    assert 'class="quotation"' in quote[0]  # the gate knows the page by it
    assert f'<span class="quotation" lang="jv">“{SAID}”</span>' in html


def test_nothing_else_of_the_closed_tables_is_in_the_book(heard: Mini, html: str) -> None:
    """Neither who it was nor the rest of what was said; the quotation itself can be searched."""
    for path in sorted((heard.place.build / "html").rglob("*")):
        if path.suffix in (".html", ".js", ".csv", ".json") and "_static" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\bI01\b|\bK0001\b|wawancara/", text), path
            assert TEXT.split()[1] not in text, path
    assert "nderek" in heard.read("_build/html/searchindex.js")


def test_on_paper(heard: Mini, html: str) -> None:
    book = join(heard.place.build / "html", ["index"])
    text = Writer(book, "en").page(book.pages[0])
    assert "#quote(block: true)[" in text
    assert f'#text(lang: "jv")[\n\n#"{SAID}"\n\n]' in text
    assert '#"I did not join, and nothing came of it."' in text


def built_with(heard: Mini, table: str, old: str, new: str) -> str:
    """What is said when the book is built after a change, which is then taken back."""
    given = heard.read(f"data/{table}.csv")
    heard.replace(f"data/{table}.csv", old, new)
    done = build(heard)
    heard.write(f"data/{table}.csv", given)
    assert done.returncode == 1
    return done.stderr


def test_without_consent_there_is_no_book(heard: Mini, html: str) -> None:
    told = built_with(heard, "informants", "anonymous quotation", "paraphrase")
    assert re.search(r"data/quotations\.csv, row 2, .*did not consent to be quoted", told), told


def test_what_cannot_be_printed_is_told_at_every_line(heard: Mini, html: str) -> None:
    """The page is read again for a change of the quotation alone."""
    said = ",the author"
    told = built_with(heard, "quotations", '"I did not join, and nothing came of it."' + said, ",")
    for line in (3, 6):
        assert re.search(rf"index\.md:{line}: .*quotation Q01 has no translation", told), told


def test_what_is_simulated_is_noted_as_such(tmp_path: Path) -> None:
    """So that it stands on no page that does not say so; see forbidden in context.py."""
    mini = spoken(tmp_path)
    mini.replace("data/datapackage.json", '"provenance": "judged"', '"provenance": "simulated"')
    desk = SimpleNamespace(descriptor=descriptor.load(mini.place))
    env = SimpleNamespace(temp_data={}, note_dependency=lambda _: None)
    found(SimpleNamespace(place=mini.place, desk=desk), env, "Q01")
    assert env.temp_data[SIMULATED] == {"quotation Q01"}
