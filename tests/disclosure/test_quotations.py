"""A quotation is printed only with consent of person and passage, and if it tells nobody's name."""

from __future__ import annotations

import pytest

from study.disclosure.names import Names
from study.disclosure.quotations import QUOTABLE, allowed, telling

QUOTATION = {"transcript_id": "T01", "start": "10", "end": "20"}


def coding(start: int, end: int, consent: str, transcript: str = "T01") -> dict[str, object]:
    return {"transcript_id": transcript, "start": start, "end": end, "consent": consent}


@pytest.mark.parametrize("consent", ["none", "thesis only", "paraphrase", "", "anything else"])
def test_without_the_persons_consent_nothing_is_quoted(consent: str) -> None:
    assert "the person's consent" in allowed(QUOTATION, consent)


def test_the_persons_consent_is_enough_where_the_passage_says_nothing_else() -> None:
    assert allowed(QUOTATION, QUOTABLE) == ""
    assert allowed(QUOTATION, QUOTABLE, [coding(10, 20, ""), coding(0, 15, QUOTABLE)]) == ""


@pytest.mark.parametrize(("start", "end"), [(10, 20), (0, 11), (19, 30), (12, 13), (0, 99)])
def test_a_passage_that_overlaps_and_may_not_be_quoted_forbids_it(start: int, end: int) -> None:
    codings = [coding(10, 20, QUOTABLE), coding(start, end, "paraphrase")]
    assert "'paraphrase'" in allowed(QUOTATION, QUOTABLE, codings)


def test_passages_beside_it_and_of_other_interviews_do_not_matter() -> None:
    codings = [coding(0, 10, "none"), coding(20, 30, "none"), coding(10, 20, "none", "T02")]
    assert allowed(QUOTATION, QUOTABLE, codings) == ""


def test_what_tells_who_it_is_is_found() -> None:
    names = Names(frozenset({("contoh", "nama")}))
    text = "Contoh Nama, sekda, di nomor 081234567890"
    assert list(telling(text, names)) == [
        ("phone number", "08…"),
        ("private name", "co…"),
        ("single-holder office", "sekda"),
    ]
    assert list(telling("seorang kepala dinas bilang begitu", names)) == []
