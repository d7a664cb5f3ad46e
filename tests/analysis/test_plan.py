"""The primary models on small tables of cases, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from analysis.methods import planned
from analysis.methods.comparison import NO_TEST, REFUSED, SAME_OUTCOME, SAME_REGRESSOR
from analysis.methods.difference import share_difference
from analysis.methods.planned import NO_ODDS, plan_cuts, plan_moves, plan_separation
from analysis.methods.rules import AGAINST, FOR, OPEN, Rules
from tests.oracles import published

# Shuffles enough to see a p value, not to report one.
RULES = Rules(0.05, refused_p=1, margin=0.1, shuffles=199, seed=5, events_per_cell=10)


KINDS = ["demotion", "lateral", "promotion"]


def cases(supporters, others, moves_supporters=(2, 4, 4), moves_others=(4, 4, 2), scenario="made"):
    """Officials of two agencies: (rewarded, not) of supporters and of all others, and moves.

    Whoever does not support is told to refuse, and suffers if not rewarded.
    """
    support = np.repeat([True, False], [sum(supporters), sum(others)])
    reward = np.repeat([True, False, True, False], [*supporters, *others])
    move = pd.Series([None] * len(support), dtype="str")
    ups, downs = (np.repeat(KINDS, counts) for counts in (moves_supporters, moves_others))
    move[: len(ups)] = ups
    move[sum(supporters) : sum(supporters) + len(downs)] = downs
    return pd.DataFrame(
        {
            "official_id": [f"{scenario}-{i}" for i in range(len(support))],
            "scenario": scenario,
            "agency_id": np.where(np.arange(len(support)) % 2, "G1", "G2"),
            "informants": 2,
            "support": support,
            "non_support": ~support,
            "reward": reward,
            "reprisal": ~reward,
            "move": move,
            "both_ways": False,
            "rows": [
                f"officials:{scenario}-{i} interview_codings:K{i}" for i in range(len(support))
            ],
        }
    )


TWENTY = cases((7, 3), (2, 8))


def plan_estimates(made, **changed):
    return planned.plan_estimates(made, replace(RULES, **changed))


def by(table):
    return table.set_index(table.columns[0])


def test_one_row_a_hypothesis_with_its_counts():
    found = by(plan_estimates(TWENTY))
    assert found.index.tolist() == ["made.H1", "made.H2", "made.H3"]
    counts = ["cases", "exposed", "exposed_events", "all_others", "other_events"]
    assert found.loc["made.H1", counts].tolist() == [20, 10, 7, 10, 2]
    # Of those who did not support eight suffered, of the supporters three.
    assert found.loc["made.H2", counts].tolist() == [20, 10, 8, 10, 3]
    assert found.loc["made.H3", counts].tolist() == [20, 10, 4, 10, 2]
    assert found.refused.isna().all()


def test_estimates_are_those_of_the_methods():
    found = by(plan_estimates(TWENTY))
    apart = share_difference(7, 10, 2, 10)
    row = found.loc["made.H1"]
    assert (row.difference, row.ci_low, row.ci_high) == (apart.estimate, apart.low, apart.high)
    assert row.odds_ratio == pytest.approx(7.5 * 8.5 / (3.5 * 2.5), rel=1e-6)
    assert row.informative == 20
    assert 0 < row.p_mcse < 0.04
    # A table and its mirror image: the log odds of the two groups are each other's negative.
    assert found.loc["made.H3", "odds_ratio"] > 1
    assert found.loc["made.H3", "po_p"] == pytest.approx(1, abs=1e-2)
    assert pd.isna(found.loc["made.H3", "difference"])
    assert found.loc["made.H3", "informative"] == 20


def test_holm_is_over_the_hypotheses_of_one_scenario():
    both = pd.concat([TWENTY, cases((5, 5), (4, 6), scenario="other")], ignore_index=True)
    found = plan_estimates(both)
    assert found.scenario.tolist() == ["made"] * 3 + ["other"] * 3
    for _, rows in found.groupby("scenario"):
        p = rows.p.sort_values()
        stepped = np.minimum(1, np.maximum.accumulate(p.to_numpy() * [3, 2, 1]))
        assert rows.p_holm[p.index].to_numpy() == pytest.approx(stepped)
    alone = by(plan_estimates(TWENTY))
    assert by(found).loc[alone.index, "p_holm"].to_dict() == alone.p_holm.to_dict()


def test_holm_vs_a_published_example():
    from statsmodels.stats.multitest import multipletests

    adjusted = multipletests(published.HOLM, method="holm")[1]
    assert (adjusted < 0.05).astype(int).tolist() == list(published.HOLM_REJECTED)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (cases((5, 0), (5, 0), (1, 3, 1), (2, 2, 1)), REFUSED[SAME_OUTCOME]),
        (cases((5, 5), (0, 0), (2, 4, 4), (0, 0, 0)), REFUSED[SAME_REGRESSOR]),
    ],
)
def test_what_cannot_be_compared_is_refused_without_a_number(made, reason):
    found = by(plan_estimates(made)).loc["made.H1"]
    assert found.refused == reason
    numbers = ["difference", "ci_low", "ci_high", "odds_ratio", "odds_low", "odds_high"]
    assert found[[*numbers, "p", "p_mcse", "p_holm", "informative"]].isna().all()
    assert by(plan_separation(made)).loc["made.H1", "consequence"] == "refused"


def test_without_an_agency_in_which_both_vary_there_is_no_test_and_no_number():
    alone = TWENTY.assign(agency_id=[f"G{i}" for i in range(20)])
    found = by(plan_estimates(alone))
    assert found.refused.tolist() == [NO_TEST] * 3
    assert found[["p", "p_holm", "odds_ratio"]].isna().all(axis=None)
    looked = plan_separation(alone)
    assert looked.informative.tolist() == [0, 0, 0]
    assert looked.consequence.tolist() == ["refused"] * 3


def test_moves_are_tested_by_rank_sums_within_one_agency_as_by_all_arrangements():
    made = cases((4, 0), (0, 4), (1, 0, 3), (2, 2, 0)).assign(agency_id="G1")
    ranks = rankdata([0, 2, 2, 2, 0, 0, 1, 1])
    sums = np.array([sum(each) for each in combinations(ranks, 4)])
    exact = (np.abs(sums - sums.mean()) >= abs(ranks[:4].sum() - sums.mean())).mean()
    found = by(plan_estimates(made)).loc["made.H3"]
    assert found.p == pytest.approx(exact, abs=4 * found.p_mcse)


def test_agencies_that_differ_in_moves_and_support_are_no_effect_of_support():
    up = cases((18, 0), (6, 0), (0, 6, 12), (0, 2, 4)).assign(agency_id="G1")
    down = cases((6, 0), (18, 0), (4, 2, 0), (12, 6, 0), scenario="down").assign(agency_id="G2")
    made = pd.concat([up, down.assign(scenario="made")], ignore_index=True)
    assert by(plan_estimates(made)).loc["made.H3", "p"] == 1
    pooled = made.assign(agency_id="G1")
    assert by(plan_estimates(pooled)).loc["made.H3", "p"] < 0.05


def test_the_officials_who_bear_on_a_test_are_told_before_it():
    made = TWENTY.assign(agency_id=["G1"] * 10 + ["G2"] * 10)
    # Each agency stands on one side.
    assert by(plan_separation(made)).informative.tolist() == [0, 0, 0]
    mixed = TWENTY.assign(agency_id=["G1", *["G2"] * 9, "G1", *["G2"] * 9])
    # The two of G1 were both rewarded, so neither suffered; they were moved alike.
    looked = by(plan_separation(mixed))
    assert looked.informative.tolist() == [18, 18, 18]
    assert looked.informative.tolist() == by(plan_estimates(mixed)).informative.tolist()


def test_moves_that_are_separated_are_tested_and_have_no_odds_ratio():
    made = cases((5, 5), (5, 5), (0, 5, 5), (5, 5, 0))
    every = by(plan_estimates(made))
    found = every.loc["made.H3"]
    assert found.refused == NO_ODDS
    assert found[["odds_ratio", "odds_low", "odds_high", "po_p"]].isna().all()
    assert found.p < 0.02
    assert found.p_holm == pytest.approx(3 * found.p)
    assert (found.informative, found.conclusion) == (20, FOR)
    looked = by(plan_separation(made)).loc["made.H3"]
    assert (looked.state, looked.consequence) == ("separated", "tested, no odds ratio")


def test_separated_moves_speak_against_the_hypothesis_where_supporters_are_lower():
    made = cases((5, 5), (5, 5), (5, 5, 0), (0, 5, 5))
    assert by(plan_estimates(made)).loc["made.H3", "conclusion"] == AGAINST


def test_separated_moves_that_vary_in_no_agency_stay_refused():
    made = cases((5, 5), (5, 5), (0, 0, 10), (10, 0, 0))
    alone = made.assign(agency_id=np.where(made.support, "G1", "G2"))
    found = by(plan_estimates(alone)).loc["made.H3"]
    assert found.refused == NO_TEST
    assert found[["p", "p_holm", "informative"]].isna().all()
    looked = by(plan_separation(alone)).loc["made.H3"]
    assert (looked.state, looked.consequence) == ("separated", "refused")


def test_a_separated_yes_or_no_is_fitted_with_the_penalty():
    made = cases((6, 4), (0, 10))
    looked = by(plan_separation(made)).loc["made.H1"]
    assert (looked.state, looked.consequence) == ("separated", "fitted with the penalty")
    assert np.isfinite(by(plan_estimates(made)).loc["made.H1", "odds_high"])
    assert by(plan_separation(TWENTY)).loc["made.H1", "consequence"] == "fitted"


def test_one_kind_of_move_is_refused():
    made = cases((5, 5), (5, 5), (0, 5, 0), (0, 5, 0))
    found = by(plan_estimates(made)).loc["made.H3"]
    assert (found.refused, found.cases) == (REFUSED[SAME_OUTCOME], 10)
    none = cases((5, 5), (5, 5), (0, 0, 0), (0, 0, 0))
    assert by(plan_estimates(none)).loc["made.H3", "cases"] == 0
    assert by(plan_separation(none)).loc["made.H3", "consequence"] == "refused"


def test_moves_are_counted_by_support():
    made = TWENTY.assign(both_ways=[True, *[False] * 19])
    found = by(plan_moves(made))
    assert found.loc["made.supporters", KINDS].tolist() == [2, 4, 4]
    assert found.loc["made.all-others", KINDS].tolist() == [4, 4, 2]
    assert found.both_ways.tolist() == [1, 0]
    assert found.loc["made.supporters", "rows"].split()[0] == "officials:made-0"


def test_the_two_cuts_are_firths_logits():
    found = by(plan_cuts(TWENTY))
    assert found.above_cut.tolist() == [14, 6]
    ratio = 8.5 * 4.5 / (2.5 * 6.5)
    assert found.odds_ratio.to_list() == pytest.approx([ratio, 4.5 * 8.5 / (6.5 * 2.5)], rel=1e-6)
    up = cases((5, 5), (5, 5), (0, 2, 3), (0, 4, 1))
    assert by(plan_cuts(up)).loc["made.not-demoted", "refused"] == REFUSED[SAME_OUTCOME]
    assert by(plan_cuts(up)).loc["made.not-demoted", ["odds_ratio", "odds_low"]].isna().all()


def test_who_is_told_of_more_is_seen_before_any_fit():
    more = TWENTY.assign(informants=np.where(TWENTY.support, 3, 1))
    found = by(plan_separation(more))
    assert found.loc["made.H1", ["exposed_voices", "other_voices"]].tolist() == [3, 1]
    assert found.loc["made.H2", ["exposed_voices", "other_voices"]].tolist() == [1, 3]
    none = by(plan_separation(more[more.support]))
    assert none.other_voices.isna().tolist() == [True, False, True]


def test_the_rules_decide_and_an_undecided_model_says_nothing():
    even, many = cases((5, 5), (5, 5)), cases((300, 300), (300, 300))
    assert by(plan_estimates(TWENTY, level=1)).loc["made.H1", "conclusion"] == FOR
    turned = cases((1, 9), (9, 1), (8, 1, 1), (1, 1, 8))
    assert by(plan_estimates(turned, level=1)).conclusion.tolist() == [AGAINST] * 3
    assert by(plan_estimates(even)).loc["made.H1", "conclusion"] == OPEN
    # An interval within the margin speaks against it; moves have no margin.
    found = by(plan_estimates(many))
    assert found.conclusion.tolist() == [AGAINST, AGAINST, OPEN]
    assert by(plan_estimates(many, margin=0.01)).loc["made.H1", "conclusion"] == OPEN
    refused = by(plan_estimates(cases((5, 0), (5, 0), (1, 3, 1), (2, 2, 1))))
    assert refused.conclusion.isna().tolist() == [True, True, False]


def test_a_refused_model_enters_holms_procedure_with_the_p_of_the_rules():
    made = cases((7, 3), (2, 8), (0, 5, 0), (0, 5, 0))
    found = by(plan_estimates(made))
    p = found.p.dropna().sort_values()
    assert found.p_holm[p.index[0]] == pytest.approx(min(1, 3 * p.iloc[0]))
    lenient = by(plan_estimates(made, refused_p=0))
    assert lenient.p_holm[p.index[0]] == pytest.approx(min(1, 2 * p.iloc[0]))


def test_the_cuts_stand_in_the_place_of_one_ratio_where_odds_are_not_proportional():
    made = cases((30, 30), (30, 30), (25, 5, 30), (5, 50, 5))
    found = by(plan_estimates(made)).loc["made.H3"]
    assert found.po_p < 0.05
    assert found[["odds_ratio", "odds_low", "odds_high"]].isna().all()
    assert pd.notna(found.p)
    assert found.conclusion in (FOR, AGAINST, OPEN)
    assert by(plan_cuts(made)).odds_ratio.notna().all()
    one = by(plan_estimates(made, level=0)).loc["made.H3"]
    assert pd.notna(one.odds_ratio)


def test_a_table_that_lacks_a_rule_is_told_by_its_name():
    table = pd.DataFrame({"rule_id": ["level", "otherwise"], "value": [0.05, None]})
    with pytest.raises(KeyError, match="refused_p"):
        Rules.of(table)
