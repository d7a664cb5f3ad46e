"""What a study of this kind could detect: nothing here was observed.

Two groups are compared, supporters and others, and each member has a yes (a reward, a
reprisal) or not. Enumerated where only the totals matter; drawn where agencies do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from study.kinds import Number, Table

from .methods import agencies as within
from .methods import power
from .methods.agencies import Cell
from .methods.assumed import ALIKE, DIFFER, Assumed
from .methods.power import Verdicts

METHODS = ("fisher_exact", "firth_logit", "newcombe", "within")
INTERVALS = ("firth_logit", "newcombe")  # what is significant is what the interval leaves out
TWO_SIDED = "two-sided"
CURVE_STEP = 0.01


def detection_size(detection_parameters: Table) -> Table:
    """How often each test finds something where there is nothing, and what intervals cover.

    Agencies are alike. Returns one row a number of cases and method: id, cases, supporters,
    agencies, method (fisher_exact; firth_logit: penalised likelihood ratio and its profile
    interval; newcombe: interval of the difference; within: permutation within agencies),
    test_size (share of studies with p at most the level, or an interval without zero),
    test_size_mcse, coverage (share of intervals that hold zero), coverage_published (the same
    where the published effect is there), within_margin (newcombe: the interval lies within the
    margin of the plan on both sides of zero). An mcse is given where data sets were drawn;
    without one the figure is exact.
    """
    assumed = Assumed(detection_parameters)
    base, rows = assumed.one("base"), []
    for cases, drawn in _without_effect(assumed, ALIKE, assumed.seed):
        tests = _tests(assumed, cases)
        covered = tests.covered(base, assumed.published)
        exact = tests.power(base, 0.0)
        narrow = {"newcombe": tests.narrow(base, assumed.one("margin") / 100)}
        for line in _sizes(assumed, cases, ALIKE, drawn, exact):
            method = line["method"]
            more = {"coverage_published": covered.get(method), "within_margin": narrow.get(method)}
            rows.append(line | more)
    return pd.DataFrame(rows)


def detection_agencies(detection_parameters: Table) -> Table:
    """The same where agencies differ: in their supporters, and in how common a yes is in all.

    Within each agency supporters have a yes as often as the others, so there is no effect.
    Columns as in detection_size, without the last two; all drawn.
    """
    assumed = Assumed(detection_parameters)
    rows: list[dict[str, Any]] = []
    for cases, drawn in _without_effect(assumed, DIFFER, assumed.seed + 1):
        rows += _sizes(assumed, cases, DIFFER, drawn, {})
    return pd.DataFrame(rows)


def detection_power(detection_parameters: Table) -> Table:
    """How often an effect is found: a grid of numbers of cases and effects.

    Returns one row a number of cases and effect: id, cases, points (percentage points above
    the base), fisher_exact, firth_logit and newcombe (exact), within (permutation within
    agencies, drawn, agencies alike) and within_mcse.
    """
    assumed = Assumed(detection_parameters)
    grid = [(cases, effect) for cases in assumed.cases for effect in assumed.effects]
    cells = [Cell(assumed.spread(cases, ALIKE), effect, {}) for cases, effect in grid]
    drawn = within.shares(cells, assumed.draws, assumed.one("level"), assumed.seed + 2)
    rows = []
    for (cases, effect), cell in zip(grid, drawn, strict=True):
        rows.append(
            {
                "id": _key(cases, effect),
                "cases": cases,
                "points": round(100 * effect, 6),
                **_tests(assumed, cases).power(assumed.one("base"), effect),
                "within": cell["within"],
                "within_mcse": assumed.error(cell["within"]),
            }
        )
    return pd.DataFrame(rows)


def detection_curves(detection_parameters: Table) -> Table:
    """Power of Fisher's exact test over effects of every size, exactly.

    Returns one row a number of cases and effect: id, cases, points, power.
    """
    assumed = Assumed(detection_parameters)
    base = assumed.one("base")
    effects = np.arange(0, int(np.floor((1 - base) / CURVE_STEP + 1e-9)) + 1) * CURVE_STEP
    parts = []
    for cases in assumed.cases:
        tests = _tests(assumed, cases)
        curve = power.power_curve(tests.fisher, tests.groups, base, effects)
        parts.append(
            pd.DataFrame(
                {
                    "id": [_key(cases, effect) for effect in effects],
                    "cases": cases,
                    "points": np.round(100 * effects, 6),
                    "power": curve,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def detection_errors(detection_parameters: Table) -> Table:
    """Among significant results: how often the sign is wrong, how many times too large.

    Gelman and Carlin (2014), exactly. Returns one row a number of cases and effect: id, cases,
    points; for Fisher's test with the difference in shares, and for Firth's logit with the log
    odds ratio, each with its name before it: _type_s (share with the wrong sign), _type_m
    (mean size of the estimate over the true one).
    """
    assumed = Assumed(detection_parameters)
    base, rows = assumed.one("base"), []
    for cases in assumed.cases:
        tests = _tests(assumed, cases)
        for effect in assumed.effects:
            found = tests.errors(base, effect)
            rows.append(
                {
                    "id": _key(cases, effect),
                    "cases": cases,
                    "points": round(100 * effect, 6),
                    **{
                        f"{name}_{kind}": value
                        for name, each in found.items()
                        for kind, value in (("type_s", each.type_s), ("type_m", each.type_m))
                    },
                }
            )
    return pd.DataFrame(rows)


def least_visible_effect(detection_parameters: Table) -> Table:
    """The smallest effect that is found with the power wanted, by number of cases.

    Returns one row a number of cases: cases, supporters, and for fisher_exact, firth_logit
    and newcombe the increase over the base in percentage points, exactly; missing where even
    an effect that gives everybody a yes is found less often.
    """
    assumed = Assumed(detection_parameters)
    rows = []
    for cases in assumed.cases:
        tests = _tests(assumed, cases)
        least = tests.least(assumed.one("base"), assumed.one("power"))
        points = {name: round(100 * effect, 6) for name, effect in least.items()}
        rows.append({"cases": cases, "supporters": tests.groups.first, **points})
    return pd.DataFrame(rows)


def cases_needed(detection_parameters: Table) -> Number:
    """How many cases the published effect needs, and what the parameters come to.

    Fields: cases (in tens, for Fisher's test at the power wanted), points, base, share,
    level, power, increase (as published), draws, draws_moves, margin (in points), agency,
    base_low, base_high, share_low, share_high, smallest and largest (numbers of cases compared).
    """
    assumed = Assumed(detection_parameters)
    told = ("base", "share", "level", "power", "share_low", "base_low")
    told_of = {name: assumed.one(name) for name in told}
    needed = _or_none(
        power.cases_needed(
            *(told_of["base"], assumed.published, told_of["share"], told_of["power"]),
            *(told_of["level"], TWO_SIDED),
        )
    )
    return Number(
        {
            "cases": needed,
            "points": assumed.one("literature_points"),
            "increase": assumed.one("literature_increase"),
            **told_of,
            "share_high": round(2 * told_of["share"] - told_of["share_low"], 9),
            "base_high": round(2 * told_of["base"] - told_of["base_low"], 9),
            "draws": assumed.draws,
            "draws_moves": int(assumed.one("draws_moves")),
            "margin": assumed.one("margin"),
            "agency": assumed.one("agency"),
            "smallest": min(assumed.cases),
            "largest": max(assumed.cases),
        }
    )


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _key(cases: int, effect: float) -> str:
    """``40.105``: cases and effect in tenths of a percentage point."""
    return f"{cases}.{round(1000 * effect)}"


def _tests(assumed: Assumed, cases: int) -> Verdicts:
    return Verdicts.of(assumed.groups(cases), assumed.one("level"))


def _without_effect(
    assumed: Assumed, world: str, seed: int
) -> Iterator[tuple[int, dict[str, float]]]:
    """How often each test finds something in data sets drawn without an effect, by cases."""
    cells = [
        Cell(assumed.spread(cases, world), 0.0, _tests(assumed, cases).said)
        for cases in assumed.cases
    ]
    found = within.shares(cells, assumed.draws, assumed.one("level"), seed)
    return zip(assumed.cases, found, strict=True)


def _sizes(
    assumed: Assumed, cases: int, world: str, drawn: dict[str, float], exact: dict[str, float]
) -> list[dict[str, Any]]:
    """The rows of one number of cases: exact figures where there are any."""
    size = {**drawn, **exact}
    return [
        {
            "id": f"{cases}.{method}",
            "cases": cases,
            "supporters": assumed.groups(cases).first,
            "agencies": len(assumed.spread(cases, world).base),
            "method": method,
            "test_size": size[method],
            "test_size_mcse": None if method in exact else assumed.error(size[method]),
            "coverage": 1.0 - size[method] if method in INTERVALS else None,
        }
        for method in METHODS
    ]
