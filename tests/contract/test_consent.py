"""What a person and a passage allow: the narrowest of all that bears on it."""

from __future__ import annotations

from itertools import product

import pytest

from study.contract.consent import LEVELS, QUOTABLE, may_quote, narrowest

PASSAGE = {"transcript_id": "T01", "start": "10", "end": "20"}
TRANSCRIPTS = [{"transcript_id": "T01", "informant_id": "I01"}]


def coding(start: int, end: int, consent: str, transcript: str = "T01") -> dict[str, str]:
    """A coding of a passage."""
    ends = {"start": str(start), "end": str(end)}
    return {"coding_id": "K0001", "transcript_id": transcript, "consent": consent, **ends}


def person(consent: str) -> list[dict[str, str]]:
    """The table of one informant."""
    return [{"informant_id": "I01", "consent": consent}]


@pytest.mark.parametrize(("one", "other"), list(product(LEVELS, LEVELS)))
def test_the_narrowest_of_person_and_passage_holds(one: str, other: str) -> None:
    found = may_quote(PASSAGE, person(one), TRANSCRIPTS, [coding(0, 30, other)])
    assert found.level == LEVELS[min(LEVELS.index(one), LEVELS.index(other))]
    assert found.quotable == (one == other == QUOTABLE)
    assert found.narrowed == (("K0001",) if LEVELS.index(other) < LEVELS.index(one) else ())


@pytest.mark.parametrize(
    ("start", "end", "allowed"), [(0, 10, True), (20, 30, True), (0, 11, False), (19, 30, False)]
)
def test_only_codings_that_overlap_narrow(start: int, end: int, allowed: bool) -> None:
    """Offsets are end-exclusive: what ends where the passage begins does not touch it."""
    given = [coding(start, end, "paraphrase")]
    assert may_quote(PASSAGE, person(QUOTABLE), TRANSCRIPTS, given).quotable is allowed


def test_a_coding_that_says_nothing_or_of_another_interview_narrows_nothing() -> None:
    given = [coding(0, 30, ""), coding(0, 30, "none", "T02")]
    assert may_quote(PASSAGE, person(QUOTABLE), TRANSCRIPTS, given).quotable


@pytest.mark.parametrize("consent", ["", "Anonymous quotation", "yes"])
def test_what_is_no_level_allows_nothing(consent: str) -> None:
    assert may_quote(PASSAGE, person(consent), TRANSCRIPTS, []).level == "none"


def test_who_is_not_there_allowed_nothing() -> None:
    assert not may_quote(PASSAGE, [], TRANSCRIPTS, []).quotable
    assert not may_quote(PASSAGE, person(QUOTABLE), [], []).quotable
    assert narrowest([]) == "none"


@pytest.mark.parametrize("offsets", [{"start": ""}, {"end": "x"}])
def test_offsets_that_are_no_numbers_may_lie_anywhere(offsets: dict[str, str]) -> None:
    narrow, people = coding(40, 50, "paraphrase"), person(QUOTABLE)
    assert not may_quote({**PASSAGE, **offsets}, people, TRANSCRIPTS, [narrow]).quotable
    assert not may_quote(PASSAGE, people, TRANSCRIPTS, [{**narrow, **offsets}]).quotable
