"""Joining cells that list row tokens."""

from __future__ import annotations

from collections.abc import Iterable


def union(cells: Iterable[str]) -> str:
    """All tokens of some space-separated cells, each once, in order of first appearance.

    >>> union(["cases:C03 case_stages:P05", "cases:C03"])
    'cases:C03 case_stages:P05'
    """
    return " ".join(dict.fromkeys(" ".join(cells).split()))
