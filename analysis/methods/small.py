"""Counts of persons that are too small to be told, in the parts of a known total."""

from __future__ import annotations

from collections.abc import Sequence


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
