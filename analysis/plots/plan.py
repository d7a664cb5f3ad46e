"""The primary comparisons of the plan, with their intervals, by scenario."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from study.kinds import Absent, Figure, Table

from . import style

SHOWN = {"H1": (style.STRONG, "o"), "H2": (style.OTHER, "s")}
APART = 0.17


def plan_forest_figure(plan_estimates: Table, words: Mapping[str, str]) -> Figure:
    """Differences of shares under H1 and H2 with their intervals, a row a scenario.

    A comparison that was refused stands as a word at the zero line.
    """
    shown = plan_estimates[plan_estimates.hypothesis.isin(list(SHOWN))]
    if shown.empty:
        raise Absent("no comparison of two shares was planned")
    if shown.difference.isna().all():
        raise Absent("every comparison of two shares was refused")
    names = shown.scenario.drop_duplicates().tolist()
    with style.sheet(1.3 + 0.75 * len(names)) as (figure, axes):
        axes.axvline(0.0, color=style.LIGHT, linewidth=1.0, zorder=0)
        for line in shown.to_dict(orient="records"):
            colour, marker = SHOWN[line["hypothesis"]]
            shift = -APART if line["hypothesis"] == "H1" else APART
            _difference(axes, names.index(line["scenario"]) + shift, line, colour, marker, words)
        style.rows(axes, [words[name] for name in names], width=20)
        axes.set_xlim(-1.0, 1.0)
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda value, _: style.number(100 * value, ".0f", words))
        )
        axes.set_xlabel(words["figure.points"], loc="left")
        style.legend(
            figure,
            [
                Line2D(
                    [],
                    [],
                    color=colour,
                    marker=marker,
                    markersize=7,
                    linewidth=1.8,
                    label=words[f"figure.{hypothesis}"],
                )
                for hypothesis, (colour, marker) in SHOWN.items()
            ],
        )
    return figure


def _difference(
    axes: Axes,
    place: float,
    line: style.Record,
    colour: str,
    marker: str,
    words: Mapping[str, str],
) -> None:
    """One estimate and its interval, its numbers at the right; or that it was refused."""
    if pd.isna(line["difference"]):
        text = words["refused"]
    else:
        axes.plot([line["ci_low"], line["ci_high"]], [place, place], color=colour, linewidth=1.8)
        axes.plot([line["difference"]], [place], color=colour, marker=marker, markersize=7)
        middle, low, high = (
            style.number(100 * line[name], "+.0f", words)
            for name in ("difference", "ci_low", "ci_high")
        )
        text = f"{middle} [{low}; {high}]"
    axes.annotate(
        text,
        (1.0, place),
        xycoords=("axes fraction", "data"),
        xytext=(10, 0),
        textcoords="offset points",
        va="center",
        fontsize=style.SMALL,
    )
