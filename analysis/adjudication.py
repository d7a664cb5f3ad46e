"""Where the two passes differ, what was decided, and what the codebook learns from it.

A decision changes no coding and no coefficient. It is the study's own, made by an automated
process of the kind that coded, and therefore no independent check.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from study.kinds import Absent, Number, Table, rows_of

from .methods.keys import followed

KEPT, ASIDE, RECODED = "kept", "set aside", "recoded"
DECISIONS = {"codes_kept": KEPT, "codes_aside": ASIDE, "codes_recoded": RECODED}
OPEN = "not decided"
NEW, CHANGED, BEFORE = "new code", "changed", "as before"
WORDED = {
    "name_en": "name",
    "definition_en": "definition",
    "include_when": "include_when",
    "exclude_when": "exclude_when",
}


def coding_disagreements(
    codings: Table, segments: Table, codes: Table, adjudications: Table | None
) -> Table:
    """The disagreement log: every segment and code that one pass gave and the other did not.

    Returns one row each: entry (``segment.code``), segment_id, code_id, meaning, given_by,
    pass_sure (sure or unsure), codes_a, codes_b (all codes of each pass, a dash for none),
    decision, recoded_to, ground, reason (of the decision; *not decided* without one),
    segment_text, rows.
    """
    read = codings.groupby("segment_id").coder.nunique()
    given = codings[codings.code_id.notna() & codings.segment_id.isin(read.index[read == 2])]
    passes = given.groupby(["segment_id", "code_id"]).coder.transform("nunique")
    alone = given[passes == 1].sort_values(["segment_id", "code_id"])
    if alone.empty:
        raise Absent("the passes differ on no segment")
    names = dict(zip(codes.code_id, codes.name_en, strict=True))
    texts = dict(zip(segments.segment_id, segments.text, strict=True))
    decided = {} if adjudications is None else _decided(adjudications)
    sets = given.groupby(["segment_id", "coder"]).code_id.agg(lambda c: "; ".join(sorted(c)))
    lines = []
    row: Any
    for row in alone.itertuples():
        decision = decided.get((row.segment_id, row.code_id), {"decision": OPEN})
        key = decision.get("adjudication_id")
        lines.append(
            {
                "entry": f"{row.segment_id}.{row.code_id}",
                "segment_id": row.segment_id,
                "code_id": row.code_id,
                "meaning": names.get(row.code_id),
                "given_by": row.coder,
                "pass_sure": row.certainty,
                "codes_a": sets.get((row.segment_id, "pass a"), "–"),
                "codes_b": sets.get((row.segment_id, "pass b"), "–"),
                "decision": decision["decision"],
                "recoded_to": decision.get("recoded_to"),
                "ground": decision.get("ground"),
                "reason": decision.get("reason"),
                "segment_text": texts.get(row.segment_id),
                "rows": " ".join(
                    filter(
                        None,
                        (
                            rows_of("segments", {row.segment_id} & texts.keys()),
                            f"codings:{row.coding_id}",
                            rows_of("adjudications", [key] if key else []),
                        ),
                    )
                ),
            }
        )
    return pd.DataFrame(lines)


def adjudication_counts(
    coding_disagreements: Table, same_fact: Table, event_judgements: Table
) -> Number:
    """The decisions counted.

    Fields: entries (segment and code), segments, facts, origins (independent ones),
    codes_kept, codes_aside, codes_recoded, not_decided; kept_a, kept_b (of the codes each pass
    gave alone), only_a, only_b, in_doubt (codes their pass was unsure of), kept_origins.
    """
    log = coding_disagreements
    same = dict(zip(same_fact.segment_id, same_fact.same_as, strict=True))
    fact = {segment: followed(segment, same) for segment in log.segment_id}
    known = dict(zip(event_judgements.event_id, event_judgements.origin, strict=True))
    origin = log.segment_id.map(lambda s: known.get(s, known.get(fact[s])))
    count = log.decision.value_counts()
    kept, by_a = log.decision == KEPT, log.given_by == "pass a"
    tokens = dict.fromkeys(" ".join(log.rows).split())
    return Number(
        values={
            "entries": len(log),
            "segments": log.segment_id.nunique(),
            "facts": len(set(fact.values())),
            "origins": origin.nunique(),
            **{name: int(count.get(each, 0)) for name, each in DECISIONS.items()},
            "not_decided": int(count.get(OPEN, 0)),
            "kept_a": int((kept & by_a).sum()),
            "kept_b": int((kept & ~by_a).sum()),
            "only_a": int(by_a.sum()),
            "only_b": int((~by_a).sum()),
            "in_doubt": int(log.pass_sure.eq("unsure").sum()),
            "kept_origins": origin[kept].nunique(),
        },
        rows=tuple(tokens),
    )


def adjudicated_codes(
    codings: Table,
    codes: Table,
    coding_disagreements: Table,
    same_fact: Table,
    event_judgements: Table,
) -> Table:
    """How often each code stands after the decisions, beside what both passes gave.

    Returns one row a code that either pass gave: code_id, meaning, both (segments with it in
    both passes), codes_kept, codes_aside, codes_recoded (of those one pass gave), stands
    (segments with the code after the decisions), facts, origins (of these segments), rows.
    """
    read = codings.groupby("segment_id").coder.nunique()
    given = codings[codings.code_id.notna() & codings.segment_id.isin(read.index[read == 2])]
    passes = given.groupby(["segment_id", "code_id"]).coder.nunique().reset_index()
    log = coding_disagreements
    names = dict(zip(codes.code_id, codes.name_en, strict=True))
    same = dict(zip(same_fact.segment_id, same_fact.same_as, strict=True))
    known = dict(zip(event_judgements.event_id, event_judgements.origin, strict=True))
    moved = log[log.decision == RECODED]
    entry = given.segment_id + "." + given.code_id
    lines = []
    for code in sorted({*passes.code_id, *moved.recoded_to.dropna()}):
        both = passes.segment_id[passes.code_id.eq(code) & passes.coder.eq(2)]
        own = log[log.code_id == code]
        stands = sorted(
            {*both, *own.segment_id[own.decision == KEPT]}
            | set(moved.segment_id[moved.recoded_to == code])
        )
        here = moved.entry[moved.recoded_to == code]
        used = given[given.code_id.eq(code) | entry.isin(here)]
        facts = {followed(segment, same) for segment in stands}
        origins = {known.get(s, known.get(followed(s, same))) for s in stands} - {None}
        lines.append(
            {
                "code_id": code,
                "meaning": names.get(code),
                "both": len(both),
                **{name: int(own.decision.eq(each).sum()) for name, each in DECISIONS.items()},
                "stands": len(stands),
                "facts": len(facts),
                "origins": len(origins),
                "rows": " ".join(
                    filter(
                        None,
                        (
                            rows_of("codes", [code] if code in names else []),
                            rows_of("codings", used.coding_id),
                            rows_of("segments", sorted(set(used.segment_id))),
                        ),
                    )
                ),
            }
        )
    return pd.DataFrame(lines)


def codebook_second(codes: Table, codebook_changes: Table) -> Table:
    """The second version of the codebook: the first with its changes. Nothing is coded with it.

    Returns one row a code or group, in the order of the groups: code_id, group, name,
    definition, include_when, exclude_when (in English), change (new code, changed, as before),
    worded (columns worded anew, the Indonesian ones among them), reason, rows. Raises Absent
    if a change expects other words than the first version has.
    """
    first = codes.set_index("code_id")
    changes = {code: part for code, part in codebook_changes.groupby("code_id", sort=False)}
    groups = [code for code in codes.code_id if code not in set(codes.code_id[codes.codable])]
    order = [*codes.code_id, *(code for code in changes if code not in first.index)]
    # codes of a group stand together, new ones after those that stand
    order.sort(key=lambda code: groups.index(code[:2]) if code[:2] in groups else len(groups))
    lines = []
    for code in order:
        part = changes.get(code)
        words = {f: first.at[code, f] if code in first.index else None for f in WORDED}
        if part is not None:
            words |= _reworded(code, part, first)
        lines.append(
            {
                "code_id": code,
                "group": code[:2],
                **{label: words[column] for column, label in WORDED.items()},
                "change": BEFORE if part is None else part.change.iloc[0],
                "worded": 0 if part is None else len(part),
                "reason": None if part is None else part.reason.iloc[0],
                "rows": " ".join(
                    filter(
                        None,
                        (
                            rows_of("codes", [code] if code in first.index else []),
                            "" if part is None else rows_of("codebook_changes", part.change_id),
                        ),
                    )
                ),
            }
        )
    return pd.DataFrame(lines)


def codebook_change_counts(codebook_second: Table) -> Number:
    """The second version in numbers: codes (and groups), new_codes, changed, as_before, worded."""
    count = codebook_second.change.value_counts()
    return Number(
        values={
            "codes": len(codebook_second),
            "new_codes": int(count.get(NEW, 0)),
            "changed": int(count.get(CHANGED, 0)),
            "as_before": int(count.get(BEFORE, 0)),
            "worded": int(codebook_second.worded.sum()),
        },
        rows=tuple(dict.fromkeys(" ".join(codebook_second.rows).split())),
    )


def _decided(adjudications: Table) -> dict[tuple[str, str], Mapping[Any, Any]]:
    """Decisions by segment and code."""
    rows = adjudications.astype("object").where(adjudications.notna(), None).to_dict("records")
    return {(row["segment_id"], row["code_id"]): row for row in rows}


def _reworded(code: str, part: Table, first: Table) -> dict[str, str]:
    """New words by column, checked against what they replace."""
    found = {}
    row: Any
    for row in part.itertuples():
        if row.change == CHANGED:
            old = first.at[code, row.field] if code in first.index else None
            if old is None or (row.old if isinstance(row.old, str) else "") != (
                old if isinstance(old, str) else ""
            ):
                raise Absent(f"{row.change_id} expects other words of {code} than the codebook has")
        if row.field in WORDED:
            found[row.field] = row.new
    return found
