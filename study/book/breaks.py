"""Where a word may break: soft hyphens, and gaps inside names, codes and addresses.

A gap is a place to break without a hyphen, after ``_ / . ;`` and the like. Inside Python
it is a zero-width space; the writer turns it into a hair of space, so that nothing
invisible is copied out of the PDF. Soft hyphens do stay in the PDF's text.
"""

from __future__ import annotations

import re
from functools import cache

from pyphen import Pyphen

GAP = "\N{ZERO WIDTH SPACE}"
SOFT = "\N{SOFT HYPHEN}"
PATTERNS = {"en": "en_US", "id": "id_ID"}
SHORTEST, SHORTEST_IN_CELLS = 9, 6  # letters of a word that may be broken
LONGEST, CUT = 24, 12

# Never inside a number, a date or a time: 0.06, 12,345, 33.03, 12:30 stay whole.
_AFTER = re.compile(
    r"(?<=\w)[_/;=&?#@|]+(?=\w)|(?<=\w)://(?=\w)"
    r"|(?<=\w\w)[.:](?=[^\W\d])|(?<=[^\W\d]{2})[.:](?=\w)"
)
_UNBROKEN = re.compile(rf"[^\s{GAP}{SOFT}-]{{{LONGEST + 1},}}")
_PIECES = re.compile(rf"(?<={SOFT})|{GAP}|[ \n]+|(?<=-)(?=[^\W\d])")


def gaps(text: str) -> str:
    """The text with a gap wherever a name, a code or an address may break."""
    return _AFTER.sub(lambda match: match[0] + GAP, text)


def soft(text: str, language: str, shortest: int = SHORTEST) -> str:
    """The text with soft hyphens in its longer words; unchanged in other languages."""
    if language not in PATTERNS:
        return text
    insert = _patterns(language).inserted
    return re.sub(rf"[^\W\d_]{{{shortest},}}", lambda match: insert(match[0], SOFT), text)


def narrow(text: str, language: str) -> str:
    """The text for a table cell: soft hyphens, gaps, and no piece longer than LONGEST."""

    def cut(match: re.Match[str]) -> str:
        run = match[0]
        return GAP.join(run[i : i + CUT] for i in range(0, len(run), CUT))

    return _UNBROKEN.sub(cut, gaps(soft(text, language, SHORTEST_IN_CELLS)))


def pieces(text: str) -> list[str]:
    """The text cut at every place where a line may end; a soft hyphen ends its piece.

    An empty first or last piece tells that the text begins or ends with such a place.
    """
    return _PIECES.split(text)


@cache
def _patterns(language: str) -> Pyphen:
    return Pyphen(lang=PATTERNS[language], left=3, right=3)
