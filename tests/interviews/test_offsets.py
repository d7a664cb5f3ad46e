"""Each way of counting is found out by evidence, or it is said that it cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.interviews.exchange import offsets
from study.interviews.exchange.offsets import ALL, Convention, Passage, choose, text

RAW = "\ufeffSatu 😀 dua — tiga.\r\nEmpat “lima” 🙏 enam\r\ntujuh delapan.\r\n"
WORDS = ("dua", "tiga", "lima", "enam", "tujuh delapan", "Empat")


def counted(raw: str, words: str, way: Convention) -> tuple[int, int]:
    """Where words stand in a raw text by a way of counting, told apart from the code tested."""
    body = raw if way.bom else raw.removeprefix("\ufeff")
    body = body.replace("\r\n", "\n") if way.joined else body
    start = body.index(words.replace("\n", "\n" if way.joined else "\r\n"))
    encoding = {"codepoints": "utf-32-le", "utf16": "utf-16-le", "utf8": "utf-8"}[way.unit]
    size = {"codepoints": 4, "utf16": 2, "utf8": 1}[way.unit]
    ends = (start, start + len(words.replace("\n", "\n" if way.joined else "\r\n")))
    first, last = (len(body[:end].encode(encoding)) // size for end in ends)
    return first, last


@pytest.mark.parametrize("way", ALL, ids=str)
@pytest.mark.parametrize("named", [True, False], ids=["by names", "by words"])
def test_every_way_is_found_out(way, named):
    passages = [Passage(*counted(RAW, words, way), words if named else "") for words in WORDS]
    found = choose(text(RAW), passages)
    assert found.decided
    assert found.convention == way
    assert found.basis == ("names" if named else "words")
    body = text(RAW).canonical
    assert [body[slice(*cut)] for cut in found.slices] == list(WORDS)


def test_canonical_text_has_no_mark_and_line_feeds_alone():
    assert text("\ufeffa\r\nb\rc\n").canonical == "a\nb\nc\n"
    assert text("\ufeffa\r\nb\rc\n").pairs == {1}


def test_nothing_has_to_be_decided_where_all_ways_cut_alike():
    found = choose(text("abc def\r\nghi"), [Passage(0, 3), Passage(4, 7)])
    assert (found.decided, found.basis) == (True, "nothing to decide")
    assert str(found.convention) == "codepoints"


def test_a_tie_that_would_change_a_passage_is_not_decided():
    # By code points "dua", by UTF-16 units the space before it and "du" and so on: both at words.
    found = choose(text("😀 a b c"), [Passage(2, 3)])
    assert not found.decided
    assert [str(way) for way in found.rivals] == ["codepoints", "utf16"]


def test_passages_that_fit_nowhere_are_not_decided():
    found = choose(text("Satu dua tiga empat"), [Passage(1, 3), Passage(6, 7)])
    assert (found.decided, found.share) == (False, 0)


def test_names_that_are_no_excerpts_are_no_evidence():
    found = choose(text(RAW), [Passage(5, 6, "12,40"), Passage(7, 10, "line:3")])
    assert found.basis != "names"


def test_names_that_were_cut_off_are_evidence():
    way = Convention("utf16")
    passages = [Passage(*counted(RAW, words, way), words[:3] + "…") for words in WORDS]
    assert choose(text(RAW), passages).convention == way


def test_one_passage_in_ten_may_read_otherwise():
    good = [Passage(*counted(RAW, "dua", Convention()), "dua")] * 9
    found = choose(text(RAW), [*good, Passage(0, 4, "lima")])
    assert (found.decided, found.share) == (True, 0.9)
    assert not choose(text(RAW), [*good[:8], Passage(0, 4, "lima")]).decided


def test_what_a_person_says_goes_before_evidence():
    found = choose(text("Satu dua"), [Passage(1, 3)], Convention("utf8"))
    assert (found.decided, found.basis, found.slices) == (True, "given", ((1, 3),))


def test_a_passage_outside_its_text_has_no_place():
    found = choose(text("Satu dua"), [Passage(0, 4), Passage(5, 90), Passage(-3, 2), Passage(5, 1)])
    assert found.slices == ((0, 4), None, None, None)


def test_words_found_once_are_found():
    assert offsets.found_once("a b\nc a", "b c") == (2, 5)
    assert offsets.found_once("a b a", "a") is None
    assert offsets.found_once("a b", "b…") is None


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    raw=st.text(alphabet="ab \r\n\ufeffé😀", max_size=30),
    way=st.sampled_from(ALL),
    ends=st.tuples(st.integers(-3, 60), st.integers(-3, 60)),
)
def test_any_count_lies_in_the_text_or_nowhere(raw, way, ends):
    found = text(raw)
    (cut,) = choose(found, [Passage(*ends)], way).slices
    assert cut is None or 0 <= cut[0] <= cut[1] <= len(found.canonical)
    assert choose(found, [Passage(*ends)]).share in (0, 1)
