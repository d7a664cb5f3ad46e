"""Firth's penalised logit, as it is reported; many at once: :mod:`.resampling`.

The log-likelihood is penalised by half the log determinant of the Fisher information
(Jeffreys' prior), which keeps every estimate finite under separation (Firth 1993;
Heinze and Schemper 2002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from firthmodels import FirthLogisticRegression
from numpy.typing import NDArray

from .identified import Unidentified, require_identified

Array = NDArray[np.float64]

# What the numbers of firthmodels are, in words a table can carry.
STANDARD_ERROR = "inverse of the augmented Fisher information"
INTERVAL = "profile of the penalised likelihood, 95%"
TEST = "penalised likelihood ratio, penalty of the full design in both fits"

TOLERANCE = 1e-10
ITERATIONS = 200
# No step halving in the library: so near the optimum rounding looks like a descent and the
# fit would end without a value. Steps are cut all the same, and convergence is checked.
HALVINGS = 0


@dataclass(frozen=True)
class FirthFit:
    """A penalised fit: one entry a column of the design, log odds; p from likelihood ratios."""

    estimate: Array
    se: Array
    low: Array
    high: Array
    p: Array
    log_likelihood: float


def firth_logit(design: Array, outcome: Array) -> FirthFit:
    """Firth's logit with 95% profile intervals and likelihood-ratio tests, by firthmodels.

    design: (n, k), the constant among its columns; outcome: (n,) of zeros and ones.
    Raises Unidentified if it is not identified or the fit, an interval or a test did not converge.
    """
    fit = _tested(design, outcome)
    limits = fit.conf_int(alpha=0.05, method="pl", tol=TOLERANCE, max_iter=ITERATIONS)
    if not np.isfinite([fit.lrt_pvalues_, limits[:, 0], limits[:, 1]]).all():
        raise Unidentified("the model cannot be estimated: the penalised fit did not converge")
    return FirthFit(
        estimate=fit.coef_,
        se=fit.bse_,
        low=limits[:, 0],
        high=limits[:, 1],
        p=fit.lrt_pvalues_,
        log_likelihood=float(fit.loglik_),
    )


def firth_point(design: Array, outcome: Array) -> tuple[Array, Array]:
    """Estimates and p values (k,) of the same fit, where no interval is wanted.

    Raises Unidentified if it is not identified or the fit or a test did not converge.
    """
    fit = _tested(design, outcome)
    if not np.isfinite(fit.lrt_pvalues_).all():
        raise Unidentified("the model cannot be estimated: the penalised fit did not converge")
    return fit.coef_, fit.lrt_pvalues_


def _tested(design: Array, outcome: Array) -> FirthLogisticRegression:
    """The library's fit with its likelihood-ratio tests."""
    require_identified(design, outcome)
    fit = FirthLogisticRegression(
        backend="numpy",
        fit_intercept=False,
        gtol=TOLERANCE,
        xtol=TOLERANCE,
        max_iter=ITERATIONS,
        max_halfstep=HALVINGS,
    )
    return fit.fit(design, outcome.astype(int)).lrt()
