"""A register: every row of a table of the data, and where the study uses it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..contract.files import file_of
from ..errors import BookError
from ..results.explain import Row, table_rows
from .context import Context, anchor, link
from .quote import marked
from .shown import Guarded
from .usage import uses_of

Rows = dict[str, dict[str, Row]]
"""Rows of some tables, by table and key."""


class Register(Guarded):
    """```` ```{register} events ````: an entry for every row of a table of the data.

    head: fields set beside the key. text: the fields that say what the row is. facts: fields
    set below it. A field of another table with the same key is named ``table.field`` and bears
    the mark of that table's provenance. Sources lead to their own entries, so the table of
    sources must be registered on the same page.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {
        "head": directives.unchanged,
        "text": directives.unchanged_required,
        "facts": directives.unchanged,
    }

    def show(self, ctx: Context) -> list[nodes.Node]:
        """The entries, in the order of their keys."""
        name = self.arguments[0]
        head, text, facts = (self._fields(option, name) for option in ("head", "text", "facts"))
        rows: Rows = {}
        for table in dict.fromkeys([name, *(table for table, _ in (*head, *text, *facts))]):
            if table not in ctx.desk.descriptor.tables:
                known = ", ".join(ctx.desk.descriptor.tables)
                raise BookError(f"There is no table {table!r}.", f"There are: {known}.")
            spec = ctx.desk.descriptor.tables[table]
            self.env.note_dependency(str(file_of(ctx.place, spec)))
            rows[table] = {row.key: row for row in table_rows(ctx.desk, table)}
        self.env.note_dependency(str(ctx.place.words))
        entries = nodes.definition_list(classes=["register"])
        for key in rows[name]:
            term = nodes.term("", "", nodes.strong("", key), ids=[anchor("register", name, key)])
            for each in head:
                term += [nodes.Text(" "), *_content(ctx, rows, key, *each)]
            said = nodes.paragraph("", "", *(n for t in text for n in _content(ctx, rows, key, *t)))
            small = nodes.paragraph(classes=["small"])
            for each in facts:
                small += _fact(ctx, rows, key, *each)
            small += uses_of(of="row", name=f"{name}:{key}")
            entries += nodes.definition_list_item("", term, nodes.definition("", said, small))
        return [entries]

    def _fields(self, option: str, own: str) -> list[tuple[str, str]]:
        """Table and name of the fields an option asks for."""
        asked = filter(None, (part.strip() for part in self.options.get(option, "").split(",")))
        pairs = [part.rpartition(".") for part in asked]
        return [(table or own, field) for table, _, field in pairs]


def _fact(ctx: Context, rows: Rows, key: str, table: str, name: str) -> list[nodes.Node]:
    """A field with its title, as a sentence of its own; nothing where the field is empty."""
    content = _content(ctx, rows, key, table, name)
    title = ctx.desk.descriptor.tables[table].fields[name].title
    return [nodes.Text(f"{title}: "), *content, nodes.Text(". ")] if content else []


def _content(ctx: Context, rows: Rows, key: str, table: str, name: str) -> list[nodes.Node]:
    """A field as readers see it; no nodes where there is no row or the field is empty."""
    spec = ctx.desk.descriptor.tables[table]
    if name not in spec.fields:
        raise BookError(f"{table} has no field {name!r}.", f"It has {', '.join(spec.fields)}.")
    field, row = spec.fields[name], rows[table].get(key)
    text = row.content[name] if row else ""
    if not text:
        return []
    if field.cites:
        found: list[nodes.Node] = []
        for source in text.split(field.list or ";"):
            found += [nodes.Text(", ")] * bool(found)
            found.append(link(source, f"#{anchor('register', 'sources', source)}"))
        return found
    if text.startswith(("https://", "http://")):
        return [link(text, text)]
    return [nodes.Text(ctx.label(text)), *marked(spec.provenance)]
