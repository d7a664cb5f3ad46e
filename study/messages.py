"""What is said of tables, in the languages of messages.csv: the only place of their wording.

A message is a *phrase*: the code of a template and the values put into it. A code is stable, so
scripts may rely on it; a translator edits messages.csv alone.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

CATALOGUE = Path(__file__).with_name("messages.csv")
LANGUAGES = ("en", "id")

Filling: TypeAlias = "str | int | float | Phrase | tuple[Any, ...]"


@dataclass(frozen=True)
class Phrase:
    """A template by its code, and what fills it: texts, numbers, phrases or several of these."""

    code: str
    values: tuple[tuple[str, Filling], ...] = ()

    def told(self, language: str = "en") -> str:
        """The phrase in a language of the catalogue; several values stand between semicolons."""
        template = catalogue(language)[self.code]
        return template.format(**{name: _told(value, language) for name, value in self.values})


def phrase(code: str, **values: Filling) -> Phrase:
    """A phrase: ``phrase("did_you_mean", guess="cases")``."""
    return Phrase(code, tuple(values.items()))


def plain(text: str) -> Phrase:
    """Text that reads the same in every language: a number, a name, a list of words."""
    return phrase("plain", text=text)


NOTHING = Phrase("nothing")
"""Where there is nothing to say."""


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """Templates by code. Raises KeyError if there is no such language."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row[language] for row in csv.DictReader(file)}


def _told(value: Filling, language: str) -> str | int | float:
    if isinstance(value, tuple):
        return "; ".join(str(_told(each, language)) for each in value)
    return value.told(language) if isinstance(value, Phrase) else value
