"""The kind of disciplinary sanction on tables small enough to count by hand."""

from __future__ import annotations

from math import comb

import pandas as pd
import pytest

from analysis.sanctions import (
    kasn_letters,
    letters_seen,
    province_account,
    province_kinds,
    province_stages,
    sanction_contrast,
)
from study.kinds import Absent
from tests.tables import table

from .places import INSTITUTIONS, SETTING

HERE, THERE = "Kabupaten Purbalingga", "Kabupaten Sukoharjo"
EARLY = "before candidates were determined"
LETTERS = table(
    "recommendation_id letter_id region post_class date:text kind persons",
    f'K1 K1 "{HERE}" heads 2020-05 "moral sanction, open statement" 9',
    f'K2 K2 "{HERE}" heads 2020-06 "moral sanction" 2',
    f'K3a K3 "{THERE}" high 2020-04 "moderate discipline" 1',
    f'K3b K3 "{THERE}" - 2020-04 "moral sanction, open statement" 3',
    f'K4 K4 "{THERE}" heads 2020-12 "moderate discipline" 1',
)
JUDGED = table(
    "recommendation_id stage would_be_candidate reason",
    f'K1 "{EARLY}" false x',
    f'K2 "{EARLY}" false x',
    f'K3a "{EARLY}" true x',
    f'K3b "{EARLY}" false x',
    "K4 campaign false x",
)
TOTALS = table(
    "total:text persons persons_measure chosen rows",
    "11 11 persons_sanctioned true regions:R1",
    "12 12 persons_sanctioned false regions:R2",
)
BODY = '"Bawaslu Jawa Tengah"'
ACCOUNT = table(
    "report_id region_code:text body measure date:text metric value",
    f'R1 33 {BODY} other 2021-06-25 "ASN with moral sanction, open" 14',
    f'R2 33 {BODY} other 2021-06-25 "ASN with moderate discipline" 5',
    f'R3 33 {BODY} other 2021-06-25 "ASN with light discipline" 2',
    f'R4 33 {BODY} other 2021-06-25 "ASN with moral sanction, closed" 1',
    f'R5 33 {BODY} other 2020-12-03 "ASN with moderate discipline" 99',
    f'R6 33.03 {BODY} other 2021-06-25 "ASN with moderate discipline" 99',
    f'R7 33 {BODY} other 2021-06-25 "cases at campaign stage" 6',
    f'R8 33 {BODY} other 2021-06-25 "cases at preparation stage" 2',
    f'R9 33 {BODY} other 2021-06-25 "cases at nomination stage" 1',
    f'R10 33 {BODY} other 2021-06-25 "cases at counting stage" 1',
    f'R11 33 {BODY} other 2021-06-25 "cases at recapitulation stage" 1',
    f'R12 33 {BODY} other 2021-06-25 "cases at logistics and quiet-period stage" 1',
)
NAMED = kasn_letters(LETTERS, JUDGED)
KINDS = province_kinds(ACCOUNT, INSTITUTIONS, SETTING)
COUNTS = ["here_moral", "here_discipline", "there_moral", "there_discipline"]


@pytest.fixture(scope="module")
def contrast():
    return sanction_contrast(NAMED, TOTALS, KINDS, SETTING).set_index("comparison")


def test_letters_are_told_with_their_judgements():
    assert NAMED.kind_class.tolist() == [
        *("moral sanction", "moral sanction", "discipline", "moral sanction", "discipline")
    ]
    assert NAMED.act_stage.tolist()[-2:] == [EARLY, "campaign"]
    assert NAMED.would_be_candidate.tolist() == [False, False, True, False, False]
    assert NAMED.rows[0] == "letters:K1 letter_judgements:K1"


def test_the_province_leaves_out_the_regency_and_other_accounts(contrast):
    # 14 and 1 moral less the regency's 11; 5 and 2 discipline.
    assert contrast.loc["person.province", COUNTS].tolist() == [11, 0, 4, 7]
    assert contrast.rows["person.province"] == (
        "regions_asn:R1 regions_asn:R4 regions_asn:R3 regions_asn:R2 regions:R1"
    )


def test_persons_are_counted_by_the_kind_of_their_recommendation(contrast):
    assert contrast.loc["person.all", COUNTS].tolist() == [11, 0, 3, 2]
    assert contrast.loc["person.before", COUNTS].tolist() == [11, 0, 3, 1]
    assert contrast.loc["person.officials", COUNTS].tolist() == [11, 0, 3, 0]


def test_a_letter_counts_once_and_with_both_kinds_as_discipline(contrast):
    assert contrast.loc["letter.all", COUNTS].tolist() == [2, 0, 0, 2]
    assert contrast.loc["letter.before", COUNTS].tolist() == [2, 0, 0, 1]
    assert contrast.loc["letter.officials", COUNTS].tolist() == [2, 0, 1, 0]


def test_by_majority_a_letter_is_of_the_kind_most_of_its_people_got(contrast):
    assert contrast.loc["letter_by_majority.all", COUNTS].tolist() == [2, 0, 1, 1]
    assert contrast.loc["letter_part.all", COUNTS].tolist() == [2, 0, 1, 2]


def test_p_is_fishers_and_the_least_is_that_of_complete_separation(contrast):
    # Two letters of four have discipline; all lie elsewhere in 1 of C(4, 2) arrangements,
    # and all here in another.
    assert contrast.p["letter.all"] == pytest.approx(2 / comb(4, 2))
    assert contrast.least_p["letter.all"] == contrast.p["letter.all"]
    assert contrast.p["person.officials"] == 1
    assert contrast.least_p["person.officials"] == pytest.approx(1 / comb(14, 3))


def test_letters_alone_are_units_of_decision(contrast):
    assert contrast.groupby("unit").right_unit.unique().map(list).to_dict() == {
        "letter": [True],
        "letter by majority": [True],
        "letter part": [False],
        "person": [False],
    }


def test_planted_table_of_persons_is_refused_where_letters_are_wanted():
    persons = LETTERS.loc[LETTERS.index.repeat(LETTERS.persons)].assign(persons=1)
    with pytest.raises(ValueError, match="not a one-to-one merge"):
        kasn_letters(persons, JUDGED)
    persons = NAMED.loc[NAMED.index.repeat(NAMED.persons)].assign(persons=1)
    with pytest.raises(ValueError, match="not one a person"):
        sanction_contrast(persons, TOTALS, KINDS, SETTING)


def test_letters_seen_are_counted_as_letters():
    assert dict(letters_seen(NAMED, SETTING).values) == {
        "letters": 4,
        "recommendations": 5,
        "persons": 16,
        "here": 2,
        "there": 2,
        "there_before": 1,
        "discipline_here": 0,
        # None of two: 1 - .025 ** (1 / 2).
        "share_high": pytest.approx(1 - 0.025**0.5),
    }


def test_cases_by_stage_in_the_order_of_the_election():
    found = province_stages(ACCOUNT, INSTITUTIONS, SETTING)
    assert found.cases.tolist() == [2, 1, 6, 1, 1, 1]
    assert found.early.tolist() == [True, True, False, False, False, False]
    assert found.share.sum() == pytest.approx(1)
    account = province_account(KINDS, found).values
    assert (account["persons"], account["moral"], account["discipline"]) == (22, 15, 7)
    assert (account["cases"], account["late_cases"], account["late_share"]) == (12, 9, 0.75)


def test_published_values(results):
    found = results["sanction_contrast"].set_index("comparison")
    assert found.loc["person.province", COUNTS].tolist() == [51, 0, 17, 42]
    assert found.p["person.province"] < 1e-15
    # One of C(7, 3) arrangements of three letters with discipline among seven.
    assert found.p["letter.all"] == pytest.approx(1 / 35)
    assert found.p[found.compared.str.contains("no would-be")].tolist() == [1, 1, 1, 1]
    assert found.least_p["letter.officials"] == pytest.approx(1 / 5)
    kinds = results["province_kinds"].set_index("kind").persons
    assert (kinds["moral sanction, open"], kinds["moderate discipline"]) == (67, 41)
    assert kinds.sum() == 110
    account = results["province_account"].values
    assert (account["late_cases"], account["cases"]) == (36, 47)


def test_parts_that_do_not_add_up_to_the_account_give_no_shares():
    whole = ACCOUNT.iloc[[0]].assign(report_id="W", metric="all", measure="persons_sanctioned")
    fits = pd.concat([ACCOUNT, whole.assign(value=22)])
    assert province_kinds(fits, INSTITUTIONS, SETTING).persons.sum() == 22
    with pytest.raises(Absent, match="add up"):
        province_kinds(pd.concat([ACCOUNT, whole.assign(value=23)]), INSTITUTIONS, SETTING)


def test_a_regency_with_discipline_is_not_taken_to_be_all_moral():
    letters = NAMED.assign(region=NAMED.region.where(NAMED.letter_id != "K4", HERE))
    found = sanction_contrast(letters, TOTALS, KINDS, SETTING).set_index("comparison")
    assert "person.province" not in found.index
    assert found.loc["letter.all", COUNTS].tolist() == [2, 1, 0, 1]


def test_without_a_letter_on_the_regency_nothing_is_compared():
    elsewhere = NAMED[NAMED.region == THERE]
    with pytest.raises(Absent, match="could be compared"):
        sanction_contrast(elsewhere, TOTALS, KINDS, SETTING)
    with pytest.raises(Absent, match="in the region"):
        letters_seen(elsewhere, SETTING)


def test_persons_reported_are_not_set_against_persons_sanctioned():
    reported = TOTALS.assign(persons_measure="persons_reported")
    assert "person.province" in set(sanction_contrast(NAMED, TOTALS, KINDS, SETTING).comparison)
    assert "person.province" not in set(
        sanction_contrast(NAMED, reported, KINDS, SETTING).comparison
    )
