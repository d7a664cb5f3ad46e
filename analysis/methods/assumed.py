"""What is assumed where it is asked what a study could detect: chosen, not observed."""

from __future__ import annotations

import pandas as pd

# Parameter, its values, why; shares as shares, points as percentage points.
DETECTION: tuple[tuple[str, tuple[float, ...], str], ...] = (
    ("cases", (12, 20, 40, 60, 300), "from interviews to a register"),
    ("share", (0.5,), "of the cases that are supporters"),
    ("literature_points", (10.5,), "published, of a working paper"),
    ("literature_increase", (0.47,), "published with it: 10.5 points are 47 per cent of the base"),
    ("base", (0.22,), "follows from the two"),
    ("points", (5, 10.5, 20, 30, 40, 50), "effects, above the base"),
    ("level", (0.05,), "of every test"),
    ("power", (0.8,), "with which an effect counts as visible"),
    ("agency", (10,), "cases in an agency, about"),
    ("share_low", (0.25,), "supporters in half the agencies, where they differ; else the mirror"),
    ("base_low", (0.1,), "base in the same half; in the other the mirror"),
    ("demotion", (0.2,), "of the moves of those who did not support; as in the stand-ins"),
    ("promotion", (0.3,), "the same; the rest are lateral"),
    ("draws", (5000,), "data sets drawn"),
    ("seed", (404,), "another seed draws others"),
)


def assumed() -> pd.DataFrame:
    """One row a parameter, or one of its values.

    Columns entry (``parameter``, or ``parameter: value`` where there are several), parameter,
    value, why.
    """
    rows = [
        (f"{name}: {value:g}" if len(values) > 1 else name, name, float(value), why)
        for name, values, why in DETECTION
        for value in values
    ]
    return pd.DataFrame(rows, columns=["entry", "parameter", "value", "why"])
