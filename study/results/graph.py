"""The study as a graph: every result, what it needs, in which order.

A result is a public function of the analysis package that returns a Table, Number, Model
or Figure; its parameters name what it needs.

A function of the module ``simulate`` (or ``simulate_...``) that bears the name of a table is
the *stand-in* of that table. It is read with the others and enters the graph, in the place of its
table, only by `Graph.standing_in`; who may ask for that is decided in desk.py. Whatever rests on
a result of such a module is simulated, stand-in or not.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from ..errors import GraphError, ResultError
from ..kinds import KINDS
from .code import Code
from .source import Module

WORDS = "words"
"""The parameter that stands for the labels of the book."""
SETTING = "setting"
"""The parameter that stands for what study.toml tells the analysis."""
SIMULATE = "simulate"
"""How modules of an analysis package are named whose results are made by code, not observed."""


@dataclass(frozen=True)
class Step:
    """One result: where it is computed and from what.

    spared: those of its needs that may be absent, annotated ``| None``; it gets None for them.
    """

    name: str
    kind: str
    module: str
    file: Path
    line: int
    needs: tuple[str, ...]
    summary: str
    spared: frozenset[str] = frozenset()

    @property
    def simulates(self) -> bool:
        """Whether it is made by code alone."""
        return self.file.stem.partition("_")[0] == SIMULATE


@dataclass(frozen=True)
class Graph:
    """All results of a study in an order in which they can be computed.

    tables: names of the tables the analysis may ask for, whether this study has them or not.
    stand_ins: by the name of its table, what could stand in for it, whether it does or not.
    """

    steps: dict[str, Step]
    tables: frozenset[str]
    code: Code
    stand_ins: dict[str, Step] = field(default_factory=dict)

    def step(self, name: str) -> Step:
        """The step of a result. Raises ResultError, with near misses, if there is none."""
        if name not in self.steps:
            raise ResultError(
                f"No result is called {name!r}.", suggest(name, self.steps) or _list(self.steps)
            )
        return self.steps[name]

    def ancestors(self, name: str) -> set[str]:
        """Names of every table and result a result rests on."""
        found: set[str] = set()
        todo = list(self.steps[name].needs)
        while todo:
            need = todo.pop()
            if need not in found:
                found.add(need)
                todo += self.steps[need].needs if need in self.steps else ()
        return found

    def tables_of(self, name: str) -> list[str]:
        """Names of the data tables a result rests on, in alphabetical order."""
        return sorted(self.ancestors(name) & self.tables)

    @cached_property
    def simulated(self) -> set[str]:
        """Names of the results that are made by code alone, or rest on one that is."""
        found: set[str] = set()
        for name, step in self.steps.items():
            if step.simulates or not found.isdisjoint(step.needs):
                found.add(name)
        return found

    def standing_in(self) -> Graph:
        """The same graph with every stand-in in the place of its table. Raises GraphError."""
        steps = {**self.steps, **self.stand_ins}
        tables = self.tables - self.stand_ins.keys()
        return Graph(_ordered(steps), tables, self.code, self.stand_ins)


def read(root: Path, package: Path, tables: Iterable[str], note: Path | None = None) -> Graph:
    """Read the graph from the text of an analysis package.

    note: where parsed files are remembered; see `Code`.
    Raises GraphError naming file and line for an unknown parameter, a name used twice,
    or results that need each other.
    """
    dotted = ".".join(package.relative_to(root).parts)
    code = Code(root, dotted, note=note)
    known = frozenset(tables)
    steps: dict[str, Step] = {}
    stand_ins: dict[str, Step] = {}
    for path in sorted([*package.glob("*.py"), *package.glob("plots/*.py")]):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        module = code.module(name.removesuffix(".__init__"))
        if module is None:
            continue
        for step in _steps(module):
            if step.name in known and step.simulates and step.kind == "Table":
                stand_ins[step.name] = step
                continue
            if step.name in known or step.name in steps:
                other = "a table of the data" if step.name in known else steps[step.name].module
                raise GraphError(
                    f"{path.name}, line {step.line}: the name {step.name!r} is taken by {other}.",
                    "Give the function another name.",
                )
            steps[step.name] = step
    _require_needs({**steps, **stand_ins}, known)
    return Graph(_ordered(steps), known, code, stand_ins)


def suggest(name: str, known: Iterable[str]) -> str:
    """'Did you mean ...?' for a misspelt name, or nothing."""
    near = difflib.get_close_matches(name, list(known), n=3)
    return f"Did you mean {' or '.join(near)}?" if near else ""


def _ordered(steps: dict[str, Step]) -> dict[str, Step]:
    """The steps so that each comes after those it needs."""
    try:
        # Lists, not sets: the order must be the same in every process, or pages would differ.
        needs = {n: [each for each in steps[n].needs if each in steps] for n in sorted(steps)}
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise GraphError(
            f"Results need each other: {circle}.", "Take one of them out of the circle."
        ) from None
    return {name: steps[name] for name in order}


def _list(known: Iterable[str]) -> str:
    return f"Known: {', '.join(sorted(known))}."


def _steps(module: Module) -> list[Step]:
    found = []
    for each in module.functions:
        if each.returns not in KINDS:
            continue
        if not each.strict:
            raise GraphError(
                f"{module.path.name}, line {each.line}: {each.name} has a default or a starred "
                "parameter, but every parameter of a result is an input.",
                "Make it a constant of the module.",
            )
        needs, spared = tuple(each.needs), frozenset(each.spared)
        summary = each.docstring.partition("\n")[0]
        place = module.name, module.path, each.line
        found.append(Step(each.name, each.returns, *place, needs, summary, spared))
    return found


def _require_needs(steps: dict[str, Step], tables: frozenset[str]) -> None:
    known = {*steps, *tables, WORDS, SETTING}
    for step in steps.values():
        for need in step.needs:
            if need not in known:
                raise GraphError(
                    f"{step.file.name}, line {step.line}: {step.name} needs {need!r}, which is "
                    "neither a table of the data nor a result.",
                    suggest(need, known) or GraphError.remedy,
                )
