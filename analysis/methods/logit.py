"""The ordinary logit with standard errors clustered by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm
from firthmodels import detect_separation
from numpy.typing import NDArray

from .identified import Unidentified, require_identified

Array = NDArray[np.float64]

STANDARD_ERROR = "clustered sandwich, factor G/(G-1) x (n-1)/(n-k)"
INTERVAL = "Wald, t with G-1 degrees of freedom, 95%"
TEST = "Wald, t with G-1 degrees of freedom"


@dataclass(frozen=True)
class LogitFit:
    """A maximum-likelihood fit: one entry a column of the design, log odds."""

    estimate: Array
    se: Array
    low: Array
    high: Array
    p: Array
    log_likelihood: float
    clusters: int


def separated(design: Array, outcome: Array) -> NDArray[np.bool_]:
    """Which coefficients have no finite maximum-likelihood estimate: (k,) truth values.

    By linear programming (Konis 2007). Raises Unidentified if columns are collinear.
    """
    require_identified(design, outcome)
    found = detect_separation(design, outcome.astype(int), fit_intercept=False)
    return ~found.is_finite


def clustered_logit(design: Array, outcome: Array, groups: NDArray[np.object_]) -> LogitFit:
    """Ordinary logit, standard errors clustered by `groups`, t with G-1 degrees of freedom.

    design: (n, k), the constant among its columns; outcome: (n,) of zeros and ones;
    groups: (n,) labels. Raises Unidentified if a coefficient is not identified, about
    which the estimator itself would be silent.
    """
    if separated(design, outcome).any():
        raise Unidentified("the outcome is separated: some coefficient has no finite estimate")
    labels, codes = np.unique(groups, return_inverse=True)
    fit = sm.Logit(outcome, design).fit(
        disp=False,
        method="newton",
        tol=1e-12,
        cov_type="cluster",
        cov_kwds={"groups": codes, "use_correction": True},
        use_t=True,
    )
    limits = np.asarray(fit.conf_int(alpha=0.05))
    return LogitFit(
        estimate=np.asarray(fit.params),
        se=np.asarray(fit.bse),
        low=limits[:, 0],
        high=limits[:, 1],
        p=np.asarray(fit.pvalues),
        log_likelihood=float(fit.llf),
        clusters=len(labels),
    )
