"""The linear probability model with standard errors clustered by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LinearFit:
    """Least squares: one entry a column of the design, differences in probability."""

    estimate: Array
    se: Array
    p: Array


def clustered_ols(design: Array, outcome: Array, groups: NDArray[np.object_]) -> LinearFit:
    """Least squares, standard errors clustered by `groups`, t with G-1 degrees of freedom.

    design: (n, k), the constant among its columns; outcome: (n,); groups: (n,) labels.
    A column that is one only in a single group has no meaningful clustered error: the
    residuals of that group add up to nothing.
    """
    _, codes = np.unique(groups, return_inverse=True)
    fit = sm.OLS(outcome, design).fit(
        cov_type="cluster", cov_kwds={"groups": codes, "use_correction": True}, use_t=True
    )
    return LinearFit(
        estimate=np.asarray(fit.params), se=np.asarray(fit.bse), p=np.asarray(fit.pvalues)
    )
