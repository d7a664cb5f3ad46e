"""How institutions answered: days from detection to disciplinary sanction, and terms kept.

Dates are given to the day, the month or a span, so every number of days is an interval:
the least and the most that the record allows. A sanction is dated by the report of it; no
source gives the day on which one was carried out.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import pandas as pd

from study.kinds import Absent, Number, Table, rows_of

from .methods.dates import calendar_days, precision
from .methods.tokens import union

ACT, REGISTERED, DETECTED = "act", "registered", "detected"
RECOMMENDED, SANCTIONED = "recommended for a sanction", "reported as sanctioned"
LAW = (DETECTED, "clarified", "recommended by Bawaslu", RECOMMENDED, SANCTIONED)
STEPS = (ACT, *LAW)
TOTALS = ((DETECTED, RECOMMENDED), (DETECTED, SANCTIONED))
MET, MISSED, UNKNOWN = "met", "missed", "cannot be told"
DAY = pd.Timedelta(days=1)

Record: TypeAlias = Mapping[Hashable, Any]  # a row of a table

# A step without a report.
UNSEEN: Record = {"first_day": None, "last_day": None, "rows": ""}


def case_steps(stage_reports: Table, cases: Table, event_case: Table, events: Table) -> Table:
    """The days between which each step of the cases lies.

    A step reported to the day, or to a few days, lies there. One reported to the month lies
    between the last event tied to an earlier step and the first that reports it done.
    An act nobody dated lies at some day not after its case was opened.
    Returns one row a case and step: id (``case.number``), case_id, stage (act, registered, or
    a step of the law), date (as published; missing if not seen), first_day, last_day (both
    missing if undated; of an undated act the first), narrowed (by other events), rows.
    """
    own = cases[cases.case_id.isin(stage_reports.case_id)]
    ties = event_case.merge(events[["event_id", "date"]], on="event_id", validate="many_to_one")
    lines = [_act(case) for case in own.to_dict(orient="records")]
    lines += [_registered(case) for case in own.to_dict(orient="records")]
    for (case, stage), reports in stage_reports.groupby(["case_id", "stage"]):
        dated = reports[reports.date.notna()].sort_values("report_id").head(1)
        date = dated.date.iloc[0] if len(dated) else None
        line = _line(case, stage, date, union(reports.rows))
        if date is not None and precision(_coarser(date)) != "day":
            line = _narrowed(line, ties[ties.case_id == case])
        lines.append(line)
    table = pd.DataFrame(lines)
    order = {stage: place for place, stage in enumerate((ACT, DETECTED, REGISTERED, *LAW[1:]))}
    number = table.stage.map(order)
    table.insert(0, "id", table.case_id + "." + number.astype(str))
    for name in ("first_day", "last_day"):
        table[name] = pd.to_datetime(table[name]).dt.strftime("%Y-%m-%d").astype("str")
    return table.sort_values("id", ignore_index=True)


def days_between(case_steps: Table) -> Table:
    """Days from each dated step of a case to the next, and from detection on, as intervals.

    A step nobody dated is passed over. Registration stands beside the steps, not among them.
    Returns one row a case and pair of steps: id, case_id, from_stage, to_stage, least, most
    (days; no fewer than none, for the order is that of the law; most is missing if the
    first of the two has no first day), rows. Raises Absent where no case has two dated steps.
    """
    lines = []
    dated = case_steps[case_steps.last_day.notna()]
    for case, steps in dated.groupby("case_id"):
        known = {line["stage"]: line for line in steps.to_dict(orient="records")}
        there = [stage for stage in STEPS if stage in known]
        pairs = list(pairwise(there))
        pairs += [pair for pair in TOTALS if set(pair) <= set(there) and pair not in pairs]
        for start, end in pairs:
            lines.append(
                {
                    "id": f"{case}.{STEPS.index(start)}-{STEPS.index(end)}",
                    "case_id": case,
                    "from_stage": start,
                    "to_stage": end,
                    **_days(known[start], known[end]),
                    "rows": union([known[start]["rows"], known[end]["rows"]]),
                }
            )
    if not lines:
        raise Absent("no case of the record has two dated steps")
    return pd.DataFrame(lines).astype({"least": "Int64", "most": "Int64"})


def terms_kept(legal_terms: Table, case_steps: Table) -> Table:
    """Terms that the record names, and whether they were kept.

    A term of days runs from the day after its first step. It is met if the step that keeps
    it surely lies within, missed if surely after, and otherwise it cannot be told, as where
    one of the two steps is undated or not reported.
    Returns one row a term: term_id, case_id, duty, set_by, days, due (earliest last day of
    the term; missing if its start is undated), done (days between which the step that keeps
    it lies), verdict, rows.
    """
    steps = {(line["case_id"], line["stage"]): line for line in _records(case_steps)}
    lines = []
    for term in _records(legal_terms):
        start = steps.get((term["case_id"], term["starts"]), UNSEEN)
        end = steps.get((term["case_id"], term["ends"]), UNSEEN)
        due = _due(term, start)
        lines.append(
            {
                **{name: term[name] for name in ("term_id", "case_id", "duty", "set_by", "days")},
                "due": None if due is None else due[0].strftime("%Y-%m-%d"),
                "done": _span(end),
                "verdict": _verdict(due, end),
                "rows": union(
                    [rows_of("legal_terms", [term["term_id"]]), start["rows"], end["rows"]]
                ),
            }
        )
    return pd.DataFrame(lines).astype({"days": "Int64", "due": "str", "done": "str"})


def terms_counts(terms_kept: Table) -> Number:
    """How many terms were kept.

    Fields: terms, met, missed, unknown.
    """
    verdicts = terms_kept.verdict
    return Number(
        values={
            "terms": len(terms_kept),
            "met": int(verdicts.eq(MET).sum()),
            "missed": int(verdicts.eq(MISSED).sum()),
            "unknown": int(verdicts.eq(UNKNOWN).sum()),
        },
        rows=tuple(union(terms_kept.rows).split()),
    )


def _records(table: Table) -> Sequence[Record]:
    return table.astype("object").where(table.notna(), None).to_dict(orient="records")


def _line(case: Hashable, stage: Hashable, date: str | None, rows: str) -> Record:
    """A step at the days its date can mean."""
    first, last = calendar_days(date) if isinstance(date, str) else (None, None)
    return {
        "case_id": case,
        "stage": stage,
        "date": date,
        "first_day": first,
        "last_day": last,
        "narrowed": False,
        "rows": rows,
    }


def _act(case: Record) -> Record:
    line = _line(case["case_id"], ACT, case["incident"], rows_of("cases", [case["case_id"]]))
    if not isinstance(case["incident"], str):
        return {**line, "date": None, "last_day": calendar_days(case["opened"])[1]}
    return line


def _registered(case: Record) -> Record:
    return _line(
        case["case_id"], REGISTERED, case["registered"], rows_of("cases", [case["case_id"]])
    )


def _coarser(date: str) -> str:
    """The less exact end of a date."""
    return min(date.split("/"), key=len)


def _narrowed(line: Record, ties: Table) -> Record:
    """A step dated to the month, between the events around it."""
    before = LAW[: LAW.index(line["stage"])]
    earlier, reports = ties[ties.relation.isin(before)], ties[ties.relation == line["stage"]]
    starts = [calendar_days(date)[1] for date in earlier.date]
    ends = [calendar_days(date)[1] for date in reports.date]
    first = max(starts, default=line["first_day"])
    last = min(ends, default=line["last_day"])
    if first > last or not (starts or ends):  # they say nothing, or not the same
        return line
    links = rows_of("event_case", [*earlier.link_id, *reports.link_id])
    happened = rows_of("events", [*earlier.event_id, *reports.event_id])
    return {
        **line,
        "first_day": first,
        "last_day": last,
        "narrowed": True,
        "rows": union([line["rows"], links, happened]),
    }


def _days(start: Record, end: Record) -> dict[str, int | None]:
    """The least and the most days between two steps."""
    first, last = (pd.Timestamp(end[name]) for name in ("first_day", "last_day"))
    earliest, latest = (pd.Timestamp(start[name]) for name in ("first_day", "last_day"))
    return {
        "least": max((first - latest).days, 0),
        "most": None if pd.isna(earliest) else (last - earliest).days,
    }


def _due(term: Record, start: Record) -> tuple[pd.Timestamp, ...] | None:
    """The earliest and the latest last day of a term."""
    if term["due"] is not None:
        return calendar_days(term["due"])
    if start["first_day"] is None or term["days"] is None:
        return None
    days = (pd.Timestamp(start[name]) for name in ("first_day", "last_day"))
    return tuple(day + term["days"] * DAY for day in days)


def _verdict(due: tuple[pd.Timestamp, ...] | None, end: Record) -> str:
    if due is None or end["last_day"] is None:
        return UNKNOWN
    if pd.Timestamp(end["last_day"]) <= due[0]:
        return MET
    return MISSED if pd.Timestamp(end["first_day"]) > due[1] else UNKNOWN


def _span(step: Record) -> str | None:
    """The days between which a step lies, as one date if it is one."""
    first, last = step["first_day"], step["last_day"]
    return last if first == last else f"{first}/{last}"
