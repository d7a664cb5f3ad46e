"""May a passage be quoted? What a person allowed, and what was narrowed for a passage.

A person consents as a whole; a coding may narrow that for the passage it marks. Of all that
bears on a passage the narrowest holds. Rows are those of the tables of the same name, as texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEVELS = ("none", "thesis only", "paraphrase", "anonymous quotation")
"""From nothing to most: not used; counted, never told; told in the author's words; quoted."""
QUOTABLE = LEVELS[-1]

Row = Mapping[str, str]


@dataclass(frozen=True)
class Consent:
    """What is allowed for a passage, and why not more.

    person: level of the person; level: the narrowest of all that bears on the passage; narrowed:
    the codings that are narrower than the person, by id.
    """

    person: str
    level: str
    narrowed: tuple[str, ...] = ()

    @property
    def quotable(self) -> bool:
        """Whether the passage may be printed."""
        return self.level == QUOTABLE


def narrowest(levels: Iterable[str]) -> str:
    """The narrowest of some levels; what is no level, or no level at all, allows nothing."""
    ranks = [LEVELS.index(level) if level in LEVELS else 0 for level in levels]
    return LEVELS[min(ranks, default=0)]


def may_quote(
    passage: Row, informants: Iterable[Row], transcripts: Iterable[Row], codings: Iterable[Row]
) -> Consent:
    """What is allowed for a passage: of the person, and of every coding that overlaps it.

    passage: transcript_id, start, end (offsets in code points, end-exclusive), as in the tables
    of quotations and of codings. A coding that says nothing narrows nothing. A person who is not
    in the table, or whose consent is not written down, allowed nothing, and offsets that are no
    numbers may lie anywhere.
    """
    transcript = passage["transcript_id"]
    persons = {row["informant_id"]: row["consent"] for row in informants}
    speakers = [row["informant_id"] for row in transcripts if row["transcript_id"] == transcript]
    person = narrowest(persons.get(each, "") for each in speakers)
    found = [
        row
        for row in codings
        if row["consent"] and row["transcript_id"] == transcript and _overlap(row, passage)
    ]
    level = narrowest([person, *(row["consent"] for row in found)])
    narrow = [row for row in found if narrowest([row["consent"], person]) != person]
    return Consent(person, level, tuple(row["coding_id"] for row in narrow))


def _overlap(one: Row, other: Row) -> bool:
    """Whether two passages share a character, or may."""
    ends = [each[name] for each in (one, other) for name in ("start", "end")]
    if not all(map(str.isdecimal, ends)):
        return True
    start, end, first, last = map(int, ends)
    return start < last and first < end
