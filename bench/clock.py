"""Run a command as a process of its own and say what it cost."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Timed:
    """What one process cost: wall and CPU seconds, children included, and what it said."""

    wall: float
    cpu: float
    said: str


def timed(command: Sequence[str], root: Path, folder: Path | None = None) -> Timed:
    """Run a command on a copy of the project and wait for it.

    root: the copy, whose code the command is to run. folder: where it runs; the copy itself
    unless told. Raises RuntimeError with the last lines said if the command fails.
    """
    cpu, wall = _cpu(), time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder or root,
        env=environment(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    wall, cpu = time.perf_counter() - wall, _cpu() - cpu
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-20:])
        raise RuntimeError(f"{' '.join(command)} ended with status {done.returncode}:\n{last}")
    return Timed(wall, cpu, done.stdout)


def environment(root: Path) -> dict[str, str]:
    """The environment in which Python imports `study` and `analysis` from a copy."""
    return {**os.environ, "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}


def python(code: str, root: Path, folder: Path | None = None) -> Timed:
    """Run some Python code in a process of its own."""
    return timed([sys.executable, "-c", code], root, folder)


def program(name: str) -> str:
    """A program installed beside this Python."""
    return str(Path(sys.executable).with_name(name))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
