"""The four kinds of result a question can return, and how their rows are named.

A *row token* is ``table:key``: the row of a data table that a value was counted from.
Tokens travel with the value, so a reader can walk from a number back to its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Figure

    Table: TypeAlias = pd.DataFrame
else:  # asking what is stale must not import pandas or matplotlib
    Table = "pandas.DataFrame"
    Figure = "matplotlib.figure.Figure"

Scalar: TypeAlias = "float | int | str | bool | None"


@dataclass(frozen=True)
class Number:
    """Named values that belong together.

    values: field name to value. rows: row tokens the values rest on.
    """

    values: Mapping[str, Any]
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """A fitted model as a reader needs it.

    terms: one row a term, first column ``term``; the other columns are estimates.
    facts: n, events, clusters, estimator, standard error, interval, test, ...
    rows: row tokens of the estimation sample.
    """

    terms: Table
    facts: Mapping[str, Any]
    rows: tuple[str, ...] = field(default=())


def rows_of(table: str, keys: Iterable[object]) -> str:
    """Row tokens of a table as one cell: ``rows_of("cases", ["C03"]) == "cases:C03"``."""
    return " ".join(f"{table}:{key}" for key in keys)


SUFFIX = {"Table": ".csv", "Number": ".json", "Model": ".json", "Figure": ".svg"}
"""How the name of the file of a result ends, by its kind."""
KINDS = tuple(SUFFIX)


class Absent(Exception):
    """Raised by a function of the analysis whose tables do not hold what it needs.

    The message says in words what is missing, for a reader: lower case, no full stop.
    """


class Setting(dict[str, Any]):
    """What study.toml tells the analysis, by dotted name: ``setting["place.region_code"]``.

    Dates are texts (YYYY-MM-DD). A name that study.toml does not give raises
    Absent, so that what rests on it is said to be absent; ``get`` has a default as usual.
    """

    def __missing__(self, name: str) -> Any:
        raise Absent(f"study.toml gives no {name}")
