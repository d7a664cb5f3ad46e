"""Whether a quotation may be printed: consent of the person and of the passage, and no name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..contract import reading
from ..contract.descriptor import Descriptor
from ..place import Place
from .identifiers import hits
from .names import Names
from .offices import offices
from .violations import Violation, mask

TABLES = ("quotations", "transcripts", "informants", "interview_codings")
QUOTABLE = "anonymous quotation"


def allowed(
    quotation: Mapping[str, Any], consent: str, codings: Iterable[Mapping[str, Any]] = ()
) -> str:
    """Why a quotation may not be printed, in words, or "" if it may.

    quotation: a row of quotations. consent: that of the person who was interviewed; "" or
    unknown counts as none. codings: rows of interview_codings; of those of its transcript that
    overlap it, each that has a consent of its own must allow it too.
    """
    if consent != QUOTABLE:
        return f"the person's consent is {consent or 'not known'!r}"
    start, end = int(quotation["start"]), int(quotation["end"])
    for coding in codings:
        if coding["transcript_id"] != quotation["transcript_id"]:
            continue
        overlaps = int(coding["start"]) < end and start < int(coding["end"])
        own = coding.get("consent") or ""
        if overlaps and own not in ("", QUOTABLE):
            return f"the consent to the passage is {own!r}"
    return ""


def telling(text: str, names: Names | None = None) -> Iterator[tuple[str, str]]:
    """Rule and masked value of everything in words of an interview that tells who it is."""
    for rule, value in hits(text, names):
        yield rule, mask(value)
    for office in offices(text):
        # An office is no secret, and who reads of it must know which words to change.
        yield "single-holder office", office


def of_study(place: Place, descriptor: Descriptor, names: Names) -> Iterator[Violation]:
    """What the quotations of a study hold that may not be printed."""
    if "quotations" not in descriptor.tables:
        return
    rows = {
        name: reading.lines(place, descriptor.tables[name]) if name in descriptor.tables else []
        for name in TABLES
    }
    person = {row["transcript_id"]: row["informant_id"] for row in rows["transcripts"]}
    consent = {row["informant_id"]: row["consent"] for row in rows["informants"]}
    for row in rows["quotations"]:
        given = consent.get(person.get(row["transcript_id"], ""), "")
        if reason := allowed(row, given, rows["interview_codings"]):
            told = f"{row['quotation_id']}: {reason}"
            yield Violation("quotations", "quotation without consent", told)
        for column in ("text", "translation"):
            for rule, value in telling(row.get(column, ""), names):
                yield Violation("quotations", rule, f"{row['quotation_id']}, {column}: {value}")
