"""The exchange and its rivals: what each would let one expect, and what the record shows.

Verdicts are judged and stand in tables of their own; here they are counted, not made.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods.dates import first_day, last_day
from .methods.tokens import union

VERDICTS = {
    "seen": "was_seen",
    "partly seen": "partly_seen",
    "not seen": "not_seen",
    "could not have been seen": "not_visible",
}
HIDDEN = "could not have been seen"
EXCHANGE = "exchange"
RECOMMENDED = ("recommended", "sanctioned")
WINDOW = "in the window"
MOVES = ("inauguration", "rotation", "acting appointment", "conversion")
RISES_OR_FALLS = ("promotion", "promotion in part", "demotion")


def observable_implications(implications: Table, event_judgements: Table) -> Table:
    """Every implication of every account, with what was seen of it.

    Returns one row an implication: implication_id, account, implication, also_expected_by,
    apart (it tells a rival from the exchange, or the exchange from every rival),
    observability, judged_as (the verdict), chapter, reason, origins (independent ones of the
    events it is judged by; zero where it is judged by none), rows.
    """
    rows = implications.evidence_rows.fillna("")
    others = implications.also_expected_by
    apart = others.isna() | (
        implications.account.ne(EXCHANGE) & ~others.fillna("").str.contains(EXCHANGE)
    )
    return pd.DataFrame(
        {
            **implications[["implication_id", "account", "implication"]],
            "also_expected_by": others.str.replace(";", "; "),
            "apart": apart,
            "observability": implications.observability,
            "judged_as": implications.verdict,
            **implications[["chapter", "reason"]],
            "origins": [len(_origins(cell, event_judgements)) for cell in rows],
            "rows": [
                f"implications:{key} {cell}".strip()
                for key, cell in zip(implications.implication_id, rows, strict=True)
            ],
        }
    )


def rival_verdicts(observable_implications: Table) -> Table:
    """The accounts by what was seen of what they would let one expect.

    Returns one row an account, in the order of the table: account, expectations, a column
    for each verdict, apart (those that tell it from the exchange, or the exchange from every
    rival), apart_was_seen, apart_partly_seen, apart_not_seen, apart_not_visible (these by
    verdict), rows.
    """
    lines = []
    for account, group in observable_implications.groupby("account", sort=False):
        apart = group[group.apart.astype(bool)]
        lines.append(
            {
                "account": account,
                "expectations": len(group),
                **{name: int(group.judged_as.eq(v).sum()) for v, name in VERDICTS.items()},
                "apart": len(apart),
                **{
                    f"apart_{name}": int(apart.judged_as.eq(v).sum())
                    for v, name in VERDICTS.items()
                },
                "rows": union(group.rows),
            }
        )
    if not lines:
        raise Absent("no account has an observable implication")
    return pd.DataFrame(lines)


def telling_implications(observable_implications: Table) -> Table:
    """The implications that tell an account from the exchange and that such a record could show.

    Returns the rows of observable_implications that stand apart and could have been seen.
    """
    table = observable_implications[_telling(observable_implications)]
    if table.empty:
        raise Absent("no implication tells an account from the exchange and could have been seen")
    return table.reset_index(drop=True)


def rivals_in_numbers(observable_implications: Table) -> Number:
    """All accounts together.

    Fields: accounts, expectations, was_seen, partly_seen, not_seen, not_visible (by verdict),
    apart (of observable_implications), telling (of these, such that a record like this
    could show them), telling_seen.
    """
    table = observable_implications
    telling = _telling(table)
    return Number(
        values={
            "accounts": table.account.nunique(),
            "expectations": len(table),
            **{name: int(table.judged_as.eq(verdict).sum()) for verdict, name in VERDICTS.items()},
            "apart": int(table.apart.sum()),
            "telling": int(telling.sum()),
            "telling_seen": int((telling & table.judged_as.eq("seen")).sum()),
        },
        rows=tuple(union(table.rows).split()),
    )


def other_side(
    cases: Table,
    case_judgements: Table,
    events: Table,
    exchange_acts: Table,
    personnel_moves: Table,
    move_judgements: Table,
    setting: Setting,
) -> Number:
    """What speaks against an exchange, as far as it can be counted.

    Cases are those of the regent election on which a recommendation was made. An undated
    incident counts from the day its case was opened, which is no earlier. The window is
    that of the ledger.
    Fields, each with what it is out of in ``.._of``: before_candidates (cases that happened
    before candidates were determined), moral_only (cases with a moral sanction),
    official_occasion (cases said to have been recorded during an official activity),
    executed (cases reported as sanctioned), individual_return (acts and sides in the window
    on the side of what officials got), judged_moves (moves in the window that can be
    counted as promotion or demotion).
    """
    table = cases.merge(case_judgements[["case_id", "standing"]], on="case_id")
    table = table[table.election.eq(setting["election.name"]) & table.standing.isin(RECOMMENDED)]
    happened = table.incident.fillna(table.opened).map(last_day)
    determined = events[events.stage == "determination"]
    acts = exchange_acts[exchange_acts.period == WINDOW]
    moves = personnel_moves.merge(move_judgements[["move_id", "countable_as"]], on="move_id")
    inside = moves.date.map(first_day).between(setting["window.start"], setting["window.end"])
    moves = moves[moves.kind.isin(MOVES) & inside]
    holds = {
        "before_candidates": happened < setting["dates.candidates_determined"],
        "moral_only": table.sanction_kind.str.startswith("moral sanction"),
        "official_occasion": table.action_type.str.contains("official activity"),
        "executed": table.standing == "sanctioned",
        "individual_return": acts.side == "got",
        "judged_moves": moves.countable_as.isin(RISES_OR_FALLS),
    }
    return Number(
        values={
            **{name: int(true.sum()) for name, true in holds.items()},
            **{f"{name}_of": len(true) for name, true in holds.items()},
        },
        rows=tuple(
            [
                *rows_of("cases", table.case_id).split(),
                *rows_of("case_judgements", table.case_id).split(),
                *rows_of("events", determined.event_id).split(),
                *rows_of("personnel_moves", moves.move_id).split(),
                *rows_of("move_judgements", moves.move_id).split(),
            ]
        ),
    )


def counter_evidence(counter_points: Table, other_side: Number, event_judgements: Table) -> Table:
    """What a reading of the record as an exchange has to live with.

    Returns one row a point: point_id, point, count and out_of (of other_side; missing where
    nothing can be counted), evidence (rows it is judged by), origins (independent origins
    of the events among them), open (what it leaves open), rows.
    """
    values = other_side.values
    cells = counter_points.evidence_rows
    return pd.DataFrame(
        {
            **counter_points[["point_id", "point"]],
            "count": [values.get(point) for point in counter_points.point_id],
            "out_of": [values.get(f"{point}_of") for point in counter_points.point_id],
            "evidence": [len(cell.split()) for cell in cells],
            "origins": [len(_origins(cell, event_judgements)) for cell in cells],
            "open": counter_points.open,
            "rows": [
                f"counter_points:{key} {cell}"
                for key, cell in zip(counter_points.point_id, cells, strict=True)
            ],
        }
    ).astype({"count": "Int64", "out_of": "Int64"})


def repeated_study(
    exceptions: Table, studies: Table, events: Table, personnel_moves: Table
) -> Table:
    """The study of this election whose abstract repeats another's, beside that other.

    Returns one row a study of the pair: study_id, year, title, finding, source_ids,
    entries (events and personnel entries that rest on the source of its own: none, if it
    is not used as evidence), rows.
    """
    of_studies = exceptions["rows"].map(
        lambda cell: {token.partition(":")[0] for token in cell.split()} == {"studies"}
    )
    if not of_studies.any():
        raise Absent("no exception is about studies that repeat each other")
    pair = exceptions[of_studies].iloc[0]
    named = [token.removeprefix("studies:") for token in pair["rows"].split()]
    table = studies[studies.study_id.isin(named)].reset_index(drop=True)
    if not len(table):
        raise Absent("the table of studies does not hold those that repeat each other")
    own = table.source_ids.str.split(";").str[0]
    cited = pd.concat([events.source_ids, personnel_moves.source_ids]).str.split(";").explode()
    return pd.DataFrame(
        {
            **table[["study_id", "year", "title", "finding"]],
            "source_id": own,
            "entries": [int(cited.eq(source).sum()) for source in own],
            "rows": [f"studies:{key} exceptions:{pair.exception_id}" for key in table.study_id],
        }
    )


def _telling(table: Table) -> pd.Series:
    """Which implications stand apart and could have been seen."""
    return table.apart.astype(bool) & table.judged_as.ne(HIDDEN)


def _origins(tokens: str, event_judgements: Table) -> set[str]:
    """Whose statements the events among some row tokens go back to."""
    names = [token.removeprefix("events:") for token in tokens.split()]
    return set(event_judgements.origin[event_judgements.event_id.isin(names)])
