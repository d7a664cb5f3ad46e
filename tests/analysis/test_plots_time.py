"""Figures of time: nothing drawn at a day that the record does not give."""

from __future__ import annotations

from matplotlib.dates import num2date

from analysis.plots.handling import handling_figure
from analysis.plots.timeline import timeline_figure
from tests.tables import table

from .places import SETTING
from .test_plots import WORDS, said

STEPS = table(
    "case_id stage first_day:text last_day:text",
    "A act - 2020-05-01",
    "A detected 2020-05-04 2020-05-04",
    "A clarified 2020-05-05 2020-05-06",
    "A registered - -",
    'A "recommended for a sanction" 2020-05-14 2020-05-24',
    "B act 2020-02-23 2020-02-23",
    "B detected 2020-05-07 2020-05-07",
    'B "reported as sanctioned" - -',
)
TIMELINE = table(
    "entry lane kind first_day:text last_day:text case_id",
    'B1 ban "art. 71(2)" 2020-01-08 2021-02-17 -',
    "A.act acts act - 2020-05-01 A",
    "B.act acts act 2020-02-23 2020-02-23 B",
    "C.act acts act 2020-09-01 2020-12-31 C",
    "E049 institutions hearing 2020-07-10 2020-07-10 A",
    "E075 institutions warning 2020-10-27 2020-10-27 -",
    'E066 election "election stage" 2020-09-23 2020-09-23 -',
    'E086 election "election stage" 2020-12-09 2020-12-09 -',
    "E096 election inauguration 2021-02-26 2021-02-26 -",
)


def marked(axes, marker):
    """Row and place of every marker of a kind."""
    return [
        (line.get_ydata()[0], line.get_xdata()[0])
        for line in axes.lines
        if line.get_marker() == marker
    ]


def thick(axes):
    return [line for line in axes.lines if line.get_linewidth() == 4.0]


def test_days_after_detection_are_drawn_as_intervals():
    axes = handling_figure(STEPS, WORDS).axes[0]
    assert marked(axes, "^") == [(0.32, 20)]
    assert [tuple(line.get_xdata()) for line in thick(axes)] == [(1, 2), (10, 20)]
    assert [place for _, place in marked(axes, "o")] == [0, 2, 0]
    assert marked(axes, "s") == []


def test_a_step_nobody_dated_is_drawn_nowhere():
    axes = timeline_figure(TIMELINE, STEPS, WORDS, SETTING).axes[0]
    assert marked(axes, "s") == []
    assert len(marked(axes, "D")) == 1  # the act of B; that of A is an arrow to the left
    ((row, day),) = marked(axes, "<")
    assert row == 1
    assert num2date(day).date().isoformat() < "2020-05-04"


def test_an_alleged_act_is_drawn_as_long_as_it_was_said_to_last():
    axes = timeline_figure(TIMELINE, STEPS, WORDS, SETTING).axes[0]
    spans = [line.get_xdata() for line in thick(axes) if line.get_ydata()[0] == 3]
    assert [[str(num2date(day).date()) for day in span] for span in spans] == [
        ["2020-09-01", "2020-12-31"]
    ]


def test_a_ban_is_as_long_as_its_period():
    (bar,) = timeline_figure(TIMELINE, STEPS, WORDS, SETTING).axes[0].patches
    assert num2date(bar.get_x()).date().isoformat() == "2020-01-08"
    assert bar.get_width() == 406  # to 17 February 2021, 2020 being a leap year


def test_the_rows_and_the_days_of_the_election_are_named():
    own = type(WORDS)({**WORDS, "figure.B1": "first ban", "figure.A": "first case"})
    text = said(timeline_figure(TIMELINE, STEPS, own, SETTING)).splitlines()
    for name in ("dkpp", "ministry", "E066", "E086", "E096"):
        assert f"<figure.{name}>" in text
    assert {"first ban", "first case"} <= {*text}
    assert {"B", "C"} <= {*text}  # a case without a name in the words bears its key
