"""What the chapter on detection says, against an independent run and against itself."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from analysis import detect, detect_moves, simulate
from analysis.plots.detect import detection_figure


@pytest.fixture(scope="module")
def few():
    """The parameters with two numbers of cases, two effects and few data sets."""
    table = simulate.detection_parameters()
    several = [f"cases: {each}" for each in (12, 20, 60)]
    out = table.entry.isin([*several, "effect, points: 20", "effect, points: 30"])
    fewer = table.value.mask(table.parameter == "draws", 400)
    return table[~out].assign(value=fewer.mask(table.parameter == "draws_moves", 200))


def test_power_vs_an_independent_run(few):
    found = detect.detection_power(few).set_index("id").fisher_exact
    assert found["40.105"] == pytest.approx(0.065, abs=0.0005)
    assert found["300.105"] == pytest.approx(0.49, abs=0.005)


def test_least_visible_effect_vs_an_independent_run():
    found = detect.least_visible_effect(simulate.detection_parameters()).set_index("cases")
    assert found.fisher_exact[[40, 60]].tolist() == pytest.approx([48, 38], abs=0.5)
    assert np.isnan(found.fisher_exact[12])
    assert found.firth_logit.is_monotonic_decreasing


def test_size_comes_with_its_error_where_it_was_drawn(few):
    exact, drawn = detect.detection_size(few), detect.detection_agencies(few)
    within = exact.method.eq("within")
    assert exact.test_size_mcse[within].notna().all()
    assert exact.test_size_mcse[~within].isna().all()
    assert drawn.test_size_mcse.notna().all()
    limit = 0.05 + 4 * np.sqrt(0.05 * 0.95 / 400)
    assert (exact.test_size[exact.method.isin(["fisher_exact", "within"])] < limit).all()
    assert (drawn.test_size[drawn.method.eq("within")] < limit).all()
    assert drawn.set_index("id").test_size["300.fisher_exact"] > 0.4
    covered = exact.coverage_published.dropna()
    assert covered.between(0.94, 0.97).all()


def test_drawn_power_of_the_permutation_is_near_fishers_exact_one(few):
    found = detect.detection_power(few)
    assert (np.abs(found.within - found.fisher_exact) < 0.03 + 4 * found.within_mcse).all()


def test_errors_of_the_table_are_at_least_one_and_fall_with_power(few):
    found = detect.detection_errors(few)
    assert (found[["fisher_exact_type_m", "firth_logit_type_m"]] >= 1).all(axis=None)
    assert (found.groupby("cases").fisher_exact_type_s.diff().dropna() < 0).all()


def test_moves_are_drawn_with_the_published_effect(few):
    found = detect_moves.detection_moves(few).set_index("cases")
    assert found.odds_ratio[40] == pytest.approx(0.405 / 0.595 / (0.3 / 0.7))
    assert (found.test_size < 0.05 + 5 * found.test_size_mcse.max()).all()
    assert found.power[300] > found.power[40]
    assert found.type_m[40] > found.type_m[300] > 1


def test_moves_within_agencies_keep_the_level_where_the_logit_does_not(few):
    found = detect_moves.detection_moves_within(few).set_index("id")
    assert (found.within_size < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 200)).all()
    assert found.logit_size["300.differ"] > 0.5
    assert found.within_power["300.alike"] > found.within_power["40.alike"]
    assert found.within_power["300.differ"] > 0.2


def test_how_often_an_interval_is_narrow_enough_to_speak_against_an_effect(few):
    found = detect.detection_size(few).set_index("id").within_margin
    assert found.notna().tolist() == [m == "newcombe" for m in detect.METHODS] * 2
    assert found["40.newcombe"] == 0
    assert 0.05 < found["300.newcombe"] < 0.2


def test_what_the_page_says_in_words(results):
    power = results["detection_power"].set_index("id")
    assert power.fisher_exact["300.105"] == pytest.approx(0.5, abs=0.03)  # a coin
    assert (np.abs(power.within - power.fisher_exact) < 0.05).all()  # pays little
    least = results["least_visible_effect"].set_index("cases")
    assert least.fisher_exact[60] > 3 * 10.5
    assert (22 + least.loc[12, ["firth_logit", "newcombe"]] > 90).all()  # hardly one without
    size = results["detection_size"].set_index("id").test_size
    assert 0.05 < size["12.newcombe"] < 0.06
    assert (size.drop("12.newcombe") < 0.0505).all()
    moves = results["detection_moves"].set_index("cases")
    assert moves.test_size[20] > 0.05 + 3 * moves.test_size_mcse[20]
    assert power.fisher_exact["40.105"] < moves.power[40] < 0.2
    within = results["detection_moves_within"]
    assert (within.within_size < 0.05 + 3 * within.within_size_mcse).all()


def test_the_same_parameters_give_the_same_tables(few):
    for function in (detect.detection_size, detect_moves.detection_moves):
        assert function(few).equals(function(few))
    other = few.assign(value=few.value.mask(few.parameter == "seed", 7))
    assert not detect_moves.detection_moves(few).equals(detect_moves.detection_moves(other))


def test_every_table_rests_on_the_parameters_alone():
    modules = (detect, detect_moves)
    every = [each for module in modules for each in inspect.getmembers(module, inspect.isfunction)]
    results = [function for name, function in every if "dete" in name]
    assert len(results) >= 7
    assert {tuple(inspect.signature(each).parameters) for each in results} == {
        ("detection_parameters",)
    }


def test_figure_names_every_curve_and_says_what_its_upright_line_is(few):
    words = {
        "decimal_mark": ",",
        "figure.cases": "cases",
        "figure.effect_points": "x",
        "figure.power": "y",
        "figure.published_effect": "{points} points, published",
    }
    figure = detection_figure(detect.detection_curves(few), detect.cases_needed(few), words)
    said = {text.get_text() for text in figure.axes[0].texts}
    assert said == {"40", "300 cases", "10,5 points, published"}
