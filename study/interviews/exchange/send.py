"""`study export`: interviews, or else the coded documents, for another program."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from ...contract.archive import opened
from ...errors import PlaceError, StoreError
from ...place import Place
from .. import tables
from . import kept, write
from .documents import documents
from .give import Given, give
from .report import Report

Form = Literal["qdpx", "qdc", "csv"]
INTERVIEWS = ("codes", "informants", "transcripts", "officials", "interview_codings")
LEFT = {
    "quotations": "is of the book, not of a project: copy the table",
    "career_moves": "REFI-QDA has no place for events in a life: copy the table",
}
DOCUMENTS = ("codes", "segments", "codings")
CONFIDENTIAL = (
    "This file is confidential: it holds the interviews. Keep it as you keep the transcripts, "
    "and publish it nowhere."
)


@dataclass(frozen=True)
class Sent:
    """The file, whether it holds interviews, and what became of everything."""

    path: Path
    closed: bool
    report: Report


def send(place: Place, form: Form, to: str = "", media: str = "") -> Sent:
    """Write a study for another program; to: the file, by default in the study's _build folder.

    qdpx: everything; qdc and csv: the codebook alone. Without interviews the coded documents
    take their place. media: the archive that was taken in, whose pictures, PDF files and
    recordings are put back. Raises DataError, ImportProblem, PlaceError or StoreError.
    """
    report = Report()
    there = tables.load(place, ("codes", "transcripts"))
    closed = bool(there.rows["transcripts"]) and form == "qdpx"
    known = kept.load(place)
    if there.rows["transcripts"] or known:
        given = _interviews(place, known, report)
    else:
        given = _documents(place, report)
    name = "codebook" if form != "qdpx" else "interviews" if closed else "documents"
    path = Path(to).expanduser() if to else place.build / "export" / f"{name}.{form}"
    with _written(path) as out:
        if form == "qdpx":
            with _media(media, known, given, report) as files:
                write.qdpx(given.project, given.texts, report, out, files)
        else:
            report = Report()  # of the codebook alone
            project = given.project
            out.write(write.qdc(project, report) if form == "qdc" else write.table(project))
    return Sent(path, closed, report)


@contextmanager
def _written(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name when it is whole, which only its owner may read."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out:
            yield out
        beside.replace(path)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise StoreError(f"{path}: {reason}.", "Give a file where you may write.") from None
    finally:
        with suppress(OSError):  # where it could not be made it is not there
            beside.unlink()


@contextmanager
def _media(
    file: str, known: kept.Kept | None, given: Given, report: Report
) -> Iterator[Iterator[tuple[str, Iterator[bytes]]]]:
    """The files that stayed in the archive a project came from, those still referred to."""
    paths = {
        node.attributes[name]
        for node in given.project.walk()
        for name in ("path", "richTextPath")
        if name in node.attributes
    }
    wanted = {each["sha256"]: each["path"] for each in known.media} if known else {}
    wanted = {digest: path for digest, path in wanted.items() if path in paths}
    if not file:
        why = "stays in the archive it came in; --media puts it back"
        report.say("dropped", "file of a source", "", why, len(wanted))
        yield iter(())
        return
    with opened(Path(file).expanduser(), ".qdpx") as archive:
        found = {archive.digest(each): each for each in archive.names} if wanted else {}
        there = [(path, found[digest]) for digest, path in wanted.items() if digest in found]
        lost = len(wanted) - len(there)
        report.say("dropped", "file of a source", Path(file).name, "is not in it", lost)
        yield ((re.split(r"[/\\]", path)[-1], archive.pieces(name)) for path, name in sorted(there))


def _interviews(place: Place, known: kept.Kept | None, report: Report) -> Given:
    rows = tables.load(place, (*INTERVIEWS, *LEFT)).rows
    for name, why in LEFT.items():
        report.say("dropped", "row", name, why, len(rows[name]))
    texts = {row["transcript_id"]: _text(place, row["file"]) for row in rows["transcripts"]}
    return give(place.short_title, rows, texts, known, report, place.language)


def _documents(place: Place, report: Report) -> Given:
    found = tables.load(place, DOCUMENTS)
    spec = found.specs["codings"]
    about = f"{spec.description} Provenance: {spec.provenance}."
    return documents(place.short_title, about, found.rows, report, place.language)


def _text(place: Place, file: str) -> str:
    """The text of a transcript, which must lie in the study."""
    path = (place.data / file).resolve()
    try:
        if not file or not path.is_relative_to(place.data):
            raise FileNotFoundError(2, "it is not in the study")
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8"
        raise PlaceError(
            f"The transcript {file or '(no file)'} cannot be read: {why}.",
            "Put it where interviews/transcripts.csv says, or take its row out.",
        ) from None
