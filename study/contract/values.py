"""Rules for a single cell: what is broken, what is allowed, how to mend it.

A rule sees one text and nothing else, so each distinct text of a column is judged once.
Mends are worked out only for cells that are reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import near
from ..messages import Phrase, phrase, plain
from .dates import DATE, days, ends, span
from .descriptor import Field
from .numbers import INTEGER, NUMBER

# No-break and typographic spaces, zero-width marks, line separators: all invisible to a reader.
INVISIBLE = re.compile("[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
SHOWN = 12  # allowed words in one message
IN_SOURCE = phrase("look_up_number")


@dataclass(frozen=True)
class Rule:
    """One thing that can be wrong with a cell that is filled."""

    problem: Phrase
    allowed: Phrase
    broken: Callable[[str], object]
    mend: Callable[[str], Phrase]


def rules(field: Field) -> list[Rule]:
    """The rules of a column, in the order in which a person would want to hear of them."""
    kinds = (_list, _type, _dates, _words, _bounds)
    return [*_tidy(), *(rule for kind in kinds for rule in kind(field))]


def _tidy() -> list[Rule]:
    def mend(text: str) -> Phrase:
        return phrase("write", text=clean(text))

    return [
        Rule(phrase("control_character"), phrase("one_line"), CONTROL.search, mend),
        Rule(phrase("invisible_character"), phrase("ordinary_spaces"), INVISIBLE.search, mend),
    ]


def _list(field: Field) -> list[Rule]:
    mark = field.list
    if not mark:
        return []

    def mended(text: str) -> Phrase:
        return phrase("write", text=mark.join(dict.fromkeys(filter(None, items(text, mark)))))

    return [
        Rule(
            phrase("empty_entry", mark=mark),
            phrase("entries_separated", mark=mark),
            lambda text: not all(entry.strip() for entry in text.split(mark)),
            mended,
        ),
        Rule(
            phrase("entry_twice"),
            phrase("entries_once"),
            lambda text: len(set(items(text, mark))) < len(items(text, mark)),
            mended,
        ),
    ]


def _type(field: Field) -> list[Rule]:
    alone = phrase("number_alone")
    if field.type == "integer":
        broken = lambda text: not INTEGER.fullmatch(text)  # noqa: E731
        return [Rule(phrase("not_whole"), phrase("digits_only"), broken, lambda text: alone)]
    if field.type == "number":
        broken = lambda text: not NUMBER.fullmatch(text)  # noqa: E731
        return [Rule(phrase("not_number"), phrase("decimal_point"), broken, lambda text: alone)]
    if field.type == "boolean":
        return [_one_of("not_yes_or_no", (*field.true, *field.false))]
    return []


def _words(field: Field) -> list[Rule]:
    found = []
    if field.constraints.enum:
        found.append(_one_of("word_unknown", field.constraints.enum))
    if field.constraints.pattern:
        pattern = re.compile(field.constraints.pattern)
        allowed, mend = phrase("pattern", pattern=pattern.pattern), phrase("write_in_that_form")
        if field.example:
            allowed = phrase("text_such_as", example=field.example, pattern=pattern.pattern)
            mend = phrase("write_like", example=field.example)
        broken = lambda text: not pattern.fullmatch(text)  # noqa: E731
        found.append(Rule(phrase("form_wrong"), allowed, broken, lambda text: mend))
    return found


def _one_of(code: str, words: tuple[str, ...]) -> Rule:
    known = frozenset(words)
    allowed = plain(" | ".join(words[:SHOWN]))
    if len(words) > SHOWN:
        listed = " | ".join(words[:SHOWN])
        allowed = phrase("words_and_more", words=listed, count=len(words) - SHOWN)

    def mend(text: str) -> Phrase:
        guess = near(text, words)
        return phrase("did_you_mean", guess=guess) if guess else phrase("write_an_allowed_word")

    return Rule(phrase(code), allowed, lambda text: text not in known, mend)


def _dates(field: Field) -> list[Rule]:
    if field.format_name != "edtf":
        return []
    return [
        Rule(
            phrase("not_a_date"),
            phrase("date_forms"),
            lambda text: not all(DATE.fullmatch(end) for end in ends(text)),
            lambda text: phrase("year_first"),
        ),
        Rule(
            phrase("no_such_date"),
            phrase("day_of_calendar"),
            lambda text: not all(days(end) for end in ends(text)),
            lambda text: phrase("look_up_date"),
        ),
        Rule(
            phrase("interval_backwards"),
            phrase("earlier_first"),
            lambda text: span(text) is None,
            lambda text: phrase("write_if_right", text="/".join(reversed(text.split("/")))),
        ),
    ]


def _bounds(field: Field) -> list[Rule]:
    low, high = field.constraints.minimum, field.constraints.maximum
    unit = f" {field.unit}".rstrip()
    found = []
    if low is not None:
        allowed = phrase("at_least", number=f"{low:g}{unit}")
        below = lambda text: float(text) < low  # noqa: E731
        found.append(Rule(phrase("too_small"), allowed, below, lambda text: IN_SOURCE))
    if high is not None:
        allowed = phrase("at_most", number=f"{high:g}{unit}")
        above = lambda text: float(text) > high  # noqa: E731
        found.append(Rule(phrase("too_large"), allowed, above, lambda text: IN_SOURCE))
    return found


def items(text: str, mark: str) -> list[str]:
    """The entries of a list in a cell: ``items("S001;S002", ";") == ["S001", "S002"]``."""
    return [entry.strip() for entry in text.split(mark)]


def clean(text: str) -> str:
    """A text with every invisible or repeated white space as one ordinary space."""
    return " ".join(INVISIBLE.sub(" ", CONTROL.sub(" ", text)).split())
