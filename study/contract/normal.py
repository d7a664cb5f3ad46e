"""One cell as everybody reads it: the only place where a table's text is changed.

What can be meant in one way only is read so and noted: a space at an end, a decimal comma, a
thousands mark, a day before its month. What can be meant in two ways, or has lost digits or
letters, is refused and never guessed. Rules for what a value may be come after (values.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ..messages import NOTHING, Phrase, phrase
from .dates import read_date
from .descriptor import Field
from .numbers import read_number
from .values import INVISIBLE, items


class Native(NamedTuple):
    """A cell that a spreadsheet holds as something other than text.

    kind: number, boolean, date, moment (a date with a time of day), time, error, or formula (one
    without a value). text: number with at most 15 digits, as spreadsheets show; date as ISO 8601.
    """

    kind: str
    text: str


Cell: TypeAlias = "str | Native"


@dataclass(frozen=True)
class Reading:
    """How a cell was read: text, what to say of it, and whether it was refused."""

    text: str
    said: Phrase
    allowed: Phrase = NOTHING
    mend: Phrase = NOTHING
    refused: bool = False


EDGE = re.compile(rf"^(?:\s|{INVISIBLE.pattern})+|(?:\s|{INVISIBLE.pattern})+$")
# What Excel shows of a long number in a narrow column; the digits that are not shown are lost.
SCIENTIFIC = re.compile(r"[+-]?[0-9](?:[.,]([0-9]+))?E\+([0-9]{2,3})")
ERROR = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|#+)|Err:[0-9]{3}")
# UTF-8 read as Windows-1252: an A with a tilde or a circumflex, or an a, before signs and marks.
MOJIBAKE = re.compile("[\u00c2\u00c3][^\x00-\x7f]|[\u00e2\u00f0][^\x00-\x7f]{2,3}")
LEFT = phrase("format_as_text")


def normal(field: Field, missing: frozenset[str], cells: Iterable[Cell]) -> dict[Cell, Reading]:
    """Of the distinct cells of a column those that are not taken as they stand.

    missing: texts that mean 'not seen', read as empty without a word. A text alone may be
    ambiguous because of another in its column: beside 1.234.567 the point in 1.234 need not be
    a decimal point.
    """
    found = {cell: read for cell in cells if (read := _read(field, missing, cell))}
    if field.type == "number" and any(_grouped(read.said.code) for read in found.values()):
        for cell in cells:
            text = cell if isinstance(cell, str) else ""
            if cell not in found and re.fullmatch(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}", text):
                both = phrase("one_of_two", one=text, two=text.replace(".", ""))
                said = phrase("number_ambiguous")
                found[cell] = Reading(text, said, both, phrase("without_marks"), refused=True)
    return found


def _grouped(code: str) -> bool:
    return code in ("decimal_comma", "thousands_marks")


def _read(field: Field, missing: frozenset[str], cell: Cell) -> Reading | None:
    """How a cell is read, or None if it is taken as it stands."""
    if isinstance(cell, Native):
        return _native(field, cell)
    text = (
        EDGE.sub("", cell)
        if cell[:1].isspace() or cell[-1:].isspace() or INVISIBLE.search(cell[:1] + cell[-1:])
        else cell
    )
    found = Reading("", NOTHING) if text in missing else _text(field, text)
    if found is not None and found.said is not NOTHING:
        return found
    if text != cell:
        return _noted(found.text if found else text, "space_around")
    return found if found and found.text != cell else None


def _text(field: Field, text: str) -> Reading | None:
    """A text without spaces at its ends."""
    if text[0] in "#E" and ERROR.fullmatch(text):
        return _error(text)
    if not text.isascii() and (spoilt := _letters(text)):
        return spoilt
    if field.type in ("integer", "number"):
        return _figures(field, text)
    if field.type == "boolean":
        words = [word for word in (*field.true, *field.false) if word.lower() == text.lower()]
        return _noted(words[0], "letter_case") if words and text not in words else None
    if field.format_name == "edtf":
        return _date(text)
    if SCIENTIFIC.fullmatch(text):
        return Reading(text, phrase("digits_lost"), phrase("all_digits"), LEFT, refused=True)
    if field.list and text.split(field.list) != items(text, field.list):
        return _noted(field.list.join(items(text, field.list)), "space_in_list")
    return None


def _figures(field: Field, text: str) -> Reading | None:
    shown = SCIENTIFIC.fullmatch(text)
    if shown and int(shown[2]) > len(shown[1] or ""):
        return Reading(text, phrase("digits_lost"), phrase("all_digits"), LEFT, refused=True)
    code, *values = read_number(text, whole=field.type == "integer")
    if not code:
        return None
    if len(values) == 1:
        return _noted(values[0], code)
    both = phrase("one_of_two", one=values[0], two=values[1])
    return Reading(text, phrase(code), both, phrase("without_marks"), refused=True)


def _date(text: str) -> Reading | None:
    code, *values = read_date(text)
    if not code:
        return None
    if code not in ("date_ambiguous", "day_number"):
        return _noted(values[0], code)
    allowed = plain_dates(values)
    mend = phrase("only_source_tells" if code == "date_ambiguous" else "format_as_date")
    return Reading(text, phrase(code), allowed, mend, refused=True)


def plain_dates(values: list[str]) -> Phrase:
    """What a date may have been, as one phrase."""
    if len(values) == 2:
        return phrase("one_of_two", one=values[0], two=values[1])
    return phrase("perhaps", one=values[0])


def _letters(text: str) -> Reading | None:
    """Letters that were spoilt when the file was saved or opened in another encoding."""
    if "\ufffd" in text:
        return Reading(text, phrase("letter_lost"), NOTHING, phrase("from_the_original"), True)
    if not MOJIBAKE.search(text):
        return None
    repaired = MOJIBAKE.sub(_once_more, text)
    if repaired == text:
        return None
    mend = phrase("write", text=repaired)
    return Reading(text, phrase("mojibake"), NOTHING, mend, refused=True)


def _once_more(match: re.Match[str]) -> str:
    """What a run of spoilt letters stood for, or the run as it is."""
    try:
        data = b"".join(map(_byte, match[0]))
    except UnicodeEncodeError:
        return match[0]
    for length in range(2, len(data) + 1):
        try:
            return data[:length].decode() + match[0][length:]
        except UnicodeDecodeError:
            continue
    return match[0]


def _byte(sign: str) -> bytes:
    """The byte a sign was read from; bytes that Windows-1252 lacks became control characters."""
    return sign.encode("latin-1" if "\x80" <= sign <= "\x9f" else "cp1252")


def _native(field: Field, cell: Native) -> Reading:
    kind, text = cell
    if kind == "error":
        return _error(text)
    if kind == "formula":
        return Reading(text, phrase("no_formula_value"), NOTHING, phrase("save_with_values"), True)
    if kind in ("date", "moment") and field.format_name == "edtf":
        return _noted(text, "date_cell" if kind == "date" else "date_with_time")
    if kind in ("date", "moment", "time") and field.role != "note":
        return Reading(text, phrase("turned_into_date"), NOTHING, LEFT, refused=True)
    if kind == "boolean" and field.type == "boolean":
        return Reading((field.true if text == "TRUE" else field.false)[0], NOTHING)
    if kind == "number":
        return _number_cell(field, text)
    return Reading(text, NOTHING)


def _number_cell(field: Field, text: str) -> Reading:
    if field.type in ("integer", "number"):
        if field.type == "integer" and not text.lstrip("-").isdigit() and "e+" in text:
            return Reading(text, phrase("digits_lost"), phrase("all_digits"), LEFT, refused=True)
        return Reading(text, NOTHING)
    if field.type == "boolean":
        return Reading(text, NOTHING)
    if field.format_name == "edtf":
        return _date(text) or Reading(text, NOTHING)
    if "e" in text:
        return Reading(text, phrase("digits_lost"), phrase("all_digits"), LEFT, refused=True)
    if field.role == "note" or _certain(field, text):
        return _noted(text, "number_in_text")
    return Reading(text, phrase("number_for_text"), NOTHING, LEFT, refused=True)


def _certain(field: Field, text: str) -> bool:
    """Whether a number can stand for one text only: no zero was lost at either end."""
    limits = field.constraints
    if limits.enum:
        return text in limits.enum
    padded = (f"{text}0" if "." in text else f"{text}.0", f"0{text}")
    if limits.pattern:
        fits = re.compile(limits.pattern).fullmatch
        return bool(fits(text)) and not any(map(fits, padded))
    return "." not in text


def _error(text: str) -> Reading:
    return Reading(text, phrase("error_value"), NOTHING, phrase("mend_formula"), refused=True)


def _noted(text: str, code: str) -> Reading:
    return Reading(text, phrase(code), mend=phrase("read_as", text=text))
