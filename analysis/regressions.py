"""What the main model of warned heads leans on, and who stood in the lists at all.

Two questions: what becomes of the main model if a province is left out, and whether size,
income and closeness of the last race tell which races were listed at all. The
second reads the list as a choice of cases; it is no measure of violations.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import rankdata

from study.kinds import Absent, Model, Number, Setting, Table

from .methods import firth
from .methods.identified import Unidentified
from .methods.odds import odds_table
from .methods.tokens import union

Array = NDArray[np.float64]

FOCAL = ("central_java", "listed_before")
MAIN = ("log_electorate", "log_grdp_per_head", "listed_before", "java", "central_java")
SIZE = ("log_electorate",)
THEORY = ("log_electorate", "log_grdp_per_head", "margin_points")
ASSUMPTION = "races are independent of each other"


def leave_one_out(race_frame: Table, setting: Setting) -> Table:
    """The main Firth model without the races of one province, for each province in turn.

    Returns one row a province: province_code, province, races and warned (left out, of those
    in the model), n, events, central_java_odds, central_java_p, listed_odds, listed_p
    (penalised likelihood ratio), extreme (an odds ratio is lowest or highest without it).
    Names with *central_java* speak of the province of the regency studied: without its races
    its own term cannot be estimated. Where a model is not identified its values are missing.
    """
    own = setting["place.region_code"][:2]
    races = _known(race_frame, MAIN)
    lines = []
    for (code, province), group in races.groupby(["province_code", "province"], sort=True):
        terms = tuple(t for t in MAIN if not (code == own and t == "central_java"))
        kept = races[races.province_code != code]
        estimate, p = _point(kept, terms)
        found = {
            term: (np.exp(b), q) for term, b, q in zip(terms, estimate[1:], p[1:], strict=True)
        }
        java_odds, java_p = found.get("central_java", (np.nan, np.nan))
        listed_odds, listed_p = found["listed_before"]
        lines.append(
            {
                "province_code": code,
                "province": province,
                "races": len(group),
                "warned": int(group.warned.sum()),
                "n": len(kept),
                "events": int(kept.warned.sum()),
                "central_java_odds": java_odds,
                "central_java_p": java_p,
                "listed_odds": listed_odds,
                "listed_p": listed_p,
            }
        )
    table = pd.DataFrame(lines)
    if not lines or table[["central_java_odds", "listed_odds"]].isna().all().any():
        raise Absent("the model cannot be estimated without the races of any one province")
    ends = [edge for name in ("central_java_odds", "listed_odds") for edge in _ends(table[name])]
    return table.assign(extreme=table.index.isin(ends))


def leave_one_out_range(race_frame: Table, leave_one_out: Table) -> Number:
    """How far leaving out a province moves the main model.

    Fields: provinces; for central_java and listed: _odds_low and _odds_high, the province
    left out for each (_low_without, _high_without), and _p_high, the largest p;
    listed_not_significant (provinces without which p of the listing is 5% or more).
    """
    values: dict[str, object] = {"provinces": len(leave_one_out)}
    for name in ("central_java", "listed"):
        low, high = _ends(leave_one_out[f"{name}_odds"])
        values |= {
            f"{name}_odds_low": leave_one_out[f"{name}_odds"][low],
            f"{name}_low_without": leave_one_out.province[low],
            f"{name}_odds_high": leave_one_out[f"{name}_odds"][high],
            f"{name}_high_without": leave_one_out.province[high],
            f"{name}_p_high": leave_one_out[f"{name}_p"].max(),
        }
    values["listed_not_significant"] = int((leave_one_out.listed_p >= 0.05).sum())
    rows = tuple(union(_known(race_frame, MAIN).rows).split())
    return Number(values=values, rows=rows)


def listing_firth(listing_frame: Table) -> Model:
    """Firth's logit of *listed* on size, income and the margin of 2015.

    Terms: intercept (a race of average logs and margin), log_electorate, log_grdp_per_head,
    margin_points (ten percentage points); columns as in warned_firth. Races without a
    published income or margin are left out.
    """
    return _firth(listing_frame, THEORY)


def listing_firth_size(listing_frame: Table) -> Model:
    """The same on size alone, which is known for all races."""
    return _firth(listing_frame, SIZE)


def listing_place(listing_frame: Table, setting: Setting) -> Table:
    """Where the two models put the regency studied, fitted with it and without it.

    Returns one row a model: model (listing_firth, listing_firth_size), races, listed,
    listed_share, predicted (mean over the races: Firth's is a little above the share),
    concordance (chance that a listed race has a higher prediction than one not listed, in
    the sample), regency_predicted, regency_rank (1 is the highest), and the same two from a
    fit to all other races, regency_predicted_without and regency_rank_without.
    """
    models = {"listing_firth": THEORY, "listing_firth_size": SIZE}
    return pd.DataFrame(
        [
            {"model": name, **_placed(listing_frame, terms, setting["place.region_code"])}
            for name, terms in models.items()
        ]
    )


def listing_regency(listing_frame: Table, setting: Setting) -> Number:
    """The regency studied among the races by size, income and margin.

    Fields: listed (races in any list), races, without_income, without_margin, listed_without
    (listed races that lack one or the other); electorate_rank (1 is the largest), income_rank
    (1 is the lowest) with income_known, margin, margin_rank (1 is the closest) with
    margin_known.
    """
    frame, regency = listing_frame.set_index("region_code"), setting["place.region_code"]
    if regency not in frame.index:
        raise Absent("the table of races does not hold the race of the regency studied")
    margin = frame.margin_2015[regency]
    incomplete = frame.log_grdp_per_head.isna() | frame.margin_2015.isna()
    ranks = frame[["log_electorate", "log_grdp_per_head", "margin_2015"]].rank(method="min")
    largest = frame.log_electorate.rank(method="min", ascending=False)
    return Number(
        values={
            "listed": int(frame.listed.sum()),
            "races": len(frame),
            "without_income": int(frame.log_grdp_per_head.isna().sum()),
            "without_margin": int(frame.margin_2015.isna().sum()),
            "listed_without": int((incomplete & frame.listed).sum()),
            "electorate_rank": int(largest[regency]),
            "income_rank": _rank(ranks.log_grdp_per_head[regency]),
            "income_known": int(frame.log_grdp_per_head.notna().sum()),
            "margin": None if pd.isna(margin) else float(margin),
            "margin_rank": _rank(ranks.margin_2015[regency]),
            "margin_known": int(frame.margin_2015.notna().sum()),
        },
        rows=tuple(union(frame.rows).split()),
    )


def _rank(rank: float) -> int | None:
    """A rank as a whole number; none of a value that is not published."""
    return None if pd.isna(rank) else int(rank)


def _point(races: Table, terms: tuple[str, ...]) -> tuple[Array, Array]:
    """Estimates and p values of the main model, missing where it is not identified."""
    try:
        return firth.firth_point(_design(races, terms), _truth(races.warned))
    except Unidentified:
        missing = np.full(1 + len(terms), np.nan)
        return missing, missing


def _ends(values: pd.Series[float]) -> tuple[Any, Any]:
    """Labels of the lowest and of the highest value."""
    return values.idxmin(), values.idxmax()


def _known(races: Table, terms: tuple[str, ...]) -> Table:
    return races.dropna(subset=list(terms)).reset_index(drop=True)


def _design(races: Table, terms: tuple[str, ...]) -> Array:
    """Constant, then the terms, those that are not truth values less their means."""
    columns = races[list(terms)].astype("float64")
    graded = [term for term in terms if not columns[term].isin([0.0, 1.0]).all()]
    columns[graded] -= columns[graded].mean()
    return np.column_stack([np.ones(len(races)), columns.to_numpy(dtype="float64")])


def _truth(column: pd.Series[bool]) -> Array:
    return np.asarray(column, dtype="float64")


def _listing(frame: Table, terms: tuple[str, ...]) -> Table:
    """The races with all terms known; the margin in tens of percentage points."""
    return _known(frame.assign(margin_points=frame.margin_2015 * 10), terms)


def _firth(frame: Table, terms: tuple[str, ...]) -> Model:
    sample = _listing(frame, terms)
    try:
        fit = firth.firth_logit(_design(sample, terms), _truth(sample.listed))
    except Unidentified as why:
        raise Absent(str(why)) from why
    return Model(
        terms=odds_table(terms, fit),
        facts={
            "n": len(sample),
            "listed": int(sample.listed.sum()),
            "dropped": len(frame) - len(sample),
            "dropped_listed": int(frame.listed.sum() - sample.listed.sum()),
            "dropped_because": "no income or no margin published"
            if len(sample) < len(frame)
            else "",
            "centred": "all terms at their sample means",
            "estimator": "Firth's penalised logit",
            "standard_error": firth.STANDARD_ERROR,
            "interval": firth.INTERVAL,
            "test": firth.TEST,
            "assumption": ASSUMPTION,
            "log_likelihood": fit.log_likelihood,
        },
        rows=tuple(union(sample.rows).split()),
    )


def _placed(frame: Table, terms: tuple[str, ...], regency: str) -> dict[str, object]:
    sample = _listing(frame, terms)
    design, listed = _design(sample, terms), _truth(sample.listed)
    here = (sample.region_code == regency).to_numpy()
    if not here.any():
        raise Absent("the regency studied is not among the races with published income and margin")
    try:
        predicted = expit(design @ firth.firth_point(design, listed)[0])
        without = expit(design @ firth.firth_point(design[~here], listed[~here])[0])
    except Unidentified as why:
        raise Absent(str(why)) from why
    return {
        "races": len(sample),
        "listed": int(listed.sum()),
        "listed_share": listed.mean(),
        "predicted": predicted.mean(),
        "concordance": _concordance(predicted, listed),
        "regency_predicted": predicted[here].item(),
        "regency_rank": 1 + int((predicted > predicted[here]).sum()),
        "regency_predicted_without": without[here].item(),
        "regency_rank_without": 1 + int((without > without[here]).sum()),
    }


def _concordance(predicted: Array, listed: Array) -> float:
    """Share of pairs of a listed and another race in which the listed is put higher."""
    ranks = rankdata(predicted)[listed == 1.0]
    others = len(listed) - len(ranks)
    return float((ranks.sum() - len(ranks) * (len(ranks) + 1) / 2) / (len(ranks) * others))
