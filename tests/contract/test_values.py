"""Rules for single cells."""

from __future__ import annotations

from typing import Any

import pytest

from study.contract.descriptor import Constraints, Field
from study.contract.values import clean, rules


def judge(text: str, kind: str = "string", **more: Any) -> str:
    """What is wrong with a text, and how to mend it; "" if nothing."""
    names = set(Constraints.__dataclass_fields__)
    limits = Constraints(**{name: more.pop(name) for name in names & more.keys()})
    column = Field("x", kind, "x", "x", constraints=limits, **more)
    rule = next((rule for rule in rules(column) if rule.broken(text)), None)
    return f"{rule.problem.told()}; {rule.mend(text).told()}" if rule else ""


@pytest.mark.parametrize("text", ["plain", "Übersee, 'quoted' (a)", "two  spaces", "0"])
def test_ordinary_text_passes(text: str) -> None:
    """Nothing is wrong with text of any script."""
    assert judge(text) == ""


@pytest.mark.parametrize(
    ("text", "problem", "mended"),
    [
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
    ("text", "kind"),
    [
        ("12.5", "integer"),
        ("about 12", "integer"),
        ("1E+05", "integer"),
        ("nan", "number"),
        ("inf", "number"),
        ("1e999", "number"),
        ("\u0663", "integer"),
        ("9" * 19, "integer"),
    ],
)
def test_what_is_no_number_is_refused(text: str, kind: str) -> None:
    """Remarks, words and digits of other scripts."""
    assert "number alone" in judge(text, kind)


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
        ("S1;S2;S1", "'S1;S2'"),
    ],
)
def test_lists_are_tidy(text: str, mended: str) -> None:
    """No empty entry, no space, none twice."""
    assert mended in judge(text, list=";")
    assert judge("S1;S2", list=";") == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2020-02-30", "does not exist"),
        ("2020-06/2020-05", "backwards; write '2020-05/2020-06'"),
        ("2020-06/2020-06-03/", "is not a date"),
        ("31/31/2020", "year first"),
        ("May 2020", "year first"),
    ],
)
def test_what_is_no_date_is_refused(text: str, told: str) -> None:
    """Days that do not exist, and words."""
    assert told in judge(text, format_name="edtf")
    assert judge("2020-05/2020-06", format_name="edtf") == ""


def test_clean_text_has_single_ordinary_spaces() -> None:
    """What the mends propose."""
    assert clean("\u00a0a \u200b b\n") == "a b"
