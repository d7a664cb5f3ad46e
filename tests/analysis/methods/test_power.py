"""Power by enumeration against published values, brute force, and what it must be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.methods.power import (
    Verdicts,
    cases_needed,
    errors,
    least_effect,
    likely,
    log_odds_of,
    power_curve,
    probability,
)
from analysis.methods.two_groups import Groups, difference, fisher_p, split
from tests.oracles import published

BASE, EFFECT = 0.22, 0.105


def half(cases):
    """The tests of so many cases, half of them in either group."""
    return Verdicts.of(split(cases, 0.5), 0.05)


@pytest.mark.parametrize(("plan", "power"), published.FISHER_POWER.items())
def test_fisher_vs_published_power(plan, power):
    one, two, size, tail = plan
    groups = Groups(size, size)
    significant = fisher_p(groups, tail) <= 0.05
    assert probability(significant, groups, two, one - two) == pytest.approx(power, abs=2e-8)


def test_fisher_vs_brute_force():
    groups, power = Groups(6, 8), 0.0
    for one in range(7):
        for two in range(9):
            p = stats.fisher_exact([[one, 6 - one], [two, 8 - two]])[1]
            chance = stats.binom.pmf(one, 6, 0.7) * stats.binom.pmf(two, 8, BASE)
            power += chance * (p <= 0.05)
    assert Verdicts.of(groups, 0.05).power(BASE, 0.7 - BASE)["fisher_exact"] == pytest.approx(power)


def test_fisher_vs_an_independent_run():
    found = {cases: half(cases).power(BASE, EFFECT)["fisher_exact"] for cases in (40, 300)}
    assert found[40] == pytest.approx(0.065, abs=0.0005)
    assert found[300] == pytest.approx(0.49, abs=0.005)
    least = {cases: half(cases).least(BASE, 0.8)["fisher_exact"] for cases in (12, 40, 60)}
    assert np.isnan(least[12])
    assert least[40] == pytest.approx(0.48, abs=0.005)
    assert least[60] == pytest.approx(0.38, abs=0.005)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.floats(0.01, 0.99))
def test_fisher_keeps_its_size_and_outcomes_are_all_there(first, second, base):
    found = Verdicts.of(Groups(first, second), 0.05)
    assert found.power(base, 0.0)["fisher_exact"] <= 0.05 + 1e-9
    assert likely(found.groups, base, 0.0).sum() == pytest.approx(1.0)


@pytest.mark.parametrize("cases", [20, 40, 60, 300])
def test_power_rises_with_the_effect_and_least_is_where_it_arrives(cases):
    found, effects = half(cases), np.arange(0.0, 0.78, 0.01)
    for name, significant in found.said.items():
        curve = power_curve(significant, found.groups, BASE, effects)
        assert (np.diff(curve) > -1e-9).all()
        least = found.least(BASE, 0.8)[name]
        either = power_curve(significant, found.groups, BASE, [least - 0.001, least])
        assert either[0] < 0.8 <= either[1]


def test_power_rises_with_the_cases():
    found = [half(cases).power(BASE, EFFECT) for cases in (12, 20, 40, 60, 300)]
    for name in ("fisher_exact", "firth_logit"):
        assert np.diff([each[name] for each in found]).min() > 0


@pytest.mark.parametrize("effect", [0.0, EFFECT, 0.4])
def test_intervals_hold_what_they_say_with_many_cases(effect):
    held = half(300).covered(BASE, effect)
    assert held["newcombe"] == pytest.approx(0.95, abs=0.005)
    assert held["firth_logit"] == pytest.approx(0.95, abs=0.005)


def test_profile_interval_leaves_out_zero_where_its_test_is_significant():
    found = half(40)
    size = found.power(BASE, 0.0)["firth_logit"]
    assert found.covered(BASE, 0.0)["firth_logit"] == pytest.approx(1.0 - size)


def test_errors_vs_brute_force():
    found = half(12)
    groups, power, wrong, size = found.groups, 0.0, 0.0, 0.0
    for one in range(7):
        for two in range(7):
            if found.fisher[one, two]:
                chance = stats.binom.pmf(one, 6, 0.4) * stats.binom.pmf(two, 6, 0.3)
                power += chance
                wrong += chance * (one < two)
                size += chance * abs(one - two) / 6
    got = errors(found.fisher, difference(groups), groups, 0.3, 0.1, 0.1)
    assert got.power == pytest.approx(power)
    assert got.type_s == pytest.approx(wrong / power)
    assert got.type_m == pytest.approx(size / power / 0.1)


def test_errors_vs_the_normal_law_of_gelman_and_carlin():
    """With many cases the difference is normal, and theirs is the calculation to agree with."""
    cases, base, effect = 1_200, 0.4, 0.04
    spread = np.sqrt((base * (1 - base) + 0.44 * 0.56) / (cases / 2))
    z = stats.norm.ppf(0.975)
    high, low = stats.norm.sf(z - effect / spread), stats.norm.cdf(-z - effect / spread)
    draws = effect + spread * stats.norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    seen = np.abs(draws) > z * spread
    got = half(cases).errors(base, effect)["firth_logit"]
    assert got.power == pytest.approx(high + low, abs=0.01)
    assert got.type_s == pytest.approx(low / (high + low), abs=0.002)
    assert got.type_m == pytest.approx(np.abs(draws[seen]).mean() / effect, rel=0.03)


@pytest.mark.parametrize("cases", [12, 40, 300])
def test_significant_results_exaggerate_the_less_the_more_power_there_is(cases):
    found = [half(cases).errors(BASE, effect) for effect in (0.05, EFFECT, 0.2, 0.4)]
    for name in ("fisher_exact", "firth_logit"):
        each = [one[name] for one in found]
        assert min(one.type_m for one in each) >= 1.0
        assert np.diff([one.type_m for one in each]).max() < 1e-3
        assert np.diff([one.type_s for one in each]).max() <= 0


def test_nothing_significant_has_no_errors():
    groups = Groups(1, 1)
    never = fisher_p(groups) <= 0.05
    got = errors(never, difference(groups), groups, BASE, EFFECT, EFFECT)
    assert (got.power, np.isnan(got.type_s), np.isnan(got.type_m)) == (0.0, True, True)
    assert np.isnan(least_effect(never, groups, BASE, 0.8))


def test_cases_needed_reach_the_power_and_ten_fewer_do_not():
    needed = cases_needed(BASE, EFFECT, 0.5, 0.8, 0.05, "two-sided")
    powers = [half(int(needed) - less).power(BASE, EFFECT)["fisher_exact"] for less in (0, 10)]
    assert powers[0] >= 0.8 > powers[1]
    assert np.isnan(cases_needed(BASE, 0.01, 0.5, 0.8, 0.05, "two-sided"))
    assert cases_needed(0.01, 0.98, 0.5, 0.8, 0.05, "two-sided") == 10


def test_log_odds_of_a_share_of_one_are_without_end():
    assert log_odds_of(0.5, 0.5) == np.inf
    assert log_odds_of(0.22, 0.0) == 0.0
