"""How stable is the reading? The two passes of one automated coder, compared.

The segments are those with a row in both passes. What is compared is a coder with itself: the
coefficients tell nothing of what two people would do, nor whether a code is right.

A *fact* is a segment, or all segments that state one fact (`same_fact`); counted once, it is the
segment the others repeat. A *document* is a set of segments that share a source or a fact; the
intervals draw documents. The *origin* is the body or person an event goes back to; an entry of
personnel_moves has the origin of the event it repeats, or none that was judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.kinds import Absent, Number, Table, rows_of

from .methods.agreement import cohen_kappa
from .methods.keys import followed
from .methods.readings import (
    NEVER,
    Reading,
    chance_by_code,
    measures,
    of_presence,
    presence,
    reading,
    told,
    within,
)
from .methods.redrawn import SAME, UNDEFINED, linked

A, B = "pass a", "pass b"
NOT_JUDGED = "not judged"
BOTH, ONE = "both passes", "one pass"
RARE, CONSTANT = "too rare", "constant"


def repeat_agreement(codings: Table, segments: Table, codes: Table, same_fact: Table) -> Table:
    """Agreement of the two passes over all segments that both read, every coefficient.

    Returns one row a measure and coefficient: entry, measure (what is compared), coefficient,
    value, ci_low, ci_high (95 %, documents drawn with replacement), once (the value with each fact
    counted once), segments, facts, documents, lacking (why a value or interval is missing).
    """
    ground = _ground(codings, segments, same_fact)
    known = _codable(codes)
    facts = within(ground.first, ground.second, ground.facts, known)
    lines = []
    for measure, name, summed, owners in measures(ground.first, ground.second, ground.units, known):
        once = facts.get((measure, name))
        lines.append(
            {
                "entry": f"{measure}.{name}".replace(" ", "_"),
                "measure": measure,
                "coefficient": name,
                **told(summed, owners, ground.documents),
                "once": once.value if once else None,
                "segments": len(ground.units),
                "facts": len(ground.facts),
                "documents": len(set(ground.documents.values())),
            }
        )
    return pd.DataFrame(lines)


def repeat_agreement_by_code(
    codings: Table, segments: Table, codes: Table, same_fact: Table, event_judgements: Table
) -> Table:
    """Agreement of the two passes on each code of the codebook.

    Returns one row a code: code_id, meaning, both, only_a, only_b, no_pass (segments), facts and
    origins (of the segments either pass gave it), percent, cohen_kappa, ci_low, ci_high (of kappa),
    gwet_ac1, krippendorff_alpha, lacking (never used; or why a value or the interval is
    missing: *too rare* where too many resamples have no value, *constant* where all have the
    same), rows.
    """
    ground = _ground(codings, segments, same_fact)
    origins = _origins(ground, event_judgements)
    names = dict(zip(codes.code_id, codes.name_en, strict=True))
    given = codings[codings.code_id.notna()]
    lines = []
    for code in _codable(codes):
        pairs = presence(ground.first, ground.second, ground.units, [code])
        by_a, by_b = pairs.T
        either = [
            unit for unit, given_it in zip(ground.units, by_a | by_b, strict=True) if given_it
        ]
        used = given[given.code_id.eq(code) & given.segment_id.isin(ground.units)]
        lines.append(
            {
                "code_id": code,
                "meaning": names[code],
                "both": int((by_a & by_b).sum()),
                "only_a": int((by_a & ~by_b).sum()),
                "only_b": int((by_b & ~by_a).sum()),
                "no_pass": len(pairs) - len(either),
                "facts": len({ground.fact[unit] for unit in either}),
                "origins": _count(origins, either),
                **_of_code(pairs, ground),
                "rows": " ".join(
                    filter(
                        None,
                        (
                            f"codes:{code}",
                            rows_of("codings", used.coding_id),
                            rows_of("segments", either),
                        ),
                    )
                ),
            }
        )
    if not lines:
        raise Absent("the codebook holds no code that can be given")
    return pd.DataFrame(lines)


def repeat_agreement_by_origin(
    codings: Table, segments: Table, same_fact: Table, event_judgements: Table
) -> Table:
    """How often the passes agree, by the kind of origin the segments go back to.

    Returns one row a kind of origin: origin_kind, origins (independent ones), segments, facts,
    same_set (segments with the same codes in both passes), same_share (of the segments),
    codes_both, codes_one (segment and code, given by both or by one pass), rows. An entry of
    personnel_moves that repeats no event has no origin that was judged.
    """
    ground = _ground(codings, segments, same_fact)
    kinds = dict(zip(event_judgements.event_id, event_judgements.origin_kind, strict=True))
    origins = _origins(ground, event_judgements)
    of_unit = {u: kinds.get(u, kinds.get(ground.fact[u], NOT_JUDGED)) for u in ground.units}
    lines = []
    for kind in sorted(set(of_unit.values()), key=lambda k: (k == NOT_JUDGED, k)):
        units = [unit for unit in ground.units if of_unit[unit] == kind]
        pairs = [(ground.first.codes[unit], ground.second.codes[unit]) for unit in units]
        same = sum(a == b for a, b in pairs)
        lines.append(
            {
                "origin_kind": kind,
                "origins": _count(origins, units),
                "segments": len(units),
                "facts": len({ground.fact[unit] for unit in units}),
                "same_set": same,
                "same_share": same / len(units),
                "codes_both": sum(len(a & b) for a, b in pairs),
                "codes_one": sum(len(a ^ b) for a, b in pairs),
                "rows": rows_of("segments", units),
            }
        )
    return pd.DataFrame(lines)


def repeat_agreement_counts(
    codings: Table, segments: Table, same_fact: Table, event_judgements: Table
) -> Number:
    """What the two passes have in common, in a few numbers.

    Fields: segments (read by both), facts, documents, largest_document (segments), origins,
    no_origin (segments whose origin was not judged), codes_both, codes_one (segment and
    code), differ (segments with a code of one pass alone), differ_facts, differ_origins,
    empty_both (segments without a code in both), certainty_differs, both_unsure (of
    codes_both: certainty not the same; unsure in both), passages_differ, passages_apart (of
    codes_both: not the same words; no word shared), largest_code, largest_both (the code both
    gave most often, and on how many segments); over the codes that either gave, kappa_pooled (as
    in repeat_agreement), kappa_without_largest (without that code) and kappa_by_code (chance
    taken code by code); None where not defined.
    """
    ground = _ground(codings, segments, same_fact)
    origins = _origins(ground, event_judgements)
    given = codings[codings.code_id.notna() & codings.segment_id.isin(ground.units)]
    sides = [given[given.coder == coder] for coder in (A, B)]
    both = sides[0].merge(sides[1], on=["segment_id", "code_id"], suffixes=("_a", "_b"))
    pairs = {u: (ground.first.codes[u], ground.second.codes[u]) for u in ground.units}
    differ = [unit for unit, (a, b) in pairs.items() if a != b]
    sizes = pd.Series(list(ground.documents.values())).value_counts()
    same_passage = both.start_a.eq(both.start_b) & both.end_a.eq(both.end_b)
    touch = both.start_a.lt(both.end_b) & both.start_b.lt(both.end_a)
    unsure = both.certainty_a.eq("unsure") & both.certainty_b.eq("unsure")
    often = both.code_id.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    largest = None if often.empty else str(often.index[0])
    codes = sorted(set(given.code_id))
    fewer = [code for code in codes if code != largest]
    return Number(
        values={
            "segments": len(ground.units),
            "facts": len(ground.facts),
            "documents": len(sizes),
            "largest_document": int(sizes.max()),
            "origins": _count(origins, ground.units),
            "no_origin": sum(unit not in origins for unit in ground.units),
            "codes_both": sum(len(a & b) for a, b in pairs.values()),
            "codes_one": sum(len(a ^ b) for a, b in pairs.values()),
            "differ": len(differ),
            "differ_facts": len({ground.fact[unit] for unit in differ}),
            "differ_origins": _count(origins, differ),
            "empty_both": sum(not (a or b) for a, b in pairs.values()),
            "certainty_differs": int(both.certainty_a.ne(both.certainty_b).sum()),
            "both_unsure": int(unsure.sum()),
            "passages_differ": int((~same_passage.fillna(False)).sum()),
            "passages_apart": int((~touch.fillna(True)).sum()),
            "largest_code": largest,
            "largest_both": 0 if often.empty else int(often.iloc[0]),
            "kappa_pooled": _pooled(ground, codes),
            "kappa_without_largest": _pooled(ground, fewer),
            "kappa_by_code": chance_by_code(ground.first, ground.second, ground.units, codes).value,
        },
        rows=(
            *rows_of("segments", ground.units).split(),
            *rows_of("codings", given.coding_id).split(),
        ),
    )


def human_agreement(
    human_codings: Table | None, codings: Table, segments: Table, codes: Table, same_fact: Table
) -> Table:
    """Agreement of each person who coded with each pass and each other person.

    Returns one row a pair of coders, measure and coefficient: entry, pair, and the columns of
    repeat_agreement, over the segments both read. Raises Absent until a person has coded.
    """
    if human_codings is None or human_codings.empty:
        raise Absent("no person has coded a segment yet")
    columns = ["coder", "segment_id", "code_id", "start", "end"]
    given = pd.concat([codings[columns], human_codings[columns]], ignore_index=True)
    people = sorted(set(human_codings.coder))
    pairs = [(one, two) for at, two in enumerate(people) for one in (A, B, *people[:at])]
    known = _codable(codes)
    lines = []
    for one, two in pairs:
        units = sorted(_read(given, one) & _read(given, two))
        if not units:
            continue
        ground = _ground(given, segments, same_fact, (one, two))
        facts = within(ground.first, ground.second, ground.facts, known)
        for measure, name, summed, owners in measures(
            ground.first, ground.second, ground.units, known
        ):
            once = facts.get((measure, name))
            lines.append(
                {
                    "entry": f"{one}.{two}.{measure}.{name}".replace(" ", "_"),
                    "pair": f"{one}, {two}",
                    "measure": measure,
                    "coefficient": name,
                    **told(summed, owners, ground.documents),
                    "once": once.value if once else None,
                    "segments": len(ground.units),
                    "facts": len(ground.facts),
                    "documents": len(set(ground.documents.values())),
                }
            )
    if not lines:
        raise Absent("no segment was read by a person and by anyone else")
    return pd.DataFrame(lines)


@dataclass(frozen=True)
class _Ground:
    """Two readings of the segments both read.

    units: the segments; facts: those left with each fact once; fact: of each segment, the
    segment that states its fact; documents: of each segment, the number of its document.
    """

    first: Reading
    second: Reading
    units: list[str]
    facts: list[str]
    fact: Mapping[str, str]
    documents: Mapping[str, int]


def _ground(
    codings: Table, segments: Table, same_fact: Table, coders: tuple[str, str] = (A, B)
) -> _Ground:
    """Raises Absent if no segment was read by both."""
    read = _read(codings, coders[0]) & _read(codings, coders[1])
    texts = segments[segments.segment_id.isin(read)]
    units = texts.segment_id.tolist()
    if not units:
        raise Absent("no segment has a row in both readings")
    repeats = dict(zip(same_fact.segment_id, same_fact.same_as, strict=True))
    fact = {unit: followed(unit, repeats) for unit in units}
    kept: dict[str, str] = {}
    for unit in units:  # the segment that is repeated stands for its fact, if it was read
        if unit == fact[unit] or fact[unit] not in kept:
            kept[fact[unit]] = unit
    marks = zip(units, texts.source_ids.str.split(";"), strict=True)
    number = linked([[("fact", fact[unit]), *sources] for unit, sources in marks])
    rows = codings.rename(columns={"segment_id": "unit", "code_id": "code"})
    rows = rows[rows.unit.isin(units)]
    one, two = (reading(rows[rows.coder == coder]) for coder in coders)
    documents = dict(zip(units, number, strict=True))
    facts = [unit for unit in units if unit in set(kept.values())]
    return _Ground(one, two, units, facts, fact, documents)


def _read(codings: Table, coder: str) -> set[str]:
    return set(codings.segment_id[codings.coder == coder])


def _codable(codes: Table) -> list[str]:
    return codes.code_id[codes.codable.astype(bool)].tolist()


def _origins(ground: _Ground, event_judgements: Table) -> dict[str, str]:
    """Origin of each segment whose event, or the event it repeats, was judged."""
    known = dict(zip(event_judgements.event_id, event_judgements.origin, strict=True))
    found = {unit: known.get(unit, known.get(ground.fact[unit])) for unit in ground.units}
    return {unit: origin for unit, origin in found.items() if isinstance(origin, str)}


def _count(origins: Mapping[str, str], units: list[str]) -> int:
    return len({origins[unit] for unit in units if unit in origins})


def _pooled(ground: _Ground, codes: list[str]) -> float | None:
    """Cohen's kappa of presence, all codes as one."""
    if not codes:
        return None
    pairs = presence(ground.first, ground.second, ground.units, codes)
    return cohen_kappa(pairs).estimate().value


def _of_code(pairs: NDArray[np.bool_], ground: _Ground) -> dict[str, object]:
    """Coefficients of one code; none for a code that neither gave."""
    names = ("percent", "cohen_kappa", "gwet_ac1", "krippendorff_alpha")
    if not pairs.any():
        missing = dict.fromkeys((*names[:2], "ci_low", "ci_high", *names[2:]))
        return {**missing, "lacking": NEVER}
    found = of_presence(pairs)
    kappa = told(found["cohen_kappa"], ground.units, ground.documents)
    return {
        "percent": found["percent"].estimate().value,
        "cohen_kappa": kappa["value"],
        "ci_low": kappa["ci_low"],
        "ci_high": kappa["ci_high"],
        "gwet_ac1": found["gwet_ac1"].estimate().value,
        "krippendorff_alpha": found["krippendorff_alpha"].estimate().value,
        "lacking": _short(kappa["lacking"]),
    }


def _short(reason: str | None) -> str | None:
    """A reason in a word or two, for a column of many."""
    if reason is None:
        return None
    return RARE if reason.startswith(UNDEFINED) else CONSTANT if reason == SAME else reason
