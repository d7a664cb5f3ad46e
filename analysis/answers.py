"""How institutions answered: reports received, the complaint to DKPP, execution in BKN's figures.

Reports received, violations handled and cases are different units; they are set side by
side and added only where the record itself makes one a part of the other.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Number, Table, rows_of

RECEIVED = "reports received by Bawaslu"
HANDLED = "alleged violations of all kinds handled by Bawaslu"
ELECTION = "2020 regent election, "
WHOLE, PART, REST = "whole", "part", "not accounted for"
# Events of the complaint to DKPP and of the reports of vote buying.
COMPLAINT, HEARING, DECISION, NAMED = "E046", "E049", "E051", "E053"
FILED = "E087"

BKN, BKN_DATE = "BKN", "2020-11-05"


def reports_account(regency_context: Table) -> Table:
    """What became of the reports the regency's election supervisor received.

    Returns one row a part: part (the item of the table, or *not accounted for*), kind
    (whole, part, not accounted for), reports, share (of those received), rows. The
    last row is the whole less its parts.
    """
    found = regency_context[regency_context.topic == RECEIVED].sort_values("context_id")
    parts = found.item.str.removeprefix(ELECTION)
    tokens = [rows_of("regency_context", [context]) for context in found.context_id]
    table = pd.DataFrame(
        {
            "part": parts.where(parts != "total", "received"),
            "kind": parts.eq("total").map({True: WHOLE, False: PART}),
            "reports": found.value.astype("int64"),
            "rows": tokens,
        }
    )
    whole = table.reports[table.kind == WHOLE].iloc[0]
    rest = whole - table.reports[table.kind == PART].sum()
    last = {"part": REST, "kind": REST, "reports": rest, "rows": " ".join(tokens)}
    table = pd.concat([table, pd.DataFrame([last])], ignore_index=True)
    table.insert(3, "share", (table.reports / whole).astype("float64"))
    return table


def reports_numbers(reports_account: Table, regency_context: Table, events: Table) -> Number:
    """The reports received beside the violations handled, which are another unit.

    Fields: received, accounted, unaccounted; not_registered and registered (received less
    those; our arithmetic); vote_buying_filed and vote_buying_stopped; handled,
    handled_findings, handled_reports, handled_at_least (another account).
    """
    handled = regency_context[regency_context.topic == HANDLED]
    counted = dict(zip(handled.item.str.removeprefix(ELECTION), handled.value, strict=True))
    parts = reports_account.set_index("part").reports
    kind = reports_account.set_index("part").kind
    not_registered = int(parts["by pair 1, not registered"])
    received = int(parts[kind == WHOLE].iloc[0])
    used = ("total", "own findings", "reports", "at least")
    own = handled[handled.item.isin([ELECTION + name for name in used])]
    return Number(
        values={
            "received": received,
            "accounted": int(parts[kind == PART].sum()),
            "unaccounted": int(parts[REST]),
            "not_registered": not_registered,
            "registered": received - not_registered,
            "vote_buying_filed": _count(events, FILED),
            "vote_buying_stopped": int(
                parts["money politics, by pair 2 counsel, stopped at Gakkumdu"]
            ),
            "handled": int(counted["total"]),
            "handled_findings": int(counted["own findings"]),
            "handled_reports": int(counted["reports"]),
            "handled_at_least": int(counted["at least"]),
        },
        rows=tuple(
            " ".join(
                [
                    *reports_account.rows[reports_account.kind != REST],
                    rows_of("regency_context", own.context_id),
                    rows_of("events", [FILED]),
                ]
            ).split()
        ),
    )


def dkpp_complaint(events: Table) -> Number:
    """The complaint of two officials against the election supervisors, before DKPP.

    Fields: complainants, members_heard, members_warned, named (other participants named at
    the hearing, whose facts went to KASN), days (from the hearing to the decision).
    """
    dates = events.set_index("event_id").date
    return Number(
        values={
            "complainants": _count(events, COMPLAINT),
            "members_heard": _count(events, HEARING),
            "members_warned": _count(events, DECISION),
            "named": _count(events, NAMED),
            "days": (pd.Timestamp(dates[DECISION]) - pd.Timestamp(dates[HEARING])).days,
        },
        rows=tuple(rows_of("events", [COMPLAINT, HEARING, DECISION, NAMED]).split()),
    )


def execution_in_bkn(national_asn: Table, regions_asn: Table) -> Number:
    """Can BKN's figures of 5 November be read as saying that the five agencies did nothing?

    Fields: listed (persons of the five agencies together), regency, recommended,
    sanctioned, outstanding (the difference), not_followed_up (as BKN gave it). If no
    agency of the list had acted, the persons of the list would all be outstanding.
    """
    national = national_asn[national_asn.body.eq(BKN) & national_asn.date.eq(BKN_DATE)]
    national = national[national.breakdown == "total"].set_index("metric")
    listed = regions_asn[
        regions_asn.body.eq(BKN)
        & regions_asn.date.eq(BKN_DATE)
        & regions_asn.measure.eq("persons_recommended")
    ]
    names = ("asn_recommended_by_kasn", "asn_sanctioned_by_ppk", "asn_not_followed_up")
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


def _count(events: Table, event: str) -> int:
    return int(events.set_index("event_id")["count"][event])
