"""Batches of estimates beside loops over the libraries' fits, in one process on one core."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from clock import timed
from table import Aim, Row

ROWS, COLUMNS, SEED = 300, 8, 1
LOOPED, RUNS = 500, 3
EQUAL = 1e-8
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Race:
    """One case: what is estimated, how often, and how many times faster the batch should be.

    batch: all estimates, the i-th of them in row i. one: the i-th by the library.
    """

    case: str
    library: str
    times: float
    count: int
    batch: Callable[[], Any]
    one: Callable[[int], Any]


def races(draws: int = 10_000, specifications: int = 1_000) -> list[Race]:
    """The cases: permuted logits, the same with Firth's penalty, and many specifications.

    The loops get arrays ready to fit. The batches make the shuffles as well, or pick columns
    and rows: constant and a choice of seven covariates, in eight samples of nine rows in ten.
    """
    import numpy as np

    from analysis.methods.permutation import permuted
    from analysis.methods.resampling import logit_estimates

    rng = np.random.default_rng(SEED)
    design = np.column_stack([np.ones(ROWS), rng.normal(size=(ROWS, COLUMNS - 1))])
    slopes = np.array([-1.0, *rng.normal(0.0, 0.5, size=COLUMNS - 1)])
    outcome = (design @ slopes + rng.logistic(size=ROWS) > 0).astype(float)
    shuffle = partial(permuted, values=outcome, groups=np.zeros(ROWS), draws=draws, seed=SEED)
    shuffles = shuffle(np.asarray)
    sets = np.array([(True, *chosen) for chosen in product((True, False), repeat=COLUMNS - 1)])
    columns = np.repeat(sets, 8, axis=0)[:specifications]
    keep = np.tile(rng.random((8, ROWS)) < 0.9, (len(sets), 1))[:specifications]
    parts = [
        (outcome[rows], design[rows][:, used]) for used, rows in zip(columns, keep, strict=True)
    ]

    def of_all(penalised: bool) -> Any:
        return shuffle(partial(logit_estimates, design, penalised=penalised))

    def of_specifications() -> Any:
        return logit_estimates(design, outcome[None], False, columns, keep)[:, 0]

    def spread(at: int) -> Any:
        full = np.full(COLUMNS, np.nan)
        full[columns[at]] = _logit(*parts[at])
        return full

    def permuted_logit(at: int) -> Any:
        return _logit(shuffles[at], design)

    def permuted_firth(at: int) -> Any:
        return _firth(shuffles[at], design)

    logits, firths = f"{draws:,} permuted logits", f"{draws:,} permuted Firth logits"
    of_parts = f"{specifications:,} specifications"
    by_logit = "loop over sm.Logit"
    return [
        Race(logits, by_logit, 20, draws, partial(of_all, False), permuted_logit),
        Race(firths, "loop over firthmodels", 12, draws, partial(of_all, True), permuted_firth),
        Race(of_parts, by_logit, 15, specifications, of_specifications, spread),
        *designs(),
    ]


def designs(cases: int = 60) -> list[Race]:
    """The cases of a study being planned: p of everything that two groups of it can show.

    cases: half in either group. Adding up the probabilities of what is significant makes it
    power, which costs nothing beside the tests.
    """
    import numpy as np
    from scipy import stats

    from analysis.methods.firth import firth_point
    from analysis.methods.two_groups import firth_p, fisher_p, split

    groups = split(cases, 0.5)
    inside = np.repeat([1.0, 0.0], [groups.first, groups.second])
    design = np.column_stack([np.ones(cases), inside])
    outcomes = [(one, two) for one in range(groups.first + 1) for two in range(groups.second + 1)][
        1:-1
    ]  # where nobody or everybody has a yes there is no fit

    def exact(at: int) -> Any:
        one, two = outcomes[at]
        return stats.fisher_exact([[one, groups.first - one], [two, groups.second - two]])[1]

    def ratio(at: int) -> Any:
        one, two = outcomes[at]
        yes = (np.arange(cases) < one) | (
            (np.arange(cases) >= groups.first) & (np.arange(cases) < groups.first + two)
        )
        return stats.chi2.isf(firth_point(design, yes.astype(float))[1][1], df=1)

    called = f"power with {cases} cases, by"
    return [
        Race(
            f"{called} Fisher's test",
            "loop over scipy",
            50,
            len(outcomes),
            lambda: fisher_p(groups).ravel()[1:-1],
            exact,
        ),
        Race(
            f"{called} Firth's logit",
            "loop over firthmodels",
            500,
            len(outcomes),
            # The statistic: p of one that is all but zero shows the square root of its rounding.
            lambda: stats.chi2.isf(firth_p(groups).ravel()[1:-1], df=1),
            ratio,
        ),
    ]


def _logit(outcome: Any, design: Any) -> Any:
    import statsmodels.api as sm

    return sm.Logit(outcome, design).fit(disp=0).params


def _firth(outcome: Any, design: Any) -> Any:
    from firthmodels import FirthLogisticRegression

    # As the study's reported fits; their tests and intervals are left out.
    model = FirthLogisticRegression(
        backend="numpy", fit_intercept=False, gtol=EQUAL, xtol=EQUAL, max_iter=200, max_halfstep=0
    )
    return model.fit(design, outcome.astype(int)).coef_


def measured(race: Race, looped: int = LOOPED, runs: int = RUNS) -> dict[str, Any]:
    """Seconds of the batch and of part of the loop, turn by turn, and how far they differ.

    looped: fits of the loop that are timed, evenly spread; its seconds are scaled up to all.
    """
    import numpy as np

    chosen = list(range(0, race.count, race.count // looped))[:looped]
    race.one(0)  # imports and first calls are nobody's time
    found: dict[str, Any] = {"batch": [], "loop": [], "looped": looped}
    for _ in range(runs):
        started = _clock()
        batch = race.batch()
        found["batch"].append(_since(started))
        started = _clock()
        loop = [race.one(at) for at in chosen]
        found["loop"].append([spent * race.count / looped for spent in _since(started)])
    difference = np.abs(batch[chosen] - loop)
    same_gaps = bool((np.isnan(batch[chosen]) == np.isnan(loop)).all())
    found["difference"] = float(np.nanmax(difference)) if same_gaps else float("inf")
    return found


def _clock() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(started: tuple[float, float]) -> list[float]:
    return [now - then for now, then in zip(_clock(), started, strict=True)]


def pair(race: Race, found: dict[str, Any]) -> list[Row]:
    """The lines of a case: the batch with its aim, and the loop."""
    batch, loop = Row(race.case, "this project, in batches"), Row(race.case, race.library)
    for row, seconds in ((batch, found["batch"]), (loop, found["loop"])):
        row.wall = [round(wall, 4) for wall, _ in seconds]
        row.cpu = [round(cpu, 4) for _, cpu in seconds]
    ratio = statistics.median(loop.wall) / statistics.median(batch.wall)
    batch.shown = f"{ratio:.1f} times as fast"
    batch.right = f"{'yes' if found['difference'] <= EQUAL else 'NO'}, within 1e-8"
    batch.aims.append(
        Aim(f"at least {race.times:g} times as fast", 1 / ratio, 1 / race.times, strict=False)
    )
    loop.shown = f"{found['looped']:,} fits timed, scaled to {race.count:,}"
    return [batch, loop]


def rows(root: Path) -> list[Row]:
    """All cases, measured in a process that keeps to one core and one thread."""
    said = timed([sys.executable, str(Path(__file__).resolve())], root).said
    found = json.loads(said.splitlines()[-1])
    return [row for race, each in zip(races(), found, strict=True) for row in pair(race, each)]


def main() -> None:
    """Measure every case here and print what was found, as JSON."""
    os.environ.update(dict.fromkeys(THREADS, "1"))  # read when numpy is imported
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    warnings.simplefilter("ignore")
    print(json.dumps([measured(race) for race in races()]))


if __name__ == "__main__":
    main()
