"""The sentences of the chapters as a reader reads them, in two states of a study."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from ..errors import StudyError
from ..place import Place
from ..results import desk as desks
from ..results.desk import Desk
from .assemble import assemble
from .build import reading_order
from .citing import applying
from .context import Stored
from .quote import QUOTE, text_of

SHOWS = re.compile(r"^[`:]{3,}\{result-(?:table|model|figure)\} *(\w+)", re.M)
ROLE = re.compile(r"\{[\w:-]+\}`([^`]*)`")
EMPHASIS = re.compile(r"\*{1,2}([^*\s][^*]*)\*{1,2}")
DIRECTIVE = re.compile(r"(?P<fence>[`:]{3,})\{")
OPTION = re.compile(r":(?P<name>[\w-]+):(?P<value>.*)")
MARKER = re.compile(r"#+ |[:*-] |\d+\. ")
"""What begins a heading, an item or a definition."""
ALIKE = 0.5
"""Share of their letters that two sentences have in common if one was made from the other."""


@dataclass
class Page:
    """A chapter: its address, its title and its sentences as the source has them, one a line."""

    name: str
    title: str
    lines: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sentence:
    """A sentence that changed, as read before and after.

    state: ``value`` (a number or word it quotes), ``words`` (its own), ``new``, ``gone``, or
    ``unseen``: what it quotes has changed and prints the same; quotes: the values it quotes.
    """

    state: str
    old: str | None
    new: str | None
    quotes: tuple[str, ...]


@dataclass
class Reader(Stored):
    """A state of a study as its reader sees it."""

    @cached_property
    def pages(self) -> dict[str, Page]:
        """The chapters in reading order."""
        return {page.name: page for page in _pages(self.place)}

    def read(self, line: str) -> str:
        """A sentence with its values filled in; what is not observed says so."""
        filled = QUOTE.sub(lambda match: self._filled(match[1]), line)
        return EMPHASIS.sub(r"\1", ROLE.sub(r"\1", filled))

    def _filled(self, reference: str) -> str:
        path, _, spec = (part.strip() for part in reference.partition("|"))
        try:
            found = self.shelf.value(path)
            said = text_of(found.value, spec, self, path)
        except StudyError:
            return "[no value]"
        kind = found.entry.provenance
        return said if kind == "observed" else f"{said} [{kind}]"


def _pages(place: Place) -> Iterator[Page]:
    """The pages of the book, as the sources a build would take them from; writes nothing there."""
    desk = desks.load(place)
    if place.shipped:
        yield from _sources(replace(place, home=place.root), desk)
        return
    with tempfile.TemporaryDirectory(prefix="study-pages-") as folder:
        apart = replace(place, home=Path(folder))
        assemble(apart)
        yield from _sources(apart, desk)


def _sources(place: Place, desk: Desk) -> Iterator[Page]:
    for name in reading_order(place):
        path = place.book / f"{name}.md"
        if path.is_file():
            yield _page(name, applying(path.read_text(encoding="utf-8"), desk))


def _page(name: str, source: str) -> Page:
    title = re.search(r"^# (.*)", source, re.M)
    lines = list(_prose(source))
    paths = [path for line in lines for path in _quoted(line)]
    shown = [*SHOWS.findall(source), *(path.partition("[")[0].partition(".")[0] for path in paths)]
    return Page(name, title[1].strip() if title else name, lines, list(dict.fromkeys(shown)))


def _prose(source: str) -> Iterator[str]:
    """The lines a reader reads: not those that say where a table stands or what it shows."""
    lines = iter(re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.S).splitlines())
    formula = code = False
    for line in lines:
        text = line.strip()
        if text.startswith("$$"):
            formula = not formula
        elif text.startswith(("```", ":::")):
            code = not code and not DIRECTIVE.match(text) and bool(text.strip("`:"))
        elif formula or code or not text or re.fullmatch(r"\([\w-]+\)=|[-|: ]+", text):
            continue
        elif option := OPTION.fullmatch(text):
            if option["name"] == "alt":
                yield option["value"].strip()
        else:
            yield MARKER.sub("", text, count=1) if MARKER.match(text) else text


def _quoted(line: str) -> tuple[str, ...]:
    return tuple(text.partition("|")[0].strip() for text in QUOTE.findall(line))


def compared(old: Reader, new: Reader, name: str, changed: set[str]) -> list[Sentence]:
    """The sentences of a chapter that changed; none of one that is new or gone as a whole.

    changed: results of which something changed: other sentences are not filled in.
    """
    if name not in old.pages or name not in new.pages:
        return []
    before, after = old.pages[name].lines, new.pages[name].lines
    found: list[Sentence] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, start, end, begin, stop in matcher.get_opcodes():
        if what == "equal":
            found += _values(old, new, after[begin:stop], changed)
        else:
            found += _words(old, new, before[start:end], after[begin:stop])
    return found


def _values(old: Reader, new: Reader, lines: list[str], changed: set[str]) -> Iterator[Sentence]:
    for line in lines:
        quotes = _quoted(line)
        if not changed.intersection(path.partition("[")[0].partition(".")[0] for path in quotes):
            continue
        said, says = old.read(line), new.read(line)
        if said != says:
            yield Sentence("value", said, says, quotes)
        elif any(_value(old, path) != _value(new, path) for path in quotes):
            yield Sentence("unseen", said, says, quotes)


def _value(reader: Reader, path: str) -> object:
    try:
        return reader.shelf.value(path).value
    except StudyError:
        return None


def _words(old: Reader, new: Reader, gone: list[str], come: list[str]) -> Iterator[Sentence]:
    """Sentences that stand in one place: each with the first it may have been made from."""
    left = list(gone)
    for line in come:
        made = next((each for each in left if _alike(each, line)), None)
        if made is not None:
            left.remove(made)
        said = old.read(made) if made is not None else None
        yield Sentence("new" if made is None else "words", said, new.read(line), _quoted(line))
    yield from (Sentence("gone", old.read(line), None, _quoted(line)) for line in left)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
