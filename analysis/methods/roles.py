"""Bodies by what they do: another study's bodies have other names."""

from __future__ import annotations

from study.kinds import Table


def named(institutions: Table, role: str) -> list[str]:
    """The names of the institutions of a role, as the `body` columns write them."""
    return institutions.institution[institutions.role.eq(role)].tolist()
