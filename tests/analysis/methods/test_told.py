"""A row with a count that is too small, or that leads to one, is not told."""

from __future__ import annotations

import pandas as pd

from analysis.methods.told import NESTED, PARTS, TOO_SMALL, safe, too_small


def counts(*rows: tuple[int, int], **more: object) -> pd.DataFrame:
    """Collected rows of cases and of those of them above a cut."""
    table = pd.DataFrame(rows, columns=["cases", "above_cut"])
    return table.assign(scenario="collected", **more)


def test_a_row_with_a_small_count_or_a_small_rest_is_not_told() -> None:
    table = counts((40, 20), (40, 5), (40, 35), (40, 0), refused="")
    found = safe(table, 10)
    assert found.cases.isna().tolist() == [False, True, True, False]
    assert found.refused.tolist() == ["", TOO_SMALL, TOO_SMALL, ""]
    made = table.assign(scenario="made up")
    assert safe(made, 10) is made


def test_what_would_not_be_told_is_known_of_made_up_officials() -> None:
    made = counts((40, 20), (40, 5)).assign(scenario="made up")
    assert too_small(made, 10).tolist() == [False, True]
    assert too_small(made, 10, PARTS).tolist() == [True, True]


def test_what_names_few_officials_is_not_told() -> None:
    rows = [" ".join(f"officials:O{at}" for at in range(size)) for size in (12, 3)]
    found = safe(counts((0, 0), (0, 0), rows=rows), 10)
    assert found.cases.isna().tolist() == [False, True]


def test_parts_of_a_whole_are_told_all_or_none() -> None:
    table = counts((40, 20), (40, 5))
    assert safe(table, 10, PARTS).cases.isna().all()
    assert not safe(counts((40, 20), (60, 25)), 10, PARTS).cases.isna().any()


def test_nested_rows_that_differ_by_few_are_not_told() -> None:
    assert safe(counts((40, 25), (40, 18)), 10, NESTED).cases.isna().all()
    assert not safe(counts((40, 25), (40, 12)), 10, NESTED).cases.isna().any()


def test_nested_rows_lead_to_no_small_rest_of_what_they_leave_out() -> None:
    """Of twelve who are left out ten lie above the cut: so two do not."""
    assert safe(counts((40, 25), (28, 15)), 10, NESTED).cases.isna().all()
    assert not safe(counts((60, 35), (40, 25)), 10, NESTED).cases.isna().any()
