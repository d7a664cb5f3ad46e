"""What the study brings along for interviews, and what it reports of itself.

Whether every code has a question that could bring material for it, and how much of two
reporting checklists the book meets, by its own judgement.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Table, rows_of

from .methods.tokens import union

MAIN, FURTHER, AGAINST = "main", "follow-up", "counter-evidence"
REPORTED, PART, MISSED, OUTSIDE = "reported", "in part", "not reported", "not applicable"


def guide_coverage(guide_questions: Table, codes: Table) -> Table:
    """Every code that can be given, and the questions of the guide that could bring material.

    Returns one row a code, those with fewest questions first: code_id, meaning, questions
    (all), against (of them, those that ask for counter-evidence), asked (their ids), rows.
    """
    served = guide_questions.assign(codes=guide_questions.codes.fillna("").str.split(";"))
    served = served.explode("codes")
    lines = []
    for code in codes[codes.codable.astype(bool)].itertuples():
        found = served[served.codes == code.code_id]
        lines.append(
            {
                "code_id": code.code_id,
                "meaning": code.name_en,
                "questions": len(found),
                "against": int(found.kind.eq(AGAINST).sum()),
                "asked": ", ".join(found.question_id) or None,
                "rows": union(
                    [f"codes:{code.code_id}", rows_of("guide_questions", found.question_id)]
                ),
            }
        )
    if not lines:
        raise Absent("the codebook holds no code that can be given")
    return pd.DataFrame(lines).sort_values("questions", kind="stable").reset_index(drop=True)


def guide_gaps(guide_coverage: Table) -> Number:
    """Codes that the guide leaves without a question.

    Fields: codes (that can be given), unasked (without any question), without_against (without
    one that asks for counter-evidence).
    """
    return Number(
        values={
            "codes": len(guide_coverage),
            "unasked": int((guide_coverage.questions == 0).sum()),
            "without_against": int((guide_coverage.against == 0).sum()),
        },
        rows=tuple(union(guide_coverage.rows).split()),
    )


def guide_sections(guide_questions: Table) -> Table:
    """The sections of the interview guide, in the order of asking, and their questions by kind.

    Returns one row a section: section, questions; of them main, follow_up and against (those
    that ask for counter-evidence), rows.
    """
    return pd.DataFrame(
        [
            {
                "section": name,
                "questions": len(found),
                "main": int(found.kind.eq(MAIN).sum()),
                "follow_up": int(found.kind.eq(FURTHER).sum()),
                "against": int(found.kind.eq(AGAINST).sum()),
                "rows": rows_of("guide_questions", found.question_id),
            }
            for name, found in guide_questions.groupby("section", sort=False)
        ]
    )


def checklist_counts(reporting_checklists: Table) -> Table:
    """How much of each reporting checklist the book meets, by its own judgement.

    Returns one row a checklist: checklist, items, reported, in_part (a place is named, and what
    is missing there), not_reported, not_applicable, rows.
    """
    return pd.DataFrame(
        [
            {
                "checklist": name,
                "items": len(items),
                "reported": int(items.status.eq(REPORTED).sum()),
                "in_part": int(items.status.eq(PART).sum()),
                "not_reported": int(items.status.eq(MISSED).sum()),
                "not_applicable": int(items.status.eq(OUTSIDE).sum()),
                "rows": rows_of("reporting_checklists", items.item_id),
            }
            for name, items in reporting_checklists.groupby("checklist")
        ]
    )
