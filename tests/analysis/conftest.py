"""The shipped tables and every result computed from them, once for all tests."""

from __future__ import annotations

import csv
import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import Any

import pytest

import analysis
import analysis.plots
from study import place
from study.contract import reading
from study.kinds import Absent
from study.results import desk


def modules(package: ModuleType) -> list[ModuleType]:
    """The modules of a package, without the packages in it."""
    names = [m.name for m in pkgutil.iter_modules(package.__path__) if not m.ispkg]
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


QUESTIONS, PLOTS = modules(analysis), modules(analysis.plots)


def functions(module: ModuleType) -> dict[str, Any]:
    """The results a module defines: its own public functions."""
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


def labels(language: str) -> dict[str, str]:
    """The word list of the book in one language."""
    with place.find().words.open(encoding="utf-8", newline="") as file:
        return {row["term"]: row[language] for row in csv.DictReader(file)}


@pytest.fixture(scope="session")
def results() -> dict[str, Any]:
    """Tables of data/ and all tables, numbers and models made from them, by name."""
    here = desk.load(place.find())
    known: dict[str, Any] = {
        name: reading.frame(here.place, spec) for name, spec in here.tables.items()
    }
    known["setting"] = here.setting
    open_ = {name: f for module in QUESTIONS for name, f in functions(module).items()}
    while open_:
        needs = {name: list(inspect.signature(f).parameters) for name, f in open_.items()}
        ready = [name for name in open_ if set(needs[name]) <= set(known)]
        assert ready, f"no result can be computed next: {needs}"
        for name in ready:
            try:
                known[name] = open_.pop(name)(**{need: known[need] for need in needs[name]})
            except Absent:  # what rests on tables that are empty in the shipped study
                known[name] = None
    return known


@pytest.fixture(scope="session", params=["en", "id"])
def figures(request: pytest.FixtureRequest, results: dict[str, Any]) -> dict[str, Any]:
    """All figures in one language, by name."""
    known = {**results, "words": labels(request.param)}
    return {
        name: f(**{need: known[need] for need in inspect.signature(f).parameters})
        for module in PLOTS
        for name, f in functions(module).items()
        if name.endswith("_figure")
    }
