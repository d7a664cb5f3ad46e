"""Conclusions computed again under every value that reports give for what they rest on."""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Table

from .methods.tokens import union


def conclusions(
    recomputed_cases: Table | None,
    recomputed_units: Table | None,
    recomputed_votes: Table | None,
    recomputed_dates: Table | None,
) -> Table:
    """Which conclusions would change.

    A conclusion changes if it holds under the value used and not under another, or the other
    way round.
    Returns one row a conclusion and value: id, conclusion, exception_id (missing where no
    exception is about it), alternative, value, value_used (under the value used), holds, used,
    changes (missing where it cannot be computed), rows.
    """
    every = [recomputed_cases, recomputed_units, recomputed_votes, recomputed_dates]
    parts = [part for part in every if part is not None]
    if not parts:
        raise Absent("no conclusion could be computed again")
    table = pd.concat(parts, ignore_index=True)
    holds = table.holds.astype("boolean")
    used = table.used.astype(bool)
    base = dict(zip(table.conclusion[used], holds[used], strict=True))
    values = dict(zip(table.conclusion[used], table.value[used], strict=True))
    table.insert(5, "value_used", table.conclusion.map(values).astype("float64"))
    table.insert(8, "changes", holds != table.conclusion.map(base).astype("boolean"))
    return table


def conclusion_counts(conclusions: Table) -> Number:
    """How many conclusions were computed again, and how many change.

    Fields: conclusions, alternatives (values other than those used), changes (alternatives
    under which a conclusion changes), changing (conclusions that change under some value),
    undetermined (alternatives under which a conclusion cannot be computed).
    """
    others = conclusions[~conclusions.used.astype(bool)]
    changes = others.changes.astype("boolean")
    return Number(
        values={
            "conclusions": int(conclusions.conclusion.nunique()),
            "alternatives": len(others),
            "changes": int(changes.sum()),
            "changing": int(others.conclusion[changes.fillna(False)].nunique()),
            "undetermined": int(changes.isna().sum()),
        },
        rows=tuple(union(conclusions.rows).split()),
    )
