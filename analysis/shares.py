"""The regency's share of the persons of the province and of the nation, date by date.

A share is formed within one body, one date and one measure, or not at all.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Setting, Table, rows_of

from .methods.keys import told_apart
from .methods.tokens import union

TOGETHER = "one body, one date"
UNSTATED = "one body, one date; measure of the list not stated"
NO_BASIS = "no common basis"
NOT_NAMED = "not named"

LISTED = "persons_listed"
MEASURES = ("persons_reported", "persons_recommended", "violations", LISTED)
NATIONAL = {
    "asn_reported": "persons_reported",
    "asn_recommended_by_kasn": "persons_recommended",
    "kasn_violations_recorded": "violations",
}
WHOLE_YEAR = ("total", "total, processed by KASN")


def shares_over_time(regions_asn: Table, national_asn: Table, setting: Setting) -> Table:
    """The regency's persons beside those of the province and of the nation, date by date.

    A share is formed where one body gave both at one date in one measure. A list whose
    measure is not stated is set against every measure its body gave then; all else has no
    common basis.
    Returns one row a total: id (``date.whole.measure[.body]``), date, whole (province or
    nation), body, measure (what the total counts), total, regency_measure, persons (of the
    regency; missing if that body gave none then), share, basis, rows.
    Raises Absent where no report gives persons of the regency or none gives a total.
    """
    regency = setting["place.region_code"]
    wholes = [_province(regions_asn, regency[:2]), _nation(national_asn)]
    wholes = [whole for whole in wholes if len(whole)]
    own = regions_asn[regions_asn.region_code.eq(regency) & regions_asn.measure.isin(MEASURES)]
    if own.empty:
        raise Absent("no report seen gives persons of the region")
    if not wholes:
        raise Absent("no report seen gives persons of the province or of the nation")
    totals = pd.concat(wholes)
    lines = []
    for total in totals.sort_values(["date", "whole", "body", "measure"]).to_dict("records"):
        same = own[own.body.eq(total["body"]) & own.date.eq(total["date"])]
        match = same[same.measure == total["measure"]]
        listed = same[same.measure == LISTED]
        used, basis = match, TOGETHER if len(match) else NO_BASIS
        if match.empty and len(listed) and total["whole"] == "nation":
            used, basis = listed, UNSTATED
        persons = int(used.value.iloc[0]) if len(used) else None
        lines.append(
            {
                **total,
                "regency_measure": used.measure.iloc[0] if len(used) else None,
                "persons": persons,
                "share": float("nan") if persons is None else _share(persons, total["total"]),
                "basis": basis,
                "rows": union([total["rows"], rows_of("regions_asn", used.report_id)]),
            }
        )
    table = pd.DataFrame(lines).astype({"persons": "Int64", "total": "Int64"})
    ids = table.date + "." + table.whole + "." + table.measure
    table.insert(0, "id", told_apart(ids, table.body))
    return table


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _province(regions: Table, province: str) -> Table:
    found = regions[regions.region_code.eq(province) & regions.level.eq("province total")]
    found = found[found.measure.isin(MEASURES)]
    return _whole(found, "province", found.measure, "regions_asn")


def _nation(national: Table) -> Table:
    found = national[national.metric.isin(NATIONAL) & national.breakdown.isin(WHOLE_YEAR)]
    found = found[found.date.notna()]
    return _whole(found, "nation", found.metric.map(NATIONAL), "national_asn")


def _whole(reports: Table, whole: str, measure: pd.Series, table: str) -> Table:
    return pd.DataFrame(
        {
            "date": reports.date,
            "whole": whole,
            "body": reports.body.fillna(NOT_NAMED),
            "measure": measure,
            "total": reports.value.astype("int64"),
            "rows": [rows_of(table, [report]) for report in reports.report_id],
        }
    )
