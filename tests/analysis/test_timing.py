"""Timing in cases, against the law of drawing without replacement written out."""

from __future__ import annotations

from math import comb

import pandas as pd
import pytest

from analysis.timing import case_timing, timing_checks
from study.kinds import Absent
from tests.tables import table

from .places import INSTITUTIONS, SETTING

BODY = '"Bawaslu Jawa Tengah"'
REGIONS = table(
    "report_id region_code:text level body measure unit value date:text metric",
    f'R1 33 "province total" {BODY} cases cases 4 2020-05-21 c',
    f"R2 33.03 regency {BODY} cases cases 2 2020-05-21 c",
    f'R3 33 "province total" {BODY} cases cases 8 2021-06-25 c',
    f'R4 33 "province total" {BODY} cases_forwarded cases 7 2021-06-25 c',
    f'R5 33 "province total" {BODY} cases_part cases 2 2021-06-25 "cases at preparation stage"',
    f'R6 33 "province total" {BODY} cases_part cases 1 2021-06-25 "cases at nomination stage"',
    f'R7 33 "province total" {BODY} cases_part cases 3 2021-06-25 "cases at campaign stage"',
    f'T1 33 "province total" {BODY} cases_part cases 1 2021-06-25 "cases at counting stage"',
    f'R8 33 "province total" {BODY} persons_reported persons 20 2020-08-14 p',
    f"R9 33.03 regency {BODY} persons_reported persons 5 2020-08-14 p",
    f"S1 33.03 regency {BODY} persons_reported persons 6 2021-06-25 p",
    f'S2 33 "province total" {BODY} persons_reported persons 30 2021-01-15 p',
)
LETTERS = table("recommendation_id case_id", "K1 A", "K2 B", "K3 C", "K4 -")
JUDGED = table(
    "recommendation_id stage",
    'K1 "before candidates were determined"',
    'K2 "before candidates were determined"',
    "K3 campaign",
    "K4 campaign",
)
STAGES = table(
    "report_id case_id stage chosen rows",
    'P1 A "recommended for a sanction" true case_stages:P1',
    'P2 B "recommended for a sanction" true case_stages:P2',
    'P3 C "recommended for a sanction" true case_stages:P3',
    'P4 C "recommended for a sanction" false case_stages:P4',
    'P5 A "reported as sanctioned" true case_stages:P5',
)


def law(seen, population, marked, drawn):
    """P(as many or more) and P(as many or fewer), counted out."""
    ways = [comb(marked, x) * comb(population - marked, drawn - x) for x in range(marked + 1)]
    return sum(ways[seen:]) / sum(ways), sum(ways[: seen + 1]) / sum(ways)


@pytest.fixture
def found():
    return case_timing(REGIONS, LETTERS, JUDGED, STAGES, INSTITUTIONS, SETTING).set_index("id")


@pytest.mark.parametrize(
    ("line", "seen", "population", "marked", "drawn"),
    [
        ("tally.cases.recommended", 2, 8, 3, 4),
        ("before.cases_forwarded.recommended", 2, 7, 3, 3),
        ("campaign.cases_forwarded.recommended", 1, 7, 3, 3),
        ("before.cases_forwarded.sanctioned", 1, 7, 1, 3),
        ("campaign.cases_forwarded.sanctioned", 0, 7, 1, 3),
    ],
)
def test_both_tails_are_those_of_drawing_without_replacement(
    found, line, seen, population, marked, drawn
):
    row = found.loc[line]
    counts = [row.counted, row.cases_all, row.regency_all, row.cases_window]
    assert counts == [seen, population, marked, drawn]
    assert (row.p_at_least, row.p_at_most) == pytest.approx(law(seen, population, marked, drawn))
    assert row.expected == pytest.approx(marked * drawn / population)
    assert row.basis == "cases counted by this study"


def test_dates_with_persons_alone_have_no_common_basis(found):
    without = found[found.basis == "no common basis"]
    assert without.index.tolist() == ["2020-08-14", "2021-01-15"]
    assert without[["counted", "p_at_least", "p_at_most"]].isna().all(axis=None)


def test_early_and_late_are_one_fact(results):
    """Without the cases after the vote the two tails would be one probability."""
    found = results["case_timing"].set_index("id")
    early, late = (found.loc[f"{w}.cases_forwarded.recommended"] for w in ("before", "campaign"))
    assert early.p_at_least == pytest.approx(comb(11, 4) / comb(47, 4))
    assert late.p_at_most == pytest.approx(comb(47 - 34, 4) / comb(47, 4))
    assert law(0, 47, 4, 47 - 11)[1] == pytest.approx(early.p_at_least)


def test_the_tally_of_may(results):
    found = results["case_timing"].set_index("id").loc["tally.cases.recommended"]
    assert found.p_at_least == pytest.approx(
        sum(comb(4, x) * comb(53, 10 - x) for x in (2, 3, 4)) / comb(57, 10)
    )
    assert [found.cases_all, found.regency_all, found.cases_window, found.counted] == [57, 4, 10, 2]


def test_checks_add_the_regency_to_the_others(found):
    checks = dict(timing_checks(found.reset_index(), REGIONS, INSTITUTIONS, SETTING).values)
    assert checks == {
        "tally_elsewhere": 2,
        "before": 3,
        "with_recommended": 5,
        "with_sanctioned": 3,
        "regency_first": 5,
        "regency_last": 6,
        "province_first": 20,
        "province_later": 30,
    }


def test_more_cases_in_the_window_than_in_all_have_no_probability(found):
    assert "tally.cases.sanctioned" not in found.index  # two in the tally, one documented


def test_stages_that_do_not_add_up_make_no_window():
    regions = REGIONS[REGIONS.metric != "cases at nomination stage"]
    found = case_timing(regions, LETTERS, JUDGED, STAGES, INSTITUTIONS, SETTING)
    assert set(found.window[found.counted.notna()]) == {"tally"}
    with pytest.raises(Absent):
        timing_checks(found, regions, INSTITUTIONS, SETTING)


def test_a_case_without_letter_is_in_no_stage():
    found = case_timing(REGIONS, LETTERS.iloc[1:], JUDGED, STAGES, INSTITUTIONS, SETTING)
    assert not {"before", "campaign"} & set(found.window)


def test_the_supervisor_of_another_province_does_not_count():
    other = pd.DataFrame({**REGIONS, "body": "Bawaslu Elsewhere"})
    with pytest.raises(Absent):
        case_timing(other, LETTERS, JUDGED, STAGES, INSTITUTIONS, SETTING)
