"""Whether a regression has what it needs, said in words a reader understands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from study.kinds import Absent

Array = NDArray[np.float64]


def require_identified(design: Array, outcome: Array) -> None:
    """Raise Absent unless the outcome varies and the columns of the design are independent.

    design: (n, k), the constant among its columns; outcome: (n,) of zeros and ones.
    """
    if not len(outcome) or outcome.min() == outcome.max():
        raise Absent("the model cannot be estimated: the outcome is the same in all its races")
    if len(design) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        raise Absent("the model cannot be estimated: its terms cannot be told apart in its races")
