"""Odds ratios of the regression, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from study.kinds import Figure, Model

from . import style

LEFT, RIGHT = 0.01, 30.0  # ends of the scale; what lies beyond is marked
APART = 0.17


def warned_forest_figure(
    warned_firth: Model, warned_firth_all: Model, words: Mapping[str, str]
) -> Figure:
    """Odds ratios of *head warned* in the main model and on all races, on a log scale.

    An interval that runs beyond the scale ends in an arrow; its numbers stand beside it.
    """
    terms = [term for term in warned_firth.terms.term if term != "intercept"]
    models = (
        (warned_firth, "figure.firth", -APART, style.STRONG, "o"),
        (warned_firth_all, "figure.firth_all", APART, style.OTHER, "s"),
    )
    with style.sheet(4.2) as (figure, axes):
        axes.set_xscale("log")
        axes.axvline(1.0, color=style.LIGHT, linewidth=1.0, zorder=0)
        for model, _, shift, colour, marker in models:
            for place, term in enumerate(terms):
                found = model.terms[model.terms.term == term]
                for line in found.to_dict(orient="records"):
                    _interval(axes, place + shift, line, colour, marker)
                    _numbers(axes, place + shift, line, words)
        style.rows(axes, [words[term] for term in terms], width=20)
        axes.set_xlim(LEFT, RIGHT)
        axes.xaxis.set_major_formatter(
            FuncFormatter(lambda value, _: style.number(value, "g", words))
        )
        axes.set_xlabel(words["figure.odds_ratio_log"], loc="left")
        handles: list[Artist] = [
            _handle(_name(model, words[name], words), colour, marker)
            for model, name, _, colour, marker in models
        ]
        handles.append(_handle(words["figure.off_scale"], style.DARK, "<"))
        style.legend(figure, handles)
    return figure


def _interval(axes: Axes, place: float, line: style.Record, colour: str, marker: str) -> None:
    """Estimate and interval of one term; an arrow where it leaves the scale."""
    low, high = max(line["ci_low"], LEFT), min(line["ci_high"], RIGHT)
    axes.plot([low, high], [place, place], color=colour, linewidth=1.8)
    axes.plot([line["odds_ratio"]], [place], color=colour, marker=marker, markersize=7)
    for beyond, end, arrow in (
        (line["ci_low"] < LEFT, LEFT, "<"),
        (line["ci_high"] > RIGHT, RIGHT, ">"),
    ):
        if beyond:
            axes.plot([end], [place], color=colour, marker=arrow, markersize=8, clip_on=False)


def _numbers(axes: Axes, place: float, line: style.Record, words: Mapping[str, str]) -> None:
    """The estimate and its interval in figures, to the right of the scale."""
    ratio, low, high = (_ratio(line[name], words) for name in ("odds_ratio", "ci_low", "ci_high"))
    axes.annotate(
        f"{ratio} [{low}; {high}]",
        (1.0, place),
        xycoords=("axes fraction", "data"),
        xytext=(10, 0),
        textcoords="offset points",
        va="center",
        fontsize=style.SMALL,
    )


def _ratio(value: float, words: Mapping[str, str]) -> str:
    """Two decimals; what would be printed as zero is printed as below the smallest of them."""
    smallest = 0.01
    return (
        style.number(value, ".2f", words)
        if value >= smallest
        else "<" + style.number(smallest, ".2f", words)
    )


def _name(model: Model, name: str, words: Mapping[str, str]) -> str:
    n, events = model.facts["n"], model.facts["events"]
    return f"{name} (n = {n}, {words['figure.warned']} {events})"


def _handle(label: str, colour: str, marker: str) -> Line2D:
    return Line2D([], [], color=colour, marker=marker, markersize=7, linewidth=1.8, label=label)
