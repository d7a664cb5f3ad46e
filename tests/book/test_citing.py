"""Citations in the pages: one source, one address for each table and figure."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_string

from study import cite
from study.book import build
from study.book.citing import cited, places
from study.book.context import Context
from study.book.heads import script, tags, work
from study.book.linked import json_ld
from study.errors import ResultError
from study.place import find
from study.results import desk as desks
from study.results.shelf import Shelf
from tests.mini import Mini

SITE = "https://example.org/book/"


@pytest.fixture(scope="module")
def study() -> cite.Citation:
    """The citation of the shipped study."""
    return cite.read(find())


def soup(path: Path) -> BeautifulSoup:
    """A built page, parsed."""
    return BeautifulSoup(path.read_text("utf-8"), "lxml")


def told(page: BeautifulSoup, name: str) -> list[str]:
    """Contents of the tags of a name."""
    return [tag["content"] for tag in page.select(f'meta[name="{name}"]')]


def described(page: BeautifulSoup) -> dict[str, Any]:
    """The JSON-LD of a page."""
    [found] = page.select('head script[type="application/ld+json"]')
    return json.loads(found.string)


def test_every_page_says_what_it_is(built: Path, study: cite.Citation) -> None:
    titles = set()
    absent = {name for name, entry in Shelf(find()).entries.items() if entry.absent}
    pages = [p for p in built.rglob("*.html") if "_static" not in p.parts]
    for path in pages:
        if path.parent.name == "notebooks" or path.name == "search.html":
            continue
        page = soup(path)
        if page.select(".simulated-banner") or path.stem in absent:
            continue
        [title] = told(page, "citation_title")
        titles.add(title)
        assert told(page, "citation_author") == [a.inverted for a in study.authors]
        assert told(page, "citation_publication_date") == [study.released.replace("-", "/")]
        assert told(page, "citation_language") == ["en"]
        assert told(page, "citation_keywords") == list(study.keywords)
        assert told(page, "citation_pdf_url") == []  # no address is known yet
        facts = described(page)
        assert facts["@context"] == "https://schema.org"
        if path == built / "index.html":
            assert title == study.title
        else:
            assert told(page, "citation_book_title") == [study.title]
            assert facts["name"] == title
            assert facts["isPartOf"]["name"] == study.title
    assert len(titles) > len(pages) / 2


def test_the_front_page_is_an_article_based_on_its_tables(
    built: Path, study: cite.Citation
) -> None:
    article, data = described(soup(built / "index.html"))["@graph"]
    assert (article["@type"], data["@type"]) == ("ScholarlyArticle", "Dataset")
    assert article["isBasedOn"]["@id"] == data["@id"]
    assert article["author"] == [{"@type": "Organization", "name": study.authors[0].name}]
    assert article["datePublished"] == study.released
    assert article["license"] == [f"https://spdx.org/licenses/{name}" for name in study.licences]
    shelf = Shelf(find())
    offered = [e for e in shelf.entries.values() if e.access == "open" and not e.absent]
    offered = [e for e in offered if e.kind == "Table" and e.provenance != "simulated"]
    computed = {entry.name for entry in offered}
    files = {table["distribution"]["contentUrl"] for table in data["hasPart"]}
    assert {f"downloads/{name}.csv" for name in computed} <= files
    for place in [*files, *(part["url"] for part in (*article["hasPart"], *data["hasPart"]))]:
        assert (built / place).is_file(), place


def test_a_table_says_what_kind_of_evidence_it_is(built: Path) -> None:
    facts = described(soup(built / "origins" / "cases_by_class.html"))
    assert facts["@type"] == "Dataset"
    assert facts["description"].endswith("[judged: assigned by this study]")
    assert facts["distribution"]["contentUrl"] == "../downloads/cases_by_class.csv"
    assert "Persons" in facts["variableMeasured"]
    figure = described(soup(built / "origins" / "funnel_figure.html"))
    assert figure["@type"] == "ImageObject"
    assert figure["contentUrl"] == "../downloads/funnel_figure.svg"


def test_every_table_and_figure_leads_to_its_citation(built: Path) -> None:
    desk = desks.load(find())
    shown = places(find(), desk)
    made = {name for name in desk.graph.steps if desk.provenance(name) == "simulated"}
    for name, where in shown.items():
        path, _, anchor = where.partition("#")
        item = soup(built / path).select_one(f"[id='{anchor}']")
        assert item is not None, where
        if name in made:
            with pytest.raises(ResultError, match="is simulated"):
                cited(find(), name)
            continue
        [link] = [a["href"] for a in item.select("a.origin-link") if a.text == "Cite"]
        assert link == f"../origins/{name}.html#cite"
        section = soup(built / "origins" / f"{name}.html").select_one("#cite")
        texts = [element.text.strip() for element in section.select(".citation")]
        assert "\n\n".join(texts) == cited(find(), name).strip()
        assert texts[0].endswith(where)
        files = [a["href"] for a in section.select("p > a")]
        assert files == [f"../citations/{name}.bib", f"../citations/{name}.ris"]
    assert {name for name, entry in Shelf(find()).entries.items() if entry.kind == "Figure"} <= {
        *shown
    }


def test_files_for_reference_managers(built: Path) -> None:
    names = {path.stem for path in (built / "citations").iterdir()}
    desk = desks.load(find())
    citable = {p.stem for p in (built / "origins").iterdir()}
    citable = {name for name in citable if desk.provenance(name) != "simulated"}
    citable = {name for name in citable if not desk.index.get(name, {}).get("absent")}
    assert names == citable | {build.slug(find())}
    for name in names:
        lines = (built / "citations" / f"{name}.ris").read_bytes().split(b"\r\n")
        assert lines[0].startswith(b"TY  - ")
        assert lines[-2:] == [b"ER  - ", b""]
        assert all(line[2:6] == b"  - " for line in lines[:-1])
        entries = parse_string((built / "citations" / f"{name}.bib").read_text("utf-8"), "bibtex")
        assert len(entries.entries) == 1


def test_the_front_page_and_the_command_agree(built: Path) -> None:
    texts = [e.text.strip() for e in soup(built / "index.html").select(".citation")]
    assert "\n\n".join(texts) == cited(find()).strip()


def test_a_search_does_not_find_every_page_by_the_title_of_the_study(built: Path) -> None:
    _, _, rest = (built / "searchindex.js").read_text("utf-8").partition("(")
    index = json.loads(rest.rstrip().removesuffix(")"))
    found = index["terms"]["patron"]
    assert len(found if isinstance(found, list) else [found]) < len(index["docnames"]) / 2


def published() -> Context:
    """The shipped study as if it had an address."""
    titles = {"index": "Front", "chapters/votes": "Votes <1>"}
    documents = {name: SimpleNamespace(astext=lambda t=t: t) for name, t in titles.items()}
    for name in build.reading_order(find()):
        documents.setdefault(name, SimpleNamespace(astext=lambda: "x"))
    env = SimpleNamespace(titles=documents, metadata={})
    app: Any = SimpleNamespace(config=SimpleNamespace(root_doc="index"), env=env)
    ctx = Context(find(), app)
    ctx.citation = replace(ctx.citation, url=SITE.rstrip("/"), address=SITE)
    return ctx


def test_a_published_front_page_names_the_pdf_beside_it() -> None:
    ctx = published()
    found = dict(tags(ctx, "index", work(ctx, "index")))
    assert found["citation_pdf_url"] == f"{SITE}{build.slug(find())}.pdf"
    assert found["citation_fulltext_html_url"] == f"{SITE}index.html"
    chapter = dict(tags(ctx, "chapters/votes", work(ctx, "chapters/votes")))
    assert chapter["citation_fulltext_html_url"] == f"{SITE}chapters/votes.html"
    assert "citation_pdf_url" not in chapter


def test_a_published_page_bears_full_addresses() -> None:
    ctx = published()
    chapter = json_ld(ctx, "chapters/votes", work(ctx, "chapters/votes"))
    assert (chapter["@type"], chapter["url"]) == ("Chapter", f"{SITE}chapters/votes.html")
    table = json_ld(ctx, "origins/cases", work(ctx, "origins/cases"))
    assert table["distribution"]["contentUrl"] == f"{SITE}downloads/cases.csv"
    assert table["isPartOf"]["url"] == f"{SITE}index.html"


def test_what_is_not_open_is_described_without_its_file() -> None:
    ctx = published()
    spec = ctx.desk.descriptor.tables["cases"]
    tables = {**ctx.desk.descriptor.tables, "cases": replace(spec, access="closed")}
    ctx.desk.descriptor = replace(ctx.desk.descriptor, tables=tables)
    facts = json_ld(ctx, "origins/cases", work(ctx, "origins/cases"))
    assert facts["isAccessibleForFree"] is False
    assert "distribution" not in facts
    _, data = json_ld(ctx, "index", work(ctx, "index"))["@graph"]
    assert f"{SITE}origins/cases.html" not in [part["url"] for part in data["hasPart"]]


def test_json_cannot_end_its_script() -> None:
    text = script({"name": "</script><!-- <b>"})
    assert "<" not in text
    assert json.loads(text) == {"name": "</script><!-- <b>"}


def test_the_site_holds_pages_and_pdf(built: Path) -> None:
    folder = build.site(find(), *build.book(find(), pdf=True))
    assert (folder / "index.html").read_bytes() == (built / "index.html").read_bytes()
    assert (folder / f"{build.slug(find())}.pdf").read_bytes()[:4] == b"%PDF"


def test_parts_of_another_study(tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    mini.write("book/one.md", "# One\n\n```{result-table} by_region\nCaption.\n```\n")
    mini.write("book/two.md", "# Two\n\n:::{result-figure} region_figure\n:alt: x\nC.\n:::\n")
    start = "M. (2026)."
    assert places(mini.place, desks.load(mini.place)) == {
        "by_region": "one.html#tab-by-region",
        "region_figure": "two.html#fig-region-figure",
    }
    for name, said in {
        "by_region": "Persons by region [Table]. In Mini (Version 1). one.html#tab-by-region",
        "region_figure": "Persons by region [Figure]. In Mini (Version 1). "
        "two.html#fig-region-figure",
        "total": "All persons, doubled by a helper [Result]. In Mini (Version 1). "
        "origins/total.html",
        "cases": "cases [Data set]. In Mini (Version 1). origins/cases.html",
    }.items():
        assert cited(mini.place, name, "apa") == f"{start} {said}"
    with pytest.raises(ResultError, match="Did you mean by_region"):
        cited(mini.place, "by_regoin")
