"""Institutions by what they do, so that no analysis names one."""

from __future__ import annotations

import pandas as pd


def named(institutions: pd.DataFrame, role: str, region: str = "") -> list[str]:
    """Names of the institutions in a role, as the columns ``body`` of other tables write them.

    institutions: institution, role, region_code. region: only those of the region of this
    code; empty takes all. The list is empty where the table names none.
    """
    found = institutions[institutions.role == role]
    if region:
        found = found[found.region_code == region]
    return sorted(set(found.institution))
