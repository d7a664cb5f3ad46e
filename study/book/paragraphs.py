"""Paragraphs that can be pointed to: a lasting id, a link to copy, a comment to write."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from .context import Context

WORDS = 6
ROLE = re.compile(r"\{[\w:-]+\}`([^`|]*)[^`]*`")
APART = (nodes.table, nodes.footnote, nodes.caption)
"""What holds paragraphs that are no paragraphs of the text."""


class marks(nodes.Inline, nodes.Element):
    """The links at the end of a paragraph. It holds no text, so no search finds them."""


def setup(app: Sphinx) -> None:
    """Register the node and the transform."""
    app.add_node(marks, html=(visit_marks, None))
    app.add_transform(Identify)


class Identify(SphinxTransform):
    """Gives every paragraph of a page an id and the links that go with it."""

    default_priority = 1  # first: later Sphinx writes a source into generated paragraphs too

    def apply(self, **_: Any) -> None:
        """Number the paragraphs of the text and name each after its first words."""
        page, taken = self.env.docname, set(self.document.ids)
        if page.startswith("origins/"):
            return
        for number, paragraph in enumerate(list(written(self.document)), 1):
            name = free(identifier(paragraph.rawsource), taken)
            taken.add(name)
            paragraph["ids"].insert(0, name)
            paragraph["number"] = number
            paragraph += marks(id=name, page=page, words=opening(paragraph))


def written(doctree: nodes.document) -> Iterator[nodes.paragraph]:
    """The paragraphs somebody wrote: not those of tables and footnotes, not generated ones."""
    for paragraph in doctree.findall(nodes.paragraph):
        above = paragraph.parent
        while above is not None and not isinstance(above, APART):
            above = above.parent
        if above is None and paragraph.rawsource.strip():
            yield paragraph


def identifier(source: str) -> str:
    """An id from the first words of a paragraph's source.

    Of a role its content counts, not the value it stands for and not the format: a number
    that changes, or is printed another way, changes no id.
    """
    words = ROLE.sub(r"\1", source).split()[:WORDS]
    return nodes.make_id("p-" + "-".join(words))


def free(name: str, taken: set[str]) -> str:
    """The name itself or, where it is taken, with the first number that is free."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def opening(node: nodes.Element) -> str:
    """The first words of a paragraph or caption as readers see them.

    What is known only when all pages are read (references, works cited) is left out.
    """
    copy = node.deepcopy()
    for unknown in list(copy.findall(addnodes.pending_xref)):
        if not unknown.get("refexplicit"):
            unknown.parent.replace(unknown, nodes.Text("\N{HORIZONTAL ELLIPSIS}"))
    for mark in list(copy.findall(nodes.superscript)):
        mark.parent.remove(mark)
    words = copy.astext().split()
    if len(words) <= WORDS:
        return " ".join(words)
    return " ".join(words[:WORDS]).rstrip(".,;:") + "\N{HORIZONTAL ELLIPSIS}"


def comment(review: Mapping[str, str], where: str, words: str, version: str) -> str:
    """The address that opens a comment on a paragraph; empty if nobody takes comments.

    review: ``tracker``, the address of a form that takes title and body, or ``email``.
    """
    body = f"Paragraph: {where}\nIt begins: {words}\nVersion: {version}\n\n"
    title = f"Comment on {where}"
    if tracker := review.get("tracker"):
        filled = urlencode({"title": title, "body": body}, quote_via=quote)
        return f"{tracker}{'&' if '?' in tracker else '?'}{filled}"
    if email := review.get("email"):
        lines = body.replace("\n", "\r\n")  # as RFC 6068 asks
        filled = urlencode({"subject": title, "body": lines}, quote_via=quote)
        return f"mailto:{quote(email, safe='@')}?{filled}"
    return ""


def visit_marks(translator: Any, node: marks) -> None:
    """Write the links: to the paragraph itself and, where comments are taken, to one."""
    ctx: Context = translator.builder.app.study_context
    review = ctx.place.study.get("review", {})
    said = "Link to this paragraph"
    links = [f'<a class="paragraph-link" href="#{node["id"]}" title="{said}">¶</a>']
    if any(review.values()):
        where = f"{node['page']}#{node['id']}"
        version = f"{ctx.citation.version}, {ctx.citation.released}"
        address = html.escape(comment(review, where, node["words"], version))
        links.append(f'<a class="paragraph-comment" href="{address}">Comment</a>')
    translator.body.append(f' <span class="paragraph-marks">{" ".join(links)}</span>')
    raise nodes.SkipNode
