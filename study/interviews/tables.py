"""The interview tables of a study, as rows to be changed and written anew."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..contract import descriptor
from ..contract.descriptor import TableSpec
from ..contract.files import file_of
from ..contract.sheet import read
from ..errors import DataError, ImportProblem
from ..place import Place

Row = dict[str, str]
TABLES = ("codes", "informants", "transcripts", "officials", "interview_codings", "quotations")


@dataclass
class Tables:
    """Rows by table, and how each table was before."""

    place: Place
    specs: Mapping[str, TableSpec]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)

    def changed(self) -> tuple[dict[Path, bytes], list[Path]]:
        """What is to be written for the tables that changed, and spreadsheets that give way."""
        files: dict[Path, bytes] = {}
        gone: list[Path] = []
        for name, rows in self.rows.items():
            spec = self.specs[name]
            text = as_csv(spec.fields, rows)
            if text == self.before[name]:
                continue
            files[self.place.data / spec.file] = text.encode()
            if (old := file_of(self.place, spec)) != self.place.data / spec.file:
                gone.append(old)
        return files, gone


def load(place: Place, names: Iterable[str] = TABLES) -> Tables:
    """The rows of some tables.

    Raises ImportProblem if the study does not describe them, DataError if one cannot be read.
    """
    specs = descriptor.load(place).tables
    wanted = list(names)
    lacking = [name for name in wanted if name not in specs]
    if lacking:
        raise ImportProblem(
            f"{place.show(place.descriptor)} describes no {', '.join(lacking)}.",
            "Make a study for interviews with `study new DIR --interviews`.",
        )
    found = Tables(place, specs)
    for name in wanted:
        sheet = read(place, specs[name])
        if sheet.wrong:
            raise DataError(sheet.wrong, place.language)
        columns = {each: sheet.column(each) or [] for each in specs[name].fields}
        rows = [
            dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)
        ]
        found.rows[name] = rows
        found.before[name] = as_csv(specs[name].fields, rows)
    return found


def as_csv(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """Rows as the text of a table; a column that a row does not tell is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
