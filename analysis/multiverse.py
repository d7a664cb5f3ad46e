"""The main model of warned heads in every specification a reasonable analyst might choose.

A specification is one regression of *head warned*: an estimator, a set of covariates, a
sample and a control for groups of islands. Two terms are followed through all of them: the
province of the regency studied (*central_java* in names, whichever it is), and a listing by the
recommending body before the warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.kinds import Absent, Number, Table

from .methods import curve, firth, linear, logit
from .methods.identified import Unidentified, require_identified
from .methods.permutation import permuted
from .methods.resampling import logit_estimates, ols_estimates
from .methods.tokens import union

Array = NDArray[np.float64]
Places = NDArray[np.intp]

FOCAL = ("central_java", "listed_before")
SIZE, INCOME, MARGIN = "log_electorate", "log_grdp_per_head", "margin_2015"
ESTIMATORS = ("firth_logit", "ols", "ordinary_logit")
COVARIATES = {
    "no_covariates": (),
    "size": (SIZE,),
    "size_income": (SIZE, INCOME),
    "size_income_margin": (SIZE, INCOME, MARGIN),
    "size_income_city": (SIZE, INCOME, "city"),
}
SAMPLES = ("races_known", "races_with_income", "outside_papua", "regencies_only")
ISLANDS = ("no_islands", "java_term", "island_dummies")
PAPUA = ("91", "92")  # Papua and West Papua

SEED = 20201028
DRAWS = 2_000


class Specification(NamedTuple):
    """What an analyst chooses; its name joins the choices."""

    estimator: str
    covariates: str
    sample: str
    islands: str

    @property
    def name(self) -> str:
        """For instance ``ols.size.outside_papua.java_term``."""
        return ".".join(self)

    @property
    def focal(self) -> tuple[str, ...]:
        """Terms followed: a province without a warned head has no ordinary logit."""
        return FOCAL[1:] if self.estimator == "ordinary_logit" else FOCAL


def multiverse_permutation(race_frame: Table) -> Table:
    """Both terms in all specifications under one and the same shuffling of the warnings.

    *Warned* is shuffled within groups of islands over all races, and every Firth logit and
    linear model is refitted to each draw; the ordinary logit is not, as many a shuffle would
    leave it without an estimate. Returns one row for each statistic of the whole curve and
    for each estimate: id, term, statistic (median, sign, significant: see methods.curve; or
    estimate), specification (of an estimate), observed, shuffled_low and shuffled_high (the
    central 95% of the shuffles), as_far, p and mcse (of an estimate: p alone, by its rank in
    both directions), draws.
    """
    kept = [chosen for chosen in _kept() if chosen.estimator != "ordinary_logit"]
    warned = race_frame.warned.to_numpy(dtype="float64")
    islands = race_frame.island_group.to_numpy(dtype=object)
    fits = [(chosen, *_design_of(race_frame, chosen)) for chosen in kept]
    try:
        for _, places, design in fits:
            require_identified(design, warned[places])
    except Unidentified as why:
        raise Absent(str(why)) from why
    every = partial(_estimates, fits)
    shuffled = permuted(every, warned, islands, DRAWS, SEED)
    fitted = np.concatenate([every(warned[None]), shuffled])
    if not (np.isfinite(fitted).all() and (fitted.std(axis=0) > 0).all()):
        raise Absent("shuffling the warnings leaves a specification without an estimate")
    parts = [_ranks(term, kept, fitted[:, :, place]) for place, term in enumerate(FOCAL)]
    return pd.concat(parts, ignore_index=True).assign(draws=DRAWS)


def multiverse_central_java(race_frame: Table, multiverse_permutation: Table) -> Table:
    """The province's term in every specification that can hold it.

    Returns one row a specification: specification, estimator, covariates, sample, islands,
    log_odds and odds_ratio (logits), difference (in probability, linear model), p (logits:
    penalised likelihood ratio; none for the linear model, as a single province has no
    clustered error), shuffled_low, shuffled_high and shuffled_p (of the estimate, from the
    shuffles of multiverse_permutation), n, events.
    """
    return _table(race_frame, multiverse_permutation, "central_java")


def multiverse_listed(race_frame: Table, multiverse_permutation: Table) -> Table:
    """The term of a listing in every specification, the ordinary logits among them.

    Columns as in multiverse_central_java; p of the linear model and of the ordinary logit
    from errors clustered by province (t, G-1). Shuffles: not of the ordinary logit.
    """
    return _table(race_frame, multiverse_permutation, "listed_before")


def multiverse_summary(
    race_frame: Table, multiverse_central_java: Table, multiverse_listed: Table
) -> Number:
    """How many specifications there are, what was ruled out, and how far the estimates range.

    Fields: grid (all combinations of choices), same_sample (one regression twice: income among
    the covariates already asks for the races with income), no_cities (the city's term among
    regencies only), not_identified (ordinary logits), regressions (what is left); for each
    term, central_java and listed: _number (specifications), _odds_low, _odds_median and
    _odds_high (Firth), _difference_low, _difference_median and _difference_high (linear model),
    _negative (estimates below zero), _tested and _significant (specifications with a p of
    their own, and those of them with p below 5%), _shuffled and _shuffled_significant (the
    same by shuffling).
    """
    grid = _grid()
    return Number(
        values={
            "grid": len(grid),
            "same_sample": sum(_same_sample(chosen) for chosen in grid),
            "no_cities": sum(_no_cities(chosen) for chosen in grid),
            "not_identified": len(_kept()) - len(multiverse_listed),
            "regressions": len(multiverse_listed),
            **_range(multiverse_central_java, "central_java"),
            **_range(multiverse_listed, "listed"),
        },
        rows=tuple(union(race_frame.rows).split()),
    )


def _estimates(fits: list[tuple[Specification, Places, Array]], outcomes: Array) -> Array:
    """The two terms for each outcome in each specification: (outcomes, specifications, 2)."""
    found = []
    for chosen, places, design in fits:
        if chosen.estimator == "firth_logit":
            fitted = logit_estimates(design, outcomes[:, places], penalised=True)
        else:
            fitted = ols_estimates(design, outcomes[:, places])
        found.append(fitted[:, 1 : 1 + len(FOCAL)])
    return np.stack(found, axis=1)


def _ranks(term: str, kept: list[Specification], estimates: Array) -> Table:
    """Rows of one term: the statistics of the curve, then each estimate."""
    whole = [
        {
            "id": f"{term}.{name}",
            "term": term,
            "statistic": name,
            "observed": found.observed,
            "shuffled_low": found.low,
            "shuffled_high": found.high,
            "as_far": found.as_far,
            "p": found.p,
            "mcse": found.mcse,
        }
        for name, found in curve.joint(estimates).items()
    ]
    low, high = np.quantile(estimates[1:], [curve.LEVEL / 2, 1 - curve.LEVEL / 2], axis=0)
    each = pd.DataFrame(
        {
            "id": [f"{term}.{chosen.name}" for chosen in kept],
            "term": term,
            "statistic": "estimate",
            "specification": [chosen.name for chosen in kept],
            "observed": estimates[0],
            "shuffled_low": low,
            "shuffled_high": high,
            "p": curve.own_p(estimates)[0],
        }
    )
    table = pd.concat([pd.DataFrame(whole), each], ignore_index=True)
    return table.astype({"as_far": "Int64"})


def _table(races: Table, shuffles: Table, term: str) -> Table:
    own = shuffles[shuffles.term.eq(term) & shuffles.statistic.eq("estimate")]
    shuffled = own.set_index("specification")[["shuffled_low", "shuffled_high", "p"]]
    fits = pd.DataFrame(_fits(races, term))
    table = fits.join(shuffled.rename(columns={"p": "shuffled_p"}), on="specification")
    linear_model = table.estimator == "ols"
    log_odds = table.pop("estimate")
    table.insert(5, "log_odds", log_odds.mask(linear_model))
    table.insert(6, "odds_ratio", np.exp(log_odds).mask(linear_model))
    table.insert(7, "difference", log_odds.where(linear_model))
    return table[[*(c for c in table.columns if c not in ("n", "events")), "n", "events"]]


def _fits(races: Table, term: str) -> Iterator[dict[str, object]]:
    """Each specification that holds a term, as fitted by the libraries."""
    for chosen in _kept():
        places, design = _design_of(races, chosen)
        sample = races.iloc[places]
        outcome = sample.warned.to_numpy(dtype="float64")
        provinces = sample.province_code.to_numpy(dtype=object)
        if term not in chosen.focal:
            continue
        if chosen.estimator == "ordinary_logit" and logit.separated(design, outcome).any():
            continue
        try:
            estimate, p = _fitted(chosen.estimator, design, outcome, provinces)
        except Unidentified as why:
            raise Absent(str(why)) from why
        place = 1 + chosen.focal.index(term)
        alone = chosen.estimator == "ols" and term == "central_java"
        yield {
            "specification": chosen.name,
            **chosen._asdict(),
            "estimate": estimate[place],
            "p": None if alone else p[place],
            "n": len(sample),
            "events": int(outcome.sum()),
        }


def _range(table: Table, name: str) -> dict[str, object]:
    """Spread of the estimates of a term, by scale, and how many are significant."""
    odds = table.odds_ratio[table.estimator == "firth_logit"]
    negative = table.log_odds.fillna(table.difference) < 0
    shuffled = table.shuffled_p.dropna()
    return {
        f"{name}_number": len(table),
        f"{name}_odds_low": odds.min(),
        f"{name}_odds_median": odds.median(),
        f"{name}_odds_high": odds.max(),
        f"{name}_difference_low": table.difference.min(),
        f"{name}_difference_median": table.difference.median(),
        f"{name}_difference_high": table.difference.max(),
        f"{name}_negative": int(negative.sum()),
        f"{name}_tested": int(table.p.notna().sum()),
        f"{name}_significant": int((table.p <= curve.LEVEL).sum()),
        f"{name}_shuffled": len(shuffled),
        f"{name}_shuffled_significant": int((shuffled <= curve.LEVEL).sum()),
    }


def _grid() -> list[Specification]:
    """Every combination of choices, also those that nobody would make."""
    return [Specification(*c) for c in product(ESTIMATORS, COVARIATES, SAMPLES, ISLANDS)]


def _same_sample(chosen: Specification) -> bool:
    """Income among the covariates already asks for the races with income."""
    return chosen.sample == "races_with_income" and INCOME in COVARIATES[chosen.covariates]


def _no_cities(chosen: Specification) -> bool:
    """Among regencies only there is no city to tell apart."""
    return chosen.sample == "regencies_only" and "city" in COVARIATES[chosen.covariates]


def _kept() -> list[Specification]:
    """The combinations that are regressions of their own and can be fitted."""
    return [chosen for chosen in _grid() if not (_same_sample(chosen) or _no_cities(chosen))]


def _design_of(races: Table, chosen: Specification) -> tuple[NDArray[np.intp], Array]:
    """Places of the races in the sample, and the design (n, k): constant, followed, the rest."""
    terms = COVARIATES[chosen.covariates]
    known = races[[*terms]].notna().all(axis=1).to_numpy()
    places = np.flatnonzero(known & _in_sample(races, chosen.sample))
    sample = races.iloc[places]
    columns = sample[[*chosen.focal, *terms]].astype("float64")
    for term in terms:
        columns[term] -= columns[term].mean()
    parts = [np.ones((len(sample), 1)), columns.to_numpy(dtype="float64")]
    if chosen.islands == "java_term":
        parts.append(sample[["java"]].to_numpy(dtype="float64"))
    if chosen.islands == "island_dummies":
        dummies = pd.get_dummies(sample.island_group, drop_first=True)
        parts.append(dummies.to_numpy(dtype="float64"))
    return places, np.column_stack(parts)


def _in_sample(races: Table, sample: str) -> NDArray[np.bool_]:
    kept = {
        "races_known": pd.Series(True, races.index),
        "races_with_income": races[INCOME].notna(),
        "outside_papua": ~races.province_code.isin(PAPUA),
        "regencies_only": ~races.city.astype(bool),
    }
    return kept[sample].to_numpy(dtype=bool)


def _fitted(
    estimator: str, design: Array, outcome: Array, provinces: NDArray[np.object_]
) -> tuple[Array, Array]:
    """Estimates and p values (k,) from the libraries, errors clustered by province but Firth's.

    Raises Unidentified if a fit did not converge or has no finite estimate.
    """
    if estimator == "firth_logit":
        return firth.firth_point(design, outcome)
    if estimator == "ols":
        line = linear.clustered_ols(design, outcome, provinces)
        return line.estimate, line.p
    fit = logit.clustered_logit(design, outcome, provinces)
    return fit.estimate, fit.p
