"""The map of the districts: every point where its centroid is, every label its own."""

from __future__ import annotations

import pytest
from matplotlib.collections import PathCollection

from analysis.plots.districts import districts_figure
from study.kinds import Absent, Setting
from tests.tables import table

from . import test_plots as plots

NAME = "districts_figure"
TABLE = table(
    "district longitude latitude came_first_studied share_before share_studied share_after mark",
    "A 109.30 -7.30 true 0.6 - 0.4 -",
    'B 109.31 -7.30 false 0.504 - 0.35 "first video"',
    "C 109.42 -7.20 true 0.5 - 0.45 -",
)

SETTING = Setting({"election.name": "now", "election.before": "then", "election.after": "later"})


def test_nothing_overlaps_is_too_small_or_titled(figures):
    plots.test_no_text_leaves_the_figure_or_covers_another(figures, NAME)
    plots.test_text_is_legible_at_column_width_and_the_corner_is_free(figures, NAME)
    plots.test_there_is_no_title_inside(figures, NAME)


def test_first_place_is_told_by_shape_and_fill():
    figure = districts_figure(TABLE, SETTING, plots.WORDS)
    won, lost = (c for c in figure.axes[0].collections if isinstance(c, PathCollection))
    assert won.get_offsets().tolist() == [[109.30, -7.30], [109.42, -7.20]]
    assert lost.get_offsets().tolist() == [[109.31, -7.30]]
    assert won.get_facecolor()[0].tolist() != lost.get_facecolor()[0].tolist()
    assert len(won.get_paths()[0]) != len(lost.get_paths()[0])


def test_labels_say_shares_and_the_video():
    text = plots.said(districts_figure(TABLE, SETTING, plots.WORDS))
    assert "B\nfirst video\n50 \N{RIGHTWARDS ARROW} 35" in text
    assert "A\n60 \N{RIGHTWARDS ARROW} 40" in text
    assert "<figure.centroids>" in text


def test_a_kilometre_is_as_long_eastwards_as_northwards():
    axes = districts_figure(TABLE, SETTING, plots.WORDS).axes[0]
    assert axes.get_aspect() == pytest.approx(1.0083, abs=0.0005)  # 1 / cos 7.27 degrees


def test_a_first_place_not_seen_is_a_mark_of_its_own_and_shares_not_seen_a_dash():
    unseen = TABLE.assign(
        came_first_studied=TABLE.came_first_studied.where(TABLE.district != "C"),
        share_after=TABLE.share_after.where(TABLE.district != "C"),
    )
    figure = districts_figure(unseen, SETTING, plots.WORDS)
    marks = [c for c in figure.axes[0].collections if isinstance(c, PathCollection)]
    assert [len(c.get_offsets()) for c in marks] == [1, 1, 1]
    text = plots.said(figure)
    assert "C\n50 \N{RIGHTWARDS ARROW} \N{EN DASH}" in text
    assert "<figure.first_not_seen>" in text
    assert "<figure.first_not_seen>" not in plots.said(
        districts_figure(TABLE, SETTING, plots.WORDS)
    )


def test_without_votes_or_first_places_there_is_no_map():
    shares = dict.fromkeys(("share_before", "share_after", "came_first_studied"))
    with pytest.raises(Absent):
        districts_figure(TABLE.assign(**shares), SETTING, plots.WORDS)


def test_votes_without_places_have_no_map_and_it_is_the_places_that_are_missing():
    with pytest.raises(Absent, match="longitude"):
        districts_figure(TABLE.assign(longitude=None, latitude=None), SETTING, plots.WORDS)
