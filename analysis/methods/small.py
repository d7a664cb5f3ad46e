"""Counts of persons that are too small to be told, and sums that a few of them make up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LEAST, LARGEST, SHARE, REST = 10, 2, 0.9, 0.1


def hidden(counts: Sequence[int], least: int) -> list[bool]:
    """Which of some counts must not be told, if readers may know their total.

    Those below ``least``; zero, which is nobody, may be told. What is hidden must not follow
    from the rest: it is more than one count, and together at least ``least``, the smallest of
    the others being hidden as well until it is, or nothing is left.

    >>> hidden([10, 12, 3, 0], 5)
    [True, False, True, False]
    """
    filled = sorted((count, at) for at, count in enumerate(counts) if count > 0)
    found = {at: count for count, at in filled if count < least}
    for count, at in filled:
        if not found or (len(found) > 1 and sum(found.values()) >= least):
            break
        found[at] = count
    return [at in found for at in range(len(counts))]


def of_few(persons: Iterable[str], setting: Mapping[str, Any]) -> bool:
    """Whether too few persons stand behind rows, or a few of them behind nearly all.

    persons: whose each row is. Limits: ``disclosure.small_cell``, ``dominance_n``,
    ``dominance_k`` and ``dominance_p`` of study.toml, or 10, 2, 0.9 and 0.1. Nobody is not few.

    >>> of_few(["I01", "I02"], {}), of_few([], {})
    (True, False)
    """
    given = sorted(Counter(persons).values(), reverse=True)
    if len(given) < setting.get("disclosure.small_cell", LEAST):
        return bool(given)
    largest = sum(given[: setting.get("disclosure.dominance_n", LARGEST)])
    return (
        bool(given)
        and sum(given) > len(given)
        and (
            largest > setting.get("disclosure.dominance_k", SHARE) * sum(given)
            or sum(given[2:]) < setting.get("disclosure.dominance_p", REST) * given[0]
        )
    )
