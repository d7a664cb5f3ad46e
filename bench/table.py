"""The table of the bench: one line a case and contestant, figures beside their aims."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from clock import Timed
from rich.table import Table

SHOULD_NOT_LOAD = frozenset({"pandas", "numpy", "scipy", "matplotlib", "sphinx", "docutils"})


@dataclass(frozen=True)
class Aim:
    """What a figure should be. figure and limit: seconds, or a count."""

    what: str
    figure: float
    limit: float
    strict: bool = True

    @property
    def met(self) -> bool:
        """Whether the figure is below the limit, or at it where that is enough."""
        return self.figure < self.limit if self.strict else self.figure <= self.limit

    def __str__(self) -> str:
        return f"{self.what}: {'met' if self.met else 'NOT MET'}"


@dataclass
class Row:
    """One line.

    wall, cpu: seconds of each run; empty where nothing was timed. names: what the last run
    computed anew. shown: the same, or another remark, as the table says it.
    """

    case: str
    who: str
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    shown: str = ""
    right: str = ""
    aims: list[Aim] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The median of the wall seconds."""
        return statistics.median(self.wall)

    def content(self) -> dict[str, Any]:
        """The line as plain values, for the JSON file."""
        aims = [{**asdict(aim), "met": aim.met} for aim in self.aims]
        return {**asdict(self), "aims": aims}

    def add(self, run: Timed) -> None:
        """Note one more run."""
        self.wall.append(round(run.wall, 3))
        self.cpu.append(round(run.cpu, 3))


def judged(printed: Sequence[str], true: Sequence[str]) -> str:
    """Whether the printed numbers are right: ``yes, 75 of 75`` or ``NO, 9 of 75 wrong``."""
    if len(printed) != len(true):
        return f"NO, {len(printed)} printed for {len(true)}"
    wrong = wrong_in(printed, true)
    return f"NO, {wrong} of {len(true)} wrong" if wrong else f"yes, {len(true)} of {len(true)}"


def wrong_in(printed: Sequence[str], true: Sequence[str]) -> int:
    """How many printed numbers are not the true ones; a missing or surplus one is wrong."""
    differing = sum(a != b for a, b in zip(printed, true, strict=False))
    return differing + abs(len(printed) - len(true))


def loaded(importtime: str) -> set[str]:
    """Top-level names of the packages that ``python -X importtime`` reports as imported."""
    lines = [line for line in importtime.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def drawn(rows: Sequence[Row], title: str, caption: str) -> Table:
    """The table for the terminal."""
    table = Table(title=title, caption=caption, caption_justify="left", title_justify="left")
    for head in ("case", "who", "wall s", "CPU s", "computed anew", "is the printed number right?"):
        table.add_column(head, justify="right" if head.endswith(" s") else "left")
    table.add_column("aim")
    before = ""
    for row in rows:
        if row.case != before and before:
            table.add_section()
        case, before = ("" if row.case == before else row.case), row.case
        aims = "\n".join(map(str, row.aims))
        table.add_row(
            case, row.who, _median(row.wall), _median(row.cpu), row.shown, row.right, aims
        )
    return table


def kept(rows: Sequence[Row], path: Path, machine: str) -> None:
    """Write the lines for the book: what the machine was, then case, who, seconds, remarks."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# Turn by turn on one machine; medians. {machine}.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "who", "seconds", "found", "right", "aim"])
        for row in rows:
            aims = "; ".join(map(str, row.aims))
            writer.writerow([row.case, row.who, _median(row.wall), row.shown, row.right, aims])


def _median(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.2f}" if seconds else ""
