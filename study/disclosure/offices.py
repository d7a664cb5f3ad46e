"""Offices that one person in a regency holds: named in an interview, they name the person.

The list is offices.csv. *alone*: the words themselves point to one person. *named*: they do once
the agency or place follows; without it they name a class ("the head of an agency").
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

LIST = Path(__file__).with_name("offices.csv")
NO_PLACE = (
    *("yang", "itu", "ini", "dan", "atau", "di", "ke", "dari", "tersebut", "lain", "lama", "baru"),
    *("saya", "kami", "kita", "dia", "mereka", "sudah", "juga", "tidak", "akan", "pada", "untuk"),
    *("dengan", "sendiri", "ada", "bilang", "minta", "datang", "terkait", "setempat", "masing"),
    *("who", "that", "and", "or", "in", "is", "was", "were", "had", "has", "said", "a", "an"),
    *("another", "some", "their", "my", "our", "his", "her", "one", "agencies", "districts"),
    *("iku", "niku", "sing", "ingkang", "karo", "kalih", "punika", "wonten", "teng"),
)
"""Words after an office that name neither agency nor place."""


def offices(text: str) -> Iterator[str]:
    """Every single-holder office named in a text, with the word that makes it so."""
    for match in _pattern().finditer(text):
        after = match["after"]
        if match["named"] is None or (after and after.casefold() not in NO_PLACE):
            yield " ".join(match[0].split())


@lru_cache
def _pattern() -> re.Pattern[str]:
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    forms = {
        form: "|".join(
            re.escape(row["office"]).replace(r"\ ", r"\s+")
            for row in sorted(rows, key=lambda row: -len(row["office"]))
            if row["form"] == form
        )
        for form in ("alone", "named")
    }
    # "desa X" and "dinas X" follow some offices: the place is the word after these.
    place = r"(?:\s+(?:the|desa|kecamatan|kelurahan|dinas|badan))?\s+(?P<after>[^\W\d_][\w'-]*)"
    return re.compile(
        rf"\b(?:(?P<alone>{forms['alone']})\b|(?P<named>{forms['named']})\b(?:{place})?)",
        re.IGNORECASE,
    )
