"""What is simulated says so wherever it stands, and stands nowhere else."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from study.book import build as book
from study.book.print import Cover, source
from study.place import find
from study.results.store import MARK
from tests.book.little import build, little
from tests.mini import Mini
from tests.results.test_stand_ins import ASKED, GRID, SIMULATE, empty

FLAG = "---\nsimulated: true\n---\n\n"
PART = (
    FLAG
    + """(plan)=
# The plan

````{stand-in}
Invented people have {n}`total.persons` persons.

```{result-table} by_region
Persons by invented region.
```

## Drawn

```{result-figure} region_figure
:alt: One bar of {n}`by_region[A].persons` persons.
Persons {n}`total.persons`, drawn.
```

See {numref}`fig-region-figure`.
````

````{collected} cases
Collected were {n}`total.persons` persons.
````

## After

The [grid](two.md).
"""
)
GRID_PAGE = FLAG + "# The grid\n\nPower is {n}`power.value`.\n"
PLAIN = "# Front\n\nThe {ref}`plan` is told apart.\n"
WRONG = {
    "index": "# Front\n\n{n}`total.persons`\n",
    "three": "# A table\n\n```{result-table} by_region\nCaption.\n```\n",
    "four": "# A figure\n\n```{result-figure} region_figure\n:alt: Bars.\nCaption.\n```\n",
    "five": "# A caption\n\n```{result-table} places\nOf {n}`total.persons`.\n```\n",
    "six": "# A link\n\nSee [14 persons](one.md).\n",
    "seven": "# A block\n\n```{stand-in}\nWords.\n```\n",
    "eight": "# A text\n\n```{result-figure} place_figure\n:alt: {n}`total.persons`.\nC.\n```\n",
}
PLACES = '''"""On what is published."""

from matplotlib.figure import Figure as Canvas

from study.kinds import Figure, Table


def places(titles: Table) -> Table:
    """The titles."""
    return titles


def place_figure(places: Table) -> Figure:
    """Nothing."""
    return Canvas(figsize=(1, 1))
'''


def soup(mini: Mini, page: str) -> BeautifulSoup:
    """A built page, parsed."""
    return BeautifulSoup(mini.read(f"_build/html/{page}.html"), "lxml")


def searched(folder: Path) -> dict[str, set[int]]:
    """Numbers of the pages in each part of a search index, and of those that show a simulation."""
    text = (folder / "searchindex.js").read_text("utf-8")
    index = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    found = set[int]()
    for part in ("terms", "titleterms"):
        for pages in index[part].values():
            found |= set(pages if isinstance(pages, list) else [pages])
    for places in index["alltitles"].values():
        found |= {page for page, _ in places}
    return {"found": found, "named": {n: i for i, n in enumerate(index["docnames"])}}


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    """A small study without cases and sources, with a book whose chapters are on stand-ins."""
    names = ("one", "two", *(name for name in WRONG if name != "index"))
    made = little(tmp_path_factory.mktemp("made"), "made", *names)
    made.write("data/study.toml", made.read("data/study.toml") + ASKED)
    made.write("made/simulate.py", SIMULATE)
    made.write("made/grid.py", GRID)
    made.write("made/places.py", PLACES)
    description = json.loads(made.read("data/datapackage.json"))
    table = {**description["resources"][1], "name": "titles", "path": "titles.csv"}
    description["resources"].append(table)
    made.write("data/datapackage.json", json.dumps(description))
    made.write("data/titles.csv", made.read("data/sources.csv"))
    empty(made, "cases", "sources")
    for name in names:
        made.write(f"book/{name}.md", f"# {name}\n")
    return made


@pytest.fixture(scope="module")
def marked(mini: Mini) -> Mini:
    """The same, built with all of it in its place."""
    done = build(mini, index=PLAIN, one=PART, two=GRID_PAGE)
    assert done.returncode == 0, done.stderr
    return mini


def test_titles_banner_and_contents_say_it(marked: Mini) -> None:
    for page, title in (("one", "The plan"), ("two", "The grid"), ("origins/total", "Origin of")):
        article = soup(marked, page)
        assert article.title.text.startswith(title)
        assert f"({MARK})" in article.title.text
        assert article.h1.text.startswith(title)
        assert f"({MARK})" in article.h1.text
        [banner] = article.select("section.simulated > .simulated-banner")
        assert "None of it was observed" in banner.text
    front = soup(marked, "index")
    assert f"The plan ({MARK})" in front.select_one("article").text
    assert MARK in front.select_one("nav.bd-links").text
    assert MARK not in front.title.text
    assert not front.select(".simulated-banner")


def test_blocks_stand_where_they_apply_with_their_headings(marked: Mini) -> None:
    article = soup(marked, "one").select_one("article")
    assert [h.text.rstrip("#") for h in article.find_all("h2")] == ["Drawn", "After"]
    assert "Invented people have 14s persons" in article.text
    assert "Collected" not in article.text
    assert "the table cases" not in article.text


def test_files_figures_and_texts_say_it(marked: Mini) -> None:
    article = soup(marked, "one")
    image = article.select_one("figure.result img")
    assert image["alt"] == f"{MARK.capitalize()}: One bar of 7 persons."
    assert image["src"] == "_images/simulated-region_figure.svg"
    drawing = marked.read("_build/html/_images/simulated-region_figure.svg")
    assert f">{MARK}<" in drawing
    assert all(MARK.partition(",")[2].strip() in p.text for p in article.select(".provenance"))
    links = [a["href"] for a in article.select("a.origin-link")]
    assert "downloads/simulated-by_region.csv" in links
    assert not [link for link in links if link.endswith("#cite")]
    offered = {p.name for p in (marked.place.root / "_build/html/downloads").iterdir()}
    assert {name for name in offered if "region" in name} == {
        "simulated-by_region.csv",
        "simulated-region_figure.svg",
    }


def test_no_search_finds_it_and_no_machine_is_told_to_cite_it(marked: Mini) -> None:
    index = searched(marked.place.root / "_build/html")
    named = index["named"]
    assert named["index"] in index["found"]
    for page in ("one", "two", "origins/total", "origins/cases"):
        assert named[page] not in index["found"]
        article = soup(marked, page)
        assert not article.select('meta[name^="citation_"], script[type="application/ld+json"]')
        assert article.select('meta[name="robots"][content="noindex"]')
    assert "nothing to cite" in soup(marked, "origins/total").select_one("#cite").text
    cited = {p.stem for p in (marked.place.root / "_build/html/citations").iterdir()}
    assert cited == {"mini", "titles", "places", "place_figure"}
    front = soup(marked, "index").select_one('script[type="application/ld+json"]').string
    assert "The plan" not in front
    assert "by_region" not in front


def test_what_quotes_a_table_is_named_without_its_words(marked: Mini) -> None:
    text = soup(marked, "origins/total").select_one("article").text
    assert "Invented people" not in text
    assert f"The plan ({MARK}): ¶" in text


def test_the_printed_page_says_it_in_its_head_and_its_banner(marked: Mini) -> None:
    cover = Cover("Mini", "Mini", ("M",), "2026-01-02", "Version 1.")
    typst = source(marked.place.root / "_build/html", ["index", "one", "two"], cover)
    heads = re.findall(r"#heading\(level: 1[^\n]*\)\[(.*?)\]#?", typst)
    assert sum(MARK in head for head in heads) == 2
    assert typst.count(f'#apart[#"{MARK.capitalize()}"]') == 2
    assert f'"{MARK.capitalize()}: One bar' in typst


def test_nothing_of_it_stands_on_any_other_page(marked: Mini) -> None:
    done = build(marked, **WRONG)
    for name in WRONG:
        marked.write(f"book/{name}.md", f"# {name}\n")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for page, what in {
        "index": "total is simulated and has no place",
        "three": "by_region is simulated",
        "four": "region_figure is simulated",
        "five": "total is simulated",
        "seven": "prose on a stand-in is simulated",
        "eight": "total is simulated",
    }.items():
        assert re.search(rf"{page}\.md: ERROR: {what}", done.stderr), (page, done.stderr)
    assert "six.md:3: WARNING: A link to what is simulated says '14 persons'" in done.stderr


def test_the_marks_go_with_the_stand_in_and_a_computed_grid_keeps_its_own(marked: Mini) -> None:
    marked.write("data/cases.csv", "case_id,region,persons,source_ids,note\nC1,A,3,,\n")
    done = build(marked, index=PLAIN)
    assert done.returncode == 0, done.stderr
    article = soup(marked, "one")
    assert MARK not in article.title.text
    assert MARK not in article.h1.text
    assert not article.select(".simulated-banner, .provenance-simulated, .mark-simulated")
    assert "Collected were 6 persons." in article.select_one("article").text
    heads = article.select_one("article").find_all("h2")
    assert [head.text.rstrip("#") for head in heads] == ["After"]
    assert article.select('meta[name="citation_title"]')
    assert MARK in soup(marked, "two").h1.text
    assert not list((marked.place.root / "_build/html/downloads").glob("simulated-*region*"))


def without_offsets(path: Path) -> str:
    """The text of a file; of a table without the columns of offsets, which may look like years."""
    text = path.read_text("utf-8")
    if path.suffix != ".csv":
        return text
    head, *rows = csv.reader(io.StringIO(text))
    kept = [place for place, name in enumerate(head) if name not in ("start", "end")]
    return "\n".join(",".join(row[place] for place in kept) for row in (head, *rows))


def test_part_two_of_the_book_is_marked_and_names_no_real_place(built: Path) -> None:
    pages = [p for p in book.reading_order(find()) if p.startswith("simulated/")]
    assert pages
    with (find().data / "votes" / "districts.csv").open(encoding="utf-8") as file:
        places = [row["district"] for row in csv.DictReader(file)]
    real = re.compile("|".join([*map(re.escape, places), "Purbalingga", r"(?<![\d.])2020(?!\d)"]))
    for name in pages:
        page = BeautifulSoup((built / f"{name}.html").read_text("utf-8"), "lxml")
        assert f"({MARK})" in page.title.text, name
        assert page.select("article .simulated-banner"), name
        article = page.select_one("article")
        for cited in article.select('a[href*="references.html"]'):
            cited.decompose()  # a work that is cited has its year
        assert real.findall(article.text) == [], name
    files = [*find().results.glob("simulated-*"), *find().figures.glob("simulated-*")]
    assert len(files) > 10
    for path in files:
        assert real.findall(without_offsets(path)) == [], path.name
