"""How long each kind of change takes, here and in a plain Jupyter Book, and who is right.

    make bench                 everything, about five minutes
    make bench ARGS=...        or: python bench/bench.py --runs 1 --no-big

Both books are built from temporary copies of this project, turn by turn, each build a whole
process. After every case the numbers the pages print are compared with numbers computed
afresh by an independent process. Writes _build/bench.json beside the printed table.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import scale
from clock import python, timed
from contestants import Contestant, bare_sphinx, plain_book, this_project, truth
from edits import CELL, HELPER, PROSE, Edit
from plain import Page, Study
from rich.console import Console
from table import SHOULD_NOT_LOAD, Aim, Row, counted, drawn, judged, loaded, wrong_in
from watching import follow, watching

ROOT = Path(__file__).resolve().parent.parent
BIG = 500_000
EDITED = "chapters/what-officials-did.html"


def main() -> None:
    """Measure, print one table, write one file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of a cheap case (3)")
    parser.add_argument(
        "--big",
        action=argparse.BooleanOptionalAction,
        default=True,
        help=f"check {BIG:,} rows as well (a minute)",
    )
    options = parser.parse_args()
    load = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), options.runs)
        bench.all(options.big)
    load.append(os.getloadavg()[0])
    caption = bench.caption(load)
    table = drawn(bench.rows, "Each build a whole process; medians", caption)
    Console(width=max(150, Console().width)).print(table)
    report = {
        "machine": {
            "processors": os.cpu_count(),
            "python": platform.python_version(),
            "load_average_before_and_after": load,
        },
        "pages": {each.name: each.pages for each in ()} | bench.pages,
        "rows": [row.content() for row in bench.rows],
    }
    out = ROOT / "_build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


class Bench:
    """The contestants' copies, and the rows measured so far."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder, self.runs = folder, runs
        self.few = min(runs, 2)
        self.rows: list[Row] = []
        self.stale = 0
        self.ours: Contestant = this_project(ROOT, folder)
        self.plain: Contestant
        self.quotes: dict[str, Page]
        self.study: Study
        self.plain, self.quotes, self.study = plain_book(ROOT, folder)
        self.bare = bare_sphinx(self.ours, folder)
        self.true: list[str] = []
        self.pages: dict[str, int] = {}
