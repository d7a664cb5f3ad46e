"""For reviewers: every result with its function, inputs, rows, cost and claims."""

from __future__ import annotations

import csv

from docutils import nodes

from ..place import Place
from ..results.graph import SETTING, WORDS, Step
from .context import Context, anchor, emphasised, link, origin_page
from .grid import Column, grid
from .shown import Guarded
from .usage import uses_of

BENCH = ("Case", "Who", "Seconds", "Remark", "Printed numbers right?", "Aim")
UNMEASURED = "\N{EN DASH}"


class ReviewList(Guarded):
    """Every result, in the order of the files and lines that compute them."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One entry a result."""
        self.env.note_dependency(str(ctx.place.results / "index.json"))
        costs = measured(ctx.place)
        entries = nodes.definition_list(classes=["register"])
        steps = ctx.desk.graph.steps.values()
        for step in sorted(steps, key=lambda each: (ctx.place.show(each.file), each.line)):
            self.env.note_dependency(str(step.file))
            self.env.note_dependency(str(ctx.desk.path(step.name)))
            entries += self._entry(ctx, step, costs.get(step.name, UNMEASURED))
        return [entries]

    def _entry(self, ctx: Context, step: Step, cost: str) -> nodes.Node:
        entry = ctx.shelf.entry(step.name)
        name = link(step.name, ctx.uri(self.env.docname, origin_page(step.name)))
        term = nodes.term("", "", name, ids=[anchor("review", step.name)])
        term += nodes.Text(f" {entry.kind.lower()}, {entry.provenance}")
        needs = ", ".join(need for need in step.needs if need not in (WORDS, SETTING))
        facts = {
            "Function": f"{entry.function}, {ctx.place.show(step.file)}, line {step.line}",
            "Inputs": needs or "none",
            **({"Not shown": entry.absent} if entry.absent else {}),
            "Rows behind it": f"{len(ctx.shelf.rows(step.name)):,}",
            "Seconds and memory": cost,
        }
        told = " ".join(f"{title}: {text}." for title, text in facts.items())
        claims = [nodes.Text(" Claims: "), uses_of(of="result", name=step.name), nodes.Text(".")]
        small = nodes.paragraph("", "", nodes.Text(told), *claims, classes=["small"])
        summary = nodes.paragraph("", "", *emphasised(step.summary))
        return nodes.definition_list_item("", term, nodes.definition("", summary, small))


class MeasuredOn(Guarded):
    """The machine on which seconds and memory were measured, in words."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """A sentence, or one that says that nothing was measured."""
        if not ctx.place.measured.is_file():
            return [nodes.paragraph("", "Seconds and memory have not been measured.")]
        first = ctx.place.measured.read_text(encoding="utf-8").partition("\n")[0]
        return [nodes.paragraph("", first.removeprefix("# "))]


class BenchTable(Guarded):
    """How long each kind of change takes here and in a plain Jupyter Book, as it was measured."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """The table with its conditions, or a sentence that nothing was measured."""
        path = ctx.place.compared
        self.env.note_dependency(str(path))
        if not path.is_file():
            return [nodes.paragraph("", "These figures have not been measured.")]
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        rows = list(csv.reader(lines[1:]))
        columns = [Column(title, "num" if title == "Seconds" else "") for title in BENCH]
        # Measured, neither observed in a source nor judged: no caption, as no result has it.
        told = nodes.paragraph("", first.removeprefix("# "))
        return [told, grid(columns, rows, classes=["evidence"])]


def measured(place: Place) -> dict[str, str]:
    """Seconds and memory of each result in words; empty without measurements of this study."""
    if not (place.shipped and place.measured.is_file()):
        return {}
    lines = place.measured.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["result"]: f"{row['seconds']} s, {row['peak_mb']} MB" for row in rows}
