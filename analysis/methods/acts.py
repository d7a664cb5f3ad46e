"""What invented officials did and what became of them, drawn from a few probabilities.

The order of the draws is part of what is fixed: another order would draw other officials from
the same seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from . import cases
from .invented import any_of

CONTRIBUTIONS = tuple(sorted(cases.STEPS))
REWARDS, REPRISALS = cases.REWARD, cases.REPRISAL
PROTECTION, PROMISE, THREAT = cases.PROTECTION, cases.PROMISE, cases.THREAT
NEUTRAL, CONDITION = cases.REFUSAL, "RL2"
ABOUT = (*CONTRIBUTIONS, *REWARDS, PROTECTION, PROMISE, *REPRISALS, THREAT, NEUTRAL, CONDITION)
"""Codes of passages that speak of an official."""

Values = Mapping[str, float]


@dataclass(frozen=True)
class Acts:
    """What is true of each official: (n,) each, and ``facts`` (n, codes of `ABOUT`).

    kinds: of contribution, 0 to 3; the others are truth values.
    """

    support: np.ndarray
    kinds: np.ndarray
    reward: np.ndarray
    reprisal: np.ndarray
    protection: np.ndarray
    condition: np.ndarray
    facts: np.ndarray


def agencies_of(size: int, agencies: int) -> np.ndarray:
    """The agency of each official, from 0, with as many in each as whole numbers allow: (n,)."""
    return np.sort(np.arange(size) % agencies)


def acts(values: Values, agency: np.ndarray, random: np.random.Generator) -> Acts:
    """What officials did and what became of them.

    values: the probabilities by name; agency: of each official, numbered from 0, (n,).
    """
    size = len(agency)
    leaning = random.normal(0, values["agency_sd"], int(agency.max()) + 1)[agency]
    log_odds = np.log(values["support_share"] / (1 - values["support_share"]))
    support = random.random(size) < 1 / (1 + np.exp(-log_odds - leaning))
    kinds = support * (1 + random.binomial(2, values["further_kind"], size))
    chance = values["reward_base"] + support * values["reward_effect"]
    chance = chance + np.maximum(kinds - 1, 0) * values["reward_per_kind"]
    reward = random.random(size) < chance
    chance = values["reprisal_base"] + ~support * values["reprisal_effect"]
    reprisal = random.random(size) < chance
    both = (support & reward) | (~support & reprisal)
    condition = both & (random.random(size) < values["condition"])
    protection = support & (random.random(size) < values["protection"])
    parts = (
        any_of(len(CONTRIBUTIONS), kinds, random),
        any_of(len(REWARDS), reward, random),
        protection[:, None],
        random.random((size, 1)) < values["promise"],
        any_of(len(REPRISALS), reprisal, random),
        random.random((size, 1)) < values["threat"],
        ~support[:, None],
        condition[:, None],
    )
    return Acts(support, kinds, reward, reprisal, protection, condition, np.hstack(parts))


def concluded(said: np.ndarray, chance: float, random: np.random.Generator) -> np.ndarray:
    """What tellers tell on top, who conclude from a reward that there was support.

    said: what each teller says of an official, (tellings, codes of `ABOUT`). Where a reward is
    among it and no support, one kind of contribution is told as well with probability
    ``chance``, all kinds equally likely. Returns (tellings, codes), truth values.
    """
    found = np.zeros_like(said)
    of = random.integers(len(CONTRIBUTIONS), size=len(said))
    does = could_conclude(said) & (random.random(len(said)) < chance)
    found[np.flatnonzero(does), of[does]] = True
    return found


def could_conclude(said: np.ndarray) -> np.ndarray:
    """Which tellings hold a reward and no support: (tellings, codes of `ABOUT`) to (tellings,)."""
    rewarded, supporting = (
        np.asarray(columns(said, codes).any(axis=1)) for codes in (REWARDS, CONTRIBUTIONS)
    )
    return np.asarray(rewarded & ~supporting)


def columns(said: np.ndarray, codes: tuple[str, ...]) -> np.ndarray:
    """The columns of some codes; the last axis of ``said`` holds those of `ABOUT`."""
    return said[..., [ABOUT.index(code) for code in codes]]
