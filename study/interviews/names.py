"""Names in a text: found as people write them, replaced by pseudonyms, and looked for after."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ..contract.transcripts import HIDDEN
from ..contract.vocabulary import folded, vocabulary
from .anchor import Replaced, Span
from .texts import labels

# Marks that may stand on or between the letters of a name without anybody seeing them.
UNSEEN = f"[\u0300-\u036f{HIDDEN.pattern.strip('[]')}]*"
APART = r"(?:[\s\u200b]+|[-\u2010\u2011])"
ATTACHED = r"(?:nya|ipun|lah|kah|pun|ne)"
PSEUDONYM = re.compile(r"\[[^\[\]\n]{1,40}\]")
WORD = re.compile(r"[^\W\d_](?:[\w'\u2019\u0300-\u036f]|\.(?=\w))*")
AFTER_END = re.compile(r"(?:^|[.?!:\"\u201c\n\t(\[])\s*$")


def spellings(name: str) -> tuple[str, ...]:
    """A name as it is written, and without titles before it and degrees after a comma."""
    whole = " ".join(name.split())
    words = whole.partition(",")[0].split()
    titles = vocabulary("honorific")
    while len(words) > 1 and folded(words[0]) in titles:
        words = words[1:]
    return tuple(dict.fromkeys(each for each in (whole, " ".join(words)) if each))


class Names:
    """All names of a key, ready to be found.

    A name is found as a whole word in any case, with or without its diacritics, over a line's
    end, and with an Indonesian or Javanese ending attached (-nya, -ne) where it begins with a
    capital letter. The longest name that fits is taken.
    """

    def __init__(self, pseudonyms: Mapping[str, str]) -> None:
        """pseudonyms: by name."""
        self._order = sorted(pseudonyms, key=lambda name: (-len(name), name))
        self._new = [pseudonyms[name] for name in self._order]
        names = "|".join(f"({pattern(name)})" for name in self._order)
        rest = rf"(?!\w)|(?={ATTACHED}(?!\w))"
        self._regex = re.compile(rf"(?<!\w)(?:{names})(?:{rest})", re.IGNORECASE)
        self.parts = {folded(word) for name in self._order for word in name.split()}
        self._judged: dict[str, bool] = {}

    def replaced(self, text: str) -> tuple[Replaced, Counter[str], Counter[str]]:
        """What is to be replaced in a text; how often, and how often in small letters alone."""
        spans: list[Span] = []
        times: Counter[str] = Counter()
        small: Counter[str] = Counter()
        at = 0
        while self._order and (match := self._regex.search(text, at)):
            start, end = match.span()
            if text[end : end + 1].isalpha() and not text[start].isupper():
                at = start + 1  # an ending on what is no name: a word that begins like one
                continue
            new = self._new[(match.lastindex or 1) - 1]
            spans.append((start, end, f"[{new}]"))
            times[new] += 1
            small[new] += match[0].islower()
            at = end
        return Replaced(tuple(spans)), times, small

    def suspects(self, text: str) -> tuple[Counter[str], Counter[str]]:
        """Words of a replaced text that look like names, first those that most likely are.

        Likely: after a title such as Pak, as the label of a speaker, or part of a name in the key.
        The others begin with a capital letter within a sentence.
        """
        titles, plain = vocabulary("honorific"), vocabulary("plain")
        known = vocabulary("label")
        hidden = PSEUDONYM.sub(lambda match: "[" + " " * (len(match[0]) - 2) + "]", text)
        likely: Counter[str] = Counter()
        others: Counter[str] = Counter()
        for label, count in labels(hidden).items():
            if folded(label) not in known and label[:1].isupper() and len(label.split()) <= 3:
                likely[label] += count
        before, end = "", 0
        for match in WORD.finditer(hidden):
            word, gap = match[0], hidden[end : match.start()]
            capital = word[0].isupper()
            titled = folded(before) in titles and gap.strip(" .") == "" and bool(gap)
            if folded(word) in titles or folded(word) in plain:
                pass
            elif titled or (capital and self._is_part(word)):
                likely[word] += 1
            elif capital and not AFTER_END.search(
                hidden[max(0, match.start() - 8) : match.start()]
            ):
                others[word] += 1
            before, end = word, match.end()
        for word in likely:
            others.pop(word, None)
        return likely, others

    def _is_part(self, word: str) -> bool:
        """Whether a word is part of a name of the key, or begins with one and ends otherwise."""
        text = folded(word)
        if text not in self._judged:
            self._judged[text] = text in self.parts or any(
                len(part) > 3 and text.startswith(part) and len(text) - len(part) <= 2
                for part in self.parts
            )
        return self._judged[text]


def pattern(name: str) -> str:
    """A regular expression for a name in any of the ways in which it can be typed."""
    parts = re.split(r"[\s\-\u2010\u2011]+", name.strip())
    return APART.join("".join(_letter(each) for each in _bare(part)) for part in parts)


def _bare(word: str) -> Iterable[str]:
    """The letters of a word without the marks on them, and without what nobody sees."""
    letters = unicodedata.normalize("NFD", HIDDEN.sub("", word))
    return (c for c in letters if not unicodedata.combining(c))


def _letter(letter: str) -> str:
    if letter in "'\u2018\u2019\u02bc`":
        return "['\u2018\u2019\u02bc`]?" + UNSEEN
    if letter == ".":
        return r"\.?" + UNSEEN
    return f"[{re.escape(letter)}{_accented().get(letter.lower(), '')}]{UNSEEN}"


@lru_cache
def _accented() -> dict[str, str]:
    """By letter, all that are it with marks."""
    found: dict[str, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            found[base.lower()] = found.get(base.lower(), "") + chr(code)
    return found
