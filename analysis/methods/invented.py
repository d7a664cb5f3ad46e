"""Invented people: choices, steps up and down, tellers, and coders who err at known rates."""

from __future__ import annotations

import numpy as np
import pandas as pd


def any_of(options: int, wanted: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Different options for each row, all equally likely, as truth values (rows x options).

    wanted: how many a row has, at most ``options``.
    """
    order = random.random((len(wanted), options)).argsort(axis=1).argsort(axis=1)
    return order < np.asarray(wanted, dtype=int)[:, None]


def ordered(
    shift: np.ndarray, lowest: float, highest: float, random: np.random.Generator
) -> np.ndarray:
    """0, 1 or 2 for each row by an ordered logit.

    lowest, highest: probabilities of 0 and of 2 where ``shift`` is zero; a shift adds to the log
    odds of the higher step, at either cut.
    """
    low, high = np.log(lowest / (1 - lowest)), np.log((1 - highest) / highest)
    latent = shift + random.logistic(size=len(shift))
    return (latent > low).astype(int) + (latent > high)


def told(
    facts: pd.DataFrame,
    texts: np.ndarray,
    tellers: int,
    mention: float,
    random: np.random.Generator,
) -> pd.DataFrame:
    """Which facts about officials are said in which text.

    facts: a row an official, a column a code, truth values. Each official is told of in
    ``tellers`` of the texts, and each true fact is said there with probability ``mention``.
    Returns a row for each official, text and code: ``transcript_id``, ``official_id``,
    ``code_id``, ``fact`` and ``said``.
    """
    size, codes = facts.shape
    lots = random.random((size, len(texts))).argsort(axis=1)[:, :tellers]
    known = np.repeat(facts.to_numpy(), tellers, axis=0)
    said = known & (random.random(known.shape) < mention)
    return pd.DataFrame(
        {
            "transcript_id": np.repeat(texts[lots.ravel()], codes),
            "official_id": np.repeat(facts.index.to_numpy(), tellers * codes),
            "code_id": np.tile(facts.columns.to_numpy(), size * tellers),
            "fact": known.ravel(),
            "said": said.ravel(),
        }
    )


def spoken(
    texts: np.ndarray, codes: list[str], chances: np.ndarray, random: np.random.Generator
) -> pd.DataFrame:
    """Which codes are spoken of in which text, each with its own probability.

    Returns a row for each text and code, with the columns of `told`; all are facts, of nobody.
    """
    said = random.random((len(texts), len(codes))) < chances
    return pd.DataFrame(
        {
            "transcript_id": np.repeat(texts, len(codes)),
            "official_id": none(said.size),
            "code_id": np.tile(codes, len(texts)),
            "fact": True,
            "said": said.ravel(),
        }
    )


def none(size: int) -> pd.Series:
    """A column of text that nothing is known of."""
    return pd.Series([None] * size, dtype="str")


def coded(
    said: np.ndarray, miss: float, false_alarm: float, random: np.random.Generator
) -> np.ndarray:
    """What a coder gives: of what was said all but a share, of what was not a share."""
    return random.random(len(said)) < np.where(said, 1 - miss, false_alarm)


def passages(texts: pd.Series, length: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Start and end of a passage for each row, each in a part of its text of its own.

    texts: the text of each row; length: of that text, in characters. A passage takes up half of
    its part, so two of them never meet.
    """
    rows = texts.groupby(texts)
    width = length / rows.transform("size")
    middle = ((rows.cumcount() + 0.5) * width).astype(int)
    half = (width / 4).clip(lower=2).astype(int)
    return middle - half, middle + half


def moved(ends: np.ndarray, most: int, random: np.random.Generator) -> np.ndarray:
    """The ends of passages as another reader marks them.

    ends: start and end, a row a passage; most: characters that an end moves at most, and never
    by more than a quarter of its passage.
    """
    room = (ends[:, 1:] - ends[:, :1]) // 4
    return ends + np.clip(random.integers(-most, most + 1, ends.shape), -room, room)
