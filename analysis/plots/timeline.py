"""The election, the two bans and the cases on one axis of time."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from study.kinds import Figure, Setting, Table

from . import style

BEFORE, AFTER = 16, 67  # days shown on both sides of the window
# The days that divide the election, their names, where these stand: left of the line, on it, right.
DAYS = (
    ("candidates_determined", "figure.E066", "right"),
    ("voting", "figure.E086", "center"),
    ("inauguration", "figure.E096", "left"),
)
DKPP = ("hearing", "verdict")
# Steps with a marker of their own; registration and hearing stay in the table.
MARKERS = {
    "act": ("D", "white"),
    "detected": ("o", "white"),
    "recommended for a sanction": ("^", "black"),
    "reported as sanctioned": ("s", "black"),
}
SIZE = 6.0
EARLIER = 14.0  # days to the left at which the arrow of an undated act stands


def timeline_figure(
    timeline: Table, case_steps: Table, words: Mapping[str, str], setting: Setting
) -> Figure:
    """Bans as bars, each case from its act to the last step that was seen, allegations.

    timeline: lane, kind, first_day, last_day, case_id; case_steps: case_id, stage,
    first_day, last_day. A step that lies between two days is a thick line with its marker at
    the end; an act nobody dated has an arrow in place of a beginning.
    """
    bans = timeline[timeline.lane == "ban"].sort_values("entry")
    acts = timeline[timeline.lane == "acts"].sort_values("case_id")
    names = [
        words.get(f"figure.{ban}", kind) for ban, kind in zip(bans.entry, bans.kind, strict=True)
    ]
    names += [words.get(f"figure.{case}", case) for case in acts.case_id]
    names += [words["figure.dkpp"], words["figure.ministry"]]
    with style.sheet(0.36 * len(names) + 1.3) as (figure, axes):
        for place, ban in enumerate(bans.to_dict(orient="records")):
            axes.barh(
                place, _length(ban), left=_day(ban["first_day"]), height=0.5, color=style.LIGHT
            )
        for place, act in enumerate(acts.to_dict(orient="records"), len(bans)):
            steps = case_steps[case_steps.case_id == act["case_id"]]
            if len(steps):
                _case(axes, place, steps)
            else:
                _alleged(axes, place, act)
        institutions = timeline[timeline.lane == "institutions"]
        answers = (
            institutions[institutions.kind.isin(DKPP)],
            institutions[institutions.first_day == setting["reports.warning"]],
        )
        for place, found in enumerate(answers, len(names) - len(answers)):
            days = [_day(day) for day in found.first_day]
            axes.plot(days, [place] * len(days), "|", color="black", markersize=14, mew=2.0)
        style.rows(axes, names, width=30)
        axes.tick_params(axis="y", labelsize=style.SMALL)
        _calendar(axes, setting, words)
        style.legend(figure, _legend(words))
    return figure


def _day(day: str) -> float:
    """A day as a place on the axis: days since the beginning of 1970."""
    return (pd.Timestamp(day) - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)


def _length(entry: style.Record) -> float:
    return _day(entry["last_day"]) - _day(entry["first_day"])


def _case(axes: Axes, place: int, steps: Table) -> None:
    """One case: a thin line over all its steps, thick where a step is not dated to the day."""
    seen = steps[steps.last_day.notna()]
    first = seen.first_day.dropna().min()
    axes.plot(
        [_day(first), _day(seen.last_day.max())],
        [place, place],
        color=style.DARK,
        linewidth=1.0,
        zorder=1,
    )
    for step in seen.to_dict(orient="records"):
        if step["stage"] not in MARKERS:
            continue
        marker, inside = MARKERS[step["stage"]]
        if pd.isna(step["first_day"]):  # an act not dated: earlier than the first step
            axes.plot([_day(first) - EARLIER], [place], "<", color=style.DARK)
            continue
        days = [_day(step[name]) for name in ("first_day", "last_day")]
        axes.plot(days, [place, place], color=style.DARK, linewidth=4.0, zorder=2)
        axes.plot(
            days[1:],
            [place],
            marker,
            color="black",
            markerfacecolor=inside,
            markersize=SIZE,
            zorder=3,
        )


def _alleged(axes: Axes, place: int, act: style.Record) -> None:
    """An act alleged and not pursued as far as was seen."""
    days = [_day(act[name]) for name in ("first_day", "last_day")]
    axes.plot(days, [place, place], color=style.OTHER, linewidth=4.0, zorder=2)
    axes.plot(days[:1], [place], "X", color=style.OTHER, markersize=SIZE + 1, zorder=3)


def _calendar(axes: Axes, setting: Setting, words: Mapping[str, str]) -> None:
    """The axis of time, with the days that divide the election."""
    for name, label, side in DAYS:
        day = _day(setting[f"dates.{name}"])
        axes.axvline(day, color=style.STRONG, linewidth=1.0, zorder=0)
        axes.annotate(
            words[label],
            (day, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 4),
            textcoords="offset points",
            ha=side,
            fontsize=style.SMALL,
            color=style.STRONG,
        )
    start = pd.Timestamp(setting["window.start"]) - pd.Timedelta(days=BEFORE)
    end = pd.Timestamp(setting["window.end"]) + pd.Timedelta(days=AFTER)
    axes.set_xlim(_day(str(start)), _day(str(end)))
    quarters = pd.date_range(start, end, freq="QS").strftime("%Y-%m")
    axes.set_xticks([_day(quarter) for quarter in quarters], list(quarters))


def _legend(words: Mapping[str, str]) -> list[Artist]:
    handles = style.markers(MARKERS, SIZE, words)
    handles.append(
        Line2D([], [], color=style.DARK, linewidth=4.0, label=words["figure.between_days"])
    )
    handles.append(Line2D([], [], ls="", marker="<", color=style.DARK, label=words["figure.open"]))
    handles.append(
        Line2D(
            [],
            [],
            ls="-",
            linewidth=4.0,
            marker="X",
            markersize=SIZE + 1,
            color=style.OTHER,
            label=words["figure.alleged"],
        )
    )
    return handles
