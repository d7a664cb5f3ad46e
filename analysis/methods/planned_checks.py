"""What the plan sets beside its primary models: a dose, other ways of counting, an interaction.

None of these is a test of its own: they carry no adjusted p and decide nothing.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from . import comparison
from .exact import clopper_pearson
from .firth import firth_logit
from .identified import Unidentified
from .rules import Rules
from .tokens import of_table

Array = NDArray[np.float64]
Table: TypeAlias = pd.DataFrame

HYPOTHESES = {"H1": ("support", "reward"), "H2": ("non_support", "reprisal")}
STEPS = (0, 1, 2, 3)
ALL = "all officials"
WITHOUT = "without officials of a common source"
APART = "the two sides from different informants"
SHIELDED = "protection counted as a reward"
HIGH = ("II", "III")
TOO_FEW = "refused: too few officials in a cell"
RATIO = ("odds_ratio", "odds_low", "odds_high")


def plan_dose(coded_cases: Table) -> Table:
    """Officials rewarded by what they are told to have given.

    Returns one row a scenario and step: id, scenario, step (0 nothing told, 1 sign, message or
    information, 2 use of the office, 3 money and assets), cases, rewarded, rewarded_share (of
    the cases; missing without any), ci_low and ci_high (Clopper-Pearson, 95%), rows.
    """
    lines = []
    for scenario, here in coded_cases.groupby("scenario", sort=False):
        for step in STEPS:
            cases = here[here.contribution == step]
            n, rewarded = len(cases), int(cases.reward.sum())
            low, high = clopper_pearson(rewarded, n) if n else (np.nan, np.nan)
            lines.append(
                {
                    "id": _id(str(scenario), str(step)),
                    "scenario": scenario,
                    "step": step,
                    "cases": n,
                    "rewarded": rewarded,
                    "rewarded_share": rewarded / n if n else np.nan,
                    "ci_low": low,
                    "ci_high": high,
                    "rows": of_table(cases.rows, "officials"),
                }
            )
    return pd.DataFrame(lines)


def plan_trend(coded_cases: Table, rules: Rules) -> Table:
    """Whether the share of officials rewarded rises with the step of what they gave.

    Returns one row a scenario: scenario, cases, rewarded, odds_ratio (for one step) with odds_low
    and odds_high (Firth's logit, profile, 95%), p (permutation of the rewards within agencies,
    of the trend) with p_mcse, refused, rows.
    """
    lines: list[dict[str, Any]] = []
    for scenario, here in coded_cases.groupby("scenario", sort=False):
        reward = _numbers(here.reward)
        found = comparison.compare(
            _numbers(here.contribution),
            reward,
            here.agency_id.to_numpy(),
            rules.shuffles,
            rules.seed,
        )
        lines.append(
            {
                "scenario": scenario,
                "cases": len(here),
                "rewarded": int(reward.sum()),
                "odds_ratio": found.odds_ratio,
                "odds_low": found.odds_low,
                "odds_high": found.odds_high,
                "p": found.p,
                "p_mcse": found.mcse,
                "refused": found.refused,
                "rows": of_table(here.rows, "officials"),
            }
        )
    return _typed(lines, (*RATIO, "p", "p_mcse"))


def plan_otherwise(coded_cases: Table) -> Table:
    """The comparisons of H1 and H2, with officials left out or outcomes counted otherwise.

    A common source is one informant who tells of both sides of an official's exchange. To
    leave such officials out is to leave out officials with the outcome on one side only: it
    pulls the difference down even where nothing is going on, and is no correction. Where the
    two sides are taken from different informants, officials told of by one informant are left
    out, and a single voice misses more of what was there: that is no correction either.
    Protection counted as a reward raises the difference where nothing is going on, for only
    who took part can be shielded.
    Returns one row a scenario, hypothesis and sample: id, scenario, hypothesis, sample (all
    officials; without officials of a common source; the two sides from different informants;
    for H1 protection counted as a reward), cases, exposed, exposed_events, all_others,
    other_events, difference with ci_low and ci_high (Newcombe, 95%), refused, rows.
    """
    lines: list[dict[str, Any]] = []
    for scenario, here in coded_cases.groupby("scenario", sort=False):
        for hypothesis, (regressor, outcome) in HYPOTHESES.items():
            heard = here[here[f"others_{outcome}"].notna()]
            ways = [
                (ALL, "all", here, (regressor, outcome)),
                (WITHOUT, "without", here[~here[f"{outcome}_shared"]], (regressor, outcome)),
                (APART, "apart", heard, (f"first_{regressor}", f"others_{outcome}")),
            ]
            if outcome == "reward":
                either = here.assign(reward=here.reward | here.protected)
                ways.append((SHIELDED, "shielded", either, (regressor, outcome)))
            for sample, short, cases, sides in ways:
                exposed, events = (_numbers(cases[side]) for side in sides)
                lines.append(
                    {
                        "id": _id(str(scenario), hypothesis, short),
                        "scenario": scenario,
                        "hypothesis": hypothesis,
                        "sample": sample,
                        "cases": len(cases),
                        "exposed": int(exposed.sum()),
                        "exposed_events": int((exposed * events).sum()),
                        "all_others": int((1 - exposed).sum()),
                        "other_events": int(((1 - exposed) * events).sum()),
                        **_difference(exposed, events),
                        "rows": of_table(cases.rows, "officials"),
                    }
                )
    return _typed(lines, ("difference", "ci_low", "ci_high"))


def plan_interaction(coded_cases: Table, rules: Rules) -> Table:
    """Whether the association differs between high and lower echelons, where that can be asked.

    Returns one row a scenario and hypothesis: id, scenario, hypothesis, cases, smallest_cell (of
    the eight counts, with and without the outcome by support or non-support and echelon II
    and III against all others), needed, odds_ratio (the odds ratio of the high echelons over
    that of the others) with odds_low and odds_high (Firth's logit, profile, 95%), refused,
    rows.
    """
    lines: list[dict[str, Any]] = []
    for scenario, here in coded_cases.groupby("scenario", sort=False):
        high = _numbers(here.echelon.isin(HIGH))
        for hypothesis, (regressor, outcome) in HYPOTHESES.items():
            exposed, events = _numbers(here[regressor]), _numbers(here[outcome])
            cells = [
                int(((exposed == e) & (high == h) & (events == o)).sum())
                for e in (0, 1)
                for h in (0, 1)
                for o in (0, 1)
            ]
            lines.append(
                {
                    "id": _id(str(scenario), hypothesis),
                    "scenario": scenario,
                    "hypothesis": hypothesis,
                    "cases": len(here),
                    "smallest_cell": min(cells),
                    "needed": rules.events_per_cell,
                    **_product(exposed, high, events, min(cells) < rules.events_per_cell),
                    "rows": of_table(here.rows, "officials"),
                }
            )
    return _typed(lines, RATIO)


def _difference(exposed: Array, events: Array) -> dict[str, Any]:
    """The difference of the shares with its interval, or why there is none."""
    state = comparison.state(exposed, events)
    if state in comparison.REFUSED:
        found = comparison.Comparison(refused=comparison.REFUSED[state])
    else:
        found = comparison.Comparison(*comparison.difference(exposed, events))
    return {
        "difference": found.difference,
        "ci_low": found.low,
        "ci_high": found.high,
        "refused": found.refused,
    }


def _product(exposed: Array, high: Array, events: Array, too_few: bool) -> dict[str, Any]:
    """The interaction by Firth's logit, or why there is none."""
    if too_few:
        return dict.fromkeys(RATIO) | {"refused": TOO_FEW}
    design = np.column_stack([np.ones(len(events)), exposed, high, exposed * high])
    try:
        fit = firth_logit(design, events)
    except Unidentified:
        return dict.fromkeys(RATIO) | {"refused": comparison.NO_FIT}
    ratios = [float(np.exp(each[3])) for each in (fit.estimate, fit.low, fit.high)]
    return dict(zip(RATIO, ratios, strict=True)) | {"refused": None}


def _typed(lines: list[dict[str, Any]], numbers: tuple[str, ...]) -> Table:
    """A table whose numbers are numbers and whose reasons are text even where all are missing."""
    return pd.DataFrame(lines).astype({**dict.fromkeys(numbers, "float64"), "refused": "str"})


def _numbers(column: pd.Series[Any]) -> Array:
    return column.to_numpy(dtype="float64")


def _id(*parts: str) -> str:
    return ".".join(parts).replace(" ", "-")
