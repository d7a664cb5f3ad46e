"""What must hold between the tables of interviews, the texts they count in, and consent.

Texts lie in the folder `wawancara`: UTF-8, line feeds, offsets in code points. Nothing of a person
who consented to nothing may be there, nothing may be used more widely than was consented to, and
no file as it was handed in, which would hold names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from ..errors import Finding, ImportProblem
from ..messages import NOTHING, Phrase, phrase, plain
from ..place import Place
from .consent import LEVELS, QUOTABLE, may_quote
from .table import Table
from .values import clean

Tables = Mapping[str, Table]
FOLDER, README = "wawancara", "README.md"
WITHDRAWING = ".withdrawing.json"
"""What a withdrawal notes that is not finished."""
NOTED = ("transcripts", "quotations", "said")
RAW = {".docx", ".doc", ".odt", ".rtf", ".vtt", ".srt", ".qdpx", ".nvp", ".nvpx", ".atlproj"}
RAW |= {".mp3", ".m4a", ".wav", ".aac", ".ogg", ".opus", ".amr", ".mp4", ".mov", ".wma"}
"""Kinds of files in which interviews are handed in or recorded."""
HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
"""What nobody sees, and what may stand within words, unlike other white space."""
PSEUDONYMISE = phrase("then_pseudonymise")


def withdrawing(place: Place) -> dict[str, dict[str, list[str]]]:
    """By pseudonym, what was noted of a withdrawal that is not finished.

    Raises ImportProblem if the note is damaged.
    """
    path = place.data / WITHDRAWING
    if not path.exists():
        return {}
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {
            who: {kind: [str(each) for each in note[kind]] for kind in NOTED}
            for who, note in raw.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, LookupError):
        raise ImportProblem(
            f"{place.show(path)} is damaged, which notes a withdrawal that is not finished.",
            "Delete it, and run `study withdraw` with its key for that person again.",
        ) from None


def line_of(text: str) -> str:
    """The words of a passage as a cell holds them: in one line, without what nobody sees."""
    return clean(HIDDEN.sub("", text))


def template(path: Path) -> bool:
    """Whether a file is a list to be filled in that holds its header alone."""
    if path.suffix.lower() != ".csv" or (data := _bytes(path)) is None:
        return False
    return sum(bool(line.strip()) for line in data.splitlines()) <= 1


def spoken(place: Place, tables: Tables) -> Iterator[Finding]:
    """Findings on the interviews of a study."""
    known = set(tables["transcripts"].cells("file") or ()) if "transcripts" in tables else set()
    yield from _raw(place, known)
    if (place.data / WITHDRAWING).exists():
        problem, mend = phrase("withdrawal_open"), phrase("then_withdraw")
        yield Finding(place.show(place.data / FOLDER), None, None, "", problem, mend=mend)
    if "transcripts" in tables:
        interviews = _Interviews(place, tables)
        yield from interviews.texts()
        yield from interviews.passages("interview_codings", "passage")
        yield from interviews.passages("quotations", "text")
        yield from interviews.consent()


def _raw(place: Place, known: set[str]) -> Iterator[Finding]:
    """Files that may hold names: what was handed in, and any text that no table knows."""
    for path in place.files():
        name = path.relative_to(place.data).as_posix()
        inside = path.is_relative_to(place.data / FOLDER)
        fine = name in known or path.name == README or (inside and template(path))
        if not fine and (inside or path.suffix.lower() in RAW):
            yield Finding(
                place.show(path), None, None, "", phrase("raw_interview"), mend=PSEUDONYMISE
            )


class _Interviews:
    """The interview tables beside the texts they count in."""

    def __init__(self, place: Place, tables: Tables) -> None:
        self.place, self.tables = place, tables
        self.table = tables["transcripts"]

    def _rows(self, name: str, *columns: str) -> list[tuple[str, ...]]:
        return self.tables[name].rows(columns) if name in self.tables else []

    def _named(self, name: str, *columns: str) -> list[dict[str, str]]:
        return [dict(zip(columns, row, strict=True)) for row in self._rows(name, *columns)]

    @cached_property
    def content(self) -> dict[str, bytes | None]:
        """By transcript, its file's bytes; None if it cannot be read."""
        found: dict[str, bytes | None] = {}
        for number, file in self._rows("transcripts", "transcript_id", "file"):
            path = (self.place.data / file).resolve()
            if file:
                found[number] = _bytes(path) if path.is_relative_to(self.place.data) else None
        return found

    @cached_property
    def text(self) -> dict[str, str]:
        """By transcript, its text, of those that are as they should be."""
        return {
            number: data.decode("utf-8")
            for number, data in self.content.items()
            if data is not None and not _form(data)
        }

    @cached_property
    def allowed(self) -> dict[str, str]:
        """By transcript, what its informant consented to."""
        consent = {who: level for who, level in self._rows("informants", "informant_id", "consent")}
        rows = self._rows("transcripts", "transcript_id", "informant_id")
        return {number: consent[who] for number, who in rows if consent.get(who, "") in LEVELS}

    def texts(self) -> Iterator[Finding]:
        """Texts that are not there, not in the form in which offsets count, or changed since."""
        ids = self.table.cells("transcript_id") or []
        hits: dict[str, list[int]] = {}
        for at, number in enumerate(ids):
            if number in self.content:
                data = self.content[number]
                code = "text_absent" if data is None else _form(data)
                if code:
                    hits.setdefault(code, []).append(at)
        mends = {
            "text_absent": "put_text_there",
            "text_not_utf_8": "save_as_utf_8",
            "text_marked": "then_pseudonymise",
            "text_line_ends": "then_pseudonymise",
        }
        for code, rows in hits.items():
            yield from self._say("transcripts", "file", rows, code, mends[code])
        pairs = self._rows("transcripts", "transcript_id", "text_sha256")
        changed = [
            at
            for at, (number, digest) in enumerate(pairs)
            if digest and (data := self.content.get(number)) and sha256(data).hexdigest() != digest
        ]
        mend = phrase("put_text_back")
        yield from self.table.say(
            "text_sha256", changed, phrase("text_changed"), lambda at: (NOTHING, mend)
        )

    def passages(self, name: str, column: str) -> Iterator[Finding]:
        """Offsets outside their text, and words that do not stand where they should."""
        if name not in self.tables:
            return
        table = self.tables[name]
        outside: dict[int, int] = {}
        other: dict[int, str] = {}
        for at, (number, start, end, words) in enumerate(
            table.rows(("transcript_id", "start", "end", column))
        ):
            text = self.text.get(number)
            if text is None or not (start.isdigit() and end.isdigit()):
                continue  # reported by their own columns
            if not int(start) < int(end) <= len(text):
                outside[at] = len(text)
            elif words and line_of(words) != (there := line_of(text[int(start) : int(end)])):
                other[at] = there
        yield from table.say(
            "start, end",
            list(outside),
            phrase("outside_text"),
            lambda at: (phrase("offsets_within", count=outside[at]), phrase("count_anew")),
        )
        yield from table.say(
            column,
            list(other),
            phrase("other_words_there"),
            lambda at: (plain(_short(other[at])), phrase("count_anew")),
        )

    def consent(self) -> Iterator[Finding]:
        """What is there, or used, without the consent of who said it."""
        rows = self._rows("transcripts", "transcript_id")
        refused = [at for at, (number,) in enumerate(rows) if self.allowed.get(number) == "none"]
        yield from self._say("transcripts", "informant_id", refused, "no_consent", "then_withdraw")
        rows = self._rows("interview_codings", "transcript_id", "consent")
        without = [at for at, (number, _) in enumerate(rows) if self.allowed.get(number) == "none"]
        yield from self._say(
            "interview_codings", "transcript_id", without, "no_consent", "then_withdraw"
        )
        nothing = [at for at, (_, own) in enumerate(rows) if own == "none"]
        yield from self._say(
            "interview_codings", "consent", nothing, "no_consent_passage", "delete_row"
        )
        wider = [
            at
            for at, (number, own) in enumerate(rows)
            if own in LEVELS
            and number in self.allowed
            and LEVELS.index(own) > LEVELS.index(self.allowed[number])
        ]
        if wider:
            yield from self.tables["interview_codings"].say(
                "consent",
                wider,
                phrase("consent_wider"),
                lambda at: (
                    phrase("at_most_consent", level=self.allowed[rows[at][0]]),
                    phrase("narrow_consent"),
                ),
            )
        yield from self._quoted()

    def _quoted(self) -> Iterator[Finding]:
        """Quotations whose speaker, or the passage's own consent, does not allow quoting."""
        people = self._named("informants", "informant_id", "consent")
        talks = self._named("transcripts", "transcript_id", "informant_id")
        codings = self._named(
            "interview_codings", "coding_id", "transcript_id", "start", "end", "consent"
        )
        narrow = [row for row in codings if row["consent"] not in ("", QUOTABLE)]
        person: list[int] = []
        passage: list[int] = []
        for at, row in enumerate(self._named("quotations", "transcript_id", "start", "end")):
            consent = may_quote(row, people, talks, narrow)
            if not consent.quotable:
                (passage if consent.person == QUOTABLE else person).append(at)
        yield from self._say("quotations", "transcript_id", person, "not_to_quote", "delete_row")
        yield from self._say(
            "quotations", "transcript_id", passage, "not_to_quote_passage", "delete_row"
        )

    def _say(
        self, name: str, column: str, rows: list[int], problem: str, mend: str
    ) -> Iterator[Finding]:
        if rows:
            told: tuple[Phrase, Phrase] = (NOTHING, Phrase(mend))
            yield from self.tables[name].say(column, rows, Phrase(problem), lambda at: told)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _form(data: bytes) -> str:
    """The code of what keeps a text from being one in which offsets count; "" if nothing does."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "text_not_utf_8"
    if text.startswith("\ufeff"):
        return "text_marked"
    return "text_line_ends" if "\r" in text else ""


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."
