"""The terms of a logit as a table: log odds, odds ratios, intervals, p values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .firth import FirthFit
from .logit import LogitFit


def odds_table(terms: tuple[str, ...], fit: FirthFit | LogitFit) -> pd.DataFrame:
    """One row a column of the design: the intercept, then `terms`.

    Columns term, estimate and se (log odds), odds_ratio, ci_low and ci_high (of the odds
    ratio), p.
    """
    return pd.DataFrame(
        {
            "term": ["intercept", *terms],
            "estimate": fit.estimate,
            "se": fit.se,
            "odds_ratio": np.exp(fit.estimate),
            "ci_low": np.exp(fit.low),
            "ci_high": np.exp(fit.high),
            "p": fit.p,
        }
    )
