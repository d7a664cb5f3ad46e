"""The gate: what results and files hold that must not be published, less what was excused.

It looks and tells; who asks it decides what to do with what it found. Nothing of what was found,
and nothing of the list of names, is kept. What it looks with is imported when there is something to
look at, which is seldom: what passed once is known.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import cite
from ..contract import descriptor as descriptors
from ..contract import reading
from ..contract.descriptor import Descriptor
from ..errors import StudyError
from ..kinds import SUFFIX
from ..place import Place
from . import names, thresholds
from .names import Names
from .thresholds import Thresholds
from .violations import Violation, mask, together

if TYPE_CHECKING:
    from . import counts

TABLE = "disclosure_exceptions"
EVERYTHING = "*"
QUOTING = re.compile(rb"class=[^>]*\bquotation\b")
"""A page that prints what was said in an interview."""


@dataclass(frozen=True)
class Excused:
    """A row of the table of exceptions: what somebody decided may be published all the same."""

    key: str
    where: str
    rule: str
    what: str

    def covers(self, found: Violation) -> bool:
        """Whether it excuses a violation: a page covers its anchors, a column its cells."""
        return (
            self.rule == found.rule
            and self.where in (EVERYTHING, found.where, found.where.partition("#")[0])
            and (self.what in (EVERYTHING, found.what) or found.what.startswith(f"{self.what}["))
        )


@dataclass
class Gate:
    """What one study may publish. Made by ``of``."""

    place: Place
    descriptor: Descriptor
    limits: Thresholds
    names: Names
    excused: tuple[Excused, ...]
    key: str
    _clean: set[str] = field(default_factory=set)

    def result(
        self,
        name: str,
        kind: str,
        text: str,
        shape: dict[str, str],
        closed: bool,
        drawn: Collection[str] = (),
    ) -> list[Violation]:
        """What a stored result holds that must not be published.

        kind: empty for the reason why there is none. text: as it is stored. shape: types of its
        columns or fields. closed: whether it rests on rows of tables that are not open. drawn: of
        those tables, the ones a figure is drawn from itself. A figure that is drawn from results
        shows what was judged in them.
        """
        found = self._file(name, f"{name}{SUFFIX.get(kind, '.txt')}", text.encode(), keys=False)
        if closed:
            found += self._statistics(name, kind, text, shape)
            found += [Violation(name, "unknown basis", f"drawn from {table}") for table in drawn]
        return together(found)

    def file(self, where: str, content: bytes) -> list[Violation]:
        """What a file holds that must not be published. where: its path, as it will be told."""
        return together(self._file(where, where, content))

    def quotations(self) -> list[Violation]:
        """What the quotations of the study hold that must not be published."""
        from . import quotations

        return together(list(quotations.of_study(self.place, self.descriptor, self.names)))

    def settle(self, found: Iterable[Violation]) -> tuple[list[Violation], set[str]]:
        """What is left when exceptions are taken off, and the keys of those that were needed."""
        left, used = [], set()
        for each in found:
            covering = {row.key for row in self.excused if row.covers(each)}
            used |= covering
            if not covering:
                left.append(each)
        return left, used

    def idle(self, used: Iterable[str]) -> list[str]:
        """Keys of exceptions that excuse nothing."""
        return sorted({row.key for row in self.excused} - set(used))

    @cached_property
    def persons(self) -> counts.Persons:
        """Who stands behind the rows of closed tables."""
        from . import counts

        return counts.Persons(self.place, self.descriptor)

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """The authors of the citation, in each form of their names; none without a citation."""
        try:
            found = cite.read(self.place).authors
        except StudyError:
            return ()
        forms = ((each.inverted, each.name, f"{each.given} {each.name}".strip()) for each in found)
        return tuple(form for three in forms for form in three)

    @cached_property
    def addresses(self) -> frozenset[str]:
        """E-mail addresses that the citation or [review] in study.toml gives."""
        from . import identifiers

        given = _review(self.place)
        if self.place.citation.is_file():
            given += self.place.citation.read_text(encoding="utf-8", errors="replace")
        return frozenset(each.lower() for each in identifiers.MAIL.findall(given))

    @cached_property
    def _rows(self) -> re.Pattern[str] | None:
        """A row of a table that is not open, by its key."""
        closed = [t.name for t in self.descriptor.tables.values() if t.access != "open"]
        names = "|".join(map(re.escape, closed))
        return re.compile(rf"\b(?:{names}):(?=\w*\d)\w+") if closed else None

    def _file(self, where: str, name: str, content: bytes, keys: bool = True) -> list[Violation]:
        """keys: whether a row of a closed table is looked for: a result names those it counted."""
        from . import readers
        from .offices import offices

        found: list[Violation] = []
        finer: list[tuple[str, str]] | None = None
        called = "file name", where.replace("/", "\n")
        for kind, text in (called, *readers.pieces(name, content)):
            if kind == "unreadable":
                found.append(Violation(where, "metadata", f"cannot be read: {text}"))
                continue
            if kind.startswith("metadata"):
                found += self._metadata(where, kind, text)
            hits = self._fresh(text, keys)
            if hits and finer is None:
                finer = list(readers.placed(name, content))
            found += [self._placed(where, kind, hit, finer or [], keys) for hit in hits]
        if QUOTING.search(content) and name.endswith(".html"):
            words = "\n".join(text for _, text in readers.pieces(name, content))
            found += [Violation(where, "single-holder office", each) for each in offices(words)]
        if name.endswith(".js") and self.names:
            index = readers.pages_of_words(content)
            found += [Violation(where, "private name", mask(n)) for n in self.names.within(index)]
        return found

    def _fresh(self, text: str, keys: bool) -> list[tuple[str, str]]:
        """Rule and value of what must not stand in a text; lines known to be clean are skipped."""
        lines = [line for line in dict.fromkeys(text.split("\n")) if line not in self._clean]
        hits = self._hits("\n".join(lines), keys)
        if not hits and keys:
            self._clean.update(lines)
        return hits

    def _hits(self, text: str, keys: bool) -> list[tuple[str, str]]:
        from . import identifiers, metadata

        hits = list(identifiers.hits(text, self.names, self.addresses))
        hits += [("metadata", path) for path in metadata.paths(text)]
        if keys and self._rows and ":" in text:
            hits += [("row of a closed table", row) for row in self._rows.findall(text)]
        return hits

    def _placed(
        self,
        where: str,
        kind: str,
        hit: tuple[str, str],
        finer: list[tuple[str, str]],
        keys: bool,
    ) -> Violation:
        """A violation with the nearest place that a reader can go to."""
        rule, value = hit
        for place, text in finer:
            if hit in self._hits(text, keys):
                if not place.startswith("#"):
                    return Violation(where, rule, f"{place}: {mask(value)}")
                anchor, _, kind = place.partition(" ")
                return Violation(f"{where}{anchor}", rule, f"{kind}: {mask(value)}")
        return Violation(where, rule, f"{kind}: {mask(value)}")

    def _metadata(self, where: str, kind: str, text: str) -> Iterator[Violation]:
        from . import metadata

        name = kind.removeprefix("metadata ")
        if name == "exif":
            yield Violation(where, "metadata", "EXIF")
        for what, value in metadata.traces(name, text, self.authors):
            yield Violation(where, "metadata", f"{name}, {what}: {mask(value)}")

    def _statistics(
        self, name: str, kind: str, text: str, shape: dict[str, str]
    ) -> Iterator[Violation]:
        from . import counts, readers
        from .offices import offices

        if kind == "Table":
            rows = list(csv.DictReader(io.StringIO(text)))
            yield from counts.in_table(name, rows, shape, self.persons, self.limits)
            said = [cell for row in rows for name_, cell in row.items() if name_ != counts.ROWS]
        elif kind == "Figure":
            said = [words for _, words in readers.pieces(f"{name}{SUFFIX[kind]}", text.encode())]
        elif not kind:
            said = [text]
        else:
            content: dict[str, Any] = json.loads(text)
            values = content["values" if kind == "Number" else "facts"]
            yield from counts.in_values(name, values, content["rows"], self.persons, self.limits)
            if kind == "Model":
                yield from counts.in_model(name, values, content["terms"], self.limits)
            said = list(readers.strings([values, content.get("terms", [])]))
        for office in offices("\n".join(said)):
            yield Violation(name, "single-holder office", office)
        for key in self.persons.named("\n".join(said)):
            yield Violation(name, "row of a closed table", mask(key))


def of(place: Place, descriptor: Descriptor | None = None) -> Gate:
    """The gate of a study.

    Raises DisclosureError if the thresholds or the list of names cannot be used, DataError or
    PlaceError if its tables are not described.
    """
    described = descriptor or descriptors.load(place)
    limits = thresholds.read(place)
    spec = described.tables.get(TABLE)
    rows = reading.lines(place, spec) if spec else []
    excused = tuple(
        Excused(row["exception_id"], row["where"], row["rule"], row["what"]) for row in rows
    )
    own = sorted(p for p in Path(__file__).parent.iterdir() if p.suffix in (".py", ".csv"))
    beside = Path(str(reading.__file__)).parent
    own += [beside / f"{each}.py" for each in ("consent", "lists", "text", "transcripts")]
    own += [beside / f"vocabulary.{each}" for each in ("py", "csv")]  # of the list of names
    parts = [_digest(path.read_bytes()) for path in own]
    parts += [json.dumps(asdict(limits)), repr(excused), names.fingerprint()]
    parts += [_review(place), _text(place.citation), described.name]
    parts += sorted(t.name for t in described.tables.values() if t.access != "open")
    key = _digest("\n".join(parts).encode())
    return Gate(place, described, limits, names.read(place), excused, key)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _review(place: Place) -> str:
    """What study.toml says under [review], which may be a date as well as a text."""
    return json.dumps(place.study.get("review", {}), default=str)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
