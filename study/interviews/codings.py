"""The author's list of codings: each row found in its transcript, or told and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..contract.consent import LEVELS
from ..contract.lists import Listing, Row
from ..contract.transcripts import line_of
from ..contract.vocabulary import CHOICES, folded, meant
from ..messages import Phrase, phrase, plain
from .anchor import Replaced, find
from .key import Key
from .names import Names
from .tables import Row as Cells
from .word import Comment

YES = ("x", "ya", "yes", "y", "1")
NO = ("", "tidak", "no", "n", "0")


@dataclass
class Text:
    """A transcript with what was replaced in it. consent: of the informant. file: as handed in."""

    transcript: str
    informant: str
    consent: str
    file: str
    original: str
    replaced: Replaced
    comments: tuple[Comment, ...] = ()

    def __post_init__(self) -> None:
        self.text = self.replaced.applied(self.original)


@dataclass
class Taken:
    """Rows of codings and quotations without their ids, and how many rows were left out.

    refused: rows of people, or passages, that may not be used at all.
    """

    codings: list[Cells] = field(default_factory=list)
    quotations: list[Cells] = field(default_factory=list)
    refused: int = 0


@dataclass
class Desk:
    """What a row is judged by. refused: transcripts of people who consented to nothing.

    unread: names of files of which it is said elsewhere why they are no transcripts yet.
    """

    texts: Mapping[str, Text]
    codes: list[Cells]
    key: Key
    names: Names
    officials: set[str]
    refused: Mapping[str, str]
    unread: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.by_name: dict[str, set[str]] = {}
        for text in self.texts.values():
            stem = text.file.rpartition(".")[0]
            for name in (text.transcript, text.file, stem, text.informant):
                self.by_name.setdefault(folded(name), set()).add(text.transcript)
            person = self.key.known(text.informant)
            for name in person.names if person else ():
                self.by_name.setdefault(folded(name), set()).add(text.transcript)
        self.code_of: dict[str, set[str]] = {}
        for code in self.codes:
            if code["codable"] == "true":
                for name in (code["code_id"], code["name_en"], code["name_id"]):
                    self.code_of.setdefault(folded(name), set()).add(code["code_id"])

    def hidden(self, text: str) -> str:
        """What the author wrote beside a passage, in a line without the names of the key."""
        return line_of(self.names.replaced(text)[0].applied(text))

    def code(self, said: str) -> str:
        """The code that somebody wrote by its id or name; "" if it is none, or one of several."""
        found = self.code_of.get(folded(said), set())
        return next(iter(found)) if len(found) == 1 else ""


def take(listing: Listing, desk: Desk, coders: Coders) -> Taken:
    """The rows of a list of codings as rows of tables; what is wrong goes to the list's findings.

    A row names the interview and the passage, by its words or its offsets in the original.
    """
    found = Taken()
    if not _complete(listing):
        return found
    seen: set[tuple[str, ...]] = set()
    for row in listing.rows:
        if folded(row["transcript"]) in desk.refused or meant("consent", row["consent"]) == "none":
            found.refused += 1
            continue
        text = _text(listing, row, desk)
        place = _place(listing, row, text) if text else None
        codes = list(_codes(listing, row, desk))
        official = _official(listing, row, desk)
        certainty = _word(listing, row, "certainty")
        consent = _consent(listing, row, text)
        coder = coders.number(row["coder"])
        if text is None or place is None:
            continue
        start, end = text.replaced.forward(*place)
        passage = line_of(text.text[start:end])
        where = {"transcript_id": text.transcript, "start": str(start), "end": str(end)}
        for code in codes:
            mark = (*where.values(), code, coder)
            if mark in seen:
                listing.say(row, "passage", phrase("coding_twice"), phrase("delete_row"))
            seen.add(mark)
            found.codings.append(
                {
                    **where,
                    "code_id": code,
                    "coder": coder,
                    "official_id": official,
                    "certainty": certainty,
                    "consent": consent,
                    "passage": passage,
                    "memo": desk.hidden(row["memo"]),
                }
            )
        if folded(row["quotation"]) not in NO:
            found.quotations += _quotation(listing, row, desk, text, consent, where, passage)
    return found


def _complete(listing: Listing) -> bool:
    """Whether there are the columns no list can do without; said once, and not in every row."""
    lacking = {
        "transcript": (phrase("no_interview_column"), phrase("call_it_interview")),
        "code": (phrase("no_code_column"), phrase("call_it_code")),
    }
    if "quotation" in listing.columns and all(row["quotation"] for row in listing.rows):
        del lacking["code"]
    absent = [each for each in lacking if each not in listing.columns] if listing.rows else []
    for column in absent:
        listing.say(None, "", *lacking[column])
    return not absent


def _text(listing: Listing, row: Row, desk: Desk) -> Text | None:
    """The transcript a row speaks of."""
    name = row["transcript"]
    found = desk.by_name.get(folded(name)) or desk.by_name.get(folded(name.strip("[]"))) or set()
    if len(found) == 1:
        return desk.texts[next(iter(found))]
    if folded(name) in desk.unread:
        return None
    code = "several_interviews" if found else "interview_unknown"
    known = ", ".join(sorted(found or desk.texts))
    mend = phrase("write_transcript")
    listing.say(row, "transcript", Phrase(code), mend, phrase("one_of", names=known))
    return None


def _place(listing: Listing, row: Row, text: Text) -> tuple[int, int] | None:
    """Offsets of a passage in the original."""
    given = _offsets(listing, row, text)
    if given or row["start"] or row["end"]:
        return given
    if not row["passage"]:
        listing.say(row, "passage", phrase("is_empty"), phrase("give_passage"))
        return None
    places = find(text.original, row["passage"])
    if not places:
        places = [text.replaced.back(*place) for place in find(text.text, row["passage"])]
    if len(places) == 1:
        return places[0]
    if places:
        problem = phrase("passage_often", count=len(places), file=text.file)
        listing.say(row, "passage", problem, phrase("longer_passage"))
    else:
        problem = phrase("passage_absent", file=text.file)
        listing.say(row, "passage", problem, phrase("copy_passage"))
    return None


def _offsets(listing: Listing, row: Row, text: Text) -> tuple[int, int] | None:
    start, end = row["start"], row["end"]
    if not (start.isdigit() and end.isdigit()):
        if start or end:
            listing.say(row, "start", phrase("not_whole"), phrase("both_offsets"))
        return None
    at = int(start), int(end)
    if not at[0] < at[1] <= len(text.original):
        allowed = phrase("offsets_within", count=len(text.original))
        listing.say(row, "start", phrase("outside_text"), phrase("both_offsets"), allowed)
        return None
    there = text.original[slice(*at)]
    if row["passage"] and not _same(there, row["passage"]):
        problem, mend = phrase("other_words_there"), phrase("drop_offsets")
        listing.say(row, "passage", problem, mend)
        return None
    return at


def _same(there: str, passage: str) -> bool:
    """Whether a passage is all of what stands somewhere."""
    found = find(there, passage)
    return len(found) == 1 and line_of(there[slice(*found[0])]) == line_of(there)


def _codes(listing: Listing, row: Row, desk: Desk) -> Iterator[str]:
    """The codes of a row: one, or several with ; or a comma between them."""
    parts = re.split(r"[;,+\n]", row["code"])
    if not row["code"] and not row["quotation"]:
        listing.say(row, "code", phrase("is_empty"), phrase("give_code"))
    for part in parts if row["code"] else ():
        if found := desk.code(part):
            yield found
            continue
        known = plain(
            ", ".join(code["code_id"] for code in desk.codes if code["codable"] == "true")
        )
        mend = phrase("add_to_codebook")
        listing.say(row, "code", phrase("code_unknown"), mend, known, value=part.strip())


def _official(listing: Listing, row: Row, desk: Desk) -> str:
    """The official a row speaks of, who must be known with agency and echelon."""
    if not (name := row["official"].strip("[] ")):
        return ""
    person = desk.key.known(name)
    number = person.pseudonym if person else name
    if number in desk.officials:
        return number
    if person:
        listing.say(row, "official", phrase("official_bare"), phrase("give_agency", name=number))
    else:
        listing.say(row, "official", phrase("official_unknown"), _mend_key(desk.key))
    return ""


def _mend_key(key: Key) -> Phrase:
    """What to do about somebody who is not in the key, which may not be there yet."""
    return phrase("make_key", file=key.path.name) if key.fresh else phrase("add_to_key")


def _word(listing: Listing, row: Row, column: str) -> str:
    if not row[column]:
        return ""
    if not (found := meant(column, row[column])):
        allowed = CHOICES[column]
        mend = phrase("write_an_allowed_word")
        listing.say(row, column, phrase("word_unknown"), mend, allowed)
    return found


def _consent(listing: Listing, row: Row, text: Text | None) -> str:
    """What is consented to for this passage, if that is less than the person's consent."""
    found = _word(listing, row, "consent")
    if not found or text is None or not text.consent:
        return found
    if LEVELS.index(found) > LEVELS.index(text.consent):
        allowed = phrase("at_most_consent", level=text.consent)
        mend = phrase("narrow_consent")
        listing.say(row, "consent", phrase("consent_wider"), mend, allowed)
    return "" if found == text.consent else found


def _quotation(
    listing: Listing,
    row: Row,
    desk: Desk,
    text: Text,
    consent: str,
    where: Cells,
    passage: str,
) -> list[Cells]:
    if text.consent != LEVELS[-1]:
        listing.say(row, "quotation", phrase("not_to_quote"), phrase("empty_cell"))
        return []
    if consent:
        listing.say(row, "quotation", phrase("not_to_quote_passage"), phrase("empty_cell"))
        return []
    number = row["quotation"]
    if not re.fullmatch(r"Q[0-9]{2,3}", number) and folded(number) not in YES:
        listing.say(row, "quotation", phrase("form_wrong"), phrase("yes_or_number"))
    if row["translation"] and not row["translator"]:
        problem = phrase("companion_empty", column="translation")
        listing.say(row, "translator", problem, phrase("fill_or_empty", column="translation"))
    return [
        {
            **where,
            "quotation_id": "" if folded(number) in YES else number,
            "text": passage,
            "translation": desk.hidden(row["translation"]),
            "translator": desk.hidden(row["translator"]),
        }
    ]


class Coders:
    """Coders by number: as they are numbered, or in the order in which their names appear."""

    def __init__(self) -> None:
        self.by_name: dict[str, int] = {}

    def number(self, said: str) -> str:
        """coder and a number; without a word, coder 1."""
        if match := re.fullmatch(r"(?:\D*\s)?([1-9][0-9]?)", said.strip()):
            return f"coder {match[1]}"
        if not said.strip():
            return "coder 1"
        return f"coder {self.by_name.setdefault(folded(said), len(self.by_name) + 1)}"
