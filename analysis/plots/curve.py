"""The specification curve: every estimate of a term, and the choices behind each."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from study.kinds import Figure, Table

from . import style

CHOICES = {
    "covariates": (
        *("no_covariates", "size", "size_income", "size_income_margin", "size_income_city"),
    ),
    "sample": ("races_known", "races_with_income", "outside_papua", "regencies_only"),
    "islands": ("no_islands", "java_term", "island_dummies"),
}
ESTIMATORS = ("firth_logit", "ordinary_logit", "ols")
ODDS, DIFFERENCE = "odds_ratio", "difference"
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
LIMIT = 0.05
DOT = 3.6


def curve_central_java_figure(multiverse_central_java: Table, words: Mapping[str, str]) -> Figure:
    """The province's term in every specification, by estimator, from low to high."""
    return _curve(multiverse_central_java, words)


def curve_listed_figure(multiverse_listed: Table, words: Mapping[str, str]) -> Figure:
    """The term of a listing in every specification, by estimator, from low to high."""
    return _curve(multiverse_listed, words)


def _curve(table: Table, words: Mapping[str, str]) -> Figure:
    """A column an estimator: estimates above, a mark for each choice below.

    The logits share a log scale of odds ratios; differences in probability have their own.
    """
    names = [name for name in ESTIMATORS if (table.estimator == name).any()]
    with style.panels(6.3, (1.0, 1.5), len(names)) as (figure, grid):
        for place, name in enumerate(names):
            above, below = grid[:, place]
            scale = DIFFERENCE if name == "ols" else ODDS
            chosen = table[table.estimator == name].sort_values([scale, "specification"])
            _estimates(above, chosen, scale)
            _choices(below, chosen, words if place == 0 else None)
            label = textwrap.fill(f"{words[name]} ({len(chosen)})", 18)
            below.set_xlabel(label, fontsize=style.SMALL)
            if scale == DIFFERENCE or place == 0:
                above.set_ylabel(words[f"figure.{scale}_of_warning"], fontsize=style.SMALL)
            _ticks(above, table, scale, words, labelled=scale == DIFFERENCE or place == 0)
        style.legend(figure, _legend(words))
    return figure


def _estimates(axes: Axes, chosen: Table, scale: str) -> None:
    """Estimates from low to high, over the central 95 per cent of their shuffles."""
    places = np.arange(len(chosen))
    low, high = (_on(scale, chosen[name]) for name in ("shuffled_low", "shuffled_high"))
    axes.fill_between(places, low, high, color=style.LIGHT, alpha=0.6, linewidth=0, step="mid")
    axes.axhline(_nothing(scale), color=style.DARK, linewidth=0.8)
    own = chosen.p.fillna(chosen.shuffled_p) < LIMIT
    for kept, face in ((own, style.STRONG), (~own, "white")):
        axes.plot(
            *(places[kept], chosen[scale][kept]),
            linestyle="",
            marker="o",
            markersize=DOT,
            markerfacecolor=face,
            markeredgecolor=style.STRONG,
            markeredgewidth=0.8,
        )
    axes.tick_params(bottom=False, labelbottom=False)
    axes.spines["bottom"].set_visible(False)


def _choices(axes: Axes, chosen: Table, words: Mapping[str, str] | None) -> None:
    """A row a choice, under a heading for each kind of choice, with a tick where it was made."""
    labels: list[str] = []
    for kind, options in CHOICES.items():
        labels.append(kind)
        for option in options:
            places = np.flatnonzero(chosen[kind] == option)
            axes.plot(
                *(places, np.full(len(places), len(labels))),
                linestyle="",
                marker="|",
                markersize=6,
                color=style.DARK,
            )
            labels.append(option)
    axes.set_yticks(range(len(labels)), [words[label] if words else "" for label in labels])
    for label, text in zip(labels, axes.get_yticklabels(), strict=True):
        text.set_fontsize(style.SMALL)
        text.set_fontweight("bold" if label in CHOICES else "normal")
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xticks([])


def _ticks(axes: Axes, table: Table, scale: str, words: Mapping[str, str], labelled: bool) -> None:
    """One scale for all estimates and shuffles of a kind, with the decimal mark of the language."""
    shuffled = table[table.estimator.eq("ols") == (scale == DIFFERENCE)]
    ends = _on(scale, pd.concat([shuffled.shuffled_low, shuffled.shuffled_high]))
    values = [*ends[~np.isnan(ends)], *table[scale].dropna(), _nothing(scale)]
    low, high = min(values), max(values)
    if scale == ODDS:
        axes.set_yscale("log")
        axes.set_ylim(low / 1.15, high * 1.15)
        shown = [tick for tick in TICKS if low / 1.15 <= tick <= high * 1.15]
    else:
        axes.set_ylim(low - 0.03, high + 0.03)
        shown = [tick / 10 for tick in range(-10, 11) if low - 0.03 <= tick / 10 <= high + 0.03]
    axes.set_yticks(
        shown, [style.number(tick, "g", words).replace("-", "\N{MINUS SIGN}") for tick in shown]
    )
    axes.minorticks_off()
    axes.tick_params(axis="y", left=True, labelsize=style.SMALL, labelleft=labelled)


def _on(scale: str, values: pd.Series[float]) -> NDArray[np.float64]:
    """Estimates as stored (log odds, or differences) on the scale that is drawn."""
    numbers = values.to_numpy(dtype="float64", na_value=np.nan)
    return np.asarray(np.exp(numbers) if scale == ODDS else numbers, dtype="float64")


def _nothing(scale: str) -> float:
    return 1.0 if scale == ODDS else 0.0


def _legend(words: Mapping[str, str]) -> list[Artist]:
    dot = {"linestyle": "", "marker": "o", "markersize": 5.0, "markeredgecolor": style.STRONG}
    return [
        Line2D([], [], markerfacecolor=style.STRONG, label=words["figure.significant"], **dot),
        Line2D([], [], markerfacecolor="white", label=words["figure.not_significant"], **dot),
        Patch(color=style.LIGHT, alpha=0.6, label=words["figure.shuffled_band"]),
    ]
