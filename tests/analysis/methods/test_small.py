"""Counts too small to be told, and those they would follow from."""

from __future__ import annotations

from itertools import product

import pytest

from analysis.methods.small import hidden, of_few


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([10, 12], [True, True]),
        ([10, 12, 0], [True, True, True]),
        ([10, 12, 3], [False, True, False]),  # three would follow from 25
        ([20, 1, 1], [False, False, False]),  # two ones would follow from 22
        ([20, 30, 6, 5], [True, True, False, False]),
        ([3], [False]),
        ([], []),
    ],
)
def test_what_is_told_of_a_whole_with_ten_as_the_least(counts: list[int], told: list[bool]) -> None:
    assert [not each for each in hidden(counts, 10)] == told


def test_no_hidden_count_follows_from_the_total() -> None:
    """Whatever the counts: each hidden one could have another value, or all are hidden."""
    for counts in product(range(7), repeat=4):
        hide = hidden(counts, 4)
        kept = [count for count, untold in zip(counts, hide, strict=True) if untold]
        assert all(untold for count, untold in zip(counts, hide, strict=True) if 0 < count < 4)
        assert not any(untold for count, untold in zip(counts, hide, strict=True) if count == 0)
        if kept and any(count and not untold for count, untold in zip(counts, hide, strict=True)):
            assert len(kept) > 1
            assert sum(kept) >= 4


def test_rows_of_few_persons_or_nearly_all_of_two_are_of_few() -> None:
    ten = [f"I{at:02}" for at in range(10)]
    assert not of_few([], {})
    assert of_few(ten[1:] * 2, {})
    assert not of_few(ten, {})
    assert of_few(ten + ten[:2] * 50, {})
    assert of_few(ten + ten[:1] * 90, {"disclosure.dominance_k": 1})
    assert not of_few(ten[:3], {"disclosure.small_cell": 3})
