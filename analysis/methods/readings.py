"""Two readings of the same units compared: by presence of codes, by sets, by passages.

A *reading* is a table of one row a unit and code (columns unit, code, start, end); a unit that
was read and got no code has a row without one. Units that one of two readings lacks are left
out by whoever calls: they would count as agreement.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .agreement import (
    NO_PAIR,
    NO_VARIATION,
    Coefficient,
    Summed,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent,
    set_alpha,
)
from .overlap import Marked, Span, character_f1, character_jaccard, passage_f1
from .redrawn import interval

PRESENCE = (False, True)
ANY = "any code or none"
GIVEN = "each code that was given"
WHOLE = "each code of the codebook"
SETS = "the set of codes"
PASSAGES = "passages"
NEVER = "never used"


@dataclass(frozen=True)
class Reading:
    """What one reading gave each unit: sets of codes, and passages by code."""

    codes: Mapping[str, frozenset[str]]
    passages: Mapping[str, Marked]


def reading(table: pd.DataFrame) -> Reading:
    """A reading from its rows. table: unit, code (missing for none), start, end (or missing)."""
    codes: dict[str, set[str]] = {unit: set() for unit in table.unit}
    passages: dict[str, dict[str, list[Span]]] = {unit: {} for unit in codes}
    given = table[table.code.notna()]
    ends = zip(given.start.array, given.end.array, strict=True)
    for unit, code, (start, end) in zip(given.unit, given.code, ends, strict=True):
        codes[unit].add(code)
        if not (pd.isna(start) or pd.isna(end)):
            passages[unit].setdefault(code, []).append((int(start), int(end)))
    return Reading({unit: frozenset(given) for unit, given in codes.items()}, passages)


def presence(
    first: Reading, second: Reading, units: Sequence[str], codes: Sequence[str]
) -> NDArray[np.bool_]:
    """Whether each reading gave each code to each unit, unit after unit of one code: (u k, 2)."""
    both = [
        [code in each.codes[unit] for code in codes for unit in units] for each in (first, second)
    ]
    return np.array(both, dtype=bool).T


def of_presence(ratings: NDArray[np.bool_]) -> dict[str, Summed]:
    """The coefficients of presence and absence, by name."""
    return {
        "percent": percent(ratings),
        "cohen_kappa": cohen_kappa(ratings),
        "fleiss_kappa": fleiss_kappa(ratings),
        "gwet_ac1": gwet_ac1(ratings, PRESENCE),
        "krippendorff_alpha": krippendorff_alpha(ratings),
    }


def chance_by_code(
    first: Reading, second: Reading, units: Sequence[str], codes: Sequence[str]
) -> Coefficient:
    """Kappa of presence over all codes, with the chance agreement of each code for itself.

    kappa = (p - e) / (1 - e) with p and e averaged over the codes, e of one code as in Cohen
    (1960). A pooled kappa takes e from one rate over all codes, as a rule lower, since codes
    are not equally frequent.
    """
    if not (units and codes):
        return Coefficient(None, NO_PAIR)
    pairs = presence(first, second, units, codes).reshape(len(codes), len(units), 2)
    one, other = pairs.mean(axis=1).T
    seen = float((pairs[..., 0] == pairs[..., 1]).mean())
    chance = float((one * other + (1 - one) * (1 - other)).mean())
    if np.isclose(chance, 1.0):
        return Coefficient(None, NO_VARIATION)
    return Coefficient((seen - chance) / (1 - chance))


def measures(
    first: Reading, second: Reading, units: Sequence[str], codes: Sequence[str]
) -> list[tuple[str, str, Summed, list[str]]]:
    """Everything two readings are compared by: measure, coefficient, its sums, unit of each part.

    codes: all that could have been given.
    """
    given = [c for c in codes if any(c in r.codes[u] for r in (first, second) for u in units)]
    found: list[tuple[str, str, Summed, list[str]]] = []
    some = np.array([[bool(first.codes[u]), bool(second.codes[u])] for u in units])
    found += [(ANY, name, summed, list(units)) for name, summed in of_presence(some).items()]
    for measure, asked in ((GIVEN, given), (WHOLE, list(codes))):
        owners = [unit for _ in asked for unit in units]
        if owners:
            ratings = presence(first, second, units, asked)
            found += [(measure, n, s, owners) for n, s in of_presence(ratings).items()]
    sets = [[first.codes[unit], second.codes[unit]] for unit in units]
    found += [(SETS, "percent", percent(sets), list(units))]
    found += [(SETS, "masi_alpha", set_alpha(sets), list(units))]
    one, other = ([each.passages[unit] for unit in units] for each in (first, second))
    for name, summed in {
        "character_jaccard": character_jaccard(one, other),
        "character_f1": character_f1(one, other),
        "passage_f1_exact": passage_f1(one, other),
        "passage_f1_touching": passage_f1(one, other, exact=False),
    }.items():
        found.append((PASSAGES, name, summed, list(units)))
    return found


def told(
    summed: Summed, owners: Sequence[str], documents: Mapping[str, Hashable]
) -> dict[str, Any]:
    """A coefficient with its interval: value, ci_low, ci_high, and why any of them is missing."""
    found = summed.estimate()
    if found.value is None:
        return {"value": None, "ci_low": None, "ci_high": None, "lacking": found.reason}
    around = interval(summed, [documents[unit] for unit in owners])
    limits = {"ci_low": around.low, "ci_high": around.high}
    return {"value": found.value, **limits, "lacking": around.reason or None}


def within(
    first: Reading, second: Reading, units: Sequence[str], codes: Sequence[str]
) -> dict[tuple[str, str], Coefficient]:
    """The same coefficients over some of the units, by measure and name, without interval."""
    return {(m, n): s.estimate() for m, n, s, _ in measures(first, second, units, codes)}
