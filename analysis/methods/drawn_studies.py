"""Many studies at once: what is told of invented officials, coded, and made into cases.

The rules are those of :mod:`.cases`, of two groups and one outcome alone: support and reward.
A permutation within agencies is not shuffled here but enumerated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from threadpoolctl import threadpool_limits

from .acts import CONTRIBUTIONS, REWARDS, Values, acts, agencies_of, columns, concluded
from .agencies import NOTHING, SLACK
from .invented import coded

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Sides:
    """The two sides of each official, and who counts: truth values of one shape."""

    support: Flags
    reward: Flags
    case: Flags


@dataclass(frozen=True)
class Found:
    """Of each study: (draws,) each.

    cases; difference: of the shares rewarded, supporters less others, missing without either;
    p: two-sided, of all rearrangements within agencies; excess: supporters rewarded less those
    to be expected.
    """

    cases: Array
    difference: Array
    p: Array
    excess: Array


def studies(values: Values, draws: int, seed: np.random.SeedSequence) -> tuple[Found, Found]:
    """Studies of one kind, with the sides from whoever tells, and from different informants.

    values: parameters by name. Truth, telling, conclusions and coding have streams of their own,
    so that of two kinds of study with one seed only what differs in the values differs.
    """
    acting, telling, concluding, coding = (np.random.default_rng(s) for s in seed.spawn(4))
    size, count = int(values["officials"]), int(values["agencies"])
    agency = agencies_of(size, count)
    # One after the other, with agencies of their own, studies are one large one.
    every = (agency + count * np.arange(draws)[:, None]).ravel()
    facts = acts(values, every, acting).facts
    known = np.repeat(facts, int(values["tellers"]), axis=0)
    said = known & (telling.random(known.shape) < values["mention"])
    said |= concluded(said, values["inferred_support"], concluding)
    given = np.stack(
        [
            coded(said.ravel(), values[f"miss_{n}"], values[f"false_alarm_{n}"], coding)
            for n in range(1, int(values["coders"]) + 1)
        ]
    ).reshape(int(values["coders"]), len(every), int(values["tellers"]), -1)
    return found(together(given), every, draws, count), found(apart(given), every, draws, count)


def together(given: Flags) -> Sides:
    """Both sides as any informant tells them. given: (coders, officials, tellers, codes)."""
    support, reward, voice = _voices(given)
    return _sides(support, reward, np.asarray(voice.any(axis=1)))


def apart(given: Flags) -> Sides:
    """Support as the first informant of an official tells it, reward as all others do.

    given: (coders, officials, tellers, codes), tellers in the order of their identifiers. Who
    says nothing that was coded of an official does not speak of that one.
    """
    support, reward, voice = _voices(given)
    first = voice & (voice.cumsum(axis=1) == 1)
    case = voice.sum(axis=1) > 1
    return _sides(support & first, reward & ~first, case)


def _sides(support: Flags, reward: Flags, case: Flags) -> Sides:
    """Of each official, from truth values of each telling: (officials, tellers)."""
    return Sides(np.asarray(support.any(axis=1)), np.asarray(reward.any(axis=1)), case)


def _voices(given: Flags) -> tuple[Flags, Flags, Flags]:
    """Support and reward by the majority of the coders, and who speaks: (officials, tellers)."""
    needed = len(given) // 2 + 1
    support, reward = (
        columns(given, codes).any(axis=3).sum(axis=0) >= needed
        for codes in (CONTRIBUTIONS, REWARDS)
    )
    return np.asarray(support), np.asarray(reward), np.asarray(given.any(axis=(0, 3)))


def found(sides: Sides, agency: NDArray[np.int64], draws: int, count: int) -> Found:
    """What each study finds. sides: officials of all studies; agency: theirs, numbered through."""

    def counted(which: Flags) -> Array:
        number = np.bincount(agency[which], minlength=draws * count)
        return number.reshape(draws, count).astype(float)

    inside = sides.case & sides.support
    first, second = counted(inside), counted(sides.case & ~sides.support)
    yes_first = counted(inside & sides.reward)
    yes_second = counted(sides.case & ~sides.support & sides.reward)
    p, excess = within_p(first, second, yes_first, yes_second)
    one, two = first.sum(axis=1), second.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        difference = yes_first.sum(axis=1) / one - yes_second.sum(axis=1) / two
    return Found(one + two, np.where((one > 0) & (two > 0), difference, np.nan), p, excess)


def within_p(
    first: Array, second: Array, yes_first: Array, yes_second: Array
) -> tuple[Array, Array]:
    """Exact two-sided p of the permutation within agencies where each study has its own sizes.

    first, second: members of the two groups, and of them those with a yes: (draws, agencies)
    each. Returns p and the excess of yes in the first group, (draws,) each. The law of the
    sum is a product of Fourier transforms, one a different agency, as in :mod:`.agencies`.
    """
    yes, size = yes_first + yes_second, first + second
    expected = (yes * first / np.maximum(size, 1)).sum(axis=1)
    excess = yes_first.sum(axis=1) - expected
    most = int(first.sum(axis=1).max())
    length = 1 << (most + 1).bit_length()
    triples = np.stack([first, size, yes], axis=2).reshape(-1, 3).astype(int)
    kinds, kind = np.unique(triples, axis=0, return_inverse=True)
    counts = np.arange(int(first.max()) + 1)
    laws = stats.hypergeom.pmf(counts[None, :], kinds[:, 1:2], kinds[:, 2:3], kinds[:, :1])
    with threadpool_limits(1):
        logs = np.log(np.fft.rfft(laws, length, axis=1) + NOTHING)
        product = np.exp(logs[kind.reshape(first.shape)].sum(axis=1))
        law = np.maximum(np.fft.irfft(product, length, axis=1)[:, : most + 1], 0.0)
    away = np.abs(np.arange(most + 1)[None, :] - expected[:, None])
    as_far = away >= np.abs(excess)[:, None] - SLACK
    return np.clip((law * as_far).sum(axis=1), 0.0, 1.0), excess
