"""What a planned study could see, in sentences for whoever writes a proposal.

The figures come from the function ``design`` of the module ``methods.design`` of the analysis
package named in study.toml, loaded when it is asked for; here they are only put into words.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

from .errors import ResultError
from .place import Place

MODULE, FUNCTION = "methods.design", "design"
MOST = 2_000
"""Cases: every outcome of two groups is gone through, and there are a quarter of their square."""


def designed(place: Place, **plan: Any) -> str:
    """The figures of a plan in words, and under which assumptions they hold.

    plan: cases, effect, base, share and tail, as the function asks for them. Raises ResultError
    if the analysis package has no such function, ValueError if the plan cannot be.
    """
    return told(_function(place)(**plan), **plan)


def told(
    found: Mapping[str, Any], cases: int, effect: float, base: float, share: float, tail: str
) -> str:
    """What was found of a plan, as text of several lines.

    found: supporters, others, size, power, type_s, type_m, firth_power, coverage, least,
    needed, level, wanted, method; share: said by the two groups.
    """
    points = f"{100 * effect:.3g} points"
    wanted = f"{found['wanted']:.0%}"
    lines = [
        f"Assumed: {cases} cases, {found['supporters']} of them supporters and "
        f"{found['others']} others; {base:.1%} of the others have the outcome, and {points} more "
        f"of the supporters: {base + effect:.1%}. The cases are independent of each other.",
        "",
        f"Nothing going on   Fisher's exact test ({tail}, {found['level']:.0%}) would find "
        f"something in {_share(found['size'])} of studies.",
        f"Power              It would find the effect in {_share(found['power'])} of studies; "
        f"Firth's logit (two-sided) in {_share(found['firth_power'])}.",
        _errors(found),
        f"Interval           Newcombe's 95% interval would hold the effect in "
        f"{_share(found['coverage'])} of studies.",
        _least(found, wanted),
        _needed(found, wanted, points),
        "",
        f"Method: {found['method']}. Types S and M: Gelman and Carlin (2014).",
        "Cases told by one informant, errors of coding and agencies that differ lower the power; "
        "agencies that differ also make tests without them find what is not there.",
    ]
    return "\n".join(lines)


def _errors(found: Mapping[str, Any]) -> str:
    if found["type_m"] is None:
        return "Types S and M      No outcome would be significant."
    return (
        f"Types S and M      Of its significant results {_share(found['type_s'])} would have the "
        f"wrong sign; on average they would be {found['type_m']:.1f} times too large."
    )


def _least(found: Mapping[str, Any], wanted: str) -> str:
    head = "Least visible      "
    if found["least"] is None:
        return (
            f"{head}None: even if all supporters had the outcome, fewer than {wanted} of studies "
            "would find it."
        )
    return (
        f"{head}The smallest increase over the base found in {wanted} of studies is "
        f"{100 * found['least']:.1f} points."
    )


def _needed(found: Mapping[str, Any], wanted: str, points: str) -> str:
    head = "Cases needed       "
    if found["needed"] is None:
        return f"{head}More than were tried would be needed to find {points} in {wanted}."
    return (
        f"{head}To find {points} in {wanted} of studies takes about {found['needed']:,.0f} cases."
    )


def _share(value: float) -> str:
    """A share in per cent, never rounded to nothing or to all."""
    if 0 < value < 0.0005:
        return "less than 0.1%"
    if 0.9995 < value < 1:
        return "more than 99.9%"
    return f"{value:.1%}"


def _function(place: Place) -> Callable[..., Mapping[str, Any]]:
    """The function that computes a design. Raises ResultError if there is none."""
    root = str(place.root)
    if root not in sys.path:
        sys.path.insert(0, root)
    package = ".".join(place.analysis.relative_to(place.root).parts)
    if not place.analysis.joinpath(*MODULE.split(".")).with_suffix(".py").is_file():
        raise ResultError(
            f"The analysis package {package} cannot say what a study could detect.",
            f"Give it a module {MODULE} with a function {FUNCTION}.",
        )
    function: Callable[..., Mapping[str, Any]] = getattr(
        importlib.import_module(f"{package}.{MODULE}"), FUNCTION
    )
    return function
