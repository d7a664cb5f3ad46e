"""The exchange ledger: what officials gave, got and suffered, by how far it got and who says so.

An *act* is a case, with everything the record tells of it, or an event that belongs to none.
Its side comes from the two passes of coding, its standing and origin from the judgements on
events and cases. A *disciplinary sanction* is a measure of the state and never a reprisal: a
code for reprisals on a case taken up by an institution, or on an event whose standing is that
of a disciplinary sanction, is not counted.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods.dates import first_day
from .methods.keys import followed
from .methods.tokens import union

PERIODS = ("before the window", "in the window", "after the window")
BEFORE, WINDOW, AFTER = PERIODS
# Groups of the codebook, in the order of the exchange.
SIDES = {"CP": "gave", "PC": "got", "SA": "suffered"}
STANDINGS = ("statement", "alleged", "found", "recommended", "sanctioned", "adjudicated")
TAKEN_UP = ("found", "recommended", "sanctioned", "adjudicated")
MEASURES = ("recommended", "sanctioned")
ORIGIN_KINDS = (
    "election supervisor",
    "state institution",
    "regency government",
    "candidate side",
    "press",
    "opinion",
)
CARRIED_OUT = ("SA1", "SA2", "SA3")
NO_OFFICIAL = "not civil servants"
PASSES = ("pass a", "pass b")
BOTH, ONE = "both passes", "one pass"


def exchange_acts(
    codings: Table,
    same_fact: Table,
    event_case: Table,
    cases: Table,
    case_judgements: Table,
    events: Table,
    event_judgements: Table,
    setting: Setting,
) -> Table:
    """Every act that a pass put on a side of the exchange, each act once a side.

    Segments that state one fact (same_fact) are one, and so are the segments of a case. The
    date is that of the incident, or of the first event where the incident is undated; a
    date given to the month, the year or a span counts from its first day. A case has the
    furthest standing it reached; any other act the standing of its event. The origins are
    those of the segments that were coded. *both passes*: both put one and the same segment
    on that side.
    Returns one row an act and side: id (``act.side``), act (case_id or event_id), side,
    used_by (both passes, one pass), codes, doubt (both passes sure of a code of one
    segment, or not), segments (coded on that side), date, period, standing, actors,
    origin_names, origin_kinds (joined by ``;``), rows. Raises Absent for an entry of
    personnel_moves coded on a side without an event that states the same fact, for it has
    neither standing nor origin.
    """
    sided = _sided(codings, same_fact, event_case)
    sided = sided[~_disciplinary(sided, case_judgements, event_judgements)]
    moves = sided.event_id[~sided.event_id.isin(events.event_id)]
    if len(moves):
        raise Absent(f"{moves.iloc[0]} is coded on a side of the exchange without an event")
    told = sided.merge(events[["event_id", "date", "actor_class"]], on="event_id").merge(
        event_judgements[["event_id", "standing", "origin", "origin_kind"]], on="event_id"
    )
    known = cases.merge(case_judgements[["case_id", "standing"]], on="case_id").set_index("case_id")
    groups = told.sort_values(["act", "side", "segment_id", "coding_id"]).groupby(["act", "side"])
    lines = [_act(str(act), str(side), group, known, setting) for (act, side), group in groups]
    if not lines:
        raise Absent("no coding puts a dated event of the record on a side of the exchange")
    return pd.DataFrame(lines)


def exchange_ledger(exchange_acts: Table) -> Table:
    """The ledger of the window, every side by every standing, empty cells with a zero.

    Acts dated in the window of the study.
    Returns one row a side and standing: entry (``side.standing``), side, standing, acts
    (both passes), one_pass (the same in brackets: acts that one pass alone put there), a
    column ``from_..`` for each kind of origin (acts of both passes that go back to it; an act with
    two kinds counts in both), origins (independent ones), origin_names, rows.
    """
    acts = exchange_acts[exchange_acts.period == WINDOW]
    lines = []
    for side in SIDES.values():
        for standing in STANDINGS:
            cell = acts[acts.side.eq(side) & acts.standing.eq(standing)]
            lines.append(
                {"entry": f"{side}.{standing}", "side": side, "standing": standing, **_cell(cell)}
            )
    return pd.DataFrame(lines)


def exchange_outside(exchange_acts: Table) -> Table:
    """Acts coded on a side but dated before or after the window, never added to the ledger.

    Returns one row a period and side: entry, period, side and the counts of exchange_ledger.
    """
    lines = []
    for period in (BEFORE, AFTER):
        for side in SIDES.values():
            cell = exchange_acts[exchange_acts.period.eq(period) & exchange_acts.side.eq(side)]
            lines.append(
                {"entry": f"{period}.{side}", "period": period, "side": side, **_cell(cell)}
            )
    return pd.DataFrame(lines)


def exchange_totals(exchange_acts: Table) -> Number:
    """The ledger in a few numbers, all of the window.

    Fields: gave, got, suffered (acts by both passes), one_pass (act and side by one pass
    alone), taken_up (acts of gave that an institution took up), alleged (of gave), doubtful
    (entries of both passes without a segment on which both were sure), entries (act and
    side), origins, no_official (acts of gave without a civil servant).
    """
    acts = exchange_acts[exchange_acts.period == WINDOW]
    both = acts[acts.used_by == BOTH]
    gave = both[both.side == "gave"]
    return Number(
        values={
            **{side: int(both.side.eq(side).sum()) for side in SIDES.values()},
            "one_pass": int(acts.used_by.eq(ONE).sum()),
            "taken_up": int(gave.standing.isin(TAKEN_UP).sum()),
            "alleged": int(gave.standing.eq("alleged").sum()),
            "doubtful": int(both.doubt.ne("sure").sum()),
            "entries": len(acts),
            "origins": len(_names(both.origin_names)),
            "no_official": int(gave.actors.eq(NO_OFFICIAL).sum()),
        },
        rows=tuple(union(acts.rows).split()),
    )


def ledger_reprisals(
    exchange_acts: Table,
    codings: Table,
    same_fact: Table,
    event_case: Table,
    case_judgements: Table,
    event_judgements: Table,
) -> Number:
    """Reprisals in the whole record, by both passes or one, and whose word each rests on.

    Fields: acts, segments, carried_out (acts
    with a code for a reprisal that was carried out), threatened (the others), origins
    (independent ones), origin (their names), origin_kind, refused (codes for reprisals that
    stand on a measure of the state and are not counted).
    """
    acts = exchange_acts[exchange_acts.side == "suffered"]
    done = acts.codes.str.contains("|".join(CARRIED_OUT), regex=True)
    sided = _sided(codings, same_fact, event_case)
    refused = sided[_disciplinary(sided, case_judgements, event_judgements)]
    return Number(
        values={
            "acts": len(acts),
            "segments": int(acts.segments.sum()),
            "carried_out": int(done.sum()),
            "threatened": int((~done).sum()),
            "origins": len(_names(acts.origin_names)),
            "origin": "; ".join(_names(acts.origin_names)) or None,
            "origin_kind": "; ".join(_names(acts.origin_kinds)) or None,
            "refused": refused.coding_id.nunique(),
        },
        rows=tuple(union(acts.rows).split()),
    )


def not_coded(
    segments: Table,
    codings: Table,
    same_fact: Table,
    events: Table,
    personnel_moves: Table,
    setting: Setting,
) -> Table:
    """Segments that not both passes have read, by period: they are in no cell of the ledger.

    Returns one row a period: period, segments, repeats (of these, segments that state a
    fact that another segment states too), rows.
    """
    read = codings.groupby("segment_id").coder.nunique()
    left = segments[~segments.segment_id.isin(read.index[read == len(PASSES)])]
    dates = {
        **dict(zip(events.event_id, events.date, strict=True)),
        **dict(zip(personnel_moves.move_id, personnel_moves.date, strict=True)),
    }
    periods = left.segment_id.map(dates).map(
        lambda date: _period(date, setting), na_action="ignore"
    )
    lines = []
    for period in PERIODS:
        names = left.segment_id[periods == period]
        lines.append(
            {
                "period": period,
                "segments": len(names),
                "repeats": int(names.isin(same_fact.segment_id).sum()),
                "rows": rows_of("segments", names),
            }
        )
    return pd.DataFrame(lines)


def _sided(codings: Table, same_fact: Table, event_case: Table) -> Table:
    """Codings on a side of the exchange, with the event and the act they speak of.

    A segment of several cases speaks of each of them.
    """
    same = dict(zip(same_fact.segment_id, same_fact.same_as, strict=True))
    side = codings.code_id.str[:2].map(SIDES)
    table = codings.assign(side=side)[side.notna()].reset_index(drop=True)
    first = table.segment_id.map(lambda segment: followed(segment, same))
    own = table.segment_id.str.startswith("E")
    table = table.assign(event_id=table.segment_id.where(own, first))
    by_event = event_case.groupby("event_id").case_id.agg(list).to_dict()
    act = [
        by_event.get(segment) or by_event.get(fact) or [fact]
        for segment, fact in zip(table.segment_id, first, strict=True)
    ]
    return table.assign(act=pd.Series(act, dtype="object")).explode("act", ignore_index=True)


def _disciplinary(sided: Table, case_judgements: Table, event_judgements: Table) -> pd.Series:
    """Which codes for reprisals stand on a measure of the state."""
    cases = case_judgements.case_id[case_judgements.standing.isin(TAKEN_UP)]
    measures = event_judgements.event_id[event_judgements.standing.isin(MEASURES)]
    on_measure = sided.act.isin(cases) | sided.event_id.isin(measures)
    return sided.side.eq("suffered") & on_measure


def _act(act: str, side: str, told: Table, known: Table, setting: Setting) -> dict[str, object]:
    """One act on one side, from its codings."""
    case = known.loc[act] if act in known.index else None
    passes = told.groupby("segment_id").coder.nunique()
    sure = told[told.certainty == "sure"].groupby("segment_id").coder.nunique()
    dates = sorted(told.date, key=first_day)
    dated = case is not None and isinstance(case.incident, str)
    date = str(case.incident) if case is not None and dated else dates[0]
    cells = [
        rows_of("cases", [act] if case is not None else []),
        rows_of("case_judgements", [act] if case is not None else []),
        rows_of("events", told.event_id.unique()),
        rows_of("event_judgements", told.event_id.unique()),
        rows_of("codings", told.coding_id),
    ]
    return {
        "id": f"{act}.{side}",
        "act": act,
        "side": side,
        "used_by": BOTH if (passes == len(PASSES)).any() else ONE,
        "codes": "; ".join(sorted(told.code_id.unique())),
        "doubt": "sure" if (sure == len(PASSES)).any() else "unsure",
        "segments": told.segment_id.nunique(),
        "date": date,
        "period": _period(date, setting),
        "standing": told.standing.iloc[0] if case is None else case.standing,
        "actors": told.actor_class.iloc[0] if case is None else case.position_class,
        "origin_names": ";".join(_names(told.origin)),
        "origin_kinds": ";".join(_names(told.origin_kind)),
        "rows": union(cells),
    }


def _cell(acts: Table) -> dict[str, object]:
    """The counts of one cell of a ledger."""
    both = acts[acts.used_by == BOTH]
    alone = int(acts.used_by.eq(ONE).sum())
    kinds = [set(kinds.split(";")) for kinds in both.origin_kinds]
    return {
        "acts": len(both),
        "one_pass": f"[{alone}]",
        **{_column(kind): sum(kind in found for found in kinds) for kind in ORIGIN_KINDS},
        "origins": len(_names(both.origin_names)),
        "origin_names": "; ".join(_names(both.origin_names)) or None,
        "rows": union(acts.rows),
    }


def _column(kind: str) -> str:
    """The column of a kind of origin: ``from_election_supervisor``."""
    return f"from_{kind.replace(' ', '_')}"


def _names(cells: pd.Series) -> list[str]:
    """Every name in some cells of names joined by ``;``, each once, in order."""
    return sorted({name for cell in cells for name in cell.split(";")})


def _period(date: str, setting: Setting) -> str:
    """Where a date lies, by its first day."""
    day = first_day(date)
    if day < setting["window.start"]:
        return BEFORE
    return AFTER if day > setting["window.end"] else WINDOW
