"""Two lists for those who check: every row of a register, and every result of the study."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import BookError
from ..place import Place
from ..results import store
from ..results.explain import Row, table_rows
from .context import Context, anchor, emphasised, link, origin_page
from .quote import marked
from .shown import Guarded
from .usage import uses_of


class Register(Guarded):
    """```` ```{register} events ````: every row of a table of the data, with what uses it.

    head: fields named beside the key. text: the field that says what the row is. facts:
    fields set below it; one of another table with the same key as ``table.field``, with the
    mark of its provenance. Sources lead to their own entries, so the table of sources must
    be registered on the same page.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "head": directives.unchanged,
        "text": directives.unchanged_required,
        "facts": directives.unchanged,
    }

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One entry a row."""
        name = self.arguments[0]
        head, text, facts = (self._fields(option) for option in ("head", "text", "facts"))
        tables: dict[str, dict[str, Row]] = {}
        for table in {name: None, **{t: None for t, _ in (*head, *text, *facts) if t}}:
            if table not in ctx.desk.descriptor.tables:
                raise BookError(f"There is no table {table!r}.", "Name one of data/.")
            self.env.note_dependency(str(ctx.place.data / ctx.desk.descriptor.tables[table].path))
            tables[table] = {row.key: row for row in table_rows(ctx.desk, table)}
        entries = nodes.definition_list(classes=["register"])
        for key in tables[name]:
            term = nodes.term("", "", nodes.strong("", key), ids=[anchor("register", name, key)])
            for table, field in head:
                term += [nodes.Text(" "), *_content(ctx, tables[table or name].get(key), field)]
            said = [n for t, f in text for n in _content(ctx, tables[t or name].get(key), f)]
            small = nodes.paragraph(classes=["small"])
            for table, field in facts:
                small += _fact(ctx, tables[table or name].get(key), field)
            small += uses_of(of="row", name=f"{name}:{key}")
            body = nodes.definition("", nodes.paragraph("", "", *said), small)
            entries += nodes.definition_list_item("", term, body)
        return [entries]

    def _fields(self, option: str) -> list[tuple[str, str]]:
        asked = filter(None, (part.strip() for part in self.options.get(option, "").split(",")))
        pairs = [part.rpartition(".") for part in asked]
        return [(table, field) for table, _, field in pairs]


def _fact(ctx: Context, row: Row | None, field: str) -> list[nodes.Node]:
    """A field with its title, as a sentence of its own; nothing where the field is empty."""
    content = _content(ctx, row, field)
    if row is None or not content:
        return []
    title = ctx.desk.descriptor.tables[row.table].fields[field].title
    return [nodes.Text(f"{title}: "), *content, nodes.Text(". ")]


def _content(ctx: Context, row: Row | None, name: str) -> list[nodes.Node]:
    """A field as readers see it; no nodes where there is no row or the field is empty."""
    if row is None:
        return []
    spec = ctx.desk.descriptor.tables[row.table]
    if name not in spec.fields:
        raise BookError(f"{row.table} has no field {name!r}.", f"It has {', '.join(spec.fields)}.")
    field, text = spec.fields[name], row.content[name]
    if not text:
        return []
    if field.references:
        found: list[nodes.Node] = []
        for source in text.split(field.list or ";"):
            found += [nodes.Text(", ")] * bool(found)
            found.append(link(source, f"#{anchor('register', 'sources', source)}"))
        return found
    if text.startswith(("https://", "http://")):
        return [link(text, text)]
    return [nodes.Text(ctx.label(text)), *marked(spec.provenance)]


class ReviewList(Guarded):
    """Every result: function, file and line, inputs, rows, cost, provenance, claims."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One entry a result, in the order of the files that compute them."""
        self.env.note_dependency(str(ctx.place.results / "index.json"))
        costs = measured(ctx.place)
        entries = nodes.definition_list(classes=["register"])
        steps = ctx.desk.graph.steps.values()
        for step in sorted(steps, key=lambda each: (ctx.place.show(each.file), each.line)):
            entry, here = ctx.shelf.entry(step.name), self.env.docname
            self.env.note_dependency(str(step.file))
            self.env.note_dependency(str(store.path_of(ctx.place, step.name, entry.kind)))
            term = nodes.term("", "", link(step.name, ctx.uri(here, origin_page(step.name))))
            term["ids"].append(anchor("review", step.name))
            term += nodes.Text(f" {entry.kind.lower()}, {entry.provenance}")
            needs = ", ".join(need for need in step.needs if need != "words")
            rows = f"{len(ctx.shelf.rows(step.name)):,}"
            facts = [
                ("Function", f"{entry.function}, {ctx.place.show(step.file)}, line {step.line}"),
                *([("Inputs", needs)] if needs else []),
                ("Rows behind it", rows),
                ("Measured", costs.get(step.name, "\N{EN DASH}")),
            ]
            told = " ".join(f"{title}: {text}." for title, text in facts)
            small = nodes.paragraph("", told, classes=["small"])
            small += [
                nodes.Text(" Claims: "),
                uses_of(of="result", name=step.name),
                nodes.Text("."),
            ]
            body = nodes.definition("", nodes.paragraph("", "", *emphasised(step.summary)))
            body += small
            entries += nodes.definition_list_item("", term, body)
        return [entries]


class MeasuredOn(Guarded):
    """The machine on which seconds and memory were measured, in words."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """A sentence, or one that says that nothing was measured."""
        if not ctx.place.measured.is_file():
            return [nodes.paragraph("", "Seconds and memory have not been measured.")]
        first = ctx.place.measured.read_text(encoding="utf-8").partition("\n")[0]
        return [nodes.paragraph("", first.removeprefix("# "))]


def measured(place: Place) -> dict[str, str]:
    """Seconds and memory of each result in words; empty without measurements."""
    if not place.measured.is_file():
        return {}
    lines = place.measured.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["result"]: f"{row['seconds']} s, {row['peak_mb']} MB" for row in rows}
