"""What a page is in the words of schema.org, as JSON-LD.

Addresses are full ones when CITATION.cff has a `url`; else relative to the page, which
readers of JSON-LD resolve. The address of the vocabulary is a name: no browser fetches it.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any

from ..cite import Citation
from ..results import store
from . import context
from .build import reading_order
from .context import Context
from .shown import download
from .simulated import marked

Facts = dict[str, Any]
MEDIA = {".csv": "text/csv", ".json": "application/json", ".svg": "image/svg+xml"}


def json_ld(ctx: Context, page: str, citation: Citation) -> Facts:
    """A page described: the study, a result or table by its name, or a chapter."""
    if not citation.whole:
        return {"@context": "https://schema.org", "@graph": _study(ctx, page, citation)}
    common = {"@context": "https://schema.org", **_common(ctx, citation)}
    common["url"] = _at(ctx, page, f"{page}.html")
    front = _at(ctx, page, f"{ctx.app.config.root_doc}.html")
    common["isPartOf"] = {"@type": "ScholarlyArticle", "name": citation.whole, "url": front}
    if citation.kind == "Chapter":
        return common | {"@type": "Chapter"}
    return common | _evidence(ctx, page, citation)


def _common(ctx: Context, citation: Citation) -> Facts:
    return {
        "name": citation.title,
        "author": [
            {"@type": "Person" if author.person else "Organization", "name": author.inverted}
            for author in citation.authors
        ],
        "datePublished": citation.released,
        "version": citation.version,
        "license": [_licence(name) for name in citation.licences],
        "inLanguage": ctx.place.language,
        "keywords": list(citation.keywords),
        "isAccessibleForFree": True,
    }


def _study(ctx: Context, page: str, citation: Citation) -> list[Facts]:
    """The study as an article, and its tables as the data set it rests on."""
    common, here = _common(ctx, citation), _at(ctx, page, f"{page}.html")
    common |= {"url": here, "description": citation.abstract}
    chapters = [
        {
            "@type": "Chapter",
            "name": ctx.app.env.titles[name].astext(),
            "url": _at(ctx, page, f"{name}.html"),
        }
        for name in reading_order(ctx.place)[1:]
        if not marked(ctx.app.env, name)
    ]
    article: Facts = {
        "headline": citation.title,
        "abstract": citation.abstract,
        "hasPart": chapters,
    }
    article["isBasedOn"] = {"@id": f"{here}#data"}
    tables = [_table(ctx, page, name) for name in _open_tables(ctx)]
    return [
        {"@type": "ScholarlyArticle", "@id": f"{here}#article", **common, **article},
        {"@type": "Dataset", "@id": f"{here}#data", **common}
        | {"name": f"Data of: {citation.title}", "hasPart": tables},
    ]


def _open_tables(ctx: Context) -> list[str]:
    """Tables of the data and tables that were computed, as far as every reader may have them."""
    computed = [
        name
        for name, entry in ctx.shelf.entries.items()
        if entry.kind == "Table" and not entry.absent
    ]
    names = [*ctx.desk.tables, *computed]
    made = [name for name in names if ctx.desk.provenance(name) == store.SIMULATED]
    return [name for name in names if ctx.desk.access(name) == "open" and name not in made]


def _table(ctx: Context, page: str, name: str) -> Facts:
    return {
        "@type": "Dataset",
        "name": ctx.cited(name).title,
        "description": _told(ctx, name),
        "url": _at(ctx, page, f"{context.origin_page(name)}.html"),
        "license": _data_licence(ctx, name),
        **_file(ctx, page, name),
    }


def _evidence(ctx: Context, page: str, citation: Citation) -> Facts:
    """A result or a table of the data, with what kind of evidence it is and where its file lies."""
    name = citation.name
    facts = {
        "@type": "ImageObject" if citation.kind == "Figure" else "Dataset",
        "description": _told(ctx, name),
        "license": _data_licence(ctx, name),
        "isAccessibleForFree": ctx.desk.access(name) == "open",
        **_file(ctx, page, name),
    }
    if citation.kind != "Figure":
        facts["variableMeasured"] = _variables(ctx, name)
    return facts


def _told(ctx: Context, name: str) -> str:
    """What a table or result is, and what kind of evidence: it goes wherever the name goes."""
    spec = ctx.desk.tables.get(name)
    about = spec.description if spec else f"{ctx.cited(name).title}."
    return f"{about} [{context.PROVENANCE[ctx.desk.provenance(name)]}]"


def _variables(ctx: Context, name: str) -> list[str]:
    if name in ctx.desk.tables:
        return [field.title for field in ctx.desk.tables[name].fields.values()]
    return [ctx.label(column) for column in ctx.shelf.entry(name).shape if column != "rows"]


def _file(ctx: Context, page: str, name: str) -> Facts:
    """Where the file of a result or table lies, if every reader may have it."""
    if ctx.desk.access(name) != "open":
        return {}
    entry = ctx.shelf.entries.get(name)
    if entry and entry.absent:
        return {}
    path = download(entry) if entry else f"downloads/{name}.csv"
    file = {"contentUrl": _at(ctx, page, path), "encodingFormat": MEDIA[Path(path).suffix]}
    if entry and entry.kind == "Figure":
        return file
    return {"distribution": {"@type": "DataDownload", **file}}


def _at(ctx: Context, page: str, path: str) -> str:
    """The address of a file of the book, as said above."""
    site = ctx.citation.site
    return site + path if site else posixpath.relpath(path, posixpath.dirname(page) or ".")


def _data_licence(ctx: Context, name: str) -> str:
    described = ctx.desk.descriptor
    spec = described.tables.get(name)
    return _licence(spec.licence if spec else described.licence)


def _licence(name: str) -> str:
    """The address of a licence by its SPDX name."""
    return f"https://spdx.org/licenses/{name}"
