"""What is simulated stays apart: the marks of pages that show it, and what no other page may show.

A page *may* show what is simulated if its front matter says ``simulated: true``; on any other
page a simulated number, table, figure or word in a link fails the build. A page *is marked* if
it does show any: the words of `store.MARK` stand in its title, so in every list of contents, in
``<title>``, in links to it and at the head of each of its printed pages; a banner follows the
title; the search does not find it, and it is described to no machine as a work to cite.

So chapters on interviews are written once, in ``book/simulated/``, and the marks come and go
with what a study holds. Prose that is true of a stand-in alone stands in a directive
``{stand-in}``, prose on what was collected in ``{collected}``, which may name the tables it
needs; both may hold headings. Results stand in either, or outside where both have them. Outer
fences need one mark more than those inside:

    ````{stand-in}
    ```{result-table} reward_models
    Three invented worlds.
    ```
    ````

Of what is neither there nor stood in for these pages say that it was not collected. Another
study has them as ``chapters/...`` of its book (see assemble.py), so they link to other pages by
label, or by an address that begins with a slash.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from ..place import Place
from ..results.store import MARK
from . import context
from .context import SIMULATED, Context
from .shown import Guarded

LOGGER = logging.getLogger(__name__)
FLAG = re.compile(r"\A---\n(?:(?!---\n).*\n)*?simulated: true\n")
MARKED = "study_marked"
"""The entry in the metadata of a page that shows something simulated."""
TITLE = MARK[0].upper() + MARK[1:]
BANNER = (
    "What is marked as simulated on this page was made by code from chosen parameters. None of it "
    "was observed, and none of it says anything about a real place, person or election."
)


def setup(app: Sphinx) -> None:
    """Register directives, transform and events."""
    app.add_directive("stand-in", StandIn)
    app.add_directive("collected", Collected)
    app.add_transform(Mark)
    app.connect("doctree-read", keep_apart)
    app.connect("doctree-resolved", keep_links_apart)


def marked(env: BuildEnvironment, page: str) -> bool:
    """Whether a page that was read shows something simulated."""
    return MARKED in env.metadata.get(page, {})


def allowed(place: Place, page: str) -> bool:
    """Whether a page may show something simulated."""
    path = place.book / f"{page}.md"
    return path.is_file() and bool(FLAG.match(path.read_text(encoding="utf-8")))


class _Block(Guarded):
    """A part of a page, headings included, that is there or not."""

    has_content = True

    def written(self) -> list[nodes.Node]:
        """The content, set as if it stood outside the directive."""
        here = self.state_machine.node
        self.state.nested_parse(self.content, self.content_offset, here, match_titles=True)
        return []


class StandIn(_Block):
    """```` ```{stand-in} ````: prose that is true only while invented tables stand in."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """The content while stand-ins are read, which marks the page; else nothing."""
        self.env.note_dependency(str(ctx.place.results / "index.json"))
        if not ctx.desk.stands_in:
            return []
        context.shows_simulated(self.env, "prose on a stand-in")
        return self.written()


class Collected(_Block):
    """```` ```{collected} tables ````: prose on what was collected, or that it was not."""

    optional_arguments = 1
    final_argument_whitespace = True

    def show(self, ctx: Context) -> list[nodes.Node]:
        """The content, if all tables named hold rows; nothing while stand-ins are read."""
        self.env.note_dependency(str(ctx.place.results / "index.json"))
        if ctx.desk.stands_in:
            return []
        asked = self.arguments[0].split() if self.arguments else []
        lacking = [name for name in asked if name not in ctx.desk.collected]
        if lacking:
            return [context.notice([f"the table {name} was not collected" for name in lacking])]
        if not ctx.desk.collected:
            return [context.notice(["no interview was collected"])]
        return self.written()


class Mark(SphinxTransform):
    """Marks a page that shows something simulated."""

    default_priority = 840  # before titles and labels are collected, at 850 and later

    def apply(self, **_: Any) -> None:
        """Title, banner, and no place in the search index."""
        if not self.env.temp_data.get(SIMULATED):
            return
        self.env.metadata[self.env.docname] |= {MARKED: MARK, "nosearch": "true"}
        title = next(iter(self.document.findall(nodes.title)), None)
        if title is None:
            return
        title += nodes.Text(f" ({MARK})")
        title.parent["classes"].append("simulated")
        heading, said = nodes.title("", TITLE), nodes.paragraph("", BANNER)
        banner = nodes.admonition("", heading, said, classes=["simulated-banner"])
        title.parent.insert(title.parent.index(title) + 1, banner)


def keep_apart(app: Sphinx, doctree: nodes.document) -> None:
    """Refuse what is simulated on a page that does not say so in its front matter."""
    if app.env.metadata[app.env.docname].get("simulated"):
        return
    for name in sorted(app.env.temp_data.get(SIMULATED, ())):
        LOGGER.error(
            "%s is simulated and has no place on this page. Take it out.",
            name,
            location=app.env.docname,
        )


def keep_links_apart(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Refuse a number in the text of a link from an unmarked page to what is simulated."""
    if marked(app.env, page) or page.startswith("origins/"):
        return
    for link in doctree.findall(nodes.reference):
        path = link.get("refuri", "").partition("#")[0]
        if not path or "://" in path:
            continue
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        text = _own_words(link)
        if marked(app.env, target.removesuffix(".html")) and re.search(r"\d", text):
            LOGGER.warning(
                "A link to what is simulated says %r: it may not tell a number.",
                text,
                location=link,
            )


def _own_words(link: nodes.reference) -> str:
    """The text of a link without the number of a table or figure it leads to."""
    numbered = {id(node) for node in link.findall(nodes.inline) if "std-numref" in node["classes"]}
    return " ".join(n.astext() for n in link.children if id(n) not in numbered)
