"""Days from the detection of a case to each later step, as intervals."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from study.kinds import Absent, Figure, Table

from . import style

DETECTED = "detected"
MARKERS = {
    DETECTED: ("o", "white"),
    "clarified": ("o", "black"),
    "recommended by Bawaslu": ("D", "white"),
    "recommended for a sanction": ("^", "black"),
    "reported as sanctioned": ("s", "black"),
}
SIZE = 7.0


def handling_figure(case_steps: Table, words: Mapping[str, str]) -> Figure:
    """Each step of the cases in days after detection.

    case_steps: case_id, stage, first_day, last_day. A step not dated to the day is a thick
    line from the least to the most days, with its marker at the end; a step nobody dated
    is not drawn, and neither is a case whose detection nobody dated. Raises Absent if that is
    so of all.
    """
    detected = case_steps[case_steps.stage.eq(DETECTED) & case_steps.last_day.notna()]
    names = sorted(detected.case_id.unique())
    if not names:
        raise Absent("the detection of no case is dated")
    dated = case_steps[case_steps.first_day.notna() & case_steps.stage.isin(MARKERS)]
    with style.sheet(0.5 * len(names) + 1.8) as (figure, axes):
        for place, case in enumerate(names):
            _steps(axes, place, dated[dated.case_id == case])
        style.rows(axes, [words.get(f"figure.{case}", case) for case in names], width=24)
        axes.tick_params(axis="y", labelsize=style.SMALL)
        axes.set_xlim(left=-1.5)
        axes.set_xlabel(words["figure.days_after_detection"], loc="left")
        style.legend(figure, _legend(words))
    return figure


def _steps(axes: Axes, place: int, steps: Table) -> None:
    start = pd.Timestamp(steps.last_day[steps.stage == DETECTED].iloc[0])
    days = {
        step["stage"]: [
            max((pd.Timestamp(step[name]) - start).days, 0) for name in ("first_day", "last_day")
        ]
        for step in steps.to_dict(orient="records")
    }
    last = max(most for _, most in days.values())
    axes.plot([0, last], [place, place], color=style.DARK, linewidth=1.0, zorder=1)
    # Spans that overlap lie one below the other, in the order of the law.
    below = 0.0
    for stage in MARKERS:
        if stage not in days:
            continue
        least, most = days[stage]
        marker, inside = MARKERS[stage]
        if least < most:
            below += 0.16
            axes.plot([least, most], [place + below] * 2, color=style.LIGHT, linewidth=4.0)
        axes.plot(
            [most],
            [place + (below if least < most else 0.0)],
            marker,
            color="black",
            markerfacecolor=inside,
            markersize=SIZE,
            zorder=3,
        )


def _legend(words: Mapping[str, str]) -> list[Artist]:
    handles = style.markers(MARKERS, SIZE, words)
    label = words["figure.between_days"]
    handles.append(Line2D([], [], color=style.LIGHT, linewidth=4.0, label=label))
    return handles
