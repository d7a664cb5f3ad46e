"""A finished table is the one Sphinx would write for the same grid."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.cmd.build import build_main

from study.book import context
from study.book.grid import Column, finished, grid
from study.book.shown import style_of, telling

CONF = """
from docutils import nodes
from docutils.parsers.rst import Directive
from study.book.context import link
from study.book.grid import Column, cell, depart_cell, finished, grid, visit_cell

html_theme = "sphinx_book_theme"
COLUMNS = [Column("Name"), Column("Persons", "num"), Column("Source")]


class Both(Directive):
    def run(self):
        made = []
        for _ in range(2):
            rows = [
                ["A & <B>", "51", [link("S1", "https://a.example/?x=1&y=2", title='T "q"')]],
                ["C", "", [link("S2", "row.html"), nodes.Text(" "), link("S3", "https://b.example")]],
                ["D", "3", "none"],
            ]
            made.append(grid(COLUMNS, rows, ids=["r-1", "r-2", "r-3"], classes=["evidence"]))
        return [made[0], finished(made[1])]


def setup(app):
    app.add_node(cell, html=(visit_cell, depart_cell))
    app.add_directive("both", Both)
"""


def test_a_finished_table_is_what_sphinx_writes(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    (tmp_path / "index.rst").write_text("Title\n=====\n\n.. both::\n", encoding="utf-8")
    assert build_main(["-q", "-W", str(tmp_path), str(tmp_path / "out")]) == 0
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    one, other = BeautifulSoup(page, "html.parser").select(".pst-scrollable-table-container")
    assert _plain(one) == _plain(other)


def _plain(frame: BeautifulSoup) -> list[object]:
    """Tags with their attributes, and texts, in order; space between tags says nothing."""
    return [
        (node.name, sorted((k, v) for k, v in node.attrs.items())) if node.name else str(node)
        for node in frame.descendants
        if node.name or str(node).strip()
    ]


def test_a_finished_table_refuses_what_it_cannot_write() -> None:
    with pytest.raises(TypeError, match="emphasis"):
        finished(grid([Column("A")], [[[nodes.emphasis("", "x")]]]))


def test_commands_in_a_notice_are_code():
    said = context.notice(["run `study coding sheet` for another"], "Agreement")
    assert said.astext() == "Not shown: Agreement (run study coding sheet for another)."
    assert [each.astext() for each in said.findall(nodes.literal)] == ["study coding sheet"]


def test_a_column_is_set_by_what_it_holds_and_names_of_worlds_as_phrases():
    assert style_of([1, None, 2.5]) == "num"
    assert style_of(["2020-12-09", "2020"]) == "date"
    assert style_of(["exchange", True, None]) == ""
    assert style_of(["nothing is going on"], "scenario") == "scenario"


def test_a_table_does_not_say_in_every_row_that_it_was_collected():
    rows = [{"scenario": "collected", "persons": 3}, {"scenario": "collected", "persons": 4}]
    columns = [("scenario", ""), ("persons", ".0f")]
    assert telling(columns, rows) == columns[1:]
    assert telling(columns, [{**rows[0], "scenario": "exchange"}, rows[1]]) == columns
    assert telling(columns[:1], rows) == columns[:1]
