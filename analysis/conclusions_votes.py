"""Conclusions on votes under every value that reports give, and under interim counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from study.kinds import Absent, Setting, Table, rows_of

from .methods.alternatives import Alternative, tabled
from .methods.counts import INTERIM, figures, staged
from .methods.tokens import union

SMALL = 1.0  # percentage point
REPORTS, SUMS = "reports disagree", "parts do not add up"


def recomputed_votes(
    setting: Setting,
    ticket_elections: Table,
    regency_votes: Table,
    report_origins: Table | None,
    province_races: Table | None,
    district_votes: Table | None,
    district_counts: Table | None,
    exceptions: Table | None,
) -> Table:
    """Conclusions on votes, with every report of a number and with interim counts.

    turnout_place: the place in turnout among the races of the province. ticket_level: the
    ticket's share changed by less than a point from the election before to the one studied.
    case_district_lost: the district of a case is among the districts lost, of which as many
    are named as were lost. For each election that several bodies counted in the regency, which
    pair came first; for each that was counted twice by district, in how many of them the side
    that is followed did.

    Returns one row a conclusion and value: id, conclusion, exception_id (of the exception that
    names the reports, if there is one), alternative, value (a place, points, districts lost,
    votes ahead, districts), holds, used, rows.
    """
    name, before = setting["election.name"], setting.get("election.before")
    origins = report_origins if report_origins is not None else pd.DataFrame({"report": []})
    chosen = origins.report[origins.used.astype(bool)] if len(origins) else origins.report
    tokens = "regency_votes:" + regency_votes.report_id
    votes = regency_votes.assign(used=tokens.isin(chosen), rows=tokens)
    here, known = votes[votes.election == name], _Known(exceptions)
    lines: list[Alternative] = []
    if province_races is not None and "place.region_code" in setting:
        code = setting["place.region_code"]
        lines += _turnout(here, province_races[province_races.region_code != code], known)
    if district_votes is not None:
        lines += _level(ticket_elections, district_votes, votes, (before, name), known)
        lines += _lost(here, district_votes, known)
    lines += _first(votes[votes.metric == "votes"], known)
    if district_counts is not None:
        lines += _twice(district_counts, ticket_elections, known)
    if not lines:
        raise Absent("the record holds no number on the votes that is reported in two ways")
    return tabled(lines)


class _Known:
    """The exceptions, found by the rows they name."""

    def __init__(self, exceptions: Table | None) -> None:
        self._entries: list[tuple[str, str, set[str]]] = []
        if exceptions is not None:
            columns = ("exception_id", "kind", "rows")
            self._entries = [
                (key, kind, set(rows.split()))
                for key, kind, rows in zip(*(exceptions[c] for c in columns), strict=True)
            ]

    def about(self, tokens: Sequence[str], kind: str = REPORTS) -> str | None:
        """The first exception of a kind that names one of some rows."""
        hits = (key for key, is_kind, rows in self._entries if is_kind == kind and rows & {*tokens})
        return next(hits, None)


def _turnout(votes: Table, others: Table, known: _Known) -> Iterator[Alternative]:
    """The place of each turnout reported, and of that which other invalid votes would give."""
    provisional = rows_of("province_races", others.region_code)
    values = [
        (f"{row['value']:g}", row["value"], row["used"], [row["rows"]])
        for row in _values(votes, "turnout")
    ]
    registered, valid = (votes[votes.metric == metric] for metric in ("registered", "valid"))
    for row in _values(votes, "invalid") if len(registered) and len(valid) else ():
        cast = valid.value.iloc[0] + row["value"]
        if not row["used"] and registered.value.iloc[0]:
            turnout = 100 * cast / registered.value.iloc[0]
            rows = [row["rows"], registered["rows"].iloc[0], valid["rows"].iloc[0]]
            values.append((f"{row['value']:.0f} invalid", turnout, False, rows))
    places = [int((others.turnout_provisional > each[1]).sum()) + 1 for each in values]
    used = [place for place, each in zip(places, values, strict=True) if each[2]]
    for place, (name, _, chosen, rows) in zip(places, values, strict=True):
        holds = place == used[0] if used else None
        exception, both = known.about(rows[:1]), union([*rows, provisional])
        yield Alternative("turnout_place", exception, name, place, holds, chosen, both)


def _level(
    elections: Table, districts: Table, votes: Table, names: tuple[str | None, str], known: _Known
) -> Iterator[Alternative]:
    """The change of the ticket's share from the votes of the regency, and from its districts."""
    before, studied = names
    share = elections.set_index("election").share.reindex(names)
    own, other = districts.votes_before, districts.other_votes_before
    if before is None or share.isna().any() or (own + other).isna().any():
        return
    reports = votes["rows"][votes.election.eq(before) & votes.metric.eq("votes")]
    exception = known.about(list(reports), SUMS)
    for name, earlier, used in (
        ("votes of the regency", share[before], True),
        ("sum of the districts", own.sum() / (own + other).sum(), False),
    ):
        points = 100 * float(share[studied] - earlier)
        rows = union([*elections.rows, *([] if used else districts.rows)])
        yield Alternative("ticket_level", exception, name, points, abs(points) < SMALL, used, rows)


def _lost(votes: Table, districts: Table, known: _Known) -> Iterator[Alternative]:
    """Districts lost, and whether the named ones are as many and that of a case is one."""
    if districts.came_first_studied.isna().any() or districts["mark"].isna().all():
        return
    named = districts[~districts.came_first_studied.astype(bool)]
    for row in _values(votes, "districts won"):
        lost = len(districts) - int(row["value"])
        holds = lost == len(named) and bool(named["mark"].notna().any())
        rows, name = union([row["rows"], *named.rows]), f"{row['value']:.0f} won"
        exception = known.about([row["rows"]])
        yield Alternative("case_district_lost", exception, name, lost, holds, row["used"], rows)


def _first(votes: Table, known: _Known) -> Iterator[Alternative]:
    """Votes by which the first pair of the count used was ahead, by each body that counted."""
    for election, reports in votes.groupby("election", sort=False):
        tallies = {
            str(status): tally.set_index("item")
            for status, tally in reports.groupby("status", sort=False)
            if tally["item"].notna().all() and tally["item"].is_unique and len(tally) > 1
        }
        used = [tally for tally in tallies.values() if tally.used.all()]
        if len(tallies) < 2 or not used:
            continue
        winner = str(used[0].value.idxmax())
        for status, tally in tallies.items():
            if winner not in tally.index:
                continue
            ahead = int(tally.value[winner] - tally.value.drop(winner).max())
            conclusion, exception = f"{election}: first pair", known.about(list(tally.rows))
            chosen, rows = bool(tally.used.all()), union(tally.rows)
            yield Alternative(conclusion, exception, status, ahead, ahead > 0, chosen, rows)


def _twice(counts: Table, elections: Table, known: _Known) -> Iterator[Alternative]:
    """Districts first with final figures where seen, and with the interim count alone."""
    both = staged(counts)
    for election, ticket in zip(elections.election, elections.ticket, strict=True):
        here = both[both.election == election]
        best = figures(here, election, ticket).came_first
        interim = figures(here, election, ticket, INTERIM).came_first
        if here.empty or best.isna().all() or interim.isna().all():
            continue
        rows = rows_of("district_counts", here.count_id)
        exception = known.about(rows.split())
        for name, first, used in (
            ("final where seen", int(best.sum()), True),
            ("interim count alone", int(interim.sum()), False),
        ):
            holds, conclusion = first == int(best.sum()), f"{election}: districts first"
            yield Alternative(conclusion, exception, name, first, holds, used, rows)


def _values(votes: Table, metric: str) -> list[dict[Any, Any]]:
    """One report for each value of a metric, the used one before others of its value."""
    reports = votes[votes.metric == metric].sort_values(["used", "report_id"])
    kept = reports.drop_duplicates("value", keep="last").sort_values("report_id")
    return kept.to_dict(orient="records")
