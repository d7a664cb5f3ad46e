"""The rows of a table: as they stand in the file, in one canonical order, and with types.

Tables are UTF-8, separated by commas; a byte order mark and any line ending are accepted.
A table is held in memory, at about twenty times the size of its file while it is checked.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ..errors import DataError, Finding, near
from ..place import Place
from .descriptor import Field, TableSpec

if TYPE_CHECKING:
    import pandas as pd

LISTED = 20  # cells with one and the same problem in a column before the rest is summed up
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass
class Sheet:
    """A table as it stands in its file.

    file: its path as a reader should see it. header: the names in its first line; empty if the
    file could not be read. rows: cells as text, empty lines left out, all as wide as the header.
    lines: the line of the file each row starts on. findings: what is wrong with the file itself.
    """

    file: str
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: Sequence[int] = ()
    findings: list[Finding] = field(default_factory=list)
    ragged: frozenset[int] = frozenset()

    def column(self, name: str) -> list[str] | None:
        """The cells of a column, or None if the file has no such column."""
        if name not in self.header:
            return None
        at = self.header.index(name)
        return [row[at] for row in self.rows]


def read(place: Place, spec: TableSpec) -> Sheet:
    """The rows of a table and everything wrong with its file, its header and its row lengths."""
    path = place.data / spec.path
    sheet = Sheet(place.show(path))
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        mend = "put the file there, or take the table out of the description"
        return _lost(sheet, None, "the file is described but not there", mend=mend)
    except OSError as error:
        return _lost(sheet, None, f"the file cannot be read: {error.strerror}")
    if data[:2] in UTF16:
        return _lost(sheet, None, "the file is UTF-16", "UTF-8", "save it as 'CSV UTF-8'")
    try:
        text, sound = data.decode("utf-8-sig"), True
    except UnicodeDecodeError:  # keep the odd bytes, so that their cells can be named
        text, sound = data.decode("utf-8-sig", errors="surrogateescape"), False
    sheet = _parse(sheet, text)
    if sheet.header:
        if not sound:
            _undecodable(sheet)
        _header(sheet, spec)
    return sheet


def filled(place: Place, spec: TableSpec) -> bool:
    """Whether a table holds any row."""
    return bool(read(place, spec).rows)


def canonical(place: Place, spec: TableSpec) -> list[list[str]]:
    """Rows without remark columns, columns in the order of the description, sorted by key.

    What means 'not seen' is the empty text. Raises DataError if the file is not a table as
    described; single values are not judged.
    """
    return _rows(_columns(place, spec, _kept(spec)))


def digest(place: Place, spec: TableSpec) -> str:
    """SHA-256 of the canonical rows with what their columns are called and how they are read."""
    kept = _kept(spec)
    names = [[each.name, each.type, each.true, each.false] for each in kept]
    content = [names, _columns(place, spec, kept)]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


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


def gather(
    sheet: Sheet,
    column: str,
    hits: Sequence[int],
    problem: str,
    tell: Callable[[int], tuple[str, str]],
    cells: Sequence[str] = (),
) -> Iterable[Finding]:
    """One finding a cell; from the twenty-first on, one for all that remain.

    hits: positions of the rows in the sheet. tell: what is allowed there and how to mend it.
    cells: the column's cells; without them the value is left empty.
    """
    rest = len(hits) - LISTED
    for number, hit in enumerate(hits[: LISTED + 1]):
        value = cells[hit] if cells else ""
        allowed, mend = tell(hit)
        told = problem
        if number == LISTED:
            last = sheet.lines[hits[-1]]
            told = f"{problem}; the same in {rest} rows from here to row {last}"
            told = told if rest > 1 else problem
        yield Finding(sheet.file, sheet.lines[hit], column or None, value, told, allowed, mend)


def _lost(sheet: Sheet, row: int | None, problem: str, allowed: str = "", mend: str = "") -> Sheet:
    return Sheet(sheet.file, findings=[Finding(sheet.file, row, None, "", problem, allowed, mend)])


def _parse(sheet: Sheet, text: str) -> Sheet:
    """Split into cells, note the line of each row, and judge the shape."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    starts: list[int] = []
    next_line = 1
    try:
        for row in reader:
            rows.append(row)
            starts.append(next_line)
            next_line = reader.line_num + 1
    except csv.Error:
        problem = "a quotation mark here is not closed, or stands in the middle of a cell"
        mend = 'close it, and write a quotation mark inside a quoted cell twice: ""'
        return _lost(sheet, next_line, problem, mend=mend)
    if not rows or not any(rows[0]):
        return _lost(sheet, 1, "the first line holds no column names", mend="add the header line")
    header = [name.strip() for name in rows[0]]
    if len(header) == 1 and (mark := next((each for each in ";\t|" if each in header[0]), "")):
        problem = f"the columns are separated by {mark!r}"
        return _lost(sheet, 1, problem, "commas", "save it with commas between the columns")
    sheet.header = header
    filled = [at for at in range(1, len(rows)) if any(rows[at])]
    empty = sorted(set(range(1, len(rows))) - set(filled)) if len(filled) < len(rows) - 1 else []
    sheet.rows = [rows[at] for at in filled]
    sheet.lines = [starts[at] for at in filled]
    blank = Sheet(sheet.file, lines=starts)
    sheet.findings += gather(blank, "", empty, "an empty line", lambda hit: ("", "delete it"))
    _even(sheet)
    return sheet


def _even(sheet: Sheet) -> None:
    """Report rows that are too short or too long, and make them fit."""
    width = len(sheet.header)
    short = [at for at, row in enumerate(sheet.rows) if len(row) < width]
    long = [at for at, row in enumerate(sheet.rows) if len(row) > width]
    sheet.ragged = frozenset(short) | frozenset(long)
    allowed = f"{width} cells, as in the header"
    tell = (allowed, "add the commas that are missing")
    sheet.findings += gather(sheet, "", short, "too few cells", lambda hit: tell)
    quote = (allowed, "put a text that holds a comma between quotation marks")
    sheet.findings += gather(sheet, "", long, "too many cells", lambda hit: quote)
    for at in sheet.ragged:
        sheet.rows[at] = (sheet.rows[at] + [""] * width)[:width]


def _undecodable(sheet: Sheet) -> None:
    """Report cells whose bytes are not UTF-8, and read them as Windows-1252 from there on."""
    sheet.header = [_as_cp1252(name) for name in sheet.header]
    hits: dict[int, list[int]] = {}
    for at, row in enumerate(sheet.rows):
        for number, cell in enumerate(row):
            if any("\udc80" <= sign <= "\udcff" for sign in cell):
                hits.setdefault(number, []).append(at)
                row[number] = _as_cp1252(cell)
    problem = "has bytes that are not UTF-8"
    tell = ("UTF-8", "save the file as 'CSV UTF-8'; it may be Windows-1252")
    if not hits:  # they stand in the header
        sheet.findings.append(Finding(sheet.file, 1, None, "", problem, *tell))
    for number, rows in hits.items():
        cells = [row[number] for row in sheet.rows]
        name = sheet.header[number]
        sheet.findings += gather(sheet, name, rows, problem, lambda hit: tell, cells)


def _as_cp1252(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _header(sheet: Sheet, spec: TableSpec) -> None:
    """Report columns that are unknown, double, nameless or missing."""
    missing = [name for name in spec.fields if name not in sheet.header]
    seen: set[str] = set()

    def say(column: str, problem: str, mend: str) -> None:
        sheet.findings.append(Finding(sheet.file, 1, column, "", problem, mend=mend))

    for number, name in enumerate(sheet.header, start=1):
        if not name:
            say(f"number {number}", "a column without a name", "name it or delete it")
        elif name in seen:
            say(name, "two columns have this name", "delete or rename one")
        elif name not in spec.fields:
            guess = near(name, missing)
            if guess:
                missing.remove(guess)
            mend = f"did you mean {guess!r}?" if guess else "describe it or delete it"
            say(name, "a column that is not described", mend)
        seen.add(name)
    for name in missing:
        say(name, "the column is missing", "add it; leave its cells empty where nothing was seen")


def _kept(spec: TableSpec) -> list[Field]:
    return [each for each in spec.fields.values() if each.role != "note"]


def _columns(place: Place, spec: TableSpec, kept: list[Field]) -> list[list[str]]:
    """The cells of some columns, rows sorted by key."""
    sheet = read(place, spec)
    if sheet.findings:
        raise DataError(sheet.findings)
    sheet.rows.sort(key=itemgetter(*map(sheet.header.index, spec.key)))
    columns = [sheet.column(each.name) or [] for each in kept]
    unseen = spec.missing - {""}
    if unseen:
        return [["" if cell in unseen else cell for cell in cells] for cells in columns]
    return columns


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
