"""Everything that is wrong with the tables of a study, at once.

Each distinct text of a column is judged once, so the work grows with the size of a table
and no faster; nothing here needs pandas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..errors import DataError, Finding, near
from ..messages import Phrase, phrase
from ..place import Place
from . import descriptor
from .descriptor import Descriptor, Field
from .files import relative
from .relations import between
from .sheet import Sheet, read
from .table import Table
from .transcripts import FOLDER, spoken
from .values import Rule, rules

FILL = (phrase("a_value"), phrase("fill_in"))
TABLES = {".csv", ".tsv", ".tab", ".xlsx", ".xls", ".xlsm", ".ods"}


def require(place: Place) -> None:
    """Raise DataError with everything that is wrong with a study's tables, if anything is."""
    findings = check(place)
    if findings:
        raise DataError(findings, place.language)


def check(place: Place, instead: Mapping[str, Sheet] | None = None) -> list[Finding]:
    """Everything that is wrong with a study's tables and their description; see look."""
    return [each for each in look(place, instead) if not each.note]


def look(place: Place, instead: Mapping[str, Sheet] | None = None) -> list[Finding]:
    """Everything there is to say of a study's tables: what is wrong, and what was noted.

    instead: tables as they would be, to be judged before they are written.
    Findings are in order of file and row; none means that the data fit. A broken description
    is reported alone, for without it no table can be judged. No file is written.
    Raises PlaceError if there is no description.
    """
    try:
        described = descriptor.load(place)
    except DataError as error:
        return error.findings
    sheets = dict(instead or {})
    sheets |= {n: read(place, spec) for n, spec in described.tables.items() if n not in sheets}
    tables = {
        name: Table(spec, sheets[name])
        for name, spec in described.tables.items()
        if sheets[name].header  # a file that could not be read is reported as such
    }
    found = [finding for sheet in sheets.values() for finding in sheet.findings]
    for table in tables.values():
        # cells of a row that is too short or too long stand in the wrong columns
        ragged = {table.sheet.lines[at] for at in table.sheet.ragged}
        judged = [*_cells(table), *_keys(table), *between(table, tables)]
        found += [finding for finding in judged if finding.row not in ragged]
    found += spoken(place, tables)
    found = _strangers(place, described, found)
    return sorted(found, key=lambda each: (each.file, each.row or 0, each.column or ""))


def _cells(table: Table) -> Iterator[Finding]:
    """Cells that are empty but must not be, and cells that break a rule of their column."""
    for name, field in table.spec.fields.items():
        cells = table.cells(name)
        if cells is None:
            continue
        if field.constraints.required or name in table.spec.key:
            empty = [at for at, cell in enumerate(cells) if not cell]
            yield from table.say(name, empty, phrase("is_empty"), lambda at: FILL)
        yield from _broken(table, name, cells, _rules(table, field))


def _rules(table: Table, field: Field) -> list[Rule]:
    found = rules(field)
    if field.name in table.spec.key:  # keys name rows in lists and links
        problem, allowed = phrase("space_in_key"), phrase("key_without_spaces")
        mend = lambda text: phrase("write", text=text.replace(" ", "_"))  # noqa: E731
        found.append(Rule(problem, allowed, lambda text: " " in text, mend))
    return found


def _broken(table: Table, name: str, cells: list[str], judges: list[Rule]) -> Iterator[Finding]:
    bad: dict[str, Rule] = {}
    for text in set(cells) - table.sheet.refused.get(name, frozenset()):
        for rule in judges if text else ():
            if rule.broken(text):
                bad[text] = rule
                break
    if not bad:
        return
    hits: dict[Phrase, list[int]] = {}
    for at, cell in enumerate(cells):
        if cell in bad:
            hits.setdefault(bad[cell].problem, []).append(at)
    for problem, rows in hits.items():
        yield from table.say(
            name,
            rows,
            problem,
            lambda at: (bad[cells[at]].allowed, bad[cells[at]].mend(cells[at])),
        )


def _keys(table: Table) -> Iterator[Finding]:
    """Rows whose key, or unique value, an earlier row already has."""
    unique = [(name,) for name, field in table.spec.fields.items() if field.constraints.unique]
    for names in dict.fromkeys([table.spec.key, *unique]):
        yield from _double(table, names)


def _double(table: Table, names: tuple[str, ...]) -> Iterable[Finding]:
    values = table.rows(names)
    first: dict[tuple[str, ...], int] = {}
    hits = [
        at for at, value in enumerate(values) if first.setdefault(value, at) != at and all(value)
    ]

    def tell(at: int) -> tuple[Phrase, Phrase]:
        row = table.sheet.lines[first[values[at]]]
        return phrase("each_once"), phrase("compare_row", row=row)

    return table.say(", ".join(names), hits, phrase("value_twice"), tell)


def _strangers(place: Place, described: Descriptor, found: list[Finding]) -> list[Finding]:
    """Add table files that no description mentions; suggest one for a file that is absent."""
    known = {relative(place, spec) for spec in described.tables.values()}
    strange = [path for path in _files(place) if path not in known]
    absent = {path for path in known if not (place.data / path).exists()}
    shown = {path: place.show(place.data / path) for path in absent}
    guesses = {shown[path]: near(path, strange) for path in absent}
    mended = [
        replace(each, mend=phrase("did_you_mean", guess=guess))
        if each.code == "file_absent" and (guess := guesses.get(each.file))
        else each
        for each in found
    ]
    mend = phrase("describe_or_move", file=place.show(place.descriptor))
    return mended + [
        Finding(place.show(place.data / path), None, None, "", phrase("table_unknown"), mend=mend)
        for path in strange
    ]


def _files(place: Place) -> Iterable[str]:
    """Paths of table files below the folder of the data."""
    for path in place.files():
        if path.suffix.lower() in TABLES and not path.is_relative_to(place.data / FOLDER):
            yield path.relative_to(place.data).as_posix()
