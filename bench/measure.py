"""Seconds and memory of every result, for the page that reviewers read.

    python start.py bench --results     or: python bench/measure.py

Writes bench/measured.csv, which is committed: a build copies it and measures nothing, so two
builds stay the same to the last byte. Run it after `study run`, on a machine with nothing
else to do. Each result is computed once, from the stored results it needs, in a forked
process that has the libraries loaded; memory is what that process needed above what it had.
Needs Linux or macOS.
"""

from __future__ import annotations

import csv
import importlib
import multiprocessing
import os
import platform
import resource
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from study.contract import reading  # noqa: E402
from study.kinds import Setting  # noqa: E402
from study.place import Place, find  # noqa: E402
from study.results import desk as desks  # noqa: E402
from study.results import store  # noqa: E402
from study.results.desk import Desk  # noqa: E402
from study.results.graph import SETTING, WORDS, Step  # noqa: E402
from study.results.shelf import Shelf  # noqa: E402

UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in which the system counts memory."""


def main() -> None:
    """Measure every result and write the file."""
    write(find(), machine(), measured(find()))


def measured(place: Place) -> list[tuple[str, float, float]]:
    """Name, seconds and megabytes of every result that is not absent, by name."""
    desk, shelf = desks.load(place), Shelf(place)
    for step in desk.graph.steps.values():
        importlib.import_module(step.module)
    found = []
    for name, step in sorted(desk.graph.steps.items()):
        if shelf.entry(name).absent:
            continue
        print(name, file=sys.stderr, flush=True)
        inputs = [_input(desk, shelf, need) for need in step.needs]
        found.append((name, *_apart(step, inputs)))
    return found


def machine() -> str:
    """The machine in words."""
    name, version = platform.python_implementation(), platform.python_version_tuple()
    return (
        f"Measured on {os.cpu_count()} cores, {name} {version[0]}.{version[1]}, "
        f"{platform.system()}: one run each, in a process that has the libraries loaded; "
        "memory is what the process needed above that."
    )


def write(place: Place, machine: str, rows: list[tuple[str, float, float]]) -> None:
    """Write the measurements, two digits each, below a line on the machine."""
    with place.measured.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {machine}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["result", "seconds", "peak_mb"])
        writer.writerows([name, _two(seconds), _two(memory)] for name, seconds, memory in rows)


def _two(value: float) -> str:
    """Two digits that count, and not below a hundredth."""
    return f"{max(value, 0.01):.2f}" if value < 1 else f"{float(f'{value:.2g}'):g}"


def _input(desk: Desk, shelf: Shelf, need: str) -> Any:
    if need == WORDS:
        return desk.words
    if need == SETTING:
        return Setting(desk.setting)
    if need in desk.graph.steps:
        stored = store.Stored(shelf.text(need), shelf.entry(need).shape)
        return store.decode(desk.graph.steps[need].kind, stored)
    return reading.frame(desk.place, desk.descriptor.tables[need])


def _apart(step: Step, inputs: list[Any]) -> tuple[float, float]:
    """Seconds and megabytes of one call in a forked process; a figure is drawn as well."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    child = fork.Process(target=_call, args=(there, step, inputs))
    child.start()
    there.close()
    cost: tuple[float, float] = here.recv()
    child.join()
    return cost


def _call(out: Connection, step: Step, inputs: list[Any]) -> None:
    function = getattr(importlib.import_module(step.module), step.name)
    before, started = _peak(), time.perf_counter()
    store.encode(step.name, step.kind, function(*inputs))
    out.send((time.perf_counter() - started, (_peak() - before) * UNIT / 1e6))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
