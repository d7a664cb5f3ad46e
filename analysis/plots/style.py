"""How every figure looks: colours told apart by all, type legible at column width."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

import matplotlib as mpl
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

Record: TypeAlias = Mapping[Hashable, Any]  # a row of a table

WIDTH = 6.5  # inches: the column of the book
SMALL, NORMAL = 9.0, 10.0  # points
FONT = "DejaVu Sans"
# Seaborn's colour-blind palette: blue, orange, and greys that survive a black-and-white print.
STRONG, OTHER = sns.color_palette("colorblind", 2).as_hex()
DARK, LIGHT = "0.25", "0.75"

SETTINGS = {
    **sns.axes_style("ticks"),
    "font.family": FONT,
    "font.size": NORMAL,
    "axes.labelsize": NORMAL,
    "axes.titlesize": NORMAL,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": NORMAL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "ytick.left": False,
    "hatch.linewidth": 0.6,
}


@contextmanager
def sheet(height: float) -> Iterator[tuple[Figure, Axes]]:
    """An empty figure of column width and one axes, in the style of the book.

    height: inches. The style holds inside the block and leaves no trace outside.
    """
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        yield figure, figure.add_subplot()


@contextmanager
def panels(height: float, heights: tuple[float, ...], columns: int) -> Iterator[tuple[Figure, Any]]:
    """An empty figure of column width with a grid of axes, in the style of the book.

    height: inches; heights: relative, one a row of the grid. Axes of a column share their x;
    the grid is an array of axes, (rows, columns).
    """
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        yield (
            figure,
            figure.subplots(
                len(heights), columns, sharex="col", squeeze=False, height_ratios=heights
            ),
        )


def legend(figure: Figure, handles: list[Artist]) -> None:
    """A legend below the chart, at the left: the lower right is the provenance's place."""
    figure.legend(handles=handles, loc="outside lower left")


def markers(
    shapes: Mapping[str, tuple[str, str]], size: float, words: Mapping[str, str]
) -> list[Artist]:
    """Handles of a legend for markers: term to shape and colour inside, black outside."""
    return [
        Line2D(
            [],
            [],
            ls="",
            marker=shape,
            color="black",
            markerfacecolor=inside,
            markersize=size,
            label=words[term],
        )
        for term, (shape, inside) in shapes.items()
    ]


def rows(axes: Axes, labels: list[str], width: int = 28) -> None:
    """Label the rows of a chart from top to bottom, long labels on several lines."""
    axes.set_yticks(range(len(labels)), [textwrap.fill(label, width) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)


def number(value: float, form: str, words: Mapping[str, str]) -> str:
    """A number in a format such as ".2f", with the decimal mark of the language."""
    return f"{value:{form}}".replace(".", words["decimal_mark"])
