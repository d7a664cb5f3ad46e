"""Where a passage begins and ends, when programs count in different ways: decided by evidence.

Programs differ in whether a byte-order mark counts, whether a line end of two characters counts
as one, and whether they count code points, UTF-16 units or UTF-8 bytes. The standard wants code
points; its own example ends after the last character. For each source every way of counting is
tried on all its passages: where their names are excerpts, by how many passages read as their
name says; else by how many begin and end at the edge of a word. A way is taken only if it fits
nine passages in ten and no other that fits as well would cut any passage differently.
"""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

ENOUGH = 0.9
"""Share of passages that a way of counting must fit."""

SAMPLE = 1_000
"""Names that are looked for in a text, each from its beginning to its end."""

Unit = Literal["codepoints", "utf16", "utf8"]
Basis = Literal["names", "words", "nothing to decide", "given"]


@dataclass(frozen=True)
class Convention:
    """A way of counting. bom: the mark counts; joined: a line end of two characters is one."""

    unit: Unit = "codepoints"
    bom: bool = False
    joined: bool = False

    def __str__(self) -> str:
        return self.unit + ("+bom" if self.bom else "") + ("+lf" if self.joined else "")


ALL = tuple(
    Convention(unit, bom, joined)
    for bom in (False, True)
    for joined in (False, True)
    for unit in ("codepoints", "utf16", "utf8")
)
"""Every way, the likelier first."""
NAMES = tuple(map(str, ALL))


def _one(letter: str) -> int:
    return 1


def _utf16(letter: str) -> int:
    return 2 if letter > "\uffff" else 1


def _utf8(letter: str) -> int:
    return len(letter.encode("utf-8", "surrogatepass"))


WIDTHS = {"codepoints": _one, "utf16": _utf16, "utf8": _utf8}


@dataclass(frozen=True)
class Passage:
    """A passage as a program wrote it: where it begins and ends, and its name."""

    start: int
    end: int
    name: str = ""


Slice = tuple[int, int]


@dataclass(frozen=True)
class Choice:
    """How the passages of a text are counted. slices: begin and end in the canonical text, in
    code points, end-exclusive; None of a passage that lies outside it or reads otherwise.
    basis: what it was told from; share: of passages that fit. rivals: other ways that fit as well
    and would cut differently, or all ways if none fits: then nothing was decided. named: the
    passages whose names are excerpts.
    """

    convention: Convention
    slices: tuple[Slice | None, ...]
    basis: Basis
    share: float
    named: frozenset[int]
    rivals: tuple[Convention, ...] = ()

    @property
    def decided(self) -> bool:
        return not self.rivals


@dataclass(frozen=True)
class Text:
    """A text as it stands in a file, and as it is kept: no mark, one line feed a line.

    bom: whether a byte-order mark stood before it; pairs: of the canonical text's characters,
    those that were a carriage return and a line feed.
    """

    canonical: str
    bom: bool
    pairs: frozenset[int]

    def conventions(self) -> list[Convention]:
        """The ways of counting that differ for this text, the likelier first."""
        widest = max(self.canonical, default="")
        units = ["codepoints"] + ["utf16"] * (widest > "\uffff") + ["utf8"] * (widest > "\x7f")
        if self.bom:
            units = ["codepoints", "utf8"] + ["utf16"] * (widest > "\uffff")
        return [
            way
            for way in ALL
            if way.unit in units and way.bom <= self.bom and way.joined <= bool(self.pairs)
        ]

    def places(self, way: Convention) -> array[int]:
        """At what count each character begins, and the count after the last."""
        width = WIDTHS[way.unit]
        first = width("\ufeff") if way.bom else 0
        more = frozenset[int]() if way.joined else self.pairs
        widths = (width(letter) + (at in more) for at, letter in enumerate(self.canonical))
        return array("q", accumulate(widths, initial=first))


def decode(raw: bytes) -> tuple[str, str]:
    """The text of a file, and the encoding if it is not UTF-8, which the standard wants."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            return "\ufeff" + raw.decode(encoding, "replace"), "UTF-16"
    try:
        return raw.decode("utf-8"), ""
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), "Windows-1252"


def text(raw: str) -> Text:
    """A text as it is kept, with what is needed to count as other programs do."""
    bom = raw.startswith("\ufeff")
    body = raw[1:] if bom else raw
    ends = [match.start() for match in re.finditer("\r\n", body)]
    # Each pair before it makes the canonical text one character shorter.
    pairs = frozenset(at - before for before, at in enumerate(ends))
    return Text(body.replace("\r\n", "\n").replace("\r", "\n"), bom, pairs)


def choose(found: Text, passages: Sequence[Passage], given: Convention | None = None) -> Choice:
    """How the passages of a text are counted; given: the way, if somebody says so."""
    names = _excerpts(found, passages)
    basis: Basis = "names" if names else "words"
    ways = [given] if given else found.conventions()
    tried: dict[Convention, tuple[float, float, tuple[Slice | None, ...]]] = {}
    for way in ways:
        slices = _slices(found, way, passages)
        tried[way] = (*_fit(found.canonical, slices, passages, names), slices)
    best = max((share, whole) for share, whole, _ in tried.values())
    tied = [way for way, (share, whole, _) in tried.items() if (share, whole) == best]
    way = tied[0]
    slices = tried[way][2]
    rivals = tuple(other for other in tied[1:] if tried[other][2] != slices)
    if given:
        return Choice(way, slices, "given", best[0], names)
    if not passages or all(each[2] == slices for each in tried.values()):
        basis = "nothing to decide" if not names else basis
        rivals = ()
    if passages and best[0] < ENOUGH:
        return Choice(way, slices, basis, best[0], names, tuple(tried))
    return Choice(way, slices, basis, best[0], names, (way, *rivals) if rivals else ())


def _slices(found: Text, way: Convention, passages: Sequence[Passage]) -> tuple[Slice | None, ...]:
    places = found.places(way)

    def place(count: int, last: bool) -> int:
        if count <= places[0]:
            return 0 if count >= 0 else -1
        at = bisect_left(places, count)
        if at == len(places):
            return -1
        if places[at] == count:
            return at
        # Inside a character: of a line end of two, take the whole; of another there is none.
        return (at if last else at - 1) if at - 1 in found.pairs else -1

    cut: list[Slice | None] = []
    for each in passages:
        start, end = place(each.start, False), place(each.end, True)
        cut.append((start, end) if 0 <= start <= end else None)
    return tuple(cut)


def squeezed(words: str) -> str:
    """Words with one space between them, as programs write an excerpt into a name."""
    return " ".join(words.replace("\ufeff", "").split())


def shortened(name: str) -> tuple[str, bool]:
    """A name as an excerpt, and whether it was cut off."""
    plain = squeezed(name)
    for mark in ("…", "..."):
        if plain.endswith(mark):
            return plain.removesuffix(mark).rstrip(), True
    return plain, False


def reads(words: str, name: str) -> bool:
    """Whether a passage begins as its name says; a name may be cut off without a mark."""
    return squeezed(words).startswith(shortened(name)[0])


def longer(words: str, name: str) -> bool:
    """Whether a passage goes on after its name, which does not say that it was cut off."""
    excerpt, was_cut = shortened(name)
    return not was_cut and squeezed(words) != excerpt


def found_once(body: str, name: str) -> Slice | None:
    """Where a text holds the words of a name that was not cut off, if it does just once."""
    excerpt, was_cut = shortened(name)
    if was_cut or not excerpt:
        return None
    form = r"\s+".join(map(re.escape, excerpt.split()))
    places = [match.span() for match in re.finditer(form, body)]
    return places[0] if len(places) == 1 else None


def _excerpts(found: Text, passages: Sequence[Passage]) -> frozenset[int]:
    """The passages whose names are excerpts; none unless most names stand in the text.

    Numbers, single letters and the like say nothing.
    """
    whole = squeezed(found.canonical)
    named = [at for at, each in enumerate(passages) if len(squeezed(each.name)) > 2]
    telling = [at for at in named if re.search(r"[^\W\d_]", passages[at].name)]
    looked = telling[:SAMPLE]
    inside = [at for at in looked if shortened(passages[at].name)[0] in whole]
    return frozenset(telling) if inside and len(inside) >= len(looked) / 2 else frozenset()


def _fit(
    body: str,
    slices: Sequence[Slice | None],
    passages: Sequence[Passage],
    names: frozenset[int],
) -> tuple[float, float]:
    """Share of passages that fit, and share that fit in their whole length."""
    fits = wholes = 0
    judged = sorted(names) if names else range(len(passages))
    for at in judged:
        cut = slices[at]
        if cut is None:
            continue
        if names:
            words = squeezed(body[slice(*cut)])
            excerpt, was_cut = shortened(passages[at].name)
            fits += words.startswith(excerpt)
            wholes += words.startswith(excerpt) and (was_cut or words == excerpt)
        else:
            fits += at_words(body, cut)
    total = len(judged)
    return (fits / total, wholes / total) if total else (1.0, 1.0)


def at_words(body: str, cut: Slice) -> bool:
    """Whether a passage begins and ends at the edge of a word."""
    return _edge(body, cut[0]) and _edge(body, cut[1])


def _edge(body: str, at: int) -> bool:
    return at in (0, len(body)) or not (body[at - 1].isalnum() and body[at].isalnum())
