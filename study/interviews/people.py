"""Who was interviewed: the list of informants, and whose transcript each one is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from ..contract.lists import Listing, Row
from ..contract.vocabulary import CHOICES, folded, meant
from ..errors import Finding
from ..messages import phrase
from .key import PATTERNS, Key
from .names import Names
from .sources import Source
from .tables import Row as Cells
from .texts import labels


@dataclass
class Informants:
    """rows: of the table, by pseudonym. files: whose each file is, with language and sequence."""

    rows: dict[str, Cells] = field(default_factory=dict)
    files: dict[str, tuple[str, str, str]] = field(default_factory=dict)


def informants(
    listing: Listing | None, sheet: Listing | None, key: Key, before: list[Cells]
) -> Informants:
    """The table of informants: the author's list, and rows that stood there before.

    sheet: what each consented to, where that is a list of its own.
    """
    said = {number: row for number, row in _sheet(sheet, key)}
    found = Informants({row["informant_id"]: row for row in before})
    mentioned: set[str] = set()
    for row in listing.rows if listing else ():
        assert listing
        number = _number(listing, row, key)
        role = _role(listing, row)
        consent = _given(listing, row, sheet, said.get(number))
        if not number:
            continue
        if number in mentioned:
            listing.say(
                row, "informant_id", phrase("value_twice"), phrase("delete_row"), value=number
            )
        mentioned.add(number)
        found.rows[number] = {"informant_id": number, "role_class": role, "consent": consent}
        for file, language, sequence in _files(listing, row):
            found.files[folded(file)] = (number, language, sequence)
    return found


def whose(source: Source, found: Informants, key: Key, names: Names) -> tuple[str, str, str]:
    """Informant, language and sequence of a transcript; the informant is "" if nobody can tell.

    By the list of informants; or by a pseudonym or name in the file's name; or by the one label of
    a speaker that is a pseudonym or name of the list.
    """
    stem = source.path.stem
    for name in (source.path.name, stem, source.transcript):
        if folded(name) in found.files:
            return found.files[folded(name)]
    for texts in ([stem], list(labels(source.text))):
        who = {number for text in texts for number in _named(text, key, names)} & found.rows.keys()
        if len(who) == 1:
            return next(iter(who)), "", ""
    return "", "", ""


def unknown(source: Source, shown: str) -> Finding:
    """That nobody can tell whose a transcript is."""
    return Finding(shown, None, None, "", phrase("speaker_unknown"), mend=phrase("name_the_file"))


def _named(text: str, key: Key, names: Names) -> Iterator[str]:
    """Pseudonyms of the people that a file's name or a label names."""
    loose = re.sub(r"[_\-.]+", " ", text)
    yield from re.findall(r"(?<![A-Za-z0-9])I[0-9]{2,3}(?![0-9])", loose)
    replaced, _, _ = names.replaced(loose)
    for _, _, new in replaced.spans:
        yield new.strip("[]")


def _number(listing: Listing, row: Row, key: Key) -> str:
    number = row["informant_id"].strip("[] ")
    if number and not re.fullmatch(PATTERNS["informant"], number):
        mend = phrase("write_like", example="I01")
        listing.say(row, "informant_id", phrase("form_wrong"), mend)
        return ""
    if number:
        return number
    person = key.known(row["name"]) if row["name"] else None
    if person is None:
        listing.say(row, "informant_id", phrase("is_empty"), phrase("give_code_or_name"))
        return ""
    if not re.fullmatch(PATTERNS["informant"], person.pseudonym):
        mend = phrase("write_like", example="I01")
        listing.say(row, "name", phrase("pseudonym_no_informant", name=person.pseudonym), mend)
        return ""
    return person.pseudonym


def _role(listing: Listing, row: Row) -> str:
    """The class of role in the words of the tables, or in the author's own."""
    if not row["role_class"]:
        allowed = CHOICES["role_class"]
        listing.say(row, "role_class", phrase("is_empty"), phrase("give_role"), allowed)
    return meant("role_class", row["role_class"]) or row["role_class"]


def _sheet(sheet: Listing | None, key: Key) -> Iterator[tuple[str, Row]]:
    for row in sheet.rows if sheet else ():
        assert sheet
        if number := _number(sheet, row, key):
            yield number, row


def _given(listing: Listing, row: Row, sheet: Listing | None, said: Row | None) -> str:
    """What a person consented to, by the list of informants or by the consent sheet."""
    if sheet is None or said is None:
        return _consent(listing, row)
    found = _consent(sheet, said)
    if row["consent"] and _consent(listing, row) != found:
        mend = phrase("look_at_consent_sheet")
        listing.say(row, "consent", phrase("consent_differs", file=sheet.shown), mend)
    return found


def _consent(listing: Listing, row: Row) -> str:
    found = meant("consent", row["consent"])
    if not found:
        problem = phrase("word_unknown") if row["consent"] else phrase("is_empty")
        mend, allowed = phrase("look_at_consent_sheet"), CHOICES["consent"]
        listing.say(row, "consent", problem, mend, allowed)
    return found


def _files(listing: Listing, row: Row) -> Iterator[tuple[str, str, str]]:
    files = _parts(row["file"])
    order = [part.strip() for part in re.split(r"[;,\n]", row["sequence"]) if part.strip()]
    language = meant("language", row["language"]) or row["language"]
    fits = len(order) == len(files) and all(part.isdigit() for part in order)
    if order and files and not fits:
        listing.say(row, "sequence", phrase("one_number_a_file"), phrase("one_number_a_file_mend"))
    for at, file in enumerate(files):
        yield file, language, order[at] if fits else ""


def told_files(
    listing: Listing, sources: Mapping[str, Source], unread: Collection[str]
) -> Iterator[tuple[Row, str]]:
    """Files that the list of informants names and nobody handed in, with the row that does.

    unread: names of files of which it is said elsewhere why they are no transcripts yet.
    """
    there = {
        folded(name)
        for source in sources.values()
        for name in (source.path.name, source.path.stem, source.transcript)
    }
    for row in listing.rows:
        for file in _parts(row["file"]):
            if folded(file) not in there and folded(file) not in unread:
                yield row, file


def _parts(files: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", files) if part.strip()]
