"""A filled sheet taken in: every row of it, or none and everything that is wrong at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..contract import checks, reading, sheet
from ..contract.descriptor import Field, TableSpec
from ..errors import CodingError, DataError, near
from ..place import Place
from . import writing
from .sheet import NO_CONSENT, SLOTS, columns
from .tables import Row, Tables, load

CODER = re.compile(r"coder [0-9]{1,2}")
NONE = ("none", "tidak ada")
CERTAINTY = {"": "sure", "sure": "sure", "unsure": "unsure", "yakin": "sure", "ragu": "unsure"}


@dataclass(frozen=True)
class Taken:
    """What was taken in: texts read, codes given, texts without a code, rows left empty."""

    file: Path
    read: int
    given: int
    empty: int
    left: int


@dataclass(frozen=True)
class _Code:
    """One code a row of the sheet gives, "" for none; start and end count in its text."""

    line: int
    unit: str
    code: str
    passage: str
    start: int
    end: int
    certainty: str
    memo: str


def segments(place: Place, file: Path, coder: str) -> Taken:
    """Add a person's sheet of segments to the table human_codings.

    coder: ``coder 1``. Raises CodingError, with everything that is wrong, and changes nothing
    if any of it is.
    """
    there = _tables(place, "human_codings")
    texts = {
        row["segment_id"]: row["text"] for row in reading.lines(place, there.specs["segments"])
    }
    before = there.rows["human_codings"]
    done = {row["segment_id"] for row in before if row["coder"] == coder}
    found, left = _read(there, file, coder, "segment_id", texts, done)
    rows = [
        {
            "coder": coder,
            "segment_id": each.unit,
            "code_id": each.code,
            "passage": each.passage,
            "start": str(each.start) if each.code else "",
            "end": str(each.end) if each.code else "",
            "certainty": each.certainty,
            "memo": each.memo,
        }
        for each in found
    ]
    return _added(there, "human_codings", rows, found, left)


def passages(place: Place, file: Path, coder: str) -> Taken:
    """Add a sheet of interview passages, coded again, to the table interview_codings.

    Every passage of the sheet must be filled, every passage that somebody marked in an interview
    must be on it, and an interview must be given some code: in this table a passage without a
    code has no row, so that one not read could not be told from one without a code. A code speaks
    of the official of whom the same code was given there before, or of the only one the passage
    speaks of; where there are several it names none. Raises as `segments`.
    """
    there = _tables(place, "interview_codings")
    known: dict[str, list[Row]] = {}
    done: set[str] = set()
    for row in there.rows["interview_codings"]:
        key = f"{row['transcript_id']}:{row['start']}-{row['end']}"
        known.setdefault(key, []).append(row)
        if row["coder"] == coder:
            done.add(key)
    texts = {key: "" for key, rows in known.items() if rows[0]["consent"] != NO_CONSENT}
    found, left = _read(there, file, coder, "passage_id", texts, done)
    if left:
        raise CodingError(
            f"{file.name} has {left} passages with nothing in them.",
            "Fill each of them; write none where no code applies.",
        )
    if part := _in_part({key: known[key] for key in texts}, {each.unit for each in found}):
        raise CodingError(
            f"{file.name} holds only a part of {', '.join(part)}.",
            "Fill a sheet with all passages of an interview; what is not on it would count as "
            "read and without a code.",
        )
    rows = []
    for each in found:
        if each.code:
            first = known[each.unit][0]
            kept = {name: first[name] for name in ("transcript_id", "start", "end", "consent")}
            new = {"code_id": each.code, "coder": coder, "certainty": each.certainty}
            passage = {"passage": first.get("passage", ""), "memo": each.memo}
            official = _spoken_of(known[each.unit], each.code)
            rows.append({**kept, **new, **passage, "official_id": official})
    talks = {known[each.unit][0]["transcript_id"] for each in found}
    if bare := sorted(talks - {row["transcript_id"] for row in rows}):
        raise CodingError(
            f"{file.name} gives no code in {', '.join(bare)}.",
            "Leave that interview out, and say so where you tell of the coding: without a row, "
            "it would count as not read by this coder.",
        )
    return _added(there, "interview_codings", rows, found, left)


def _in_part(known: dict[str, list[Row]], read: set[str]) -> list[str]:
    """Interviews of which a sheet holds passages, and all the passages of no coder."""
    marked: dict[str, dict[str, set[str]]] = {}
    for key, rows in known.items():
        for row in rows:
            marked.setdefault(row["transcript_id"], {}).setdefault(row["coder"], set()).add(key)
    talks = {known[key][0]["transcript_id"] for key in read}
    return sorted(t for t in talks if not any(keys <= read for keys in marked[t].values()))


def _spoken_of(rows: Sequence[Row], code: str) -> str:
    """The official of whom a code speaks that is given to a passage once more, or ""."""
    same = {row["official_id"] for row in rows if row["code_id"] == code}
    every = {row["official_id"] for row in rows if row["official_id"]}
    return next((next(iter(each)) for each in (same, every) if len(each) == 1), "")


def _tables(place: Place, name: str) -> Tables:
    """The codebook and a table to be added to, of a study whose tables are right."""
    writing.finish(place.data)
    checks.require(place)
    return load(place, (name, "codes"))


def _read(
    there: Tables,
    file: Path,
    coder: str,
    key: str,
    texts: dict[str, str],
    done: set[str],
) -> tuple[list[_Code], int]:
    """The codes of a sheet, and how many rows hold nothing. Raises CodingError with all faults."""
    if not CODER.fullmatch(coder):
        raise CodingError(
            f"{coder!r} is not how a coder is called.", 'Write a number, such as "coder 1".'
        )
    lines, rows = _rows(file, key)
    allowed = {row["code_id"]: row["codable"] == "true" for row in there.rows["codes"]}
    found: list[_Code] = []
    wrong: list[str] = []
    left = 0
    for line, row in zip(lines, rows, strict=True):
        unit = row[key].strip()
        filled = [n for n in range(1, SLOTS + 1) if row[f"code_{n}"].strip()]
        if unit not in texts:
            guess = near(unit, texts)
            wrong.append(f"row {line}: {key} {unit!r} is unknown{_perhaps(guess)}")
        elif unit in done and filled:
            wrong.append(f"row {line}: {coder} has coded {unit} before")
        elif not filled:
            stray = [n for n in range(1, SLOTS + 1) if row[f"passage_{n}"].strip()]
            wrong += [f"row {line}: passage_{n} has no code beside it" for n in stray]
            left += not stray
        else:
            for n in filled:
                each = _code(line, unit, row, n, texts[unit], allowed)
                (found if isinstance(each, _Code) else wrong).append(each)  # type: ignore[arg-type]
    wrong += list(_contradictions(found))
    if wrong:
        many = f"{len(wrong)} things" if len(wrong) > 1 else "one thing"
        told = "\n".join(f"  {each}" for each in wrong)
        raise CodingError(f"{file.name}: {many} to mend; nothing was taken in.\n{told}\n")
    if not found:
        raise CodingError(f"{file.name} holds no code.", "Fill it, and save it under this name.")
    return found, left


def _rows(file: Path, key: str) -> tuple[Sequence[int], list[Row]]:
    """The rows of a sheet, from a CSV file or a spreadsheet, each with its line."""
    names = columns(key)
    fields = {name: Field(name, "string", name, name) for name in names}
    spec = TableSpec("sheet", file.name, "", "", "", "judged", "open", "", (key,), fields)
    there = sheet.read(Place(data=file.parent, home=file.parent), spec)
    if there.wrong:
        raise DataError(there.wrong)
    cells = {name: there.column(name) or [] for name in names}
    rows = [dict(zip(names, row, strict=True)) for row in zip(*cells.values(), strict=True)]
    return there.lines, rows


def _code(
    line: int, unit: str, row: Row, number: int, text: str, allowed: dict[str, bool]
) -> _Code | str:
    """One code of a row, or what is wrong with it."""
    written = row[f"code_{number}"].strip()
    passage = row[f"passage_{number}"].strip()
    certain = row[f"certainty_{number}"].strip().casefold()
    where = f"row {line}, code_{number}"
    code = "" if written.casefold() in NONE else written.upper()
    if code and code not in allowed:
        guess = near(code, [each for each, given in allowed.items() if given])
        return f"{where}: {written!r} is no code{_perhaps(guess)}"
    if code and not allowed[code]:
        return f"{where}: {code} is a group; give the most specific code below it"
    if certain not in CERTAINTY:
        return f"row {line}, certainty_{number}: {certain!r}; write sure or unsure"
    if not code and passage:
        return f"row {line}, passage_{number}: no code applies, yet words are marked"
    start, end = 0, len(text)
    if passage and text:
        start = text.find(passage)
        if start < 0:
            return f"row {line}, passage_{number}: {passage!r} does not stand in the text of {unit}"
        if text.find(passage, start + 1) >= 0:
            return f"row {line}, passage_{number}: {passage!r} stands twice in {unit}; copy more"
        end = start + len(passage)
    words = text[start:end] if code else ""
    return _Code(line, unit, code, words, start, end, CERTAINTY[certain], row["memo"].strip())


def _contradictions(found: Sequence[_Code]) -> Iterator[str]:
    """Codes given twice to one text, and *none* beside a code."""
    seen: dict[str, set[str]] = {}
    for each in found:
        codes = seen.setdefault(each.unit, set())
        if each.code in codes:
            yield f"row {each.line}: {each.unit} is given {each.code or 'none'} twice"
        elif codes and "" in {each.code, *codes}:
            yield f"row {each.line}: {each.unit} is given none and a code"
        codes.add(each.code)


def _perhaps(guess: str) -> str:
    return f"; did you mean {guess}?" if guess else ""


def _added(there: Tables, name: str, rows: list[Row], found: list[_Code], left: int) -> Taken:
    """Write the table with further rows, if all is right with them."""
    place, spec = there.place, there.specs[name]
    there.rows[name] += [{spec.key[0]: there.fresh(name), **row} for row in rows]
    if wrong := checks.check(place, {name: there.sheet(name)}):
        raise DataError(wrong, place.language)
    writing.change(place.data, *there.changed())
    units = {each.unit for each in found}
    empty = {each.unit for each in found if not each.code}
    given = sum(bool(each.code) for each in found)
    return Taken(place.data / spec.file, len(units), given, len(empty), left)
