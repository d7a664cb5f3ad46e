"""Bootstrap intervals of a coefficient of agreement, drawing whole documents with replacement.

Units of one document are not independent, so that the document is what is drawn: a resample
has as many documents as the material, and each brings all its units.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .agreement import Array, Summed

DRAWS = 2000
SEED = 20201209
TOO_OFTEN = 0.05  # share of resamples without a value above which there is no interval
SAME = "the same in every resample"
UNDEFINED = "undefined in"
ONE = "all units belong to one document, which cannot be drawn anew"


@dataclass(frozen=True)
class Interval:
    """Limits of an interval; or none, and why there is none."""

    low: float | None
    high: float | None
    reason: str = ""


def interval(
    summed: Summed,
    documents: Sequence[Hashable],
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = 0.95,
) -> Interval:
    """The percentile interval of a coefficient over bootstrap resamples of the documents.

    documents: of each unit, the document it belongs to. Resamples in which the coefficient is
    not defined are left out; where they are more than one in twenty there is no interval, for
    the rest would not be a sample of anything. Nor is there one where all resamples give the
    same value, as where no disagreement was seen: it would look like certainty.
    """
    names = list(dict.fromkeys(documents))
    if len(names) < 2:
        return Interval(None, None, ONE)
    place = {name: at for at, name in enumerate(names)}
    sums = np.zeros((len(names), summed.parts.shape[1]))
    np.add.at(sums, [place[name] for name in documents], summed.parts)
    values = summed.formula(_weights(len(names), draws, seed) @ sums)
    lost = int(np.isnan(values).sum())
    if lost > TOO_OFTEN * draws:
        return Interval(None, None, f"{UNDEFINED} {lost} of {draws} resamples")
    if np.isclose(np.nanmin(values), np.nanmax(values)):
        return Interval(None, None, SAME)
    low, high = np.nanquantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def linked(parts: Iterable[Iterable[Hashable]]) -> list[int]:
    """The number of the group each unit belongs to, where units that share a mark are one group.

    parts: of each unit its marks, such as its sources. Groups are numbered in the order of
    their first unit.

    >>> linked([("S1",), ("S2", "S3"), ("S4",), ("S3", "S1")])
    [0, 0, 1, 0]
    """
    units = [list(marks) for marks in parts]
    above: dict[Hashable, Hashable] = {}

    def top(mark: Hashable) -> Hashable:
        while above.setdefault(mark, mark) != mark:
            mark = above[mark]
        return mark

    for marks in units:
        for mark in marks[1:]:
            above[top(mark)] = top(marks[0])
    tops = [top(marks[0]) if marks else ("alone", at) for at, marks in enumerate(units)]
    number = {name: at for at, name in enumerate(dict.fromkeys(tops))}
    return [number[name] for name in tops]


@lru_cache(maxsize=4)
def _weights(count: int, draws: int, seed: int) -> Array:
    """How often each of the documents is drawn, in each resample: (draws, count)."""
    draw = np.random.default_rng(seed)
    return draw.multinomial(count, np.full(count, 1 / count), size=draws).astype(float)
