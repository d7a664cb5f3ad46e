"""Where a passage stands in a text, and where it stands after names were replaced."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ..contract.transcripts import HIDDEN
from ..contract.values import INVISIBLE

SAME = {
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u02bc\u2032`\u00b4", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    "\u2026": "...",
}
"""Signs that programs put in the place of others while somebody types or copies."""

Span = tuple[int, int, str]


@dataclass(frozen=True)
class Replaced:
    """What was replaced in a text: spans of the original, in order, with what stands there now."""

    spans: tuple[Span, ...] = ()

    def applied(self, original: str) -> str:
        """The text after the replacements."""
        parts, at = [], 0
        for start, end, new in self.spans:
            parts += [original[at:start], new]
            at = end
        return "".join([*parts, original[at:]])

    def forward(self, start: int, end: int) -> tuple[int, int]:
        """Where a passage of the original stands now, with the whole of a name it begins in."""
        first = self._moved(start, begins=True)
        return first, max(first, self._moved(end, begins=False))

    def point(self, at: int) -> int:
        """Where a character of the original stands now; one of a name, where its pseudonym does."""
        return self._moved(at, begins=True)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Where a passage of the replaced text stood in the original."""
        return self.turned().forward(start, end)

    def _moved(self, at: int, begins: bool) -> int:
        shift = 0
        for start, end, new in self.spans:
            if at <= start:
                break
            if at < end:  # inside a name: its pseudonym cannot be cut
                return start + shift + (0 if begins else len(new))
            shift += len(new) - (end - start)
        return at + shift

    def turned(self) -> Replaced:
        """What leads back: where the spans are now, as long as they were."""
        found, shift = [], 0
        for start, end, new in self.spans:
            found.append((start + shift, start + shift + len(new), " " * (end - start)))
            shift += len(new) - (end - start)
        return Replaced(tuple(found))


def find(text: str, passage: str) -> list[tuple[int, int]]:
    """Every place where a passage stands in a text, as offsets.

    Exactly, or else with white space, invisible marks and the kinds of quotation marks, dashes
    and composed letters left out of account; letters and their case count.
    """
    exact = list(_places(text, passage.strip())) if passage.strip() else []
    if exact:
        return [(at, at + len(passage.strip())) for at in exact]
    wanted, _ = _folded(passage)
    if not wanted:
        return []
    plain, origin = _folded(text)
    return [(origin[at][0], origin[at + len(wanted) - 1][1]) for at in _places(plain, wanted)]


def _places(text: str, wanted: str) -> Iterable[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text made comparable, and for each of its characters the span it comes from."""
    out: list[str] = []
    origin: list[tuple[int, int]] = []
    # a letter with the marks that follow it is composed as a whole
    starts = [at for at, c in enumerate(text) if at == 0 or not unicodedata.combining(c)]
    for start, end in pairwise([*starts, len(text)]):
        cluster = unicodedata.normalize("NFC", text[start:end])
        if HIDDEN.fullmatch(cluster):
            cluster = ""
        elif cluster.isspace() or INVISIBLE.fullmatch(cluster):
            cluster = " "
        if cluster == " " and (not out or out[-1] == " "):
            continue
        for sign in "".join(SAME.get(c, c) for c in cluster):
            out.append(sign)
            origin.append((start, end))
    if out and out[-1] == " ":
        out.pop()
        origin.pop()
    return "".join(out), origin
