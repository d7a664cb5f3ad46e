"""Which file a table is read from."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from ..place import Place
from .descriptor import TableSpec

SPREADSHEETS = (".xlsx", ".ods")


def file_of(place: Place, spec: TableSpec) -> Path:
    """The file of a table: the one described or, where that is absent, its one spreadsheet.

    A spreadsheet of the same name in the same folder stands in for a CSV file. The path is that
    of the description if there is no such spreadsheet, or more than one.
    """
    path = place.data / spec.file
    if path.suffix != ".csv" or path.exists():
        return path
    others = substitutes(path)
    return others[0] if len(others) == 1 else path


def substitutes(path: Path) -> list[Path]:
    """Spreadsheets that could stand in for a CSV file."""
    return [other for suffix in SPREADSHEETS if (other := path.with_suffix(suffix)).is_file()]


def relative(place: Place, spec: TableSpec) -> str:
    """The file of a table as a path below the folder of the data, with /."""
    return PurePosixPath(file_of(place, spec).relative_to(place.data)).as_posix()
