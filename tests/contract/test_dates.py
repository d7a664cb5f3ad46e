"""Dates, the days they cover, and other ways of writing them."""

from __future__ import annotations

import pytest

from study.contract.dates import read_date, span


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2020", ("2020-01-01", "2020-12-31")),
        ("2020-02", ("2020-02-01", "2020-02-29")),
        ("2019-02", ("2019-02-01", "2019-02-28")),
        ("2020-12", ("2020-12-01", "2020-12-31")),
        ("2020-05-13", ("2020-05-13", "2020-05-13")),
        ("2020-05/2020-06-03", ("2020-05-01", "2020-06-03")),
        ("9999", ("9999-01-01", "9999-12-31")),
        ("2020-02-30", None),
        ("2019-02-29", None),
        ("2020-13", None),
        ("2020-00", None),
        ("0000", None),
        ("2020-05/", None),
        ("/2020-05", None),
        ("2020/2021/2022", None),
        ("2020-06/2020-05", None),
        ("2020-05-00", None),
    ],
)
def test_a_date_covers_its_days(text: str, days: tuple[str, str] | None) -> None:
    """First and last day, by the calendar."""
    assert span(text) == days


WRITTEN = "date_written_otherwise"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("13/05/2020", (WRITTEN, "2020-05-13")),
        ("13-5-2020", (WRITTEN, "2020-05-13")),
        ("13.05.2020", (WRITTEN, "2020-05-13")),
        ("05/13/2020", (WRITTEN, "2020-05-13")),
        ("4.4.2020", (WRITTEN, "2020-04-04")),
        ("2020/05/13", (WRITTEN, "2020-05-13")),
        ("2020-5-3", (WRITTEN, "2020-05-03")),
        ("05/2020", (WRITTEN, "2020-05")),
        ("2020-05-13 00:00:00", ("date_with_time", "2020-05-13")),
        ("13/05/2020 12:30", ("date_with_time", "2020-05-13")),
        ("03/04/2020", ("date_ambiguous", "2020-04-03", "2020-03-04")),
        # day 1 is 1 January 1900 in one system; 1904 began with day 0 on 1 January
        ("43955", ("day_number", "2020-05-04", "2024-05-05")),
        ("43955.5", ("day_number", "2020-05-04", "2024-05-05")),
        ("52000", ("day_number", "2042-05-14")),
        ("16000", ("day_number", "1947-10-22")),
        ("31/31/2020", ("",)),
        ("31/02/2020", ("",)),
        ("13/05/20", ("",)),
        ("2020-13-05", ("",)),
        ("13/05-2020", ("",)),
        ("2020", ("",)),
        ("2020-05/2020-06", ("",)),
        ("May 2020", ("",)),
    ],
)
def test_dates_are_read_where_there_is_one_way_to(text: str, read: tuple[str, ...]) -> None:
    """A day above twelve tells the order; otherwise both readings are given."""
    assert read_date(text) == read
