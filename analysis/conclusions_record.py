"""Conclusions on persons, cases and dates under every value that reports give."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd

from study.kinds import Absent, Setting, Table, rows_of

from .methods.alternatives import Alternative, tabled
from .methods.dates import first_day, last_day
from .methods.disputed import about
from .methods.exact import binomial_tails
from .methods.roles import named
from .methods.tokens import union

RECOMMENDED = "recommended for a sanction"
EDUCATION = "education"
MOST = 0.9
LEVEL = 0.05
BAN_MONTHS = 6  # before candidates are determined: art. 71(2)
REPORTS, DATES = "reports disagree", "dates disagree"  # kinds of exceptions
# How the facts of date_reports that a conclusion is about begin.
VIDEO, PLANNED, RESHUFFLE = "recording of the first video", "determination of", "reshuffle"


def recomputed_cases(
    stage_reports: Table,
    cases: Table,
    regency_totals: Table,
    largest_case: Table,
    exceptions: Table,
    institutions: Table,
    setting: Setting,
) -> Table:
    """Conclusions on the cases, with every report of the persons recommended for a sanction.

    education_share: more than nine tenths are in education. sum_is_kasn_total: the groups add
    up to the total of the recommending body. largest_case: no other region, and not the rest
    of the province, has room for a case as large as the largest. Also with the smaller of two
    cases within the larger, where an exception is about these two and nothing else. A
    conclusion for which something is missing is left out.

    Returns one row a conclusion and value: id, conclusion, exception_id, alternative, value
    (a share, the sum, the largest case), holds, used, rows. Raises Absent where none is left.
    """
    reports = stage_reports[stage_reports.stage.eq(RECOMMENDED) & stage_reports.persons.notna()]
    chosen = reports[reports.chosen.astype(bool)]
    institution = dict(zip(cases.case_id, cases.institution_class, strict=True))
    bodies = named(institutions, "recommending body")
    listed = regency_totals[regency_totals.persons_body.isin(bodies)]
    others = largest_case[
        largest_case.region_code.ne(setting["place.region_code"])
        & largest_case.level.isin(["regency", "city", "rest of the province"])
    ]
    lines = []
    for exception, name, group, used in _groups(reports, chosen, exceptions):
        everybody, largest = int(group.persons.sum()), int(group.persons.max())
        found: list[tuple[str, float, bool, list[str]]] = []
        if EDUCATION in institution.values() and everybody:
            taught = int(group.persons[group.case_id.map(institution) == EDUCATION].sum())
            share = taught / everybody
            found.append(("education_share", share, share > MOST, []))
        if len(listed):
            equal = everybody == int(listed.persons.iloc[0])
            found.append(("sum_is_kasn_total", everybody, equal, list(listed.rows)))
        if len(others):
            beyond = largest > int(others.largest_possible.max())
            found.append(("largest_case", largest, beyond, list(others.rows)))
        for conclusion, value, holds, more in found:
            rows = union([*group.rows, *more])
            lines.append(Alternative(conclusion, exception, name, value, holds, used, rows))
    if not lines:
        raise Absent("the record holds no cases on which these conclusions could be tried")
    return tabled(lines)


def recomputed_units(
    regency_totals: Table,
    kasn_lists: Table,
    persons_per_case: Table,
    expected_cases: Table,
    exceptions: Table,
    stage_reports: Table,
    events: Table,
    setting: Setting,
) -> Table:
    """Conclusions on the regency's place, with every total of persons and count of cases.

    first_in_persons: more persons than any other agency on the last list that counts persons.
    persons_per_case_most: more persons per case than any other region with a common basis.
    cases_ordinary: as many cases as counted, or more, have a probability of .05 or more. A
    total earlier than the chosen one is no rival of it. A conclusion for which something is
    missing is left out.

    Returns columns as recomputed_cases; value is persons, persons per case (missing without a
    common basis), a probability. Raises Absent where none is left.
    """
    regency = setting["place.region_code"]
    chosen = regency_totals[regency_totals.chosen.astype(bool)]
    if chosen.empty:
        raise Absent("no total of the region's persons was published together with its cases")
    totals = regency_totals[regency_totals.date >= chosen.date.iloc[0]]
    listed = kasn_lists[
        kasn_lists.measure.eq("persons_listed") & kasn_lists.region_code.ne(regency)
    ]
    listed = listed[listed.date == max(listed.date, key=last_day, default="")]
    ratios = persons_per_case[
        persons_per_case.region_code.ne(regency) & persons_per_case.ratio.notna()
    ]
    disputed = _rivals(totals, exceptions)
    lines = []
    for row in totals.to_dict(orient="records"):
        name, persons, used = str(row["total"]), int(row["persons"]), bool(row["chosen"])
        if len(listed):
            first = persons > listed.value.max()
            rows = union([row["rows"], *listed.rows])
            lines.append(
                Alternative("first_in_persons", disputed, name, persons, bool(first), used, rows)
            )
        if len(ratios):
            ratio = None if pd.isna(row["persons_per_case"]) else float(row["persons_per_case"])
            most = None if ratio is None else bool(ratio > ratios.ratio.max())
            rows = union([row["rows"], *ratios.rows])
            lines.append(
                Alternative("persons_per_case_most", disputed, name, ratio, most, used, rows)
            )
    lines += _ordinary(
        expected_cases, int(chosen.persons.iloc[0]), exceptions, stage_reports, events
    )
    if not lines:
        raise Absent("nothing was published that the region could be compared with")
    return tabled(lines)


def recomputed_dates(
    date_reports: Table, report_origins: Table, exceptions: Table, setting: Setting
) -> Table:
    """Conclusions on the order of acts and legal dates, with every date printed.

    video_before_candidates: the first video was recorded before candidates were determined.
    reshuffle_before_ban: the reshuffle lies before the ban of art. 71(2), six months before the
    determination that was planned then. A conclusion without a date that is used is left out.

    Returns columns as recomputed_cases; value is the days from the last day the act can have to
    the legal date, negative after it. Raises Absent where no conclusion is left.
    """
    judged = dict(zip(report_origins.report, report_origins.used.astype(bool), strict=True))
    tokens = "date_reports:" + date_reports.report_id
    reports = date_reports.assign(
        used=[judged.get(token, False) for token in tokens],
        rows=tokens + " report_origins:" + tokens,
        exception=date_reports.event_id.map(
            lambda event: about(exceptions, [f"events:{event}"], DATES)
        ),
    )
    reports = reports[tokens.isin(judged)]
    video, planned, acts = (
        reports[reports.fact.str.startswith(start)].to_dict(orient="records")
        for start in (VIDEO, PLANNED, RESHUFFLE)
    )
    determined = date.fromisoformat(setting["dates.candidates_determined"])
    lines = []
    for row in video if any(row["used"] for row in video) else []:
        days = _days(row["date"], determined)
        name = (str(row["exception"]) if row["exception"] else None, row["date"])
        lines.append(
            Alternative("video_before_candidates", *name, days, days > 0, row["used"], row["rows"])
        )
    full = any(act["used"] for act in acts) and any(plan["used"] for plan in planned)
    for act in acts if full else []:
        for plan in planned:
            if not (act["used"] or plan["used"]):
                continue  # one value at a time is replaced
            first = pd.Timestamp(first_day(plan["date"]))
            days = _days(act["date"], (first - pd.DateOffset(months=BAN_MONTHS)).date())
            other = plan if act["used"] else act
            used, rows = act["used"] and plan["used"], union([act["rows"], plan["rows"]])
            lines.append(
                Alternative(
                    "reshuffle_before_ban",
                    other["exception"],
                    other["date"],
                    days,
                    days > 0,
                    used,
                    rows,
                )
            )
    if not lines:
        raise Absent("no date that a conclusion on the order of acts rests on is used")
    return tabled(lines)


def _ordinary(
    expected: Table, persons: int, exceptions: Table, stage_reports: Table, events: Table
) -> list[Alternative]:
    """cases_ordinary by the last account of cases, and with what other reports would make of it.

    One case less where two may be one; each earlier account that an exception is about; and
    persons for cases, where an exception is about one event that gives that number.
    """
    counted = expected[expected.measure.eq("cases") & expected.counted_as.eq("recommended")]
    if counted.empty:
        return []
    *earlier, base = counted.sort_values("date").to_dict(orient="records")
    variants: list[tuple[str | None, int, dict[Hashable, Any]]] = [(None, base["counted"], base)]
    reports = stage_reports[stage_reports.stage.eq(RECOMMENDED) & stage_reports.persons.notna()]
    overlaps = _overlaps(reports[reports.chosen.astype(bool)], exceptions)
    variants += [(exception, base["counted"] - 1, base) for exception, _ in overlaps]
    for row in earlier:
        exception = about(exceptions, row["rows"].split()[:1])  # the total of that account
        variants += [(exception, row["counted"], row)] if exception else []
    same = rows_of("events", events.event_id[events["count"] == persons]).split()
    alone = exceptions[exceptions.kind.eq(REPORTS) & exceptions.rows.isin(same)]
    variants += [(exception, persons, base) for exception in alone.exception_id]
    lines = []
    for exception, number, source in variants:
        total = int(source["cases_all"])
        chance = binomial_tails(int(number), total, float(source["electorate_share"])).at_least
        name, used, rows = f"{number} of {total} cases", exception is None, source["rows"]
        lines.append(
            Alternative("cases_ordinary", exception, name, chance, chance >= LEVEL, used, rows)
        )
    return lines


def _rivals(totals: Table, exceptions: Table) -> str | None:
    """The exception that is about the totals: it names a row of each of them."""
    for key, rows in zip(exceptions.exception_id, exceptions.rows, strict=True):
        if all(set(rows.split()) & set(cell.split()) for cell in totals.rows):
            return str(key)
    return None


def _overlaps(chosen: Table, exceptions: Table) -> list[tuple[str, str]]:
    """Exceptions about two of the cases and nothing else, each with the smaller case."""
    persons = dict(zip("cases:" + chosen.case_id, chosen.persons, strict=True))
    found = []
    for key, rows in zip(exceptions.exception_id, exceptions.rows, strict=True):
        pair = rows.split()
        if len(pair) == 2 and set(pair) <= set(persons):
            found.append((str(key), min(pair, key=lambda token: persons[token])[len("cases:") :]))
    return found


def _groups(
    reports: Table, chosen: Table, exceptions: Table
) -> list[tuple[str | None, str, Table, bool]]:
    """Exception, name and persons by case: each report of a case with several, and overlaps."""
    several = reports[reports.case_id.map(reports.case_id.value_counts()) > 1]
    found: list[tuple[str | None, str, Table, bool]] = []
    if several.empty and len(chosen):
        found.append((None, "every case as reported", chosen, True))
    for report, row in zip(several.report_id, several.to_dict(orient="records"), strict=True):
        rest = chosen[chosen.case_id != row["case_id"]]
        group = pd.concat([rest, several[several.report_id == report]])
        name = f"{row['case_id']}: {row['persons']}"
        tokens = rows_of("case_stages", several.report_id[several.case_id == row["case_id"]])
        exception = about(exceptions, tokens.split())
        found.append((exception, name, group, bool(row["chosen"])))
    for exception, smaller in _overlaps(chosen, exceptions):
        within = chosen[chosen.case_id != smaller]
        found.append((exception, f"{smaller} within another", within, False))
    return found


def _days(act: str, limit: date) -> int:
    """Days from the last day an act can have to a limit, exact enough to say which is first."""
    year, month, day = map(int, last_day(act).split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    last = min(date(year, month, 1).toordinal() + day, following.toordinal()) - 1
    return limit.toordinal() - last
