"""The rows of a table, checked for form: in one canonical order, with types, or as CSV.

Whoever reads a table reads it here, so that all see the same values, whatever file holds them.

A table is held in memory while it is read or checked: eight bytes a cell, and each different
text of a column once, with some eighty bytes of its own. Checking half a million rows of twelve
columns, a file of 71 MB, takes 200 MB: about three times the file, or ten times where no
text stands twice. A spreadsheet is held as a whole besides, and takes some hundred bytes a cell.
What does not fit into the memory of one machine cannot be checked; put it into several tables.
"""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ..errors import DataError
from ..place import Place
from .descriptor import Field, TableSpec
from .numbers import INTEGER, NUMBER
from .sheet import read

if TYPE_CHECKING:
    import pandas as pd


def canonical(place: Place, spec: TableSpec) -> list[list[str]]:
    """Rows without remark columns, columns in the order of the description, sorted by key.

    What means 'not seen' is the empty text. Raises DataError if the file is not a table as
    described; single values are not judged.
    """
    return _rows(_columns(place, spec, _kept(spec)))


def digest(place: Place, spec: TableSpec) -> tuple[str, bool]:
    """SHA-256 of the canonical rows with what their columns are called and how they are read.

    And whether there is any row.
    """
    kept = _kept(spec)
    names = [[each.name, each.type, each.true, each.false] for each in kept]
    columns = _columns(place, spec, kept)
    content = [names, list(map(_value, kept, columns))]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest(), any(columns)


def text(place: Place, spec: TableSpec) -> str:
    """The table as CSV, rows and columns in the order of its file, values as they are read."""
    sheet = read(place, spec)
    if sheet.wrong:
        raise DataError(sheet.wrong, place.language)
    kept = [name for name in sheet.header if name]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(kept)
    writer.writerows(zip(*(sheet.column(name) or [] for name in kept), strict=True))
    return buffer.getvalue()


def lines(place: Place, spec: TableSpec) -> list[dict[str, str]]:
    """Whole rows, remarks included, sorted by key: for the book."""
    rows = _rows(_columns(place, spec, list(spec.fields.values())))
    return [dict(zip(spec.fields, row, strict=True)) for row in rows]


def frame(place: Place, spec: TableSpec) -> pd.DataFrame:
    """A checked table with types: one row a key, sorted by key, without remark columns.

    string is ``str``, integer ``Int64``, number ``float64``, boolean ``boolean``;
    dates and lists stay text; what was not seen is missing (NaN or NA).
    """
    import pandas as pd

    kept = _kept(spec)
    columns = _columns(place, spec, kept)
    return pd.DataFrame(
        {each.name: _typed(cells, each) for each, cells in zip(kept, columns, strict=True)}
    )


def _kept(spec: TableSpec) -> list[Field]:
    return [each for each in spec.fields.values() if each.role != "note"]


def _columns(place: Place, spec: TableSpec, kept: list[Field]) -> list[list[str]]:
    """The cells of some columns, rows sorted by key."""
    sheet = read(place, spec)
    if sheet.wrong:
        raise DataError(sheet.wrong, place.language)
    keys = list(zip(*(sheet.column(name) or [] for name in spec.key), strict=True))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    columns = [sheet.column(each.name) or [] for each in kept]
    return [[cells[at] for at in order] for cells in columns]


def _value(field: Field, cells: list[str]) -> list[str]:
    """Cells of which those that mean the same number are the same text: 0.50 and 0.5."""
    if field.type not in ("integer", "number"):
        return cells
    form = INTEGER if field.type == "integer" else NUMBER
    known = {cell: cell for cell in set(cells)}
    for cell in known:
        if form.fullmatch(cell):
            known[cell] = str(int(cell)) if field.type == "integer" else repr(float(cell))
    return [known[cell] for cell in cells]


def _rows(columns: list[list[str]]) -> list[list[str]]:
    return [list(row) for row in zip(*columns, strict=True)]


def _typed(cells: list[str], column: Field) -> Any:
    import pandas as pd

    if column.type == "integer":
        return pd.array([int(cell) if cell else pd.NA for cell in cells], dtype="Int64")
    if column.type == "number":
        return pd.array([float(cell) if cell else float("nan") for cell in cells], dtype="float64")
    if column.type == "boolean":
        known = dict.fromkeys(column.true, True) | dict.fromkeys(column.false, False)
        return pd.array([known.get(cell, pd.NA) for cell in cells], dtype="boolean")
    return pd.array([cell or None for cell in cells], dtype="str")
