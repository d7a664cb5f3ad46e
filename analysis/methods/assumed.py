"""What is assumed where it is asked what a study could detect: chosen, not observed."""

from __future__ import annotations

import pandas as pd

# Name, values, what it is, why; shares as shares, points as percentage points.
DETECTION: tuple[tuple[str, tuple[float, ...], str, str], ...] = (
    ("cases", (12, 20, 40, 60, 300), "cases", "from interviews to a register"),
    ("share", (0.5,), "supporters among the cases", "half, where a comparison sees best"),
    ("literature_points", (10.5,), "published effect, points", "abstract of a working paper"),
    ("literature_increase", (0.47,), "published effect, increase", "the same abstract"),
    ("base", (0.22,), "base", "follows from the two: 10.5 points are 47 per cent of it"),
    ("points", (5, 10.5, 20, 30, 40, 50), "effect, points", "one published, others around it"),
    ("level", (0.05,), "level of every test", "the usual one"),
    ("power", (0.8,), "power at which an effect is visible", "the usual one"),
    ("agency", (10,), "cases in an agency", "about; chosen"),
    ("share_low", (0.25,), "supporters in half the agencies", "where they differ; chosen"),
    ("base_low", (0.1,), "base in the same half", "chosen; the other half is the mirror of both"),
    ("demotion", (0.2,), "demotions among moves of others", "as in the stand-ins"),
    ("promotion", (0.3,), "promotions among moves of others", "the same; the rest are lateral"),
    ("margin", (10,), "margin of the plan, points", "as in its decision rules"),
    ("draws", (5000,), "data sets drawn for each figure", "simulation errors below one point"),
    ("draws_moves", (2000,), "the same, for moves within agencies", "fewer: each takes long"),
    ("seed", (404,), "seed of the random numbers", "another draws other data sets"),
)


def assumed() -> pd.DataFrame:
    """One row a parameter, or one of its values.

    Columns entry (what it is, with the value where there are several), parameter, value, why.
    """
    rows = [
        (f"{what}: {value:g}" if len(values) > 1 else what, name, float(value), why)
        for name, values, what, why in DETECTION
        for value in values
    ]
    return pd.DataFrame(rows, columns=["entry", "parameter", "value", "why"])
