"""What invented officials did, and what tellers conclude from it."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.methods.acts import (
    ABOUT,
    CONTRIBUTIONS,
    NEUTRAL,
    REPRISALS,
    acts,
    agencies_of,
    columns,
    concluded,
    could_conclude,
)
from analysis.simulate import EXCHANGE, simulation_parameters


def telling(*codes: str) -> np.ndarray:
    """One telling that holds some codes."""
    return np.array([code in codes for code in ABOUT])


TELLINGS = {
    "a reward": (("PC2",), True),
    "a reward, and neutrality": (("PC5", NEUTRAL), True),
    "a reward and support": (("PC1", "CP3"), False),
    "a promise": (("PC4",), False),
    "protection": (("PC3",), False),
    "a reprisal": (("SA1",), False),
    "nothing": ((), False),
}


@pytest.mark.parametrize(("codes", "could"), TELLINGS.values(), ids=TELLINGS)
def test_support_is_concluded_from_a_reward_where_none_was_told(codes, could):
    said = np.tile(telling(*codes), (200, 1))
    assert could_conclude(said).all() == could_conclude(said).any() == could
    more = concluded(said, 1.0, np.random.default_rng(1))
    assert (more.sum(axis=1) == could).all()
    assert not (more & ~columns(np.ones_like(more), ABOUT)).any()
    assert columns(more, CONTRIBUTIONS).sum() == more.sum()
    if could:
        assert columns(more, CONTRIBUTIONS).any(axis=0).all()


def test_it_is_concluded_as_often_as_asked():
    said = np.tile(telling("PC2"), (10_000, 1))
    random = np.random.default_rng(2)
    assert not concluded(said, 0.0, random).any()
    assert concluded(said, 0.3, random).any(axis=1).mean() == pytest.approx(0.3, abs=0.02)


def test_facts_follow_from_acts():
    rows = simulation_parameters()
    rows = rows[rows.scenario == EXCHANGE]
    values = dict(zip(rows.parameter, rows.value, strict=True))
    found = acts(values, agencies_of(500, 20), np.random.default_rng(3))
    assert (columns(found.facts, CONTRIBUTIONS).sum(axis=1) == found.kinds).all()
    assert (found.support == (found.kinds > 0)).all()
    assert (columns(found.facts, (NEUTRAL,))[:, 0] == ~found.support).all()
    assert (columns(found.facts, REPRISALS).any(axis=1) == found.reprisal).all()


def test_agencies_are_of_nearly_one_size():
    assert np.bincount(agencies_of(23, 5)).tolist() == [5, 5, 5, 4, 4]
