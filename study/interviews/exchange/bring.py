"""`study import`: a project of another program becomes tables of a study, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...contract import starter
from ...errors import ImportProblem, PlaceError
from ...place import Place, find
from .. import tables, writing
from . import bundle, codebook, database, kept, offsets, rqda, taguette
from .offsets import Convention
from .parcel import Parcel
from .report import Report
from .settle import Settled, settle
from .take import Taken, take

PROGRAMS = {"highlights": taguette.read, "freecode": rqda.read_rqda, "segments": rqda.read_requal}
"""Readers of databases, by a table that no other program has."""


def _database(path: Path, report: Report) -> Parcel:
    with database.opened(path) as base:
        for table, reader in PROGRAMS.items():
            if base.has(table):
                return reader(base, report)
    raise ImportProblem(f"{path.name} is refused: it is of neither Taguette, RQDA nor requal.")


READERS: Mapping[str, Callable[[Path, Report], Parcel]] = {
    ".qdpx": bundle.read,
    ".qdc": codebook.read_qdc,
    ".csv": codebook.read_csv,
    **dict.fromkeys((".sqlite3", ".sqlite", ".db", ".rqda", ".requal"), _database),
}
INTERVIEWS = ("informants", "transcripts", "officials", "interview_codings")


@dataclass(frozen=True)
class Brought:
    """The folder of the study, and what became of everything in the file."""

    folder: Path
    report: Report


def read(file: Path, report: Report) -> Parcel:
    """A file of another program, by the ending of its name. Raises ImportProblem."""
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        allowed = ", ".join(READERS)
        raise ImportProblem(
            f"{file.name} is of no kind that can be read.", f"Give one of {allowed}."
        )
    if not file.is_file():
        raise ImportProblem(f"There is no file {file}.")
    return reader(file, report)


def bring(
    file: Path, folder: Path, language: starter.Language = "en", counted: str = ""
) -> Brought:
    """Take a file into the study of a folder, which is made if it is not there.

    language: of a study that is made; counted: the way its passages are counted, if a person
    says so. Raises ImportProblem, and nothing is changed.
    """
    report = Report()
    settled = settle(read(file, report), report, _given(counted))
    target = Path(folder).expanduser().resolve()
    if target.is_dir() and any(target.iterdir()):
        _fill(find(target), settled, report)
        return Brought(target, report)
    if target.exists() and not target.is_dir():
        raise PlaceError(f"{folder} is a file.", "Give the name of a folder.")
    with starter.appearing(target) as made:
        _fill(find(starter.start(made, language)), settled, report)
        report.say("to do", "CITATION.cff", "", "title and authors")
    return Brought(target, report)


def _given(counted: str) -> Convention | None:
    if not counted:
        return None
    for way in offsets.ALL:
        if str(way) == counted:
            return way
    raise ImportProblem(
        f"{counted!r} is no way of counting.", f"One of {', '.join(offsets.NAMES)}."
    )


def _fill(place: Place, settled: Settled, report: Report) -> None:
    """Write what is new into a study. Raises ImportProblem if that would lose something."""
    writing.finish(place.data)
    there = tables.load(place, ("codes", *INTERVIEWS))
    taken = take(settled, there.rows["codes"], report)
    there.rows["codes"] = [*there.rows["codes"], *taken.rows["codes"]]
    files: dict[Path, bytes] = {}
    if taken.texts:
        if not taken.rows["officials"]:  # few programs know of any
            taken.rows["officials"] = there.rows["officials"]
        _only_once(place, there, taken)
        there.rows |= {name: taken.rows[name] for name in INTERVIEWS}
        files |= {place.data / file: text.encode() for file, text in taken.texts.items()}
        files |= _hidden(place, report)
    changed, gone = there.changed()
    if taken.texts or not kept.path_of(place).exists():
        files[kept.path_of(place)] = taken.kept.as_json().encode()
    else:
        report.say("dropped", "tree of codes", "", "that of the project taken in before stays")
    writing.change(place.data, {**files, **changed}, gone)


def _hidden(place: Place, report: Report) -> dict[Path, bytes]:
    """What keeps interviews out of git, where nothing does yet."""
    path = place.data / ".gitignore"
    if not path.exists():
        return {path: (place.blank / f"gitignore.{place.language}").read_bytes()}
    if "/interviews/" not in path.read_text(encoding="utf-8", errors="replace"):
        report.say("to do", ".gitignore", "", "keep /interviews/ and /wawancara/ out of git")
    return {}


def _same(place: Place, there: tables.Tables, name: str, taken: Taken) -> bool:
    """Whether a table is just as it would be written."""
    spec, path = there.specs[name], place.data / there.specs[name].file
    new = tables.as_csv(spec.fields, taken.rows[name]).encode()
    return path.is_file() and path.read_bytes() == new


def _only_once(place: Place, there: tables.Tables, taken: Taken) -> None:
    """Raise ImportProblem unless what is there is empty, or just what would be written."""
    if there.given["transcripts"] and not there.rows["transcripts"]:
        raise ImportProblem(
            f"{place.show(place.data)} held interviews before, whose numbers would be given again.",
            "Take the file into a folder of its own; nothing was changed.",
        )
    lost = [
        there.specs[name].file
        for name in INTERVIEWS
        if there.rows[name] and not _same(place, there, name, taken)
    ]
    new = {**taken.texts, kept.FILE: taken.kept.as_json()}
    for file, text in new.items():
        path = place.data / file
        if path.exists() and path.read_bytes() != text.encode():
            old = kept.load(place) if file == kept.FILE else None
            if old is None or old.transcripts:
                lost.append(file)
    if lost:
        shown = ", ".join(lost[:5]) + (", ..." if len(lost) > 5 else "")
        raise ImportProblem(
            f"{place.show(place.data)} holds interviews already, which would be lost: {shown}.",
            "Take the file into a folder of its own; nothing was changed.",
        )
