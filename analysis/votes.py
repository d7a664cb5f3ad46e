"""Votes: the ticket the regent stood on in three elections, and what other votes counted.

No regression and no uplift: the ticket of 2015 was another man's, the votes of 2018 and 2019
were another contest, and for 2020 no district votes were seen. A number that was not seen is
missing, never zero.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Number, Table, rows_of

from .methods.tokens import union

FIRST_VIDEO, SECOND_VIDEO = "C03", "C05"
REGENT_2020 = "Tiwi-Dono (no. 2)"
# Whose votes are shown: the regent's ticket where she stood, else the side of her party's
# candidates. Then where her name stood, and what the counts by district are.
TICKETS = {
    "regent 2015": ("Tasdi-Dyah Hayuning Pratiwi (no. 1)", "second name", "scan tally"),
    "governor 2018": ("Ganjar-Taj Yasin", "not standing", "party statement"),
    "president 2019": ("Jokowi-Amin (01)", "not standing", "recapitulation, copied"),
    "regency council 2019": ("PDIP", "not standing", "party statement"),
    "regent 2020": (REGENT_2020, "first name, in office", "reported with the plenary"),
    "regent 2024": ("Tiwi-Hendra (no. 1)", "first name, in office", "official and interim"),
}
OWN = ("regent 2015", "regent 2020", "regent 2024")
PAIR_2018 = "Ganjar Pranowo-Taj Yasin"
PARTY_2019 = "PDIP"
FINAL, INTERIM, MIXED = "official", "interim", "official and interim"


def district_votes(
    districts: Table,
    regent_2015: Table,
    first_places: Table,
    regent_2024: Table,
    regency_votes: Table,
    case_districts: Table,
) -> Table:
    """The districts: shares of the regent's ticket, who came first, and the two videos.

    Shares are of the votes of the two pairs. 2015: scan tally. 2018 and 2019: statements of
    parties. 2020: first place alone; share_2020_party is a party's own count, seen for the
    districts its ticket lost. 2024: the official figures where both were seen, else those of
    the interim tally (Sirekap); basis_2024 says which, and mixed where one figure is official.

    Returns one row a district: district_code, district, longitude, latitude (centroid,
    degrees), votes_2015, other_2015, share_2015, first_2015, first_2018, first_2019,
    first_2020 (each: did the side of TICKETS come first?), share_2020_party, votes_2024,
    other_2024, share_2024, first_2024, basis_2024, open_2024 (polling stations not in
    the figures), video (first or second, missing for the others), rows.
    """
    table = districts[["district_code", "district", "longitude", "latitude"]].copy()
    code = table.district_code
    early, late = (
        frame.set_index("district_code").reindex(code).reset_index()
        for frame in (regent_2015, regent_2024)
    )
    table["votes_2015"], table["other_2015"] = early.votes_1, early.votes_2
    table["share_2015"] = _share(table.votes_2015, table.other_2015)
    table["first_2015"] = table.votes_2015 > table.other_2015
    for year, election, winner in (
        ("2018", "governor 2018", PAIR_2018),
        ("2019", "regency council 2019", PARTY_2019),
        ("2020", "regent 2020", REGENT_2020),
    ):
        places = first_places[first_places.election == election]
        table[f"first_{year}"] = code.map(
            dict(zip(places.district_code, places["first"] == winner, strict=True))
        ).astype("boolean")
    party = _party_count(regency_votes)
    table["share_2020_party"] = table.district.map(party.value / 100).astype("float64")
    table = table.assign(**_best(late))
    case = dict(zip(case_districts.case_id, case_districts.district_code, strict=True))
    videos = {case[FIRST_VIDEO]: "first video", case[SECOND_VIDEO]: "second video"}
    table["video"] = code.map(videos)
    named = dict(zip(districts.district_code, districts.district, strict=True))
    table["rows"] = [
        union(
            [
                rows_of("districts", [each]),
                rows_of("regent_2015", [each]),
                rows_of("regent_2024", [each]),
                rows_of("first_places", first_places.place_id[first_places.district_code == each]),
                rows_of("regency_votes", party.report_id[party.index == named[each]]),
                rows_of(
                    "case_districts", case_districts.case_id[case_districts.district_code == each]
                ),
            ]
        )
        for each in code
    ]
    return table


def ticket_elections(regency_votes: Table, district_votes: Table, president_2019: Table) -> Table:
    """What each election counted, and how the regent's side did in it.

    Votes of the regency: of several reports the official one, else the first (the counting
    system of the KPU in 2018). Districts first are counted here, from district_votes, except
    those of 2020 and of the council, which a plenary and a party reported, too.

    Returns one row an election: election, ticket (whose votes), her_place (second name, first
    name in office, or not standing), votes, other_votes (of the other pair; missing for the
    council), share (of the two), share_printed (per cent, as published), votes_basis (status
    as stored), districts_first, districts, districts_printed, districts_basis, rows.
    """
    lines = []
    for election, (ticket, place, basis) in TICKETS.items():
        here = regency_votes[regency_votes.election == election]
        votes = _preferred(here[here.metric == "votes"])
        own, other = votes[votes["item"] == ticket], votes[votes["item"] != ticket]
        printed = here[here.metric.eq("vote share") & here["item"].eq(ticket)]
        won = _preferred(here[here.metric == "districts won"])
        first, rows = _first(election, district_votes, president_2019)
        reports = [*votes.report_id, *printed.report_id, *won.report_id]
        lines.append(
            {
                "election": election,
                "ticket": ticket,
                "her_place": place,
                "votes": own.value.iloc[0],
                "other_votes": other.value.sum(min_count=1),
                "share_printed": printed.value.min(),
                "votes_basis": own.status.iloc[0],
                "districts_first": int(first.sum()),
                "districts": len(first),
                "districts_printed": won.value.min(),
                "districts_basis": basis,
                "rows": union([rows_of("regency_votes", reports), rows]),
            }
        )
    table = pd.DataFrame(lines)
    table.insert(5, "share", (table.votes / (table.votes + table.other_votes)).astype("float64"))
    whole = ["votes", "other_votes", "districts_printed"]
    return table.astype(dict.fromkeys(whole, "Int64"))


def vote_facts(
    ticket_elections: Table, district_votes: Table, civil_servants: Table, regency_votes: Table
) -> Number:
    """What the chapter says about the two tables in one sentence each.

    Fields: change_2015_2020 and change_2020_2024 (points of the ticket's share in the regency);
    lost_2020 (districts) and share_lost; lost_lowest and lost_highest (are the lowest and the
    highest share of 2015 among the lost districts?); fell (districts whose share of 2024 is
    below that of 2015); final_2024, mixed_2024, interim_2024 (districts by basis), open_2024
    (polling stations not in those figures), unplaced_2024 and unplaced_other_2024 (votes of
    the official totals that no figure of a district holds), could_turn_2024 (districts
    without final figures that the ticket would win with all its unplaced votes);
    civil_servants (of the regency, 2020), lead (votes ahead in 2020), registered (voters of
    2020).
    """
    votes = ticket_elections.set_index("election")
    points = 100 * votes.share
    ahead = (votes.votes - votes.other_votes)["regent 2020"]
    lost = district_votes[~district_votes.first_2020.astype(bool)]
    unplaced = int(votes.votes["regent 2024"] - district_votes.votes_2024.sum())
    others = int(votes.other_votes["regent 2024"] - district_votes.other_2024.sum())
    behind = district_votes.other_2024 - district_votes.votes_2024
    turned = behind.between(0, unplaced, inclusive="left") & district_votes.basis_2024.ne(FINAL)
    basis = district_votes.basis_2024.value_counts()
    staff = civil_servants[civil_servants.year.astype(int) == 2020]
    register = regency_votes[
        regency_votes.election.eq("regent 2020") & regency_votes.metric.eq("registered")
    ]
    ends = district_votes.share_2015.agg(["min", "max"])
    return Number(
        values={
            "change_2015_2020": float(points["regent 2020"] - points["regent 2015"]),
            "change_2020_2024": float(points["regent 2024"] - points["regent 2020"]),
            "lost_2020": len(lost),
            "share_lost": len(lost) / len(district_votes),
            "lost_lowest": bool(lost.share_2015.eq(ends["min"]).any()),
            "lost_highest": bool(lost.share_2015.eq(ends["max"]).any()),
            "fell": int((district_votes.share_2024 < district_votes.share_2015).sum()),
            "final_2024": int(basis.get(FINAL, 0)),
            "mixed_2024": int(basis.get(MIXED, 0)),
            "interim_2024": int(basis.get(INTERIM, 0)),
            "open_2024": int(district_votes.open_2024.sum()),
            "unplaced_2024": unplaced,
            "unplaced_other_2024": others,
            "could_turn_2024": int(turned.sum()),
            "civil_servants": int(staff.civil_servants.iloc[0]),
            "lead": int(ahead),
            "registered": int(register.value.iloc[0]),
        },
        rows=(
            *union([*ticket_elections.rows, *district_votes.rows]).split(),
            *rows_of("civil_servants", staff.year).split(),
            *rows_of("regency_votes", register.report_id.head(1)).split(),
        ),
    )


def _share(own: pd.Series, other: pd.Series) -> pd.Series:
    return (own / (own + other)).astype("float64")


def _party_count(regency_votes: Table) -> Table:
    """The party's own count of 2020 for its ticket, by name of district."""
    count = regency_votes[
        regency_votes.metric.eq("share in a district, party count")
        & regency_votes["item"].fillna("").str.endswith(REGENT_2020)
    ]
    return count.set_index(count["item"].str.partition(":")[0])


def _best(late: Table) -> dict[str, pd.Series]:
    """Figures of 2024: official where seen, else of the interim tally; and what they are."""
    own, other = late.official_votes_1, late.official_votes_2
    final = own.notna().astype(int) + other.notna()
    votes = own.fillna(late.sirekap_votes_1)
    rest = other.fillna(late.sirekap_votes_2)
    outstanding = (late.stations - late.stations_in).where(final < 2, 0)
    return {
        "votes_2024": votes,
        "other_2024": rest,
        "share_2024": _share(votes, rest),
        "first_2024": votes > rest,
        "basis_2024": final.map({0: INTERIM, 1: MIXED, 2: FINAL}),
        "open_2024": outstanding,
    }


def _preferred(reports: Table) -> Table:
    """Of several reports of one item the official one, else the one of the lower key."""
    rank = (~reports.status.str.startswith(("official", "KPU plenary"))).astype(int)
    order = reports.assign(rank=rank).sort_values(["rank", "report_id"])
    return order.drop_duplicates("item").sort_values("report_id")


def _first(election: str, districts: Table, president: Table) -> tuple[pd.Series, str]:
    """In which districts the side of TICKETS came first, and the rows that say so."""
    if election == "president 2019":
        rows = rows_of("president_2019", president.district_code)
        return president.recap_votes_01 > president.recap_votes_02, rows
    return districts[f"first_{election[-4:]}"].astype(bool), union(districts.rows)
