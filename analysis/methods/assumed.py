"""What is assumed where it is asked what a study could detect: chosen, not observed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .agencies import Agencies, alike, differing, standard_error
from .two_groups import Groups, split

ALIKE, DIFFER = "agencies alike", "agencies differ"

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


@dataclass(frozen=True)
class Assumed:
    """The table of parameters, taken apart."""

    table: pd.DataFrame

    def one(self, name: str) -> float:
        """The value of a parameter that has one."""
        return float(self.many(name)[0])

    def many(self, name: str) -> list[float]:
        """All values of a parameter."""
        values = self.table.value[self.table.parameter.eq(name)]
        return [float(value) for value in values]

    @property
    def cases(self) -> list[int]:
        return [int(cases) for cases in self.many("cases")]

    @property
    def effects(self) -> list[float]:
        return [points / 100 for points in self.many("points")]

    @property
    def published(self) -> float:
        return self.one("literature_points") / 100

    @property
    def draws(self) -> int:
        return int(self.one("draws"))

    @property
    def seed(self) -> int:
        return int(self.one("seed"))

    def groups(self, cases: int) -> Groups:
        """Supporters and others among so many cases."""
        return split(cases, self.one("share"))

    def error(self, share: float) -> float:
        """Monte Carlo standard error of a share of the data sets drawn."""
        return standard_error(share, self.draws)

    def spread(self, cases: int, world: str) -> Agencies:
        """The cases over agencies of about one size, an even number of them."""
        groups, count = self.groups(cases), 2 * max(1, round(cases / self.one("agency") / 2))
        base, low = self.one("base"), self.one("base_low")
        if world == ALIKE:
            return alike(groups, count, base)
        return differing(groups, count, self.one("share_low"), low, 2 * base - low)
