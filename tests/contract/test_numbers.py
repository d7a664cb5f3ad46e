"""Numbers written otherwise: read where there is one way to, else both ways are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.contract.numbers import NUMBER, read_number

COMMA, MARKS, ZEROS = "decimal_comma", "thousands_marks", "zero_decimals"
TWO = "number_ambiguous"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10,5", (COMMA, "10.5")),
        ("-0,50", (COMMA, "-0.50")),
        ("\u22125,5", (COMMA, "-5.5")),
        ("0,123", (COMMA, "0.123")),
        ("1234,567", (COMMA, "1234.567")),
        ("1.234,5", (COMMA, "1234.5")),
        ("1,234.5", (COMMA, "1234.5")),
        ("1.234.567", (MARKS, "1234567")),
        ("1,234,567", (MARKS, "1234567")),
        ("1 234 567", (MARKS, "1234567")),
        ("1\u202f234", (MARKS, "1234")),
        ("1,234", (TWO, "1234", "1.234")),
        ("-12,000", (TWO, "-12000", "-12.000")),
        ("1.234", ("",)),  # a decimal point is the rule
        ("1e3", ("",)),
        ("12 5", ("",)),
        ("1,23,456", ("",)),
        ("1.2345.678", ("",)),
        ("12,", ("",)),
        ("12,5%", ("",)),
        ("x", ("",)),
    ],
)
def test_numbers(text: str, read: tuple[str, ...]) -> None:
    """A single mark before three digits may be either."""
    assert read_number(text, whole=False) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12.0", (ZEROS, "12")),
        ("12,00", (ZEROS, "12")),
        ("1234.000", (ZEROS, "1234")),
        ("1.234,00", (ZEROS, "1234")),
        ("1.234.567", (MARKS, "1234567")),
        ("1,234,567", (MARKS, "1234567")),
        ("1 234", (MARKS, "1234")),
        ("1.234", (TWO, "1.234", "1234")),
        ("1,234", (TWO, "1234", "1.234")),
        ("12.000", (TWO, "12.000", "12000")),
        ("12.5", ("",)),
        ("12", ("",)),
        ("9" * 19, ("",)),
    ],
)
def test_whole_numbers(text: str, read: tuple[str, ...]) -> None:
    """A point before three digits is no proof of thousands."""
    assert read_number(text, whole=True) == read


@given(st.text("0123456789.,- eE", max_size=12), st.booleans())
def test_what_is_read_is_a_number(text: str, whole: bool) -> None:
    """Whatever comes out is written as the rule has it, with the digits that came in."""
    code, *values = read_number(text, whole)
    assert (code == "") == (values == [])
    for value in values:
        assert NUMBER.fullmatch(value)
        digits = "".join(filter(str.isdigit, text))
        assert digits.startswith("".join(filter(str.isdigit, value)))
