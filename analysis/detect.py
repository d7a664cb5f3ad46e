"""What a study of this kind could detect: nothing here was observed.

Two groups are compared, supporters and others, and each member has a yes (a reward, a
reprisal) or not. Enumerated where only the totals matter; drawn where agencies do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray

from study.kinds import Number, Table

from .methods import agencies as within
from .methods import ordered_many as ordered
from .methods import power
from .methods.agencies import Agencies, Cell, standard_error
from .methods.power import Verdicts
from .methods.two_groups import Groups, split

Array = NDArray[Any]

ALIKE, DIFFER = "agencies alike", "agencies differ"
METHODS = ("fisher_exact", "firth_logit", "newcombe", "within")
INTERVALS = ("firth_logit", "newcombe")  # what is significant is what the interval leaves out
TWO_SIDED = "two-sided"
CURVE_STEP = 0.01


@dataclass(frozen=True)
class _Assumed:
    """The table of parameters, taken apart."""

    table: Table

    def one(self, name: str) -> float:
        """The value of a parameter that has one."""
        return float(self.many(name)[0])

    def many(self, name: str) -> list[float]:
        """All values of a parameter."""
        values = self.table.value[self.table.parameter.eq(name)]
        return [float(value) for value in values]

    @property
    def cases(self) -> list[int]:
        return [int(cases) for cases in self.many("cases")]

    @property
    def effects(self) -> list[float]:
        return [points / 100 for points in self.many("points")]

    @property
    def published(self) -> float:
        return self.one("literature_points") / 100

    @property
    def draws(self) -> int:
        return int(self.one("draws"))

    @property
    def seed(self) -> int:
        return int(self.one("seed"))

    def groups(self, cases: int) -> Groups:
        """Supporters and others among so many cases."""
        return split(cases, self.one("share"))

    def error(self, share: float) -> float:
        """Monte Carlo standard error of a share of the data sets drawn."""
        return standard_error(share, self.draws)


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
    assumed = _Assumed(detection_parameters)
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
    assumed = _Assumed(detection_parameters)
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
    assumed = _Assumed(detection_parameters)
    grid = [(cases, effect) for cases in assumed.cases for effect in assumed.effects]
    cells = [Cell(_spread(assumed, cases, ALIKE), effect, {}) for cases, effect in grid]
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
    assumed = _Assumed(detection_parameters)
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
    assumed = _Assumed(detection_parameters)
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
    assumed = _Assumed(detection_parameters)
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
    assumed = _Assumed(detection_parameters)
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


def detection_moves(detection_parameters: Table) -> Table:
    """What the ordered logit of moves could see: demotion below lateral below promotion.

    Supporters' odds of a higher move are multiplied by what adds the published effect to the
    share promoted. Returns one row a number of cases: cases, odds_ratio, test_size and
    test_size_mcse (no effect), power and power_mcse, type_m (of the log odds ratio, among the
    significant), refused and refused_mcse (data sets, with the effect, that allow no
    estimate; they count as not significant). All drawn.
    """
    assumed = _Assumed(detection_parameters)
    moves, truth = _moves_of_others(assumed), _log_odds_of_moves(assumed)
    grid = [(cases, effect) for cases in assumed.cases for effect in (0.0, truth)]
    seeds = np.random.SeedSequence(assumed.seed + 3).spawn(len(grid))
    work = delayed(ordered.drawn_fits)
    fits = Parallel()(
        work((groups.first, groups.second), moves, effect, assumed.draws, seed)
        for (groups, effect), seed in zip(
            ((assumed.groups(cases), effect) for cases, effect in grid), seeds, strict=True
        )
    )
    pairs = zip(assumed.cases, fits[::2], fits[1::2], strict=True)
    return pd.DataFrame([_moves(assumed, cases, truth, *pair) for cases, *pair in pairs])


def detection_moves_within(detection_parameters: Table) -> Table:
    """The test of moves that the plan makes, beside that of the ordered logit.

    Where agencies are alike, and where they differ in their supporters and in how moves turn
    out for all: there as many are promoted as have a yes in detection_agencies. Returns one row
    a number of cases and world: id, cases, world, logit_size (how often the likelihood ratio
    finds an effect where there is none), within_size (the permutation of ranks within
    agencies), within_power (the published effect, on the share promoted where agencies are
    alike), each with its error (_mcse). A data set that allows no estimate counts as one in
    which nothing is found. All drawn; p is that of all rearrangements.
    """
    assumed = _Assumed(detection_parameters)
    up, truth = assumed.one("promotion"), _log_odds_of_moves(assumed)
    grid = [(c, w, e) for c in assumed.cases for w in (ALIKE, DIFFER) for e in (0.0, truth)]
    seeds = np.random.SeedSequence(assumed.seed + 4).spawn(len(grid))
    work, tasks, draws = delayed(ordered.drawn_tests), [], int(assumed.one("draws_moves"))
    for (cases, world, effect), seed in zip(grid, seeds, strict=True):
        spread = _spread(assumed, cases, world)
        commons = spread.base if world == DIFFER else np.full_like(spread.base, up)
        shares = [
            ordered.shifted(_moves_of_others(assumed), power.log_odds_of(up, common - up))
            for common in commons
        ]
        sizes = (spread.first, spread.second)
        tasks.append(work(sizes, np.array(shares), effect, draws, seed))
    found = Parallel()(tasks)
    rows = []
    for (cases, world, _), null, there in zip(grid[::2], found[::2], found[1::2], strict=True):
        line: dict[str, Any] = {
            "id": f"{cases}.{world.split()[-1]}",
            "cases": cases,
            "world": world,
        }
        for name, p in (
            ("logit_size", null[0]),
            ("within_size", null[1]),
            ("within_power", there[1]),
        ):
            share = float((p <= assumed.one("level") + within.SLACK).mean())
            line |= {name: share, f"{name}_mcse": standard_error(share, draws)}
        rows.append(line)
    return pd.DataFrame(rows)


def _moves_of_others(assumed: _Assumed) -> Array:
    """Shares of demotion, lateral move and promotion without support, (3,)."""
    down, up = assumed.one("demotion"), assumed.one("promotion")
    return np.array([down, 1.0 - down - up, up])


def _log_odds_of_moves(assumed: _Assumed) -> float:
    """What adds the published effect to the share promoted."""
    return power.log_odds_of(assumed.one("promotion"), assumed.published)


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _key(cases: int, effect: float) -> str:
    """``40.105``: cases and effect in tenths of a percentage point."""
    return f"{cases}.{round(1000 * effect)}"


def _moves(
    assumed: _Assumed,
    cases: int,
    truth: float,
    null: ordered.OrderedFits,
    there: ordered.OrderedFits,
) -> dict[str, float]:
    """The row of one number of cases: fits without an effect, and with it."""
    level = assumed.one("level")
    size, seen = float((null.p <= level).mean()), there.p <= level
    found, refused = float(seen.mean()), float(np.isnan(there.p).mean())
    return {
        "cases": cases,
        "odds_ratio": float(np.exp(truth)),
        "test_size": size,
        "test_size_mcse": assumed.error(size),
        "power": found,
        "power_mcse": assumed.error(found),
        "type_m": float(np.abs(there.estimate[seen]).mean() / truth) if found else np.nan,
        "refused": refused,
        "refused_mcse": assumed.error(refused),
    }


def _tests(assumed: _Assumed, cases: int) -> Verdicts:
    return Verdicts.of(assumed.groups(cases), assumed.one("level"))


def _spread(assumed: _Assumed, cases: int, world: str) -> Agencies:
    """The cases over agencies of about one size, an even number of them."""
    groups, count = assumed.groups(cases), 2 * max(1, round(cases / assumed.one("agency") / 2))
    base, low = assumed.one("base"), assumed.one("base_low")
    if world == ALIKE:
        return within.alike(groups, count, base)
    return within.differing(groups, count, assumed.one("share_low"), low, 2 * base - low)


def _without_effect(
    assumed: _Assumed, world: str, seed: int
) -> Iterator[tuple[int, dict[str, float]]]:
    """How often each test finds something in data sets drawn without an effect, by cases."""
    cells = [
        Cell(_spread(assumed, cases, world), 0.0, _tests(assumed, cases).said)
        for cases in assumed.cases
    ]
    found = within.shares(cells, assumed.draws, assumed.one("level"), seed)
    return zip(assumed.cases, found, strict=True)


def _sizes(
    assumed: _Assumed, cases: int, world: str, drawn: dict[str, float], exact: dict[str, float]
) -> list[dict[str, Any]]:
    """The rows of one number of cases: exact figures where there are any."""
    size = {**drawn, **exact}
    return [
        {
            "id": f"{cases}.{method}",
            "cases": cases,
            "supporters": assumed.groups(cases).first,
            "agencies": len(_spread(assumed, cases, world).base),
            "method": method,
            "test_size": size[method],
            "test_size_mcse": None if method in exact else assumed.error(size[method]),
            "coverage": 1.0 - size[method] if method in INTERVALS else None,
        }
        for method in METHODS
    ]
