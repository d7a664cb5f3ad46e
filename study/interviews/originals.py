"""What lies beside the key of a person who withdraws: originals, rows of lists, the key itself.

A list that is a spreadsheet gives way to a CSV file with all its other rows. The name stays in
the key only where others speak of the person, so that it goes on being replaced there.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from ..contract import lists
from ..contract.vocabulary import folded
from ..errors import ImportProblem
from ..messages import Phrase, phrase
from . import key as keys
from . import register, texts, writing
from .names import Names
from .removal import mask
from .sources import COLUMNS, LISTS


def transcripts(key: Path, informant: str) -> dict[str, Path]:
    """The originals of an informant's transcripts, by number."""
    known = register.read(key)
    return {
        number: register.folder(key) / taken.file
        for number, taken in known.transcripts.items()
        if taken.informant == informant
    }


def refused(key: Path, informant: str) -> list[Path]:
    """The originals of a person who consented to nothing, which became no transcripts."""
    known = register.read(key)
    return [register.folder(key) / file for file, who in known.refused.items() if who == informant]


def people(key: Path) -> set[str]:
    """The pseudonyms of everybody of whom something lies beside a key: there, or in a list."""
    key = key.resolve()
    known = register.read(key)
    found = {*known.refused.values(), *(each.informant for each in known.transcripts.values())}
    found |= {each.pseudonym for each in _people(key) if each.kind == "informant"}
    for path in _lists(key):
        with suppress(ImportProblem):  # told when it is to be written
            rows = lists.read(path, _columns(path)).rows
            found |= {row["informant_id"].strip("[] ") for row in rows}
    return found - {""}


def others(key: Path, informant: str) -> list[Path]:
    """The originals of everybody else's transcripts."""
    known = register.read(key)
    files = [each.file for each in known.transcripts.values() if each.informant != informant]
    return [register.folder(key) / file for file in files]


def remove(key: Path, informant: str, numbers: list[str]) -> list[Phrase]:
    """Remove what is of an informant beside the key; what was done.

    Raises ImportProblem, and nothing is removed, if a list lies there twice.
    """
    key = key.resolve()
    known = register.read(key)
    mine = [number for number, taken in known.transcripts.items() if number in numbers]
    their_files = [known.transcripts[number].file for number in mine]
    their_files += [file for file, who in known.refused.items() if who == informant]
    staying = [taken for number, taken in known.transcripts.items() if number not in mine]
    spoken_of = any(new == f"[{informant}]" for taken in staying for _, _, new in taken.spans)
    names = [name for each in _people(key) if each.pseudonym == informant for name in each.names]
    refusing = [register.folder(key) / f for f, who in known.refused.items() if who != informant]
    spoken_of = spoken_of or any(_speaks(path, names) for path in refusing)
    files: dict[Path, bytes] = {}
    gone = [register.folder(key) / file for file in their_files]
    gone.append(register.suspects(key))
    said = [phrase("beside_removed", file=file) for file in their_files]
    marks = {folded(each) for each in (informant, *numbers, *names, *their_files)}
    marks |= {folded(file.rpartition(".")[0]) for file in their_files}
    for path in _lists(key):
        said += _without(path, marks, files, gone)
    own = {folded(each) for each in names}
    for path in sorted({key, *(key.with_suffix(suffix) for suffix in lists.KINDS)}):
        if path.is_file():
            said += _key_without(path, informant, own, spoken_of, files, gone)
    earlier = register.folder(key) / register.EARLIER
    stems = {Path(file).stem.casefold() for file in their_files}
    stems |= {stem for each in LISTS.values() for stem in each}
    for path in sorted(earlier.glob("*")):
        was = re.fullmatch(r"(.*)-[0-9a-f]{8}", path.stem)
        if was and was[1].casefold() in stems:
            gone.append(path)
            said.append(phrase("beside_removed", file=f"{register.EARLIER}/{path.name}"))
    for number in mine:
        del known.transcripts[number]
    for file in their_files:
        known.refused.pop(file, None)
    for taken in staying:
        taken.spans = [(a, b, f"[{_new(new, informant)}]") for a, b, new in taken.spans]
    known.withdrawn = sorted({*known.withdrawn, informant, *numbers})
    files[register.folder(key) / register.FILE] = known.text().encode()
    writing.change(key.parent, files, [path for path in gone if path.is_file()])
    return said


def _speaks(path: Path, names: list[str]) -> bool:
    """Whether a text that was left out, and may be taken in one day, names somebody."""
    try:
        text = texts.read(path).text
    except ImportProblem:
        return path.is_file()
    return bool(Names(dict.fromkeys(names, "I00")).replaced(text)[0].spans)


def _new(new: str, informant: str) -> str:
    bare = new[1:-1]
    return mask(informant) if bare == informant else bare


def _lists(key: Path) -> list[Path]:
    """The author's lists beside the key and among the originals."""
    folders = (key.parent, register.folder(key))
    stems = {stem for each in LISTS.values() for stem in each}
    return [
        path
        for folder in folders
        for path in sorted(folder.glob("*"))
        if path.suffix.lower() in lists.KINDS and path.stem.casefold() in stems
    ]


def _without(
    path: Path, marks: set[str], files: dict[Path, bytes], gone: list[Path]
) -> list[Phrase]:
    """A list without the rows that name the person, the pseudonym, a transcript or its file."""
    name = _columns(path)
    try:
        listing = lists.read(path, name)
    except ImportProblem:
        return [phrase("beside_unread", file=path.name)]
    other = path.with_suffix(".csv")
    if other != path and other.is_file():  # it would be written over
        raise ImportProblem(
            f"There are several lists: {path.name}, {other.name}.",
            "Keep one of them, then run the same command again.",
        )
    columns = ("informant_id", "name") if name == "informants" else ("transcript",)
    rows = [
        cells
        for row, cells in zip(listing.rows, listing.raw, strict=True)
        if not any(folded(row[column]) in marks for column in columns if row[column])
    ]
    return _rewritten(path, listing, rows, marks, files, gone)


def _columns(path: Path) -> str:
    """What the columns of a list are called by, by its name."""
    stem = path.stem.casefold()
    return next(COLUMNS[each] for each, stems in LISTS.items() if stem in stems)


def _people(key: Path) -> list[keys.Person]:
    return keys.read(key, None, "en").people if key.exists() else []


def _key_without(
    path: Path,
    informant: str,
    own: set[str],
    spoken_of: bool,
    files: dict[Path, bytes],
    gone: list[Path],
) -> list[Phrase]:
    """The key without the person, or with a mask where others speak of the person.

    own: the person's names, for the author's own spreadsheet holds no pseudonym. It goes where
    the pseudonyms stand beside it, with all its rows, in the CSV file.
    """
    listing = lists.read(path, "key")
    at = {column: number for number, column in enumerate(listing.columns) if column}
    rows = []
    said = []
    for row, cells in zip(listing.rows, listing.raw, strict=True):
        if row["pseudonym"].strip("[] ") != informant and folded(row["name"]) not in own:
            rows.append(cells)
        elif spoken_of and "pseudonym" in at:
            changed = list(cells)
            changed[at["pseudonym"]] = mask(informant)
            if "kind" in at:
                changed[at["kind"]] = "other"
            rows.append(changed)
            said = [phrase("beside_kept", mask=mask(informant))]
    written = path.with_suffix(".csv")
    if path != written and written.is_file() and rows != listing.raw:
        gone.append(path)
        return [phrase("beside_sheet", file=path.name, other=written.name)]
    return _rewritten(path, listing, rows, own, files, gone) + said


def _rewritten(
    path: Path,
    listing: lists.Listing,
    rows: list[list[str]],
    marks: set[str],
    files: dict[Path, bytes],
    gone: list[Path],
) -> list[Phrase]:
    """A list with other rows, and without the lines above its header that hold one of the marks."""
    above = [line for line in listing.above if not _holds(" ".join(line), marks)]
    if rows == listing.raw and above == listing.above:
        return []
    target = path.with_suffix(".csv")
    before = files.get(target)
    text = lists.text(listing.header, rows, listing.mark, above).encode()
    files[target] = text if before is None or path == target else before
    if target != path:
        gone.append(path)
    count = len(listing.raw) - len(rows)
    told = phrase("beside_rows" if count else "beside_changed", file=path.name, count=count)
    return [told if target == path else phrase("beside_now", what=told, file=target.name)]


def _holds(line: str, marks: set[str]) -> bool:
    return any(f" {mark} " in f" {folded(line)} " for mark in marks if mark)
