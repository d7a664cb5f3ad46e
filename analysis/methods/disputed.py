"""Which exception of the record a set of rows is the subject of."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd


def about(exceptions: pd.DataFrame, tokens: Collection[str], kind: str = "") -> str | None:
    """The first exception that names all of some rows; None if none does.

    exceptions: exception_id, kind, rows (tokens). kind: only exceptions of this kind.
    """
    for key, sort, rows in zip(
        exceptions.exception_id, exceptions.kind, exceptions.rows, strict=True
    ):
        if kind in ("", sort) and set(tokens) <= set(rows.split()):
            return str(key)
    return None
