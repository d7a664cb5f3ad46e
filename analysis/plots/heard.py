"""Codes heard for the first time, interview by interview, beside what is to be expected."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.lines import Line2D

from study.kinds import Figure, Table

from . import style


def codes_heard_figure(simulation_codes_heard: Table, words: Mapping[str, str]) -> Figure:
    """How many codes of context had been heard after each interview.

    simulation_codes_heard: scenario, interviews, heard, expected_codes. Steps are what came out of
    an invented world, lines what its parameters let one expect; a panel a scenario.
    """
    names = list(dict.fromkeys(simulation_codes_heard.scenario))
    with style.panels(2.9, (1.0,), len(names)) as (figure, grid):
        for axes, name in zip(grid[0], names, strict=True):
            rows = simulation_codes_heard[simulation_codes_heard.scenario == name]
            axes.step(rows.interviews, rows.heard, where="post", color=style.STRONG, lw=1.6)
            axes.plot(rows.interviews, rows.expected_codes, color="black", lw=1.0, ls=(0, (4, 2)))
            axes.text(0, 1.02, words[name], fontsize=style.SMALL, transform=axes.transAxes)
            axes.set_ylim(0, simulation_codes_heard[["heard", "expected_codes"]].max().max() + 1)
            axes.set_xlim(left=0)
            axes.tick_params(axis="y", labelsize=style.SMALL)
            axes.set_xlabel(words["interviews"], fontsize=style.SMALL)
        grid[0][0].set_ylabel(words["codes"], fontsize=style.SMALL)
        heard = Line2D([], [], color=style.STRONG, lw=1.6, label=words["heard"])
        line = Line2D([], [], color="black", lw=1.0, ls=(0, (4, 2)), label=words["expected_codes"])
        style.legend(figure, [heard, line])
    return figure
