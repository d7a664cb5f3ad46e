"""Moves, plans and vacancies on a time line, with the two bans on replacing officials."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from study.kinds import Figure, Table

from . import style


def moves_figure(
    dated_moves: Table, moves_by_kind: Table, bans: Table, words: Mapping[str, str]
) -> Figure:
    """Each entry at its date, a lane a kind; full where someone's post changed.

    A date given to the month or year is a line over all it can mean. Beside a move stands
    the number of officials, by turns above and below; the bans are shaded.
    """
    kinds = list(moves_by_kind.kind)
    with style.sheet(0.48 * len(kinds) + 1.5) as (figure, axes):
        for ban in bans.to_dict(orient="records"):
            _ban(axes, ban)
        for lane, kind in enumerate(kinds):
            entries = dated_moves[dated_moves.kind == kind].sort_values("date")
            for place, entry in enumerate(entries.to_dict(orient="records")):
                _entry(axes, lane, entry, words, above=place % 2 == 0)
        style.rows(axes, [words[kind] for kind in kinds], width=22)
        axes.set_ylim(len(kinds) - 0.5, -0.9)
        dates = [*dated_moves.date, *bans.starts, *bans.ends]
        first, last_year = (int(end(dates)[:4]) for end in (min, max))
        latest = max(_span(date)[1] for date in dates)
        axes.set_xlim(first - 0.3, max(last_year + 0.4, latest + 0.2))
        axes.set_xticks(range(first, last_year + 1))
        style.legend(figure, _legend(words))
    return figure


def _ban(axes: Axes, ban: style.Record) -> None:
    """A ban as a shaded period with its article above."""
    start, end = _span(ban["starts"])[0], _span(ban["ends"])[1]
    axes.axvspan(start, end, color=style.LIGHT, alpha=0.55, linewidth=0, zorder=0)
    axes.annotate(
        ban["ban"],
        ((start + end) / 2, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=style.SMALL,
    )


def _entry(
    axes: Axes, lane: int, entry: style.Record, words: Mapping[str, str], above: bool
) -> None:
    """One entry: its date, and beside a move the number of officials, if it was published."""
    start, end = _span(entry["date"])
    colour = style.STRONG if entry["moved"] else style.DARK
    face = colour if entry["moved"] else "white"
    axes.plot([start, end], [lane, lane], color=colour, linewidth=2.0, zorder=1)
    middle = (start + end) / 2
    axes.scatter([middle], [lane], s=34, facecolor=face, edgecolor=colour, zorder=2)
    if entry["moved"]:
        unknown = pd.isna(entry["persons"])
        axes.annotate(
            words["figure.no_number"] if unknown else str(int(entry["persons"])),
            (middle, lane),
            xytext=(0, 5 if above else -5),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            fontsize=style.SMALL,
        )


def _span(date: str) -> tuple[float, float]:
    """The first and last moment a date can mean, in years."""
    start, _, end = date.partition("/")
    return _years(start, 0.0), _years(end or start, 1.0)


def _years(date: str, part: float) -> float:
    """A date in years; one without day or month lies at this part of its month or year."""
    year, *rest = (int(each) for each in date.split("-"))
    if not rest:
        return year + part
    month, *day = rest
    within = (day[0] - 1 + part) / 31 if day else part
    return year + (month - 1 + within) / 12


def _legend(words: Mapping[str, str]) -> list[Artist]:
    return [
        Line2D([], [], color=style.STRONG, marker="o", ls="", label=words["figure.move"]),
        Line2D(
            [],
            [],
            color=style.DARK,
            marker="o",
            markerfacecolor="white",
            ls="",
            label=words["figure.no_move"],
        ),
        Patch(facecolor=style.LIGHT, alpha=0.55, label=words["figure.ban"]),
    ]
