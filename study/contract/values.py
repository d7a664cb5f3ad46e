"""Rules for a single cell: what is broken, what is allowed, how to mend it.

A rule sees one text and nothing else, so each distinct text of a column is judged once.
Mends are worked out only for cells that are reported.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..errors import near
from .descriptor import Field

# No-break and typographic spaces, zero-width marks, line separators: all invisible to a reader.
INVISIBLE = re.compile("[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
OTHERWISE = "write it in that form"
SHOWN = 12  # allowed words in one message


@dataclass(frozen=True)
class Rule:
    """One thing that can be wrong with a cell that is filled."""

    problem: str
    allowed: str
    broken: Callable[[str], object]
    mend: Callable[[str], str]


def rules(field: Field) -> list[Rule]:
    """The rules of a column, in the order in which a person would want to hear of them."""
    kinds = (_list, _type, _dates, _words, _bounds)
    return [*_tidy(), *(rule for kind in kinds for rule in kind(field))]


def _tidy() -> list[Rule]:
    return [
        Rule(
            "holds a line break, a tab or a control character",
            "one line of text",
            CONTROL.search,
            lambda text: f"write {clean(text)!r}",
        ),
        Rule(
            "holds a non-breaking space or an invisible character",
            "ordinary spaces",
            INVISIBLE.search,
            lambda text: f"write {clean(text)!r}",
        ),
        Rule(
            "begins or ends with a space",
            "no space at either end",
            lambda text: text != text.strip(),
            lambda text: f"write {clean(text)!r}" if clean(text) else "empty the cell",
        ),
    ]


def _list(field: Field) -> list[Rule]:
    mark = field.list
    if not mark:
        return []

    def mended(text: str) -> str:
        return f"write {mark.join(dict.fromkeys(filter(None, items(text, mark))))!r}"

    return [
        Rule(
            f"has an empty entry before, after or between {mark!r}",
            f"entries separated by one {mark!r}",
            lambda text: not all(entry.strip() for entry in text.split(mark)),
            mended,
        ),
        Rule(
            f"has a space beside {mark!r}",
            f"entries separated by {mark!r} alone",
            lambda text: text.split(mark) != items(text, mark),
            mended,
        ),
        Rule(
            "names an entry twice",
            "each entry once",
            lambda text: len(set(items(text, mark))) < len(items(text, mark)),
            mended,
        ),
    ]


def _type(field: Field) -> list[Rule]:
    if field.type == "integer":
        allowed = "digits only, at most 18"
        broken = lambda text: not INTEGER.fullmatch(text)  # noqa: E731
        return [Rule("is not a whole number", allowed, broken, _mend_number)]
    if field.type == "number":
        allowed = "digits with a decimal point"
        broken = lambda text: not NUMBER.fullmatch(text)  # noqa: E731
        return [Rule("is not a number", allowed, broken, _mend_number)]
    if field.type == "boolean":
        problem = "is neither yes nor no as the description writes them"
        return [_one_of(problem, (*field.true, *field.false))]
    return []


def _words(field: Field) -> list[Rule]:
    found = []
    if field.constraints.enum:
        found.append(_one_of("is not one of the allowed words", field.constraints.enum))
    if field.constraints.pattern:
        pattern = re.compile(field.constraints.pattern)
        allowed = f"the pattern {field.constraints.pattern}"
        if field.example:
            allowed = f"text such as {field.example!r} ({allowed})"
        found.append(
            Rule(
                "does not have the form of this column",
                allowed,
                lambda text: not pattern.fullmatch(text),
                lambda text: f"write it like {field.example!r}" if field.example else OTHERWISE,
            )
        )
    return found


def _one_of(problem: str, words: tuple[str, ...]) -> Rule:
    known = frozenset(words)
    allowed = " | ".join(words[:SHOWN])
    if len(words) > SHOWN:
        allowed += f" and {len(words) - SHOWN} more in the description"

    def mend(text: str) -> str:
        guess = near(text, words)
        return f"did you mean {guess!r}?" if guess else "write one of the allowed words"

    return Rule(problem, allowed, lambda text: text not in known, mend)


def _dates(field: Field) -> list[Rule]:
    if field.format_name != "edtf":
        return []
    return [
        Rule(
            "is not a date",
            "YYYY, YYYY-MM, YYYY-MM-DD or two of them with / between",
            lambda text: not all(DATE.fullmatch(end) for end in _ends(text)),
            _mend_date,
        ),
        Rule(
            "is a date that does not exist",
            "a day of the calendar",
            lambda text: not all(_days(end) for end in _ends(text)),
            lambda text: "look the date up in its source",
        ),
        Rule(
            "is an interval that runs backwards",
            "the earlier date first",
            lambda text: span(text) is None,
            lambda text: f"write {'/'.join(reversed(text.split('/')))!r} if the dates are right",
        ),
    ]


def _bounds(field: Field) -> list[Rule]:
    low, high = field.constraints.minimum, field.constraints.maximum
    found = []
    if low is not None:
        found.append(
            Rule(
                "is too small",
                f"at least {low:g} {field.unit}".rstrip(),
                lambda text: float(text) < low,
                lambda text: "look the number up in its source",
            )
        )
    if high is not None:
        found.append(
            Rule(
                "is too large",
                f"at most {high:g} {field.unit}".rstrip(),
                lambda text: float(text) > high,
                lambda text: "look the number up in its source",
            )
        )
    return found


def items(text: str, mark: str) -> list[str]:
    """The entries of a list in a cell: ``items("S001;S002", ";") == ["S001", "S002"]``."""
    return [entry.strip() for entry in text.split(mark)]


def clean(text: str) -> str:
    """A text with every invisible or repeated white space as one ordinary space."""
    return " ".join(INVISIBLE.sub(" ", CONTROL.sub(" ", text)).split())


@lru_cache(maxsize=100_000)
def span(text: str) -> tuple[str, str] | None:
    """First and last day of a date or interval, as YYYY-MM-DD; None if there is no such time.

    ``span("2020-05/2020-06") == ("2020-05-01", "2020-06-30")``. Days compare as texts.
    """
    start, end = (_days(part) for part in _ends(text))
    if not start or not end or start[0] > end[0] or start[1] > end[1]:
        return None
    return start[0], end[1]


def _ends(text: str) -> tuple[str, str]:
    first, slash, last = text.partition("/")
    return first, last if slash else first


def _days(text: str) -> tuple[str, str] | None:
    match = DATE.fullmatch(text)
    if not match:
        return None
    year, month, day = match.groups()
    try:
        start = date.fromisoformat(f"{year}-{month or '01'}-{day or '01'}")
        last = day or monthrange(start.year, int(month or 12))[1]
        end = date.fromisoformat(f"{year}-{month or '12'}-{last}")
    except ValueError:
        return None
    return start.isoformat(), end.isoformat()


def _mend_number(text: str) -> str:
    bare = text.replace(" ", "")
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", bare):
        return f"write {bare.replace(',', '.')!r} if the comma is a decimal comma"
    if re.fullmatch(r"[+-]?[0-9]{1,3}([.,][0-9]{3})+", bare):
        return f"write {re.sub('[.,]', '', bare)!r} if the marks separate thousands"
    if re.fullmatch(r"[+-]?[0-9]+\.0+", bare):
        return f"write {bare.split('.')[0]!r}"
    return "write the number alone; a remark belongs in a column of its own"


def _mend_date(text: str) -> str:
    match = DAY_FIRST.fullmatch(text.strip())
    if not match:
        return "write the year first; leave the cell empty if no date was seen"
    one, two, year = match.groups()
    readings = [f"{year}-{month:0>2}-{day:0>2}" for day, month in ((one, two), (two, one))]
    valid = [each for each in dict.fromkeys(readings) if span(each)]
    if len(valid) == 1:
        return f"write {valid[0]!r}"
    if valid:
        return f"write {valid[0]!r} or {valid[1]!r}: only the source can tell which"
    return "look the date up in its source"
