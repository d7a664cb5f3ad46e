"""Whether a quotation may be printed: consent of the person and of the passage, and no name."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import reading
from ..contract.consent import may_quote
from ..contract.descriptor import Descriptor
from ..place import Place
from .identifiers import hits
from .names import Names
from .offices import offices
from .violations import Violation, mask

TABLES = ("quotations", "informants", "transcripts", "interview_codings")


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
    others = [rows[name] for name in TABLES[1:]]
    for row in rows["quotations"]:
        consent = may_quote(row, *others)
        if not consent.quotable:
            whose = f" ({', '.join(consent.narrowed)})" if consent.narrowed else ""
            told = f"{row['quotation_id']}: the consent is {consent.level!r}{whose}"
            yield Violation("quotations", "quotation without consent", told)
        for column in ("text", "translation", "translator"):
            for rule, value in telling(row.get(column, ""), names):
                yield Violation("quotations", rule, f"{row['quotation_id']}, {column}: {value}")
