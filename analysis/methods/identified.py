"""Whether a regression has what it needs, said in words a reader understands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Unidentified(ValueError):
    """A model has no estimate on these data; the message says why in words for a reader."""


def require_identified(design: Array, outcome: Array) -> None:
    """Raise Unidentified unless the outcome varies and the columns of the design are independent.

    design: (n, k), the constant among its columns; outcome: (n,) of zeros and ones.
    """
    if not len(outcome) or outcome.min() == outcome.max():
        raise Unidentified(
            "the model cannot be estimated: the outcome is the same in all its races"
        )
    if len(design) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        raise Unidentified(
            "the model cannot be estimated: its terms cannot be told apart in its races"
        )
