"""The words that must stand wherever a coefficient of the two passes does, on shipped pages."""

from __future__ import annotations

import re
from pathlib import Path

from study.place import ROOT

WORDS = (
    "Each segment is a summary of a published source written for this study, not the source's "
    "own words. The same kind of automated coder (a large language model) applied the codebook "
    "twice, independently and in opposite order; no person coded. The coefficients show how "
    "stable that reading is. They do not show that two people would agree, nor that the codes "
    "are right."
)
SHOWN = re.compile(r"^```\{result-table\} (?P<name>\w+)\n(?P<body>.*?)^```", re.M | re.S)
QUOTED = re.compile(r"\{n\}`(?P<name>repeat_agreement(?:_by_code|_by_origin)?)[\[.]")
COEFFICIENTS = {
    "repeat_agreement",
    "repeat_agreement_by_code",
    "repeat_agreement_by_origin",
    "human_agreement",
}


def lacking(text: str) -> list[str]:
    """Coefficients of a page that stand without the words."""
    found = [
        match["name"]
        for match in SHOWN.finditer(text)
        if match["name"] in COEFFICIENTS and WORDS not in match["body"]
    ]
    prose = SHOWN.sub("", text).replace("\n", " ")
    return found + [each["name"] for each in QUOTED.finditer(prose) if WORDS not in prose]


def pages() -> list[Path]:
    return sorted((ROOT / "book").glob("chapters/*.md"))


def test_a_coefficient_without_the_words_would_be_found():
    table = "```{result-table} repeat_agreement\nAgreement.{}\n```\n"
    assert lacking(table.replace("{}", "", 2)) == ["repeat_agreement"]
    assert lacking("```{result-table} repeat_agreement\n" + WORDS + "\n```\n") == []
    assert lacking("It is {n}`repeat_agreement[a.b].value`.") == ["repeat_agreement"]


def test_the_words_stand_wherever_a_coefficient_does():
    assert {path.name: lacking(path.read_text("utf-8")) for path in pages()} == {
        path.name: [] for path in pages()
    }


def test_no_page_calls_it_what_it_is_not():
    """Neither reliability between coders nor a verdict by one of the usual scales."""
    wrong = re.compile(r"inter-?coder reliab|(substantial|almost perfect|moderate) agreement", re.I)
    assert [path.name for path in pages() if wrong.search(path.read_text("utf-8"))] == []
