"""Quotations as they may be printed: words, translation and the class of role, with consent.

The words must be those of the pseudonymised transcript at the offsets given, but for line breaks,
runs of spaces and what nobody sees, which a cell does not hold. Nothing else of a transcript is
read out here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..contract import reading
from ..contract.consent import QUOTABLE, Consent, Row, may_quote
from ..contract.descriptor import Descriptor
from ..contract.files import file_of
from ..contract.sheet import read as read_sheet
from ..contract.transcripts import line_of
from ..errors import AbsentError, BookError, near
from ..place import Place

QUOTATIONS, TRANSCRIPTS, INFORMANTS, CODINGS = NEEDED = (
    *("quotations", "transcripts", "informants"),
    "interview_codings",
)
TAGS = {
    "Indonesian": "id",
    "Indonesian with Javanese": "id",
    "Javanese": "jv",
    "English": "en",
}
"""What the language of a transcript is called in HTML and PDF; the first spoken, if several."""


CHAPTERS = "en"
"""The language of the chapters, whatever that of the study's own text."""


@dataclass(frozen=True)
class Quotation:
    """A passage with consent. language: its tag; translation: in the language `into`, or ""."""

    name: str
    text: str
    language: str
    translation: str
    translator: str
    into: str
    role: str
    provenance: str


def files(place: Place, described: Descriptor) -> list[Path]:
    """Every file that a printed quotation rests on."""
    found = [file_of(place, spec) for n, spec in described.tables.items() if n in NEEDED]
    return [*found, *(_file(place, row) for row in _rows(place, described, TRANSCRIPTS))]


def names(place: Place, described: Descriptor) -> list[str]:
    """Ids of all quotations of the study, sorted. Raises AbsentError if there is none."""
    if QUOTATIONS not in described.tables:
        raise AbsentError(QUOTATIONS, f"this study has no table {QUOTATIONS}")
    rows = _rows(place, described, QUOTATIONS)
    if not rows:
        raise AbsentError(QUOTATIONS, f"the table {QUOTATIONS} of this study is empty")
    return [row["quotation_id"] for row in rows]


def quotation(place: Place, described: Descriptor, name: str, language: str = "") -> Quotation:
    """A quotation by its id, if it may be printed.

    language: the tag of the language it is in, where the transcript's would be wrong for it.
    Raises AbsentError if the study has no quotations, and BookError for one that is not there,
    lacks consent, differs from its transcript or lacks a translation.
    """
    known = names(place, described)
    if name not in known:
        guess = near(name, known)
        mend = f"Did you mean {guess}?" if guess else f"There are: {', '.join(known)}."
        raise BookError(f"No quotation is called {name!r}.", mend)
    row = next(r for r in _rows(place, described, QUOTATIONS) if r["quotation_id"] == name)
    here = f"{_where(place, described, name)}: quotation {name}"
    tables = [_rows(place, described, each) for each in (INFORMANTS, TRANSCRIPTS, CODINGS)]
    consent = may_quote(row, *tables)
    if not consent.quotable:
        raise BookError(f"{here} may not be printed: {_why(consent)}.", MEND_CONSENT)
    informants, transcripts, _ = tables
    transcript = next(t for t in transcripts if t["transcript_id"] == row["transcript_id"])
    _compare(row, _text(place, transcript, here), here)
    tag = language or _tag(transcript, here)
    read_as_it_is = tag.partition("-")[0] == place.language
    if not row["translation"] and not read_as_it_is:
        raise BookError(
            f"{here} has no translation into the language of the book ({place.language}).",
            "Fill in translation and translator.",
        )
    person = next(i for i in informants if i["informant_id"] == transcript["informant_id"])
    return Quotation(
        name,
        row["text"],
        tag,
        row["translation"],
        row["translator"],
        CHAPTERS if read_as_it_is else place.language,
        person["role_class"],
        described.tables[QUOTATIONS].provenance,
    )


MEND_CONSENT = (
    "Take it off the page and out of the table, or tell it in your own words where that is "
    "allowed; change what is written of the consent only once the person has said so."
)


def _why(consent: Consent) -> str:
    """What consent there is, and whose."""
    if consent.person != QUOTABLE:
        said = f"the person's consent is '{consent.person}', not '{QUOTABLE}'"
        return said if consent.level == consent.person else f"{said}; {_narrowed(consent)}"
    return f"the person allows '{QUOTABLE}', but {_narrowed(consent)}"


def _narrowed(consent: Consent) -> str:
    return f"for this passage it is '{consent.level}' ({', '.join(consent.narrowed)})"


def _compare(row: Row, text: str, here: str) -> None:
    """Raise BookError unless a quotation's words stand at its offsets. No other words are told."""
    start, end = int(row["start"]), int(row["end"])
    if end <= start or end > len(text):
        raise BookError(
            f"{here} has the offsets {start} to {end}, of a text of {len(text)} characters.",
            "Count in characters from 0; the end is the place after the last one.",
        )
    wanted = line_of(row["text"])
    if line_of(text[start:end]) == wanted:
        return
    at = text.find(wanted)
    found = f"The words stand at {at} to {at + len(wanted)}." if at >= 0 else NOT_FOUND
    raise BookError(f"{here} does not have the words of its transcript at {start} to {end}.", found)


NOT_FOUND = "They stand nowhere in it: copy them from the transcript, or correct the offsets."


def _text(place: Place, transcript: Row, here: str) -> str:
    path = _file(place, transcript)
    shown = place.show(path)
    if not path.resolve().is_relative_to(place.data.resolve()):
        raise BookError(f"{here}: {shown} lies outside the study.", "Keep transcripts in it.")
    try:
        # As bytes: offsets count every character of the file, carriage returns included.
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise BookError(
            f"{here} cannot be compared with its transcript: {shown}: {reason}.",
            "Put the pseudonymised text there: nothing is printed that cannot be compared.",
        ) from None
    except UnicodeDecodeError as error:
        raise BookError(f"{shown} is not UTF-8 (byte {error.start + 1}).", "Save it so.") from None


def _file(place: Place, transcript: Row) -> Path:
    return place.data / (transcript["file"] or f"wawancara/{transcript['transcript_id']}.txt")


def _tag(transcript: Row, here: str) -> str:
    said = transcript["language"]
    if said not in TAGS:
        raise BookError(
            f"{here} is in a language without a known tag ({said or 'none is given'}).",
            f"Name one of {', '.join(TAGS)} for all interviews as language under [interviews] in "
            "study.toml, or for one in the list of informants, and run study pseudonymise again; "
            "or give the tag on the page, as :lang: id.",
        )
    return TAGS[said]


def _rows(place: Place, described: Descriptor, table: str) -> list[dict[str, str]]:
    if table not in described.tables:
        return []
    return reading.lines(place, described.tables[table])


def _where(place: Place, described: Descriptor, name: str) -> str:
    """File and row of a quotation."""
    spec = described.tables[QUOTATIONS]
    sheet = read_sheet(place, spec)
    row = sheet.lines[(sheet.column(spec.key[0]) or []).index(name)]
    return f"{place.show(file_of(place, spec))}, row {row}"
