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

from study.kinds import Absent, Table

from .methods.counts import final, staged
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
    "districts": "area of a district",
}


def fact_reports(
    case_stages: Table | None,
    regency_votes: Table | None,
    regions_asn: Table | None,
    national_asn: Table | None,
    date_reports: Table | None,
    events: Table | None,
    district_counts: Table | None,
    districts: Table | None,
    report_origins: Table | None,
) -> Table:
    """Every report of every fact that the tables hold in a form that can be compared.

    Counts that grow are reports of one fact only at one date: those of regions, of the nation
    and of partial counts. Measures that are no counts (flags, scores, parts of a total) are
    left out. Dates: events have one each, those on which reports differ have more. Votes by
    district: of the elections that were counted twice, not final and final.

    Returns one row a report: report (``table:key``, with the column where a row has several),
    family (what is counted or dated), basis, fact, value (a number; dates as the number of the
    first day they can mean; areas in square kilometres), text (the value as read), origin and
    used (judged; missing where reports agree or a count is interim), source_ids, rows.
    """
    parts = [
        *([] if case_stages is None else [_stages(case_stages)]),
        *([] if regency_votes is None else [_votes(regency_votes)]),
        *([] if regions_asn is None else [_regions(regions_asn)]),
        *([] if national_asn is None else [_nation(national_asn)]),
        *([] if date_reports is None else [_dates(date_reports)]),
        *([] if events is None else [_events(events, date_reports)]),
        *([] if district_counts is None else [_counts(district_counts, districts)]),
        *([] if districts is None else [_areas(districts)]),
    ]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if table.empty:
        raise Absent("the record holds no number and no date that could be compared")
    plain = table.value.map("{:,.10g}".format)
    table["text"] = table["text"].where(table.family == DATES, plain)
    empty = pd.DataFrame({"report": [], "origin": [], "used": []})
    judged = (empty if report_origins is None else report_origins).set_index("report")
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
                "publishers": len({publisher[page] for page in pages if page in publisher}),
                "origins": named.origin.nunique() if judged else None,
                "origin_names": "; ".join(dict.fromkeys(named.origin)) if judged else None,
                "origins_per_value": min(by_value) if judged else None,
            }
        )
    if not lines:
        raise Absent("no fact of this kind has two values in the record")
    table = pd.DataFrame(lines).merge(facts, on="fact", validate="one_to_one")
    return table.astype({"origins": "Int64", "origins_per_value": "Int64"})


def _stages(case_stages: Table) -> Table:
    kept = case_stages[case_stages.persons.notna()]
    return _long("case_stages", kept, _joined(kept, "case_id", "stage"), kept.persons)


def _votes(regency_votes: Table) -> Table:
    partial = regency_votes.metric.str.contains("partial count")
    fact = _joined(regency_votes, "election", "metric", "item")
    fact += (", " + regency_votes.date).where(partial, "")
    return _long("regency_votes", regency_votes, fact, regency_votes.value)


def _regions(regions_asn: Table) -> Table:
    kept = regions_asn[regions_asn.measure.isin(COUNTS)]
    fact = _joined(kept, "region", "level", "measure", "date")
    return _long("regions_asn", kept, fact, kept.value)


def _nation(national_asn: Table) -> Table:
    kept = national_asn[national_asn.value.notna()]
    fact = _joined(kept, "metric", "breakdown", "unit", "date")
    return _long("national_asn", kept, fact, kept.value)


def _dates(reports: Table) -> Table:
    return _long("date_reports", reports, reports.fact, reports.date.map(_day)).assign(
        text=reports.date
    )


def _events(events: Table, reports: Table | None) -> Table:
    """Dates of events on which no reports differ."""
    several = set() if reports is None else set(reports.event_id)
    kept = events[~events.event_id.isin(several) & events.date.notna()]
    fact = "date of " + kept.event_id
    return _long("events", kept, fact, kept.date.map(_day)).assign(text=kept.date)


def _counts(counts: Table, districts: Table | None) -> Table:
    """Votes by district that were counted twice by one body; the final count is used."""
    kept = staged(counts)
    named = kept.assign(district=kept.district_code)
    if districts is not None:
        name = dict(zip(districts.district_code, districts.district, strict=True))
        named["district"] = kept.district_code.map(name).fillna(kept.district_code)
    fact = _joined(named, "election", "district", "metric", "item")
    table = _long("district_counts", kept, fact, kept.value)
    return table.assign(
        family=kept.election + ", by district", basis=STAGES, used=final(kept.basis)
    )


def _areas(districts: Table) -> Table:
    """The two areas of a district, in square kilometres."""
    published = districts.area_published / HECTARES
    parts = []
    for name, area in (("area_computed", districts.area_computed), ("area_published", published)):
        kept = districts[area.notna()]
        part = _long("districts", kept, kept.district + ", area", area[area.notna()])
        parts.append(part.assign(report=part.report + f".{name}", basis=MEASURES))
    return pd.concat(parts)


def _long(name: str, frame: Table, fact: pd.Series, value: pd.Series) -> Table:
    """Reports that stand in rows of their own; text is filled for dates only."""
    report = name + ":" + frame.iloc[:, 0].astype(str)
    return pd.DataFrame(
        {
            "report": report,
            "family": FAMILIES.get(name, name),
            "basis": REPORTS,
            "fact": fact,
            "value": value.astype("float64"),
            "text": pd.Series(pd.NA, index=frame.index, dtype="object"),
            "used": pd.Series(pd.NA, index=frame.index, dtype="object"),
            "source_ids": frame.source_ids,
            "rows": report,
        }
    )


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
    named = [", ".join(filter(None, row)) for row in keys.itertuples(index=False)]
    return pd.Series(named, index=frame.index, dtype="object")


def _day(text: str) -> int:
    return date.fromisoformat(first_day(text)).toordinal()
