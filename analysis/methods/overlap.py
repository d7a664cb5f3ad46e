"""How far two readings mark the same passages: characters shared, and passages met.

A *passage* is a half-open range of characters of a unit under one code. Readings are compared
code by code, so that the same words under two codes are two passages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from .agreement import Array, Summed

Span: TypeAlias = tuple[int, int]
Marked: TypeAlias = Mapping[str, Sequence[Span]]
"""Passages of one unit by code."""


def character_jaccard(first: Sequence[Marked], second: Sequence[Marked]) -> Summed:
    """Characters both readings marked, of all that either marked: |A and B| / |A or B|.

    first, second: the passages of each unit. Sums run over units and codes, so that long
    passages weigh more. Undefined where neither marked anything.
    """
    parts = _characters(first, second)
    whole = parts[:, 1] + parts[:, 2] - parts[:, 0]
    return Summed(
        np.column_stack([parts[:, 0], whole]), lambda s: _share(s[..., 0], s[..., 1]), whole
    )


def character_f1(first: Sequence[Marked], second: Sequence[Marked]) -> Summed:
    """The same characters as F1, which is Dice's coefficient: 2 |A and B| / (|A| + |B|)."""
    parts = _characters(first, second)
    both = parts[:, 1] + parts[:, 2]
    return Summed(
        np.column_stack([2 * parts[:, 0], both]), lambda s: _share(s[..., 0], s[..., 1]), both
    )


def passage_f1(first: Sequence[Marked], second: Sequence[Marked], exact: bool = True) -> Summed:
    """F1 of passages: the harmonic mean of the shares of each reading met in the other.

    2 p r / (p + r), p the share of the second's passages met by one of the first under the
    same code, r the same of the first's. exact: met by a passage with the same two ends;
    else by one that shares a character.
    """
    meets = _same if exact else _touching
    rows = [[0.0, 0.0, 0.0, 0.0] for _ in first]
    for row, one, other in zip(rows, first, second, strict=True):
        for code in {*one, *other}:
            mine, theirs = one.get(code, ()), other.get(code, ())
            row[0] += sum(any(meets(a, b) for b in theirs) for a in mine)
            row[1] += len(mine)
            row[2] += sum(any(meets(a, b) for a in mine) for b in theirs)
            row[3] += len(theirs)
    parts = np.array(rows).reshape(len(rows), 4)

    def formula(sums: Array) -> Array:
        recall, precision = _share(sums[..., 0], sums[..., 1]), _share(sums[..., 2], sums[..., 3])
        return _share(2 * precision * recall, precision + recall, nothing=0.0)

    return Summed(parts, formula, parts[:, 1] + parts[:, 3])


def length(spans: Iterable[Span]) -> int:
    """How many characters some ranges cover, each once."""
    covered, reached = 0, 0
    for start, end in sorted(spans):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def _characters(first: Sequence[Marked], second: Sequence[Marked]) -> Array:
    """Of each unit: characters shared, those of the first, those of the second; by code."""
    parts = np.zeros((len(first), 3))
    for at, (one, other) in enumerate(zip(first, second, strict=True)):
        for code in {*one, *other}:
            mine, theirs = length(one.get(code, ())), length(other.get(code, ()))
            either = length([*one.get(code, ()), *other.get(code, ())])
            parts[at] += (mine + theirs - either, mine, theirs)
    return parts


def _same(one: Span, other: Span) -> bool:
    return one == other


def _touching(one: Span, other: Span) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])


def _share(part: Array, whole: Array, nothing: float = np.nan) -> Array:
    return np.where(whole == 0, nothing, part / np.where(whole == 0, 1.0, whole))
