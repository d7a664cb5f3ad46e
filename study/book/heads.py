"""What the head of a page tells machines: `citation_*` tags and JSON-LD of schema.org.

Both say what CITATION.cff says. While no `url` is set there, what must be a full address is
left out (`citation_pdf_url`, `citation_fulltext_html_url`), and JSON-LD bears addresses
relative to its page, which its readers resolve. The address of the PDF stands on the front
page alone: Google Scholar takes every page that bears one for the abstract of that PDF.
Nothing here is fetched by a browser; the context is a name.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from .. import cite
from ..cite import Citation
from ..errors import StudyError
from ..place import Place
from .build import slug
from .context import Context
from .linked import json_ld
from .simulated import marked


def name_authors(config: Any, place: Place) -> None:
    """Let the foot of every page name authors and year as CITATION.cff does."""
    try:
        citation = cite.read(place)
    except StudyError as error:
        raise ExtensionError(f"{error.title}: {error}") from None
    config.author = " and ".join(author.inverted for author in citation.authors)
    config.copyright = citation.year


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put tags and JSON-LD in the head of a page; the search page is no work
    of its own, nor is that of a result which this study does not have. Nor is a page that shows
    what is simulated, which other search engines are asked to leave out as well."""
    ctx: Context = app.study_context  # type: ignore[attr-defined]
    if marked(app.env, page):
        context["metatags"] += '\n<meta name="robots" content="noindex" />\n'
        return
    if doctree is None or ctx.lacking(page.removeprefix("origins/")):
        return
    citation = work(ctx, page)
    described = json_ld(ctx, page, citation)
    context["metatags"] += "".join(
        f'\n<meta name="{name}" content="{escape(content)}" />'
        for name, content in tags(ctx, page, citation)
    )
    context["metatags"] += f'\n<script type="application/ld+json">{script(described)}</script>\n'


def work(ctx: Context, page: str) -> Citation:
    """The citation of the work a page is: the study, one result or table, or a chapter."""
    folder, _, name = page.rpartition("/")
    if page == ctx.app.config.root_doc:
        return ctx.citation
    if folder == "origins":
        return ctx.cited(name)
    title = ctx.app.env.titles[page].astext()
    return ctx.citation.part(page, title, "Chapter", f"{page}.html")


def tags(ctx: Context, page: str, citation: Citation) -> list[tuple[str, str]]:
    """Names and contents of the tags that Google Scholar and reference managers read."""
    pairs = [("citation_title", citation.title)]
    pairs += [("citation_author", author.inverted) for author in citation.authors]
    pairs.append(("citation_publication_date", citation.released.replace("-", "/")))
    if citation.whole:
        pairs.append(("citation_book_title", citation.whole))
    if citation.site:
        pairs.append(("citation_fulltext_html_url", f"{citation.site}{page}.html"))
        if not citation.whole:
            pairs.append(("citation_pdf_url", f"{citation.site}{slug(ctx.place)}.pdf"))
    pairs.append(("citation_language", ctx.place.language))
    return pairs + [("citation_keywords", word) for word in citation.keywords]


def script(content: dict[str, Any]) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
