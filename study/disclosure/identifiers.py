"""Direct identifiers in a text: numbers of persons, ways to reach them, where they live.

The numbers are known by their structure. A NIK holds province, regency, district, day of birth
(for women plus 40), month, year and a serial number; a NIP day of birth, month of appointment,
sex and a serial number. What merely has as many digits is not taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from ..contract.transcripts import HIDDEN
from .names import Names

PROVINCES = {*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66)}
PROVINCES |= {*range(71, 77), 81, 82, *range(91, 98)}
"""Codes of the home ministry."""
REGIONS = frozenset(
    (
        *("A", "AA", "AB", "AD", "AE", "AG", "B", "BA", "BB", "BD", "BE", "BG", "BH", "BK", "BL"),
        *("BM", "BN", "BP", "D", "DA", "DB", "DC", "DD", "DE", "DG", "DH", "DK", "DL", "DM", "DN"),
        *(
            "DP",
            "DR",
            "DS",
            "DT",
            "DW",
            "E",
            "EA",
            "EB",
            "ED",
            "F",
            "G",
            "H",
            "K",
            "KB",
            "KH",
            "KT",
        ),
        *("KU", "L", "M", "N", "P", "PA", "PB", "R", "S", "T", "W", "Z"),
    )
)
DASHES = re.compile("[\u2010-\u2015\u2212]")
DOTS = re.compile("[\u00b7\u2022\u2219]")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
CALLED = re.compile(r"(?:https?://)?\b(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=)", re.I)
ADDRESS = re.compile(r"\bhttps?://\S+")
"""The address of a page is full of digits and no text of the study's, but for one kind."""
FREE = r"(?<![^\W_])(?<!\d[.,/-])"
"""Not within a word, a decimal or a longer code."""
END = r"(?![^\W_]|[.,-]\d)"
MONTH, DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
NUMBERS = re.compile(
    "|".join(
        (
            rf"(?P<NIK>{FREE}(?:\d{{16}}|\d{{6}}(?P<s>[ .-])\d{{6}}(?P=s)\d{{4}}"
            r"|\d{4}(?P<t>[ .-])\d{4}(?P=t)\d{4}(?P=t)\d{4}"
            r"|\d\d(?P<u>[ .-])\d\d(?P=u)\d\d(?P=u)(?:\d{6}|\d\d(?P=u)\d\d(?P=u)\d\d)"
            rf"(?P=u)\d{{4}}){END})",
            rf"(?P<NIP>{FREE}(?:19[3-9]\d|20[01]\d){MONTH}{DAY}(?P<v>[ .-]?)"
            rf"(?:19[5-9]\d|20[0-4]\d)(?:{MONTH}|21)(?P=v)[12](?P=v)\d{{3}}{END})",
            rf"(?P<phone>{FREE}(?:(?:(?:\+|00)?62[ .-]?(?:\(0\))?|\(?0)8[1-9](?:[ .-]?\d){{7,10}}"
            rf"|\+62[ .-]?\(?\d{{2,3}}\)?(?:[ .-]?\d){{5,8}}"
            rf"|0[2-79]\d{{1,2}}-\d{{5,8}}"
            rf"|\(0\d{{2,3}}\)(?:[ .-]?\d){{5,8}}){END})",
            rf"(?P<NPWP>{FREE}\d\d\.\d{{3}}\.\d{{3}}\.\d-\d{{3}}\.\d{{3}}{END})",
        )
    )
)
MANY = re.compile(r"\d(?:[ .()/_-]{0,2}\d){7}")
"""Eight digits with little between them: without any, no number above is there."""
GROUPS = re.compile(rf"{FREE}\d+([ ./_-])\d+(?:\1\d+)*{END}")
"""Digits in groups that one sign parts, whatever their lengths."""
NAMED = re.compile(
    r"\b(?:(?P<NIK>NIK|KTP|KK)|(?P<NPWP>NPWP)|(?P<NIP>NIP))(?![^\W_])[\W_]{0,12}"
    r"(?P<number>\d(?:[ .-]?\d){14,17})(?![^\W_])",
    re.IGNORECASE,
)
MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+(?:@| @ | ?[\[(]at[\])] ?)[\w-]+(?:(?:\.| ?[\[(]dot[\])] ?)[\w-]+)*"
    r"(?:\.| ?[\[(]dot[\])] ?)[^\W\d_]{2,}",
    re.IGNORECASE,
)
SIGNS = ("@", "at]", "at)", "At]", "At)", "AT]", "AT)")
"""Without one of them no address of e-mail is there."""
PLATE = re.compile(
    r"(?<![\w.-])(?P<letters>[A-Z]{1,2})(?P<gap>[ -]?)"
    r"(?:[1-9]\d{2,3}(?P=gap)[A-Z]{1,3}|[1-9]\d?(?P=gap)[A-Z]{2,3})(?![\w-])"
)
STREETS = ("Jl", "Jalan", "JL", "JALAN", "jl.", "jln.", "RT", "RW", "Rw", "rw")
STREET = re.compile(
    r"\b(?:(?:Jl|Jln|Jalan|JL|JLN|JALAN)\b\.?|jln?\.)[ \t]*[^\W\d_][^\n;]{1,60}?"
    r"\b(?:No|NO|no|Nomor|nomor|Blok|Kav)\b\.?[ \t]*\d+"
    r"|\bRT[ .:]*\d{1,3}[ /,-]*(?:RW[ .:]*)?\d{1,3}\b"
    r"|(?i:\brt[ .:]*\d{1,3}[ /,-]*rw[ .:]*\d{1,3}\b)",
)


def hits(
    text: str, names: Names | None = None, allowed: Collection[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Rule and identifier for every direct identifier in a text.

    names: the researcher's private list. allowed: e-mail addresses, in lower case, that may
    stand there.
    """
    text = plain(text)
    if any(sign in text for sign in SIGNS):
        for match in MAIL.finditer(text):
            if match[0].lower() not in allowed:
                yield "e-mail address", match[0]
    if "://" in text:
        text = ADDRESS.sub(" ", text)
    if MANY.search(text):
        yield from _numbers("\n".join(line for line in text.split("\n") if MANY.search(line)))
    for match in PLATE.finditer(text):
        if match["letters"] in REGIONS:
            yield "vehicle plate", match[0]
    if any(word in text for word in STREETS):
        for match in STREET.finditer(text):
            yield "street address", match[0]
    if names:
        for name in names.found(text):
            yield "private name", name


def plain(text: str) -> str:
    """A text as it is read: compatible forms and like signs made one, nothing invisible."""
    if not text.isascii():
        text = HIDDEN.sub("", unicodedata.normalize("NFKC", text))
        text = DOTS.sub(".", DASHES.sub("-", text))
    if "\x1b" in text:
        text = COLOURS.sub("", text)
    if "\\u" in text:
        text = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return CALLED.sub(" ", text) if "wa.me" in text or "whatsapp" in text else text


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    taken: set[int] = set()
    for match in NAMED.finditer(text):
        rule = next(name for name in ("NIK", "NPWP", "NIP") if match[name])
        taken.add(match.start("number"))
        yield rule, match["number"]
    for match in NUMBERS.finditer(text):
        kind = str(match.lastgroup) if match.lastgroup in ("NIK", "NIP", "NPWP") else _kind(match)
        number = match[kind]
        if match.start(kind) in taken or (kind == "NIK" and not is_nik(number)):
            continue
        taken.add(match.start(kind))
        yield ("phone number" if kind == "phone" else kind), number
    for match in GROUPS.finditer(text):
        # Three different digits at least: a row of yes and no is no number.
        if match.start() not in taken and len(set(match[0])) > 3 and is_nik(match[0]):
            yield "NIK", match[0]


def _kind(match: re.Match[str]) -> str:
    return next(name for name in ("NIK", "NIP", "phone", "NPWP") if match[name])


def is_nik(text: str) -> bool:
    """Whether 16 digits, however grouped, have the structure of a NIK."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != 16:
        return False
    province, regency, district, day, month = (int(digits[i : i + 2]) for i in range(0, 10, 2))
    born = 1 <= day % 40 <= 31 and day <= 71
    serial = digits[12:] != "0000"
    return (
        province in PROVINCES
        and 1 <= regency <= 79
        and 1 <= district <= 79
        and born
        and 1 <= month <= 12
        and serial
    )
