"""The researcher's private list of names: read from outside the study, never kept or told.

It is named by the variable STUDY_NAMES or by ``--names``. A line is a name, or several
with ; between them; of a table with a column ``name`` or ``nama``, that column and ``variants`` or
``varian``, where ; stands between several: such as the key of `study pseudonymise`, which is read
as there. Lines that begin with # are remarks, in a table those with nothing else in them.

Names are whole words, in any case, with or without accents and apostrophes. Of a name of several
words the last may stand first, all may be written as one, and any may be an initial as long as
one is whole. Titles before a name and degrees behind its comma may be missing. What lacks a word
of the name, is misspelt, or runs over two cells, paragraphs or drawn lines is another name.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile
from pathlib import Path

from ..contract import lists
from ..contract.transcripts import HIDDEN
from ..errors import DisclosureError, ImportProblem
from ..place import Place

VARIABLE = "STUDY_NAMES"
SHORTEST = 3
"""Letters of a name below which whole words would be hit everywhere."""
NUMBER = re.compile(r"\d{4}")
WORD = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile("['`\u02bc\u2018\u2019](?!s\\b)")
"""Left out, but for the one of an English genitive."""
TITLES = frozenset(
    {
        *("bapak", "bpk", "pak", "ibu", "bu", "sdr", "sdri", "mas", "mbak", "kyai", "kiai", "gus"),
        *("dr", "drs", "dra", "drg", "ir", "prof", "h", "hj", "kh", "ust", "ustadz", "r", "rr"),
        *("mr", "mrs", "ms"),
    }
)


Name = tuple[str, ...]


@dataclass(frozen=True)
class Names:
    """Names as they are looked for, each a tuple of folded words."""

    names: frozenset[Name]

    def __bool__(self) -> bool:
        return bool(self.names)

    @cached_property
    def _starts(self) -> dict[str, list[tuple[Name, Name]]]:
        """By each word that may begin it: a form in which a name is written, and the name."""
        found: dict[str, list[tuple[Name, Name]]] = {}
        for name in sorted(self.names):
            forms = dict.fromkeys((name, (*name[-1:], *name[:-1]), ("".join(name),)))
            for form in forms:
                for start in {form[0], form[0][0]} if len(form) > 1 else {form[0]}:
                    found.setdefault(start, []).append((form, name))
        return found

    def found(self, text: str) -> Iterator[str]:
        """Every name that stands in a line of a text, at every place; see the module."""
        starts = self._starts
        for line in folded(text).split("\n"):
            words = WORD.findall(line)
            if starts.keys().isdisjoint(words):
                continue
            for at, word in enumerate(words):
                forms = starts.get(word, ())
                here = {n for form, n in forms if _written(form, words[at : at + len(form)])}
                yield from (" ".join(name) for name in sorted(here))

    def within(self, pages: dict[str, set[int]]) -> Iterator[str]:
        """Names all of whose words one page has, by a search index of words, cut to their stems."""
        for name in self.names:
            sets = [pages.get(word, set()) | pages.get(_stem(word), set()) for word in name]
            if set.intersection(*sets):
                yield " ".join(name)


def _written(form: Name, words: list[str]) -> bool:
    """Whether words are a form of a name, of which all but one may be initials."""
    if len(words) < len(form):
        return False
    pairs = list(zip(form, words, strict=True))
    whole = any(word == each and len(word) > 1 for each, word in pairs)
    return whole and all(word in (each, each[0]) for each, word in pairs)


def folded(text: str) -> str:
    """A text without accents, apostrophes and what nobody sees, in small letters."""
    text = APOSTROPHES.sub("", text)
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", HIDDEN.sub("", text))
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def path_of() -> Path | None:
    """The file that the variable names, or None."""
    given = os.environ.get(VARIABLE, "").strip()
    return Path(given).expanduser().resolve() if given else None


def fingerprint() -> str:
    """What changes when the list does, without anything of what it says: place, size and age."""
    path = path_of()
    if path is None:
        return ""
    try:
        stat = path.stat()
    except OSError:
        return str(path)
    return f"{path} {stat.st_size} {stat.st_mtime_ns}"


def read(place: Place) -> Names:
    """The list, or an empty one if none is named.

    Raises DisclosureError if it lies inside the study or the repository, cannot be read, or
    holds a name too short to be looked for; nothing of what it says is told.
    """
    path = path_of()
    if path is None:
        return Names(frozenset())
    inside = [place.data.resolve(), place.home.resolve(), place.root.resolve()]
    if any(path.is_relative_to(folder) for folder in inside):
        raise DisclosureError(
            ["the list of names lies inside the study: it would be published with it"],
            "Move it to a folder outside, which no archive is made of.",
        )
    try:
        entries = list(_entries(path))
    except (OSError, ImportProblem) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "message", "")
        raise DisclosureError(
            [f"the list of names cannot be read: {reason}"],
            f"Mend the path in {VARIABLE} or --names, or save the list as UTF-8.",
        ) from None
    found, short = set(), []
    for line, text in entries:
        words = tuple(WORD.findall(folded(text)))
        if sum(map(len, words)) < SHORTEST:
            short.append(line)
        else:
            found.add(words)
            bare = tuple(dropwhile(TITLES.__contains__, words))
            found |= {bare} if len(bare) > 1 else set()
    if short:
        told = ", ".join(map(str, short))
        raise DisclosureError(
            [f"the list of names, line {told}: shorter than {SHORTEST} letters"],
            "Write the whole name: so few letters stand in every text.",
        )
    return Names(frozenset(found))


def _entries(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of every entry: of a table with a column of names, or else every line."""
    try:
        listing = lists.read(path, "key")
    except ImportProblem:
        if path.suffix.lower() in lists.SPREADSHEETS:
            raise
        listing = None  # no table, or one that cannot be read, which is told now
    if listing is None or "name" not in listing.columns:
        for number, line in enumerate(lists.decoded(path).splitlines(), 1):
            yield from _listed(number, line)
        return
    if len(listing.header) == 1:  # a plain list, in which that word stands among the names
        for number, cells in enumerate(listing.above, 1):
            yield from _listed(number, "".join(cells))
    for column in ("name", "variants"):
        if listing.columns.count(column) > 1:  # of a row only one of them would be read
            raise ImportProblem("two of its columns mean the same")
    for row, cells in zip(listing.rows, listing.raw, strict=True):
        remark = cells[0].startswith("#") and not any(cells[1:])
        names = [*re.split(r"[;|]", row["name"]), *re.split(r"[;|\n]", row["variants"])]
        for name in () if remark else names:
            if name.strip():
                yield from ((row.line, each) for each in _bare(name))


def _listed(number: int, line: str) -> Iterator[tuple[int, str]]:
    """The names of a line of a plain list. Raises ImportProblem if it holds more than names."""
    if line.strip().startswith("#"):
        return
    if NUMBER.search(line):  # of a table whose columns are not known no name would ever be found
        raise ImportProblem(f"line {number} holds a number: of a table, call the column 'name'")
    for name in re.split(r"[;|\t]", line):
        if name.strip():
            yield from ((number, each) for each in _bare(name))


def _bare(name: str) -> list[str]:
    """A name as it is written, and as it is said without the degrees behind its comma."""
    bare = name.partition(",")[0]
    return [name, bare] if bare != name and len(bare.split()) > 1 else [name]


def _stem(word: str) -> str:
    try:
        import snowballstemmer
    except ImportError:
        return word
    return str(snowballstemmer.stemmer("porter").stemWord(word))
