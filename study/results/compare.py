"""Are two stored results the same? Identical, equal within 1e-8, or different and where."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from typing import Any

TOLERANCE = 1e-8
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def close(a: float, b: float) -> bool:
    """Equal within 1e-8, relative or absolute."""
    return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def difference(kind: str, old: str, new: str) -> str | None:
    """The first difference between two stored results in words; None if there is none."""
    if old == new:
        return None
    if kind == "Figure":
        return _drawings(old, new)
    before, after = dict(_flat(kind, old)), dict(_flat(kind, new))
    for place in [*before, *(p for p in after if p not in before)]:
        if place not in after:
            return f"{place} is gone"
        if place not in before:
            return f"{place} is new"
        if not _same(before[place], after[place]):
            return f"{place} was {before[place]}, is {after[place]}"
    return None


def _flat(kind: str, text: str) -> Iterator[tuple[str, Any]]:
    if kind == "Table":
        header, *rows = list(csv.reader(io.StringIO(text)))
        yield "columns", " ".join(header)
        for row in rows:
            for column, cell in zip(header, row, strict=True):
                yield f"{row[0]}, {column}", _plain(cell)
    else:
        yield from _leaves("", json.loads(text))


def _leaves(path: str, content: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _leaves(f"{path}.{key}".lstrip("."), value)
    elif isinstance(content, list):
        for position, value in enumerate(content, start=1):
            yield from _leaves(f"{path}[{position}]", value)
    else:
        yield path, content


def _plain(cell: str) -> float | str:
    return float(cell) if _NUMBER.fullmatch(cell) else cell


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, int | float) and isinstance(b, int | float):
        return close(a, b)
    return bool(a == b)


def _drawings(old: str, new: str) -> str | None:
    """SVG texts: the same marks, their coordinates within 1e-5 of a point."""
    if _NUMBER.sub("#", old) != _NUMBER.sub("#", new):
        return "the drawing has other marks"
    pairs = zip(_NUMBER.findall(old), _NUMBER.findall(new), strict=True)
    moved = [(a, b) for a, b in pairs if not math.isclose(float(a), float(b), abs_tol=1e-5)]
    return f"{len(moved)} coordinates of the drawing moved" if moved else None
