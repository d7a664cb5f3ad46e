"""What is said of tables: complete in both languages, and said somewhere."""

from __future__ import annotations

import csv
import re
import string
from pathlib import Path

import pytest

from study.errors import DataError, Finding
from study.messages import CATALOGUE, LANGUAGES, catalogue, phrase

ROOT = Path(__file__).resolve().parents[1]
CODES = sorted(catalogue("en"))


def places(template: str) -> list[tuple[str, str]]:
    """Names and conversions of what a template leaves open, in any order."""
    found = string.Formatter().parse(template)
    return sorted((name, how or "") for _, name, _, how in found if name is not None)


def test_no_code_stands_twice() -> None:
    """A second row would silently win."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_told_in_every_language(code: str) -> None:
    """With the same open places, and in other words unless it holds no words."""
    templates = [catalogue(language)[code] for language in LANGUAGES]
    first, *others = map(places, templates)
    assert all(other == first for other in others)
    if code != "nothing":
        assert all(templates)
    words = re.sub(r"{[^}]*}", "", templates[0])
    if re.search(r"[a-z]{2,}", words):
        assert len(set(templates)) == len(templates)


def test_every_code_occurs_in_the_code_and_every_phrase_in_the_catalogue() -> None:
    """A code nobody uses would never be told; an unknown one would be a crash."""
    files = sorted((ROOT / "study").rglob("*.py"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    used = set(re.findall(r'"([a-z0-9_]+)"', text))
    assert set(CODES) <= used
    assert set(re.findall(r'phrase\(\s*"([a-z0-9_]+)"', text)) <= set(CODES)


def test_phrases_hold_phrases() -> None:
    """Several stand between semicolons, each in the language asked for."""
    inner = phrase("write", text="x")
    outer = phrase("plain", text=(inner, phrase("remove_it")))
    assert outer.told("en") == "write 'x'; remove it"
    assert outer.told("id") == "tulis 'x'; hapus"


def test_a_finding_tells_its_place_in_either_language() -> None:
    """Sheet, row, column, value; and how many rows further on are alike."""
    wrong = Finding("a.xlsx", 3, "age", "x", phrase("not_whole"), sheet="S", count=5, last=9)
    assert str(wrong) == (
        "a.xlsx, sheet S, row 3, column age: is not a whole number; "
        "the same in 5 rows from here to row 9; value: 'x'"
    )
    assert wrong.told("id").startswith("a.xlsx, lembar S, baris 3, kolom age: bukan bilangan bulat")
    assert str(DataError([wrong], "id")).startswith("1 masalah dalam data:")
    assert str(DataError([wrong], "fr")).startswith("1 problem in the data:")
