"""Dates: EDTF level 0 texts, the days they cover, and what other ways of writing may mean."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
TIME = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
DAY_FIRST = re.compile(rf"([0-9]{{1,2}})([/.-])([0-9]{{1,2}})\2([0-9]{{4}})({TIME})")
YEAR_FIRST = re.compile(rf"([0-9]{{4}})([/.-])([0-9]{{1,2}})\2([0-9]{{1,2}})({TIME})")
MONTH_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{4})")
DAY_NUMBER = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
# Spreadsheets count days from one of two dates; 1900 began with a leap day that never was.
EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))
PLAUSIBLE = (1945, 2045)


def read_date(text: str) -> tuple[str, ...]:
    """What was done to read a date, and the date; or why not, and the dates it may be.

    ``read_date("13/05/2020") == ("date_written_otherwise", "2020-05-13")``;
    ``read_date("03/04/2020") == ("date_ambiguous", "2020-04-03", "2020-03-04")``;
    ``read_date("43955") == ("day_number", "2020-05-04", "2024-05-05")``;
    ``("",)`` if the text needs no reading, or is no date.
    """
    if DATE.fullmatch(text):
        return ("",)
    if match := DAY_NUMBER.fullmatch(text):
        days = [epoch + timedelta(int(match[1])) for epoch in EPOCHS]
        likely = [day for day in days if PLAUSIBLE[0] <= day.year <= PLAUSIBLE[1]]
        return ("day_number", *(day.isoformat() for day in likely or days[:1]))
    if match := MONTH_FIRST.fullmatch(text):
        return _told("date_written_otherwise", [f"{match[2]}-{match[1]:0>2}"])
    if match := YEAR_FIRST.fullmatch(text):
        year, _, month, day, time = match.groups()
        readings = [f"{year}-{month:0>2}-{day:0>2}"]
    elif match := DAY_FIRST.fullmatch(text):
        one, _, two, year, time = match.groups()
        readings = [f"{year}-{month:0>2}-{day:0>2}" for day, month in ((one, two), (two, one))]
    else:
        return ("",)
    return _told("date_with_time" if time else "date_written_otherwise", readings)


def _told(code: str, readings: list[str]) -> tuple[str, ...]:
    valid = [each for each in dict.fromkeys(readings) if span(each)]
    if len(valid) == 2:
        return ("date_ambiguous", *valid)
    return (code, *valid) if valid else ("",)


@lru_cache(maxsize=100_000)
def span(text: str) -> tuple[str, str] | None:
    """First and last day of a date or interval, as YYYY-MM-DD; None if there is no such time.

    ``span("2020-05/2020-06") == ("2020-05-01", "2020-06-30")``. Days compare as texts.
    """
    start, end = (days(part) for part in ends(text))
    if not start or not end or start[0] > end[0] or start[1] > end[1]:
        return None
    return start[0], end[1]


def ends(text: str) -> tuple[str, str]:
    """The two dates of an interval; of a single date, that date twice."""
    first, slash, last = text.partition("/")
    return first, last if slash else first


def days(text: str) -> tuple[str, str] | None:
    """First and last day of a single date; None if it is not in the calendar."""
    match = DATE.fullmatch(text)
    if not match:
        return None
    year, month, day = match.groups()
    try:
        start = date.fromisoformat(f"{year}-{month or '01'}-{day or '01'}")
        last = day or monthrange(start.year, int(month or 12))[1]
        end = date.fromisoformat(f"{year}-{month or '12'}-{last}")
    except ValueError:
        return None
    return start.isoformat(), end.isoformat()
