"""Persons and cases: what may be divided by what, on tables counted by hand."""

from __future__ import annotations

from math import comb

import pytest

from analysis.units import (
    expected_cases,
    kasn_lists,
    largest_case,
    persons_per_case,
    regency_totals,
)
from study.kinds import Absent
from tests.tables import table

from .places import INSTITUTIONS, SETTING

HEAD = "report_id region region_code:text level body measure unit value date:text metric source_ids"
BODY = '"Bawaslu Jawa Tengah"'
NOTHING_NATIONAL = table(
    "report_id metric breakdown body unit value date:text source_ids",
    "N1 spd_series total - cases 9 2020 S1",
)
STAGES = table(
    "report_id case_id stage persons date:text chosen rows",
    'P1 A "recommended for a sanction" 8 2020-06-30 true case_stages:P1',
    'P2 B "recommended for a sanction" 3 2020-07 true case_stages:P2',
    'P3 B "recommended for a sanction" 99 2020-07 false case_stages:P3',
    'P4 A "reported as sanctioned" 8 2020-08 true case_stages:P4',
)


def region(key, code, body, measure, value, date, metric="m", sources="S1", level="regency"):
    return f"{key} R{code} {code} {level} {body} {measure} u {value} {date} {metric} {sources}"


def pairs(*rows, national=NOTHING_NATIONAL):
    return persons_per_case(table(HEAD, *rows), national, SETTING).set_index("id")


def test_ratio_is_persons_over_cases_of_one_body_at_one_date():
    found = pairs(
        region("R1", "33.10", BODY, "persons_reported", 6, "2021-06-25"),
        region("R2", "33.10", BODY, "cases", 4, "2021-06-25"),
    ).loc["33.10_2021-06-25"]
    assert found.ratio == 1.5
    assert found.basis == "one body, one date"
    assert found.rows == "regions_asn:R1 regions_asn:R2"


@pytest.mark.parametrize(
    "second",
    [
        region("R2", "33.03", "KASN", "cases", 4, "2021-06-25"),
        region("R2", "33.03", BODY, "cases", 4, "2021-06-26"),
        region("R2", "33.03", BODY, "cases_alleged", 4, "2021-06-25"),
        region("R2", "33.03", BODY, "cases_part", 4, "2021-06-25"),
    ],
    ids=["another body", "another day", "alleged cases", "a part of the cases"],
)
def test_no_ratio_without_a_common_basis(second):
    found = pairs(region("R1", "33.03", BODY, "persons_reported", 6, "2021-06-25"), second)
    assert set(found.basis) == {"no common basis"}
    assert found.ratio.isna().all()


def test_persons_sanctioned_do_not_stand_for_the_persons_of_all_cases():
    rows = (
        region("R1", "33", BODY, "persons_sanctioned", 110, "2021-06-25", level='"province total"'),
        region("R2", "33", BODY, "cases", 57, "2021-06-25", level='"province total"'),
    )
    found = pairs(*rows).iloc[0]
    assert (found.persons, found.cases, found.basis) == (110, 57, "no common basis")
    behind = region(
        "R2", "33", BODY, "cases_sanctioned", 57, "2021-06-25", level='"province total"'
    )
    assert pairs(rows[0], behind).iloc[0].basis == "one body, one date"


def test_a_body_that_is_not_named_is_no_common_basis():
    found = pairs(
        region("R1", "33.03", "-", "persons_reported", 6, "2021-06-25"),
        region("R2", "33.03", "-", "cases", 4, "2021-06-25"),
    )
    assert found.index.tolist() == ["33.03_2021-06-25_not-named"]
    assert found.ratio.isna().all()


def test_regions_without_any_pair_are_left_out_but_for_regency_and_province():
    found = pairs(
        region("R1", "33.03", "KASN", "persons_listed", 56, "2020-09-30"),
        region("R2", "33.99", "KASN", "persons_listed", 5, "2020-09-30"),
    )
    assert found.region_code.tolist() == ["33.03"]


def test_rest_of_the_province_is_a_difference_within_one_body_and_date():
    day = "2020-05-21"
    whole = '"province total"'
    found = pairs(
        region("R1", "33", BODY, "persons_reported", 36, day, level=whole),
        region("R2", "33", BODY, "cases", 10, day, level=whole),
        region("R3", "33.03", BODY, "persons_reported", 26, day),
        region("R4", "33.03", BODY, "cases", 2, day),
        region("R5", "33", BODY, "persons_reported", 50, "2020-06-01", level=whole),
        region("R6", "33", BODY, "cases", 20, "2020-06-01", level=whole),
    )
    rest = found[found.level == "rest of the province"]
    assert rest.index.tolist() == ["33-without-33.03_2020-05-21"]
    assert (rest.persons.item(), rest.cases.item(), rest.ratio.item()) == (10, 8, 1.25)
    assert len(rest.rows.item().split()) == 4


def test_the_nation_pairs_recommendations_with_the_persons_in_them():
    national = table(
        "report_id metric breakdown body unit value date:text source_ids",
        "N1 bawaslu_recommendations total Bawaslu recommendations 4 2020-12-19 S1",
        'N2 bawaslu_recommendations "ASN involved" Bawaslu persons 6 2020-12-19 S1',
        "N3 asn_reported total KASN persons 9 2020-12-19 S1",
        "N4 bawaslu_alleged_neutrality_cases total Bawaslu cases 5 2020-10-04 S1",
        'N5 bawaslu_alleged_neutrality_cases "own findings" Bawaslu cases 5 2020-10-05 S1',
    )
    found = pairs(region("R1", "33.03", "KASN", "rank", 1, "2020"), national=national)
    assert found.ratio.dropna().to_dict() == {"national_2020-12-19": 1.5}
    assert found.cases_unit["national_2020-12-19"] == "recommendations"
    assert sorted(found.index.drop("national_2020-12-19")) == [
        "national_2020-10-04_bawaslu",
        "national_2020-12-19_kasn",
    ]


def totals(*rows, stages=STAGES):
    return regency_totals(table(HEAD, *rows), stages, SETTING).set_index("total")


TOGETHER = (
    region("R1", "33.03", BODY, "persons_reported", 26, "2020-05-21"),
    region("R2", "33.03", BODY, "cases", 2, "2020-05-21"),
    region("R3", "33.03", "regency", "persons_sanctioned", 51, "2020-07-03"),
    region("R4", "33.03", "regency", "cases_sanctioned", 3, "2020-07-03"),
)


def test_the_latest_pair_published_together_is_chosen():
    found = totals(*TOGETHER, region("R5", "33.03", "KASN", "persons_listed", 60, "2020-09-30"))
    assert found.chosen.to_dict() == {"26": False, "51": True, "60": False}
    assert found.persons_per_case.dropna().to_dict() == {"26": 13, "51": 17}


def test_cases_of_another_body_on_the_same_page_give_no_ratio():
    found = totals(
        *TOGETHER,
        region("R5", "33.03", "agency", "persons_sanctioned", 52, "2020-07-03", sources="S2;S1"),
    ).loc["52"]
    assert (found.cases, found.cases_body, found.basis) == (3, "regency", "same page, two bodies")
    assert found.persons_per_case != found.persons_per_case


def test_cases_of_another_page_are_not_taken():
    found = totals(
        *TOGETHER,
        region("R5", "33.03", "agency", "persons_sanctioned", 52, "2020-07-03", sources="S2"),
    ).loc["52"]
    assert found.basis == "no common basis"
    assert found.isna().cases


def test_a_total_equal_to_the_documented_groups_takes_their_number():
    found = totals(*TOGETHER, region("R5", "33.03", "KASN", "persons_listed", 11, "2020-09-30"))
    row = found.loc["11"]
    assert (row.cases, row.cases_body, row.basis) == (
        2,
        "this study",
        "cases counted by this study",
    )
    assert row.rows == "regions_asn:R5 case_stages:P1 case_stages:P2"


def test_a_total_names_all_bodies_and_sources_that_gave_it():
    found = totals(
        *TOGETHER,
        region("R5", "33.03", "KASN", "persons_listed", 60, "2020-09-30", sources="S1;S2"),
        region("R6", "33.03", "BKN", "persons_recommended", 60, "2020-11-05", sources="S3"),
    ).loc["60"]
    assert (found.persons_body, found.bodies, found.date) == ("KASN", "KASN;BKN", "2020-09-30")
    assert found.sources == "S1;S2;S3"


def test_largest_case_leaves_one_person_to_every_other_case():
    ratios = persons_per_case(
        table(
            HEAD,
            region("R1", "33.74", BODY, "persons_reported", 16, "2021"),
            region("R2", "33.74", BODY, "cases", 6, "2021"),
            region("R3", "33.17", BODY, "persons_reported", 10, "2021"),
            region("R4", "33.17", BODY, "cases", 8, "2021"),
            region("R5", "33.03", BODY, "persons_reported", 52, "2021"),
        ),
        NOTHING_NATIONAL,
        SETTING,
    )
    found = largest_case(ratios, STAGES).set_index("region_code")
    assert found.largest_possible.to_dict() == {"33.17": 3, "33.74": 11}
    assert found.documented.unique().tolist() == [8]
    assert found.allows.to_dict() == {"33.17": False, "33.74": True}
    assert found.rows["33.17"].split()[-1] == "case_stages:P1"


RACES = table("region_code:text registered_2019", "33.03 1", "33.10 2", "33.17 1", "32.01 9")


def test_expected_cases_are_a_share_of_the_electorate_of_the_province():
    whole = '"province total"'
    found = expected_cases(
        RACES,
        table(
            HEAD,
            region("R1", "33", BODY, "cases", 3, "2020-05-21", level=whole),
            region("R2", "33.03", BODY, "cases", 2, "2020-05-21"),
            region("R3", "33", BODY, "cases", 8, "2021-01-15", level=whole),
            region("R4", "33", "KASN", "cases", 80, "2021-01-16", level=whole),
            region("R5", "33", BODY, "cases_part", 7, "2021-01-15", level=whole),
            region("R6", "33", BODY, "cases_forwarded", 4, "2021-01-15", level=whole),
        ),
        STAGES,
        INSTITUTIONS,
        SETTING,
    ).set_index("id")
    assert found.index.tolist() == [
        "2020-05-21.cases.published",
        "2021-01-15.cases.recommended",
        "2021-01-15.cases.sanctioned",
        "2021-01-15.cases_forwarded.recommended",
        "2021-01-15.cases_forwarded.sanctioned",
    ]
    assert found.electorate_share.tolist() == [0.25] * 5
    assert found.expected.tolist() == [0.75, 2, 2, 1, 1]
    assert found.counted.tolist() == [2, 2, 1, 2, 1]
    first = found.iloc[0]
    assert first.p_at_least == pytest.approx(3 * 0.25**2 * 0.75 + 0.25**3)
    assert first.p_at_most == pytest.approx(1 - 0.25**3)
    last = found.iloc[2]
    assert last.p_at_most == pytest.approx(0.75**8 + comb(8, 1) * 0.25 * 0.75**7)
    assert "races:33.10" in first.rows
    assert "32.01" not in first.rows


def test_lists_of_kasn_are_those_of_regencies_and_cities():
    found = kasn_lists(
        table(
            HEAD,
            region("R1", "33.03", "KASN", "rank", 2, "2020-06-26"),
            region("R2", "33.11", "KASN", "rank", 1, "2020-06-26"),
            region("R3", "52", "KASN", "rank", 3, "2020-06-26", level='"provincial government"'),
            region("R4", "33.03", "BKN", "rank", 1, "2020-06-26"),
            region("R5", "33.03", "KASN", "cases", 1, "2020-06-26"),
        ),
        INSTITUTIONS,
    )
    assert found.id.tolist() == ["2020-06-26.33.11", "2020-06-26.33.03"]
    assert found.rows.tolist() == ["regions_asn:R2", "regions_asn:R1"]


def test_cases_documented_later_than_a_total_are_not_set_against_it():
    whole = '"province total"'
    rows = (
        region("R1", "33", BODY, "cases", 3, "2020-07-15", level=whole),
        region("R2", "33", BODY, "cases", 1, "2020-08-31", level=whole),
    )
    found = expected_cases(RACES, table(HEAD, *rows), STAGES, INSTITUTIONS, SETTING)
    # By 15 July one case surely; by August two recommended, which are more than one.
    assert dict(zip(found.id, found.counted, strict=True)) == {
        "2020-07-15.cases.recommended": 1,
        "2020-08-31.cases.sanctioned": 1,
    }


def test_a_race_alone_in_its_province_has_no_expectation():
    rows = region("R1", "33", BODY, "cases", 3, "2020-07-15", level='"province total"')
    with pytest.raises(Absent, match="others of its province"):
        expected_cases(RACES.iloc[[0, 3]], table(HEAD, rows), STAGES, INSTITUTIONS, SETTING)


def test_two_bodies_with_both_figures_at_one_date_have_two_ids():
    rows = [
        region(f"R{i}{j}", "33.10", body, measure, 4, "2021")
        for i, body in enumerate((BODY, "KASN"))
        for j, measure in enumerate(("persons_reported", "cases"))
    ]
    assert pairs(*rows).index.tolist() == ["33.10_2021_Bawaslu-Jawa-Tengah", "33.10_2021_KASN"]


def test_a_region_without_reports_has_no_totals():
    with pytest.raises(Absent, match="total of persons"):
        totals(region("R1", "33.10", BODY, "persons_reported", 4, "2021"))


def test_without_documented_cases_totals_stand_on_what_was_published():
    found = totals(*TOGETHER, stages=None)
    assert found.persons_per_case.to_dict() == {"26": 13, "51": 17}
    whole = region("R1", "33", BODY, "cases", 3, "2020-05-21", level='"province total"')
    own = region("R2", "33.03", BODY, "cases", 2, "2020-05-21")
    given = (RACES, table(HEAD, whole, own))
    found = expected_cases(*given, None, INSTITUTIONS, SETTING)
    assert found.id.tolist() == ["2020-05-21.cases.published"]
    with pytest.raises(Absent):
        expected_cases(RACES, table(HEAD, whole), None, INSTITUTIONS, SETTING)
