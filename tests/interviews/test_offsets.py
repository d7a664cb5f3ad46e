"""Each way of counting is found out by evidence, or it is said that it cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.errors import ImportProblem
from study.interviews.exchange import offsets
from study.interviews.exchange.node import Node, made
from study.interviews.exchange.offsets import ALL, Convention, Passage, choose, text
from study.interviews.exchange.parcel import Parcel
from study.interviews.exchange.report import Report
from study.interviews.exchange.settle import settle

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


@st.composite
def planted(draw: st.DrawFn) -> tuple[str, str, Convention, list[tuple[int, int]], list[Passage]]:
    """A raw text, its canonical one, a way of counting, and passages of whole words by it.

    Words of Latin and Javanese letters and of signs beyond the first plane, parted by spaces and
    by line ends of every kind, mixed.
    """
    words = draw(st.lists(st.text("abé“ꦗꦮ😀", min_size=1, max_size=4), min_size=2, max_size=12))
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    for word in words:
        spans.append((len(pieces), len(pieces) + len(word)))
        pieces += [*word, draw(st.sampled_from([" ", " ", "\n", "\r\n", "\r"]))]
    way = draw(st.sampled_from(ALL))
    mark = "\ufeff" if way.bom else draw(st.sampled_from(["", "\ufeff"]))
    size = {
        "codepoints": len,
        "utf16": lambda each: len(each.encode("utf-16-le")) // 2,
        "utf8": lambda each: len(each.encode()),
    }[way.unit]
    units = [1 if way.joined and each == "\r\n" else size(each) for each in pieces]
    before = size(mark) if way.bom else 0
    chosen = draw(st.lists(st.tuples(st.sampled_from(spans), st.integers(0, 2)), min_size=1))
    cuts = [(a, next((e for s, e in spans[spans.index((a, b)) + n :]), b)) for (a, b), n in chosen]
    canonical = "".join("\n" if each in ("\r\n", "\r") else each for each in pieces)
    named = draw(st.sampled_from(["excerpts", "cut off", "nothing", "numbers"]))
    passages = []
    for number, (start, end) in enumerate(cuts):
        name = offsets.squeezed(canonical[start:end])
        name = {"excerpts": name, "cut off": f"{name[:3]}…", "nothing": ""}.get(
            named, f"{number},3"
        )
        first, last = before + sum(units[:start]), before + sum(units[:end])
        passages.append(Passage(first, last, name))
    return mark + "".join(pieces), canonical, way, cuts, passages


@settings(max_examples=150, deadline=None, derandomize=True)
@given(planted())
def test_whatever_was_planted_is_found_or_said_to_be_open(drawn):
    raw, canonical, way, cuts, passages = drawn
    found = text(raw)
    assert found.canonical == canonical
    choice = choose(found, passages)
    assert not choice.decided or list(choice.slices) == cuts
    assert list(choose(found, passages, way).slices) == cuts


@settings(max_examples=100, deadline=None, derandomize=True)
@given(planted(), st.data())
def test_no_passage_that_reads_otherwise_is_taken_in_silently(drawn, data):
    """Whichever places are shifted: refused as a whole, or each is right, repaired or told."""
    raw, *_, passages = drawn
    source = Node("TextSource", {"guid": made("text")})
    for number, each in enumerate(passages):
        by = data.draw(st.sampled_from([0, 0, 0, 0, 1, 3, 50]))
        place = {"startPosition": str(each.start + by), "endPosition": str(each.end + by)}
        own = {"guid": made("passage", str(number)), "name": each.name, **place}
        source.children.append(Node("PlainTextSelection", own))
    project = Node("Project", {"name": "A"}, children=[Node("Sources", children=[source])])
    names = {each.guid: each.name for each in source.children}
    report = Report()
    try:
        settled = settle(Parcel(project, "", {source.guid: raw}), report)
    except ImportProblem:
        return
    left = source.all("PlainTextSelection")
    assert len(left) + report.count("dropped", "passage") == len(passages)
    known = {each.guid for each in left if "name" not in each.attributes}  # it was an excerpt
    for each in left:
        cut = slice(int(each.attributes["startPosition"]), int(each.attributes["endPosition"]))
        words = settled.texts[source.guid][cut]
        assert each.guid not in known or offsets.reads(words, names[each.guid])
