"""Conclusions on votes under every value that reports give, and under interim counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from study.kinds import Table, rows_of

from .methods.alternatives import Alternative, tabled
from .methods.tokens import union

REGENCY = "33.03"
ELECTION = "regent 2020"
FIRST_VIDEO = "first video"
SMALL = 1.0  # percentage point


def recomputed_votes(
    regency_votes: Table,
    report_origins: Table,
    province_races: Table,
    ticket_elections: Table,
    district_votes: Table,
    president_2019: Table,
    regent_2024: Table,
) -> Table:
    """Conclusions on votes, with every report of a number and with interim counts.

    turnout_place: the place in turnout among the races of the province. ticket_level: the
    ticket's share changed by less than a point from 2015 to 2020. video_district_lost: that of
    the first video is among the districts lost, of which as many are named as were lost.
    governor_2018: which pair came first in the regency. districts_2019 and districts_2024: in
    how many districts the pair shown came first.

    Returns one row a conclusion and value: id, conclusion, exception_id, alternative, value (a
    place, points, districts lost, votes ahead, districts), holds, used, rows.
    """
    used = report_origins.report[report_origins.used.astype(bool)]
    votes = regency_votes.assign(
        used=("regency_votes:" + regency_votes.report_id).isin(used),
        rows="regency_votes:" + regency_votes.report_id,
    )
    here = votes[votes.election == ELECTION]
    return tabled(
        [
            *_turnout(here, province_races),
            *_level(ticket_elections, district_votes),
            *_lost(here, district_votes),
            *_governor(votes[votes.election.eq("governor 2018") & votes.metric.eq("votes")]),
            *_first_2019(president_2019),
            *_first_2024(district_votes, regent_2024),
        ]
    )


def _turnout(votes: Table, races: Table) -> Iterator[Alternative]:
    """The place of each turnout reported, and of that which other invalid votes would give."""
    others = races[races.region_code != REGENCY]
    provisional = rows_of("province_races", others.region_code)
    registered, valid = (
        votes[votes.metric == metric].iloc[0] for metric in ("registered", "valid")
    )
    values = [
        ("Y28", f"{row['value']:g}", row["value"], row["used"], row["rows"])
        for row in _values(votes, "turnout")
    ]
    for row in _values(votes, "invalid"):
        turnout = 100 * (valid.value + row["value"]) / registered.value
        rows = union([row["rows"], registered.rows, valid.rows])
        if not row["used"]:
            values.append(("Y29", f"{row['value']:.0f} invalid", turnout, False, rows))
    places = [int((others.turnout_provisional > each[2]).sum()) + 1 for each in values]
    own = next(place for place, each in zip(places, values, strict=True) if each[3])
    for place, (exception, name, _, used, rows) in zip(places, values, strict=True):
        both = union([rows, provisional])
        yield Alternative("turnout_place", exception, name, place, place == own, used, both)


def _level(elections: Table, districts: Table) -> Iterator[Alternative]:
    """The change of the ticket's share from the official votes, and from the scan tally."""
    share = elections.set_index("election").share
    own, other = districts.votes_2015.sum(), districts.other_2015.sum()
    for name, before, used in (
        ("official votes", share["regent 2015"], True),
        ("scan tally", own / (own + other), False),
    ):
        points = 100 * float(share[ELECTION] - before)
        rows = union([*elections.rows, *([] if used else districts.rows)])
        yield Alternative("ticket_level", "Y05", name, points, abs(points) < SMALL, used, rows)


def _lost(votes: Table, districts: Table) -> Iterator[Alternative]:
    """Districts lost, and whether the named ones are as many and that of the video is one."""
    named = districts[~districts.first_2020.astype(bool)]
    for row in _values(votes, "districts won"):
        lost = len(districts) - int(row["value"])
        holds = lost == len(named) and bool(named.video.eq(FIRST_VIDEO).any())
        rows = union([row["rows"], *named.rows])
        name = f"{row['value']:.0f} won"
        yield Alternative("video_district_lost", "Y30", name, lost, holds, row["used"], rows)


def _governor(votes: Table) -> Iterator[Alternative]:
    """Votes by which the second pair was ahead, by each body that counted."""
    for status, tally in votes.groupby("status", sort=False):
        first, second = tally.sort_values("item").value
        ahead = int(second - first)
        used, rows = bool(tally.used.all()), union(tally.rows)
        yield Alternative("governor_2018", "Y32", str(status), ahead, ahead > 0, used, rows)


def _first_2019(votes: Table) -> Iterator[Alternative]:
    rows = rows_of("president_2019", votes.district_code)
    for name, count, used in (("recapitulation", "recap", True), ("Situng", "situng", False)):
        first = int((votes[f"{count}_votes_01"] > votes[f"{count}_votes_02"]).sum())
        yield Alternative("districts_2019", "Y36", name, first, first == len(votes), used, rows)


def _first_2024(districts: Table, votes: Table) -> Iterator[Alternative]:
    """Districts first with official figures where seen, and with the interim tally alone."""
    best = int(districts.first_2024.astype(bool).sum())
    interim = votes.sirekap_votes_1 > votes.sirekap_votes_2
    rows = rows_of("regent_2024", votes.district_code)
    for name, first, used in (
        ("official where seen", best, True),
        ("interim tally alone", int(interim.sum()), False),
    ):
        yield Alternative("districts_2024", None, name, first, first == best, used, rows)


def _values(votes: Table, metric: str) -> list[dict[Any, Any]]:
    """One report for each value of a metric, the used one before others of its value."""
    reports = votes[votes.metric == metric].sort_values(["used", "report_id"])
    kept = reports.drop_duplicates("value", keep="last").sort_values("report_id")
    return kept.to_dict(orient="records")
