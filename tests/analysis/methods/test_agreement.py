"""Coefficients of agreement against published values, another implementation and their laws."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.tests.test_inter_rater import diagnoses

from analysis.methods.agreement import (
    LEVELS,
    NO_PAIR,
    NO_VARIATION,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    masi,
    percent,
    set_alpha,
)
from analysis.methods.redrawn import ONE, SAME, interval, linked
from tests.oracles import published

FUNCTIONS = {f.__name__: f for f in (percent, cohen_kappa, fleiss_kappa, gwet_ac1)}
FUNCTIONS["krippendorff_alpha"] = krippendorff_alpha
RATINGS = st.lists(
    st.tuples(*[st.sampled_from([1.0, 2.0, 3.0, None])] * 3), min_size=1, max_size=12
)


def value(summed):
    return summed.estimate().value


def observers():
    rows = [[float(r) if r != "." else None for r in row] for row in published.KRIPPENDORFF]
    return list(map(list, zip(*rows, strict=True)))


def listed(table):
    """Pairs of ratings from a square table of counts."""
    cells = [(i, j, n) for i, row in enumerate(table) for j, n in enumerate(row)]
    return [(i, j) for i, j, n in cells for _ in range(n)]


def spread(counts):
    """Ratings of each unit from its counts by category."""
    return [[k for k, n in enumerate(row) for _ in range(n)] for row in counts]


@pytest.mark.parametrize(("level", "alpha"), published.KRIPPENDORFF_ALPHA.items())
def test_alpha_vs_krippendorff(level, alpha):
    assert value(krippendorff_alpha(observers(), level)) == pytest.approx(alpha, abs=0.0005)


@pytest.mark.parametrize(
    ("ratings", "printed"),
    [
        (observers(), published.FOUR_RATERS),
        (listed(published.ABSTRACTORS), published.ABSTRACTORS_AGREEMENT),
        (spread(published.SIX_RATERS), published.SIX_RATERS_AGREEMENT),
    ],
)
def test_coefficients_vs_gwet(ratings, printed):
    found = {name: value(FUNCTIONS[name](ratings)) for name in printed}
    assert found == pytest.approx(printed, abs=0.000005)


def test_fleiss_kappa_vs_fleiss():
    assert value(fleiss_kappa(diagnoses)) == pytest.approx(published.FLEISS, abs=0.0005)


def test_cohen_kappa_vs_sas():
    table, kappa = published.SAS_KAPPA
    assert value(cohen_kappa(listed(table))) == pytest.approx(kappa, abs=0.00005)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("seed", range(4))
def test_alpha_vs_the_package_krippendorff(level, seed):
    draw = np.random.default_rng(seed)
    ratings = draw.integers(1, 6, (40, 2 + seed)).astype(float)
    ratings[draw.random(ratings.shape) < 0.3] = np.nan
    theirs = krippendorff.alpha(reliability_data=ratings.T, level_of_measurement=level)
    assert value(krippendorff_alpha(ratings, level)) == pytest.approx(theirs)


@settings(max_examples=30, deadline=None)
@given(RATINGS)
def test_order_of_coders_and_units_does_not_matter(ratings):
    turned = [row[::-1] for row in reversed(ratings)]
    for name in ("percent", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha"):
        first, second = (FUNCTIONS[name](each).estimate() for each in (ratings, turned))
        assert first.reason == second.reason
        assert first.value == pytest.approx(second.value)


@settings(max_examples=30, deadline=None)
@given(RATINGS)
def test_names_of_values_do_not_matter(ratings):
    names = {1.0: "b", 2.0: "c", 3.0: "a", None: None}
    other = [[names[r] for r in row] for row in ratings]
    for name in ("percent", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha"):
        assert value(FUNCTIONS[name](other)) == pytest.approx(value(FUNCTIONS[name](ratings)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=9).filter(lambda x: len(set(x)) > 1))
def test_full_agreement_is_one(values):
    for function in FUNCTIONS.values():
        assert value(function([[v, v] for v in values])) == pytest.approx(1)


def test_arrays_and_lists_are_read_alike():
    flags = np.random.default_rng(1).random((30, 2)) < 0.4
    for function in FUNCTIONS.values():
        assert value(function(flags)) == pytest.approx(value(function(flags.tolist())))


def test_what_is_not_defined_has_a_reason():
    same, alone = [["a", "a"], ["a", "a"]], [["a", None], [None, "b"]]
    for name, function in FUNCTIONS.items():
        found = function(alone).estimate()
        assert (found.value, found.reason) == (None, NO_PAIR)
        found = function(same).estimate()
        assert (found.value, found.reason) == (
            (1, "") if name == "percent" else (None, NO_VARIATION)
        )
    assert value(gwet_ac1([[False, False]] * 3, (False, True))) == 1
    with pytest.raises(ValueError, match="not of 3"):
        cohen_kappa([[1, 1, 2]])
    with pytest.raises(ValueError, match="no level"):
        krippendorff_alpha([[1, 2]], "cardinal")
    with pytest.raises(ValueError, match="Not among"):
        gwet_ac1([[1, 2]], (0, 1))


def test_masi_vs_nltk_and_its_four_steps():
    first, second, printed = published.MASI
    assert masi(frozenset(first), frozenset(second)) == pytest.approx(printed, abs=0.002)
    a, b, ab, bc = (frozenset(each) for each in ("a", "b", "ab", "bc"))
    assert [masi(ab, ab), masi(a, ab), masi(ab, bc), masi(a, b)] == pytest.approx(
        [0, 1 - 2 / 3 / 2, 1 - 1 / 3 / 3, 1]
    )
    assert masi(frozenset(), frozenset()) == 0
    assert masi(frozenset(), a) == 1


def test_alpha_over_sets_by_hand():
    """Three coders' worth of values a, ab, b: D_o from one unit, D_e from all pairs."""
    a, b, ab = frozenset("a"), frozenset("b"), frozenset("ab")
    found = value(set_alpha([(a, a), (b, b), (a, ab), (b, None)]))
    near = masi(a, ab)
    # pairable values: a three times, b twice, ab once
    expected = 2 * (3 * 2 * 1 + 3 * 1 * near + 2 * 1 * near)
    assert found == pytest.approx(1 - 5 * 2 * near / expected)


def test_alpha_over_single_codes_is_nominal_alpha():
    draw = np.random.default_rng(7)
    ratings = draw.choice(["x", "y", "z"], (25, 2)).tolist()
    sets = [[frozenset([r]) for r in row] for row in ratings]
    assert value(set_alpha(sets)) == pytest.approx(value(krippendorff_alpha(ratings)))


# Intervals ----------------------------------------------------------------------------


def test_an_interval_holds_the_value_and_is_the_same_again():
    draw = np.random.default_rng(3)
    first = draw.random(80) < 0.4
    ratings = np.column_stack([first, first ^ (draw.random(80) < 0.1)])
    documents = [at // 2 for at in range(80)]
    for function in FUNCTIONS.values():
        summed = function(ratings)
        found = interval(summed, documents, draws=400)
        assert found.low < value(summed) < found.high
        assert interval(summed, documents, draws=400) == found


def test_documents_that_go_together_widen_the_interval():
    ratings = np.repeat([[True, True], [True, False], [False, False], [False, False]], 10, axis=0)
    kept = interval(percent(ratings), [at // 10 for at in range(40)], draws=400)
    apart = interval(percent(ratings), list(range(40)), draws=400)
    assert kept.high - kept.low > 2 * (apart.high - apart.low)


def test_there_is_no_interval_where_none_can_be_drawn():
    ratings = np.array([[True, True], *[[False, False]] * 9])
    assert interval(percent(ratings), range(10)).reason == SAME
    assert interval(percent(ratings), [0] * 10).reason == ONE
    assert "undefined in" in interval(cohen_kappa(ratings), range(10)).reason


def test_units_that_share_a_mark_are_linked_through_others():
    assert linked([("a", "b"), ("c",), ("b", "d"), (), ("d",), ("c",)]) == [0, 1, 0, 2, 0, 1]
