"""Ids of paragraphs that last, the link that copies, the comment that is filled in."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from docutils import nodes
from playwright.sync_api import Browser

from study.book.paragraphs import comment, free, identifier, opening
from tests.book.little import build, little
from tests.mini import Mini

PAGE = """\
# Title

There were {n}`total.persons` persons in all of the regions, which is few.
A second sentence.

The same words stand here twice, and then they differ.

The same words stand here twice, but not to the end.

- an item
- another

```{result-table} by_region
A caption is no paragraph.

A note below the table is one.
```
"""


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("So the *count* is not what it seems to be", "p-so-the-count-is-not-what"),
        ("{n}`funnel[a b].x|word` steps lead from here", "p-funnel-a-b-x-steps-lead-from-here"),
        ("{n}`funnel[a b].x|.0f` steps lead from here", "p-funnel-a-b-x-steps-lead-from-here"),
        ("{numref}`tab-x` shows", "p-tab-x-shows"),
        ("Élan é 3", "p-elan-e-3"),
    ],
)
def test_an_id_is_made_of_the_first_words_of_the_source(source: str, name: str) -> None:
    assert identifier(source) == name


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert free("p-a", {"p-b"}) == "p-a"
    assert free("p-a", {"p-a", "p-a-2"}) == "p-a-3"


def test_an_opening_is_what_readers_see() -> None:
    mark = nodes.superscript("", "j", classes=["mark"])
    text = nodes.paragraph("", "", nodes.Text("Of 5"), mark, nodes.Text(" heads, four were new."))
    assert opening(text) == "Of 5 heads, four were new."
    text += nodes.Text(" And so on.")
    assert opening(text) == "Of 5 heads, four were new\N{HORIZONTAL ELLIPSIS}"


def test_a_comment_says_what_it_is_about() -> None:
    told = ("one#p-a-b", "A & b", "1.0, 2026-01-02")
    at = urlsplit(comment({"tracker": "https://example.org/new", "email": ""}, *told))
    assert (at.netloc, at.path) == ("example.org", "/new")
    query = parse_qs(at.query)
    assert query["title"] == ["Comment on one#p-a-b"]
    assert query["body"][0].splitlines()[:3] == [
        "Paragraph: one#p-a-b",
        "It begins: A & b",
        "Version: 1.0, 2026-01-02",
    ]
    at = urlsplit(comment({"tracker": "https://example.org/new?label=review"}, *told))
    assert parse_qs(at.query)["label"] == ["review"]
    at = urlsplit(comment({"email": "study@example.org"}, *told))
    assert (at.scheme, at.path) == ("mailto", "study@example.org")
    assert parse_qs(at.query)["subject"] == ["Comment on one#p-a-b"]
    assert "+" not in at.query  # mail programs take it for a plus
    assert comment({"tracker": "", "email": ""}, *told) == comment({}, *told) == ""


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    """A book of one page."""
    return little(tmp_path_factory.mktemp("mini"), "paragraphed")


def page(mini: Mini, text: str, name: str = "index") -> Tag:
    """The article of a page, after a build."""
    done = build(mini, index=text)
    assert done.returncode == 0, done.stderr
    article = BeautifulSoup(mini.read(f"_build/html/{name}.html"), "lxml").article
    assert article is not None
    return article


def ids(article: Tag) -> list[str]:
    """Ids of the paragraphs of a page."""
    return [str(paragraph["id"]) for paragraph in article.select("p[id]")]


def test_every_paragraph_has_its_own_id_and_link(mini: Mini) -> None:
    article = page(mini, PAGE)
    assert ids(article) == [
        "p-there-were-total-persons-persons-in-all",
        "p-the-same-words-stand-here-twice",
        "p-the-same-words-stand-here-twice-2",
        "p-an-item",
        "p-another",
        "p-a-note-below-the-table-is",
    ]
    links = [str(a["href"]) for a in article.select("p > .paragraph-marks > a")]
    assert links == [f"#{name}" for name in ids(article)]
    origin = BeautifulSoup(mini.read("_build/html/origins/total.html"), "lxml")
    assert origin.select("p") != []
    assert origin.select(".paragraph-marks, p[id]") == []


def test_ids_outlast_edits_elsewhere_and_a_number_that_changes(mini: Mini) -> None:
    before = page(mini, PAGE)
    mini.replace("data/cases.csv", "C2,B,6", "C2,B,7")
    edited = PAGE.replace("# Title\n", "# Title\n\nA new beginning.\n").replace("second", "2nd")
    after = page(mini, edited.replace("an item", "an item, reworded"))
    assert [">20<" in str(before), ">22<" in str(after)] == [True, True]
    gone, new = set(ids(before)) - set(ids(after)), set(ids(after)) - set(ids(before))
    assert (gone, new) == ({"p-an-item"}, {"p-a-new-beginning", "p-an-item-reworded"})


def test_comments_open_only_where_the_study_takes_them(mini: Mini) -> None:
    settings = mini.read("data/study.toml")
    assert page(mini, PAGE).select(".paragraph-comment") == []
    mini.write("data/study.toml", f'{settings}[review]\ntracker = "https://example.org/new"\n')
    links = page(mini, PAGE).select("p > .paragraph-marks > .paragraph-comment")
    assert len(links) == 6
    body = parse_qs(urlsplit(str(links[0]["href"])).query)["body"][0]
    assert "Paragraph: index#p-there-were-total-persons-persons-in-all\n" in body
    assert "It begins: There were 22 persons in all" in body
    assert "Version: 1, 2026-01-02\n" in body
    mini.write("data/study.toml", settings)


def test_a_click_copies_the_address_and_goes_there(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/chapters/what-officials-did.html")
    paragraph = page.locator("p:has(> .paragraph-marks)").nth(2)
    mark = paragraph.locator("a.paragraph-link")
    mark.focus()
    assert mark.evaluate("link => getComputedStyle(link.parentElement).opacity") == "1"
    page.keyboard.press("Enter")
    page.wait_for_selector("#paragraph-status:has-text('Address copied')")
    wanted = f"{address}/chapters/what-officials-did.html#{paragraph.get_attribute('id')}"
    assert page.evaluate("navigator.clipboard.readText()") == page.url == wanted
    context.close()


def test_without_a_script_the_mark_is_a_link(browser: Browser, built: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{built.as_uri()}/chapters/what-officials-did.html")
    page.locator("a.paragraph-link").nth(2).focus()
    page.keyboard.press("Enter")
    assert "#p-" in page.url
    context.close()
