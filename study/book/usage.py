"""What quotes what: the paragraphs, tables and figures that rest on a result, a row, a source.

Each page's quotes are noted when it is read and forgotten before it is read again. What is
said of them on other pages is filled in when those are written, and they are written again,
without being read, when it has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..results.explain import table_rows
from ..results.source import digest
from .context import Context, anchor, link, origin_page
from .paragraphs import opening
from .simulated import marked

SHOWN = 40
"""Rows behind one value that are said to be quoted: of more, no sentence speaks of each."""


@dataclass(frozen=True)
class Use:
    """A paragraph, table or figure that quotes results or names sources.

    kind: ``paragraph``, with its number on the page, ``table``, ``figure`` or ``section``;
    words: how it begins; quotes: results and values by the names pages give them; sources:
    ids of sources; label: ``¶ 3`` or ``Table 5.1``, once all pages are read.
    """

    page: str
    anchor: str
    kind: str
    number: int
    words: str
    quotes: tuple[str, ...]
    sources: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True)
class Facts:
    """What is said of a result or row: the results that rest on it, and what quotes it."""

    users: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()


class uses_of(nodes.General, nodes.Element):
    """Stands for the links to what uses a thing until the page is written.

    of: ``result`` (with name), ``row`` (with its token as name), or ``table``, whose quoted
    rows are listed.
    """


def setup(app: Sphinx) -> None:
    """Register the node and the events; after the paragraphs have their ids."""
    app.add_node(uses_of)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("doctree-read", note)
    app.connect("env-get-updated", outdated)
    app.connect("doctree-resolved", fill)


def noted(env: BuildEnvironment, what: str) -> dict[str, Any]:
    """What is kept of every page: its ``uses``, the ``users`` it asks for, what it ``shows``."""
    kept: dict[str, Any] = env.__dict__.setdefault(f"study_{what}", {})
    return kept


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Drop what was noted of a page that is read again or gone."""
    for what in ("uses", "users", "shows"):
        noted(env, what).pop(page, None)


def merge(app: Sphinx, env: BuildEnvironment, pages: Iterable[str], other: Any) -> None:
    """Take over what another process noted of the pages it read."""
    for what in ("uses", "users"):
        found = noted(other, what)
        noted(env, what).update({page: found[page] for page in pages if page in found})


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a page quotes, in its order, and what it asks of others' quotes."""
    page = app.env.docname
    asked = [(node["of"], node["name"]) for node in doctree.findall(uses_of)]
    if asked:
        noted(app.env, "users")[page] = asked
    if page.startswith("origins/"):
        return
    spots: dict[int, tuple[nodes.Element, list[nodes.Element]]] = {}
    for node in doctree.findall(_quotes):
        spot = node
        while not spot["ids"]:
            spot = spot.parent
        spots.setdefault(id(spot), (spot, []))[1].append(node)
    made = marked(app.env, page)
    if spots:
        noted(app.env, "uses")[page] = [_use(page, *each, made) for each in spots.values()]


def _quotes(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and bool(node.get("quotes") or node.get("cites"))


def _use(page: str, spot: nodes.Element, found: list[nodes.Element], made: bool) -> Use:
    quotes = dict.fromkeys(path for node in found for path in node.get("quotes", ()))
    sources = dict.fromkeys(node["cites"] for node in found if "cites" in node)
    said = next(spot.findall(lambda n: isinstance(n, nodes.title | nodes.caption)), spot)
    # What is simulated is quoted on no page that it is not on.
    facts = (spot.tagname, spot.get("number", 0), "" if made else opening(said))
    return Use(page, spot["ids"][0], *facts, tuple(quotes), tuple(sources))


class Index:
    """The quotes of all pages turned round."""

    def __init__(self, ctx: Context, env: BuildEnvironment) -> None:
        self.ctx = ctx
        self._cited = {
            row.token: tuple(f"sources:{source}" for source in row.sources)
            for table in ctx.desk.tables
            for row in table_rows(ctx.desk, table)
        }
        self._users: dict[str, dict[str, None]] = {}
        for name in ctx.shelf.entries:
            for token in self._resting(ctx.shelf.rows(name)):
                self._users.setdefault(token, {})[name] = None
        self._uses: dict[str, dict[Use, None]] = {}
        kept = noted(env, "uses")
        for page in dict.fromkeys([*_order(env, env.config.root_doc), *sorted(kept)]):
            for use in kept.get(page, ()):
                labelled = replace(use, label=_label(env, use))
                for key in self._keys(use):
                    self._uses.setdefault(key, {})[labelled] = None

    def _resting(self, tokens: Iterable[str]) -> Iterator[str]:
        """Tokens, and the tokens of the sources those rows cite."""
        for token in tokens:
            yield token
            yield from self._cited.get(token, ())

    def _keys(self, use: Use) -> Iterator[str]:
        shelf = self.ctx.shelf
        yield from (f"sources:{source}" for source in use.sources)
        for path in use.quotes:
            name = path.partition("[")[0].partition(".")[0]
            yield name
            rows = shelf.rows(name) if path == name else shelf.value(path).rows
            if len(rows) <= SHOWN:
                yield from self._resting(rows)

    def facts(self, of: str, name: str) -> Facts | dict[str, Facts]:
        """What is said of a result or row; of a table, of each of its rows that is quoted."""
        if of != "table":
            return Facts(tuple(self._users.get(name, ())), tuple(self._uses.get(name, ())))
        rows = {row.key: row.token for row in table_rows(self.ctx.desk, name)}
        quoted = {key: tuple(self._uses.get(token, ())) for key, token in rows.items()}
        return {key: Facts(uses=uses) for key, uses in quoted.items() if uses}


def outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages that say of other pages' quotes what no longer holds."""
    ctx: Context = app.study_context  # type: ignore[attr-defined]
    app.study_usage = None  # type: ignore[attr-defined]
    shelf, shows = ctx.shelf, noted(env, "shows")
    # Turning the index round takes as long as writing a page: not where nothing in it moved.
    numbers: list[object] = [(n, entry.needs) for n, entry in shelf.entries.items()]
    numbers += [
        shelf.text(n)
        for n, entry in shelf.entries.items()
        if entry.kind != "Figure" and not entry.absent
    ]
    rests = [sorted(noted(env, "uses").items()), sorted(env.toc_fignumbers.items()), numbers]
    key = digest(repr([*rests, ctx.desk.table_digests, env.config.study_machinery]))
    if shows.get("") == key:
        return []
    shows[""], found = key, []
    for page, asked in noted(env, "users").items():
        now = digest(repr([_index(app).facts(*each) for each in asked]))
        if shows.get(page) != now:
            shows[page] = now
            found.append(page)
    return found


def _index(app: Any) -> Index:
    """The index of this build, made when it is first asked for."""
    if app.study_usage is None:
        app.study_usage = Index(app.study_context, app.env)
    index: Index = app.study_usage
    return index


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Replace what stands for links by the links."""
    for node in list(doctree.findall(uses_of)):
        index, of, name = _index(app), node["of"], node["name"]
        facts = index.facts(of, name)
        if isinstance(facts, dict):
            node.replace_self(_of_table(index.ctx, page, name, facts))
        elif of == "row":
            node.replace_self(_of_row(index.ctx, page, facts))
        else:
            spots = linked(index.ctx, page, facts.uses)
            node.replace_self(spots or [nodes.Text("no paragraph")])


def _of_row(ctx: Context, here: str, facts: Facts) -> list[nodes.Node]:
    parts: list[nodes.Node] = []
    if facts.users:
        parts.append(nodes.Text("Used by: "))
        for user in facts.users:
            parts += [link(user, ctx.uri(here, origin_page(user))), nodes.Text(", ")]
        parts[-1] = nodes.Text(". ")
    if facts.uses:
        spots = linked(ctx, here, facts.uses, brief=True)
        parts += [nodes.Text("Quoted in: "), *spots, nodes.Text(".")]
    return parts or [nodes.Text("Nothing in this book uses it.")]


def _of_table(ctx: Context, here: str, name: str, facts: dict[str, Facts]) -> list[nodes.Node]:
    if not facts:
        return [nodes.paragraph("", "No paragraph quotes a single row of this table.")]
    items = nodes.definition_list(classes=["particulars"])
    for key, found in facts.items():
        row = link(key, ctx.uri(here, f"{here}#{anchor(name, key)}"))
        body = nodes.paragraph("", "", *linked(ctx, here, found.uses, brief=True))
        items += nodes.definition_list_item("", nodes.term("", "", row), nodes.definition("", body))
    return [items]


def linked(ctx: Context, here: str, uses: Iterable[Use], brief: bool = False) -> list[nodes.Node]:
    """Links to what quotes, by chapter: its title, and the label or first words of each."""
    env = ctx.app.env
    parts: list[nodes.Node] = []
    for page, found in groupby(uses, key=lambda use: use.page):
        front = page == env.config.root_doc
        title = "Front page" if front else env.titles[page].astext()
        parts += [nodes.Text("; ")] * bool(parts)
        parts += [nodes.emphasis("", title), nodes.Text(": ")]
        for position, use in enumerate(found):
            uri = ctx.uri(here, f"{page}#{use.anchor}")
            parts += [nodes.Text(", ")] * bool(position)
            words = f"“{use.words}”" if use.words else ""
            if brief or not words:
                parts.append(link(use.label, uri, title=words))
            else:
                parts.append(link(words if use.number else f"{use.label}, {words}", uri))
    return parts


def _label(env: BuildEnvironment, use: Use) -> str:
    """How a use is called for short."""
    if use.number:
        return f"¶\N{NO-BREAK SPACE}{use.number}"
    number = env.toc_fignumbers.get(use.page, {}).get(use.kind, {}).get(use.anchor, ())
    return f"{use.kind.capitalize()}\N{NO-BREAK SPACE}{'.'.join(map(str, number))}".rstrip()


def _order(env: BuildEnvironment, page: str) -> Iterator[str]:
    """Pages in the order of the contents, from one page down."""
    yield page
    for below in env.toctree_includes.get(page, ()):
        yield from _order(env, below)
