"""The frame of races: who was warned, who was listed, what is not known."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.races import listing_frame, race_frame
from study.kinds import Absent, Setting
from tests.tables import table

from .places import INSTITUTIONS, SETTING

RACES = table(
    "region_code:text name province registered_2019 grdp_per_head_2019 margin_2015",
    '33.03 "KAB. LIMA PULUH" "JAWA TENGAH" 100 20 0.1',
    '12.01 "KOTA TUA" "SUMATERA UTARA" 50 - -',
    '91.05 "KAB. FAK FAK" PAPUA 10 30 0.0',
)
HEADS = table(
    "region_code:text office own_race_2020",
    "12.01 regent true",
    "12 governor true",
    "91.05 regent false",
)
HEAD = "report_id region_code:text level body measure date:text"


def frame(*lists):
    rows = lists or ("R1 33.03 regency KASN rank 2020-06-26",)
    lists = table(HEAD, *rows)
    return race_frame(RACES, HEADS, lists, INSTITUTIONS, SETTING).set_index("region_code")


def test_a_race_is_warned_if_its_own_head_was():
    assert frame().warned.to_dict() == {"12.01": True, "33.03": False, "91.05": False}


def test_logs_are_natural_and_missing_income_stays_missing():
    found = frame()
    assert found.log_electorate["33.03"] == pytest.approx(np.log(100))
    assert found.log_grdp_per_head["33.03"] == pytest.approx(np.log(20))
    assert np.isnan(found.log_grdp_per_head["12.01"])


def test_islands_follow_the_first_digit_and_java_the_code():
    found = frame()
    assert found.island_group.tolist() == ["Sumatra", "Java", "Maluku and Papua"]
    assert found.java.tolist() == [False, True, False]
    assert found.central_java.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("entry", "listed"),
    [
        ("R1 33.03 regency KASN rank 2020-06-26", True),
        ("R1 33.03 city KASN persons_listed 2020-10-26", True),
        ("R1 33.03 regency KASN violations 2020-06", True),
        ("R1 33.03 regency KASN rank 2020-10-27", False),
        ("R1 33.03 regency KASN rank 2020-10", False),
        ("R1 33.03 regency KASN rank 2020", False),
        ("R1 33.03 regency KASN rank -", False),
        ("R1 33.03 regency BKN rank 2020-06-26", False),
        ("R1 33.03 regency KASN cases 2020-06-26", False),
        ('R1 33.03 "provincial government" KASN rank 2020-06-26', False),
    ],
)
def test_listed_before_needs_a_list_of_kasn_before_the_warning(entry, listed):
    assert frame(entry).listed_before.to_dict()["33.03"] == listed


def test_rows_name_race_warning_and_lists():
    found = frame("R1 12.01 regency KASN rank 2020", "R2 12.01 regency KASN rank 2020-06-26")
    assert found.rows["12.01"] == "races:12.01 warned_heads:12.01 regions_asn:R2"
    assert found.rows["91.05"] == "races:91.05"


def test_names_are_written_as_prose_does():
    found = frame()
    assert found.name.tolist() == ["Kota Tua", "Kabupaten Lima Puluh", "Kabupaten Fak Fak"]
    assert found.province.tolist() == ["Sumatera Utara", "Jawa Tengah", "Papua"]
    assert found.city.tolist() == [True, False, False]


def test_a_missing_margin_stays_missing_and_zero_stays_zero():
    assert frame().margin_2015.fillna(-1).tolist() == [-1, 0.1, 0]


@pytest.mark.parametrize(
    ("entry", "listed"),
    [
        ("R1 33.03 regency KASN rank 2021-01", True),
        ("R1 33.03 regency KASN persons_listed 2020-09-30", True),
        ("R1 33.03 city BKN persons_recommended 2020-11-05", True),
        ("R1 33.03 regency KASN persons_recommended 2020-11-05", False),
        ("R1 33.03 regency BKN rank 2020-11-05", False),
        ("R1 33.03 regency Bawaslu violations 2020-06-15", False),
        ('R1 33.03 "provincial government" BKN persons_recommended 2020-11-05', False),
    ],
)
def test_listed_at_all_needs_a_list_of_kasn_or_bkn_at_any_date(entry, listed):
    found = listing_frame(RACES, table(HEAD, entry), INSTITUTIONS).set_index("region_code")
    assert found.listed.to_dict() == {"12.01": False, "33.03": listed, "91.05": False}
    assert found["rows"]["33.03"] == "races:33.03" + " regions_asn:R1" * listed


def elsewhere(code):
    """The frame of a study of another regency."""
    setting = Setting({**SETTING, "place.region_code": code})
    lists = table(HEAD, "R1 33.03 regency KASN rank 2020-06-26")
    return race_frame(RACES, HEADS, lists, INSTITUTIONS, setting)


def test_the_own_province_is_that_of_the_regency_studied():
    found = elsewhere("12.09").set_index("region_code")
    assert found.central_java.to_dict() == {"12.01": True, "33.03": False, "91.05": False}
    assert found.java.to_dict() == {"12.01": False, "33.03": True, "91.05": False}


def test_a_province_without_a_race_has_no_frame():
    with pytest.raises(Absent, match="no race in the province"):
        elsewhere("74.02")


def test_a_list_of_a_body_without_the_role_is_no_list():
    lists = table(HEAD, "R1 33.03 regency KASN rank 2020-06-26")
    others = INSTITUTIONS.assign(role="other")
    assert not listing_frame(RACES, lists, others).listed.any()
