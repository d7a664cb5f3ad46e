"""The districts as points: who came first in 2020, and the shares of 2015 and 2024."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from study.kinds import Figure, Table

from . import style

SIDE, UPPER, LOWER = 0.055, 0.012, 0.018  # degrees left free for labels
WIDE = 455.0  # points between the edges of the axes
MARK, LINE, LETTER, GAP = 11.0, 11.5, 6.3, 4.0  # points: marker, line, letter, label to marker


def districts_figure(district_votes: Table, words: Mapping[str, str]) -> Figure:
    """The centroids of the districts; no boundaries are drawn, and none are known here.

    A full circle: the regent's ticket came first in 2020; an open square: the other pair did.
    Below the name the ticket's share in per cent of 2015 (scan tally) and of 2024.
    """
    table = district_votes
    west, east = table.longitude.min() - SIDE, table.longitude.max() + SIDE
    south, north = table.latitude.min() - LOWER, table.latitude.max() + UPPER
    stretch = 1 / math.cos(math.radians(table.latitude.mean()))
    scale = WIDE / (east - west)  # points a degree of longitude
    high = (north - south) * stretch * scale / 72
    labels = [_text(row, words) for row in table.to_dict(orient="records")]
    points = np.column_stack([table.longitude * scale, table.latitude * stretch * scale])
    with style.sheet(high + 0.75) as (figure, axes):
        axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
        axes.set_aspect(stretch)
        axes.spines["bottom"].set_visible(False)
        first = table.first_2020.astype(bool)
        _marks(axes, table[first], "o", style.DARK)
        _marks(axes, table[~first], "s", "white")
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
                fontweight="normal" if pd.isna(row["video"]) else "bold",
                linespacing=1.05,
            )
        style.legend(figure, _legend(words))
    return figure


def _text(row: style.Record, words: Mapping[str, str]) -> str:
    """Name, the two shares, and which video is the district's."""
    shares = f"{100 * row['share_2015']:.0f} \N{RIGHTWARDS ARROW} {100 * row['share_2024']:.0f}"
    video: list[str] = [] if pd.isna(row["video"]) else [words[row["video"]]]
    return "\n".join([row["district"], *video, shares])


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


def _legend(words: Mapping[str, str]) -> list[Artist]:
    def mark(marker: str, fill: str, label: str) -> Line2D:
        return Line2D(
            [], [], color="black", marker=marker, markerfacecolor=fill, ls="", label=words[label]
        )

    return [
        mark("o", style.DARK, "figure.ticket_first"),
        mark("s", "white", "figure.other_first"),
        mark("", "white", "figure.shares"),
        mark("", "white", "figure.centroids"),
    ]
