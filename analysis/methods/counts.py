"""Counts of votes by district: which of several counts is taken, and what it gives.

The bases are the closed vocabulary of ``district_counts.basis``.
"""

from __future__ import annotations

import pandas as pd

from .tokens import union

FINAL = ("official", "recapitulation", "recapitulation, copied")
INTERIM = ("counting system",)
BASES = (*FINAL, *INTERIM, "scan tally", "sum of stations", "party count")
"""In the order in which one is taken before another."""
WORD = "interim"  # what a table calls the bases of INTERIM
STATIONS = ("polling stations", "polling stations counted")


def staged(counts: pd.DataFrame) -> pd.DataFrame:
    """The votes of the elections that were counted twice: not final, and final.

    counts: as district_counts. Only the rows of such counts are returned.
    """
    votes = counts[counts.metric.eq("votes") & counts["item"].notna()]
    final, interim = (set(votes.election[votes.basis.isin(b)]) for b in (FINAL, INTERIM))
    both = votes.election.isin(final & interim) & votes.basis.isin((*FINAL, *INTERIM))
    return votes[both]


def figures(
    counts: pd.DataFrame, election: str, own: str, bases: tuple[str, ...] = BASES
) -> pd.DataFrame:
    """What an election gave in each district, from the best count of each pair.

    counts: as district_counts; own: the pair or party followed; bases: those that may be
    taken, the better first.
    Returns, by district_code: votes, other_votes (of all others; missing where one of them
    was not seen in the district), share (of both), came_first (more than each other; a tie is
    no first place), basis (of these figures, joined by *and*), stations_open (polling stations
    not in figures that are not final), rows.
    """
    here = counts[counts.election == election]
    votes = here[here.metric.eq("votes") & here["item"].notna() & here.basis.isin(bases)]
    order = votes.assign(rank=votes.basis.map(bases.index).astype("int64"))
    kept = order.sort_values(["rank", "count_id"]).drop_duplicates(["district_code", "item"])
    pairs = set(votes["item"])
    stations = here[here.metric.isin(STATIONS)]
    lines = {}
    for district, group in kept.groupby("district_code"):
        mine, others = group[group["item"] == own], group[group["item"] != own]
        whole = len(others) == len(pairs - {own}) > 0
        seen = stations[stations.district_code == district]
        final = group.basis.isin(FINAL).all()
        lines[district] = {
            "votes": mine.value.min(),
            "other_votes": others.value.sum() if whole else pd.NA,
            "came_first": mine.value.min() > others.value.max() if whole and len(mine) else pd.NA,
            "basis": _words(group.sort_values("rank").basis),
            "stations_open": 0 if final else _open(seen),
            "rows": union("district_counts:" + pd.concat([group.count_id, seen.count_id])),
        }
    columns = ["votes", "other_votes", "came_first", "basis", "stations_open", "rows"]
    table = pd.DataFrame.from_dict(lines, orient="index", columns=columns)
    table = table.astype(dict.fromkeys(("votes", "other_votes", "stations_open"), "Int64"))
    total = table.votes + table.other_votes
    share = (table.votes / total.mask(total == 0)).astype("float64")
    table.insert(2, "share", share)
    return table.astype({"came_first": "boolean"})


def final(basis: pd.Series) -> pd.Series:
    """Whether all of the figures with such a basis are final."""
    return basis.isin(FINAL)


def joined(bases: pd.Series) -> str:
    """The different parts of some bases, each once, joined by *and*."""
    return " and ".join(dict.fromkeys(bases.str.split(" and ").explode()))


def _words(bases: pd.Series) -> str:
    return joined(bases.replace(dict.fromkeys(INTERIM, WORD)))


def _open(stations: pd.DataFrame) -> object:
    """Polling stations that are not in the count; missing if either number was not seen."""
    value = stations.groupby("metric").value.min()
    every, counted = STATIONS
    return value[every] - value[counted] if {every, counted} <= set(value.index) else pd.NA
