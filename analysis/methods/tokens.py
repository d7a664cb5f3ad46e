"""Joining cells that list row tokens."""

from __future__ import annotations

from collections.abc import Iterable


def union(cells: Iterable[str]) -> str:
    """All tokens of some space-separated cells, each once, in order of first appearance.

    >>> union(["cases:C03 case_stages:P05", "cases:C03"])
    'cases:C03 case_stages:P05'
    """
    return " ".join(dict.fromkeys(" ".join(cells).split()))


def of_table(cells: Iterable[object], table: str) -> str:
    """Those tokens of some cells that name rows of one table, each once; cells may be missing.

    >>> of_table(["officials:O1 interview_codings:K1", "officials:O2"], "officials")
    'officials:O1 officials:O2'
    """
    told = [cell for cell in cells if isinstance(cell, str)]
    return " ".join(each for each in union(told).split() if each.startswith(f"{table}:"))
