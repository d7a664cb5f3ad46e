"""Rows of a table told on a page of the book."""

from __future__ import annotations

import csv
from pathlib import Path

from bs4 import BeautifulSoup

from study.place import find


def test_every_exception_is_told_with_all_its_sources(built: Path) -> None:
    """All rows, in their order, each with its values and a link for each source."""
    text = (built / "chapters" / "disagreements.html").read_text(encoding="utf-8")
    items = BeautifulSoup(text, "html.parser").select("dl.particulars")[-1]
    told = dict(zip(items.find_all("dt"), items.find_all("dd"), strict=True))
    with (find().data / "exceptions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [term.get_text() for term in told] == [row["exception_id"] for row in rows]
    for body, row in zip(told.values(), rows, strict=True):
        assert [a.get_text() for a in body.find_all("a")] == row["source_ids"].split(";")
        assert "".join(row["values"].split()) in "".join(body.get_text().split())
