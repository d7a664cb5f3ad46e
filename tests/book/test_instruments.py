"""Codebook, guide, consent sheet and checklists: whole, in two languages, and true to the book."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from study.book.checklists import faults, labels, split
from study.contract import descriptor, reading
from study.contract.consent import LEVELS
from study.place import ROOT, find

ITEM = {"item_id": "A-01", "status": "reported", "labels": "theory", "reason": ""}


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a shipped table."""
    return reading.lines(find(), descriptor.load(find()).tables[table])


def page(built: Path, name: str) -> BeautifulSoup:
    """A chapter of the built book."""
    text = (built / "chapters" / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "lxml").find("article")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, ""),
        ({"labels": "theory; puzzle"}, ""),
        ({"labels": ""}, "no place is named"),
        ({"labels": "teory"}, "labelled 'teory'. Did you mean theory?"),
        ({"status": "not reported"}, "places are named"),
        ({"status": "not reported", "labels": ""}, "no reason is given"),
        ({"status": "not applicable", "labels": "", "reason": "it is so"}, ""),
        ({"status": "in part", "reason": "the rest is missing"}, ""),
        ({"status": "in part"}, "no reason is given"),
        ({"status": "in part", "labels": "", "reason": "it is so"}, "no place is named"),
    ],
)
def test_an_item_claims_nothing_that_is_not_there(changed: dict[str, str], told: str) -> None:
    found = " ".join(faults([ITEM | changed], {"theory", "puzzle"}))
    assert told in found
    assert bool(told) == bool(found)


def test_the_shipped_items_are_whole_and_lead_somewhere() -> None:
    items = rows("reporting_checklists")
    assert faults(items, labels(find())) == []
    for name, size in (("COREQ", 32), ("SRQR", 21)):
        numbers = [int(item["number"]) for item in items if item["checklist"] == name]
        assert sorted(numbers) == list(range(1, size + 1))
    assert all(item["item_id"] == f"{item['checklist']}-{item['number']:0>2}" for item in items)


def test_every_reported_item_is_a_link(built: Path) -> None:
    found = page(built, "checklists")
    links = [a["href"] for a in found.select("table td a.internal") if "origins" not in a["href"]]
    wanted = [label for item in rows("reporting_checklists") for label in split(item["labels"])]
    assert len(links) == len(wanted)
    assert "not applicable, because no person was interviewed" in found.get_text()


def test_the_codebook_has_every_code_in_both_languages(built: Path) -> None:
    found = page(built, "codebook")
    for code in rows("codes"):
        assert found.find(id=f"r-codebook-{code['code_id'].lower()}"), code["code_id"]
        for language in ("en", "id"):
            texts = [each.get_text() for each in found.select(f'p[lang="{language}"]')]
            assert code[f"definition_{language}"] in texts


def test_the_guide_has_every_question_in_both_languages(built: Path) -> None:
    found = page(built, "interview-guide")
    for question in rows("guide_questions"):
        entry = found.find(id=f"r-guide-{question['question_id'].lower()}").find_next("dd")
        assert entry.find("p", lang="id").get_text() == question["text_id"]
        assert entry.find("p", lang="en").get_text() == question["text_en"]
        codes = [link.get_text() for link in entry.select("a")]
        assert codes == [code for code in question["codes"].split(";") if code]


def test_questions_are_open_and_each_section_looks_for_what_speaks_against_it() -> None:
    questions = rows("guide_questions")
    closed = ("Did ", "Was ", "Were ", "Is ", "Are ", "Do ", "Does ", "Have ", "Has ")
    assert [q["text_en"] for q in questions if q["text_en"].startswith(closed)] == []
    assert [
        q["text_id"] for q in questions if q["text_id"].startswith(("Apakah ", "Benarkah "))
    ] == []
    against = {q["section"] for q in questions if q["kind"] == "counter-evidence"}
    assert {q["section"] for q in questions} - against == {"opening"}
    classes = descriptor.load(find()).tables["informants"].fields["role_class"].constraints.enum
    assert {role for q in questions for role in q["role_classes"].split(";")} == set(classes)


def test_the_two_sides_are_joined_only_at_the_end() -> None:
    questions = rows("guide_questions")
    joined = [
        ("reported or examined", "came after"),
        ("refused", "came after"),
        ("gave support", "got nothing"),
        ("did nothing", "nothing happened"),
    ]
    asked = {
        pair: [q for q in questions if all(t in q["text_en"] for t in pair)] for pair in joined
    }
    last = max(i for i, q in enumerate(questions) if q["section"] == "reasons and ties")
    for pair, found in asked.items():
        assert found, pair
        assert {q["section"] for q in found} == {"reasons and ties"}
        assert min(questions.index(q) for q in found) > last - 4
    # Who is asked what became of those who were reported is asked for protection.
    shielded = [q for q in questions if "PC3" in q["codes"].split(";")]
    assert shielded == asked["reported or examined", "came after"]


def test_the_consent_sheet_offers_the_levels_of_the_tables() -> None:
    text = (ROOT / "book" / "chapters" / "consent-sheet.txt").read_text(encoding="utf-8")
    _, indonesian, english = text.split("\n## ")
    for level in LEVELS:
        assert f"(*{level}*)" in indonesian
        assert f"**{level}**" in english
    limits = descriptor.load(find()).tables["informants"].fields["consent"].constraints
    assert limits.enum == LEVELS
