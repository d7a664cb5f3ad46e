"""Persons, cases, persons per case: what the published totals allow to compare.

Persons and cases are different units. A ratio is formed only from two figures of one
body at one date, the case count covering those persons; everything else is shown with
*no common basis*.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Setting, Table, rows_of

from .methods.dates import last_day
from .methods.exact import binomial_tails
from .methods.keys import told_apart
from .methods.roles import named
from .methods.tokens import union

TOGETHER = "one body, one date"
DIFFERENCE = "difference within one body and date"
NO_BASIS = "no common basis"
SAME_PAGE = "same page, two bodies"
COUNTED_HERE = "cases counted by this study"
NOT_NAMED = "not named"

# Where a body gives several counts of persons, the first of these is shown.
PERSONS = ("persons_reported", "persons_sanctioned", "persons_recommended", "persons_listed")
CASES = ("cases", "cases_sanctioned", "cases_alleged")
TOTALS = ("cases", "cases_forwarded")
LEVELS = ("regency", "city", "rest of the province", "province total", "nation")
# The persons a count of cases covers. Alleged cases cover none that anybody counted.
COVERS = {"cases": "persons_reported", "cases_sanctioned": "persons_sanctioned"}
# The national table in the measures of the regional one, by metric and breakdown.
NATIONAL = {
    ("asn_reported", "total"): "persons_reported",
    ("asn_reported", "total, processed by KASN"): "persons_reported",
    ("asn_reported", "2020 elections, restated"): "persons_reported",
    ("bawaslu_alleged_neutrality_cases", "total"): "cases_alleged",
    ("cases_in_handling_kasn", "total"): "cases",
    ("bawaslu_recommendations", "total"): "cases",
    ("bawaslu_recommendations", "ASN involved"): "persons_reported",
}
RECOMMENDED = "recommended for a sanction"
SANCTIONED = "reported as sanctioned"


def persons_per_case(regions_asn: Table, national_asn: Table, setting: Setting) -> Table:
    """Persons and cases by region, body and date; their ratio where one body gave both.

    Regions: the regency, every region for which some body published both, the province,
    its rest without the regency where both were published together, and the nation.
    Returns one row a region, body and date: id (``code_date`` for a ratio,
    ``code_date_body`` otherwise and where two bodies gave both), region_code, region, level,
    body, date, persons, persons_measure, cases, cases_unit, ratio (persons per case; missing
    without a common basis), basis, rows. Raises Absent where no such report is there.
    """
    regency = setting["place.region_code"]
    province = regency[:2]
    reports = pd.concat([_regional(regions_asn), _national(national_asn)])
    groups = reports.groupby(["region_code", "level", "body", "date"], sort=True)
    lines = [_line(group) for _, group in groups]
    shown = {regency, province, *(x["region_code"] for x in lines if x["basis"] == TOGETHER)}
    lines = [line for line in lines if line["region_code"] in shown]
    if not lines:
        raise Absent("no report seen counts persons or cases of the region or its province")
    table = pd.DataFrame(lines).astype({"persons": "Int64", "cases": "Int64"})
    rest = _rest_of_province(table, regency)
    table = pd.concat([table, rest]) if len(rest) else table
    table["id"] = told_apart(table.reset_index().id, table.reset_index().body, mark="_").to_numpy()
    order = table.level.map({level: i for i, level in enumerate(LEVELS)})
    order = order.where(table.region_code != regency, -1)  # the regency studied comes first
    table = table.assign(order=order, ratio=table.persons / table.cases)
    formed = table.basis.ne(NO_BASIS) & table.cases.gt(0).fillna(False)
    table["ratio"] = table.ratio.where(formed).astype("float64")
    table = table.sort_values(["order", "region_code", "date", "body"], ignore_index=True)
    columns = ["id", "region_code", "region", "level", "body", "date", "persons"]
    columns += ["persons_measure", "cases", "cases_unit", "ratio", "basis", "rows"]
    return table[columns]


def kasn_lists(regions_asn: Table, institutions: Table) -> Table:
    """Regencies and cities in the lists that the recommending body published, by date.

    Returns one row a list and region: id (``date.region_code``), date, region_code, region,
    measure (rank, violations or persons_listed), value, rows. Raises Absent where no list is.
    """
    kept = (
        regions_asn.body.isin(named(institutions, "recommending body"))
        & regions_asn.level.isin(["regency", "city"])
        & regions_asn.measure.isin(["rank", "violations", "persons_listed"])
    )
    table = regions_asn[kept].sort_values(["date", "value", "region_code"])
    if table.empty:
        raise Absent("no list of the recommending body that names a regency or city was seen")
    ids = table.date + "." + table.region_code.fillna(table.region)
    return pd.DataFrame(
        {
            "id": told_apart(ids, table.measure),
            "date": table.date,
            "region_code": table.region_code,
            "region": table.region,
            "measure": table.measure,
            "value": table.value,
            "rows": [rows_of("regions_asn", [report]) for report in table.report_id],
        }
    ).reset_index(drop=True)


def regency_totals(regions_asn: Table, stage_reports: Table | None, setting: Setting) -> Table:
    """The regency's rival totals of persons, each with the cases that belong to it.

    The rule prefers the pair published together by one body, of several such pairs the
    latest. A total without it is paired with the cases named on the same page by another
    body, else, if it equals the documented sum of the groups recommended for a
    sanction, with the number of these groups.
    Returns one row a total: total (as text), region_code, region, persons, persons_measure,
    persons_body, bodies (all that gave it), date, cases, cases_body, basis, persons_per_case
    (missing unless one body gave both), chosen, sources, rows.
    Raises Absent where no total is.
    """
    here = _regional(regions_asn)
    here = here[here.region_code == setting["place.region_code"]]
    persons, cases = here[here.measure.isin(PERSONS)], here[here.measure.isin(COVERS)]
    if persons.empty:
        raise Absent("no report seen gives a total of persons of the region")
    lines = [
        _total(reports.sort_values(["date", "report_id"]), cases, stage_reports)
        for _, reports in persons.groupby("value", sort=True)
    ]
    table = pd.DataFrame(lines).astype({"persons": "Int64", "cases": "Int64"})
    together = table[table.basis == TOGETHER].sort_values("date")
    table["chosen"] = table.total.isin(together.total.tail(1))
    return table[[*table.columns.drop(["chosen", "sources", "rows"]), "chosen", "sources", "rows"]]


def largest_case(persons_per_case: Table, stage_reports: Table) -> Table:
    """The largest single case the published totals allow, beside the largest documented.

    With every other case holding at least one person, no case can hold more than
    persons - (cases - 1).
    Returns one row for every pair with a common basis: id, region_code, region, level,
    date, persons, cases, largest_possible, documented (the regency's largest case
    recommended for a sanction), allows (largest_possible reaches it), rows. Raises Absent
    where there is no such pair or no documented case.
    """
    table = persons_per_case[persons_per_case.ratio.notna()].reset_index(drop=True)
    if table.empty:
        raise Absent("no body is seen to have published persons and the cases behind them")
    counted = stage_reports[stage_reports.chosen.astype(bool)]
    counted = counted[counted.stage == RECOMMENDED]
    if counted.empty:
        raise Absent("the record counts no persons recommended for a disciplinary sanction")
    largest = counted[counted.persons == counted.persons.max()]
    possible = table.persons - (table.cases - 1)
    columns = ["id", "region_code", "region", "level", "date", "persons", "cases"]
    return table[columns].assign(
        largest_possible=possible,
        documented=int(largest.persons.iloc[0]),
        allows=possible >= largest.persons.iloc[0],
        rows=[union([cell, *largest.rows]) for cell in table.rows],
    )


def expected_cases(
    races: Table,
    regions_asn: Table,
    stage_reports: Table | None,
    institutions: Table,
    setting: Setting,
) -> Table:
    """The regency's cases against its share of the electorate of the province's races.

    Units are cases: no test treats the persons of one case as independent. For each total
    of cases of the provincial supervisor, the number expected if cases fell on the races in
    proportion to voters registered in 2019, and the binomial probabilities of as many and
    as few as counted. Without a count of that supervisor at that date, the cases documented
    by then are counted; a count above the total has no common basis with it and is left out.
    Returns one row a total and count: id (``date.measure.counted_as``), date, measure
    (cases handled, or forwarded), cases_all, electorate_share, expected,
    counted, counted_as (published, by the same body at that date; recommended or sanctioned,
    the groups documented here), p_at_least, p_at_most, rows. Raises Absent without a race of
    the region and others of its province, or without such totals.
    """
    regency = setting["place.region_code"]
    bodies = named(institutions, "provincial election supervisor", regency[:2])
    province = races[races.region_code.str.startswith(f"{regency[:2]}.")]
    here = province.region_code == regency
    if not here.any() or here.all():
        raise Absent("the table races does not hold the region's race and others of its province")
    share = float(province.registered_2019[here].sum() / province.registered_2019.sum())
    held = rows_of("races", province.region_code)
    cases = _regional(regions_asn)
    cases = cases[cases.measure.isin(TOTALS) & cases.body.isin(bodies)]
    lines = []
    totals = cases[cases.region_code == regency[:2]].sort_values(["date", "measure"])
    for total in totals.to_dict(orient="records"):
        same = cases.measure.eq(total["measure"]) & cases.date.eq(total["date"])
        own = cases[same & cases.region_code.eq(regency)]
        counts = _documented(stage_reports, until=last_day(total["date"]))
        if len(own):
            counts = {"published": (int(own.value.iloc[0]), own.rows.iloc[0])}
        for counted_as, (counted, rows) in counts.items():
            if counted > total["value"] or not rows:
                continue
            tails = binomial_tails(counted, int(total["value"]), share)
            lines.append(
                {
                    "id": f"{total['date']}.{total['measure']}.{counted_as}",
                    "date": total["date"],
                    "measure": total["measure"],
                    "cases_all": int(total["value"]),
                    "electorate_share": share,
                    "expected": total["value"] * share,
                    "counted": counted,
                    "counted_as": counted_as,
                    "p_at_least": tails.at_least,
                    "p_at_most": tails.at_most,
                    "rows": union([total["rows"], rows, held]),
                }
            )
    if not lines:
        raise Absent("no total of the province's cases by its election supervisor was seen")
    return pd.DataFrame(lines)


def _regional(regions: Table) -> Table:
    """Counts of persons and of cases of regencies, cities and whole provinces."""
    kept = regions.measure.isin([*PERSONS, *CASES, *TOTALS]) & regions.level.isin(LEVELS)
    table = regions[kept].reset_index(drop=True)
    return table.assign(
        body=table.body.fillna(NOT_NAMED),
        rows=[rows_of("regions_asn", [report]) for report in table.report_id],
    )


def _national(national: Table) -> Table:
    """The nation's counts in the shape of the regional ones."""
    kinds = zip(national.metric, national.breakdown, strict=True)
    table = national.assign(measure=[NATIONAL.get(kind, "") for kind in kinds])
    table = table[table.measure != ""].reset_index(drop=True)
    return table.assign(
        region_code="national",
        region="Indonesia",
        level="nation",
        body=table.body.fillna(NOT_NAMED),
        rows=[rows_of("national_asn", [report]) for report in table.report_id],
    )


def _line(reports: Table) -> dict[str, object]:
    """What one body published for one region at one date."""
    cases = _first(reports, CASES)
    covered = [COVERS[measure] for measure in cases.measure if measure in COVERS]
    persons = _first(reports, (*covered, *PERSONS))
    one = reports.iloc[0]
    common = one.body != NOT_NAMED and len(covered) == 1 and list(persons.measure) == covered
    code = f"{one.region_code}_{one.date}"
    return {
        "id": code if common else f"{code}_{one.body.lower().replace(' ', '-')}",
        "region_code": one.region_code,
        "region": one.region,
        "level": one.level,
        "body": one.body,
        "date": one.date,
        "persons": persons.value.iloc[0] if len(persons) else None,
        "persons_measure": persons.measure.iloc[0] if len(persons) else None,
        "cases": cases.value.iloc[0] if len(cases) else None,
        "cases_unit": cases.unit.iloc[0] if len(cases) else None,
        "basis": TOGETHER if common else NO_BASIS,
        "rows": union([*persons.rows, *cases.rows]),
    }


def _first(reports: Table, measures: tuple[str, ...]) -> Table:
    """The report of the first of some measures that is there, as a table of at most a row."""
    for measure in measures:
        found = reports[reports.measure == measure]
        if len(found):
            return found.sort_values("report_id").head(1)
    return reports.head(0)


def _rest_of_province(table: Table, regency: str) -> Table:
    """The province without the regency, where one body gave both of both at one date."""
    pairs = table[table.basis == TOGETHER]
    whole = pairs[pairs.region_code == regency[:2]]
    both = whole.merge(
        pairs[pairs.region_code == regency],
        on=["body", "date", "persons_measure", "cases_unit"],
        suffixes=("", "_own"),
    )
    # What is more than the whole is not a part of it.
    both = both[(both.cases > both.cases_own) & (both.persons >= both.persons_own)]
    code = f"{regency[:2]}-without-{regency}"
    return pd.DataFrame(
        {
            **both[["body", "date", "persons_measure", "cases_unit"]],
            "region": "rest of " + both.region,
            "id": [f"{code}_{date}" for date in both.date],
            "region_code": code,
            "level": "rest of the province",
            "persons": both.persons - both.persons_own,
            "cases": both.cases - both.cases_own,
            "basis": DIFFERENCE,
            "rows": [union(pair) for pair in zip(both.rows, both.rows_own, strict=True)],
        }
    )


def _total(reports: Table, cases: Table, stage_reports: Table | None) -> dict[str, object]:
    """One rival total: the report it is taken from, and the cases that belong to it."""
    used, case, basis = _with_cases(reports, cases)
    count = int(case.value.iloc[0]) if len(case) else None
    body = case.body.iloc[0] if len(case) else None
    recommended, groups = _documented(stage_reports)["recommended"]
    counted_here = basis == NO_BASIS and _recommended(stage_reports) == used.value > 0
    if counted_here:
        count, body, basis = recommended, "this study", COUNTED_HERE
    sources = union([*reports.source_ids, *case.source_ids]).replace(";", " ").split()
    return {
        "total": str(int(used.value)),
        "region_code": used.region_code,
        "region": used.region,
        "persons": int(used.value),
        "persons_measure": used.measure,
        "persons_body": used.body,
        "bodies": ";".join(dict.fromkeys(reports.body)),
        "date": used.date,
        "cases": count,
        "cases_body": body,
        "basis": basis,
        "persons_per_case": used.value / count if basis == TOGETHER and count else float("nan"),
        "sources": ";".join(dict.fromkeys(sources)),
        "rows": union([*reports.rows, *case.rows, groups if counted_here else ""]),
    }


def _recommended(stage_reports: Table | None) -> int:
    """Persons of all documented groups that were recommended for a sanction."""
    if stage_reports is None:
        return 0
    chosen = stage_reports[stage_reports.chosen.astype(bool)]
    return int(chosen.persons[chosen.stage == RECOMMENDED].sum())


def _with_cases(reports: Table, cases: Table) -> tuple[pd.Series, Table, str]:
    """The best pair of a report of persons and one of cases, and what joins the two."""
    pairs = reports.merge(cases, on="date", suffixes=("", "_case"))
    pairs = pairs[pairs.measure == pairs.measure_case.map(COVERS)]
    shared = [
        bool(set(one.split(";")) & set(other.split(";")))
        for one, other in zip(pairs.source_ids, pairs.source_ids_case, strict=True)
    ]
    same_body = list(pairs.body == pairs.body_case)
    for basis, holds in ((TOGETHER, same_body), (SAME_PAGE, shared)):
        if any(holds):
            pair = pairs[holds].iloc[-1]
            return pair, cases[cases.report_id == pair.report_id_case], basis
    return reports.iloc[0], cases.head(0), NO_BASIS


def _documented(stage_reports: Table | None, until: str = "") -> dict[str, tuple[int, str]]:
    """Cases with a published count at the last two steps, and their rows.

    until: only steps that surely lie no later than this day. Of no reports, no cases.
    """
    if stage_reports is None:
        return {"recommended": (0, ""), "sanctioned": (0, "")}
    chosen = stage_reports[stage_reports.chosen.astype(bool)]
    if until:
        dated = chosen[chosen.date.notna()]
        chosen = dated[dated.date.map(last_day) <= until]
    steps = {"recommended": RECOMMENDED, "sanctioned": SANCTIONED}
    found = {name: chosen[chosen.stage == stage] for name, stage in steps.items()}
    return {name: (len(reports), union(reports.rows)) for name, reports in found.items()}
