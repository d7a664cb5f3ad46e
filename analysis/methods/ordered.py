"""The ordered logit, and whether one odds ratio can stand for all its cuts.

The model is that of proportional odds (McCullagh 1980): the log odds of an outcome above any
cut differ between two values of a regressor by one and the same number.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from .identified import Unidentified

Array = NDArray[np.float64]

INTERVAL = "Wald, 95%"
TEST = "likelihood ratio against no regressor"

CLOSE = 1e-4  # of a gradient per case, at which a fit counts as converged


@dataclass(frozen=True)
class OrderedFit:
    """A maximum-likelihood fit: one entry a regressor, log odds of a higher outcome.

    p: of all regressors together, by likelihood ratio. cuts: the categories seen, less one.
    """

    estimate: Array
    se: Array
    low: Array
    high: Array
    p: float
    log_likelihood: float
    cuts: int


@dataclass(frozen=True)
class Proportional:
    """The test of proportional odds: chi-squared statistic, degrees of freedom, p."""

    statistic: float
    df: int
    p: float


def ordered_separated(regressor: Array, outcome: NDArray[np.int64]) -> bool:
    """Whether the ordered logit on one regressor has no finite estimate.

    That is so if no case with a lower outcome has a higher value of the regressor than a case
    with a higher outcome, or the reverse throughout: the likelihood then grows without end.
    regressor, outcome: (n,).
    """
    kinds = np.unique(outcome)
    if len(kinds) < 2 or np.ptp(regressor) == 0:
        return False
    least = [regressor[outcome == kind].min() for kind in kinds]
    most = [regressor[outcome == kind].max() for kind in kinds]
    rising = all(np.max(most[:cut]) <= np.min(least[cut:]) for cut in range(1, len(kinds)))
    falling = all(np.min(least[:cut]) >= np.max(most[cut:]) for cut in range(1, len(kinds)))
    return rising or falling


def ordered_logit(regressors: Array, outcome: NDArray[np.int64]) -> OrderedFit:
    """The proportional-odds model, with Wald intervals, by statsmodels.

    regressors: (n, k), no constant among them: the cuts stand for it; outcome: (n,) whole
    numbers in the order of the categories, of which those not seen are left out.
    Raises Unidentified if fewer than two categories are seen, the columns are not independent
    of each other and of a constant, one regressor separates the outcome, or there is no
    convergence.
    """
    kinds, codes = np.unique(outcome, return_inverse=True)
    if len(kinds) < 2:
        raise Unidentified("the model cannot be estimated: the outcome is the same in all cases")
    design = np.column_stack([np.ones(len(codes)), regressors])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise Unidentified("the model cannot be estimated: its terms cannot be told apart")
    if any(ordered_separated(column, codes) for column in regressors.T):
        raise Unidentified("the outcome is separated: some coefficient has no finite estimate")
    model = OrderedModel(codes, regressors, distr="logit")
    with warnings.catch_warnings():
        # Convergence is judged by the gradient: the search ends with a warning where rounding
        # leaves nothing to gain.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fit = model.fit(method="bfgs", disp=False, gtol=1e-7, maxiter=500)
    gradient = np.abs(model.score(np.asarray(fit.params))).max() / len(codes)
    k = regressors.shape[1]
    se = np.asarray(fit.bse)[:k]
    if not (gradient < CLOSE and np.isfinite(se).all()):
        raise Unidentified("the model cannot be estimated: the fit did not converge")
    estimate = np.asarray(fit.params)[:k]
    wide = stats.norm.ppf(0.975) * se
    gain = 2.0 * (float(fit.llf) - _log_likelihood(np.zeros(len(codes)), codes))
    return OrderedFit(
        estimate=estimate,
        se=se,
        low=estimate - wide,
        high=estimate + wide,
        p=float(stats.chi2.sf(max(gain, 0.0), k)),
        log_likelihood=float(fit.llf),
        cuts=len(kinds) - 1,
    )


def proportional_odds(
    regressor: Array, outcome: NDArray[np.int64], fit: OrderedFit
) -> Proportional | None:
    """The likelihood-ratio test of proportional odds, for a fit on one regressor.

    The fit is set against the one that lets every cut, and every value of the regressor, have
    log odds of its own: for a regressor of two values that is a free slope at every cut.
    Returns None if fewer than two cuts leave nothing to test. The p value is that of a large
    sample.
    """
    values, kinds = len(np.unique(regressor)), fit.cuts + 1
    df = (values - 1) * (kinds - 1) - 1
    if fit.cuts < 2 or df < 1:
        return None
    statistic = max(2.0 * (_log_likelihood(regressor, outcome) - fit.log_likelihood), 0.0)
    return Proportional(statistic, df, float(stats.chi2.sf(statistic, df)))


def _log_likelihood(regressor: Array, outcome: NDArray[np.int64]) -> float:
    """Of the shares of the outcome seen at every value of the regressor."""
    found = 0.0
    for value in np.unique(regressor):
        counts = np.unique(outcome[regressor == value], return_counts=True)[1]
        found += float((counts * np.log(counts / counts.sum())).sum())
    return found
