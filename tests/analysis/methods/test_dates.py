"""Dates as published: what days they can mean."""

from __future__ import annotations

import pytest

from analysis.methods.dates import calendar_days, precision


@pytest.mark.parametrize(
    ("date", "first", "last", "exact"),
    [
        ("2020-05-13", "2020-05-13", "2020-05-13", "day"),
        ("2020-02", "2020-02-01", "2020-02-29", "month"),
        ("2021-02", "2021-02-01", "2021-02-28", "month"),
        ("2020", "2020-01-01", "2020-12-31", "year"),
        ("2020-05/2020-06", "2020-05-01", "2020-06-30", "span"),
        ("2020-05-13/2020-05-14", "2020-05-13", "2020-05-14", "span"),
        ("2020-12-30/2021", "2020-12-30", "2021-12-31", "span"),
    ],
)
def test_the_days_of_the_calendar(date, first, last, exact):
    assert [str(day.date()) for day in calendar_days(date)] == [first, last]
    assert precision(date) == exact
