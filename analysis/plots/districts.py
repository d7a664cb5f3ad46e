"""The districts as points: who came first, and the shares of elections before and after."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from study.kinds import Absent, Figure, Setting, Table

from . import style

SIDE, UPPER, LOWER = 0.055, 0.012, 0.018  # degrees left free for labels
WIDE = 455.0  # points between the edges of the axes
MARK, LINE, LETTER, GAP = 11.0, 11.5, 6.3, 4.0  # points: marker, line, letter, label to marker


PERIODS = {"before": "election.before", "studied": "election.name", "after": "election.after"}


def districts_figure(district_votes: Table, setting: Setting, words: Mapping[str, str]) -> Figure:
    """The centroids of the districts; no boundaries are drawn, and none are known here.

    A full circle: the side that is followed came first in the election studied; an open
    square: another did; a grey diamond: not seen. Below the name the side's share in per cent
    of those of the elections before, studied and after for which votes by district were seen.
    """
    table = district_votes.dropna(subset=["longitude", "latitude"])
    if table.empty:
        raise Absent("no longitude and latitude of a district was seen")
    shown = [each for each in PERIODS if table[f"share_{each}"].notna().any()]
    if table.came_first_studied.isna().all() and not shown:
        raise Absent("the record holds no votes by district")
    west, east = table.longitude.min() - SIDE, table.longitude.max() + SIDE
    south, north = table.latitude.min() - LOWER, table.latitude.max() + UPPER
    stretch = 1 / math.cos(math.radians(table.latitude.mean()))
    scale = WIDE / (east - west)  # points a degree of longitude
    high = (north - south) * stretch * scale / 72
    labels = [_text(row, shown, words) for row in table.to_dict(orient="records")]
    points = np.column_stack([table.longitude * scale, table.latitude * stretch * scale])
    with style.sheet(high + 0.75) as (figure, axes):
        axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
        axes.set_aspect(stretch)
        axes.spines["bottom"].set_visible(False)
        first = table.came_first_studied.astype("boolean")
        _marks(axes, table[first.fillna(False)], "o", style.DARK)
        _marks(axes, table[(~first).fillna(False)], "s", "white")
        if first.isna().any():
            _marks(axes, table[first.isna()], "D", style.LIGHT)
        for row, text, (x, y, side) in zip(
            table.to_dict(orient="records"), labels, _places(points, labels), strict=True
        ):
            axes.annotate(
                text,
                (row["longitude"], row["latitude"]),
                xytext=(x, y),
                textcoords="offset points",
                ha=side,
                va="center",
                fontsize=style.SMALL,
                fontweight="normal" if pd.isna(row["mark"]) else "bold",
                linespacing=1.05,
            )
        elections = {each: setting.get(name) for each, name in PERIODS.items()}
        named = {each: words.get(name, name) for each, name in elections.items() if name}
        legend = _legend(named, shown, bool(first.isna().any()), words)
        style.legend(figure, legend)
    return figure


def _text(row: style.Record, shown: list[str], words: Mapping[str, str]) -> str:
    """Name, the shares, and the case of the district."""
    shares = [row[f"share_{each}"] for each in shown]
    told = ["\N{EN DASH}" if pd.isna(share) else f"{100 * share:.0f}" for share in shares]
    mark: list[str] = [] if pd.isna(row["mark"]) else [words.get(row["mark"], row["mark"])]
    numbers = [" \N{RIGHTWARDS ARROW} ".join(told)] if told else []
    return "\n".join([row["district"], *mark, *numbers])


def _marks(axes: Axes, table: Table, marker: str, fill: str) -> None:
    axes.scatter(
        table.longitude,
        table.latitude,
        s=MARK**2 / 2.2,
        marker=marker,
        facecolor=fill,
        edgecolor="black",
        linewidth=1.3,
    )


def _places(
    points: np.ndarray[tuple[int, ...], np.dtype[np.float64]], labels: list[str]
) -> Iterator[tuple[float, float, str]]:
    """Offsets in points and alignment of labels, each the first free place around its marker."""
    taken = [Bbox.from_bounds(x - MARK / 2, y - MARK / 2, MARK, MARK) for x, y in points]
    for (x, y), label in zip(points, labels, strict=True):
        lines = label.split("\n")
        width, height = LETTER * max(map(len, lines)), LINE * len(lines)
        beside, above = MARK / 2 + GAP, (MARK + height) / 2 + GAP / 2
        tries = [(beside, 0.0, "left"), (-beside, 0.0, "right")]
        tries += [(0.0, above, "center"), (0.0, -above, "center")]
        tries += [(s * 4.0, t * above, a) for t in (1, -1) for s, a in ((-1, "left"), (1, "right"))]
        for right, up, side in tries:
            left = {"left": 0.0, "right": width, "center": width / 2}[side]
            box = Bbox.from_bounds(x + right - left, y + up - height / 2, width, height)
            if not any(box.overlaps(other) for other in taken):
                break
        taken.append(box)
        yield right, up, side


def _legend(
    elections: Mapping[str, str], shown: list[str], unseen: bool, words: Mapping[str, str]
) -> list[Artist]:
    """Handles of the legend. unseen: whether a district's first place was not seen."""
    studied = elections["studied"]
    named = " \N{RIGHTWARDS ARROW} ".join(elections[each] for each in shown)

    def mark(marker: str, fill: str, label: str) -> Line2D:
        return Line2D(
            [], [], color="black", marker=marker, markerfacecolor=fill, ls="", label=label
        )

    marks = [
        mark("o", style.DARK, words["figure.ticket_first"].format(election=studied)),
        mark("s", "white", words["figure.other_first"].format(election=studied)),
    ]
    if unseen:
        marks.append(mark("D", style.LIGHT, words["figure.first_not_seen"]))
    if shown:
        marks.append(mark("", "white", words["figure.shares"].format(elections=named)))
    return [*marks, mark("", "white", words["figure.centroids"])]
