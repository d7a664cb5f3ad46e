"""The primary models of the plan, on whatever cases there are: one model a hypothesis.

H1: reward goes with support. H2: reprisal goes with non-support. H3: after the vote
supporters are moved higher than others. What is estimated, how it is tested and when it is
refused was fixed before any interview was coded (tables analysis_plan and decision_rules).
Made-up cases come in scenarios, each of which is estimated on its own.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.multitest import multipletests

from . import comparison, ordered
from .association import association_within, informative
from .firth import firth_logit
from .identified import Unidentified
from .rules import Rules
from .tokens import of_table

Array = NDArray[np.float64]
Table: TypeAlias = pd.DataFrame

# Hypothesis to regressor and yes-or-no outcome; H3 has moves for an outcome.
BINARY = {"H1": ("support", "reward"), "H2": ("non_support", "reprisal")}
MOVED = "H3"
MOVES = ("demotion", "lateral", "promotion")
FITTED, PENALISED, REFUSED = "fitted", "fitted with the penalty", "refused"
TESTED = "tested, no odds ratio"
NO_ODDS = "no odds ratio: the moves are separated, it has no finite estimate"
EMPTY = {
    "difference": None,
    "ci_low": None,
    "ci_high": None,
    "odds_ratio": None,
    "odds_low": None,
    "odds_high": None,
    "p": None,
    "p_mcse": None,
    "informative": None,
    "po_p": None,
    "excess": None,
    "refused": None,
}
LAST = ("po_p", "p_holm", "conclusion", "refused", "rows")
NUMBERS = [name for name in EMPTY if name not in ("informative", "refused")]


def plan_separation(coded_cases: Table) -> Table:
    """What the cases allow, looked at before any model is fitted.

    Returns one row a scenario and hypothesis: id (``scenario.H1``), scenario, hypothesis, cases,
    exposed (supporters, for H2 those who did not support), exposed_events (of them with the
    outcome, for H3 promoted), all_others, other_events, exposed_voices and other_voices (mean
    number of informants who tell of an official: of whom more is told, more of everything is
    told), informative (officials of agencies in which outcome and regressor both vary: no other
    bears on the test), state (overlap; separated: the ordinary estimate is infinite; one
    outcome or one group: there is nothing to compare), consequence (fitted; fitted with the
    penalty; tested, no odds ratio; refused), rows.
    """
    lines = []
    for scenario, hypothesis, cases in _samples(coded_cases):
        exposed = _truth(cases[_regressor(hypothesis)])
        if hypothesis == MOVED:
            steps = _steps(cases.move)
            state = _ordered_state(exposed, steps)
            events, outcome = cases.move == MOVES[-1], steps.astype("float64")
        else:
            events = cases[BINARY[hypothesis][1]]
            outcome = _truth(events)
            state = comparison.state(exposed, outcome)
        refused = state in comparison.REFUSED
        bearing = informative(exposed, outcome, cases.agency_id.to_numpy())
        apart = TESTED if hypothesis == MOVED else PENALISED
        consequence = FITTED if state == comparison.OVERLAP else apart
        lines.append(
            {
                "id": _id(scenario, hypothesis),
                "scenario": scenario,
                "hypothesis": hypothesis,
                **_counts(exposed, _truth(events)),
                "exposed_voices": _mean(cases.informants[exposed == 1]),
                "other_voices": _mean(cases.informants[exposed == 0]),
                "informative": int(bearing.sum()),
                "state": state,
                "consequence": REFUSED if refused or not bearing.any() else consequence,
                "rows": of_table(cases.rows, "officials"),
            }
        )
    return pd.DataFrame(lines)


def plan_estimates(coded_cases: Table, rules: Rules) -> Table:
    """The primary model of each hypothesis, estimated and tested, or refused.

    Returns one row a scenario and hypothesis: id, scenario, hypothesis, cases, exposed,
    exposed_events, all_others, other_events (as in plan_separation), difference (of the shares
    with the outcome) with ci_low and ci_high (Newcombe, 95%), odds_ratio with odds_low and
    odds_high (H1, H2: Firth's logit, profile; H3: ordered logit, Wald, missing where the moves
    are separated and where proportional odds are rejected: then plan_cuts stands in its
    place), p (permutation of the outcome within agencies, for H3 of the ranks of the moves)
    with p_mcse and informative (the officials of agencies in which both vary), po_p (H3: of
    proportional odds, likelihood ratio; missing where there is one cut only, and where the
    moves are separated), p_holm (over the hypotheses of the scenario; one that is refused
    counts with the p that the rules give it), conclusion (speaks for it, speaks against it,
    leaves it open: by the rules), refused (the reason, and then no number but, where moves are
    separated, those of the test), rows.
    """
    lines: list[dict[str, Any]] = []
    for scenario, hypothesis, cases in _samples(coded_cases):
        exposed = _truth(cases[_regressor(hypothesis)])
        if hypothesis == MOVED:
            events = _truth(cases.move == MOVES[-1])
            found = _moves(exposed, _steps(cases.move), cases.agency_id.to_numpy(), rules)
        else:
            events = _truth(cases[BINARY[hypothesis][1]])
            found = _compared(exposed, events, cases.agency_id.to_numpy(), rules)
        lines.append(
            {
                "id": _id(scenario, hypothesis),
                "scenario": scenario,
                "hypothesis": hypothesis,
                **_counts(exposed, events),
                **EMPTY,
                **found,
                "rows": of_table(cases.rows, "officials"),
            }
        )
    table = pd.DataFrame(lines).astype({**dict.fromkeys(NUMBERS, "float64"), "refused": "str"})
    table = table.astype({"informative": "Int64"})
    table["p_holm"] = table.groupby("scenario", sort=False).p.transform(_holm, rules.refused_p)
    table["conclusion"] = [
        None if pd.isna(p) else rules.conclusion(p, excess, *_limits(low, high))
        for p, excess, low, high in zip(
            table.p_holm, table.pop("excess"), table.ci_low, table.ci_high, strict=True
        )
    ]
    table = table.astype({"conclusion": "str"})
    return table[[*(name for name in table.columns if name not in LAST), *LAST]]


def plan_moves(coded_cases: Table) -> Table:
    """Moves after the vote of supporters and of all others, counted.

    Returns one row a scenario and group: id, scenario, group (supporters, all others), cases,
    demotion, lateral, promotion (officials), both_ways (moved down and up, in no column
    before), rows.
    """
    lines = []
    for scenario, here in coded_cases.groupby("scenario", sort=False):
        for group, inside in (("supporters", here.support), ("all others", ~here.support)):
            cases = here[inside]
            lines.append(
                {
                    "id": _id(str(scenario), group),
                    "scenario": scenario,
                    "group": group,
                    "cases": int(cases.move.notna().sum()),
                    **{move: int((cases.move == move).sum()) for move in MOVES},
                    "both_ways": int(cases.both_ways.sum()),
                    "rows": of_table(cases.rows, "officials"),
                }
            )
    return pd.DataFrame(lines)


def plan_cuts(coded_cases: Table) -> Table:
    """The two odds ratios that proportional odds takes to be one.

    Returns one row a scenario and cut: id, scenario, cut (not demoted, promoted), cases, above_cut,
    odds_ratio with odds_low and odds_high (Firth's logit on support, profile, 95%), refused,
    rows.
    """
    lines: list[dict[str, Any]] = []
    for scenario, hypothesis, cases in _samples(coded_cases):
        if hypothesis != MOVED:
            continue
        exposed, steps = _truth(cases.support), _steps(cases.move)
        for cut, above in (("not demoted", steps > 0), ("promoted", steps > 1)):
            lines.append(
                {
                    "id": _id(scenario, cut),
                    "scenario": scenario,
                    "cut": cut,
                    "cases": len(cases),
                    "above_cut": int(above.sum()),
                    **_one_cut(exposed, above.astype("float64")),
                    "rows": of_table(cases.rows, "officials"),
                }
            )
    numbers = ["odds_ratio", "odds_low", "odds_high"]
    return pd.DataFrame(lines).astype({**dict.fromkeys(numbers, "float64"), "refused": "str"})


def _samples(cases: Table) -> list[tuple[str, str, Table]]:
    """The cases of every scenario and hypothesis: for H3 those moved one way after the vote."""
    found = []
    for scenario, here in cases.groupby("scenario", sort=False):
        found += [(str(scenario), hypothesis, here) for hypothesis in BINARY]
        found.append((str(scenario), MOVED, here[here.move.notna()]))
    return found


def _regressor(hypothesis: str) -> str:
    return "support" if hypothesis == MOVED else BINARY[hypothesis][0]


def _counts(exposed: Array, events: Array) -> dict[str, int]:
    return {
        "cases": len(exposed),
        "exposed": int(exposed.sum()),
        "exposed_events": int((exposed * events).sum()),
        "all_others": int((1 - exposed).sum()),
        "other_events": int(((1 - exposed) * events).sum()),
    }


def _limits(low: float, high: float) -> tuple[float, float] | tuple[None, None]:
    return (None, None) if pd.isna(low) else (low, high)


def _compared(
    exposed: Array, events: Array, agencies: NDArray[Any], rules: Rules
) -> dict[str, Any]:
    found = comparison.compare(exposed, events, agencies, rules.shuffles, rules.seed)
    return {
        "difference": found.difference,
        "ci_low": found.low,
        "ci_high": found.high,
        "odds_ratio": found.odds_ratio,
        "odds_low": found.odds_low,
        "odds_high": found.odds_high,
        "p": found.p,
        "p_mcse": found.mcse,
        "informative": found.informative,
        "excess": found.excess,
        "refused": found.refused,
    }


def _moves(
    exposed: Array, steps: NDArray[np.int64], agencies: NDArray[Any], rules: Rules
) -> dict[str, Any]:
    """The ordered logit of the moves on support, and the test of ranks within agencies.

    The sum of the ranks of supporters' moves is the score statistic of the ordered logit; it is
    shuffled within agencies, because a test that pools them finds differences between them.
    """
    state = _ordered_state(exposed, steps)
    if state in comparison.REFUSED:
        return {"refused": comparison.REFUSED[state]}
    try:
        test = association_within(
            exposed, stats.rankdata(steps), agencies, rules.shuffles, rules.seed
        )
    except Unidentified:
        return {"refused": comparison.NO_TEST}
    tested = {
        "p": test.p,
        "p_mcse": test.mcse,
        "informative": test.informative,
        "excess": test.excess,
    }
    if state == comparison.SEPARATED:
        return tested | {"refused": NO_ODDS}
    try:
        fit = ordered.ordered_logit(exposed[:, np.newaxis], steps)
    except Unidentified:
        return {"refused": comparison.NO_FIT}
    proportional = ordered.proportional_odds(exposed, steps, fit)
    one = proportional is None or proportional.p > rules.level
    return tested | {
        "odds_ratio": np.exp(fit.estimate[0]) if one else None,
        "odds_low": np.exp(fit.low[0]) if one else None,
        "odds_high": np.exp(fit.high[0]) if one else None,
        "po_p": proportional.p if proportional else None,
    }


def _one_cut(exposed: Array, above: Array) -> dict[str, Any]:
    state = comparison.state(exposed, above)
    if state in comparison.REFUSED:
        return dict.fromkeys(("odds_ratio", "odds_low", "odds_high")) | {
            "refused": comparison.REFUSED[state]
        }
    try:
        fit = firth_logit(np.column_stack([np.ones(len(above)), exposed]), above)
    except Unidentified:
        return dict.fromkeys(("odds_ratio", "odds_low", "odds_high")) | {
            "refused": comparison.NO_FIT
        }
    ratios = [float(np.exp(each[1])) for each in (fit.estimate, fit.low, fit.high)]
    return dict(zip(("odds_ratio", "odds_low", "odds_high"), ratios, strict=True)) | {
        "refused": None
    }


def _ordered_state(exposed: Array, steps: NDArray[np.int64]) -> str:
    if not len(steps) or np.ptp(steps) == 0:
        return comparison.SAME_OUTCOME
    if np.ptp(exposed) == 0:
        return comparison.SAME_REGRESSOR
    separated = ordered.ordered_separated(exposed, steps)
    return comparison.SEPARATED if separated else comparison.OVERLAP


def _holm(p: pd.Series[float], refused_p: float) -> pd.Series[float]:
    """Holm's adjusted p values; a test that was refused counts with refused_p and gets none."""
    adjusted = multipletests(p.fillna(refused_p), method="holm")[1]
    return pd.Series(adjusted, index=p.index).where(p.notna())


def _steps(move: pd.Series[str]) -> NDArray[np.int64]:
    order = {name: step for step, name in enumerate(MOVES)}
    return np.array([order[name] for name in move], dtype="int64")


def _mean(column: pd.Series[int]) -> float:
    return float(np.mean(column.to_numpy(dtype="float64"))) if len(column) else np.nan


def _truth(column: pd.Series[bool]) -> Array:
    return np.asarray(column, dtype="float64")


def _id(scenario: str, what: str) -> str:
    return f"{scenario}.{what}".replace(" ", "-")
