"""The cells of a table, and the pieces of their text that cannot be broken.

Typst prints a word that is wider than its column over the next cell, without a warning.
So the writer hands every column's longest unbreakable pieces to the template, which
measures them in the real font before it divides the width (``fitted`` in template.typ).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from .breaks import GAP, SOFT, pieces
from .formula import quoted

# A number with its unit, mark or interval stays on one line up to this length.
LONGEST_NUMBER = 24
# Pieces with fewer characters than this share of the longest are surely narrower.
CANDIDATE = 0.5


@dataclass(frozen=True)
class Position:
    """Where a cell stands: row and column from 0, the columns and rows it spans."""

    row: int
    column: int
    columns: int
    rows: int
    element: Any


def positions(rows: list[Any]) -> list[Position]:
    """The place of every cell of a table, spans counted. rows: ``<tr>`` elements of lxml."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for row, line in enumerate(rows):
        column = 0
        for element in line:
            while (row, column) in taken:
                column += 1
            wide, high = int(element.get("colspan", 1)), int(element.get("rowspan", 1))
            taken.update(product(range(row, row + high), range(column, column + wide)))
            placed.append(Position(row, column, wide, high, element))
    return placed


@dataclass
class Cells:
    """Notes the text of the cells as it is written, with the style it is written in."""

    whole: dict[int, dict[str, float]] = field(default_factory=dict)
    least: dict[int, dict[str, float]] = field(default_factory=dict)
    _styles: list[str] = field(default_factory=list)
    _runs: list[tuple[str, str]] = field(default_factory=list)

    def note(self, text: str, wrap: str) -> str:
        """Note a text and how it is written; returns the text."""
        self._runs.append((text, wrap))
        return text

    @contextmanager
    def styled(self, wrap: str) -> Iterator[None]:
        """Everything noted meanwhile bears a style, written as ``#strong[{}]``."""
        self._styles.append(wrap)
        start = len(self._runs)
        yield
        self._styles.pop()
        self._runs[start:] = [
            (text, wrap.replace("{}", inner)) for text, inner in self._runs[start:]
        ]

    def close(self, position: Position, number: bool) -> None:
        """End a cell: what was noted since the last one belongs to its column."""
        runs, self._runs = self._runs, []
        if position.columns > 1:
            return
        while runs and not runs[0][0].strip(" "):
            del runs[0]
        while runs and not runs[-1][0].strip(" "):
            del runs[-1]
        if number and sum(len(text) for text, _ in runs) <= LONGEST_NUMBER:
            joined = [(text.replace(SOFT, "").replace(GAP, ""), wrap) for text, wrap in runs]
            whole = least = [joined]
        else:
            whole = _groups([(text.replace(SOFT, ""), wrap) for text, wrap in runs])
            least = _groups(runs)
        for found, groups in ((self.whole, whole), (self.least, least)):
            lengths = found.setdefault(position.column, {})
            for group in groups:
                code = "".join(wrap.replace("{}", quoted(_shown(text))) for text, wrap in group)
                lengths[code] = sum(_length(text, wrap) for text, wrap in group)

    def candidates(self, found: dict[int, dict[str, float]], columns: int) -> str:
        """Typst code: for each column the pieces that may be its widest."""
        lists = []
        for column in range(columns):
            lengths = found.get(column, {})
            floor = CANDIDATE * max(lengths.values(), default=0)
            chosen = [f"[{code}]" for code, length in lengths.items() if length >= floor]
            lists.append("(" + "".join(f"{code}, " for code in chosen) + ")")
        return "(" + ", ".join(lists) + ",)"


def _groups(runs: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The unbreakable pieces of the runs; a piece may begin in one run and end in another."""
    groups: list[list[tuple[str, str]]] = [[]]
    for text, wrap in runs:
        for position, piece in enumerate(pieces(text)):
            if position:
                groups.append([])
            if piece:
                groups[-1].append((piece, wrap))
    return [group for group in groups if group]


def _shown(piece: str) -> str:
    """The piece as it looks at the end of a line."""
    return piece[:-1] + "-" if piece.endswith(SOFT) else piece


def _length(text: str, wrap: str) -> float:
    return len(text) * (1.4 if "raw" in wrap else 1)
