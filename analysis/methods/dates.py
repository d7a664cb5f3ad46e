"""Dates as published: EDTF level 0, that is YYYY, YYYY-MM, YYYY-MM-DD or A/B."""

from __future__ import annotations

import pandas as pd


def first_day(date: str) -> str:
    """The earliest day a date can mean, as YYYY-MM-DD.

    >>> first_day("2020-06"), first_day("2020-05-13/2020-05-14")
    ('2020-06-01', '2020-05-13')
    """
    start = date.partition("/")[0]
    return start + "0000-01-01"[len(start) :]


def last_day(date: str) -> str:
    """The latest day a date can mean, as YYYY-MM-DD; a month is given 31 days.

    Only good for comparing: the 31st of June comes before the 1st of July.

    >>> last_day("2020"), last_day("2020-06/2020-07")
    ('2020-12-31', '2020-07-31')
    """
    end = date.rpartition("/")[2]
    return end + "0000-12-31"[len(end) :]


def calendar_days(date: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day of the calendar a date can mean.

    >>> [str(day.date()) for day in calendar_days("2020-02/2020-06")]
    ['2020-02-01', '2020-06-30']
    """
    start, _, end = date.partition("/")
    return pd.Period(start).start_time, pd.Period(end or start).end_time.normalize()


def precision(date: str) -> str:
    """How exactly a date is given: day, month, year or span.

    >>> [precision(date) for date in ("2020-05-13", "2020-05", "2020", "2020-05/2020-06")]
    ['day', 'month', 'year', 'span']
    """
    return "span" if "/" in date else {4: "year", 7: "month", 10: "day"}[len(date)]
