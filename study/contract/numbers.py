"""What a number may mean that is not written with a decimal point and digits alone."""

from __future__ import annotations

import re

INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
SPACE = "[ \u00a0\u2009\u202f]"
# (mark between thousands, decimal mark)
MARKS = ((",", r"\."), (r"\.", ","), (SPACE, r"\."), (SPACE, ","))
FORMS = [
    re.compile(rf"([+-]?)([1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+|[0-9]+)(?:{point}([0-9]+))?")
    for group, point in MARKS
]


def read_number(text: str, whole: bool) -> tuple[str, ...]:
    """What was done to read a number, and the number; or why not, and the two it may be.

    ``read_number("10,5", False) == ("decimal_comma", "10.5")``;
    ``read_number("1,234", False) == ("number_ambiguous", "1234", "1.234")``;
    ``("",)`` if the text needs no reading, or is no number. whole: no other is wanted.

    A single mark before three digits is ambiguous where whole numbers are wanted, too: 1.234 may
    be a mean that was put into the wrong column, and a wrong guess is wrong by a factor of 1000.
    """
    if (INTEGER if whole else NUMBER).fullmatch(text):
        return ("",)
    values = list(dict.fromkeys(_readings(text.replace("\u2212", "-"))))
    if len(values) > 1:
        return ("number_ambiguous", *values)
    if not values:
        return ("",)
    number, _, decimals = values[0].partition(".")
    if whole:
        if decimals.strip("0") or not INTEGER.fullmatch(number):
            return ("",)
        return ("zero_decimals" if decimals else "thousands_marks", number)
    return ("decimal_comma" if decimals and "," in text else "thousands_marks", values[0])


def _readings(text: str) -> list[str]:
    """Every number a text may be, thousands marks left out and a point before decimals."""
    found = []
    for form in FORMS:
        if match := form.fullmatch(text):
            sign, number, decimals = match.groups()
            digits = re.sub("[^0-9]", "", number)
            found.append(sign + digits + (f".{decimals}" if decimals else ""))
    return found
