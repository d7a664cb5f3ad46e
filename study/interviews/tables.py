"""The interview tables of a study, as rows to be changed and written anew."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..contract import descriptor
from ..contract.descriptor import TableSpec
from ..contract.files import file_of
from ..contract.sheet import Sheet, read
from ..errors import DataError, ImportProblem
from ..place import Place

Row = dict[str, str]
TABLES = ("codes", "informants", "transcripts", "officials", "interview_codings", "quotations")
GIVEN = ".given.json"
"""File with the highest number each table ever had: no number comes to mean something else."""
NUMBER = re.compile(r"[A-Z]([0-9]+)")
FORMS = {
    "transcripts": "T{:02d}",
    "interview_codings": "K{:04d}",
    "human_codings": "H{:04d}",
    "quotations": "Q{:02d}",
}


@dataclass
class Tables:
    """Rows by table, and how each table was before. given: the highest number each ever had."""

    place: Place
    specs: Mapping[str, TableSpec]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.given = _given(self.place)

    def note(self, name: str, rows: Iterable[Row]) -> None:
        """Let no number of these rows be given again."""
        key = self.specs[name].key[0]
        numbers = (NUMBER.fullmatch(row.get(key, "")) for row in rows)
        highest = max((int(each[1]) for each in numbers if each), default=0)
        self.given[name] = max(self.given.get(name, 0), highest)

    def fresh(self, name: str) -> str:
        """A number that no row of a table ever had."""
        self.given[name] = self.given.get(name, 0) + 1
        return FORMS[name].format(self.given[name])

    def sheet(self, name: str) -> Sheet:
        """A table as it would be read once it is written."""
        spec, rows = self.specs[name], self.rows[name]
        columns = [[row.get(each, "") for row in rows] for each in spec.fields]
        shown = self.place.show(self.place.data / spec.file)
        return Sheet(shown, "", list(spec.fields), columns, range(2, len(rows) + 2))

    def changed(self) -> tuple[dict[Path, bytes], list[Path]]:
        """What is to be written for the tables that changed, and spreadsheets that give way."""
        files: dict[Path, bytes] = {}
        gone: list[Path] = []
        for name, rows in self.rows.items():
            spec = self.specs[name]
            text = as_csv(spec.fields, rows)
            if text != self.before[name]:
                put(self.place, spec, text, files, gone)
            self.note(name, rows)
        return files | self.numbers(), gone

    def numbers(self) -> dict[Path, bytes]:
        """What is to be written of the numbers given, if they changed."""
        now = {name: number for name, number in sorted(self.given.items()) if number}
        if now == _given(self.place):
            return {}
        return {self.place.data / GIVEN: (json.dumps(now, indent=1) + "\n").encode()}


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
        found.note(name, rows)
    return found


def put(
    place: Place, spec: TableSpec, text: str, files: dict[Path, bytes], gone: list[Path]
) -> None:
    """Let a table be written anew; a spreadsheet that stands in for it gives way.

    Raises ImportProblem if it is described as a file of another kind than CSV.
    """
    target = place.data / spec.file
    if target.suffix != ".csv":
        raise ImportProblem(
            f"{place.show(target)} is no CSV file, so that it cannot be written anew.",
            "Save it as CSV and name that file in datapackage.json.",
        )
    files[target] = text.encode()
    if (old := file_of(place, spec)) != target:
        gone.append(old)


def as_csv(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """Rows as the text of a table; a column that a row does not tell is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _given(place: Place) -> dict[str, int]:
    path = place.data / GIVEN
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): int(number) for name, number in raw.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError):
        raise ImportProblem(
            f"{place.show(path)} is damaged, which holds the highest numbers ever given.",
            "Put back a copy of it; without one, delete it: numbers then go on from the tables.",
        ) from None
