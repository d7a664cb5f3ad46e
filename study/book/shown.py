"""Directives that show a stored table, model or figure, with caption and provenance."""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from ..errors import AbsentError, BookError, ResultError, StudyError
from ..results import store
from ..results.shelf import Entry
from . import context
from .citing import target
from .context import Context, anchor, link, origin_page
from .grid import Column, Content, grid
from .quote import QUOTE, Speaker, filled, text_of

COLLECTED = "collected"
"""What a row says of the world it is from that is no invented one."""
WORLD = "scenario"
"""The column that says it, and the style of its cells."""
DATE = re.compile(r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?")


class Guarded(SphinxDirective, ABC):
    """A directive that reports a person's mistake with file and line, as an error of the page."""

    def run(self) -> list[nodes.Node]:
        """What ``show`` gives, or an error at the line of the directive."""
        ctx = context.of(self.env)
        try:
            return self.show(ctx)
        except AbsentError as error:
            if ctx.may_lack(self.env, self.lineno):
                return [context.notice([error.reason], self.absent_title(ctx))]
            return [self.state.document.reporter.error(str(error), line=self.lineno)]
        except StudyError as error:
            return [self.state.document.reporter.error(str(error), line=self.lineno)]

    def absent_title(self, ctx: Context) -> str:
        """What a notice says is not shown."""
        step = ctx.desk.graph.steps.get(self.arguments[0]) if self.arguments else None
        return step.summary.replace("*", "").removesuffix(".") if step else ""

    @abstractmethod
    def show(self, ctx: Context) -> list[nodes.Node]:
        """The nodes of the page."""

    def parsed(self) -> list[nodes.Node]:
        """The content of the directive: its first paragraph is the caption."""
        holder = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, holder)
        return list(holder.children)


class _Result(Guarded):
    """Shared by tables, models and figures: caption, name, provenance."""

    required_arguments = 1
    has_content = True
    prefix = ""

    def caption(self, ctx: Context, entry: Entry) -> tuple[list[nodes.Node], list[nodes.Node]]:
        """The caption with provenance and origin, and the notes that follow it.

        Raises BookError if there is no caption.
        """
        content = self.parsed()
        if not content and ctx.neutral(self.env, self.lineno):
            summary = ctx.desk.graph.step(entry.name).summary
            content = [nodes.paragraph("", "", *context.emphasised(summary))]
        if not content or not isinstance(content[0], nodes.paragraph):
            raise BookError(f"{entry.name} is shown without a caption.", "Write one below it.")
        here = self.env.docname
        origin = link("Origin", ctx.uri(here, origin_page(entry.name)), "origin-link")
        parts = [*content[0].children, nodes.Text(" "), provenance(entry), nodes.Text(" "), origin]
        if entry.kind != "Figure" and entry.access == "open":
            parts += [nodes.Text(" "), link("Data", ctx.uri(here, download(entry)), "origin-link")]
        if entry.provenance != store.SIMULATED:  # that is no finding to cite
            cite = f"{origin_page(entry.name)}#{context.CITE}"
            parts += [nodes.Text(" "), link("Cite", ctx.uri(here, cite), "origin-link")]
        parts.append(nodes.Text("."))
        return parts, content[1:]

    def named(self, node: nodes.Element, entry: Entry) -> None:
        """Give the table or figure the id by which it is cited: tab-... or fig-...."""
        node["names"].append(target(self.prefix, entry.name))
        node["quotes"] = [entry.name]
        self.state.document.note_explicit_target(node, node)


def telling(columns: list[tuple[str, str]], rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Columns without one that says in every row that nothing in it was made."""
    return [each for each in columns if any(row[each[0]] != COLLECTED for row in rows)] or columns


class ResultTable(_Result):
    """```` ```{result-table} name ```` with columns, formats and a choice of rows.

    columns: names, each with an optional format after ``|``; all but ``rows`` without it.
    where: ``column = value`` conditions joined by ``;``. missing: what an empty cell says.
    because: ``column = other`` pairs joined by ``;``: what an empty cell of the one says is what
    the other says in that row, if anything.
    """

    prefix = "tab"
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "columns": directives.unchanged,
        "where": directives.unchanged,
        "missing": directives.unchanged,
        "because": directives.unchanged,
    }

    def show(self, ctx: Context) -> list[nodes.Node]:
        """The table with its caption, and notes below it."""
        entry = ctx.quote(self.env, self.arguments[0])
        caption, notes = self.caption(ctx, entry)
        every = ctx.shelf.table(entry.name)
        rows = self._where(entry, every)
        chosen = telling(self._columns(entry, every), rows)
        missing, other = self.options.get("missing", "\N{EN DASH}"), self._because(entry, every)
        key = next(iter(every[0])) if every else ""
        cells = [
            [_cell(ctx, row[c], spec, gap(ctx, row, other.get(c), missing)) for c, spec in chosen]
            for row in rows
        ]
        if entry.access != "open":
            cells = [
                [
                    _withheld(ctx, entry, row[c], cell)
                    for (c, _), cell in zip(chosen, line, strict=True)
                ]
                for row, line in zip(rows, cells, strict=True)
            ]
        columns = [Column(ctx.labels[c], style_of([r[c] for r in rows], c)) for c, _ in chosen]
        ids = [anchor("shown", entry.name, str(row[key])) for row in rows]
        table = grid(columns, cells, caption=caption, ids=ids)
        self.named(table, entry)
        return [nodes.container("", table, *notes, classes=["result"])]

    def _columns(self, entry: Entry, rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
        known = list(rows[0]) if rows else list(entry.shape)
        asked = self.options.get("columns") or ", ".join(c for c in known if c != "rows")
        pairs = []
        for item in asked.split(","):
            name, _, spec = (part.strip() for part in item.partition("|"))
            pairs.append((_known(entry, known, name), spec))
        return pairs

    def _because(self, entry: Entry, rows: list[dict[str, Any]]) -> dict[str, str]:
        known = list(rows[0]) if rows else list(entry.shape)
        asked = filter(None, self.options.get("because", "").split(";"))
        pairs = [[part.strip() for part in item.partition("=")[::2]] for item in asked]
        return {_known(entry, known, one): _known(entry, known, other) for one, other in pairs}

    def _where(self, entry: Entry, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for condition in filter(None, self.options.get("where", "").split(";")):
            match = re.fullmatch(r"\s*(\w+)\s*(!?=)\s*(.*?)\s*", condition)
            if match is None or (rows and match[1] not in rows[0]):
                raise ResultError(f"{entry.name}: cannot read {condition!r}.", "column = value")
            wanted = match[3].split("|")
            rows = [r for r in rows if (_plain(r[match[1]]) in wanted) == (match[2] == "=")]
        if not rows and self.options.get("where"):
            raise AbsentError(f"such row of {entry.name}", "no row is of that kind")
        if not rows:
            raise ResultError(f"{entry.name} has no such rows.", "Widen the condition.")
        return rows


class ResultModel(ResultTable):
    """```` ```{result-model} name ````: the terms of a model, and below them its facts."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """The table of terms and a paragraph of facts."""
        shown = super().show(ctx)
        entry = ctx.quote(self.env, self.arguments[0])
        facts = ctx.shelf.content(entry.name)["facts"]
        pairs = [
            (ctx.labels[name], text_of(value, "", ctx))
            for name, value in facts.items()
            if value is not None
        ]
        shown[0] += listed([(label, text) for label, text in pairs])
        return shown


class ResultFigure(_Result):
    """```` ```{result-figure} name ````: a stored figure with caption and alternative text.

    alt: what the figure shows, with numbers bound by ``{n}`...``` as in prose; required.
    """

    prefix = "fig"
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {"alt": directives.unchanged_required}

    def show(self, ctx: Context) -> list[nodes.Node]:
        """The figure with its caption."""
        entry = ctx.quote(self.env, self.arguments[0])
        neutral = ctx.neutral(self.env, self.lineno)
        if "alt" not in self.options and not neutral:
            raise BookError(f"{entry.name} has no alternative text.", "Add :alt:.")
        summary = ctx.desk.graph.step(entry.name).summary.replace("*", "")
        told = " ".join(self.options.get("alt", summary).split())
        alt = filled(ctx, self.env, told)
        if entry.provenance == store.SIMULATED:
            alt = f"{store.MARK.capitalize()}: {alt}"
        path = ctx.shelf.path(entry.name)
        page = Path(self.env.doc2path(self.env.docname)).parent
        image = nodes.image(uri=Path(os.path.relpath(path, page)).as_posix(), alt=alt)
        caption, notes = self.caption(ctx, entry)
        full = link("", ctx.uri(self.env.docname, download(entry)), title="Open in full size")
        full += image
        figure = nodes.figure("", full, nodes.caption("", "", *caption), classes=["result"])
        self.named(figure, entry)
        figure["quotes"] += [path.partition("|")[0].strip() for path in QUOTE.findall(told)]
        return [figure, *notes]


def listed(pairs: Sequence[tuple[str, Content]]) -> nodes.definition_list:
    """Terms and what is said of each, as a compact list."""
    items = nodes.definition_list(classes=["particulars"])
    for term, value in pairs:
        content = [nodes.Text(value)] if isinstance(value, str) else value
        body = nodes.definition("", nodes.paragraph("", "", *content))
        items += nodes.definition_list_item("", nodes.term("", term), body)
    return items


def provenance(entry: Entry) -> nodes.Node:
    """The sentence that tells a reader what kind of number this is."""
    text = context.PROVENANCE[entry.provenance]
    return nodes.inline("", f"[{text}]", classes=["provenance", f"provenance-{entry.provenance}"])


def download(entry: Entry) -> str:
    """The file of a result in the built book."""
    return f"downloads/{store.file_name(entry.name, entry.kind, entry.provenance)}"


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def style_of(values: list[Any], name: str = "") -> str:
    """How a column of such values is set: numbers by digit, dates unbroken, worlds as phrases."""
    if name == WORLD:
        return WORLD
    held = [value for value in values if value is not None]
    if held and not any(isinstance(value, str | bool) for value in held):
        return "num"
    return "date" if held and all(DATE.fullmatch(str(value)) for value in held) else ""


def _withheld(ctx: Context, entry: Entry, value: Any, cell: Content) -> Content:
    """What a table that rests on one that is not open may show: counts, and words known besides.

    These are the words of the list, and what the open tables it rests on hold. Other text may be
    copied from the rows that are not open.
    """
    if not isinstance(value, str) or DATE.fullmatch(value):
        return cell
    return cell if value in ctx.labels or value in ctx.published(entry) else "not shown"


def gap(ctx: Speaker, row: Mapping[str, Any], other: str | None, missing: str) -> str:
    """What an empty cell says: what the other column says in its row, if anything, or `missing`."""
    said = row[other] if other else None
    return missing if said is None else text_of(said, "", ctx)


def _known(entry: Entry, known: list[str], name: str) -> str:
    if name not in known:
        raise ResultError(
            f"{entry.name} has no column {name!r}.", f"There are: {', '.join(known)}."
        )
    return name


def _cell(ctx: Context, value: Any, spec: str, missing: str) -> Content:
    return missing if value is None else text_of(value, spec, ctx)
