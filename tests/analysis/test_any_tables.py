"""Every result on tables other than the shipped ones: a value that is whole, or a reason.

Rows of the shipped tables are drawn at random, table by table and all at once, and the place
is another: each function returns what can be stored, counted from rows that are there, or
raises Absent.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

from study import place
from study.contract import reading
from study.kinds import Absent, Model, Number, Setting
from study.results import desk, store
from study.results.desk import Desk

pytestmark = pytest.mark.long

# Left out where one table alone is another: they take as long as all others together.
SLOW = {"multiverse", "regressions"}
SHARES = (0.0, 0.6)  # of the rows of a table that are kept; always one at least
ELSEWHERE = {"place.region_code": "74.07", "place.regency": "Kabupaten Wakatobi"}
NOWHERE = {"place.region_code": "99.99", "place.regency": "Kabupaten Antah Berantah"}

Known = dict[str, Any]  # tables and results by name; a text says why one is absent


def short(module: str) -> str:
    """``plots.units`` for ``analysis.plots.units``."""
    return module.partition(".")[2]


@cache
def laid_out() -> Desk:
    return desk.load(place.find())


MODULES = sorted({short(step.module) for step in laid_out().graph.steps.values()})


@cache
def tables() -> Known:
    here = laid_out()
    full = {n: spec for n, spec in here.tables.items() if n not in here.empty_tables}
    return {n: reading.frame(here.place, spec) for n, spec in full.items()}


def part(table: pd.DataFrame, share: float, draw: np.random.Generator) -> pd.DataFrame:
    """Some rows of a table, in their order."""
    size = max(1, round(share * len(table)))
    return table.iloc[np.sort(draw.choice(len(table), size, replace=False))].reset_index(drop=True)


def kept(name: str, value: Any) -> Any:
    """A result as a later step receives it. Fails where it is not whole."""
    kind = laid_out().graph.steps[name].kind
    if kind == "Figure":
        value.canvas.draw()
        pyplot.close(value)
        return None
    values = value.values if isinstance(value, Number) else {}
    for field, each in values.items():
        assert not (isinstance(each, float) and math.isnan(each)), f"{field} is not a number"
    if isinstance(value, pd.DataFrame):
        assert len(value), "a table without rows"
        for column in value.columns[value.columns.str.endswith("share")]:
            assert value[column].dropna().between(0, 1).all(), f"{column} is not a share"
    return store.decode(kind, store.encode(name, kind, value))


def tokens(value: Any) -> set[str]:
    """Row tokens a result names."""
    if isinstance(value, Number | Model):
        return set(value.rows)
    cells = value["rows"] if isinstance(value, pd.DataFrame) and "rows" in value else []
    return {token for cell in cells if isinstance(cell, str) for token in cell.split()}


def there(given: Known) -> set[str]:
    """Row tokens of all tables."""
    return {
        token for name, table in given.items() if name in tables() for token in keys(name, table)
    }


def keys(name: str, table: pd.DataFrame) -> list[str]:
    """Row tokens of one table."""
    columns = [table[part].astype("str") for part in laid_out().descriptor.tables[name].key]
    return [f"{name}:{'_'.join(parts)}" for parts in zip(*columns, strict=True)]


def compute(changed: Known, base: Known, every: bool = True) -> tuple[Known, dict[str, str]]:
    """All results that rest on what was changed, and what went wrong in which of them.

    every: with figures and the modules that are slow.
    """
    graph = laid_out().graph
    known, wrong = {**base, **changed}, {}
    rows = there(known) | there(base)  # a judgement may name a row that is not there
    for name, step in graph.steps.items():
        if not {*graph.ancestors(name), "setting"} & set(changed):
            continue
        if not every and (short(step.module) in SLOW or step.kind == "Figure"):
            known[name] = "it is left out"
            continue
        firm = [need for need in step.needs if need not in step.spared]
        lack = next((known[need] for need in firm if isinstance(known[need], str)), None)
        if lack is not None:
            known[name] = lack
            continue
        function: Callable[..., Any] = getattr(importlib.import_module(step.module), name)
        inputs = [handed(known[need]) for need in step.needs]
        try:
            known[name] = kept(name, function(*inputs))
            assert tokens(known[name]) <= rows, f"{tokens(known[name]) - rows} are not there"
        except Absent as reason:
            known[name] = str(reason)
        except Exception as error:
            known[name] = wrong[name] = f"{type(error).__name__}: {error}"
    return known, wrong


def handed(value: Any) -> Any:
    """An input of its own for one function; None for what is absent."""
    if isinstance(value, str):
        return None
    return value.copy() if isinstance(value, pd.DataFrame | Setting) else value


def trials() -> Iterator[tuple[str, Known, bool]]:
    """Studies that differ from the shipped one, with what is told of each."""
    shipped = laid_out().setting
    for where in (ELSEWHERE, NOWHERE):
        yield where["place.regency"], {"setting": Setting({**shipped, **where})}, True
    for seed, share in enumerate(SHARES):
        for name, table in tables().items():
            draw = np.random.default_rng(seed)
            yield f"{share:.0%} of {name}", {name: part(table, share, draw)}, False
    for seed in range(4):
        draw = np.random.default_rng(seed)
        share = (0.5, 0.9)[seed % 2]
        parts = {n: part(t, share, draw) for n, t in tables().items()}
        yield f"parts of all, {seed}", parts, False


@pytest.fixture(scope="module")
def base() -> Known:
    here = laid_out()
    empty = here.empty_tables  # each with the reason why it is none
    given = {**empty, **tables(), "setting": here.setting, "words": here.words}
    known, wrong = compute(given, {})
    assert not wrong
    return known


@pytest.fixture(scope="module")
def failures(base: Known) -> dict[str, list[str]]:
    """What went wrong, by module."""
    found: dict[str, list[str]] = {module: [] for module in MODULES}
    for told, changed, every in trials():
        for name, what in compute(changed, base, every)[1].items():
            module = short(laid_out().graph.steps[name].module)
            found[module].append(f"{told}: {name}: {what}")
    return found


@pytest.mark.parametrize("module", MODULES)
def test_other_tables_give_a_value_or_a_reason(failures, module):
    assert not failures[module], "\n".join(failures[module])


def test_of_a_place_the_record_does_not_know_nothing_is_said(base):
    setting = Setting({**laid_out().setting, **NOWHERE})
    known, _ = compute({"setting": setting}, base, every=False)
    of_the_place = (
        "regency_totals expected_cases shares_over_time case_timing timing_checks "
        "letters_seen province_stages province_kinds service_size recomputed_units"
    )
    reasons = {name: known[name] for name in of_the_place.split()}
    assert {name: why for name, why in reasons.items() if not isinstance(why, str)} == {}
    assert all(why[0].islower() and not why.endswith(".") for why in reasons.values())


def test_another_place_is_set_beside_its_own_province(base):
    setting = Setting({**laid_out().setting, **ELSEWHERE})
    known, _ = compute({"setting": setting}, base, every=False)
    codes = known["regions_asn"].set_index("report_id").region_code
    named = [token.partition(":") for token in tokens(known["shares_over_time"])]
    assert {codes[key] for table, _, key in named if table == "regions_asn"} == {"74", "74.07"}
    assert set(known["regency_totals"].region) == {"Kabupaten Wakatobi"}
    assert known["persons_per_case"].region_code.iloc[0] == "74.07"
