"""Labels of tables and figures, a column a language, kept with the book.

What only one study can say, such as the name of its province, stands in its study.toml.
"""

from __future__ import annotations

import csv

from .errors import PlaceError, ResultError
from .place import Place


class Labels(dict[str, str]):
    """Term to label. A term without a label is a mistake, not a default."""

    def __missing__(self, term: str) -> str:
        raise ResultError(f"book/words.csv has no label for {term!r}.", "Add a row for it.")


def labels(place: Place) -> Labels:
    """The labels in the study's language, or its own of the section [labels] of study.toml.

    Raises PlaceError if there is no such column.
    """
    with place.words.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or place.language not in rows[0]:
        raise PlaceError(
            f"{place.show(place.words)} has no column {place.language!r}.",
            "Add it, or set another language in study.toml.",
        )
    own = place.study.get("labels", {})
    return Labels({row["term"]: row[place.language] for row in rows} | own)
