"""Conclusions on persons, cases and dates under every value that reports give."""

from __future__ import annotations

from datetime import date

import pandas as pd

from study.kinds import Table

from .methods.alternatives import Alternative, tabled
from .methods.dates import first_day, last_day
from .methods.exact import binomial_tails
from .methods.tokens import union

REGENCY = "33.03"
RECOMMENDED = "recommended for a sanction"
EDUCATION = "education"
OVERLAPPING = "C06"  # its five may be among those of C05: exception Y13
MOST = 0.9
LATE = "2020-07"  # an earlier total is of two cases and no rival of the later ones
KASN_LIST = "2020-09-30"
BASE = "2021-06-25.cases.recommended"
EARLIER = "2021-01-15.cases.recommended"
LEVEL = 0.05
DETERMINED = "2020-09-23"
BAN_MONTHS = 6  # before candidates are determined: art. 71(2)


def recomputed_cases(
    stage_reports: Table, cases: Table, regency_totals: Table, largest_case: Table
) -> Table:
    """Conclusions on the cases, with every report of the persons KASN recommended.

    education_share: more than nine tenths are in education. sum_is_kasn_total: the groups add
    up to the total of KASN. largest_case: no other region, and not the rest of the province,
    has room for a case as large as the largest. Also with the fourth case within the third.

    Returns one row a conclusion and value: id, conclusion, exception_id, alternative, value
    (a share, the sum, the largest case), holds, used, rows.
    """
    reports = stage_reports[stage_reports.stage.eq(RECOMMENDED) & stage_reports.persons.notna()]
    chosen = reports[reports.chosen.astype(bool)]
    institution = dict(zip(cases.case_id, cases.institution_class, strict=True))
    kasn = regency_totals[regency_totals.persons_body == "KASN"]
    others = largest_case[
        largest_case.region_code.ne(REGENCY)
        & largest_case.level.isin(["regency", "city", "rest of the province"])
    ]
    lines = []
    for exception, name, group, used in _groups(reports, chosen):
        everybody, largest = int(group.persons.sum()), int(group.persons.max())
        share = int(group.persons[group.case_id.map(institution) == EDUCATION].sum()) / everybody
        adds_up = everybody == int(kasn.persons.iloc[0])
        beyond = largest > int(others.largest_possible.max())
        for conclusion, value, holds, more in (
            ("education_share", share, share > MOST, []),
            ("sum_is_kasn_total", everybody, adds_up, kasn.rows),
            ("largest_case", largest, beyond, others.rows),
        ):
            rows = union([*group.rows, *more])
            lines.append(Alternative(conclusion, exception, name, value, holds, used, rows))
    return tabled(lines)


def recomputed_units(
    regency_totals: Table, kasn_lists: Table, persons_per_case: Table, expected_cases: Table
) -> Table:
    """Conclusions on the regency's place, with every total of persons and count of cases.

    first_in_persons: more persons than any other agency on KASN's list of 30 September 2020.
    persons_per_case_most: more persons per case than any other region with a common basis.
    cases_ordinary: as many cases as counted, or more, have a probability of .05 or more.

    Returns columns as recomputed_cases; value is persons, persons per case (missing without a
    common basis), a probability.
    """
    totals = regency_totals[regency_totals.date >= LATE]
    listed = kasn_lists[
        kasn_lists.date.eq(KASN_LIST)
        & kasn_lists.measure.eq("persons_listed")
        & kasn_lists.region_code.ne(REGENCY)
    ]
    ratios = persons_per_case[
        persons_per_case.region_code.ne(REGENCY) & persons_per_case.ratio.notna()
    ]
    lines = []
    for row in totals.to_dict(orient="records"):
        name, persons, used = str(row["total"]), int(row["persons"]), bool(row["chosen"])
        first = persons > listed.value.max()
        rows = union([row["rows"], *listed.rows])
        lines.append(Alternative("first_in_persons", "Y08", name, persons, first, used, rows))
        ratio = None if pd.isna(row["persons_per_case"]) else float(row["persons_per_case"])
        most = None if ratio is None else ratio > ratios.ratio.max()
        rows = union([row["rows"], *ratios.rows])
        lines.append(Alternative("persons_per_case_most", "Y08", name, ratio, most, used, rows))
    expected = {row["id"]: row for row in expected_cases.to_dict(orient="records")}
    base, earlier = expected[BASE], expected[EARLIER]
    persons = int(totals.persons[totals.chosen.astype(bool)].iloc[0])
    for exception, counted, source in (
        (None, int(base["counted"]), base),
        ("Y13", int(base["counted"]) - 1, base),
        ("Y27", int(earlier["counted"]), earlier),
        ("Y53", persons, base),
    ):
        total = int(source["cases_all"])
        chance = binomial_tails(counted, total, float(source["electorate_share"])).at_least
        name, used = f"{counted} of {total} cases", exception is None
        lines.append(
            Alternative(
                "cases_ordinary", exception, name, chance, chance >= LEVEL, used, source["rows"]
            )
        )
    return tabled(lines)


def recomputed_dates(date_reports: Table, report_origins: Table) -> Table:
    """Conclusions on the order of acts and legal dates, with every date printed.

    video_before_candidates: the first video was recorded before candidates were determined.
    reshuffle_before_ban: the reshuffle of January 2020 lies before the ban of art. 71(2), six
    months before the determination that was planned then.

    Returns columns as recomputed_cases; value is the days from the last day the act can have to
    the legal date, negative after it.
    """
    judged = dict(zip(report_origins.report, report_origins.used.astype(bool), strict=True))
    tokens = "date_reports:" + date_reports.report_id
    reports = date_reports.assign(
        used=tokens.map(judged).astype(bool), rows=tokens + " report_origins:" + tokens
    )
    video, planned, acts = (
        reports[reports.fact.str.startswith(start)].to_dict(orient="records")
        for start in ("recording of the first video", "determination of", "reshuffle")
    )
    lines = []
    for row in video:
        days = _days(row["date"], date.fromisoformat(DETERMINED))
        lines.append(
            Alternative(
                "video_before_candidates",
                "Y11",
                row["date"],
                days,
                days > 0,
                row["used"],
                row["rows"],
            )
        )
    for act in acts:
        for plan in planned:
            if not (act["used"] or plan["used"]):
                continue  # one value at a time is replaced
            determined = pd.Timestamp(first_day(plan["date"]))
            days = _days(act["date"], (determined - pd.DateOffset(months=BAN_MONTHS)).date())
            exception, name = ("Y40", plan["date"]) if act["used"] else ("Y44", act["date"])
            used, rows = act["used"] and plan["used"], union([act["rows"], plan["rows"]])
            lines.append(
                Alternative("reshuffle_before_ban", exception, name, days, days > 0, used, rows)
            )
    return tabled(lines)


def _groups(reports: Table, chosen: Table) -> list[tuple[str, str, Table, bool]]:
    """Exception, name and persons by case: each report of a case with several, and the overlap."""
    several = reports[reports.case_id.map(reports.case_id.value_counts()) > 1]
    found = []
    for report, row in zip(several.report_id, several.to_dict(orient="records"), strict=True):
        rest = chosen[chosen.case_id != row["case_id"]]
        group = pd.concat([rest, several[several.report_id == report]])
        name = f"{row['case_id']}: {row['persons']}"
        found.append(("Y12", name, group, bool(row["chosen"])))
    within = chosen[chosen.case_id != OVERLAPPING]
    return [*found, ("Y13", f"{OVERLAPPING} within another", within, False)]


def _days(act: str, limit: date) -> int:
    """Days from the last day an act can have to a limit, exact enough to say which is first."""
    year, month, day = map(int, last_day(act).split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    last = min(date(year, month, 1).toordinal() + day, following.toordinal()) - 1
    return limit.toordinal() - last
