"""The specifications of the multiverse: what may be chosen, and the regression it gives.

A specification is one regression of *head warned*: an estimator, a set of covariates, a
sample and a control for groups of islands. Two terms are followed through all of them:
Central Java, and a listing by KASN before the warning.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from . import firth, linear, logit

Array = NDArray[np.float64]

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
        """Terms followed: Central Java has no ordinary logit, as no head there was warned."""
        return FOCAL[1:] if self.estimator == "ordinary_logit" else FOCAL


def grid() -> list[Specification]:
    """Every combination of choices, also those that nobody would make."""
    return [Specification(*c) for c in product(ESTIMATORS, COVARIATES, SAMPLES, ISLANDS)]


def same_sample(chosen: Specification) -> bool:
    """Income among the covariates already asks for the races with income."""
    return chosen.sample == "races_with_income" and INCOME in COVARIATES[chosen.covariates]


def no_cities(chosen: Specification) -> bool:
    """Among regencies only there is no city to tell apart."""
    return chosen.sample == "regencies_only" and "city" in COVARIATES[chosen.covariates]


def kept() -> list[Specification]:
    """The combinations that are regressions of their own and can be fitted."""
    return [chosen for chosen in grid() if not (same_sample(chosen) or no_cities(chosen))]


def design_of(races: pd.DataFrame, chosen: Specification) -> tuple[NDArray[np.intp], Array]:
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


def _in_sample(races: pd.DataFrame, sample: str) -> NDArray[np.bool_]:
    kept = {
        "races_known": pd.Series(True, races.index),
        "races_with_income": races[INCOME].notna(),
        "outside_papua": ~races.province_code.isin(PAPUA),
        "regencies_only": ~races.city.astype(bool),
    }
    return kept[sample].to_numpy(dtype=bool)


def fitted(
    estimator: str, design: Array, outcome: Array, provinces: NDArray[np.object_]
) -> tuple[Array, Array]:
    """Estimates and p values (k,) from the libraries, errors clustered by province but Firth's.

    Raises ValueError if a fit did not converge or has no finite estimate.
    """
    if estimator == "firth_logit":
        return firth.firth_point(design, outcome)
    if estimator == "ols":
        line = linear.clustered_ols(design, outcome, provinces)
        return line.estimate, line.p
    fit = logit.clustered_logit(design, outcome, provinces)
    return fit.estimate, fit.p
