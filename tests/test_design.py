"""`study design`: figures in sentences, and one message for a plan that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from study.cli import app
from study.design import designed
from study.errors import ResultError
from study.place import find
from tests.mini import Mini

PLAN = {"--cases": "40", "--effect": "0.105", "--base": "0.22"}


def asked(**changed: str) -> Result:
    """The command with a plan, some of it changed."""
    plan = PLAN | {f"--{name}": value for name, value in changed.items()}
    return CliRunner().invoke(app, ["design", *(word for pair in plan.items() for word in pair)])


def test_a_plan_is_told_in_words_with_method_and_assumptions() -> None:
    done = asked()
    assert done.exit_code == 0
    for part in (
        "40 cases, 20 of them supporters and 20 others",
        "find something in 2.3% of studies",
        "find the effect in 6.5% of studies",
        "2.1% would have the wrong sign",
        "3.6 times too large",
        "is 47.9 points",
        "about 600 cases",
        "by enumeration of all outcomes; no data, nothing drawn",
        "independent of each other",
    ):
        assert part in done.stdout


def test_with_a_dozen_cases_no_effect_is_visible() -> None:
    assert "None: even if all supporters had the outcome" in asked(cases="12").stdout
    assert "No outcome would be significant" in asked(cases="4").stdout


def test_share_and_tail_are_heard() -> None:
    done = asked(share="0.25", tail="greater")
    assert "10 of them supporters and 30 others" in done.stdout
    assert "(greater, 5%)" in done.stdout


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [
        ("cases", "3", "a whole number from 4 to 2000"),
        ("cases", "2001", "a whole number from 4 to 2000"),
        ("base", "1.2", "a share above 0 and below 1"),
        ("base", "nan", "a share above 0 and below 1"),
        ("effect", "0.8", "a share above 0 and below 0.78"),
        ("effect", "-0.1", "turn the outcome round"),
        ("share", "1", "a share above 0 and below 1"),
        ("share", "0.001", "one that leaves a case on each side"),
    ],
)
def test_a_plan_that_cannot_be_is_one_message(option: str, value: str, allowed: str) -> None:
    done = asked(**{option: value})
    said = " ".join(done.stderr.replace("│", " ").split())
    assert done.exit_code == 2
    assert f"--{option}" in said
    assert f"{float(value):g} cannot be; allowed: " in said
    assert allowed in said
    assert done.stdout == ""


def test_a_package_without_the_function_says_so(tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    with pytest.raises(ResultError, match=r"cannot say what a study could detect\. Give it"):
        designed(mini.place, cases=40, effect=0.1, base=0.2, share=0.5, tail="two-sided")


def test_the_function_is_that_of_the_studys_own_package() -> None:
    said = designed(find(), cases=20, effect=0.3, base=0.2, share=0.5, tail="two-sided")
    assert said.startswith("Assumed: 20 cases")
