"""What a study of moves could detect, pooled and within agencies: nothing was observed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray

from study.kinds import Table

from .methods import ordered_many as ordered
from .methods import power
from .methods.agencies import SLACK, standard_error
from .methods.assumed import ALIKE, DIFFER, Assumed

Array = NDArray[Any]


def detection_moves(detection_parameters: Table) -> Table:
    """What the ordered logit of moves could see: demotion below lateral below promotion.

    Supporters' odds of a higher move are multiplied by what adds the published effect to the
    share promoted. Returns one row a number of cases: cases, odds_ratio, test_size and
    test_size_mcse (no effect), power and power_mcse, type_m (of the log odds ratio, among the
    significant), refused and refused_mcse (data sets, with the effect, that allow no
    estimate; they count as not significant). All drawn.
    """
    assumed = Assumed(detection_parameters)
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
    alike), each with its error (_mcse). A data set that allows no estimate counts for the
    likelihood ratio as one in which nothing is found. All drawn; p is that of all rearrangements.
    """
    assumed = Assumed(detection_parameters)
    up, truth = assumed.one("promotion"), _log_odds_of_moves(assumed)
    grid = [(c, w, e) for c in assumed.cases for w in (ALIKE, DIFFER) for e in (0.0, truth)]
    seeds = np.random.SeedSequence(assumed.seed + 4).spawn(len(grid))
    work, tasks, draws = delayed(ordered.drawn_tests), [], int(assumed.one("draws_moves"))
    for (cases, world, effect), seed in zip(grid, seeds, strict=True):
        spread = assumed.spread(cases, world)
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
            share = float((p <= assumed.one("level") + SLACK).mean())
            line |= {name: share, f"{name}_mcse": standard_error(share, draws)}
        rows.append(line)
    return pd.DataFrame(rows)


def _moves_of_others(assumed: Assumed) -> Array:
    """Shares of demotion, lateral move and promotion without support, (3,)."""
    down, up = assumed.one("demotion"), assumed.one("promotion")
    return np.array([down, 1.0 - down - up, up])


def _log_odds_of_moves(assumed: Assumed) -> float:
    """What adds the published effect to the share promoted."""
    return power.log_odds_of(assumed.one("promotion"), assumed.published)


def _moves(
    assumed: Assumed,
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
