"""The words an author may write for a column or a value, in Indonesian and English."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

from ..messages import Phrase

WORDS = Path(__file__).with_name("vocabulary.csv")
CHOICES = {
    "consent": Phrase("choices_consent"),
    "role_class": Phrase("choices_role_class"),
    "certainty": Phrase("choices_certainty"),
    "kind": Phrase("choices_kind"),
    "echelon": Phrase("choices_echelon"),
}
"""What may be written, one word for each meaning, in the language of who is told."""


@lru_cache(maxsize=100_000)  # the words of a text come again and again
def folded(text: str) -> str:
    """Small letters and single spaces, without signs: ``folded("Role_Class ") == "role class"``."""
    return " ".join(re.sub(r"[\W_]+", " ", text).casefold().split())


@lru_cache
def vocabulary(name: str) -> dict[str, str]:
    """What is meant by what is said, folded, of one list of the vocabulary: a column or a value."""
    found: dict[str, str] = {}
    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["list"] == name:
                found |= {said: row["meant"] for said in row["said"].split("|")}
    return found


def meant(name: str, text: str) -> str:
    """What a text means in a list of the vocabulary; "" if nobody knows."""
    return vocabulary(name).get(folded(text), "")
