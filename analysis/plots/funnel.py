"""From detected to sanctioned: persons at each step, and what nobody published."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from study.kinds import Absent, Figure, Table

from . import style

# Width of the box of an unpublished count, as a share of the longest bar: it has no scale.
BOX = 0.09


def funnel_figure(funnel: Table, words: Mapping[str, str]) -> Figure:
    """Persons at each step of the law; a case without a published count is a hatched box.

    funnel: stage, cases_published, not_published, persons, low, high. The box stands for
    an unknown number and is drawn as long at every step.
    """
    if not funnel.high.notna().any():
        raise Absent("no report gives the number of persons at any step")
    with style.sheet(3.7) as (figure, axes):
        longest = float(funnel.high.max())
        for place, step in enumerate(funnel.to_dict(orient="records")):
            end = _persons(axes, place, step, words)
            if step["not_published"]:
                end = _unpublished(axes, place, end, longest * BOX)
            axes.annotate(
                _text(step, words),
                (end, place),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=style.SMALL,
            )
        style.rows(axes, [words[stage] for stage in funnel.stage], width=20)
        axes.set_xlim(0, longest * 1.75)
        axes.set_xticks(range(0, int(longest) + 10, 10))
        axes.set_xlabel(words["persons"], loc="left")
        axes.spines["bottom"].set_bounds(0, int(longest) // 10 * 10 + 10)
        style.legend(figure, _legend(words))
    return figure


def _persons(axes: Axes, place: int, step: style.Record, words: Mapping[str, str]) -> float:
    """Bar of the published persons, with the span of differing reports; where it ends."""
    if pd.isna(step["persons"]):
        return 0.0
    persons, low, high = (float(step[name]) for name in ("persons", "low", "high"))
    axes.barh(place, persons, height=0.6, color=style.STRONG)
    if low < high:
        axes.errorbar(
            persons,
            place,
            xerr=[[persons - low], [high - persons]],
            color="black",
            capsize=4,
            linewidth=1.4,
        )
    return max(persons, high)


def _unpublished(axes: Axes, place: int, start: float, width: float) -> float:
    """Hatched box for the cases whose count nobody published; where it ends."""
    axes.barh(
        place, width, left=start, height=0.6, color="white", edgecolor=style.DARK, hatch="////"
    )
    return start + width


def _text(step: style.Record, words: Mapping[str, str]) -> str:
    """What stands beside a bar: persons, cases, and cases without a published count."""
    lines: list[str] = []
    if not pd.isna(step["persons"]):
        cases = _cases(step["cases_published"], words)
        lines.append(f"{step['persons']} {words['figure.persons_in']} {cases}")
    if step["not_published"]:
        lines.append(f"{words['figure.not_published']}: {_cases(step['not_published'], words)}")
    return "\n".join(lines)


def _cases(count: int, words: Mapping[str, str]) -> str:
    return f"{count} {words['figure.case'] if count == 1 else words['figure.cases']}"


def _legend(words: Mapping[str, str]) -> list[Artist]:
    return [
        Patch(
            facecolor="white", edgecolor=style.DARK, hatch="////", label=words["figure.no_count"]
        ),
        Line2D(
            [],
            [],
            color="black",
            marker="|",
            linewidth=1.4,
            label=words["figure.differing_reports"],
        ),
    ]
