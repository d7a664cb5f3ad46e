"""How the codebook was used: codes nobody gave are a result of their own.

How far the two passes agree is another question and not asked here.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Table, rows_of

A, B = "pass a", "pass b"
BOTH, ONE, NEITHER = "both passes", "one pass", "neither pass"


def code_use(codes: Table, codings: Table, segments: Table) -> Table:
    """Every code that can be given, and how often each pass gave it.

    Returns one row a code: code_id, group (of the codebook), meaning, pass_a and pass_b
    (codings), segments_both (segments to which both passes gave it), used_by (both passes,
    one pass, neither pass), rows (the code, its codings and the segments they stand in).
    """
    groups = dict(zip(codes.code_id, codes.name_en, strict=True))
    texts = segments.segment_id
    given = codings[codings.code_id.notna()]
    lines = []
    for code in codes[codes.codable.astype(bool)].itertuples():
        found = given[given.code_id == code.code_id]
        passes = found.coder.nunique()
        lines.append(
            {
                "code_id": code.code_id,
                "group": groups.get(code.parent_id, code.parent_id),
                "meaning": code.name_en,
                "pass_a": int(found.coder.eq(A).sum()),
                "pass_b": int(found.coder.eq(B).sum()),
                "segments_both": int((found.groupby("segment_id").coder.nunique() == 2).sum()),
                "used_by": (NEITHER, ONE, BOTH)[passes],
                "rows": " ".join(
                    filter(
                        None,
                        (
                            f"codes:{code.code_id}",
                            rows_of("codings", found.coding_id),
                            rows_of("segments", texts[texts.isin(found.segment_id)]),
                        ),
                    )
                ),
            }
        )
    if not lines:
        raise Absent("the codebook holds no code that can be given")
    return pd.DataFrame(lines)


def code_groups(code_use: Table) -> Table:
    """The groups of the codebook: how many of their codes were given, and how often.

    Returns one row a group, in the order of its codes: group, codes, by_both, by_one,
    by_neither (codes given by both passes, one, neither), pass_a, pass_b (codings).
    """
    groups = code_use.groupby("group", sort=False)
    return pd.DataFrame(
        {
            "codes": groups.size(),
            "by_both": groups.used_by.agg(lambda used: int(used.eq(BOTH).sum())),
            "by_one": groups.used_by.agg(lambda used: int(used.eq(ONE).sum())),
            "by_neither": groups.used_by.agg(lambda used: int(used.eq(NEITHER).sum())),
            "pass_a": groups.pass_a.sum(),
            "pass_b": groups.pass_b.sum(),
        }
    ).reset_index()


def coding_coverage(segments: Table, codings: Table, code_use: Table) -> Number:
    """How much of the record was coded, and how much of the codebook was needed.

    Fields: segments, coded (read by both passes), not_coded, codings_a, codings_b,
    with_code_a, with_code_b (segments given any code), codes, by_both, by_one, by_neither.
    """
    passes = codings.groupby("segment_id").coder.nunique()
    coded = int((passes == 2).sum())
    given = codings[codings.code_id.notna()]
    used = code_use.used_by.value_counts()
    return Number(
        values={
            "segments": len(segments),
            "coded": coded,
            "not_coded": len(segments) - coded,
            "codings_a": int(given.coder.eq(A).sum()),
            "codings_b": int(given.coder.eq(B).sum()),
            "with_code_a": given.segment_id[given.coder == A].nunique(),
            "with_code_b": given.segment_id[given.coder == B].nunique(),
            "codes": len(code_use),
            "by_both": int(used.get(BOTH, 0)),
            "by_one": int(used.get(ONE, 0)),
            "by_neither": int(used.get(NEITHER, 0)),
        },
        rows=(
            *rows_of("codings", codings.coding_id).split(),
            *rows_of("segments", segments.segment_id).split(),
        ),
    )
