"""Copies of the whole project to make edits in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SKIPPED = (".venv", ".git", "_build", "*cache*", "__pycache__", "tests", "bench")


@dataclass
class Built:
    """A copy of the project, and what its last build computed and which notebooks it ran."""

    root: Path
    computed: set[str]
    notebooks: set[str] = field(default_factory=set)

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        """Change the text of a file; the change must be one."""
        file = self.root / path
        before = file.read_text(encoding="utf-8")
        after = change(before)
        assert after != before, path
        file.write_text(after, encoding="utf-8", newline="\n")

    def build(self, *words: str) -> None:
        """``study book``, as a person would type it, with the words that follow."""
        done = subprocess.run(
            [sys.executable, "-m", "study", "book", *words],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        self.computed = set(re.findall(r"Computing (\w+)", done.stderr))
        self.notebooks = set(re.findall(r"notebook (\w+)\.ipynb", done.stderr))

    def pages(self, study: str = "") -> dict[str, str]:
        """The words of every page, without markup; of a study in a folder of the project."""
        html = self.root / study / "_build" / "html"
        texts = {}
        for path in sorted(html.rglob("*.html")):
            article = path.read_text("utf-8").partition("<article")[2].partition("</article>")[0]
            words = re.sub(r"<[^>]+>", " ", article)
            texts[path.relative_to(html).with_suffix("").as_posix()] = " ".join(words.split())
        return texts


def swap(old: str, new: str) -> Callable[[str], str]:
    """Replace the first place where a text stands."""
    return lambda text: text.replace(old, new, 1)
