"""The thresholds of the statistical rules: those of ACRO, unless study.toml gives its own.

They stand in the section ``[disclosure]``. The defaults are those of ``acro/default.yaml`` of the
program ACRO (AI-SDC/ACRO), but for one: there a count of zero is disclosive as well. Here it is
not unless ``zeros`` says so, for that a code is never given is itself a result.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from ..errors import DisclosureError
from ..place import Place

SECTION = "disclosure"


@dataclass(frozen=True)
class Thresholds:
    """What a result that rests on closed tables must keep to.

    small_cell: the least count of a cell, and the fewest persons behind a value;
    degrees_of_freedom: the fewest beyond the terms of a model; dominance_n, dominance_k: so many
    persons may not give more than this share; dominance_p: all but the two largest together give
    at least this share of the largest; zeros: whether a count of zero is a small cell.
    """

    small_cell: int = 10
    degrees_of_freedom: int = 10
    dominance_n: int = 2
    dominance_k: float = 0.9
    dominance_p: float = 0.1
    zeros: bool = False


def read(place: Place) -> Thresholds:
    """The thresholds of a study.

    Raises DisclosureError for a setting that is not one of them or not of its kind.
    """
    given = place.study.get(SECTION, {})
    kinds = {each.name: type(each.default) for each in fields(Thresholds)}
    wrong = []
    for name, value in given.items() if isinstance(given, dict) else [(SECTION, given)]:
        kind = kinds.get(name)
        fits = type(value) is kind or (kind is float and type(value) is int)
        if not fits or value < 0:
            wrong.append(f"study.toml, [{SECTION}], {name} = {value!r}")
    if wrong:
        told = ", ".join(f"{name} ({kind.__name__})" for name, kind in kinds.items())
        raise DisclosureError(wrong, f"There are: {told}; none is negative.")
    return Thresholds(**given)


def defaults() -> Thresholds:
    """What stands where study.toml says nothing."""
    return Thresholds()
