"""Citations from CITATION.cff."""

from __future__ import annotations

from pathlib import Path

import pytest

from study.cite import apa, bibtex, read, ris
from study.errors import PlaceError
from study.place import Place, find

TEXT = """\
title: A study
authors:
  - name: The Study Group
  - family-names: Doe
    given-names: Jo
version: 1.2
date-released: "2026-03-04"
url: https://example.org
keywords: [a, b]
"""


def place(folder: Path, text: str) -> Place:
    """A place whose root holds a CITATION.cff of that text."""
    (folder / "CITATION.cff").write_text(text)
    return Place(folder, folder, folder)


def test_three_forms_of_one_citation(tmp_path: Path) -> None:
    citation = read(place(tmp_path, TEXT))
    assert apa(citation) == (
        "The Study Group, Doe, Jo. (2026). A study (Version 1.2) "
        "[Data set, code and text]. https://example.org"
    )
    assert bibtex(citation).splitlines() == [
        "@misc{studygroup2026,",
        "  author = {{The Study Group} and {Doe, Jo}},",
        "  title = {{A study}},",
        "  year = {2026},",
        "  version = {1.2},",
        "  url = {https://example.org},",
        "}",
    ]
    assert ris(citation).splitlines()[0] == "TY  - DATA"
    assert "AU  - Doe, Jo" in ris(citation)


@pytest.mark.parametrize("text", ["title: only", "[1, 2", "- a"])
def test_a_citation_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    with pytest.raises(PlaceError, match=r"CITATION\.cff cannot be used"):
        read(place(tmp_path, text))


def test_the_shipped_citation_names_no_person() -> None:
    assert read(find()).authors == ("The Purbalingga 2020 Study",)
