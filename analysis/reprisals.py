"""Who says that careers were touched: statements and claims, each with its origin.

*Reprisal* is harm done or threatened by a patron to those who did not support. A
disciplinary sanction is a measure of the state and never stands in these tables as one.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Table, rows_of

from .methods.tokens import union

STATEMENTS = ("statement on sanction", "allegation reward reprisal")
REFUSERS = "what refusers suffered"
GROUP = "SA"  # reprisals: harm to those who do not support
THREAT = "SA4"  # announced or expected, not carried out


def career_statements(
    personnel_moves: Table, move_judgements: Table, same_fact: Table, event_judgements: Table
) -> Table:
    """What was said about the careers of officials, and by whom.

    The origin is that of the event which tells the same fact.
    Returns one row a statement: move_id, date, event_id, exchange_side, standing, origin,
    origin_kind, description, rows.
    """
    told = personnel_moves[personnel_moves.kind.isin(STATEMENTS)]
    table = (
        told.merge(move_judgements, on="move_id", validate="one_to_one")
        .merge(same_fact, left_on="move_id", right_on="segment_id", validate="one_to_one")
        .merge(event_judgements, left_on="same_as", right_on="event_id", validate="one_to_one")
    )
    if not len(table):
        raise Absent("the record holds no statement on the careers of officials")
    return pd.DataFrame(
        {
            "move_id": table.move_id,
            "date": table.date,
            "event_id": table.event_id,
            "exchange_side": table.exchange_side,
            "standing": table.standing,
            "origin": table.origin,
            "origin_kind": table.origin_kind,
            "description": table.description,
            "rows": [
                f"personnel_moves:{move} move_judgements:{move} event_judgements:{event}"
                for move, event in zip(table.move_id, table.event_id, strict=True)
            ],
        }
    ).sort_values("date", ignore_index=True)


def reprisal_claims(
    codings: Table,
    codes: Table,
    move_judgements: Table,
    same_fact: Table,
    events: Table,
    event_judgements: Table,
) -> Table:
    """Every fact read as a reprisal, carried out or threatened: by a pass of the coder
    (a code of the group of reprisals) or by the study's judgement of a move.

    Segments that tell one fact are one line; a fact that no event tells is left out.
    Returns one row a fact: event_id, segments, codes,
    passes (of the coder), judged (by the study as what refusers suffered), standing,
    origin, origin_kind, description (as the event tells it), rows.
    """
    group = codes.loc[codes.parent_id == GROUP, "code_id"]
    coded = codings[codings.code_id.isin(group)]
    judged = move_judgements.loc[move_judgements.exchange_side == REFUSERS, "move_id"]
    told_events = set(events.event_id) & set(event_judgements.event_id)
    fact = dict(zip(same_fact.segment_id, same_fact.same_as, strict=True))
    segments = pd.Series(sorted({*coded.segment_id, *judged}), dtype="str")
    segments = segments[segments.map(lambda each: fact.get(each, each)).isin(told_events)]
    lines = []
    for event, told in segments.groupby(segments.map(lambda each: fact.get(each, each))):
        readings, moves = coded[coded.segment_id.isin(told)], judged[judged.isin(told)]
        known = event_judgements[event_judgements.event_id == event].iloc[0]
        description = events.loc[events.event_id == event, "description"].iloc[0]
        lines.append(
            {
                "event_id": event,
                "segments": ";".join(told),
                "codes": ";".join(sorted(set(readings.code_id))),
                "passes": readings.coder.nunique(),
                "judged": len(moves) > 0,
                "standing": known.standing,
                "origin": known.origin,
                "origin_kind": known.origin_kind,
                "description": description,
                "rows": union(
                    [
                        rows_of("events", [event]),
                        rows_of("event_judgements", [event]),
                        rows_of("codings", readings.coding_id),
                        rows_of("move_judgements", moves),
                    ]
                ),
            }
        )
    if not lines:
        raise Absent("no event of the record was read as a reprisal")
    return pd.DataFrame(lines)


def reprisal_origins(reprisal_claims: Table, event_judgements: Table) -> Number:
    """How few stand behind the claims of reprisals.

    Fields: facts, origins (of these), others (facts not told by the origin that tells most),
    carried_out (facts with a code other than that of a threat), told_events (events told by
    the same origins, reprisals or not).
    """
    origins = reprisal_claims.origin.unique()
    coded = reprisal_claims.codes.fillna("").map(lambda codes: {*codes.split(";")} - {"", THREAT})
    told = event_judgements[event_judgements.origin.isin(origins)]
    return Number(
        values={
            "facts": len(reprisal_claims),
            "origins": len(origins),
            "others": len(reprisal_claims) - int(reprisal_claims.origin.value_counts().max()),
            "carried_out": int(coded.map(bool).sum()),
            "told_events": len(told),
        },
        rows=tuple(
            union(
                [
                    *reprisal_claims.rows,
                    rows_of("events", told.event_id),
                    rows_of("event_judgements", told.event_id),
                ]
            ).split()
        ),
    )
