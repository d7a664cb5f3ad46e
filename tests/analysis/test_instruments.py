"""Which codes a question serves, and how much of the checklists is met."""

from __future__ import annotations

import pytest

from analysis.instruments import (
    checklist_counts,
    guide_coverage,
    guide_gaps,
    guide_sections,
)
from study.contract import descriptor, reading
from study.kinds import Absent
from study.place import find
from tests.tables import table

QUESTIONS = table(
    "question_id section kind codes",
    "W01 opening main -",
    "W02 careers main CP1;PC1",
    "W03 careers counter-evidence CP1",
)
CODES = table(
    "code_id codable name_en",
    "CP false Given",
    "CP1 true Mobilising",
    "PC1 true Promotion",
    "SA1 true Demotion",
)


def test_a_code_that_no_question_serves_stands_first() -> None:
    found = guide_coverage(QUESTIONS, CODES)
    assert found.code_id.tolist() == ["SA1", "PC1", "CP1"]
    assert found.questions.tolist() == [0, 1, 2]
    assert found.against.tolist() == [0, 0, 1]
    assert found.asked.fillna("").tolist() == ["", "W02", "W02, W03"]
    assert found.rows[0] == "codes:SA1"
    gaps = guide_gaps(found)
    assert gaps.values == {"codes": 3, "unasked": 1, "without_against": 2}


def test_sections_in_the_order_of_asking() -> None:
    found = guide_sections(QUESTIONS).set_index("section")
    assert found.index.tolist() == ["opening", "careers"]
    assert found.loc["careers", ["questions", "main", "follow_up", "against"]].tolist() == [
        *(2, 1),
        *(0, 1),
    ]


def test_a_codebook_without_codes_is_told() -> None:
    with pytest.raises(Absent, match="no code that can be given"):
        guide_coverage(QUESTIONS, CODES.head(1))


def test_items_by_status() -> None:
    items = table(
        "item_id checklist status",
        "A-01 A reported",
        'A-02 A "not reported"',
        'A-03 A "in part"',
        'B-01 B "not applicable"',
    )
    found = checklist_counts(items).set_index("checklist")
    assert found.loc["A", ["items", "reported", "in_part", "not_reported"]].tolist() == [
        *(3, 1),
        *(1, 1),
    ]
    assert found.loc["B", "not_applicable"] == 1


def test_every_code_of_the_shipped_codebook_is_served() -> None:
    tables = descriptor.load(find()).tables
    questions, codes = (reading.frame(find(), tables[n]) for n in ("guide_questions", "codes"))
    assert guide_coverage(questions, codes).questions.min() > 0
