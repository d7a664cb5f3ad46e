"""What quotes what, on the pages of results and tables and in the register; never stale."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup, Tag

from study.book import usage
from tests.book.little import build, little
from tests.mini import Mini, field

INDEX = "# Front\n\nRegion A had {n}`by_region[A].persons` persons.\n"
ONE = """\
# One

Nothing is quoted here.

The page is named ({s}`S2`), and in all {n}`total.persons` were counted.

```{result-table} by_region
Persons by region, twice {n}`total.persons`.
```
"""
REGISTER = """\
# Register

```{register} cases
:head: region
:text: persons, marks.weight
:facts: source_ids
```

```{register} sources
:text: title
:facts: publisher, url
```
"""


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    """A book of three pages, with a table of judgements on some of the cases."""
    mini = little(tmp_path_factory.mktemp("mini"), "used", "one", "register")
    package = json.loads(mini.read("data/datapackage.json"))
    judged = {**package["resources"][0], "name": "marks", "path": "marks.csv"}
    fields = [field("case_id"), field("weight")]
    judged |= {"provenance": "judged", "schema": {"primaryKey": "case_id", "fields": fields}}
    mini.write(
        "data/datapackage.json",
        json.dumps({**package, "resources": [*package["resources"], judged]}),
    )
    mini.write("data/marks.csv", "case_id,weight\nC1,heavy\n")
    mini.replace("data/cases.csv", "C3,A,1,S1,", "C3,A,1,S1,\nC4,,,S1,")
    return mini


def article(mini: Mini, name: str, **pages: str) -> Tag:
    """The article of a page of the book, after a build with some pages changed."""
    done = build(mini, **{"index": INDEX, "one": ONE, "register": REGISTER, **pages})
    assert done.returncode == 0, done.stderr
    found = BeautifulSoup(mini.read(f"_build/html/{name}.html"), "lxml").article
    assert found is not None
    return found


def entry(register: Tag, anchor: str) -> tuple[str, str, list[str]]:
    """Heading, text and addresses of an entry."""
    term = register.select_one(f"#{anchor}")
    assert term is not None
    body = term.find_next_sibling("dd")
    assert isinstance(body, Tag)
    words = " ".join(body.get_text().split()).replace("\N{NO-BREAK SPACE}", " ")
    return term.get_text(), words, [str(a["href"]) for a in body.select("a")]


def test_a_register_says_of_every_row_what_it_is_and_what_uses_it(mini: Mini) -> None:
    register = article(mini, "register")
    head, words, links = entry(register, "r-register-cases-c1")
    assert head == "C1 A"
    assert words == (
        "3heavyj source_ids: S1. Used by: by_region, large, region_figure, total. "
        "Quoted in: Front page: ¶ 1; One: ¶ 2, Table 1."
    )
    assert links[0] == "#r-register-sources-s1"
    users = ("by_region", "large", "region_figure", "total")
    assert links[1:5] == [f"origins/{name}.html" for name in users]
    assert links[5:] == [
        "index.html#p-region-a-had-by-region-a-persons-persons",
        "one.html#p-the-page-is-named-s2-and",
        "one.html#tab-by-region",
    ]
    assert entry(register, "r-register-cases-c2")[1].endswith("Quoted in: One: ¶ 2, Table 1.")
    assert "heavy" not in entry(register, "r-register-cases-c2")[1]


def test_a_source_is_quoted_by_name_and_by_values_that_rest_on_it(mini: Mini) -> None:
    register = article(mini, "register")
    _, words, links = entry(register, "r-register-sources-s2")
    assert words == (
        "Another publisher: The Press. url: https://example.org/2. Quoted in: One: ¶ 2."
    )
    assert links == ["https://example.org/2", "one.html#p-the-page-is-named-s2-and"]
    words = entry(register, "r-register-sources-s1")[1]
    assert words.endswith("Quoted in: Front page: ¶ 1; One: ¶ 2, Table 1.")


def test_a_row_that_nothing_uses_says_so(mini: Mini) -> None:
    words = entry(article(mini, "register"), "r-register-cases-c4")[1]
    assert words == "source_ids: S1. Nothing in this book uses it."


def test_a_value_of_many_rows_is_listed_with_its_result_alone(
    mini: Mini, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert usage.SHOWN == 40
    rows = "".join(f"D{n},A,1,S1,\n" for n in range(39))
    before = mini.read("data/cases.csv")
    mini.write("data/cases.csv", before.rstrip("\n") + "\n" + rows)
    words = entry(article(mini, "register"), "r-register-cases-c1")[1]
    assert words.endswith("Used by: by_region, large, region_figure, total.")
    origin = article(mini, "origins/by_region").get_text()
    mini.write("data/cases.csv", before)
    assert "“Region A had 43 persons.”" in origin


def test_the_origin_of_a_result_and_the_page_of_a_table_say_where_they_are_quoted(
    mini: Mini,
) -> None:
    origin = article(mini, "origins/total")
    quoted = [str(a["href"]) for a in origin.select("dl.particulars a[href*='#p-']")]
    assert quoted == ["../one.html#p-the-page-is-named-s2-and"]
    assert "“Region A had 4 persons.”" in article(mini, "origins/by_region").get_text()
    assert "no paragraph" in article(mini, "origins/large").get_text()
    table = article(mini, "origins/cases")
    listed = table.select("section dl.particulars")[-1]
    assert [term.get_text() for term in listed.select("dt")] == ["C1", "C2", "C3"]
    assert listed.select_one("dt a[href='#r-cases-c1']")
    assert "No paragraph quotes" in article(mini, "origins/marks").get_text()


def test_what_is_said_of_a_quote_follows_the_page_that_quotes(mini: Mini) -> None:
    def said(**pages: str) -> tuple[str, str]:
        register = article(mini, "register", **pages)
        origin = article(mini, "origins/by_region", **pages)
        facts = " ".join(origin.get_text().split())
        return entry(register, "r-register-cases-c1")[1].partition("Quoted in: ")[2], facts

    first = said()
    assert first[0] == "Front page: ¶ 1; One: ¶ 2, Table 1."
    moved = INDEX.replace("# Front\n", "# Front\n\nA paragraph before it.\n")
    assert said(index=moved)[0] == "Front page: ¶ 2; One: ¶ 2, Table 1."
    reworded = said(index=INDEX.replace("Region A had", "In A there were"))
    assert "“In A there were 4 persons.”" in reworded[1]
    assert said(index="# Front\n\nNo number.\n")[0] == "One: ¶ 2, Table 1."
    assert said() == first


def test_a_register_of_an_unknown_table_or_field_is_a_mistake(mini: Mini) -> None:
    for old, new, message in (
        ("{register} cases", "{register} case", "There is no table 'case'"),
        (":head: region", ":head: regio", "cases has no field 'regio'"),
    ):
        pages = {"index": INDEX, "one": ONE, "register": REGISTER.replace(old, new)}
        done = build(mini, **pages)
        assert done.returncode == 1
        assert "register.md:3" in done.stderr
        assert message in done.stderr


class _Environment:
    """The part of Sphinx's environment that notes are kept in."""


def test_notes_are_merged_and_forgotten_by_page() -> None:
    one, other = _Environment(), _Environment()
    usage.noted(other, "uses").update(a=["a"], b=["b"])  # type: ignore[arg-type]
    usage.noted(other, "users").update(b=[("result", "x")])  # type: ignore[arg-type]
    usage.merge(None, one, ["b"], other)  # type: ignore[arg-type]
    assert usage.noted(one, "uses") == {"b": ["b"]}  # type: ignore[arg-type]
    usage.forget(None, one, "b")  # type: ignore[arg-type]
    assert usage.noted(one, "uses") == usage.noted(one, "users") == {}  # type: ignore[arg-type]
