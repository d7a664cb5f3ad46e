"""A passage keeps its words, whatever is replaced before it or in it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from study.interviews.anchor import Replaced, find

TEXT = "aa Contoh Satu bb Contoh Satu cc"
NEW = Replaced(((3, 14, "[I01]"), (18, 29, "[I01]")))


def test_passages_move_with_what_was_replaced() -> None:
    assert NEW.applied(TEXT) == "aa [I01] bb [I01] cc"
    assert NEW.forward(0, 2) == (0, 2)
    assert NEW.forward(15, 17) == (9, 11)
    assert NEW.forward(30, 32) == (18, 20)
    assert NEW.forward(3, 14) == (3, 8)


def test_a_passage_that_cuts_a_name_takes_the_pseudonym_whole() -> None:
    assert NEW.forward(10, 17) == (3, 11)
    assert NEW.forward(0, 20) == (0, 17)


def test_and_back() -> None:
    assert NEW.back(9, 11) == (15, 17)
    assert NEW.back(3, 8) == (3, 14)
    assert NEW.back(18, 20) == (30, 32)


@settings(max_examples=60, deadline=None)
@given(some.lists(some.integers(0, 60), min_size=2, max_size=8, unique=True), some.data())
def test_there_and_back_is_the_same_outside_of_names(
    cuts: list[int], data: some.DataObject
) -> None:
    text = "".join(chr(0x1F300 + at) for at in range(61))  # each letter once, beyond 16 bits
    cuts = sorted(cuts)[: len(cuts) // 2 * 2]
    spans = tuple((a, b, "[O1]") for a, b in zip(cuts[::2], cuts[1::2], strict=True))
    free = [at for at in range(61) if not any(a <= at < b for a, b, _ in spans)]
    if not free:
        return
    at = data.draw(some.sampled_from(free))
    made = Replaced(spans)
    start, end = made.forward(at, at + 1)
    assert made.applied(text)[start:end] == text[at]
    assert made.back(start, end) == (at, at + 1)


def test_a_passage_is_found_exactly_or_as_people_copy_it() -> None:
    assert find("satu dua satu", "satu") == [(0, 4), (9, 13)]
    assert find("satu  dua\n\u201ctiga\u201d", ' dua "tiga" ') == [(6, 16)]
    assert find("jawe\u0301 \u00e8ntuk", "jaw\u00e9 e\u0300ntuk") == [(0, 11)]
    assert find("kata\u2026 lagi", "kata... lagi") == [(0, 10)]
    assert find("satu dua", "Satu") == []
    assert find("satu", " ") == []
