"""The page of the book that says what changed since an earlier release."""

from __future__ import annotations

import json
from typing import Any

from docutils import nodes

from ..results import store
from .changes import Facts, heading, headline, kept, told, values
from .context import Context, link, origin_page
from .grid import Column, Content, grid
from .manifest import noted
from .shown import Guarded
from .simulated import allowed

LONGEST = 60
"""Sentences and results of a chapter that the page shows; changes.json has all."""
CHANGES = 8


class WhatChanged(Guarded):
    """```` ```{what-changed} ````: the comparison kept by `study diff A --page`."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """Sentences and results by chapter, then rows of data."""
        path = kept(ctx.place)
        self.env.note_dependency(str(path))
        if not path.is_file():
            return [nodes.paragraph("", "No earlier release has been compared with this one.")]
        facts = json.loads(path.read_text(encoding="utf-8"))
        blocks: list[nodes.Node] = [nodes.paragraph("", headline(facts))]
        self.env.note_dependency(str(noted(ctx.place)))
        now = ctx.manifest["digests"]
        if any(facts["made_of"][part] != now[part] for part in ("data", "code")):
            said = "Data or code have changed since; `study diff` has not been run again."
            blocks.append(nodes.paragraph("", said.replace("`", ""), classes=["lacking"]))
        for chapter in facts["chapters"]:
            if not allowed(ctx.place, chapter["page"]):
                blocks += self._chapter(ctx, chapter)
        if facts["tables"]:
            items = [line for table in facts["tables"] for line in told(table)]
            blocks += [_heading("Rows of data"), _bullets(items)]
        return blocks

    def _chapter(self, ctx: Context, chapter: Facts) -> list[nodes.Node]:
        blocks: list[nodes.Node] = [_heading(heading(chapter))]
        if said := chapter["sentences"]:
            rows: list[list[Content]] = [[s["old"] or "", s["new"] or ""] for s in said[:LONGEST]]
            blocks.append(grid([Column("It said"), Column("It says")], rows, classes=["evidence"]))
            blocks += _more(len(said), "sentences")
        if results := chapter["results"]:
            lines = [self._result(ctx, result) for result in results[:LONGEST]]
            heads = [Column("Result"), Column("What it is"), Column("What changed")]
            blocks.append(grid(heads, lines, classes=["evidence"]))
            blocks += _more(len(results), "results")
        return blocks

    def _result(self, ctx: Context, result: Facts) -> list[Content]:
        name = result["name"]
        shown: Content = name
        if name in ctx.shelf.entries:
            shown = [link(name, ctx.uri(self.env.docname, origin_page(name)))]
        state = [] if result["state"] == "changed" else [result["state"]]
        if name in ctx.desk.graph.steps and ctx.desk.provenance(name) == store.SIMULATED:
            return [shown, result["summary"], f"{store.MARK}: not told here"]
        return [shown, result["summary"], "; ".join([*state, *values(result, CHANGES)])]


def _heading(title: str) -> nodes.Node:
    return nodes.paragraph("", "", nodes.strong("", title), classes=["dictionary"])


def _bullets(lines: list[str]) -> nodes.Node:
    items: list[Any] = [nodes.list_item("", nodes.paragraph("", line)) for line in lines]
    return nodes.bullet_list("", *items)


def _more(number: int, what: str) -> list[nodes.Node]:
    if number <= LONGEST:
        return []
    return [nodes.paragraph("", f"And {number - LONGEST} more {what}.")]
