"""Figures: nothing drawn that was not published, nothing printed over something else."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.plots.curve import curve_central_java_figure, curve_listed_figure
from analysis.plots.forest import warned_forest_figure
from analysis.plots.funnel import funnel_figure
from analysis.plots.units import persons_cases_figure
from study.kinds import Model
from tests.tables import table

from .conftest import PLOTS, functions

NAMES = [name for module in PLOTS for name in functions(module) if name.endswith("_figure")]


class Echo(dict):
    """Labels that show which term was asked for."""

    def __missing__(self, term):
        return f"<{term}>"


WORDS = Echo({"decimal_mark": ","})
FUNNEL = table(
    "stage cases_published not_published persons low high",
    "one 3 1 32 32 32",
    "two 0 4 - - -",
    "three 4 0 56 51 60",
)
MODEL = Model(
    terms=table(
        "term odds_ratio ci_low ci_high",
        "intercept 0.3 0.2 0.4",
        "a 2.0 0.5 4.5",
        "b 0.05 0.0004 0.5",
    ),
    facts={"n": 12, "events": 5},
)


def texts(figure):
    """Everything printed; ticks beyond the scale are not."""
    beyond = set()
    for axes in figure.axes:
        for axis, ends in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not min(ends) <= tick.get_loc() <= max(ends):
                    beyond.add(tick.label1)
    found = figure.findobj(Text)
    return [text for text in found if text.get_text().strip() and text not in beyond]


def said(figure):
    return "\n".join(text.get_text() for text in texts(figure))


def boxes(figure):
    """Text and bounding box in pixels of everything printed, after drawing."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    shown = [text for text in texts(figure) if text.get_visible()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in shown]


@pytest.mark.parametrize("name", NAMES)
def test_no_text_leaves_the_figure_or_covers_another(figures, name):
    found = boxes(figures[name])
    width, height = figures[name].get_size_inches() * figures[name].dpi
    for place, (text, box) in enumerate(found):
        assert box.x0 >= -1, text
        assert box.x1 <= width + 1, text
        assert box.y0 >= -1, text
        assert box.y1 <= height + 1, text
        for other, their in found[place + 1 :]:
            apart = (
                box.x1 <= their.x0 + 1
                or their.x1 <= box.x0 + 1
                or box.y1 <= their.y0 + 2
                or their.y1 <= box.y0 + 2
            )
            assert apart, f"{text!r} over {other!r}"


@pytest.mark.parametrize("name", NAMES)
def test_text_is_legible_at_column_width_and_the_corner_is_free(figures, name):
    figure = figures[name]
    assert figure.get_size_inches()[0] == pytest.approx(6.5)
    assert min(text.get_fontsize() for text in texts(figure)) >= 9
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes(figure):
        assert box.x1 < 0.7 * width or box.y0 > 0.04 * height, text


@pytest.mark.parametrize("name", NAMES)
def test_there_is_no_title_inside(figures, name):
    assert figures[name].get_suptitle() == ""
    titles = {axes.get_title(loc) for axes in figures[name].axes for loc in ("left", "center")}
    assert titles == {""}


def hatched(figure):
    bars = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    return [bar for bar in bars if bar.get_hatch()], [bar for bar in bars if not bar.get_hatch()]


def test_a_step_without_a_count_is_hatched_and_never_a_bar_of_zero():
    boxes_, bars = hatched(funnel_figure(FUNNEL, WORDS))
    assert sorted(round(box.get_y() + box.get_height() / 2) for box in boxes_) == [0, 1]
    assert [bar.get_width() for bar in bars] == [32, 56]
    assert boxes_[0].get_width() == pytest.approx(boxes_[1].get_width())
    assert [box.get_x() for box in boxes_] == [32, 0]


def test_funnel_says_persons_cases_and_what_is_missing():
    text = said(funnel_figure(FUNNEL, WORDS))
    assert "32 <figure.persons_in> 3 <figure.cases>" in text
    assert "<figure.not_published>: 1 <figure.case>" in text
    assert "<figure.not_published>: 4 <figure.cases>" in text
    assert "56 <figure.persons_in> 4" in text
    assert "0 <figure.persons_in>" not in text.splitlines()


def test_differing_reports_are_a_span():
    figure = funnel_figure(FUNNEL, WORDS)
    spans = [line.get_segments() for line in figure.axes[0].collections]
    assert [np.ravel(span)[[0, 2]].tolist() for span in spans] == [[51, 60]]


PAIRS = table(
    "id region_code:text region level date:text persons cases cases_unit ratio basis",
    "a 33.03 R regency 2020 51 3 cases 17.0 x",
    "b 33.10 K regency 2021 6 4 cases 1.5 x",
    'c 33-x P "rest of the province" 2020 10 8 cases 1.25 x',
    "d national N nation 2020 1645 1194 recommendations 1.378 x",
    "e 33.11 S regency 2020 4 - - - y",
)
TOTALS = table(
    "total:text region_code:text region date:text persons cases basis persons_per_case chosen",
    "51 33.03 R 2020 51 3 x 17.0 true",
    "52 33.03 R 2020 52 3 y - false",
)


def test_persons_and_cases_show_the_chosen_total_its_rivals_and_the_others():
    figure = persons_cases_figure(PAIRS, TOTALS, WORDS)
    text = said(figure)
    assert "51 / 3 = 17" in text
    assert "52 <figure.and> 3:\n<y>" in text
    assert "6 / 4 = 1,5" in text
    assert "S, 2020" not in text
    rows = [label.get_text().replace("\n", " ") for label in figure.axes[0].get_yticklabels()]
    assert rows == [
        *("R, 2020", "R, 2020", "N (<recommendations>), 2020"),
        *("P, 2020", "K, 2021"),
    ]


def test_a_total_without_a_common_basis_is_joined_by_dots():
    figure = persons_cases_figure(PAIRS, TOTALS, WORDS)
    lines = [line for line in figure.axes[0].lines if len(line.get_xdata()) == 2]
    assert [line.get_linestyle() for line in lines] == ["-", ":", "-", "-", "-"]
    assert [list(line.get_xdata()) for line in lines][:2] == [[3, 51], [3, 52]]
    widths = [line.get_linewidth() for line in lines]
    assert widths[0] > max(widths[1:])


def test_forest_leaves_out_the_constant_and_marks_what_is_off_the_scale():
    figure = warned_forest_figure(MODEL, MODEL, WORDS)
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["<a>", "<b>"]
    arrows = [line for line in axes.lines if line.get_marker() == "<"]
    assert [line.get_xdata()[0] for line in arrows] == [axes.get_xlim()[0]] * 2
    text = said(figure)
    assert "0,05 [<0,01; 0,50]" in text
    assert "2,00 [0,50; 4,50]" in text
    assert "(n = 12, <figure.warned> 5)" in text


def test_a_term_a_model_lacks_is_drawn_for_the_other_alone():
    other = Model(MODEL.terms[MODEL.terms.term != "a"], {"n": 15, "events": 6})
    figure = warned_forest_figure(MODEL, other, WORDS)
    markers = [line.get_marker() for line in figure.axes[0].lines]
    assert (markers.count("o"), markers.count("s")) == (2, 1)
    assert "(n = 15, <figure.warned> 6)" in said(figure)


def test_terms_as_they_come_back_from_the_store_are_drawn_too():
    stored = Model(pd.DataFrame(MODEL.terms.to_dict(orient="records")), dict(MODEL.facts))
    assert said(warned_forest_figure(stored, stored, WORDS)) == said(
        warned_forest_figure(MODEL, MODEL, WORDS)
    )


CURVE = table(
    "specification estimator covariates sample islands log_odds odds_ratio difference p "
    "shuffled_low shuffled_high shuffled_p",
    "a firth_logit size races_known java_term 1.2 3.3 - 0.2 -1.0 1.0 0.01",
    "b firth_logit no_covariates races_known no_islands 0.7 2.0 - 0.01 -1.1 1.2 0.3",
    "c ols size outside_papua java_term - - -0.15 - -0.2 0.2 0.04",
    "d ols size_income regencies_only island_dummies - - -0.25 - -0.3 0.1 0.2",
    "e ordinary_logit size races_known java_term 1.1 3.0 - 0.02 - - -",
)


def dots(axes):
    """Estimates drawn, filled and hollow, each from left to right."""
    lines = [line for line in axes.lines if line.get_marker() == "o"]
    filled = [line for line in lines if line.get_markerfacecolor() != "white"]
    hollow = [line for line in lines if line.get_markerfacecolor() == "white"]
    return [[float(y) for line in group for y in line.get_ydata()] for group in (filled, hollow)]


def test_curve_has_a_column_an_estimator_and_its_own_p_first():
    figure = curve_listed_figure(CURVE, WORDS)
    above, below = figure.axes[:3], figure.axes[3:]
    # Filled where the p of the model, or of the shuffles where it has none, is below .05.
    assert [dots(axes) for axes in above] == [[[2.0], [3.3]], [[3.0], []], [[-0.15], [-0.25]]]
    assert [axes.get_yscale() for axes in above] == ["log", "log", "linear"]
    assert above[0].get_ylim() == above[1].get_ylim()
    names = [" ".join(axes.get_xlabel().split()) for axes in below]
    assert names == ["<firth_logit> (2)", "<ordinary_logit> (1)", "<ols> (2)"]


def test_curve_marks_the_choices_of_each_estimate():
    figure = curve_central_java_figure(CURVE[:4], WORDS)
    below = figure.axes[2]
    rows = [label.get_text() for label in below.get_yticklabels()]
    assert len(rows) == 3 + 5 + 4 + 3
    made = {
        (int(x), rows[int(y)])
        for line in below.lines
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }
    # From low to high: b, then a.
    assert made == {
        *((0, "<no_covariates>"), (0, "<races_known>"), (0, "<no_islands>")),
        *((1, "<size>"), (1, "<races_known>"), (1, "<java_term>")),
    }


def test_curve_writes_negative_numbers_with_a_minus_sign_and_the_mark_of_the_language():
    ticks = [
        tick.get_text() for tick in curve_listed_figure(CURVE, WORDS).axes[2].get_yticklabels()
    ]
    assert "\N{MINUS SIGN}0,3" in ticks


def test_the_style_leaves_no_trace():
    before = dict(mpl.rcParams)
    funnel_figure(FUNNEL, WORDS)
    assert dict(mpl.rcParams) == before
