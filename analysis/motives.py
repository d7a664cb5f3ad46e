"""What civil servants name as causes of non-neutrality: KASN's survey of 2021.

A benchmark for motives, about the nation: the answers of no single regency were published.
Shares are as published. Counts of answers were not, nor how the respondents were chosen,
so no interval is given.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Table, rows_of

SURVEY = "kasn_survey_2021"
RESPONDENTS = "respondents"
# Questions whose second part is an answer; that of the others is a group of respondents.
CAUSE = "cause"
ANSWERED = (CAUSE, "who influences most")
EVERYBODY = "all respondents"
SEVERAL = " (several answers possible)"


def kasn_survey(national_asn: Table) -> Table:
    """Every published share of the survey.

    national_asn: report_id, metric, breakdown (``question: answer or group``), unit, value
    (per cent). Returns one row a share: report_id, question, answer (missing where the
    question is a statement agreed with), among (whom), share (0 to 1), rows.
    Raises Absent where no share is.
    """
    table = national_asn[national_asn.metric.eq(SURVEY)]
    table = table[table.unit.eq("percent")].reset_index(drop=True)
    if table.empty:
        raise Absent("the record holds no share of the national survey of civil servants")
    parts = table.breakdown.str.replace(SEVERAL, "", regex=False).str.partition(": ")
    second = parts[2].where(parts[2] != "")
    answered = parts[0].isin(ANSWERED)
    return pd.DataFrame(
        {
            "report_id": table.report_id,
            "question": parts[0],
            "answer": second.where(answered),
            "among": second.mask(answered).fillna(EVERYBODY),
            "share": (table.value / 100).astype("float64"),
            "rows": [rows_of("national_asn", [report]) for report in table.report_id],
        }
    )


def survey_size(national_asn: Table, kasn_survey: Table) -> Number:
    """How many were asked, and whether answers exclude each other.

    Fields: respondents; causes (named as such), causes_total (sum of their shares: above
    one, since several answers were possible), influence_total (the same of who influences
    most: one, since there was one answer). Raises Absent where one of them is not there.
    """
    size = national_asn[national_asn.metric.eq(SURVEY) & national_asn.breakdown.eq(RESPONDENTS)]
    causes, influence = (kasn_survey[kasn_survey.question == name] for name in ANSWERED)
    if size.empty or causes.empty or influence.empty:
        raise Absent("the record does not hold the size of the survey and both its questions")
    used = rows_of("national_asn", size.report_id).split()
    return Number(
        values={
            "respondents": int(size.value.iloc[0]),
            "causes": len(causes),
            "causes_total": float(causes.share.sum()),
            "influence_total": float(influence.share.sum()),
        },
        rows=(*used, *causes.rows, *influence.rows),
    )
