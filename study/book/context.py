"""What every page of a build shares: the study, its stored results, its labels."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .. import cite
from ..cite import Citation
from ..errors import AbsentError, BookError
from ..place import Place
from ..results import desk as desks
from ..results import store
from ..results.desk import Desk
from ..results.explain import Row, table_rows
from ..results.shelf import Entry, Shelf
from ..words import Labels, labels
from . import citing
from .assemble import PART, neutral_lines
from .manifest import manifest

CITE = "cite"
"""The anchor, on the page of a result or table, of how to cite it."""
SIMULATED = "study_simulated"
"""Where it is noted what simulated things the page being read shows."""
PROVENANCE = {
    "observed": "observed: published by the sources cited",
    "judged": "judged: assigned by this study",
    "simulated": "simulated: made by code, invented regency, not observed",
}


@dataclass
class Stored:
    """The stored results of a study, and the words they are told in."""

    place: Place

    @cached_property
    def shelf(self) -> Shelf:
        """The stored results."""
        return Shelf(self.place)

    @cached_property
    def labels(self) -> Labels:
        """Labels in the study's language."""
        return labels(self.place)

    def label(self, term: object) -> str:
        """The label of a value; text that is no term of the word list stands for itself."""
        return self.labels.get(str(term), str(term))


@dataclass
class Context(Stored):
    """One build's view of the study."""

    app: Sphinx

    @cached_property
    def desk(self) -> Desk:
        """The study laid out: tables, graph, traces."""
        return desks.load(self.place)

    @cached_property
    def reasons(self) -> dict[str, str]:
        """Why each result is stale; an empty sentence means up to date."""
        return self.desk.reasons()

    @cached_property
    def sources(self) -> dict[str, Row]:
        """The published sources by id: the table that lists of references point to."""
        if "sources" not in self.desk.descriptor.tables:
            return {}
        return {row.key: row for row in table_rows(self.desk, "sources")}

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What this build is made of."""
        return manifest(self.place)

    @cached_property
    def citation(self) -> Citation:
        """The citation of the study."""
        return cite.read(self.place)

    @cached_property
    def places(self) -> dict[str, str]:
        """Where each result is shown: see `citing.places`."""
        return citing.places(self.place, self.desk)

    @cached_property
    def neutral_lines(self) -> dict[str, int]:
        """How many of its first lines each page has from the package; see `assemble`."""
        return neutral_lines(self.place)

    def neutral(self, env: BuildEnvironment, line: int) -> bool:
        """Whether a line of the page being read is the package's and claims nothing itself.

        What is absent is said there in words; on a line of the author's it is a mistake.
        """
        return line <= self.neutral_lines.get(env.docname, 0)

    def published(self, entry: Entry) -> frozenset[str]:
        """Words that anybody may read beside a result: those that the description of its tables
        allows, and the cells of its open tables."""
        if entry.name not in self._published:
            words: set[str] = set()
            for table in entry.tables:
                if table in self.desk.descriptor.tables:
                    fields = self.desk.descriptor.tables[table].fields.values()
                    words.update(word for each in fields for word in each.constraints.enum)
                    words.update(
                        c for r in table_rows(self.desk, table) for c in r.content.values()
                    )
            self._published[entry.name] = frozenset(words)
        return self._published[entry.name]

    @cached_property
    def _published(self) -> dict[str, frozenset[str]]:
        return {}

    def may_lack(self, env: BuildEnvironment, line: int) -> bool:
        """Whether what is absent is told in words on a line of the page being read."""
        return self.neutral(env, line) or env.docname.startswith(f"{PART}/")

    def lacking(self, name: str) -> str:
        """Why there is no such result in this study, or "" if there is one, or a table."""
        entry = self.shelf.entries.get(name)
        return entry.absent if entry else ""

    def cited(self, name: str) -> Citation:
        """The citation of a result or of a table of the data."""
        return citing.part(self.citation, self.desk, self.places, name)

    def uri(self, docname: str, target: str) -> str:
        """A relative address from one page to a page, or to a file of the built book."""
        page, _, anchor = target.partition("#")
        if page in self.app.env.found_docs:
            base = self.app.builder.get_relative_uri(docname, page)
        else:
            here = posixpath.dirname(self.app.builder.get_target_uri(docname))
            base = posixpath.relpath(page, here or ".")
        return f"{base}#{anchor}" if anchor else base

    def quote(self, env: BuildEnvironment, name: str) -> Entry:
        """A result that the page being read quotes: noted, so the page follows the result.

        Raises BookError for a stale result. A simulated one is noted as such, see simulated.py.
        """
        entry = self.shelf.entry(name)
        if entry.absent:
            raise AbsentError(name, entry.absent)
        if self.reasons.get(name):
            raise BookError(f"{name} is not up to date. {self.reasons[name]}", "Run `study run`.")
        if entry.provenance == store.SIMULATED:
            shows_simulated(env, name)
        env.note_dependency(str(self.shelf.path(name)))
        env.note_dependency(str(self.place.words))
        return entry


class lacking(nodes.Inline, nodes.Element):
    """Stands where a value is absent, until its paragraph is replaced by a notice."""


def notice(reasons: list[str], what: str = "") -> nodes.paragraph:
    """The sentence that stands for what cannot be shown."""
    told = "; ".join(dict.fromkeys(reasons))
    said = f"Not shown: {what} ({told})." if what else f"Not shown, because {told}."
    return nodes.paragraph("", "", *coded(said), classes=["lacking"])


def coded(text: str) -> list[nodes.Node]:
    """A text with its commands, which stand between grave accents, as code."""
    parts = text.split("`")
    return [nodes.literal("", p) if i % 2 else nodes.Text(p) for i, p in enumerate(parts) if p]


def shows_simulated(env: BuildEnvironment, what: str) -> None:
    """Note that the page being read shows something simulated."""
    env.temp_data.setdefault(SIMULATED, set()).add(what)


def of(env: BuildEnvironment) -> Context:
    """The context of the build that reads this page."""
    return env.app.study_context  # type: ignore[attr-defined]


def link(text: str, uri: str, *classes: str, title: str = "") -> nodes.reference:
    """An address within the book or outside it."""
    extra: dict[str, Any] = {"reftitle": title} if title else {}
    inside = "://" not in uri
    return nodes.reference("", text, refuri=uri, internal=inside, classes=list(classes), **extra)


def emphasised(text: str) -> list[nodes.Node]:
    """A line of a docstring with what stands between asterisks set as emphasis."""
    parts = text.split("*")
    return [nodes.emphasis("", p) if i % 2 else nodes.Text(p) for i, p in enumerate(parts) if p]


def origin_page(name: str) -> str:
    """The page that tells where a result, or a table of the data, comes from."""
    return f"origins/{name}"


def anchor(*parts: str) -> str:
    """An id that HTML, CSS and PDF accept, the same for the same parts."""
    return nodes.make_id("-".join(("r", *parts)))
