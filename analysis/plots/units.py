"""Persons and cases side by side, region by region."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import ScalarFormatter

from study.kinds import Figure, Table

from . import style


def persons_cases_figure(
    persons_per_case: Table, regency_totals: Table, words: Mapping[str, str]
) -> Figure:
    """Cases and persons of each region on a log scale: the line between them is their ratio.

    The regency comes first, with every rival total; a dashed line joins figures of two
    bodies, whose ratio is not formed. Then all other pairs with a common basis.
    """
    own = regency_totals.sort_values("chosen", ascending=False, kind="stable")
    others = persons_per_case[
        persons_per_case.ratio.notna()
        & ~persons_per_case.region_code.isin(regency_totals.region_code)
    ].iloc[::-1]
    lines = pd.concat([_regency(own, words), _regions(others, words)], ignore_index=True)
    with style.sheet(0.33 * len(lines) + 1.5) as (figure, axes):
        axes.set_xscale("log")
        for place, line in enumerate(lines.to_dict(orient="records")):
            _dumbbell(axes, place, line)
            axes.annotate(
                line["text"],
                (line["persons"], place),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
                fontsize=style.SMALL,
                fontweight="bold" if line["chosen"] else "normal",
            )
        style.rows(axes, list(lines.label), width=44)
        axes.tick_params(axis="y", labelsize=style.SMALL)
        axes.set_xlim(1, lines.persons.max() * 4)
        axes.xaxis.set_major_formatter(ScalarFormatter())
        axes.set_xlabel(words["count_log"], loc="left")
        style.legend(figure, _legend(words))
    return figure


def _regency(totals: Table, words: Mapping[str, str]) -> Table:
    ratios = zip(totals.persons_per_case, totals.basis, strict=True)
    return pd.DataFrame(
        {
            "label": totals.region + ", " + totals.date,
            "persons": totals.persons.astype("float64"),
            "cases": totals.cases.astype("float64"),
            "joined": totals.persons_per_case.notna(),
            "chosen": totals.chosen.astype(bool),
            "text": [
                words[basis] if pd.isna(ratio) else style.number(ratio, 1, words)
                for ratio, basis in ratios
            ],
            "colour": style.STRONG,
        }
    )


def _regions(pairs: Table, words: Mapping[str, str]) -> Table:
    names = [
        f"{region}, {words[level]}" if level == "rest of the province" else region
        for region, level in zip(pairs.region, pairs.level, strict=True)
    ]
    return pd.DataFrame(
        {
            "label": [f"{name}, {date}" for name, date in zip(names, pairs.date, strict=True)],
            "persons": pairs.persons.astype("float64"),
            "cases": pairs.cases.astype("float64"),
            "joined": True,
            "chosen": False,
            "text": [style.number(ratio, 1, words) for ratio in pairs.ratio],
            "colour": style.DARK,
        }
    )


def _dumbbell(axes: Axes, place: int, line: style.Record) -> None:
    """Cases (open) and persons (full) of one row, joined where one body gave both."""
    cases, persons, colour = line["cases"], line["persons"], line["colour"]
    axes.plot(
        [cases, persons],
        [place, place],
        color=colour,
        linewidth=3.0 if line["chosen"] else 1.4,
        linestyle="-" if line["joined"] else ":",
        zorder=1,
    )
    axes.scatter([cases], [place], s=36, facecolor="white", edgecolor=colour, zorder=2)
    axes.scatter([persons], [place], s=36, facecolor=colour, edgecolor=colour, zorder=2)


def _legend(words: Mapping[str, str]) -> list[Artist]:
    grey = style.DARK
    return [
        Line2D(
            [],
            [],
            color=grey,
            marker="o",
            markerfacecolor="white",
            ls="",
            label=words["cases_title"],
        ),
        Line2D([], [], color=grey, marker="o", ls="", label=words["persons_title"]),
        Line2D([], [], color=grey, label=words["ratio_line"]),
        Line2D([], [], color=grey, ls=":", label=words["no common basis"]),
    ]
