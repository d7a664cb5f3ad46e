"""The built HTML pages of a book joined in reading order, for whoever prints them.

Sphinx numbers anchors anew on every page (``id1`` is on most of them). Joined, each anchor
and each link gets its page's name in front, so that citations, footnotes and cross
references still meet their targets.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import html as lxml_html

from ..errors import BookError

ARTICLE = "//article[contains(concat(' ', @class, ' '), ' bd-article ')]"
# Furniture of the screen: it leads nowhere on paper.
DROPPED = (
    "headerlink",
    "paragraph-marks",
    "toctree-wrapper",
    "sd-summary-state-marker",
    "backrefs",
)

# Links whose text says nothing without the page they open.
WAYS_OUT = ("origin-link",)


@dataclass(frozen=True)
class Page:
    """One page: its name (as in the table of contents) and its article, an lxml element."""

    name: str
    article: Any


@dataclass(frozen=True)
class Joined:
    """Pages in reading order.

    linked: the anchors that some link leads to. anchors: every anchored element by anchor.
    """

    pages: tuple[Page, ...]
    linked: frozenset[str]
    anchors: dict[str, Any]


def join(html: Path, names: Sequence[str]) -> Joined:
    """Read the pages of a built book and make one text of them.

    html: folder of the built pages; names: page names in reading order, without ``.html``.
    An anchor becomes ``page#id``, a page itself ``page#``. Links to pages that are not
    joined lose their address. Addresses of images start at the folder, with a slash.
    Raises BookError for a page that is missing or has no article, and for links within
    the joined pages that lead nowhere, all at once.
    """
    pages = tuple(Page(name, _article(html, name)) for name in names)
    aliases: dict[str, str] = {}
    anchors: dict[str, Any] = {}
    for page in pages:
        _drop(page.article)
        _prefix(page, aliases, anchors)
    linked: set[str] = set()
    lost: list[str] = []
    for page in pages:
        for link, target in _links(page, set(names)):
            target = aliases.get(target, target)
            link.set("href", f"#{target}")
            linked.add(target)
            if target not in anchors:
                lost.append(f"{page.name}: the link {_text(link)!r} leads to {target!r}.")
    if lost:
        raise BookError("Links lead nowhere:\n" + "\n".join(lost) + "\n")
    return Joined(pages, frozenset(linked), anchors)


def has_class(element: Any, *names: str) -> bool:
    """Whether an element bears one of some classes."""
    return not set(names).isdisjoint(element.get("class", "").split())


def _article(html: Path, name: str) -> Any:
    path = html / f"{name}.html"
    if not path.is_file():
        raise BookError(f"The page {name} has not been built.", "Build the HTML pages first.")
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    found = lxml_html.parse(path, parser).xpath(ARTICLE)
    if not found:
        raise BookError(f"{name}.html has no article.", "It must be a page of sphinx-book-theme.")
    return found[0]


def _drop(article: Any) -> None:
    for element in list(article.iter()):
        if has_class(element, *DROPPED) or element.tag in ("script", "style"):
            element.drop_tree()


def _prefix(page: Page, aliases: dict[str, str], anchors: dict[str, Any]) -> None:
    for element in list(page.article.iter()):
        anchor = element.get("id")
        if anchor is None:
            continue
        full = f"{page.name}#{anchor}"
        section = element.getparent()
        if _only_marks(element) and section.tag == "section" and section.get("id"):
            aliases[full] = section.get("id")
            element.drop_tree()
            continue
        element.set("id", full)
        anchors[full] = element
    top = next((e.get("id") for e in page.article.iter("section") if e.get("id")), None)
    if top is not None:
        aliases[f"{page.name}#"] = top


def _only_marks(element: Any) -> bool:
    """Whether an element is an empty span that Sphinx put before a heading to bear an id."""
    return element.tag == "span" and len(element) == 0 and not (element.text or "").strip()


def _links(page: Page, names: set[str]) -> Iterator[tuple[Any, str]]:
    """Links that stay within the joined pages, with their targets; the others are mended."""
    for image in page.article.iter("img"):
        image.set("src", "/" + _resolve(page.name, image.get("src", "")))
    for link in list(page.article.iter("a")):
        parts = urlsplit(link.get("href", ""))
        if parts.scheme or parts.netloc:
            continue
        path = _resolve(page.name, parts.path) if parts.path else f"{page.name}.html"
        name = path.removesuffix(".html")
        if path.endswith(".html") and name in names and "href" in link.attrib:
            yield link, f"{name}#{unquote(parts.fragment)}"
        else:
            link.attrib.pop("href", None)
            if has_class(link, *WAYS_OUT):
                link.tail = (link.tail or "").removeprefix(".").lstrip()
                link.drop_tree()


def _resolve(name: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(address)))


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())
