"""Many studies at once find what one study finds by the rules of cases, and the same p."""

from __future__ import annotations

import numpy as np
import pytest

from analysis import simulate
from analysis.methods import agencies
from analysis.methods.acts import ABOUT
from analysis.methods.cases import coded_cases
from analysis.methods.drawn_studies import Sides, apart, found, studies, together, within_p

TABLES = ("officials", "interview_codings", "transcripts", "informants", "career_moves")


@pytest.fixture(scope="module")
def tables():
    parameters = simulate.simulation_parameters()
    return {name: vars(simulate)[name](parameters) for name in TABLES}


@pytest.fixture(scope="module")
def every_case(tables):
    return coded_cases(*(tables[name] for name in TABLES)).set_index("official_id")


@pytest.mark.parametrize("scenario", list(simulate.MARKS))
def test_sides_are_those_of_the_cases(tables, every_case, scenario):
    cases = every_case[every_case.scenario == scenario]
    given = tables["interview_codings"].dropna(subset=["official_id"])
    given = given[given.scenario == scenario]
    coders = sorted(given.coder.unique())
    grid = np.zeros((len(coders), len(cases), 2, len(ABOUT)), dtype=bool)
    for place, official in enumerate(cases.index):
        of = given[given.official_id == official]
        for teller, text in enumerate(sorted(of.transcript_id.unique())):
            for row in of[of.transcript_id == text].itertuples():
                grid[coders.index(row.coder), place, teller, ABOUT.index(row.code_id)] = True
    every, two = together(grid), apart(grid)
    assert every.case.all()
    assert every.support.tolist() == cases.support.tolist()
    assert every.reward.tolist() == cases.reward.tolist()
    heard = cases.others_reward.notna().to_numpy(dtype=bool)
    assert two.case.tolist() == heard.tolist()
    assert two.support[heard].tolist() == cases.first_support[heard].tolist()
    assert two.reward[heard].tolist() == cases.others_reward[heard].tolist()


def test_p_is_that_of_studies_of_one_size():
    spread = agencies.Agencies(np.array([3, 2, 4]), np.array([2, 5, 1]), np.full(3, 0.4))
    data = agencies.drawn(spread, 0.2, 50, np.random.default_rng(4))
    first, second = (np.tile(each, (50, 1)).astype(float) for each in (spread.first, spread.second))
    p, excess = within_p(first, second, data.first, data.second)
    assert p == pytest.approx(agencies.within_p(spread, data), abs=1e-9)
    assert excess.mean() > 0


def test_studies_of_other_sizes_beside_it_change_no_p():
    first, second = np.array([[3.0, 0.0], [6.0, 2.0]]), np.array([[3.0, 4.0], [2.0, 5.0]])
    yes = np.array([[3.0, 0.0], [5.0, 1.0]]), np.array([[0.0, 2.0], [0.0, 3.0]])
    p, excess = within_p(first, second, *yes)
    assert p[0] == pytest.approx(2 / 20)  # 3 of 6 all in one group: one of 20 ways, either side
    assert excess[0] == pytest.approx(1.5)
    alone, _ = within_p(first[:1], second[:1], yes[0][:1], yes[1][:1])
    assert alone[0] == pytest.approx(p[0])


def test_who_is_no_case_counts_nowhere():
    sides = Sides(
        *(np.array(each, dtype=bool) for each in ([1, 1, 0, 0], [1, 1, 0, 1], [1, 0, 1, 1]))
    )
    done = found(sides, np.array([0, 0, 1, 1]), 2, 1)
    assert done.cases.tolist() == [1, 2]
    assert np.isnan(done.difference).all()
    assert done.p.tolist() == pytest.approx([1, 1])


def test_one_seed_gives_the_same_officials_to_tellers_who_infer():
    rows = simulate.simulation_parameters()
    rows = rows[rows.scenario == simulate.NOTHING]
    values = dict(zip(rows.parameter, rows.value, strict=True))
    seed = 5
    plain, again = (studies(values, 20, np.random.SeedSequence(seed))[0] for _ in range(2))
    inferring, _ = studies(values | {"inferred_support": 1.0}, 20, np.random.SeedSequence(seed))
    assert plain.p.tolist() == again.p.tolist()
    assert plain.cases == pytest.approx(inferring.cases, abs=1)
    assert (inferring.difference > plain.difference).all()
