"""Numbers in prose: quoted by name, formatted for the page, linked to their origin."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from ..contract.files import file_of
from ..errors import AbsentError, BookError, StudyError
from ..place import Place
from . import context
from .context import Context, anchor, link, origin_page

QUOTE = re.compile(r"\{n\}`([^`]+)`")
NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"


class Speaker(Protocol):
    """Who prints values: knows the study's language and its words."""

    @property
    def place(self) -> Place:
        """The study."""

    def label(self, term: object) -> str:
        """The label of a value."""


class NumberRole(SphinxRole):
    """``{n}`table[key].column|format``: a stored value with a link to where it comes from."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The value as a link, or an error at its line."""
        ctx = context.of(self.env)
        try:
            return quoted(ctx, self.env, self.text), []
        except StudyError as error:
            if isinstance(error, AbsentError) and ctx.may_lack(self.env, self.lineno):
                return [context.lacking("", reason=error.reason)], []
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [nodes.problematic(self.rawtext, self.rawtext)], [message]


class SourceRole(SphinxRole):
    """``{s}`S021` ``: a published source by its id, as publisher and date, linked to it."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The source as a link, or an error at its line."""
        ctx = context.of(self.env)
        if self.text in ctx.sources:
            spec = ctx.desk.descriptor.tables["sources"]
            self.env.note_dependency(str(file_of(ctx.place, spec)))
        if self.text not in ctx.sources:
            message = self.inliner.reporter.error(
                f"No source is called {self.text!r}.", line=self.lineno
            )
            return [nodes.problematic(self.rawtext, self.rawtext)], [message]
        content = ctx.sources[self.text].content
        uri = ctx.uri(self.env.docname, f"origins/sources#{anchor('sources', self.text)}")
        text = f"{content['publisher']} {content['published'] or 'undated'}"
        found = link(text, content["url"] or uri, "source", title=content["title"])
        found["cites"] = self.text
        return [found], []


def quoted(ctx: Context, env: Any, reference: str) -> list[nodes.Node]:
    """The nodes of a quoted value: its text as a link, and its mark if it is not observed."""
    path, _, spec = (part.strip() for part in reference.partition("|"))
    value = ctx.shelf.value(path)
    entry = ctx.quote(env, value.entry.name)
    target = origin_page(entry.name)
    if value.key:
        target += f"#{anchor(entry.name, value.key)}"
    title = f"{context.PROVENANCE[entry.provenance]}; opens the origin of this value"
    text = text_of(value.value, spec, ctx, path)
    number = link(text, ctx.uri(env.docname, target), "n", title=title)
    number["quotes"] = [path]
    return [number, *marked(entry.provenance)]


def marked(provenance: str) -> list[nodes.Node]:
    """The raised letter of what is not observed."""
    if provenance == "observed":
        return []
    classes = ["mark", f"mark-{provenance}"]
    return [nodes.superscript("", provenance[0], classes=classes)]


def filled(ctx: Context, env: Any, text: str) -> str:
    """A text with every ``{n}`...``` replaced by its value, for alternative texts."""

    def value(match: re.Match[str]) -> str:
        path, _, spec = (part.strip() for part in match[1].partition("|"))
        found = ctx.shelf.value(path)
        ctx.quote(env, found.entry.name)
        return text_of(found.value, spec, ctx, path)

    return QUOTE.sub(value, text)


def text_of(value: Any, spec: str, ctx: Speaker, path: str = "") -> str:
    """A value as prose prints it, in the study's language.

    spec: ``word`` (numbers to twelve in words), ``Word``, ``p`` (a p value), ``odds``
    (an odds ratio, never 0.00 and to 1,000), or a Python format such as ``.2f`` or ``.1%``.
    Raises BookError for a missing value or an unknown format.
    """
    if value is None:
        raise BookError(f"{path} has no value.", "Quote another, or say that it is not published.")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return ctx.label(value)
    if spec in FORMATS:
        return localised(FORMATS[spec](value), ctx.place.language)
    try:
        plain = format(value, spec) if spec else general(value)
    except ValueError:
        raise BookError(
            f"{path}: unknown format {spec!r}.", f"Write .2f, .1%, {', '.join(FORMATS)}."
        ) from None
    return localised(plain, ctx.place.language)


def general(value: float) -> str:
    """Thousands grouped; numbers that are not whole with three significant digits."""
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3g}"


def localised(text: str, language: str) -> str:
    """Decimal and grouping signs of the language; a real minus sign."""
    if language == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", "\N{MINUS SIGN}")


def _word(value: float) -> str:
    whole = int(value)
    words = NUMBERS.split()
    return words[whole] if whole == value and 0 <= whole < len(words) else general(value)


def _p(value: float) -> str:
    return "<\N{NO-BREAK SPACE}.001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def _odds(value: float) -> str:
    if value > 1000:
        return ">\N{NO-BREAK SPACE}1,000"
    return "<\N{NO-BREAK SPACE}0.01" if value < 0.005 else f"{value:,.2f}"


FORMATS: dict[str, Callable[[float], str]] = {
    "word": _word,
    "Word": lambda value: _word(value).capitalize(),
    "p": _p,
    "odds": _odds,
}
