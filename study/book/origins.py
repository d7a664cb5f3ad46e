"""A page for every result and every table: where it comes from, down to rows and sources."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..contract.descriptor import TableSpec
from ..contract.files import file_of
from ..errors import BookError
from ..results import store
from ..results.explain import Origin, Row, origin, table_rows
from ..results.graph import SETTING, WORDS, Step
from ..results.shelf import Entry
from . import context
from .context import Context, anchor, emphasised, link, origin_page
from .grid import Column, Content, finished, grid
from .quote import text_of
from .reference import how_to_cite
from .shown import Guarded, download, listed, provenance, style_of
from .usage import uses_of

SHOWN = 40
"""Rows a page shows in full; of more it lists the keys, or every page would repeat a table."""
LONGEST = 200
"""Rows that are shown of a simulated table, which no published page stands behind."""
STUB = """---
orphan: true
nosearch: true
simulated: true
---

# {title} `{name}`

```{{{directive}}} {name}
```
"""


def write_stubs(ctx: Context) -> None:
    """Write the sources of the origin pages; remove those of results that are gone.

    The stubs never change while the names stand, so they cost a build nothing. The search
    leaves them out: the evidence register holds the same rows under readable headings.
    """
    folder = ctx.place.book / "origins"
    pages = {name: ("Origin of", "origin") for name in ctx.desk.graph.steps}
    pages |= {name: ("Table", "evidence") for name in ctx.desk.tables}
    for name, (title, directive) in pages.items():
        path, text = folder / f"{name}.md", STUB.format(title=title, name=name, directive=directive)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            store.write(path, text)
    for path in folder.glob("*.md"):
        if path.stem not in pages:
            path.unlink()


class OriginPage(Guarded):
    """The page of a result: function, inputs, value, rows behind it, their sources."""

    required_arguments = 1

    def show(self, ctx: Context) -> list[nodes.Node]:
        """What computes it, its value, and the rows and sources behind it."""
        name = self.arguments[0]
        entry = ctx.shelf.entry(name)
        if not entry.absent:
            ctx.quote(self.env, name)
        self.env.note_dependency(str(ctx.place.results / "index.json"))
        step = ctx.desk.graph.step(name)
        found = origin(ctx.desk, ctx.shelf, name, ctx.reasons)
        # A judgement may name rows of tables that the function itself does not read.
        tables = tuple(dict.fromkeys([*entry.tables, *(row.table for row in found.rows)]))
        for path in (step.file, ctx.place.descriptor, *_files(ctx, (*tables, "sources"))):
            self.env.note_dependency(str(path))
        here = self.env.docname
        blocks: list[nodes.Node] = [
            nodes.paragraph("", "", *emphasised(found.summary)),
            *([context.notice([entry.absent])] if entry.absent else []),
            _card(ctx, here, found, step),
        ]
        if found.about:
            blocks += _section("How it is made", *_about(found.about))
        if entry.kind != "Figure" and entry.access == "open" and not entry.absent:
            blocks += _section("Value", _value(ctx, name))
        for table in tables:
            rows = [row for row in found.rows if row.table == table]
            if rows:
                shown = evidence if len(rows) <= SHOWN else _keys
                title = f"Rows of {table} behind it ({len(rows)})"
                blocks += _section(title, shown(ctx, here, table, rows))
        return blocks if entry.absent else [*blocks, _cite(ctx, here, name)]


class EvidencePage(Guarded):
    """The page of a table of the data: its description and every row with its sources.

    fields: on a page of the book, the rows alone, told as a list of these fields.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {"fields": directives.unchanged}

    def show(self, ctx: Context) -> list[nodes.Node]:
        """The description of the table and all its rows, or some fields of its rows."""
        name = self.arguments[0]
        spec = ctx.desk.descriptor.tables[name]
        for path in (ctx.place.descriptor, *_files(ctx, (name, "sources"))):
            self.env.note_dependency(str(path))
        users = [n for n in ctx.desk.graph.steps if name in ctx.desk.graph.tables_of(n)]
        here = self.env.docname
        if fields := self.options.get("fields", ""):
            return [_told(ctx, here, spec, [field.strip() for field in fields.split(",")])]
        if spec.provenance == store.SIMULATED:
            context.shows_simulated(self.env, name)
        file: tuple[str, Content]
        file = ("File", [link(f"{name}.csv", ctx.uri(here, f"downloads/{name}.csv"))])
        facts = listed(
            [
                ("Description", f"{spec.description} {spec.limits}".strip()),
                ("Provenance", context.PROVENANCE[spec.provenance]),
                ("Access", spec.access),
                ("Used by", _links(ctx, here, users)),
                *([file] if spec.access == "open" else []),
            ]
        )
        rows = table_rows(ctx.desk, name)
        shown = _section(f"Rows ({len(rows)})", evidence(ctx, here, name, rows, "row"))
        quoted = _section("Quoted in", uses_of(of="table", name=name))
        return [facts, *shown, *quoted, _cite(ctx, here, name)]


def evidence(ctx: Context, here: str, table: str, rows: list[Row], prefix: str = "") -> nodes.Node:
    """Rows of a data table as readers see them: every field, sources as links.

    prefix: gives each row an anchor; without it the key links to the row on the table's page.
    """
    spec = ctx.desk.descriptor.tables[table]
    names = [n for n in spec.fields if any(row.content[n] for row in rows)]
    columns = [
        Column(spec.fields[n].title, _style(spec, n, [row.content[n] for row in rows]))
        for n in names
    ]
    cells = [[_field(ctx, here, spec, row, n, linked=not prefix) for n in names] for row in rows]
    ids = [anchor(table, row.key) for row in rows] if prefix else []
    return finished(grid(columns, cells, ids=ids, classes=["evidence"]))


def _told(ctx: Context, here: str, spec: TableSpec, names: list[str]) -> nodes.Node:
    """Rows as a list: the key, then the first field, then the others with their titles."""
    unknown = [name for name in names if name not in spec.fields]
    if unknown:
        raise BookError(f"{spec.name} has no field {unknown[0]!r}.", ", ".join(spec.fields))
    items: list[tuple[str, Content]] = []
    for row in table_rows(ctx.desk, spec.name):
        body: list[nodes.Node] = []
        for name in filter(row.content.get, names):
            content = _field(ctx, here, spec, row, name, linked=False)
            title = spec.fields[name].title
            body += [nodes.emphasis("", f"{title}:"), nodes.Text(" ")] if body else []
            body += [nodes.Text(content)] if isinstance(content, str) else content
            body.append(nodes.Text(". "))
        items.append((row.key, body))
    return listed(items)


def _keys(ctx: Context, here: str, table: str, rows: list[Row]) -> nodes.Node:
    """Many rows as their keys, each a link to the row with its sources on the table's page."""
    text = nodes.paragraph("", "Each opens the row with its fields and sources: ", classes=["keys"])
    for row in rows:
        target = f"{origin_page(table)}#{anchor(table, row.key)}"
        second = next(iter(list(row.content.values())[1:]), "")
        text += [link(row.key, ctx.uri(here, target), title=second), nodes.Text(" ")]
    return text


def _field(ctx: Context, here: str, spec: TableSpec, row: Row, name: str, linked: bool) -> Content:
    field, text = spec.fields[name], row.content[name]
    if field.cites and text:
        found: list[nodes.Node] = []
        for source in text.split(field.list or ";"):
            found += [*([nodes.Text(" ")] if found else []), _source(ctx, here, source)]
        return found
    if linked and name == spec.key[0]:
        target = f"{origin_page(spec.name)}#{anchor(spec.name, row.key)}"
        return [link(text, ctx.uri(here, target))]
    if text.startswith(("https://", "http://")):
        return [link(text, text)]
    return text


def _source(ctx: Context, here: str, source: str) -> nodes.Node:
    """A source as a link to the published page; one without an address, to its own row."""
    row = ctx.sources.get(source)
    content = row.content if row else {}
    url = content.get("url", "")
    if not url.startswith(("https://", "http://")):  # no address, or one a reader must not open
        url = ctx.uri(here, f"origins/sources#{anchor('sources', source)}")
    about = ", ".join(filter(None, (content.get("publisher"), content.get("published"))))
    return link(source, url, title=f"{content.get('title', '')} ({about})")


def _card(ctx: Context, here: str, found: Origin, step: Step) -> nodes.Node:
    entry = found.entry
    units: Content = "; ".join(f"{name}: {unit}" for name, unit in found.units.items())
    return listed(
        [
            ("Kind", entry.kind),
            *([] if entry.absent else _standing(entry)),
            (
                "Function",
                [
                    nodes.literal("", entry.function),
                    nodes.Text(f", {found.file}, line {found.line}"),
                ],
            ),
            ("Needs", _links(ctx, here, [n for n in step.needs if n not in (WORDS, SETTING)])),
            ("Tables", _links(ctx, here, list(entry.tables))),
            *([("Units", units)] if units else []),
            *([] if entry.absent else _state(ctx, here, found)),
            ("Quoted in", [uses_of(of="result", name=entry.name)]),
        ]
    )


def _about(text: str) -> list[nodes.Node]:
    """What the function says of its result: the rules, and each column."""
    plain = text.replace("`", "")
    return [nodes.paragraph("", "", *emphasised(part)) for part in plain.split("\n\n")]


def _standing(entry: Entry) -> list[tuple[str, Content]]:
    """What kind of evidence a result that is there is, and who may have it."""
    return [("Provenance", [provenance(entry)]), ("Access", entry.access)]


def _state(ctx: Context, here: str, found: Origin) -> list[tuple[str, Content]]:
    """Whether a result that is there is up to date, and its file."""
    return [
        ("Up to date", found.stale or "yes, when this book was built"),
        ("File", _download(ctx, here, found.entry)),
    ]


def _download(ctx: Context, here: str, entry: Entry) -> Content:
    if entry.access != "open":
        return "not offered: it rests on a table that is not open"
    return [link(Path(download(entry)).name, ctx.uri(here, download(entry)))]


def _links(ctx: Context, here: str, names: list[str]) -> list[nodes.Node]:
    found: list[nodes.Node] = []
    for name in names:
        found += [
            *([nodes.Text(", ")] if found else []),
            link(name, ctx.uri(here, origin_page(name)))
            if name in ctx.desk.tables or name in ctx.desk.graph.steps
            else nodes.Text(name),
        ]
    return found or [nodes.Text("none")]


def _cite(ctx: Context, here: str, name: str) -> nodes.Node:
    if ctx.desk.provenance(name) == store.SIMULATED:
        said = nodes.paragraph("", f"{store.MARK.capitalize()}: no finding, and nothing to cite.")
        return nodes.section("", nodes.title("", "Not to be cited"), said, ids=[context.CITE])
    citation = ctx.cited(name)
    title = nodes.title("", f"Cite this {citation.kind.lower()}")
    return nodes.section("", title, *how_to_cite(ctx, here, citation, name), ids=[context.CITE])


def _section(title: str, *content: nodes.Node) -> list[nodes.Node]:
    section = nodes.section("", nodes.title("", title), *content, ids=[anchor(title)])
    return [section]


def _value(ctx: Context, name: str) -> nodes.Node:
    entry = ctx.shelf.entry(name)
    if entry.kind == "Number":
        values = ctx.shelf.content(name)["values"]
        return listed([(key, _shown(ctx, value)) for key, value in values.items()])
    rows = every = ctx.shelf.table(name)
    if entry.provenance == store.SIMULATED:
        rows = every[:LONGEST]
    names = [c for c in (rows[0] if rows else entry.shape) if c != "rows"]
    columns = [Column(n, style_of([row[n] for row in rows])) for n in names]
    cells: list[list[Content]] = [[_shown(ctx, row[n]) for n in names] for row in rows]
    ids = [anchor(name, str(row[names[0]])) for row in rows]
    table = finished(grid(columns, cells, ids=ids, classes=["evidence"]))
    if len(every) > len(rows):
        said = f"The first {len(rows)} of {len(every):,} rows. The file has all of them."
        return nodes.container("", nodes.paragraph("", said), table)
    if entry.kind != "Model":
        return table
    facts = ctx.shelf.content(name)["facts"]
    return nodes.container("", table, listed([(k, _shown(ctx, v)) for k, v in facts.items()]))


def _shown(ctx: Context, value: Any) -> str:
    return "\N{EN DASH}" if value is None else text_of(value, "", ctx)


def _style(spec: TableSpec, name: str, cells: list[str]) -> str:
    if spec.fields[name].type in ("integer", "number"):
        return "num"
    return style_of([cell or None for cell in cells])


def _files(ctx: Context, tables: tuple[str, ...]) -> list[Path]:
    known = ctx.desk.descriptor.tables
    return [file_of(ctx.place, known[name]) for name in tables if name in known]
