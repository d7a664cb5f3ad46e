"""What goes from the tables and texts of a study when a person does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ..contract import descriptor
from ..contract.descriptor import TableSpec
from ..contract.sheet import read
from ..errors import DataError, ImportProblem
from ..place import Place
from .exchange import kept
from .tables import Row, Tables, as_csv, put

COLUMNS = ("informant_id", "transcript_id")


@dataclass
class Removal:
    """files: to be written; gone: to be deleted; rows: removed, by table.

    lonely: officials whom only this person told of. masked: transcripts of others in which the
    pseudonym stood.
    """

    files: dict[Path, bytes] = field(default_factory=dict)
    gone: list[Path] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    lonely: list[str] = field(default_factory=list)
    masked: list[str] = field(default_factory=list)


def mask(informant: str) -> str:
    """What stands in the place of a pseudonym in what others said; as long, so nothing moves."""
    return "\u00b7" * len(informant)


def remove(place: Place, informant: str, transcripts: set[str]) -> Removal:
    """Everything to be changed; nothing is written. Raises DataError if a table cannot be read."""
    specs = descriptor.load(place).tables
    rows = {name: _rows(place, spec) for name, spec in specs.items() if _concerned(spec, specs)}
    found = Removal()
    stay = _kept(specs, rows, informant, transcripts)
    _texts(place, rows.get("transcripts", []), stay.get("transcripts", []), informant, found)
    digests = {path: sha256(data).hexdigest() for path, data in found.files.items()}
    named, numbers = _pattern(informant), Tables(place, specs)
    for name, before in rows.items():
        after = [{c: named.sub(mask(informant), v) for c, v in row.items()} for row in stay[name]]
        for row in after if name == "transcripts" else ():
            if digest := digests.get(place.data / row["file"]):
                row["text_sha256"] = digest
        if gone := len(before) - len(after):
            found.rows[name] = gone
        if after != before:
            put(place, specs[name], as_csv(list(before[0]), after), found.files, found.gone)
            numbers.note(name, before)
    found.files |= numbers.numbers()
    if exchanged := kept.load(place):
        kept.forget(exchanged, transcripts, [informant])
        kept.rewrite(exchanged, lambda words: named.sub(mask(informant), words))
        found.files[kept.path_of(place)] = exchanged.as_json().encode()
    found.lonely = _lonely(rows.get("interview_codings", []), stay.get("interview_codings", []))
    return found


def _concerned(spec: TableSpec, specs: Mapping[str, TableSpec]) -> bool:
    """Whether rows of a table can belong to an informant: by a column, or by what it points to."""
    seen: set[str] = set()
    waiting = [spec.name]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in specs:
            continue
        seen.add(name)
        if set(COLUMNS) & specs[name].fields.keys():
            return True
        waiting += [link.table for link in specs[name].foreign_keys]
    return False


def _rows(place: Place, spec: TableSpec) -> list[Row]:
    sheet = read(place, spec)
    if not sheet.header:
        raise DataError(sheet.wrong, place.language)
    columns = zip(*sheet.columns, strict=True)
    return [dict(zip(sheet.header, cells, strict=True)) for cells in columns]


def _kept(
    specs: Mapping[str, TableSpec],
    rows: dict[str, list[Row]],
    informant: str,
    transcripts: set[str],
) -> dict[str, list[Row]]:
    """The rows that stay: those that belong to the person, or point to one that does, do not."""
    owned = {"informant_id": {informant}, "transcript_id": transcripts}
    gone: dict[tuple[str, str], set[str]] = {}
    found = dict(rows)
    for _ in rows:  # as often as a row could lead on to one of another table
        for name in rows:
            spec = specs[name]
            rest = []
            for row in found[name]:
                mine = any(row.get(column) in values for column, values in owned.items())
                for link in spec.foreign_keys:
                    for column, to in zip(link.fields, link.to, strict=True):
                        mine = mine or row.get(column, "") in gone.get((link.table, to), set())
                if not mine:
                    rest.append(row)
                elif len(spec.key) == 1 and row.get(spec.key[0]):
                    gone.setdefault((name, spec.key[0]), set()).add(row[spec.key[0]])
            found[name] = rest
    return found


def _texts(
    place: Place, before: list[Row], after: list[Row], informant: str, found: Removal
) -> None:
    """Delete the person's texts, and mask the pseudonym in those of others."""
    staying = {row["file"] for row in after if row.get("file")}
    for row in before:
        path = (place.data / row["file"]).resolve() if row.get("file") else None
        if path is None or not path.is_relative_to(place.data) or not path.is_file():
            continue  # a file outside the study is nobody's to delete
        if row["file"] not in staying:
            found.gone.append(path)
            continue
        try:
            text = path.read_bytes().decode("utf-8", "surrogateescape")
        except OSError as error:
            remedy = "Allow reading, then run the same command again."
            raise ImportProblem(f"{place.show(path)}: {error.strerror}.", remedy) from None
        masked = _pattern(informant).sub(mask(informant), text)
        if masked != text:
            found.files[path] = masked.encode("utf-8", "surrogateescape")
            found.masked.append(row["transcript_id"])


def _pattern(informant: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(informant)}(?!\w)")


def _lonely(before: list[Row], after: list[Row]) -> list[str]:
    def told(rows: list[Row]) -> Counter[str]:
        return Counter(row["official_id"] for row in rows if row.get("official_id"))

    return sorted(told(before).keys() - told(after).keys())
