"""How long each kind of change takes, here and in a plain Jupyter Book, and who is right.

    make bench                          everything: four to six minutes
    python start.py bench --no-big      without the half million rows
    python start.py bench --no-books    the batched estimates alone: half a minute
    python start.py bench --results     seconds and memory of every result instead
    python start.py bench --keep        keep the figures for the book as well

Both books are built from temporary copies of this project, turn by turn, each build a whole
process. After each case the numbers the pages print are compared with numbers computed afresh
by an independent process. Then the batched estimates race the loops over the libraries' fits,
on one core. Prints one table; the same figures go to _build/bench.json, and with --keep to
bench/compared.csv, which the book shows.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import measure
import scale
import speed
from clock import python, timed
from contestants import Contestant, bare_sphinx, plain_book, this_project, truth
from edits import CELL, HELPER, PROSE, Edit
from rich.console import Console
from table import SHOULD_NOT_LOAD, Aim, Row, drawn, judged, kept, loaded, wrong_in
from watching import follow, watching

ROOT = Path(__file__).resolve().parent.parent
BIG = 500_000
EDITED = "chapters/what-officials-did.html"


def main() -> None:
    """Measure, print the table, write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of a cheap case (3)")
    parser.add_argument(
        "--big", action=argparse.BooleanOptionalAction, default=True, help=f"check {BIG:,} rows"
    )
    parser.add_argument(
        "--books", action=argparse.BooleanOptionalAction, default=True, help="build the books"
    )
    parser.add_argument("--results", action="store_true", help="measure every result instead")
    parser.add_argument("--keep", action="store_true", help="write bench/compared.csv too")
    options = parser.parse_args()
    if options.results:
        measure.main()
        return
    before = os.getloadavg()[0]
    rows, pages = books(options.runs, options.big) if options.books else ([], {})
    say("batched estimates")
    rows += speed.rows(ROOT)
    facts = {
        "processors": os.cpu_count(),
        "Python": platform.python_version(),
        "load average before": round(before, 2),
        "load average after": round(os.getloadavg()[0], 2),
        "n and k of the logits": f"{speed.ROWS} and {speed.COLUMNS}",
        **{f"pages of {name}": count for name, count in pages.items()},
    }
    caption = ", ".join(f"{name} {value}" for name, value in facts.items())
    table = drawn(rows, "Turn by turn; medians", caption)
    Console(width=max(160, Console().width)).print(table)
    content: dict[str, Any] = {**facts, "rows": [row.content() for row in rows]}
    out = ROOT / "_build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.keep:
        kept(rows, ROOT / "bench" / "compared.csv", caption)


def books(runs: int, big: bool) -> tuple[list[Row], dict[str, int]]:
    """The lines of the two books, whole processes all of them, and how many pages each has."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), runs)
        bench.all(big)
    return bench.rows, bench.pages


class Bench:
    """The contestants in their copies, and the rows measured so far."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder, self.runs, self.few = folder, runs, min(runs, 2)
        self.ours = this_project(ROOT, folder)
        self.plain, self.chapters, self.study = plain_book(ROOT, folder)
        self.rows: list[Row] = []
        self.pages: dict[str, int] = {}
        self.stale = 0

    def all(self, big: bool) -> None:
        """Every case in turn."""
        self.cold()
        self.nothing_changed()
        bare = self.prose_edit()
        self.one_cell(bare)
        self.helper_edit()
        self.watch()
        what = f"no stale number in any of {sum(r.who == self.ours.name for r in self.rows)} cases"
        self.rows[0].aims.append(Aim(what, self.stale, 0, strict=False))
        if big:
            self.contract()

    def cold(self) -> None:
        """A fresh clone: results are there to compare with, nothing is built, no cache."""

        def forget(_: int) -> None:
            self.ours.forget()
            self.plain.forget()

        self.judge(self.turns("cold (results committed)", self.both, 1, forget))
        self.pages = {each.name: each.pages() for each in self.both}

    def nothing_changed(self) -> None:
        """Build again at once, and look at what was imported to decide it."""
        ours, other = self.turns("nothing changed", self.both, self.runs)
        command = [sys.executable, "-X", "importtime", *self.ours.command[1:]]
        heavy = loaded(timed(command, self.ours.root).said) & SHOULD_NOT_LOAD
        ours.aims += [
            Aim("under 0.5 s", ours.seconds, 0.5),
            Aim("neither pandas nor Sphinx imported", len(heavy), 0, strict=False),
        ]
        self.judge([ours, other])

    def prose_edit(self) -> float:
        """One word of a chapter. Returns the seconds bare Sphinx takes to show it."""
        bare = bare_sphinx(self.ours, self.folder)
        say("bare Sphinx, first build")
        bare.build()
        rows = self.turns("prose edit", (*self.both, bare), self.runs, self.edit(PROSE))
        self.judge(rows[:2])
        return rows[2].seconds

    def one_cell(self, bare: float) -> None:
        """One head count, which changes printed numbers. bare: seconds of bare Sphinx."""
        ours, other = self.turns("one data cell", self.both, self.few, self.edit(CELL))
        modules = sorted({self.study.graph.step(name).module for name in ours.names})
        needed = Row(ours.case, "imports its results need", shown=f"{len(modules)} modules")
        for _ in range(self.few):
            needed.add(python(f"import {', '.join(modules)}", self.ours.root))
        self.rows.append(needed)
        allowed = needed.seconds + 1.3 * bare
        what = f"at most imports + 1.3 bare Sphinx = {allowed:.1f} s"
        ours.aims.append(Aim(what, ours.seconds, allowed, strict=False))
        self.judge([ours, other])

    def helper_edit(self) -> None:
        """One line of a helper that a quoted function calls from another module."""
        self.undo(CELL)
        say("the data as they were")
        self.ours.build()
        self.judge(self.turns("helper edit", self.both, self.few, self.edit(HELPER)))

    def watch(self) -> None:
        """From a saved file to the finished page, with `--watch` running."""
        say("study book --watch")
        self.undo(HELPER)
        self.undo(PROSE)
        page = self.ours.html / EDITED
        with watching(self.ours.root) as watcher:
            for case, edit in (("one data cell", CELL), ("prose edit", PROSE)):
                row, apply, seen = Row(f"--watch, {case}", self.ours.name), self.edit(edit), []
                for run in range(self.runs):
                    shown, done = follow(watcher, page, partial(apply, run))
                    seen.append(shown)
                    row.wall.append(round(done, 3))
                row.shown = f"page written after {statistics.median(seen):.1f} s"
                row.aims.append(Aim("under 3 s, build ended", row.seconds, 3))
                self.rows.append(row)
                self.judge([row])

    def contract(self) -> None:
        """Half a million rows checked, beside frictionless."""
        say(f"{BIG:,} rows")
        folder = self.folder / "big"
        scale.write(ROOT, folder, BIG)
        for who, check in ((self.ours.name, scale.checked), ("frictionless", scale.second_opinion)):
            row = Row(f"check {BIG:,} rows", who)
            row.add(check(self.ours.root, folder))
            row.shown = f"{BIG / row.seconds:,.0f} rows a second"
            self.rows.append(row)

    @property
    def both(self) -> tuple[Contestant, Contestant]:
        """The two books."""
        return self.ours, self.plain

    def turns(
        self,
        case: str,
        contestants: Sequence[Contestant],
        runs: int,
        before: Callable[[int], None] = lambda run: None,
    ) -> list[Row]:
        """Let the contestants build in turn, several times; a row for each.

        before: what is done to the copies before each turn, given its number from 0.
        """
        rows = [Row(case, each.name) for each in contestants]
        for run in range(runs):
            before(run)
            for row, contestant in zip(rows, contestants, strict=True):
                say(f"{case}, {contestant.name}, run {run + 1}")
                built = contestant.build()
                row.add(built)
                row.names = contestant.computed(built.said)
                row.shown = f"{len(row.names)} {contestant.unit}"
        self.rows += rows
        return rows

    def judge(self, rows: Sequence[Row]) -> None:
        """Compare what the pages print with numbers computed afresh."""
        say("numbers afresh, to judge the pages")
        true = truth(self.ours, self.chapters, self.study)
        for row, contestant in zip(rows, self.both, strict=False):
            printed = contestant.numbers(self.chapters)
            row.right = judged(printed, true)
            if contestant is self.ours:
                self.stale += wrong_in(printed, true)

    def edit(self, edit: Edit) -> Callable[[int], None]:
        """What makes the n-th repetition of an edit, in both copies."""

        def apply(run: int) -> None:
            for contestant in self.both:
                edit.apply(contestant.root, run)

        return apply

    def undo(self, edit: Edit) -> None:
        """Take back whatever repetition of an edit stands in the copies."""
        for contestant in self.both:
            edit.undo(contestant.root)


def say(what: str) -> None:
    """Tell what is going on."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
