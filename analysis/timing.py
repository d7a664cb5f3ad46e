"""Timing in cases, and the regency's share of the recommended persons over time.

Early concentration and late silence are shown side by side with both exact tails each:
given both totals they are one fact, so neither deterrence nor chilling is read into it.
Units are cases, never the persons of a case.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Number, Table, rows_of

from .methods.exact import hypergeometric_tails
from .methods.tokens import union

REGENCY, PROVINCE, NATION = "33.03", "33", "national"
BODY = "Bawaslu Jawa Tengah"
TALLY, ACCOUNT = "2020-05-21", "2021-06-25"
TOTALS = ("cases", "cases_forwarded")
# The stages of the account of cases forwarded, on both sides of the day of the candidates.
EARLY = ("cases at preparation stage", "cases at nomination stage")
LATE = ("cases at campaign stage", "cases at logistics and quiet-period stage")
BEFORE = "before candidates were determined"

TOGETHER = "one body, one date"
UNSTATED = "one body, one date; measure of the list not stated"
COUNTED_HERE = "cases counted by this study"
NO_BASIS = "no common basis"
NOT_NAMED = "not named"

RECOMMENDED, SANCTIONED = "recommended by KASN", "reported as sanctioned"
LISTED = "persons_listed"
NATIONAL = {
    "asn_reported": "persons_reported",
    "asn_recommended_by_kasn": "persons_recommended",
    "kasn_violations_recorded": "violations",
}
PERSONS = ("persons_reported", "persons_recommended", "persons_sanctioned")
MEASURES = ("persons_reported", "persons_recommended", "violations", LISTED)
WHOLE_YEAR = ("total", "total, processed by KASN")


def case_timing(regions_asn_2020: Table, letters: Table, stage_reports: Table) -> Table:
    """The regency's cases in a window, given its total and the province's, by exact law.

    The provincial supervisor's cases are the population, the regency's documented cases the
    marked ones, the province's cases in the window the draw. Windows: cases counted by 21
    May 2020; cases at the stages before the campaign; cases at the stages from the
    campaign to the vote. The regency's total is counted by this study, for the supervisor
    published none. A date with persons alone has no common basis and no probability.
    Returns one row a window and pair of totals: id, window, measure (cases handled, or
    forwarded to KASN), cases_all, cases_window, counted_as (the regency's cases:
    recommended or sanctioned), regency_all, counted (in the window), expected, p_at_least,
    p_at_most, basis, rows.
    """
    here = regions_asn_2020[regions_asn_2020.body == BODY]
    letter = letters[letters.case_id.notna()]
    early = letter[letter.stage == BEFORE].case_id
    lines = []
    for counted_as, marked, rows in _documented(stage_reports):
        own = rows_of("letters", letter.recommendation_id[letter.case_id.isin(marked)])
        tally = _at(here, REGENCY, TALLY, "cases")
        for measure in TOTALS:
            whole = _at(here, PROVINCE, ACCOUNT, measure)
            window = _at(here, PROVINCE, TALLY, "cases")
            seen = int(tally.value.sum())
            lines.append(
                _line("tally", measure, counted_as, whole, window, len(marked), seen)
                | {"rows": union([_tokens(whole), _tokens(window), _tokens(tally), rows])}
            )
        whole = _at(here, PROVINCE, ACCOUNT, "cases_forwarded")
        for name, stages, seen in (
            ("before", EARLY, len(marked & set(early))),
            ("campaign", LATE, len(marked - set(early))),
        ):
            window = here[here.date.eq(ACCOUNT) & here.metric.isin(stages)]
            lines.append(
                _line(name, "cases_forwarded", counted_as, whole, window, len(marked), seen)
                | {"rows": union([_tokens(whole), _tokens(window), rows, own])}
            )
    table = pd.concat([pd.DataFrame(lines), _without_basis(here)], ignore_index=True)
    counts = ["cases_all", "cases_window", "regency_all", "counted"]
    return table.astype(dict.fromkeys(counts, "Int64"))


def shares_over_time(regions_asn_2020: Table, national_asn_2020: Table) -> Table:
    """The regency's persons beside those of the province and of the nation, date by date.

    A share is formed where one body gave both at one date in one measure. A list whose
    measure is not stated is set against every measure its body gave then; all else has no
    common basis.
    Returns one row a total: id (``date.whole.measure[.body]``), date, whole (province or
    nation), body, measure (what the total counts), total, regency_measure, persons (of the
    regency; missing if that body gave none then), share, basis, rows.
    """
    totals = pd.concat([_province(regions_asn_2020), _nation(national_asn_2020)])
    own = regions_asn_2020[
        regions_asn_2020.region_code.eq(REGENCY) & regions_asn_2020.measure.isin(MEASURES)
    ]
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
                "share": persons / total["total"] if persons else float("nan"),
                "basis": basis,
                "rows": union([total["rows"], rows_of("regions_asn_2020", used.report_id)]),
            }
        )
    table = pd.DataFrame(lines).astype({"persons": "Int64", "total": "Int64"})
    ids = table.date + "." + table.whole + "." + table.measure
    twice = ids.duplicated(keep=False)
    table.insert(0, "id", ids.where(~twice, ids + "." + table.body.str.replace(" ", "-")))
    return table


def timing_checks(case_timing: Table, regions_asn_2020: Table) -> Number:
    """Do the provincial supervisor's own figures fit together, and did the regency's grow?

    Fields: tally_elsewhere (cases of other regions on 21 May 2020), before (cases forwarded,
    at the stages before the campaign), with_recommended and with_sanctioned (tally_elsewhere
    and the regency's documented cases: no more than before, if the units were the same);
    regency_first and regency_last (persons reported, 14 August 2020 and 25 June 2021),
    province_first and province_later (persons reported, 14 August 2020 and 15 January
    2021: the last account gives none).
    """
    here = regions_asn_2020[regions_asn_2020.body == BODY]
    wanted = {
        "regency_first": (REGENCY, "2020-08-14"),
        "regency_last": (REGENCY, ACCOUNT),
        "province_first": (PROVINCE, "2020-08-14"),
        "province_later": (PROVINCE, "2021-01-15"),
    }
    found = {name: _at(here, *where, "persons_reported") for name, where in wanted.items()}
    rows = case_timing.set_index("id")
    tally, before = rows.loc["tally.cases.recommended"], "before.cases_forwarded."
    elsewhere = int(tally.cases_window - tally.counted)
    return Number(
        values={
            "tally_elsewhere": elsewhere,
            "before": int(rows.cases_window[before + "recommended"]),
            "with_recommended": elsewhere + int(rows.regency_all[before + "recommended"]),
            "with_sanctioned": elsewhere + int(rows.regency_all[before + "sanctioned"]),
            **{name: int(report.value.iloc[0]) for name, report in found.items()},
        },
        rows=tuple(
            union([tally.rows, rows.rows[before + "recommended"], *map(_tokens, found.values())])
            .split()
        ),
    )


def _at(reports: Table, region: str, date: str, measure: str) -> Table:
    """What a table of reports has for a region, date and measure; provinces as a whole."""
    found = reports[reports.region_code.eq(region) & reports.date.eq(date)]
    return found[found.measure.eq(measure) & found.level.isin(["regency", "province total"])]


def _tokens(reports: Table) -> str:
    return rows_of("regions_asn_2020", reports.report_id)


def _documented(stage_reports: Table) -> list[tuple[str, set[str], str]]:
    """The regency's documented cases: recommended by KASN, and reported as sanctioned."""
    chosen = stage_reports[stage_reports.chosen.astype(bool)]
    steps = (("recommended", RECOMMENDED), ("sanctioned", SANCTIONED))
    found = [(name, chosen[chosen.stage == stage]) for name, stage in steps]
    return [(name, set(reports.case_id), union(reports.rows)) for name, reports in found]


def _line(
    window: str, measure: str, counted_as: str, whole: Table, drawn: Table, marked: int, seen: int
) -> dict[str, object]:
    """A window with its expectation and both tails."""
    population, draw = int(whole.value.iloc[0]), int(drawn.value.sum())
    tails = hypergeometric_tails(seen, population, marked, draw)
    return {
        "id": f"{window}.{measure}.{counted_as}",
        "window": window,
        "measure": measure,
        "cases_all": population,
        "cases_window": draw,
        "counted_as": counted_as,
        "regency_all": marked,
        "counted": seen,
        "expected": marked * draw / population,
        "p_at_least": tails.at_least,
        "p_at_most": tails.at_most,
        "basis": COUNTED_HERE,
    }


def _without_basis(reports: Table) -> Table:
    """Dates at which the supervisor gave totals of the province but no cases of both."""
    persons = reports[reports.region_code.eq(PROVINCE) & reports.level.eq("province total")]
    persons = persons[persons.measure.isin(PERSONS)].groupby("date").report_id.agg(list)
    lines = []
    for date, ids in persons.items():
        cases = _at(reports, PROVINCE, str(date), "cases")
        if date in (TALLY, ACCOUNT):
            continue
        lines.append(
            {
                "id": str(date),
                "window": date,
                "measure": "cases",
                "cases_window": int(cases.value.iloc[0]) if len(cases) else None,
                "basis": NO_BASIS,
                "rows": union([rows_of("regions_asn_2020", ids), _tokens(cases)]),
            }
        )
    return pd.DataFrame(lines)


def _province(regions: Table) -> Table:
    found = regions[regions.region_code.eq(PROVINCE) & regions.level.eq("province total")]
    found = found[found.measure.isin(MEASURES)]
    return _whole(found, "province", found.measure, "regions_asn_2020")


def _nation(national: Table) -> Table:
    found = national[national.metric.isin(NATIONAL) & national.breakdown.isin(WHOLE_YEAR)]
    found = found[found.date.notna()]
    return _whole(found, "nation", found.metric.map(NATIONAL), "national_asn_2020")


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
