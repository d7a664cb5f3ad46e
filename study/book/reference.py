"""Generated parts of the reference chapters: data dictionary, errors, results, citation."""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from ..cite import Citation, apa, bibtex, ris
from ..contract.descriptor import Field, TableSpec
from ..contract.files import file_of
from ..errors import CATALOGUE
from ..place import ROOT
from ..results.explain import table_rows
from . import context, manifest
from .build import slug
from .citing import FOLDER
from .context import Context, anchor, coded, emphasised, link, origin_page
from .grid import Column, Content, grid
from .shown import Guarded, listed


class DataDictionary(Guarded):
    """Every table of the data: what a row is, and every field with its type and limits."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """A description and a table of fields for each table."""
        self.env.note_dependency(str(ctx.place.descriptor))
        here = self.env.docname
        return [
            node for spec in ctx.desk.descriptor.tables.values() for node in _table(ctx, here, spec)
        ]


class ErrorCatalogue(Guarded):
    """Every kind of error a person can meet, what it means and what to do."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One row a kind of error."""
        self.env.note_dependency(str(ROOT / "study" / "errors.py"))
        rows: list[list[Content]] = [
            [kind.title, (kind.__doc__ or "").strip(), coded(kind.remedy)] for kind in CATALOGUE
        ]
        return [grid([Column("It says"), Column("What it means"), Column("What to do")], rows)]


class ResultList(Guarded):
    """Every result of the study with its kind, its provenance and what it says."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One row a result, linked to its origin."""
        self.env.note_dependency(str(ctx.place.results / "index.json"))
        rows: list[list[Content]] = []
        for name, entry in ctx.shelf.entries.items():
            step = ctx.desk.graph.step(name)
            self.env.note_dependency(str(step.file))
            origin = link(name, ctx.uri(self.env.docname, origin_page(name)))
            rows.append([[origin], entry.kind, entry.provenance, emphasised(step.summary)])
        heads = ["Result", "Kind", "Provenance", "What it is"]
        return [grid([Column(h) for h in heads], rows, classes=["evidence"])]


class TableList(Guarded):
    """Every table of the data with its rows and provenance, linked to its own page."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One row a table that has any."""
        rows: list[list[Content]] = []
        for name, spec in ctx.desk.tables.items():
            self.env.note_dependency(str(file_of(ctx.place, spec)))
            if name not in ctx.desk.empty_tables:
                page = link(spec.title, ctx.uri(self.env.docname, origin_page(name)))
                count = f"{len(table_rows(ctx.desk, name)):,}"
                open_ = spec.access == "open"
                rows.append([[page], count if open_ else spec.access, spec.provenance])
        columns = [Column("Table"), Column("Rows", "num"), Column("Provenance")]
        return [grid(columns, rows)]


class HowToCite(Guarded):
    """The citation in words, and for reference managers."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """The citation in every form; the head of this page names every result and table."""
        for path in (ctx.place.descriptor, *(s.file for s in ctx.desk.graph.steps.values())):
            self.env.note_dependency(str(path))
        return how_to_cite(ctx, self.env.docname, ctx.citation, slug(ctx.place))


class BuildManifest(Guarded):
    """What this build was made of: versions, digests, commit."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """A list of facts, and the file with all of them."""
        self.env.note_dependency(str(manifest.noted(ctx.place)))
        found = ctx.manifest
        packages = ", ".join(f"{name} {version}" for name, version in found["packages"].items())
        pairs: list[tuple[str, Content]] = [
            ("Version", f"{found['version']}, {found['released']}"),
            ("Commit", manifest.told(found["package"])),
            *([("Commit of the data", manifest.told(found["own"]))] if "own" in found else []),
            *((n.capitalize(), [nodes.literal("", text)]) for n, text in found["digests"].items()),
            ("Python", found["python"]),
            ("Packages", packages),
            ("File", [link(manifest.FILE, ctx.uri(self.env.docname, manifest.DOWNLOAD))]),
        ]
        return [listed(pairs)]


class unsearched(nodes.General, nodes.Element):
    """A paragraph or block that stands on so many pages that a search had better not find it."""


def visit_unsearched(translator: Any, node: unsearched) -> None:
    """Write the element; to the search it has no text."""
    tag = node["tag"]
    translator.body.append(f'<{tag} class="citation">{escape(node["said"])}</{tag}>\n')
    raise nodes.SkipNode


def how_to_cite(ctx: Context, here: str, citation: Citation, file: str) -> list[nodes.Node]:
    """A citation as prose and for reference managers; file: of the downloads, without ending."""
    files = nodes.paragraph()
    for text, suffix in (("BibTeX file", "bib"), ("RIS file", "ris")):
        uri = ctx.uri(here, f"{FOLDER}/{file}.{suffix}")
        files += [link(text, uri, "origin-link"), nodes.Text(" ")]
    blocks = [unsearched(tag="pre", said=form(citation)) for form in (bibtex, ris)]
    return [unsearched(tag="p", said=apa(citation)), files, *blocks]


class NotebookRole(SphinxRole):
    """``{download-notebook}`name` ``: links to a companion notebook as page, notebook, script."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Three links, one a form of the notebook."""
        ctx, here = context.of(self.env), self.env.docname
        found: list[nodes.Node] = []
        for text, suffix in (
            ("as a page", "html"),
            ("as a notebook", "ipynb"),
            ("as a script", "py"),
        ):
            uri = ctx.uri(here, f"notebooks/{self.text}.{suffix}")
            found += [*([nodes.Text(", ")] if found else []), link(text, uri)]
        return found, []


def _table(ctx: Context, here: str, spec: TableSpec) -> list[nodes.Node]:
    title = nodes.paragraph("", "", nodes.strong("", spec.title), classes=["dictionary"])
    title["ids"].append(anchor("dictionary", spec.name))
    page: nodes.Node = nodes.Text(f"{spec.name}.csv, not collected")
    if spec.name in ctx.desk.tables:
        page = link(f"{spec.name}.csv", ctx.uri(here, origin_page(spec.name)))
    title += [nodes.Text(" ("), page, nodes.Text(f"; {context.PROVENANCE[spec.provenance]})")]
    rows = [_field(spec, field) for field in spec.fields.values()]
    heads = ["Field", "Type and unit", "What it holds", "Allowed"]
    fields = grid([Column(h) for h in heads], rows, classes=["evidence"])
    return [title, nodes.paragraph("", spec.description), fields]


def _field(spec: TableSpec, field: Field) -> list[Content]:
    kind = field.type if not field.unit else f"{field.type}, {field.unit}"
    key = "Key. " if field.name in spec.key else ""
    computed = f" Computed by: {field.computed_by}" if field.computed_by else ""
    return [field.name, kind, f"{key}{field.description}{computed}", _allowed(field)]


def _allowed(field: Field) -> str:
    limits = field.constraints
    parts = []
    if limits.enum:
        parts.append("; ".join(limits.enum) + " (words of this study)" * field.open)
    if limits.minimum is not None or limits.maximum is not None:
        parts.append(_bounds(limits.minimum, limits.maximum))
    if field.references:
        parts.append(f"in {field.references}")
    if limits.required:
        parts.append("required")
    return "; ".join(parts) or "\N{EN DASH}"


def _bounds(low: float | None, high: float | None) -> str:
    if high is None:
        return f"at least {low:g}"
    return f"at most {high:g}" if low is None else f"{low:g} to {high:g}"
