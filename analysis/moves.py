"""Appointments and vacancies against the two bans on replacing officials: counts, not causes.

A *move* changes who holds a post; a plan, a selection or a vacancy does not. The bans forbid
replacing officials without the minister's approval in writing, so only moves can touch them.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods.dates import first_day, last_day
from .methods.tokens import union

YEARS = 2  # looked at before and after those of the window
MOVES = ("inauguration", "rotation", "acting appointment", "conversion")
NO_MOVES = ("selection", "vacancy", "announcement")
# A change of a whole echelon by national policy: never a demotion, whatever was judged.
CONVERSION = "conversion"
BY_POLICY = "conversion by national policy"
COUNTED = (
    "promotion",
    "promotion in part",
    "demotion",
    "content not published",
    "neither",
    BY_POLICY,
)
OUTSIDE, UNDECIDED = "outside both bans", "date too coarse to say"
NOT_STATED = "not stated"


def bans(legal_periods: Table, legal_provisions: Table) -> Table:
    """The periods in which replacing officials needed the minister's approval in writing.

    Returns one row a ban: ban (its article), starts, ends (days), rule, exception, rows.
    """
    table = legal_periods.merge(
        legal_provisions[["provision_id"]], on="provision_id", validate="many_to_one"
    )
    if table.empty:
        raise Absent("no ban on replacing officials stands with the provision it follows from")
    return pd.DataFrame(
        {
            "ban": table.article,
            "starts": table.period.map(first_day),
            "ends": table.period.map(last_day),
            "rule": table.rule,
            "exception": table.exception,
            "rows": "legal_periods:" + table.period_id + " legal_provisions:" + table.provision_id,
        }
    )


def dated_moves(
    personnel_moves: Table, move_judgements: Table, bans: Table, setting: Setting
) -> Table:
    """Every move, plan and vacancy from two years before to two after those of the window.

    Statements about rewards, reprisals and disciplinary sanctions are left out: they are
    no moves. Returns one row an entry, oldest first: move_id, date, kind, moved (someone's
    post changed), echelon, persons (officials, posts or applicants; missing: not published),
    ban (article, outside both bans, or date too coarse to say), permission (as published),
    countable_as (judged), rows.
    """
    table = personnel_moves.merge(move_judgements, on="move_id", validate="one_to_one")
    first = int(setting["window.start"][:4]) - YEARS
    last = int(setting["window.end"][:4]) + YEARS
    years = table.date.str[:4].astype(int)
    kept = table.kind.isin([*MOVES, *NO_MOVES]) & years.between(first, last)
    table = table[kept].reset_index(drop=True)
    if not len(table):
        raise Absent("the record holds no appointment or vacancy of these years")
    spans = {ban: (start, end) for ban, start, end in bans[["ban", "starts", "ends"]].to_numpy()}
    dated = pd.DataFrame(
        {
            "move_id": table.move_id,
            "date": table.date,
            "kind": table.kind,
            "moved": table.kind.isin(MOVES).astype("boolean"),
            "echelon": table.echelon,
            "persons": table.persons.astype("Int64"),
            "ban": [_ban(date, spans) for date in table.date],
            "permission": table.permission,
            "countable_as": table.countable_as,
            "rows": [
                rows_of("personnel_moves", [key]) + " " + rows_of("move_judgements", [key])
                for key in table.move_id
            ],
        }
    )
    oldest = dated.date.map(first_day).sort_values(kind="stable").index
    return dated.loc[oldest].reset_index(drop=True)


def moves_by_kind(dated_moves: Table, bans: Table) -> Table:
    """Entries of each kind inside and outside the bans.

    Returns one row a kind: kind, moved, entries, in_first_ban, in_second_ban (by their start),
    outside, undecided, without_number (entries), rows. Persons are not added up: the entries
    count officials, posts and applicants.
    """
    first, second = _two(bans)
    lines = []
    for kind in (*MOVES, *NO_MOVES):
        entries = dated_moves[dated_moves.kind == kind]
        lines.append(
            {
                "kind": kind,
                "moved": kind in MOVES,
                "entries": len(entries),
                "in_first_ban": int(entries.ban.eq(first).sum()),
                "in_second_ban": int(entries.ban.eq(second).sum()),
                "outside": int(entries.ban.eq(OUTSIDE).sum()),
                "undecided": int(entries.ban.eq(UNDECIDED).sum()),
                "without_number": int(entries.persons.isna().sum()),
                "rows": union(entries.rows),
            }
        )
    return pd.DataFrame(lines)


def career_counts(dated_moves: Table) -> Table:
    """What the moves may be counted as, by the study's judgement.

    Only moves count. A conversion by national policy has a line of its own and is in no
    other, even if it were judged a demotion.
    Returns one row a class, empty ones too: counted_as, entries, persons (published;
    missing if no entry has a number), without_number (entries), rows.
    """
    moves = dated_moves[dated_moves.moved.astype(bool)]
    counted_as = moves.countable_as.mask(moves.kind == CONVERSION, BY_POLICY)
    lines = []
    for name in COUNTED:
        entries = moves[counted_as == name]
        lines.append(
            {
                "counted_as": name,
                "entries": len(entries),
                "persons": _published(entries.persons),
                "without_number": int(entries.persons.isna().sum()),
                "rows": union(entries.rows),
            }
        )
    return pd.DataFrame(lines).astype({"persons": "Int64"})


def _published(persons: pd.Series) -> int | None:
    """The sum of the published numbers: none seen among some entries is no zero."""
    return None if len(persons) and persons.isna().all() else int(persons.sum())


def moves_in_bans(dated_moves: Table, bans: Table) -> Number:
    """Moves that fall into a ban, and whether approval is told of.

    Fields: moves, first and second (bans by their start), persons (published, of these),
    not_stated (of these, those on whose approval the pages are silent), not_acting (of these,
    those that are not acting appointments).
    """
    moves = dated_moves[dated_moves.moved.astype(bool)]
    first, second = _two(bans)
    inside = moves[moves.ban.isin([first, second])]
    silent = inside.permission.isna() | inside.permission.eq(NOT_STATED)
    return Number(
        values={
            "moves": len(moves),
            "first": int(inside.ban.eq(first).sum()),
            "second": int(inside.ban.eq(second).sum()),
            "persons": _published(inside.persons),
            "not_stated": int(silent.sum()),
            "not_acting": int(inside.kind.ne("acting appointment").sum()),
        },
        rows=tuple(union([*inside.rows, *bans.rows]).split()),
    )


def _two(bans: Table) -> tuple[str, str]:
    """The two bans by their start."""
    if len(bans) != 2:
        raise Absent("the table of legal periods does not hold exactly two bans")
    first, second = bans.sort_values("starts").ban
    return first, second


def _ban(date: str, spans: dict[str, tuple[str, str]]) -> str:
    """The ban that holds a date, if the date is exact enough to say."""
    first, last = first_day(date), last_day(date)
    for ban, (start, end) in spans.items():
        if start <= first and last <= end:
            return ban
    apart = all(last < start or end < first for start, end in spans.values())
    return OUTSIDE if apart else UNDECIDED
