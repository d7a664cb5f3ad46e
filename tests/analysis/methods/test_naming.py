"""Institutions by role, keys told apart, exceptions by the rows they name."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.methods.disputed import about
from analysis.methods.keys import told_apart
from analysis.methods.roles import named
from tests.tables import table

INSTITUTIONS = table(
    "institution role region_code:text",
    'B "provincial election supervisor" 33',
    'A "provincial election supervisor" 33',
    'C "provincial election supervisor" 74',
    'D "recommending body" -',
)
EXCEPTIONS = table(
    "exception_id kind rows",
    'Y1 "reports disagree" "cases:C1 cases:C2 events:E1"',
    'Y2 "dates disagree" events:E1',
)


@pytest.mark.parametrize(
    ("role", "region", "names"),
    [
        ("provincial election supervisor", "33", ["A", "B"]),
        ("provincial election supervisor", "", ["A", "B", "C"]),
        ("recommending body", "", ["D"]),
        ("recommending body", "33", []),
        ("ethics court", "", []),
    ],
)
def test_institutions_are_found_by_role_and_region(role, region, names):
    assert named(INSTITUTIONS, role, region) == names


def test_only_keys_that_stand_twice_are_made_longer():
    ids = pd.Series(["a", "b", "a", "c", "c"])
    found = told_apart(ids, pd.Series(["x", "x", "y z", "x", "x"]))
    assert found.tolist() == ["a.x", "b", "a.y-z", "c.x.1", "c.x.2"]


def test_an_exception_is_about_rows_if_it_names_all_of_them():
    assert about(EXCEPTIONS, ["events:E1"]) == "Y1"
    assert about(EXCEPTIONS, ["events:E1"], "dates disagree") == "Y2"
    assert about(EXCEPTIONS, ["cases:C2", "cases:C1"]) == "Y1"
    assert about(EXCEPTIONS, ["cases:C1", "cases:C3"]) is None
