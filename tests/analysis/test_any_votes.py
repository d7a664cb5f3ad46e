"""Votes of any study: whatever rows its tables hold, there is a result or a reason."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest

from analysis.conclusions_votes import recomputed_votes
from analysis.disagreement import fact_families, fact_reports, rival_dates, rival_values
from analysis.plots.districts import districts_figure
from analysis.votes import district_elections, district_votes, ticket_elections, vote_facts
from study.kinds import Absent, Setting

from . import test_plots as plots

ORDER = [
    *(district_elections, district_votes, ticket_elections, vote_facts, recomputed_votes),
    *(districts_figure, fact_reports, fact_families, rival_values, rival_dates),
]
TABLES = sorted({need for f in ORDER for need in inspect.signature(f).parameters})
MADE = {f.__name__ for f in ORDER}


def computed(known):
    """Every result in its order, from tables as the machinery hands them on: none if empty."""
    known = {
        name: None if isinstance(value, pd.DataFrame) and value.empty else value
        for name, value in known.items()
    }
    reasons = {}
    for function in ORDER:
        needs = inspect.signature(function).parameters
        name = function.__name__
        known[name] = None
        lacking = [
            need
            for need, each in needs.items()
            if known[need] is None and "None" not in str(each.annotation)
        ]
        if lacking:
            reasons[name] = lacking[0]
            continue
        try:
            known[name] = function(**{need: known[need] for need in needs})
        except Absent as lack:
            reasons[name] = str(lack)
    return known, reasons


@pytest.fixture(scope="module")
def shipped(results):
    inputs = {name: results[name] for name in TABLES if name not in MADE and name != "words"}
    return {**inputs, "words": plots.WORDS}


def test_the_shipped_tables_lack_nothing(shipped):
    assert computed(shipped)[1] == {}


@pytest.mark.parametrize("name", [t for t in TABLES if t not in MADE | {"words", "setting"}])
def test_any_table_may_be_absent(shipped, name):
    known, reasons = computed({**shipped, name: None})
    assert all(reasons.values())
    whole = {"districts", "tickets", "regency_votes", "sources", "date_reports"}
    assert bool(reasons) == (name in whole), reasons
    for made in MADE - set(reasons):
        assert known[made] is not None


@pytest.mark.parametrize("name", ["election.name", "election.before", "election.after"])
def test_any_election_may_be_untold(shipped, name):
    setting = Setting({k: v for k, v in shipped["setting"].items() if k != name})
    reasons = computed({**shipped, "setting": setting})[1]
    if name == "election.name":
        assert reasons["district_votes"] == "study.toml gives no election.name"
    else:
        assert reasons == {}


@pytest.mark.parametrize("seed", range(24))
def test_any_rows_give_a_result_or_a_reason(shipped, seed):
    """Some rows of some tables, down to a single one; nothing but Absent may be raised."""
    random = np.random.default_rng(seed)
    known = dict(shipped)
    for name, value in shipped.items():
        if isinstance(value, pd.DataFrame) and random.random() < 0.6:
            kept = random.random(len(value)) < random.choice([0.03, 0.3, 0.8])
            known[name] = value[kept].reset_index(drop=True)
    found, reasons = computed(known)
    for name in MADE - set(reasons):
        made = found[name]
        if isinstance(made, pd.DataFrame):
            assert len(made)
            assert made.iloc[:, 0].is_unique
            assert not np.isinf(made.select_dtypes("float64")).any(axis=None)


@pytest.mark.parametrize("seed", range(8))
def test_any_cells_may_be_empty(shipped, seed):
    """Cells that the description lets be empty, and numbers that are nought."""
    random = np.random.default_rng(seed)
    counts = shipped["district_counts"].copy()
    counts["value"] = counts.value.mask(random.random(len(counts)) < 0.3, 0)
    votes = shipped["regency_votes"].copy()
    votes["value"] = votes.value.mask(random.random(len(votes)) < 0.3, 0)
    votes["item"] = votes["item"].mask(random.random(len(votes)) < 0.3)
    cases = shipped["case_districts"].assign(mark=None)
    changed = {"district_counts": counts, "regency_votes": votes, "case_districts": cases}
    found = computed({**shipped, **changed})[0]
    shares = found["district_elections"].share.dropna()
    assert shares.between(0, 1).all()
