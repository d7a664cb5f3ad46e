"""The key: which name stands behind which pseudonym. It never lies in the study.

A name without a pseudonym gets the next free one in the order of the key, and the key is written
with it, so that it stays the same for ever: I01 for who was interviewed, O001 for an official who
is spoken of, P001 for anybody else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..contract import lists
from ..contract.vocabulary import CHOICES, folded, meant
from ..errors import Finding, ImportProblem, PlaceError
from ..messages import phrase
from ..place import Place
from .names import spellings

FORMS = {"informant": ("I", 2), "official": ("O", 3), "other": ("P", 3)}
PATTERNS = {"informant": r"I[0-9]{2,3}", "official": r"O[0-9]{2,4}", "other": r"[^\[\]\n;]{1,40}"}
HEADERS = {
    "en": ["name", "pseudonym", "kind", "variants", "agency", "echelon"],
    "id": ["nama", "pseudonim", "jenis", "varian", "instansi", "eselon"],
}


@dataclass
class Person:
    """Somebody with a pseudonym; agency and echelon are those of an official."""

    name: str
    pseudonym: str
    kind: str
    names: tuple[str, ...]
    agency: str = ""
    echelon: str = ""


@dataclass
class Key:
    """The key as it was read and completed.

    path: where it is to be written; text: what of, or "" if nothing is new in it.
    fresh: whether there was none before.
    """

    path: Path
    people: list[Person] = field(default_factory=list)
    text: str = ""
    findings: list[Finding] = field(default_factory=list)
    fresh: bool = False

    def names(self) -> dict[str, str]:
        """Every spelling of every name, with its pseudonym."""
        return {name: each.pseudonym for each in self.people for name in each.names}

    def known(self, text: str) -> Person | None:
        """Who is meant by a name or a pseudonym, or None."""
        for each in self.people:
            if folded(text) in (folded(each.pseudonym), *map(folded, each.names)):
                return each
        return None


def require_outside(place: Place, key: Path) -> None:
    """Raise PlaceError if a key lies in the study or its repository, or is no table."""
    at = key.resolve()
    remedy = "Keep it in a folder of its own that nobody else reads, such as ../rahasia/kunci.csv."
    homes = (place.data, place.home)
    if any(at.is_relative_to(home.resolve()) for home in homes):
        raise PlaceError(f"The key {key} lies in the study; nothing was changed.", remedy)
    top = next((up for up in place.data.parents if (up / ".git").exists()), None)
    if top and at.is_relative_to(top):
        raise PlaceError(
            f"The key {key} lies in the git repository of the study ({top}); nothing was changed.",
            remedy,
        )
    if at.suffix.lower() not in lists.KINDS:
        known = ", ".join(lists.KINDS)
        raise PlaceError(f"The key {key} is no table.", f"Its name ends with one of {known}.")
    if not at.parent.is_dir():
        raise PlaceError(f"There is no folder {key.parent} for the key.", "Make it first.")


def read(
    path: Path,
    informants: lists.Listing | None,
    language: str,
    reserved: Collection[str] = (),
) -> Key:
    """The key with a pseudonym for every name, in memory: nothing is written.

    Without a file, or where people of the list of informants are not in it, it grows by these.
    reserved: pseudonyms that are not given.
    """
    target = path if path.suffix.lower() == ".csv" else path.with_suffix(".csv")
    found = Key(target)
    listing = lists.read(path, "key") if path.exists() else None
    found.fresh = listing is None
    if listing and "name" not in listing.columns:
        raise ImportProblem(f"{path.name} has no column of names.", "Call it name or nama.")
    given = _given(target) if target != path else {}
    people: list[Person] = []
    for row in listing.rows if listing else ():
        person = _person(found, listing, row, given)
        if person:
            people.append(person)
    for person in _listed(informants, given):
        same = [each for each in people if set(_folds(each)) & set(_folds(person))]
        if not same:
            people.append(person)
        for each in same:
            _join(found, informants, each, person)
    _assign(people, {*reserved, *(row["informant_id"] for row in _rows(informants))})
    _judge(found, people, listing)
    found.people = people
    found.text = _written(people, listing, language, target == path)
    if found.text and target.is_file() and found.text.encode() == target.read_bytes():
        found.text = ""
    if listing:
        found.findings += listing.findings
    return found


def _given(target: Path) -> dict[str, str]:
    """Pseudonyms given before to the names of a spreadsheet, from the CSV file beside it."""
    if not target.is_file():
        return {}
    return {folded(row["name"]): row["pseudonym"] for row in lists.read(target, "key").rows}


def _person(
    found: Key, listing: lists.Listing | None, row: lists.Row, given: dict[str, str]
) -> Person | None:
    assert listing
    if len(re.sub(r"\W", "", row["name"])) < 2:
        listing.say(row, "name", phrase("name_too_short"), phrase("fill_or_delete_row"))
        return None
    kind = meant("kind", row["kind"])
    if row["kind"] and not kind:
        listing.say(row, "kind", phrase("word_unknown"), allowed=CHOICES["kind"])
    pseudonym, before = row["pseudonym"].strip("[] "), given.get(folded(row["name"]), "")
    if pseudonym and before and pseudonym != before:
        mend = phrase("write", text=before)
        listing.say(row, "pseudonym", phrase("pseudonym_changed"), mend)
    pseudonym = pseudonym or before
    if not kind:
        fits = (
            each for each in ("informant", "official") if re.fullmatch(PATTERNS[each], pseudonym)
        )
        kind = next(fits, "other" if pseudonym else "")
    if pseudonym and kind and not re.fullmatch(PATTERNS[kind], pseudonym):
        letter, digits = FORMS[kind]
        mend = phrase("write_like", example=letter + "1".zfill(digits))
        listing.say(row, "pseudonym", phrase("form_wrong"), mend)
    names = (row["name"], *re.split(r"[;|\n]", row["variants"]))
    spelt = tuple(dict.fromkeys(s for name in names if name.strip() for s in spellings(name)))
    echelon = meant("echelon", row["echelon"])
    if row["echelon"] and not echelon:
        listing.say(row, "echelon", phrase("word_unknown"), allowed=CHOICES["echelon"])
    return Person(row["name"], pseudonym, kind, spelt, row["agency"], echelon)


def _listed(informants: lists.Listing | None, given: dict[str, str]) -> Iterator[Person]:
    """The people of the list of informants whose names it tells."""
    for row in _rows(informants):
        if row["name"]:
            names = (row["name"], *re.split(r"[;|\n]", row["variants"]))
            spelt = tuple(
                dict.fromkeys(s for name in names if name.strip() for s in spellings(name))
            )
            number = row["informant_id"] or given.get(folded(row["name"]), "")
            yield Person(row["name"], number, "informant", spelt)


def _join(found: Key, informants: lists.Listing | None, person: Person, listed: Person) -> None:
    """Take over from the list of informants what the key leaves open."""
    assert informants
    if person.pseudonym and listed.pseudonym and person.pseudonym != listed.pseudonym:
        row = next(each for each in informants.rows if each["name"] == listed.name)
        mend = phrase("write", text=person.pseudonym)
        informants.say(row, "informant_id", phrase("pseudonym_changed"), mend)
    person.pseudonym = person.pseudonym or listed.pseudonym
    person.kind = person.kind or "informant"
    person.names = tuple(dict.fromkeys((*person.names, *listed.names)))


def _rows(informants: lists.Listing | None) -> list[lists.Row]:
    return informants.rows if informants else []


def _assign(people: list[Person], reserved: set[str]) -> None:
    taken = reserved | {each.pseudonym for each in people}
    for person in people:
        person.kind = person.kind or "official"
        letter, digits = FORMS[person.kind]
        number = 1
        while not person.pseudonym:
            new = f"{letter}{number:0{digits}d}"
            number += 1
            if new not in taken:
                person.pseudonym = new
                taken.add(new)


def _folds(person: Person) -> list[str]:
    return [folded(name) for name in person.names]


def _judge(found: Key, people: list[Person], listing: lists.Listing | None) -> None:
    """Report a spelling that stands for two people, who then cannot be told apart."""
    owner: dict[str, str] = {}
    file = listing.shown if listing else found.path.name
    for person in people:
        for name in person.names:
            if len(re.sub(r"\W", "", name)) < 2:
                mend = phrase("write_longer_name")
                problem = phrase("name_too_short")
                found.findings.append(Finding(file, None, None, name, problem, mend=mend))
            other = owner.setdefault(folded(name), person.pseudonym)
            if other != person.pseudonym:
                problem = phrase("name_of_two", one=other, two=person.pseudonym)
                mend = phrase("write_longer_name")
                found.findings.append(Finding(file, None, None, name, problem, mend=mend))


def _written(people: list[Person], listing: lists.Listing | None, language: str, same: bool) -> str:
    """The text of the key as CSV, or "" if the author's own holds every pseudonym already."""
    if listing is None:
        header, rows = HEADERS.get(language, HEADERS["en"]), []
        columns = HEADERS["en"]
    else:
        header, columns = list(listing.header), list(listing.columns)
        rows = [list(cells) for cells in listing.raw]
    if "pseudonym" not in columns:
        header.append(HEADERS.get(language, HEADERS["en"])[1])
        columns.append("pseudonym")
        rows = [[*cells, ""] for cells in rows]
    filled, at, name_at = listing is None, columns.index("pseudonym"), columns.index("name")
    by_name = {each.name: each for each in people}
    for cells in rows:
        person = by_name.pop(cells[name_at], None)
        if person and not cells[at]:
            cells[at], filled = person.pseudonym, True
    for person in by_name.values():
        values = {
            "name": person.name,
            "pseudonym": person.pseudonym,
            "kind": person.kind,
            "variants": ";".join(name for name in person.names if name != person.name),
        }
        rows.append([values.get(column, "") for column in columns])
        filled = True
    if not filled:
        return ""
    mark = listing.mark if listing and same else ","
    return lists.text(header, rows, mark, listing.above if listing else ())
