"""Association within groups, and comparisons that are whole or refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from analysis.methods.association import association_within
from analysis.methods.comparison import (
    NO_FIT,
    NO_TEST,
    OVERLAP,
    REFUSED,
    SAME_OUTCOME,
    SAME_REGRESSOR,
    SEPARATED,
    compare,
    state,
)
from analysis.methods.difference import share_difference
from analysis.methods.identified import Unidentified

DRAWS, SEED = 999, 5


def two_by_two(cells):
    """Regressor and outcome: (with, without) outcome in group 1, in group 0."""
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], cells)
    return np.repeat([1.0, 1.0, 0.0, 0.0], cells), outcome


def test_p_within_one_group_is_that_of_the_hypergeometric():
    regressor, outcome = two_by_two((7, 3, 2, 8))
    found = association_within(regressor, outcome, np.zeros(20), 9_999, SEED)
    law = hypergeom(20, 9, 10)
    counts = np.arange(10)
    as_far = np.abs(counts - law.mean()) >= abs(7 - law.mean()) - 1e-9
    assert found.excess == pytest.approx(7 - 4.5)
    assert found.p == pytest.approx(law.pmf(counts)[as_far].sum(), abs=4 * found.mcse)
    assert found.informative == 20


def test_differences_between_groups_are_no_association_within_them():
    # In one group all are exposed more and have the outcome more; within each nothing.
    parts = [two_by_two((27, 9, 9, 3)), two_by_two((3, 9, 9, 27))]
    regressor, outcome = (np.concatenate(each) for each in zip(*parts, strict=True))
    groups = np.repeat(["a", "b"], 48)
    assert association_within(regressor, outcome, groups, DRAWS, SEED).p == 1.0
    assert association_within(regressor, outcome, np.zeros(96), DRAWS, SEED).p < 0.05


def test_groups_in_which_one_side_does_not_vary_bear_on_nothing():
    regressor, outcome = two_by_two((2, 2, 2, 2))
    more = np.concatenate([regressor, np.ones(5)]), np.concatenate([outcome, [1, 0, 1, 0, 1]])
    groups = np.repeat(["a", "b"], [8, 5])
    assert association_within(*more, groups, DRAWS, SEED).informative == 8
    with pytest.raises(Unidentified, match="in no group"):
        association_within(*more, np.arange(13), DRAWS, SEED)


def test_the_order_of_the_cases_changes_no_p_beyond_its_error():
    regressor, outcome = two_by_two((6, 4, 3, 7))
    order = np.random.default_rng(1).permutation(20)
    one = association_within(regressor, outcome, np.zeros(20), 9_999, SEED)
    other = association_within(regressor[order], outcome[order], np.zeros(20), 9_999, SEED)
    assert one.p == pytest.approx(other.p, abs=5 * (one.mcse + other.mcse))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((3, 2, 2, 3), OVERLAP),
        ((3, 0, 2, 3), SEPARATED),
        ((3, 0, 0, 3), SEPARATED),
        ((3, 0, 3, 0), SAME_OUTCOME),
        ((3, 2, 0, 0), SAME_REGRESSOR),
        ((0, 0, 0, 0), SAME_OUTCOME),
    ],
)
def test_state_of_a_table(cells, expected):
    assert state(*two_by_two(cells)) == expected


def test_state_over_steps():
    steps = np.array([0.0, 1, 2, 3])
    assert state(steps, np.array([0.0, 0, 1, 1])) == SEPARATED
    assert state(steps, np.array([0.0, 1, 0, 1])) == OVERLAP


def test_a_comparison_holds_what_its_parts_say():
    cells = (7, 3, 2, 8)
    regressor, outcome = two_by_two(cells)
    found = compare(regressor, outcome, np.zeros(20), DRAWS, SEED)
    apart = share_difference(7, 10, 2, 10)
    assert (found.difference, found.low, found.high) == (apart.estimate, apart.low, apart.high)
    # Firth's logit of a 2 x 2 table: one half added to every cell.
    assert found.odds_ratio == pytest.approx(7.5 * 8.5 / (3.5 * 2.5), rel=1e-6)
    assert found.odds_low < found.odds_ratio < found.odds_high
    assert found.refused is None


def test_a_trend_has_an_odds_ratio_and_no_difference():
    steps = np.repeat([0.0, 1, 2, 3], 6)
    outcome = np.array([0, 0, 0, 0, 0, 1] * 2 + [0, 0, 1, 1, 1, 1] * 2, dtype=float)
    found = compare(steps, outcome, np.zeros(24), DRAWS, SEED)
    assert found.difference is None
    assert found.odds_ratio > 1
    assert found.p < 0.1


CELL = st.integers(0, 5)


@settings(max_examples=12, deadline=None)
@given(st.tuples(CELL, CELL, CELL, CELL), st.integers(1, 4))
def test_a_comparison_is_whole_or_refused(cells, groups):
    regressor, outcome = two_by_two(cells)
    labels = np.arange(len(outcome)) % groups
    found = compare(regressor, outcome, labels, 99, SEED)
    numbers = [each for name, each in vars(found).items() if name != "refused"]
    if found.refused:
        assert found.refused in {*REFUSED.values(), NO_TEST, NO_FIT}
        assert numbers == [None] * len(numbers)
    else:
        assert np.isfinite(numbers).all()
        assert 0 < found.p <= 1
