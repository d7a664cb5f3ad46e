"""Shares on tables small enough to divide by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.shares import shares_over_time
from tests.tables import table

from .places import SETTING

BODY = '"Bawaslu Jawa Tengah"'
REGIONS = table(
    "report_id region_code:text level body measure unit value date:text metric",
    f'R8 33 "province total" {BODY} persons_reported persons 20 2020-08-14 p',
    f"R9 33.03 regency {BODY} persons_reported persons 5 2020-08-14 p",
    f"S1 33.03 regency {BODY} persons_reported persons 6 2021-06-25 p",
    f'S2 33 "province total" {BODY} persons_reported persons 30 2021-01-15 p',
    'S3 33.03 regency KASN persons_listed persons 6 2020-09-30 "a list"',
    'S4 33.03 regency BKN persons_recommended persons 6 2020-11-05 "a list"',
    'S5 33 "provincial government" KASN persons_listed persons 1 2020-09-30 "a list"',
)
NATION = table(
    "report_id metric breakdown body value date:text",
    "N1 asn_reported total KASN 60 2020-09-30",
    "N2 asn_recommended_by_kasn total KASN 24 2020-09-30",
    "N3 asn_recommended_by_kasn total BKN 30 2020-11-05",
    "N4 asn_reported total BKN 90 2020-11-05",
    "N5 asn_recommended_by_kasn total - 40 2020-12-19",
    'N6 asn_recommended_by_kasn "cumulative 2020-2022" KASN 99 2022-12',
    "N7 asn_recommended_by_kasn total KASN 70 -",
    "N8 kasn_violations_recorded total KASN 11 2020-06-15",
)


def test_shares_are_formed_within_one_body_date_and_measure():
    found = shares_over_time(REGIONS, NATION, SETTING).set_index("id")
    shares = found.share.dropna().to_dict()
    assert shares == pytest.approx(
        {
            "2020-08-14.province.persons_reported": 0.25,
            "2020-09-30.nation.persons_reported": 0.1,
            "2020-09-30.nation.persons_recommended": 0.25,
            "2020-11-05.nation.persons_recommended": 0.2,
        }
    )
    assert found.basis["2020-11-05.nation.persons_reported"] == "no common basis"
    assert found.basis["2020-12-19.nation.persons_recommended"] == "no common basis"
    assert found.basis["2020-09-30.nation.persons_reported"].endswith("not stated")
    assert found.basis["2020-06-15.nation.violations"] == "no common basis"


def test_totals_of_other_years_and_without_date_are_left_out():
    assert {70, 99}.isdisjoint(shares_over_time(REGIONS, NATION, SETTING).total)


def test_a_planted_body_takes_the_share_away(results):
    regions = results["regions_asn"].copy()
    regions.loc[regions.report_id == "R016", "body"] = "KASN"
    found = shares_over_time(regions, results["national_asn"], SETTING).set_index("id")
    assert found.basis["2020-11-05.nation.persons_recommended"] == "no common basis"
    assert pd.isna(found.share["2020-11-05.nation.persons_recommended"])


def test_shares_vs_published_figures(results):
    found = results["shares_over_time"].set_index("id").share
    assert found["2020-11-05.nation.persons_recommended"] == pytest.approx(56 / 606)
    assert found["2020-09-30.nation.persons_reported"] == pytest.approx(56 / 694)
    assert found["2020-05-21.province.persons_reported"] == pytest.approx(26 / 36)
    assert found.notna().sum() == 6
