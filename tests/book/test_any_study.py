"""The book of a study of one's own, made of a few tables and a text."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from study.book import build
from study.book.citing import SHOWN
from study.book.quote import QUOTE
from study.cite import read
from study.errors import BookError, PlaceError
from study.place import ROOT, Place, find
from study.results.shelf import Shelf
from study.tell import explain_one

TABLES = ("sources", "races", "warned_heads", "regions_asn", "national_asn", "institutions")
SETTINGS = """title = "Officials and one election"
short_title = "One election"
language = "en"

[place]
regency = "Kabupaten Sukoharjo"
province = "Jawa Tengah"
region_code = "33.11"

[reports]
warning = 2020-10-27
warning_lists = ["S130", "S284"]
"""
CITATION = """cff-version: 1.2.0
title: Officials and one election
authors:
  - name: Somebody
version: 1.0.0
date-released: "2026-01-01"
license: CC-BY-4.0
"""


def make(folder: Path) -> Place:
    """A study of a few tables, with a text that replaces a chapter and one that extends another."""
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    descriptor |= {"name": "one", "title": "One", "description": "Tables of one study."}
    kept = [each for each in descriptor["resources"] if each["name"] in TABLES]
    descriptor["resources"] = [{**each, "limits": ""} for each in kept]
    for each in kept:
        target = folder / each["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        rows = (ROOT / "data" / each["path"]).read_text(encoding="utf-8")
        for name, other in (("Purbalingga", "Elsewhere"), ("purbalingga", "elsewhere")):
            rows = rows.replace(name, other).replace(name.upper(), other.upper())
        for field in each["schema"]["fields"]:
            field.pop("example", None)
        target.write_text(rows, encoding="utf-8")
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "CITATION.cff").write_text(CITATION, encoding="utf-8")
    text = folder / "text"
    text.mkdir()
    (text / "README.md").write_text("Not a chapter.\n", encoding="utf-8")
    (text / "puzzle.md").write_text("# A puzzle of my own\n\nMine alone.\n", encoding="utf-8")
    more = "## What I add\n\nThere were {n}`warning_letter.heads` letters.\n"
    (text / "warned-heads.md").write_text(more, encoding="utf-8")
    return find(folder)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The study with its book and PDF, built once."""
    place = make(tmp_path_factory.mktemp("own") / "one")
    build.book(place, pdf=True)
    return place


def page(place: Place, name: str) -> str:
    return (place.build / "html" / f"{name}.html").read_text(encoding="utf-8")


def test_a_text_with_a_title_replaces_a_chapter(own: Place) -> None:
    assert "Mine alone." in page(own, "chapters/puzzle")
    assert "Civil servants are bound" not in page(own, "chapters/puzzle")


def test_a_text_without_a_title_continues_a_chapter(own: Place) -> None:
    text = page(own, "chapters/warned-heads")
    assert "What I add" in text
    assert "tab-warned-by-island" in text


def test_what_is_absent_gives_way_to_a_notice(own: Place) -> None:
    text = page(own, "chapters/votes")
    assert 'class="lacking"' in text
    assert "this study has no table" in text
    assert "tab-district-votes" not in text


def test_chapters_on_interviews_say_that_none_was_collected(own: Place) -> None:
    text = page(own, "chapters/stand-in")
    body = text[text.index("<article") : text.index("</article>")]  # without the contents
    assert "Not shown, because no interview was collected." in text
    assert "simulated data" not in body
    assert 'name="citation_title"' in text
    assert "simulated data" in page(own, "origins/simulation_parameters")


def test_the_front_page_says_what_is_absent(own: Place) -> None:
    text = page(own, "index")
    assert "How much of it could be shown" in text
    assert "this study has no table events" in text


def test_the_origin_of_an_absent_result_says_so(own: Place) -> None:
    text = page(own, "origins/funnel")
    assert "Not shown, because this study has no table" in text
    assert "downloads/funnel.csv" not in text
    assert "This study has no such result" in explain_one(own, "funnel")


def test_nothing_of_the_shipped_study_is_on_the_pages(own: Place) -> None:
    """The tables of this study do not name it, so only the package could."""
    for path in sorted((own.build / "html").rglob("*.html")):
        name = path.relative_to(own.build / "html").as_posix()
        assert "Purbalingga" not in path.read_text(encoding="utf-8"), name


def test_the_pdf_is_that_of_the_study(own: Place) -> None:
    pdf = own.build / "pdf" / "one-election.pdf"
    done = subprocess.run(["pdftotext", "-l", "6", pdf, "-"], capture_output=True, text=True)
    assert "Officials and one election" in done.stdout
    assert "Purbalingga" not in done.stdout


def test_a_second_build_does_nothing(own: Place) -> None:
    said: list[str] = []
    build.book(own, pdf=True, tell=said.append)
    assert said == []


def test_a_wrong_quote_is_told_at_the_authors_line(own: Place) -> None:
    text = own.data / "text" / "warned-heads.md"
    kept = text.read_text(encoding="utf-8")
    text.write_text(kept + "\nOf {n}`funnel[detected].persons` persons.\n", encoding="utf-8")
    with pytest.raises(BookError, match=r"text/warned-heads\.md:5: .*This study has no funnel"):
        build.book(own)
    text.write_text(kept, encoding="utf-8")


def test_a_text_for_no_chapter_is_refused(own: Place) -> None:
    text = own.data / "text" / "vote.md"
    text.write_text("Words.\n", encoding="utf-8")
    with pytest.raises(
        BookError, match=r"text/vote\.md is the name of no page\. Did you mean text/votes\.md"
    ):
        build.book(own)
    text.unlink()


def test_a_missing_citation_is_told(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(SETTINGS, encoding="utf-8")
    with pytest.raises(PlaceError, match=r"CITATION\.cff (lacks|cannot be used)"):
        read(find(tmp_path))


@pytest.mark.parametrize(
    "source",
    sorted([*(ROOT / "book/any-study").rglob("*.md"), *(ROOT / "book/simulated").glob("*.md")]),
    ids=lambda path: path.stem,
)
def test_pages_for_any_study_name_nothing_but_results(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert not re.search(r"Purbalingga|Central Java|33\.03|Bawaslu|KASN|BKN", text)
    quoted = {path.partition("[")[0].partition(".")[0] for path in QUOTE.findall(text)}
    assert {name for _, name in SHOWN.findall(text)} | quoted <= set(Shelf(find()).entries)
