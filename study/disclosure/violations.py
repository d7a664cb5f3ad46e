"""The rules of the gate, what breaks one, and how it is told without repeating it."""

from __future__ import annotations

from dataclasses import dataclass

REMOVE = "take it out, or write what it stands for"


@dataclass(frozen=True)
class Rule:
    """What is looked for, what may stand instead, and what to do. All three are for readers."""

    looks_for: str
    allowed: str
    mend: str = REMOVE


RULES = {
    "NIK": Rule(
        "16 digits whose first six are a province, a regency and a district and whose next six "
        "are a day of birth (for women the day and forty), or 16 digits after the word NIK, KTP "
        "or KK",
        "no number of a person",
    ),
    "NIP": Rule(
        "18 digits that begin with a day of birth and a month of appointment",
        "no number of a civil servant",
    ),
    "phone number": Rule(
        "a mobile number in 08 or +62, or a fixed line with its area code in brackets",
        "no number of a person or an office",
    ),
    "e-mail address": Rule(
        "anything of the form name@domain",
        "the addresses that CITATION.cff or [review] in study.toml gives",
    ),
    "NPWP": Rule(
        "a taxpayer's number in its printed form, or 15 or 16 digits after the word NPWP",
        "no taxpayer's number",
    ),
    "vehicle plate": Rule(
        "letters of a region, up to four digits, and one to three letters", "no plate"
    ),
    "street address": Rule(
        "a street (Jl., Jln., Jalan) with a house number, or RT and RW with their numbers",
        "village, district and regency",
    ),
    "private name": Rule(
        "the names in the researcher's own list, as whole words, in any case, with or without "
        "accents",
        "pseudonyms and classes of role",
        "write the pseudonym or the class of role",
    ),
    "single-holder office": Rule(
        "in quotations, on pages that print one, and in results that rest on closed tables, "
        "figures among them, an office that one person in the regency holds",
        "classes of office: agency head, district head, village head",
        "write the class of office",
    ),
    "quotation without consent": Rule(
        "a quotation of a person, or of a passage, that may not be quoted",
        "person and passage with consent 'anonymous quotation'",
        "paraphrase it if that is allowed, or take the row out",
    ),
    "row of a closed table": Rule(
        "the key of a row of a table that is not open, as table:key; in results that rest on "
        "closed tables the key alone, but for the column rows",
        "counts",
        "show counts that pass the other rules",
    ),
    "small cell": Rule(
        "in results that rest on closed tables, a count above zero and below the threshold, also "
        "where it is written as text or as a number with a fraction, and a value behind which "
        "fewer persons stand than the threshold says",
        "counts, and persons behind a value, of at least the threshold",
        "merge classes, or leave the count out",
    ),
    "degrees of freedom": Rule(
        "in models that rest on closed tables, fewer observations beyond the terms than the "
        "threshold says",
        "residual degrees of freedom of at least the threshold",
        "fit fewer terms, or do not publish the model",
    ),
    "dominance": Rule(
        "in results that rest on closed tables, a value to which a few persons gave nearly all: "
        "the n largest more than the share k, or all but the two largest together less than the "
        "share p of the largest",
        "values that no few persons make up",
        "merge classes, or leave the value out",
    ),
    "unknown basis": Rule(
        "in results that rest on closed tables, a number that shows neither the rows it was "
        "computed from nor a count beside it, and a figure that is drawn from a closed table "
        "itself",
        "numbers with their rows, or in one row with the count they rest on; figures that are "
        "drawn from results",
        "give the result a column rows or the count; let a table hold the numbers of the figure, "
        "and draw it from that",
    ),
    "metadata": Rule(
        "in PDF, SVG, images and notebooks, and in text as far as paths go: a path into a home "
        "folder, the name of the user or of the machine, a time of day, an author whom "
        "CITATION.cff does not name, EXIF",
        "title, authors of the citation, the day of the edition, the program",
        "save the file again without it",
    ),
}


@dataclass(frozen=True)
class Violation:
    """One thing that must not be published.

    where: result, page or file; rule: key of RULES; what: the place in it, and the masked value
    or the cell: never the identifier itself. count: of equal ones, told once.
    """

    where: str
    rule: str
    what: str
    count: int = 1

    def __str__(self) -> str:
        rule = RULES[self.rule]
        many = f" ({self.count} times)" if self.count > 1 else ""
        told = f"{self.where}: {self.rule}: {self.what}{many}"
        return f"{told}; allowed: {rule.allowed}; mend: {rule.mend}"


def mask(text: str) -> str:
    """The first two characters of an identifier, of a short one the first alone."""
    shown = " ".join(text.split())
    return f"{shown[: 2 if len(shown) > 4 else 1]}\N{HORIZONTAL ELLIPSIS}"


def together(found: list[Violation]) -> list[Violation]:
    """Equal violations as one that says how many there are, in the order they were found."""
    counted: dict[tuple[str, str, str], int] = {}
    for each in found:
        key = (each.where, each.rule, each.what)
        counted[key] = counted.get(key, 0) + each.count
    return [Violation(*key, count) for key, count in counted.items()]
