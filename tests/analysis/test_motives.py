"""KASN's survey: what was published of it, and no more."""

from __future__ import annotations

import pytest

from analysis.motives import kasn_survey, survey_size
from tests.tables import table

NATIONAL = table(
    "report_id metric breakdown unit value",
    'N1 kasn_survey_2021 "cause: kinship (several answers possible)" percent 60.5',
    'N2 kasn_survey_2021 "cause: career interest" percent 50',
    'N3 kasn_survey_2021 "who influences most: superior" percent 100',
    'N4 kasn_survey_2021 "sanctions do not deter" percent 78',
    'N5 kasn_survey_2021 "agree to remove the vote: Java" percent 46',
    'N6 kasn_survey_2021 "first cause in Java and Bali: career interest (flag)" flag 1',
    "N7 kasn_survey_2021 respondents persons 400",
    "N8 asn_reported total persons 900",
)
SURVEY = kasn_survey(NATIONAL)


def test_shares_alone_are_kept_as_shares():
    assert SURVEY.report_id.tolist() == ["N1", "N2", "N3", "N4", "N5"]
    assert SURVEY.share.tolist() == pytest.approx([0.605, 0.5, 1, 0.78, 0.46])
    assert SURVEY.rows[0] == "national_asn:N1"


def test_an_answer_is_told_from_a_group_of_respondents():
    assert SURVEY.question.tolist()[:2] == ["cause", "cause"]
    assert SURVEY.answer.tolist()[:3] == ["kinship", "career interest", "superior"]
    assert SURVEY.answer.isna().tolist() == [False, False, False, True, True]
    assert SURVEY.among.tolist() == [*["all respondents"] * 4, "Java"]


def test_size_and_sums_of_the_two_questions():
    found = survey_size(NATIONAL, SURVEY)
    assert dict(found.values) == {
        "respondents": 400,
        "causes": 2,
        "causes_total": pytest.approx(1.105),
        "influence_total": pytest.approx(1),
    }
    assert found.rows[0] == "national_asn:N7"


def test_published_values(results):
    survey = results["kasn_survey"].set_index("report_id").share
    assert survey[["N177", "N178", "N181"]].tolist() == pytest.approx([0.5076, 0.4972, 0.0748])
    size = results["survey_size"].values
    assert size["respondents"] == 10617
    assert size["causes_total"] > 1
    assert size["influence_total"] == pytest.approx(1)
    assert not {"low", "high", "ci_low", "ci_high"} & {*results["kasn_survey"].columns}
