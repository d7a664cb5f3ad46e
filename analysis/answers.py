"""How institutions answered: reports received, the complaint, execution in the agency's figures.

Reports received, violations handled and cases are different units; they are set side by
side and added only where the record itself makes one a part of the other.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods.dates import last_day, precision
from .methods.roles import named

RECEIVED = "reports received by Bawaslu"
HANDLED = "alleged violations of all kinds handled by Bawaslu"
WHOLE, PART, REST = "whole", "part", "not accounted for"
# Items of the context, after the name of the election or without it.
HANDLED_PARTS = {
    "handled": "total",
    "handled_findings": "own findings",
    "handled_reports": "reports",
    "handled_at_least": "at least",
}
NOT_REGISTERED, VOTE_BUYING = "not registered", "money politics"
# How cases are tied to the events of a complaint, and to what followed for its further persons.
COMPLAINED, FURTHER, REFERRED = "appeal", "detected", "recommended by Bawaslu"


def reports_account(regency_context: Table, setting: Setting) -> Table:
    """What became of the reports the regency's election supervisor received.

    Items that name an election (*2020 regent election, total*) are taken of the study's
    election only.
    Returns one row a part: part (the item of the table, or *not accounted for*), kind
    (whole, part, not accounted for), reports, share (of those received), rows. The
    last row is the whole less its parts. Raises Absent without a whole, or with parts that
    are more than it.
    """
    found = regency_context[regency_context.topic.eq(RECEIVED) & regency_context.value.notna()]
    found = found.sort_values("context_id")
    election = _election(setting)
    other = found.item.str.contains(" election, ") & ~found.item.str.startswith(election)
    found = found[~other]
    parts = found.item.str.removeprefix(election)
    tokens = [rows_of("regency_context", [context]) for context in found.context_id]
    table = pd.DataFrame(
        {
            "part": parts.where(parts != "total", "received"),
            "kind": parts.eq("total").map({True: WHOLE, False: PART}),
            "reports": found.value.astype("int64"),
            "rows": tokens,
        }
    )
    whole = int(table.reports[table.kind == WHOLE].sum())
    rest = whole - int(table.reports[table.kind == PART].sum())
    if not whole or rest < 0:
        raise Absent("the record gives no number of reports received that its parts fit into")
    last = {"part": REST, "kind": REST, "reports": rest, "rows": " ".join(tokens)}
    table = pd.concat([table, pd.DataFrame([last])], ignore_index=True)
    table.insert(3, "share", (table.reports / whole).astype("float64"))
    return table


def reports_numbers(
    reports_account: Table, regency_context: Table, events: Table, setting: Setting
) -> Number:
    """The reports received beside the violations handled, which are another unit.

    Fields: received, accounted, unaccounted; not_registered and registered (received less
    those; our arithmetic); vote_buying_filed and vote_buying_stopped; handled,
    handled_findings, handled_reports, handled_at_least (another account). Raises Absent
    where one of them is not there.
    """
    table = regency_context[regency_context.topic.eq(HANDLED) & regency_context.value.notna()]
    item = table.item.str.removeprefix(_election(setting))
    own = table[item.isin(HANDLED_PARTS.values())]
    counted = dict(zip(item, table.value, strict=True))
    kind = reports_account.kind
    parts = reports_account[kind == PART]
    unregistered = parts.reports[parts.part.str.endswith(NOT_REGISTERED)]
    stopped = parts.reports[parts.part.str.startswith(VOTE_BUYING)]
    filed = events[events.kind.eq("report") & events.count_unit.eq("reports")]
    filed = filed[filed["count"].notna() & filed.description.str.contains("vote buying")].tail(1)
    if unregistered.empty or stopped.empty or filed.empty:
        raise Absent("the record does not say what became of reports of vote buying and others")
    if not set(HANDLED_PARTS.values()) <= set(counted):
        raise Absent("the record gives no full account of the violations handled")
    received = int(reports_account.reports[kind == WHOLE].iloc[0])
    return Number(
        values={
            "received": received,
            "accounted": int(parts.reports.sum()),
            "unaccounted": int(reports_account.reports[kind == REST].iloc[0]),
            "not_registered": int(unregistered.sum()),
            "registered": received - int(unregistered.sum()),
            "vote_buying_filed": int(filed["count"].iloc[0]),
            "vote_buying_stopped": int(stopped.sum()),
            **{field: int(counted[name]) for field, name in HANDLED_PARTS.items()},
        },
        rows=tuple(
            " ".join(
                [
                    *reports_account.rows[kind != REST],
                    rows_of("regency_context", own.context_id),
                    rows_of("events", filed.event_id),
                ]
            ).split()
        ),
    )


def dkpp_complaint(events: Table, event_case: Table, institutions: Table) -> Number:
    """The complaint of officials against the election supervisors, before the ethics court.

    The decision is the last verdict of that court in a case, the hearing the last before it in
    the same case, the complaint the last appeal before the hearing. Named are the persons of
    another case that the hearing brought up, when it was sent on.
    Fields: complainants, members_heard, members_warned, named (other participants named at
    the hearing, whose facts were sent on), days (from the hearing to the decision). Raises
    Absent where one of these events is not there, not counted, or not dated to the day.
    """
    tied = event_case.merge(events, on="event_id", validate="many_to_one")
    tied = tied[tied["count"].notna()].sort_values(["date", "event_id"])
    appeals = tied[tied.relation == COMPLAINED]
    court = appeals[appeals.authority.isin(named(institutions, "ethics court"))]
    court = court[court.date.map(precision).eq("day")]
    decision = court[court.kind == "verdict"].tail(1)
    same = appeals[appeals.case_id.isin(decision.case_id)]
    hearing = court[court.case_id.isin(same.case_id) & court.kind.eq("hearing")]
    hearing = hearing[_until(hearing, decision)].tail(1)
    complaint = same[same.kind.eq("appeal") & _until(same, hearing)].tail(1)
    further = tied[tied.event_id.isin(hearing.event_id) & tied.relation.eq(FURTHER)].case_id
    sent = tied[tied.case_id.isin(further) & tied.relation.eq(REFERRED)].tail(1)
    steps = {
        "complainants": complaint,
        "members_heard": hearing,
        "members_warned": decision,
        "named": sent,
    }
    if any(step.empty for step in steps.values()):
        raise Absent("no complaint before the ethics court is documented from filing to decision")
    days = pd.Timestamp(decision.date.iloc[0]) - pd.Timestamp(hearing.date.iloc[0])
    return Number(
        values={
            **{field: int(step["count"].iloc[0]) for field, step in steps.items()},
            "days": days.days,
        },
        rows=tuple(rows_of("events", pd.concat(steps.values()).event_id).split()),
    )


def execution_in_bkn(national_asn: Table, regions_asn: Table, institutions: Table) -> Number:
    """Can the agency's last figures beside a list be read as saying that nobody listed acted?

    Fields: listed (persons of the agencies of the list together), agencies, recommended,
    sanctioned, outstanding (the difference), not_followed_up (as the civil service agency
    gave it). If no agency of the list had acted, its persons would all be outstanding. Raises
    Absent where no list stands beside national totals.
    """
    bodies = named(institutions, "civil service agency")
    names = ("asn_recommended_by_kasn", "asn_sanctioned_by_ppk", "asn_not_followed_up")
    national = national_asn[national_asn.body.isin(bodies) & national_asn.metric.isin(names)]
    national = national[national.breakdown == "total"]
    listed = regions_asn[
        regions_asn.body.isin(bodies) & regions_asn.measure.eq("persons_recommended")
    ]
    metrics = {day: set(national.metric[national.date == day]) for day in listed.date}
    full = [day for day, found in metrics.items() if set(names) <= found]
    if not full:
        raise Absent("no list of the civil service agency beside its national totals was seen")
    date = max(full, key=last_day)
    listed = listed[listed.date == date]
    national = national[national.date == date].drop_duplicates("metric").set_index("metric")
    recommended, sanctioned, not_followed_up = (int(national.value[name]) for name in names)
    return Number(
        values={
            "listed": int(listed.value.sum()),
            "agencies": len(listed),
            "recommended": recommended,
            "sanctioned": sanctioned,
            "outstanding": recommended - sanctioned,
            "not_followed_up": not_followed_up,
        },
        rows=tuple(
            [
                *rows_of("regions_asn", listed.report_id).split(),
                *rows_of("national_asn", national.report_id[list(names)]).split(),
            ]
        ),
    )


def _election(setting: Setting) -> str:
    """How items of the context begin: *2020 regent election,* for *regent 2020*."""
    office, _, year = str(setting["election.name"]).rpartition(" ")
    return f"{year} {office} election, "


def _until(events: Table, last: Table) -> pd.Series:
    """Which events can lie no later than another; none if there is no other."""
    limit = max(last.date, default="")
    return events.date.le(limit)
