"""What a planned comparison of two groups could see, from its numbers alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from .power import Verdicts, cases_needed
from .two_groups import TAILS, split

ENUMERATED = "exact, by enumeration of all outcomes; no data, nothing drawn"


def design(
    cases: int,
    effect: float,
    base: float,
    share: float,
    tail: str = TAILS[0],
    level: float = 0.05,
    wanted: float = 0.80,
) -> dict[str, Any]:
    """What a planned comparison of two groups could see, exactly.

    cases: in both groups; effect: what the first group's share has more than the base; share:
    of the cases that are in the first group; tail: of Fisher's test. Returns supporters,
    others; size, power, type_s, type_m (Fisher's test, the difference in shares), firth_power
    (two-sided); coverage (of Newcombe's 95% interval); least (None: none is); needed (None:
    more than were tried); method. Raises ValueError, saying what cannot be, unless base
    and base + effect are shares above 0 and below 1, the effect is above 0, and either group
    has a member.
    """
    if not (0.0 < base < base + effect < 1.0):
        raise ValueError(f"a base of {base:g} and {effect:g} more are not two shares")
    tests = Verdicts.of(split(cases, share), level, tail)
    found = tests.errors(base, effect)["fisher_exact"]
    sought = cases_needed(base, effect, share, wanted, level, tail)
    return {
        "supporters": tests.groups.first,
        "others": tests.groups.second,
        "size": tests.power(base, 0.0)["fisher_exact"],
        "power": found.power,
        "type_s": _or_none(found.type_s),
        "type_m": _or_none(found.type_m),
        "firth_power": tests.power(base, effect)["firth_logit"],
        "coverage": tests.covered(base, effect)["newcombe"],
        "least": _or_none(tests.least(base, wanted)["fisher_exact"]),
        "needed": _or_none(sought),
        "level": level,
        "wanted": wanted,
        "method": ENUMERATED,
    }


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
