"""Watching: build, see a change, build again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.book.little import CONFIG
from tests.mini import Mini

ROOT = Path(__file__).resolve().parents[2]
WATCH = """
from pathlib import Path
from study import place as places
from study.book import extension, watch
watch.LIBRARIES = ()
place = places.Place(Path({root!r}) / "data", Path({root!r}), Path({root!r}))
extension.find = lambda _: place
watch.watch(place, tell=lambda text: print(text, flush=True), builds=3)
"""


def test_a_saved_cell_reaches_the_page_and_a_mistake_does_not_end_it(tmp_path: Path) -> None:
    mini = Mini(tmp_path, "watched")
    mini.write("_config.yml", CONFIG.format(alone="True"))
    mini.write("book/_toc.yml", "format: jb-book\nroot: index\n")
    mini.write("book/index.md", "# Title\n\n{n}`total.persons`\n")
    process = subprocess.Popen(
        [sys.executable, "-c", WATCH.format(root=str(tmp_path))],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    edits = [("C1,A,3", "C1,A,three"), ("C1,A,three", "C1,A,8")]
    said = []
    for line in process.stdout:
        said.append(line)
        if "Waiting for a change" in line and edits:
            mini.replace("data/cases.csv", *edits.pop(0))
    assert process.wait() == 0
    assert any("row 2, column persons" in line for line in said)
    assert ">30</a>" in mini.read("_build/html/index.html")
