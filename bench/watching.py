"""How long `study book --watch` takes from a saved file to the finished page."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from clock import environment

WAITS = "Waiting for a change"
PATIENCE = 300.0
"""Seconds after which the bench gives up on a build."""


@dataclass
class Watcher:
    """A running `study book --watch`, and what it has said so far."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Keep what the process says; runs in a thread until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)

    @property
    def builds(self) -> int:
        """How many builds are done."""
        return sum(WAITS in line for line in self.said)

    def until(self, holds: Callable[[], bool]) -> float:
        """Seconds from now until something holds. Raises RuntimeError if it never does."""
        started = time.perf_counter()
        while not holds():
            if time.perf_counter() - started > PATIENCE or self.process.poll() is not None:
                raise RuntimeError("--watch came to nothing:\n" + "".join(self.said[-20:]))
            time.sleep(0.01)
        return time.perf_counter() - started


@contextmanager
def watching(root: Path) -> Iterator[Watcher]:
    """`study book --watch` on a copy, ready: it has built once and waits."""
    process = subprocess.Popen(
        [sys.executable, "-m", "study", "book", "--watch"],
        cwd=root,
        env=environment(root),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watcher = Watcher(process)
    threading.Thread(target=watcher.listen, daemon=True).start()
    try:
        watcher.until(lambda: watcher.builds > 0)
        yield watcher
    finally:
        process.terminate()
        process.wait()


def follow(watcher: Watcher, page: Path, save: Callable[[], None]) -> tuple[float, float]:
    """Save an edit; seconds until the page is written anew, and until the build is done."""
    before, builds = page.stat().st_mtime_ns, watcher.builds
    save()
    shown = watcher.until(lambda: page.stat().st_mtime_ns != before)
    return shown, shown + watcher.until(lambda: watcher.builds > builds)
