"""Dates and row tokens."""

from __future__ import annotations

import pytest

from analysis.methods.dates import first_day, last_day
from analysis.methods.tokens import union


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-06", "2020-06-01", "2020-06-31"),
        ("2020-06-15", "2020-06-15", "2020-06-15"),
        ("2020-05-13/2020-06", "2020-05-13", "2020-06-31"),
    ],
)
def test_a_date_means_from_its_first_day_to_its_last(date, first, last):
    assert (first_day(date), last_day(date)) == (first, last)


def test_union_keeps_each_token_once_in_order():
    assert union(["b:1 a:1", "", "a:1 c:1"]) == "b:1 a:1 c:1"
    assert union([]) == ""
