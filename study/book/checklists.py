"""Reporting checklists: every item with a link to where the book reports it, or why it does not.

An item that claims to be reported must name places that exist; one that is not must say why; and
one that is reported in part must do both.
A claim that leads nowhere fails the build.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from ..errors import AbsentError, BookError, near
from ..place import Place
from .context import Context
from .grid import Column, Content, grid
from .instruments import followed
from .quote import marked
from .shown import Guarded

TABLE = "reporting_checklists"
REPORTED, PART = "reported", "in part"
LABEL = re.compile(r"^\(([\w-]+)\)=\s*$", re.M)

Item = dict[str, str]


class Checklist(Guarded):
    """```` ```{checklist} NAME ````: the items of one checklist, in order."""

    required_arguments = 1

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One row an item: number, topic, and where it is reported or why not."""
        name = self.arguments[0]
        every = [row.content for row in followed(self, ctx, TABLE)]
        items = [item for item in every if item["checklist"] == name]
        if not items:
            raise AbsentError(f"checklist {name}", f"the table {TABLE} has no item of it")
        self.env.note_dependency(str(ctx.place.book / "_toc.yml"))
        if wrong := faults(items, labels(ctx.place)):
            raise BookError("\n".join(wrong) + "\n", "Mend the table, or the page that lacks it.")
        items.sort(key=lambda item: int(item["number"]))
        mark = ctx.desk.descriptor.tables[TABLE].provenance
        columns = [Column("Item", "num"), Column("What is to be reported"), Column("Where")]
        rows: list[list[Content]] = [
            [item["number"], item["topic"], [*self._where(ctx, item), *marked(mark)]]
            for item in items
        ]
        return [grid(columns, rows)]

    def _where(self, ctx: Context, item: Item) -> list[nodes.Node]:
        """Links to the places, the status in words if it is not whole, and what there is to say."""
        parts: list[nodes.Node] = []
        for label in split(item["labels"]):
            parts += [*([nodes.Text("; ")] if parts else []), self._link(label)]
        if not parts:
            parts.append(nodes.emphasis("", ctx.label(item["status"])))
        if item["status"] == PART:
            parts += [nodes.Text(", "), nodes.emphasis("", ctx.label(PART))]
        if item["reason"]:
            because = ": " if split(item["labels"]) else ", because "
            parts.append(nodes.Text(f"{because}{item['reason']}"))
        return parts

    def _link(self, label: str) -> nodes.Node:
        """A reference that Sphinx resolves once all pages are read: its text is the title."""
        return addnodes.pending_xref(
            "",
            nodes.inline("", label, classes=["std", "std-ref"]),
            refdomain="std",
            reftype="ref",
            reftarget=label,
            refexplicit=False,
            refwarn=True,
            refdoc=self.env.docname,
        )

    def absent_title(self, ctx: Context) -> str:
        """What a notice says is not shown."""
        return f"Checklist {self.arguments[0]}"


def labels(place: Place) -> set[str]:
    """The labels of chapters and sections in the sources of a study's book."""
    pages: Iterable[Path] = [*place.book.glob("*.md"), *place.book.glob("*/*.md")]
    return {name for page in pages for name in LABEL.findall(page.read_text(encoding="utf-8"))}


def split(cell: str) -> list[str]:
    """The labels in a cell."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def faults(items: Iterable[Item], known: Collection[str]) -> list[str]:
    """What is wrong with some items: an empty claim, a place that is none, a missing reason.

    items: item_id, status, labels and reason; known: the labels of the book.
    """
    found = []
    for item in items:
        name, places = f"{TABLE}, {item['item_id']}", split(item["labels"])
        told = item["status"] in (REPORTED, PART)
        if told and not places:
            found.append(f"{name}: is said to be {item['status']}, and no place is named.")
        if not told and places:
            found.append(f"{name}: is said to be {item['status']}, and places are named.")
        if item["status"] != REPORTED and not item["reason"]:
            found.append(f"{name}: is said to be {item['status']}, and no reason is given.")
        for place in places:
            if place not in known:
                guess = near(place, known)
                mend = f" Did you mean {guess}?" if guess else ""
                found.append(f"{name}: no place of the book is labelled {place!r}.{mend}")
    return found
