"""Persons and cases side by side, region by region."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import ScalarFormatter

from study.kinds import Absent, Figure, Table

from . import style


def persons_cases_figure(
    persons_per_case: Table, regency_totals: Table, words: Mapping[str, str]
) -> Figure:
    """Cases and persons of each region on a log scale: the line between them is their ratio.

    The regency comes first, with every rival total; a dashed line joins figures of two
    bodies, whose ratio is not formed. Then all other pairs with a common basis. Raises Absent
    where nothing can stand on a log scale.
    """
    own = regency_totals.sort_values("chosen", ascending=False, kind="stable")
    others = persons_per_case[
        persons_per_case.ratio.notna()
        & ~persons_per_case.region_code.isin(regency_totals.region_code)
    ].iloc[::-1]
    lines = pd.concat([_regency(own, words), _regions(others, words)], ignore_index=True)
    lines = lines[lines.persons.gt(0) & ~lines.cases.le(0)].reset_index(drop=True)
    if lines.empty:
        raise Absent("no total of persons above none was published")
    with style.sheet(0.33 * len(lines) + 1.5) as (figure, axes):
        axes.set_xscale("log")
        for place, line in enumerate(lines.to_dict(orient="records")):
            _dumbbell(axes, place, line)
            _beside(axes, place, line, rightwards=line["persons"] < lines.persons.max() / 4)
        style.rows(axes, list(lines.label), width=44)
        axes.tick_params(axis="y", labelsize=style.SMALL)
        axes.set_xlim(1, lines.persons.max() * 4)
        axes.xaxis.set_major_formatter(ScalarFormatter())
        axes.set_xlabel(words["figure.count_log"], loc="left")
        style.legend(figure, _legend(words))
    return figure


def _regency(totals: Table, words: Mapping[str, str]) -> Table:
    own = totals.assign(ratio=totals.persons_per_case, name=totals.region)
    return _lines(own, style.STRONG, words)


def _regions(pairs: Table, words: Mapping[str, str]) -> Table:
    name = pairs.region.map(lambda region: words.get(region, region))
    other = pairs.cases_unit[pairs.cases_unit != "cases"]  # counted in another unit: say so
    name = name + other.map(lambda unit: f" ({words[unit]})").reindex(pairs.index, fill_value="")
    return _lines(pairs.assign(name=name, chosen=False), style.DARK, words)


def _lines(table: Table, colour: str, words: Mapping[str, str]) -> Table:
    """One line of the chart a row: where it goes, what stands beside it, how it looks."""
    return pd.DataFrame(
        {
            "label": table["name"] + ", " + table.date,
            "persons": table.persons.astype("float64"),
            "cases": table.cases.astype("float64"),
            "joined": table.ratio.notna(),
            "chosen": table.chosen.astype(bool),
            "text": [_text(row, words) for row in table.to_dict(orient="records")],
            "colour": colour,
        }
    )


def _text(row: style.Record, words: Mapping[str, str]) -> str:
    """The ratio as a division; without a common basis the two figures and why."""
    if pd.isna(row["cases"]):
        return f"{row['persons']}: {words[row['basis']]}"
    if pd.isna(row["ratio"]):
        return f"{row['persons']} {words['figure.and']} {row['cases']}:\n{words[row['basis']]}"
    ratio = style.number(row["ratio"], ".3g", words)
    return f"{row['persons']} / {row['cases']} = {ratio}"


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


def _beside(axes: Axes, place: int, line: style.Record, rightwards: bool) -> None:
    """The text of a row: right of the persons, or left of the cases where room ends."""
    left: float = line["persons"] if pd.isna(line["cases"]) else line["cases"]
    axes.annotate(
        line["text"],
        (line["persons"] if rightwards else left, place),
        xytext=(8 if rightwards else -8, 0),
        textcoords="offset points",
        va="center",
        ha="left" if rightwards else "right",
        fontsize=style.SMALL,
        fontweight="bold" if line["chosen"] else "normal",
    )


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
            label=words["cases"],
        ),
        Line2D([], [], color=grey, marker="o", ls="", label=words["persons"]),
        Line2D([], [], color=grey, label=words["figure.ratio_line"]),
        Line2D([], [], color=grey, ls=":", label=words["figure.no_common_basis"]),
    ]
