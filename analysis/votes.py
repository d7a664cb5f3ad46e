"""Votes: the tickets of the regent's side from election to election, by district.

No regression and no uplift: tickets change hands, an election of another office is another
contest, and where only a first place was told no votes were seen. A number that was not seen
is missing, never zero.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods.counts import figures, final, joined
from .methods.tokens import union

FIGURES = ["votes", "other_votes", "share", "came_first", "basis", "stations_open"]
PERIODS = {"before": "election.before", "studied": "election.name", "after": "election.after"}
PARTY = "share in a district, party count"


def district_elections(
    districts: Table,
    tickets: Table,
    district_counts: Table | None,
    first_places: Table | None,
) -> Table:
    """What each election gave the followed side in each district.

    Of several counts the official one is taken, else the recapitulation, else the counting
    system, else a tally of forms; figures of one district may rest on two. Where no votes
    were seen, the first place alone may have been told.

    Returns one row a district and election of tickets for which either was seen:
    district_election, district_code, election, votes, other_votes (of all others), share (of
    both), came_first (did the side?), basis, stations_open (polling stations not in figures
    that are not final), rows.
    """
    known, lines = set(districts.district_code), []
    for ticket in tickets.to_dict(orient="records"):
        election, own = ticket["election"], ticket["item"]
        best = _told(first_places, election, own)
        for district, line in _counted(district_counts, election, own).items():
            if district not in best or not pd.isna(line["came_first"]):
                best[district] = line
        for district in sorted(known & set(best)):
            line = best[district]
            rows = union([rows_of("tickets", [ticket["ticket_id"]]), line["rows"]])
            key = {"district_election": f"{district}, {election}", "district_code": district}
            lines.append({**key, "election": election, **line, "rows": rows})
    if not lines:
        raise Absent("the record holds no votes by district of an election that is followed")
    columns = ["district_election", "district_code", "election", *FIGURES, "rows"]
    whole = dict.fromkeys(("votes", "other_votes", "stations_open"), "Int64")
    table = pd.DataFrame(lines, columns=columns)
    return table.astype({**whole, "share": "float64", "came_first": "boolean"})


def district_votes(
    districts: Table,
    district_elections: Table,
    setting: Setting,
    regency_votes: Table | None,
    tickets: Table | None,
    case_districts: Table | None,
) -> Table:
    """The districts: the side's votes before, in and after the election studied, and the cases.

    Returns one row a district: district_code, district, longitude, latitude (centroid,
    degrees); for each of _before, _studied and _after, as in district_elections, votes,
    other_votes, share, came_first, basis and stations_open; stated_first (the other elections
    in which the side is said to have come first, where no votes were seen; none where that is
    said of others only); share_party (a party's own count of the election studied); mark (the case
    placed in the district, as it is named there); rows.
    """
    code = districts.district_code
    table = districts[["district_code", "district", "longitude", "latitude"]].copy()
    shown = {suffix: setting.get(name) for suffix, name in PERIODS.items()}
    for suffix, election in shown.items():
        here = district_elections[district_elections.election == election]
        found = here.set_index("district_code").reindex(code).reset_index(drop=True)
        for name in FIGURES:
            table[f"{name}_{suffix}"] = found[name].array
    told = district_elections[
        district_elections.votes.isna() & ~district_elections.election.isin(shown.values())
    ]
    table["stated_first"] = [_stated(told[told.district_code == each]) for each in code]
    party = _party_count(regency_votes, tickets, setting["election.name"])
    table["share_party"] = table.district.map(party["value"] / 100).astype("float64").array
    cases = _cases(case_districts)
    marks = cases.dropna(subset="mark").drop_duplicates("district_code")
    table["mark"] = code.map(dict(zip(marks.district_code, marks["mark"], strict=True))).array
    table["rows"] = [
        union(
            [
                rows_of("districts", [each]),
                *district_elections.rows[district_elections.district_code == each],
                rows_of("regency_votes", party.report_id[party.index == name]),
                rows_of("case_districts", cases.case_id[cases.district_code == each]),
            ]
        )
        for each, name in zip(code, districts.district, strict=True)
    ]
    return table


def ticket_elections(
    tickets: Table, regency_votes: Table, district_elections: Table | None
) -> Table:
    """What each election counted, and how the side that is followed did in it.

    Votes of the regency: of several reports the official one, else the first. Districts first
    are counted from district_elections.

    Returns one row an election: election, ticket (whose votes), place_on_ticket (of the
    incumbent's name), votes, other_votes (of all others; missing if none were seen), share (of
    both), share_printed (per cent, as published), votes_basis (status as stored),
    districts_first, districts (for which it is known), districts_printed, districts_basis, rows.
    """
    lines = []
    for ticket in tickets.to_dict(orient="records"):
        election, side = ticket["election"], ticket["item"]
        here = regency_votes[regency_votes.election == election]
        votes = _preferred(here[here.metric == "votes"])
        own, other = votes[votes["item"] == side], votes[votes["item"] != side]
        printed = here[here.metric.eq("vote share") & here["item"].eq(side)]
        won = _preferred(here[here.metric.eq("districts won") & here["item"].eq(side)])
        first, basis, rows = _first(election, district_elections)
        reports = [*votes.report_id, *printed.report_id, *won.report_id]
        lines.append(
            {
                "election": election,
                "ticket": side,
                "place_on_ticket": ticket["place_on_ticket"],
                "votes": own.value.min(),
                "other_votes": other.value.sum(min_count=1),
                "share_printed": printed.value.min(),
                "votes_basis": own.status.iloc[0] if len(own) else None,
                "districts_first": int(first.sum()) if len(first) else None,
                "districts": len(first) or None,
                "districts_printed": won.value.min(),
                "districts_basis": basis,
                "rows": union(
                    [
                        rows_of("tickets", [ticket["ticket_id"]]),
                        rows_of("regency_votes", reports),
                        rows,
                    ]
                ),
            }
        )
    table = pd.DataFrame(lines)
    if table.empty or not (table.votes.notna() | table.districts.notna()).any():
        raise Absent("the record holds no votes of a side that is followed")
    whole = ["votes", "other_votes", "districts_first", "districts", "districts_printed"]
    table[whole] = table[whole].astype("float64").astype("Int64")
    total = table.votes + table.other_votes
    table.insert(5, "share", (table.votes / total.mask(total == 0)).astype("float64"))
    return table


def vote_facts(
    ticket_elections: Table,
    setting: Setting,
    regency_votes: Table | None,
    district_votes: Table | None,
    civil_servants: Table | None,
) -> Number:
    """What the chapter says about the two tables in one sentence each.

    What cannot be computed is missing. Fields: change_before and change_after (points of the
    ticket's share in the regency, to the election studied and from it); lost (districts) and
    share_lost; lost_lowest and lost_highest (are the lowest and the highest share of the
    election before among the lost districts?); fell (districts whose share after lies below
    that before); final, mixed, interim (districts by basis of the figures after), open
    (polling stations not in those figures), unplaced and unplaced_other (votes of the totals
    after that no figure of a district holds), could_turn (districts without final figures
    that the ticket would win with all its unplaced votes); civil_servants (of the regency, in
    the year of the vote), lead (votes ahead), registered (voters).
    """
    name = setting["election.name"]
    votes = ticket_elections.set_index("election")
    if name not in votes.index:
        raise Absent(f"the record holds no votes of the election {name}")
    before, after = (
        votes.reindex([setting.get(PERIODS[each])]).iloc[0] for each in ("before", "after")
    )
    here = votes.loc[name]
    register, staff = _register(regency_votes, name), _staff(civil_servants, setting)
    values = {
        "change_before": 100 * (here.share - before.share),
        "change_after": 100 * (after.share - here.share),
        **_lost(district_votes),
        **_after(district_votes, after),
        "civil_servants": staff.civil_servants.min(),
        "lead": here.votes - here.other_votes,
        "registered": register.value.min(),
    }
    whole = {"civil_servants", "lead", "registered"}
    districts: list[str] = [] if district_votes is None else [*district_votes.rows]
    return Number(
        values={key: _plain(value, key in whole) for key, value in values.items()},
        rows=(
            *union([*ticket_elections.rows, *districts]).split(),
            *rows_of("civil_servants", staff.year).split(),
            *rows_of("regency_votes", register.report_id).split(),
        ),
    )


def _counted(counts: Table | None, election: str, own: str) -> dict[str, dict[str, Any]]:
    """What the counts give, by district."""
    if counts is None:
        return {}
    table = figures(counts, election, own)
    return {str(key): dict(row) for key, row in table.iterrows()}


def _told(places: Table | None, election: str, own: str) -> dict[str, dict[str, Any]]:
    """First places told without votes, by district."""
    if places is None:
        return {}
    here = places[places.election == election]
    keys = [rows_of("first_places", [key]) for key in here.place_id]
    columns = (here.district_code, here["first"] == own, here.basis, keys)
    return {
        district: {"came_first": first, "basis": basis, "rows": rows}
        for district, first, basis, rows in zip(*columns, strict=True)
    }


def _stated(told: Table) -> str | None:
    """In which elections the side is said to have come first, in one district."""
    if told.empty:
        return None
    return ", ".join(told.election[told.came_first.fillna(False)]) or "none"


def _party_count(votes: Table | None, tickets: Table | None, election: str) -> Table:
    """The party's own count for its ticket, by name of district."""
    if votes is None or tickets is None:
        return pd.DataFrame({"report_id": [], "value": pd.Series(dtype="float64")})
    named = votes["item"].astype("str").str.extract("(.+?): (.+)")  # district: pair
    mine = tickets["item"][tickets.election == election]
    kept = votes.metric.eq(PARTY) & votes.election.eq(election) & named[1].isin(mine)
    count = votes[kept].set_index(named[0][kept])
    return count[~count.index.duplicated()]


def _cases(case_districts: Table | None) -> Table:
    columns = ["case_id", "district_code", "mark"]
    return pd.DataFrame(columns=columns) if case_districts is None else case_districts


def _preferred(reports: Table) -> Table:
    """Of several reports of one item the official one, else the one of the lower key."""
    order = reports.sort_values(["official", "report_id"], ascending=[False, True])
    return order.drop_duplicates("item").sort_values("report_id")


def _first(election: str, districts: Table | None) -> tuple[pd.Series, str | None, str]:
    """In which districts the side came first, on what that rests, and the rows that say so."""
    if districts is None:
        return pd.Series(dtype="boolean"), None, ""
    here = districts[districts.election.eq(election) & districts.came_first.notna()]
    return here.came_first, joined(here.basis) if len(here) else None, union(here.rows)


def _register(votes: Table | None, election: str) -> Table:
    """The report of the register that is used, if there is one."""
    if votes is None:
        return pd.DataFrame({"report_id": [], "value": pd.Series(dtype="float64")})
    return _preferred(votes[votes.election.eq(election) & votes.metric.eq("registered")]).head(1)


def _staff(civil_servants: Table | None, setting: Setting) -> Table:
    """The civil servants in the year of the vote."""
    year = str(setting.get("dates.voting", ""))[:4]
    if civil_servants is None:
        return pd.DataFrame({"year": [], "civil_servants": pd.Series(dtype="float64")})
    return civil_servants[civil_servants.year.astype("str").eq(year)]


def _lost(districts: Table | None) -> dict[str, Any]:
    """The districts lost in the election studied."""
    names = ("lost", "share_lost", "lost_lowest", "lost_highest")
    if districts is None or districts.came_first_studied.isna().all():
        return dict.fromkeys(names)
    known = districts[districts.came_first_studied.notna()]
    lost, share = known[~known.came_first_studied.astype(bool)], districts.share_before
    ends = [None, None] if share.isna().all() else [share.min(), share.max()]
    told = [None if end is None else bool(lost.share_before.eq(end).any()) for end in ends]
    return dict(zip(names, [len(lost), len(lost) / len(known), *told], strict=True))


def _after(districts: Table | None, total: pd.Series) -> dict[str, Any]:
    """The districts in the election after, and what its totals hold beyond them."""
    names = ("fell", "final", "mixed", "interim", "open", "unplaced", "unplaced_other")
    if districts is None or districts.share_after.isna().all():
        return dict.fromkeys((*names, "could_turn"))
    own, other = districts.votes_after, districts.other_votes_after
    rests = districts.basis_after
    done, mixed = final(rests), rests.str.contains(" and ").fillna(False).astype(bool)
    fell = districts.share_after < districts.share_before
    values = [
        None if districts.share_before.isna().all() else int(fell.sum()),
        int(done.sum()),
        int(mixed.sum()),
        int((rests.notna() & ~done & ~mixed).sum()),
        _plain(districts.stations_open_after.sum(skipna=False), True),
        _plain(total.votes - own.sum() if own.notna().all() else None, True),
        _plain(total.other_votes - other.sum() if other.notna().all() else None, True),
    ]
    unplaced, behind = values[5], (other - own).astype("float64")
    turned = None
    if unplaced is not None:
        turned = int((behind.between(0, unplaced, inclusive="left") & ~done).sum())
    return {**dict(zip(names, values, strict=True)), "could_turn": turned}


def _plain(value: Any, whole: bool = False) -> Any:
    """A value as a number of Python; None where it is missing."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool | int):
        return value
    return int(value) if whole else float(value)
