"""The order in which the pages of a book are read."""

from __future__ import annotations

from pathlib import Path

from study.book.build import reading_order
from study.place import Place

CONTENTS = """
format: jb-book
root: index
parts:
  - chapters:
      - file: one
      - file: two
        sections:
          - file: two-first
            sections:
              - file: two-first-first
          - file: two-second
  - chapters:
      - file: three
"""


def test_pages_below_a_chapter_follow_it(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "_toc.yml").write_text(CONTENTS, encoding="utf-8")
    place = Place(data=tmp_path / "data", home=tmp_path, root=tmp_path)
    assert reading_order(place) == [
        *("index", "one", "two", "two-first", "two-first-first", "two-second", "three")
    ]
