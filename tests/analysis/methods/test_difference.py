"""The difference of two shares against published limits."""

from __future__ import annotations

import pytest

from analysis.methods.difference import share_difference
from tests.oracles import published


@pytest.mark.parametrize(("counts", "limits"), published.NEWCOMBE_DIFFERENCE.items())
def test_difference_vs_newcombe(counts, limits):
    found = share_difference(*counts)
    assert (found.low, found.high) == pytest.approx(limits, abs=0.00005)
    assert found.estimate == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])


def test_groups_exchanged_turn_the_sign():
    one, other = share_difference(5, 56, 2, 29), share_difference(2, 29, 5, 56)
    turned = (-other.estimate, -other.high, -other.low)
    assert (one.estimate, one.low, one.high) == pytest.approx(turned)


def test_an_empty_group_has_no_share():
    with pytest.raises(ValueError, match="a group is empty"):
        share_difference(0, 0, 1, 2)
