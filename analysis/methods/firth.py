"""Firth's penalised logit: one reported fit, and many estimates on one design.

The log-likelihood is penalised by half the log determinant of the Fisher information
(Jeffreys' prior), which keeps every estimate finite under separation (Firth 1993;
Heinze and Schemper 2002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from firthmodels import FirthLogisticRegression
from numpy.typing import NDArray
from scipy.special import expit

Array = NDArray[np.float64]

# What the numbers of firthmodels are, in words a table can carry.
STANDARD_ERROR = "inverse of the augmented Fisher information"
INTERVAL = "profile of the penalised likelihood, 95%"
TEST = "penalised likelihood ratio, penalty of the full design in both fits"

TOLERANCE = 1e-8
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
    Raises ValueError if the fit, an interval or a test did not converge.
    """
    fit = _tested(design, outcome)
    limits = fit.conf_int(alpha=0.05, method="pl", tol=TOLERANCE, max_iter=ITERATIONS)
    if not np.isfinite([fit.lrt_pvalues_, limits[:, 0], limits[:, 1]]).all():
        raise ValueError("the penalised fit did not converge")
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

    Raises ValueError if the fit or a test did not converge.
    """
    fit = _tested(design, outcome)
    if not np.isfinite(fit.lrt_pvalues_).all():
        raise ValueError("the penalised fit did not converge")
    return fit.coef_, fit.lrt_pvalues_


def _tested(design: Array, outcome: Array) -> FirthLogisticRegression:
    """The library's fit with its likelihood-ratio tests."""
    fit = FirthLogisticRegression(
        backend="numpy",
        fit_intercept=False,
        gtol=TOLERANCE,
        xtol=TOLERANCE,
        max_iter=ITERATIONS,
        max_halfstep=HALVINGS,
    )
    return fit.fit(design, outcome.astype(int)).lrt()


def firth_estimates(design: Array, outcomes: Array, max_step: float = 5.0) -> Array:
    """Penalised estimates for many outcomes on one design, all at once.

    design: (n, k), the constant among its columns; outcomes: (m, n) of zeros and ones.
    Returns (m, k). Newton steps with the expected information, cut at `max_step` and
    halved until the penalised likelihood rises. For permutation tests; a reported fit
    comes from :func:`firth_logit`. Raises ValueError if an outcome did not converge.
    """
    count, columns = len(outcomes), design.shape[1]
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), columns**2)
    beta = np.zeros((count, columns))
    likelihood, step = _climb(design, products, outcomes, beta)
    going = np.arange(count)
    for _ in range(ITERATIONS):
        going = going[np.abs(step[going]).max(axis=1) > TOLERANCE]
        if not len(going):
            return beta
        size = np.abs(step[going]).max(axis=1, keepdims=True)
        move = step[going] * np.minimum(1.0, max_step / size)
        beta[going], likelihood[going], step[going] = _advance(
            design, products, outcomes[going], beta[going], likelihood[going], move
        )
    raise ValueError(f"{len(going)} of {count} penalised fits did not converge")


def _advance(
    design: Array, products: Array, outcomes: Array, beta: Array, likelihood: Array, move: Array
) -> tuple[Array, Array, Array]:
    """One step for each outcome, halved while it lowers the penalised likelihood."""
    new = beta + move
    value, step = _climb(design, products, outcomes, new)
    slack = 1e-12 * (1.0 + np.abs(likelihood))  # rounding is no descent
    for halving in range(1, 26):
        worse = np.flatnonzero(~(value >= likelihood - slack))
        if not len(worse):
            break
        new[worse] = beta[worse] + move[worse] * 0.5**halving
        value[worse], step[worse] = _climb(design, products, outcomes[worse], new[worse])
    return new, value, step


def _climb(design: Array, products: Array, outcomes: Array, beta: Array) -> tuple[Array, Array]:
    """Penalised log-likelihood (m,) and the full Newton step (m, k) at `beta` (m, k).

    The step uses the augmented information, each weight enlarged by its leverage: with
    few observations the plain one overshoots.
    """
    columns = design.shape[1]
    eta = beta @ design.T
    mean = expit(eta)
    weight = mean * (1.0 - mean)
    information = (weight @ products).reshape(-1, columns, columns)
    inverse = np.linalg.inv(information)
    leverage = weight * (inverse.reshape(-1, columns**2) @ products.T)
    augmented = (((1.0 + leverage) * weight) @ products).reshape(-1, columns, columns)
    score = (outcomes - mean + leverage * (0.5 - mean)) @ design
    penalty = 0.5 * np.linalg.slogdet(information)[1]
    likelihood = (outcomes * eta - np.logaddexp(0.0, eta)).sum(axis=1) + penalty
    return likelihood, np.linalg.solve(augmented, score[:, :, None])[:, :, 0]
