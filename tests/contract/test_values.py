"""Rules for single cells."""

from __future__ import annotations

from typing import Any

import pytest

from study.contract.descriptor import Constraints, Field
from study.contract.values import clean, rules, span


def judge(text: str, kind: str = "string", **more: Any) -> str:
    """What is wrong with a text, and how to mend it; "" if nothing."""
    names = set(Constraints.__dataclass_fields__)
    limits = Constraints(**{name: more.pop(name) for name in names & more.keys()})
    column = Field("x", kind, "x", "x", constraints=limits, **more)
    rule = next((rule for rule in rules(column) if rule.broken(text)), None)
    return f"{rule.problem}; {rule.mend(text)}" if rule else ""


@pytest.mark.parametrize("text", ["plain", "Übersee, 'quoted' (a)", "two  spaces", "0"])
def test_ordinary_text_passes(text: str) -> None:
    """Nothing is wrong with text of any script."""
    assert judge(text) == ""


@pytest.mark.parametrize(
    ("text", "problem", "mended"),
    [
        ("a ", "begins or ends with a space", "'a'"),
        (" a", "begins or ends with a space", "'a'"),
        (" ", "begins or ends with a space", "empty the cell"),
        ("a\u00a0b", "non-breaking", "'a b'"),
        ("a\u200bb", "invisible", "'a b'"),
        ("\ufeffa", "invisible", "'a'"),
        ("a\nb", "line break", "'a b'"),
        ("a\tb", "tab", "'a b'"),
    ],
)
def test_marks_nobody_sees_are_named(text: str, problem: str, mended: str) -> None:
    """The mend is the text as it should be."""
    told = judge(text)
    assert problem in told
    assert mended in told


@pytest.mark.parametrize("text", ["0", "12", "-3", "+3", "007"])
def test_whole_numbers(text: str) -> None:
    """Digits with or without a sign."""
    assert judge(text, "integer") == ""


@pytest.mark.parametrize(
    ("text", "kind", "mend"),
    [
        ("12,5", "number", "'12.5'"),
        ("12,5", "integer", "'12.5'"),
        ("1.234", "integer", "'1234'"),
        ("1.234.567", "number", "'1234567'"),
        ("12.0", "integer", "'12'"),
        ("about 12", "integer", "column of its own"),
        ("1E+05", "integer", "number alone"),
        ("nan", "number", "number alone"),
        ("inf", "number", "number alone"),
        ("1e999", "number", "number alone"),
        ("\u0663", "integer", "number alone"),
        ("9" * 19, "integer", "number alone"),
    ],
)
def test_numbers_written_otherwise_are_refused_with_a_mend(text: str, kind: str, mend: str) -> None:
    """A decimal comma or a thousands mark is guessed at, never read."""
    assert mend in judge(text, kind)


@pytest.mark.parametrize("text", ["0.5", ".5", "5.", "-1", "1e3", "2.5E-3"])
def test_numbers(text: str) -> None:
    """The ways a decimal number may be written."""
    assert judge(text, "number") == ""


def test_bounds_are_inclusive() -> None:
    """0 and 1 lie in the range from 0 to 1."""
    limits = {"minimum": 0, "maximum": 1}
    assert [bool(judge(text, "number", **limits)) for text in ("-0.1", "0", "1", "1.1")] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("text", ["yes", "TRUE", "1", "true "])
def test_yes_and_no_are_true_and_false(text: str) -> None:
    """Only the words of the description count."""
    assert judge(text, "boolean") != ""
    assert judge("true", "boolean") == judge("false", "boolean") == ""


def test_a_word_close_to_an_allowed_one_is_suggested() -> None:
    """Letter case counts as close."""
    words = ("regency", "city")
    assert "did you mean 'regency'?" in judge("Regency", enum=words)
    assert "did you mean 'regency'?" in judge("regncy", enum=words)
    assert "one of the allowed words" in judge("village", enum=words)


def test_a_pattern_fits_the_whole_value() -> None:
    """A longer text that begins well is refused, with the example."""
    assert judge("S001", pattern="S[0-9]{3}") == ""
    assert "'S020'" in judge("S0011", pattern="S[0-9]{3}", example="S020")


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        (";", "''"),
        ("S1;", "'S1'"),
        (";S1", "'S1'"),
        ("S1;;S2", "'S1;S2'"),
        ("S1; S2", "'S1;S2'"),
        ("S1;S2;S1", "'S1;S2'"),
    ],
)
def test_lists_are_tidy(text: str, mended: str) -> None:
    """No empty entry, no space, none twice."""
    assert mended in judge(text, list=";")
    assert judge("S1;S2", list=";") == ""


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2020", ("2020-01-01", "2020-12-31")),
        ("2020-02", ("2020-02-01", "2020-02-29")),
        ("2019-02", ("2019-02-01", "2019-02-28")),
        ("2020-12", ("2020-12-01", "2020-12-31")),
        ("2020-05-13", ("2020-05-13", "2020-05-13")),
        ("2020-05/2020-06-03", ("2020-05-01", "2020-06-03")),
        ("9999", ("9999-01-01", "9999-12-31")),
        ("2020-02-30", None),
        ("2019-02-29", None),
        ("2020-13", None),
        ("2020-00", None),
        ("0000", None),
        ("2020-05/", None),
        ("/2020-05", None),
        ("2020/2021/2022", None),
        ("2020-06/2020-05", None),
        ("2020-05-00", None),
    ],
)
def test_a_date_covers_its_days(text: str, days: tuple[str, str] | None) -> None:
    """First and last day, by the calendar."""
    assert span(text) == days


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2020-02-30", "does not exist"),
        ("2020-06/2020-05", "backwards; write '2020-05/2020-06'"),
        ("2020-06/2020-06-03/", "is not a date"),
        ("13/05/2020", "write '2020-05-13'"),
        ("05/13/2020", "write '2020-05-13'"),
        ("4.4.2020", "write '2020-04-04'"),
        ("03/04/2020", "'2020-04-03' or '2020-03-04'"),
        ("31/31/2020", "look the date up"),
        ("43955", "year first"),
        ("May 2020", "year first"),
    ],
)
def test_dates_written_otherwise_are_refused(text: str, told: str) -> None:
    """What can be read in two ways is never guessed."""
    assert told in judge(text, format_name="edtf")
    assert judge("2020-05/2020-06", format_name="edtf") == ""


def test_clean_text_has_single_ordinary_spaces() -> None:
    """What the mends propose."""
    assert clean("\u00a0a \u200b b\n") == "a b"
