"""How often an effect of each size would be found, by number of cases."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from study.kinds import Figure, Number, Table

from . import style

DASHES = ("-", (0, (6, 2)), (0, (3, 1.5)), (0, (1, 1)), "-")
HALFWAY = 0.55  # the power at which a curve bears its name


def detection_figure(
    detection_curves: Table, cases_needed: Number, words: Mapping[str, str]
) -> Figure:
    """Power of Fisher's test over the effect; a curve a number of cases, named beside it.

    The published effect is an upright line, the power wanted a level one.
    """
    facts = cases_needed.values
    with style.sheet(3.9) as (figure, axes):
        end = float(detection_curves.points.max())
        axes.axvline(facts["points"], color=style.OTHER, linewidth=1.4)
        axes.axhline(facts["power"], color=style.LIGHT, linewidth=1.0, zorder=0)
        curves = list(detection_curves.groupby("cases", sort=True))
        shades = np.linspace(0.65, 0.0, len(curves))
        most = int(detection_curves.cases.max())
        for (cases, curve), dash, shade in zip(curves, DASHES, shades, strict=False):
            axes.plot(curve.points, curve.power, color=str(shade), linestyle=dash, linewidth=1.8)
            unit = f" {words['figure.cases']}" if cases == most else ""
            _name(axes, curve, f"{cases}{unit}")
        axes.set_xlim(0, end)
        axes.set_ylim(0, 1.02)
        axes.set_xlabel(words["figure.effect_points"], loc="left")
        axes.set_ylabel(words["figure.power"], fontsize=style.SMALL)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
        axes.tick_params(axis="y", left=True, labelsize=style.SMALL)
        axes.annotate(
            words["figure.published_effect"].format(
                points=style.number(facts["points"], "g", words)
            ),
            (facts["points"], 1.02),
            xytext=(4, 6),
            textcoords="offset points",
            color=style.DARK,
            fontsize=style.SMALL,
            annotation_clip=False,
        )
    return figure


def _name(axes: Axes, curve: Table, name: str) -> None:
    """How many cases a curve has, below it and to the right."""
    above = curve[curve.power >= HALFWAY]
    place = (above if len(above) else curve).iloc[0 if len(above) else -1]
    axes.annotate(
        name,
        (place.points, place.power),
        xytext=(4, -4),
        textcoords="offset points",
        va="top",
        fontsize=style.SMALL,
        annotation_clip=False,
    )
