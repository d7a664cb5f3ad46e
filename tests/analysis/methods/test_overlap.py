"""Passages that overlap: characters and F1 by hand, and their laws."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.methods.overlap import character_f1, character_jaccard, length, passage_f1

SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda s: (s[0], s[0] + s[1])), max_size=3
)
UNITS = st.lists(st.dictionaries(st.sampled_from("PQ"), SPANS), min_size=1, max_size=4)


def value(summed):
    return summed.estimate().value


def test_by_hand():
    first = [{"P": [(0, 10)], "Q": [(5, 8)]}, {"P": [(0, 4)]}]
    second = [{"P": [(4, 14)]}, {"P": [(0, 4)], "Q": [(0, 2)]}]
    # shared 6 and 4; marked by the first 13 and 4, by the second 10 and 6
    assert value(character_jaccard(first, second)) == pytest.approx(10 / 23)
    assert value(character_f1(first, second)) == pytest.approx(20 / 33)
    assert value(passage_f1(first, second)) == pytest.approx(1 / 3)
    assert value(passage_f1(first, second, exact=False)) == pytest.approx(2 / 3)


def test_the_same_words_under_two_codes_are_not_shared():
    assert value(character_f1([{"P": [(0, 5)]}], [{"Q": [(0, 5)]}])) == 0
    assert value(passage_f1([{"P": [(0, 5)]}], [{"Q": [(0, 5)]}], exact=False)) == 0


def test_characters_are_counted_once():
    assert length([(0, 5), (3, 8), (10, 12), (4, 6)]) == 10


def test_nothing_marked_is_not_defined():
    for function in (character_jaccard, character_f1, passage_f1):
        assert value(function([{}], [{}])) is None


@settings(max_examples=30, deadline=None)
@given(UNITS)
def test_a_reading_agrees_with_itself(units):
    for function in (character_jaccard, character_f1, passage_f1):
        assert value(function(units, units)) in (None, pytest.approx(1))


@settings(max_examples=30, deadline=None)
@given(UNITS, st.data())
def test_the_order_of_the_readings_does_not_matter(units, data):
    draw = st.lists(
        st.dictionaries(st.sampled_from("PQ"), SPANS), min_size=len(units), max_size=len(units)
    )
    others = data.draw(draw)
    for function in (character_jaccard, character_f1, passage_f1):
        assert value(function(units, others)) == pytest.approx(value(function(others, units)))
