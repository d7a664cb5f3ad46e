"""`study export`: interviews, or else the coded documents, for another program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ...errors import PlaceError, StoreError
from ...place import Place
from .. import tables, writing
from . import kept, write
from .documents import documents
from .give import Given, give
from .report import Report

Form = Literal["qdpx", "qdc", "csv"]
INTERVIEWS = ("codes", "informants", "transcripts", "interview_codings")
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


def send(place: Place, form: Form, to: str = "") -> Sent:
    """Write a study for another program; to: the file, by default in the study's _build folder.

    qdpx: everything; qdc and csv: the codebook alone. Without interviews the coded documents
    take their place. Raises DataError, PlaceError or StoreError.
    """
    report = Report()
    there = tables.load(place, ("codes", "transcripts"))
    closed = bool(there.rows["transcripts"]) and form == "qdpx"
    known = kept.load(place)
    if there.rows["transcripts"] or known:
        given = _interviews(place, known, report)
    else:
        given = _documents(place, report)
    if form == "qdpx":
        content = write.qdpx(given.project, given.texts, report)
    else:
        report = Report()  # of the codebook alone
        content = write.qdc(given.project, report) if form == "qdc" else write.table(given.project)
    name = "codebook" if form != "qdpx" else "interviews" if closed else "documents"
    path = Path(to).expanduser() if to else place.build / "export" / f"{name}.{form}"
    try:
        writing.put(path, content)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise StoreError(f"{path}: {reason}.", "Give a file where you may write.") from None
    return Sent(path, closed, report)


def _interviews(place: Place, known: kept.Kept | None, report: Report) -> Given:
    rows = tables.load(place, INTERVIEWS).rows
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
