"""Disagreement: how many facts have more than one value, how far apart, from how many origins.

A *fact* is one thing counted or dated: the persons of one case at one step, one item of one
election, one measure of one region at one date. A *report* is a row that gives it a value.
An *origin* is the body or person whose statement a report repeats; ten pages that print one
statement have one. What a fact's values mean depends on its basis, and the three are kept apart:

- several reports: accounts of one fact, of which at most one is right;
- interim and final: one body's count at two moments, both right at their time;
- two measurements: two quantities that bear one name.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from study.kinds import Table

from .methods.dates import first_day
from .methods.tokens import union

REPORTS = "several reports"
STAGES = "interim and final"
MEASURES = "two measurements"
NOT_STATED = "not stated"
ORIGINS = ["pages", "publishers", "origins", "origin_names", "origins_per_value"]
COUNTS = (
    *("persons_listed", "persons_reported", "persons_recommended", "persons_sanctioned"),
    *("cases", "cases_forwarded", "cases_sanctioned", "cases_alleged", "violations", "rank"),
)
HECTARES = 100  # in a square kilometre
DATES = "dates of events"
FAMILIES = {
    "case_stages": "persons of a case, by step",
    "regency_votes": "results of elections",
    "regions_asn": "counts by region",
    "national_asn": "counts of the nation",
    "date_reports": DATES,
    "events": DATES,
    "president_2019": "president 2019, by district",
    "regent_2024": "regent 2024, by district",
    "districts": "area of a district",
}
# Tables in which the reports of one fact stand side by side: the columns of each fact, the
# report used, and what the values are.
WIDE = {
    "president_2019": (
        STAGES,
        {
            "votes of pair 01": ("situng_votes_01", "recap_votes_01"),
            "votes of pair 02": ("situng_votes_02", "recap_votes_02"),
        },
    ),
    "regent_2024": (
        STAGES,
        {
            "votes of pair 1": ("sirekap_votes_1", "official_votes_1"),
            "votes of pair 2": ("sirekap_votes_2", "official_votes_2"),
        },
    ),
    "districts": (MEASURES, {"area": ("area_computed", "area_published")}),
}


def fact_reports(
    case_stages: Table,
    regency_votes: Table,
    regions_asn: Table,
    national_asn: Table,
    date_reports: Table,
    events: Table,
    president_2019: Table,
    regent_2024: Table,
    districts: Table,
    report_origins: Table,
) -> Table:
    """Every report of every fact that the tables hold in a form that can be compared.

    Counts that grow are reports of one fact only at one date: those of regions, of the nation
    and of partial counts. Measures that are no counts (flags, scores, parts of a total) are
    left out. Dates: events have one each, those on which reports differ have more.

    Returns one row a report: report (``table:key``, with the column where a row has several),
    family (what is counted or dated), basis, fact, value (a number; dates as the number of the
    first day they can mean; areas in square kilometres), text (the value as read), origin and
    used (judged; missing where reports agree or a count is interim), source_ids, rows.
    """
    stages = case_stages[case_stages.persons.notna()]
    votes = regency_votes.assign(item=regency_votes["item"].fillna(""))
    partial = votes.metric.str.contains("partial count")
    regions = regions_asn[regions_asn.measure.isin(COUNTS)]
    nation = national_asn[national_asn.value.notna()]
    single = events[~events.event_id.isin(date_reports.event_id) & events.date.notna()]
    parts = [
        _long("case_stages", stages, _joined(stages, "case_id", "stage"), stages.persons),
        _long(
            "regency_votes",
            votes,
            _joined(votes, "election", "metric", "item") + (", " + votes.date).where(partial, ""),
            votes.value,
        ),
        _long(
            "regions_asn",
            regions,
            _joined(regions, "region", "level", "measure", "date"),
            regions.value,
        ),
        _long(
            "national_asn",
            nation,
            _joined(nation, "metric", "breakdown", "unit", "date"),
            nation.value,
        ),
        _long("date_reports", date_reports, date_reports.fact, date_reports.date.map(_day)),
        _long("events", single, "date of " + single.event_id, single.date.map(_day)),
        _wide("president_2019", president_2019, districts),
        _wide("regent_2024", regent_2024, districts),
        _wide(
            "districts",
            districts.assign(area_published=districts.area_published / HECTARES),
            districts,
        ),
    ]
    table = pd.concat(parts, ignore_index=True)
    dates = dict(
        zip(
            [*date_reports.report_id, *single.event_id],
            [*date_reports.date, *single.date],
            strict=True,
        )
    )
    key = table.report.str.partition(":")[2]
    is_date = table.family == DATES
    table["text"] = table.value.map("{:,.10g}".format).mask(is_date, key.map(dates))
    judged = report_origins.set_index("report")
    table["origin"] = table.report.map(judged.origin)
    table["used"] = table.used.fillna(table.report.map(judged.used)).astype("boolean")
    found = table.report.isin(judged.index)
    table["rows"] = table.rows + (" report_origins:" + table.report).where(found, "")
    columns = ["report", "family", "basis", "fact", "value", "text", "origin", "used"]
    return table[[*columns, "source_ids", "rows"]]


def fact_families(fact_reports: Table) -> Table:
    """Facts, those that rest on more than one page and those with more than one value.

    Returns one row a family: family, basis, facts, several_pages (two sources or more, which
    agree where they stand in one row), several_values, relative_median and relative_max (of
    those: highest less lowest, over the highest; missing for dates), days_max (dates: the
    largest distance), rows (of the facts with several values).
    """
    lines = []
    for family, reports in fact_reports.groupby("family", sort=False):
        facts = _facts(reports)
        several = facts[facts.distinct > 1]
        lines.append(
            {
                "family": family,
                "basis": reports.basis.iloc[0],
                "facts": len(facts),
                "several_pages": int((facts.pages > 1).sum()),
                "several_values": len(several),
                "relative_median": several.relative.median(),
                "relative_max": several.relative.max(),
                "days_max": several.days.max(),
                "rows": union(several.rows),
            }
        )
    return pd.DataFrame(lines).astype({"days_max": "Int64"})


def rival_values(fact_reports: Table, sources: Table) -> Table:
    """The facts, dates apart, with more than one value: how far apart, from how many origins.

    Returns one row a fact: fact, family, basis, values (in ascending order), low, high, relative
    (highest less lowest, over the highest), used (the value used; missing if none is), reports,
    pages (sources), publishers, origins (named ones; an upper limit of independent ones),
    origin_names, origins_per_value (the fewest named origins that a value has); the last three
    are missing where one body counted twice; rows.
    """
    table = _rivals(fact_reports[fact_reports.family != DATES], sources)
    columns = ["fact", "family", "basis", "values", "low", "high", "relative", "used", "reports"]
    return table[[*columns, *ORIGINS, "rows"]]


def rival_dates(fact_reports: Table, sources: Table) -> Table:
    """The dates with more than one value.

    Returns one row a fact: fact, earliest, latest (as printed), days (between the first days
    these can mean), used, reports, and pages to rows as in rival_values.
    """
    table = _rivals(fact_reports[fact_reports.family == DATES], sources)
    return table[["fact", "earliest", "latest", "days", "used", "reports", *ORIGINS, "rows"]]


def _rivals(reports: Table, sources: Table) -> Table:
    """The facts with more than one value, with everything that either table shows."""
    publisher = dict(zip(sources.source_id, sources.publisher, strict=True))
    facts = _facts(reports)
    lines = []
    for fact in facts[facts.distinct > 1].fact:
        rivals = reports[reports.fact == fact].sort_values(["value", "report"])
        pages = set(";".join(rivals.source_ids).split(";"))
        named = rivals[rivals.origin.notna() & rivals.origin.ne(NOT_STATED)]
        judged = rivals.basis.iloc[0] == REPORTS
        by_value = [named[named.value == value].origin.nunique() for value in set(rivals.value)]
        lines.append(
            {
                "fact": fact,
                "values": "; ".join(dict.fromkeys(rivals.text)),
                "earliest": rivals.text.iloc[0],
                "latest": rivals.text.iloc[-1],
                "used": rivals.text[rivals.used.fillna(False).astype(bool)].min(),
                "publishers": len({publisher[page] for page in pages}),
                "origins": named.origin.nunique() if judged else None,
                "origin_names": "; ".join(dict.fromkeys(named.origin)) if judged else None,
                "origins_per_value": min(by_value) if judged else None,
            }
        )
    table = pd.DataFrame(lines).merge(facts, on="fact", validate="one_to_one")
    return table.astype({"origins": "Int64", "origins_per_value": "Int64"})


def _long(name: str, frame: Table, fact: pd.Series, value: pd.Series) -> Table:
    """Reports that stand in rows of their own."""
    report = name + ":" + frame.iloc[:, 0].astype(str)
    return pd.DataFrame(
        {
            "report": report,
            "family": FAMILIES[name],
            "basis": REPORTS,
            "fact": fact,
            "value": value.astype("float64"),
            "used": pd.NA,
            "source_ids": frame.source_ids,
            "rows": report,
        }
    )


def _wide(name: str, frame: Table, districts: Table) -> Table:
    """Reports that stand side by side in one row a district; of counts the last is used."""
    basis, facts = WIDE[name]
    named = frame.district_code.map(
        dict(zip(districts.district_code, districts.district, strict=True))
    )
    election = {"president_2019": "president 2019, ", "regent_2024": "regent 2024, "}.get(name, "")
    parts = []
    for fact, columns in facts.items():
        for column in columns:
            kept = frame[frame[column].notna()]
            row = name + ":" + kept.district_code
            part = _long(name, kept, election + named[kept.index] + ", " + fact, kept[column])
            part = part.assign(basis=basis, report=row + "." + column)
            if basis == STAGES:
                part["used"] = column == columns[-1]
            parts.append(part)
    return pd.concat(parts)


def _facts(reports: Table) -> Table:
    """One row a fact: how many reports, pages and values it has, and how far they are apart."""
    groups = reports.groupby("fact", sort=False)
    table = groups.agg(
        family=("family", "first"),
        basis=("basis", "first"),
        reports=("value", "size"),
        distinct=("value", "nunique"),
        low=("value", "min"),
        high=("value", "max"),
        pages=("source_ids", lambda cells: len(set(";".join(cells).split(";")))),
        rows=("rows", union),
    ).reset_index()
    dates = table.family.eq(DATES)
    table["days"] = (table.high - table.low).where(dates).astype("Int64")
    table[["low", "high"]] = table[["low", "high"]].mask(dates)
    table["relative"] = ((table.high - table.low) / table.high).where(table.high > 0)
    return table


def _joined(frame: Table, *columns: str) -> pd.Series:
    """What a fact is called: its keys in words, the empty ones left out."""
    keys = frame[list(columns)].fillna("").astype(str).replace("_", " ", regex=True)
    return keys.apply(lambda row: ", ".join(filter(None, row)), axis=1)


def _day(text: str) -> int:
    return date.fromisoformat(first_day(text)).toordinal()
