"""The edits a person makes, each one a different one every time it is repeated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    """One place of one file, and what is written there.

    path: relative to the project. old: text that stands there once in the shipped project.
    new: what the n-th repetition writes; all of them differ in what the book prints, and
    none holds another or `old`.
    """

    path: str
    old: str
    new: tuple[str, ...]

    def apply(self, copy: Path, repetition: int) -> None:
        """Write the repetition (from 0) into a copy, in place of an earlier one."""
        self._write(copy, self.new[repetition % len(self.new)])

    def undo(self, copy: Path) -> None:
        """Write what the shipped project has."""
        self._write(copy, self.old)

    def _write(self, copy: Path, wanted: str) -> None:
        path = copy / self.path
        text = path.read_text(encoding="utf-8")
        (there,) = (each for each in (self.old, *self.new) if each in text)
        path.write_text(replaced(text, there, wanted), encoding="utf-8", newline="\n")


def replaced(text: str, old: str, new: str) -> str:
    """The text with its only ``old`` replaced. Raises ValueError unless there is just one."""
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands {text.count(old)} times in the text, not once")
    return text.replace(old, new)


PROSE = Edit(
    "book/chapters/what-officials-did.md",
    "The count invites a story",
    ("The count suggests a story", "The count tempts with a story", "The count begs a story"),
)
CELL = Edit(
    "data/record/case_stages.csv",
    "P25,C06,recommended for a sanction,5,",
    tuple(f"P25,C06,recommended for a sanction,{persons}," for persons in (6, 7, 8)),
)
HELPER = Edit(
    "analysis/methods/exact.py",
    "law = stats.binom(trials, probability)",
    tuple(f"law = stats.binom(trials, {share} * probability)" for share in ("0.5", "0.75", "0.9")),
)
