"""The order of things: election, bans, acts, cases and answers by date.

Only what lies in the study's window. A row gives the days between which
a thing lies, as exactly as the record has them, never a day that was not printed.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods.dates import calendar_days, precision
from .methods.tokens import union

ELSEWHERE = ("comparator", "retrospective", "later context", "2019 general election")

ACTS, BAN, CASES, COUNTS, REPORTS = "acts", "ban", "cases", "counts", "reports"
LANES = {
    "election": ("candidacy", "election stage", "leave", "acting head", "result", "inauguration"),
    "appointments": ("personnel move",),
    "allegations": ("allegation", "protest"),
    CASES: (
        "detection",
        "clarification",
        "registration",
        "recommendation",
        "kasn recommendation",
        "sanction",
        "status",
    ),
    "institutions": (
        "prevention",
        "warning",
        "institution",
        "oversight",
        "appeal",
        "hearing",
        "verdict",
    ),
    COUNTS: ("statistic",),
    REPORTS: ("report",),
}
LANE = {kind: lane for lane, kinds in LANES.items() for kind in kinds}
YES, NO, UNKNOWN = "before candidates", "after candidates", "cannot be told"
STANDINGS = ("recommended", "sanctioned")


def timeline(
    events: Table,
    event_judgements: Table,
    event_case: Table,
    cases: Table,
    case_judgements: Table,
    legal_periods: Table,
    setting: Setting,
) -> Table:
    """Stages of the election, bans, acts, cases, allegations and answers, in order of date.

    An act belongs to a case and has the date of the act; an allegation without a case has
    the date on which it was made. An act nobody dated lies at some day not after its case
    was opened: its first day is missing. The two bans are two rows. Events of other regions
    and accounts written after the election are left out.
    Returns one row an entry: entry, lane, kind, what, first_day, last_day, precision (day,
    month, year, span, or open: no first day), standing (judged; missing for a ban), case_id
    (several joined by a semicolon), candidates (acts only: before or after candidates were
    determined, or cannot be told), rows.
    """
    determined = pd.Timestamp(setting["dates.candidates_determined"])
    start, end = pd.Timestamp(setting["window.start"]), pd.Timestamp(setting["window.end"])
    own = cases.election == setting["election.name"]
    table = pd.concat(
        [
            _bans(legal_periods),
            _acts(cases[own], case_judgements, determined),
            _events(events, event_judgements, event_case),
        ],
        ignore_index=True,
    )
    for name in ("first_day", "last_day"):
        table[name] = pd.to_datetime(table[name])
    inside = table.last_day.ge(start) & (table.last_day.le(end) | table.lane.eq(BAN))
    if not inside.any():
        raise Absent("the record holds nothing dated in the window of the study")
    table = table[inside].assign(order=table.first_day.fillna(table.last_day))
    table = table.sort_values(["order", "last_day", "entry"], ignore_index=True)
    for name in ("first_day", "last_day"):
        table[name] = table[name].dt.strftime("%Y-%m-%d").astype("str")
    columns = ["entry", "lane", "kind", "what", "first_day", "last_day", "precision"]
    return table[[*columns, "standing", "case_id", "candidates", "rows"]]


def acts_before_candidates(timeline: Table) -> Number:
    """On which side of the determination of candidates the acts of the cases lie.

    Fields: cases (of the regent election), recommended (those on which a
    recommendation was made), recommended_before (their acts surely before), last_recommended
    (latest day one of these acts can have), alleged (the others), alleged_before, alleged_after,
    alleged_unknown.
    """
    acts = timeline[timeline.lane == ACTS]
    recommended = acts[acts.standing.isin(STANDINGS)]
    alleged = acts[~acts.standing.isin(STANDINGS)].candidates
    return Number(
        values={
            "cases": len(acts),
            "recommended": len(recommended),
            "recommended_before": int(recommended.candidates.eq(YES).sum()),
            "last_recommended": recommended.last_day.max() if len(recommended) else None,
            "alleged": len(alleged),
            "alleged_before": int(alleged.eq(YES).sum()),
            "alleged_after": int(alleged.eq(NO).sum()),
            "alleged_unknown": int(alleged.eq(UNKNOWN).sum()),
        },
        rows=tuple(union(acts.rows).split()),
    )


def _bans(periods: Table) -> Table:
    """The bans on replacing officials, each by its article."""
    days = [calendar_days(period) for period in periods.period]
    return pd.DataFrame(
        {
            "entry": periods.period_id,
            "lane": BAN,
            "kind": "art. " + periods.article,
            "what": periods.rule,
            "first_day": [first for first, _ in days],
            "last_day": [last for _, last in days],
            "precision": "span",
            "rows": [rows_of("legal_periods", [period]) for period in periods.period_id],
        }
    )


def _acts(cases: Table, judgements: Table, determined: pd.Timestamp) -> Table:
    """The act of each case of the election; undated acts end with the opening of the case."""
    found = cases.merge(judgements, on="case_id")
    dated = found.incident.notna()
    days = [calendar_days(date) for date in found.incident.fillna(found.opened)]
    first = pd.Series([first for first, _ in days]).where(dated)
    last = pd.Series([last for _, last in days])
    side = pd.Series(UNKNOWN, index=found.index)
    side = side.mask(last < determined, YES).mask(first >= determined, NO)
    return pd.DataFrame(
        {
            "entry": found.case_id + ".act",
            "lane": ACTS,
            "kind": "act",
            "what": found.action_type,
            "first_day": first,
            "last_day": last,
            "precision": [
                precision(date) if isinstance(date, str) else "open" for date in found.incident
            ],
            "standing": found.standing,
            "case_id": found.case_id,
            "candidates": side,
            "rows": [f"cases:{case} case_judgements:{case}" for case in found.case_id],
        }
    )


def _events(events: Table, judgements: Table, ties: Table) -> Table:
    """Events of the election with their lane and the cases they belong to."""
    kept = events[events.kind.isin(LANE) & ~events.stage.isin(ELSEWHERE)]
    kept = kept.merge(judgements[["event_id", "standing"]], on="event_id", validate="one_to_one")
    own = ties[ties.relation != "counted"].groupby("event_id")
    joined, tokens = own.case_id.agg(";".join), own.link_id.agg(_ties)
    lane = kept.kind.map(LANE).mask(kept.standing.eq("statistic"), COUNTS)
    case = kept.event_id.map(joined)
    days = [calendar_days(date) for date in kept.date]
    return pd.DataFrame(
        {
            "entry": kept.event_id,
            "lane": lane.mask(lane.eq(CASES) & case.isna(), REPORTS),
            "kind": kept.kind,
            "what": kept.description,
            "first_day": [first for first, _ in days],
            "last_day": [last for _, last in days],
            "precision": kept.date.map(precision),
            "standing": kept.standing,
            "case_id": case,
            "rows": [
                union([f"events:{event} event_judgements:{event}", tokens.get(event, "")])
                for event in kept.event_id
            ],
        }
    )


def _ties(links: pd.Series) -> str:
    return rows_of("event_case", links)
