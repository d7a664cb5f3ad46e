"""Citations from CITATION.cff."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import yaml
from pybtex.database import parse_string

from study.cite import Author, Citation, apa, bibtex, csl, read, ris
from study.errors import PlaceError
from study.place import ROOT, Place, find

TEXT = """\
title: >-
  Gifts & debts: 50% of
  the _patrons_ {in} C#
abstract: What was given.
authors:
  - name: The Study Group
  - family-names: Doe
    given-names: Jo-Ann Mae
  - family-names: Sukarno
version: 1.2
date-released: "2026-03-04"
license: [MIT, CC-BY-4.0]
keywords: [a, b c]
"""
URL = "url: https://example.org/a_b\n"


def place(folder: Path, text: str) -> Place:
    """A place whose root holds a CITATION.cff of that text."""
    (folder / "CITATION.cff").write_text(text)
    return Place(folder, folder, folder)


@pytest.fixture
def citation(tmp_path: Path) -> Citation:
    """A study by a group and two persons, one of whom has one name; not yet published."""
    return read(place(tmp_path, TEXT))


@pytest.fixture
def table(tmp_path: Path) -> Citation:
    """A table of the same study, published."""
    study = read(place(tmp_path, TEXT + URL))
    return study.part("by_year", "Gifts, by year", "Table", "chapters/one.html#tab-by-year")


def test_apa(citation: Citation, table: Citation) -> None:
    who = "The Study Group, Doe, J.-A. M., & Sukarno. (2026)."
    title = "Gifts & debts: 50% of the _patrons_ {in} C# (Version 1.2)"
    assert apa(citation) == f"{who} {title} [Data set, code and text]."
    assert apa(table) == (
        f"{who} Gifts, by year [Table]. In {title}. "
        "https://example.org/a_b/chapters/one.html#tab-by-year"
    )


def test_bibtex(citation: Citation, table: Citation) -> None:
    author = "  author = {{The Study Group} and Doe, Jo-Ann Mae and {Sukarno}},"
    title = r"Gifts \& debts: 50\% of the \_patrons\_ \textbraceleft{}in\textbraceright{} C\#"
    assert bibtex(citation).splitlines() == [
        "@misc{studygroup2026,",
        author,
        f"  title = {{{{{title}}}}},",
        "  year = {2026},",
        "  howpublished = {Data set, code and text},",
        "  version = {1.2},",
        "}",
    ]
    assert bibtex(table).splitlines() == [
        "@misc{studygroup2026-by_year,",
        author,
        "  title = {{Gifts, by year}},",
        "  year = {2026},",
        f"  howpublished = {{Table in: {title} (Version 1.2)}},",
        "  version = {1.2},",
        "  url = {https://example.org/a_b/chapters/one.html#tab-by-year},",
        "}",
    ]


@pytest.mark.parametrize("sign", [*r"&%$#_{}~^", "\\", "é", "“", "{}}", r"\{"])
def test_another_program_reads_every_sign_in_bibtex(citation: Citation, sign: str) -> None:
    part = citation.part("x", f"a {sign} b", "Table", "x_y.html#z")
    entry = parse_string(bibtex(part), "bibtex").entries["studygroup2026-x"]
    assert [str(person) for person in entry.persons["author"]][1] == "Doe, Jo-Ann Mae"
    named = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}
    named |= {"textbraceleft": "{", "textbraceright": "}"}
    told = re.sub(r"\\(text\w+)\{\}", lambda found: named[found[1]], entry.fields["title"][1:-1])
    assert re.sub(r"\\([&%$#_])", r"\1", told) == f"a {sign} b"


def test_ris(citation: Citation, table: Citation) -> None:
    authors = ["AU  - The Study Group", "AU  - Doe, Jo-Ann Mae", "AU  - Sukarno"]
    title = "Gifts & debts: 50% of the _patrons_ {in} C#"
    edition = ["PY  - 2026", "DA  - 2026/03/04", "ET  - 1.2", "KW  - a", "KW  - b c"]
    assert ris(citation).split("\n") == [
        "TY  - DATA",
        *authors,
        f"TI  - {title}",
        "M3  - Data set, code and text",
        *edition,
        "ER  - ",
    ]
    assert ris(table).split("\n") == [
        "TY  - DATA",
        *authors,
        "TI  - Gifts, by year",
        f"T2  - {title}",
        "M3  - Table",
        *edition,
        "UR  - https://example.org/a_b/chapters/one.html#tab-by-year",
        "ER  - ",
    ]


def test_csl_json(table: Citation) -> None:
    item = csl(table)
    assert item["author"] == [
        {"literal": "The Study Group"},
        {"family": "Doe", "given": "Jo-Ann Mae"},
        {"literal": "Sukarno"},
    ]
    assert item["issued"] == {"date-parts": [[2026, 3, 4]]}
    assert item["container-title"].startswith("Gifts & debts")
    assert item["URL"] == "https://example.org/a_b/chapters/one.html#tab-by-year"


def test_what_is_not_published_has_its_place_in_the_book_and_no_url(citation: Citation) -> None:
    figure = citation.part("a_figure", "A figure", "Figure", "one_two.html#fig-a-figure")
    assert apa(figure).endswith(" one_two.html#fig-a-figure")
    assert r"  note = {one\_two.html\#fig-a-figure}," in bibtex(figure)
    assert "TY  - FIGURE" in ris(figure)
    assert "N1  - one_two.html#fig-a-figure" in ris(figure)
    assert csl(figure)["note"] == "one_two.html#fig-a-figure"
    assert "url" not in bibtex(figure).lower() + str(csl(figure)).lower()


@pytest.mark.parametrize(
    "text",
    ["", "title: only", "[1, 2", "- a", TEXT.replace("date-", ""), TEXT.replace("03-04", "3")],
)
def test_a_citation_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    with pytest.raises(PlaceError, match=r"CITATION\.cff (lacks|cannot be used)"):
        read(place(tmp_path, text))


def test_the_shipped_citation_names_no_person() -> None:
    assert read(find()).authors == (Author("The Purbalingga 2020 Study"),)


def test_the_licences_name_the_same_holders() -> None:
    citation = read(find())
    holders = " and ".join(author.inverted for author in citation.authors)
    for name in ("LICENSE", "LICENSE-text"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert f"Copyright (c) {citation.year} {holders}\n" in text


def test_the_shipped_file_keeps_to_the_citation_file_format() -> None:
    """The keys and types that version 1.2.0 of the format allows, as far as they are used."""
    content = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    texts = {"cff-version", "message", "type", "title", "abstract", "version", "date-released"}
    assert content.keys() - {"url"} == texts | {"authors", "license", "keywords"}
    assert all(isinstance(content[name], str) and content[name] for name in texts)
    assert content["cff-version"] == "1.2.0"
    assert content["type"] in ("software", "dataset")
    assert datetime.date.fromisoformat(content["date-released"])
    assert len(set(content["keywords"])) == len(content["keywords"])
    person = {"family-names", "given-names", "name-particle"}
    assert all(
        author.keys() == {"name"} or author.keys() <= person for author in content["authors"]
    )
