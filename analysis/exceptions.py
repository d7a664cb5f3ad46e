"""Exceptions: where reports differ or do not add up, what each rests on, what it bears on."""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Table

from .methods.tokens import union

REPORTS, STAGES, MEASURES = "several reports", "interim and final", "two measurements"


def exception_sources(
    exceptions: Table, exception_bearings: Table, event_judgements: Table, sources: Table
) -> Table:
    """The exceptions, what each rests on, and what it bears on.

    Returns one row an exception: exception_id, kind, what, pages (sources), publishers, origins
    (whose statements the events among its rows repeat, as judged; missing without such a row),
    bearing and reason (judged), rows.
    """
    publisher = dict(zip(sources.source_id, sources.publisher, strict=True))
    origin = dict(zip(event_judgements.event_id, event_judgements.origin, strict=True))
    bearing = exception_bearings.set_index("exception_id")
    lines = []
    for row in exceptions.to_dict(orient="records"):
        pages = row["source_ids"].split(";")
        events = [
            key
            for table, _, key in (t.partition(":") for t in row["rows"].split())
            if table == "events" and key in origin
        ]
        name = row["exception_id"]
        lines.append(
            {
                "exception_id": name,
                "kind": row["kind"],
                "what": row["what"],
                "pages": len(pages),
                "publishers": len({publisher[page] for page in pages if page in publisher}),
                "origins": len({origin[event] for event in events}) if events else None,
                "bearing": bearing.bearing.get(name),
                "reason": bearing.reason.get(name),
                "rows": union([f"exceptions:{name} exception_bearings:{name}", row["rows"]]),
            }
        )
    if not lines:
        raise Absent("the record holds no exception")
    return pd.DataFrame(lines).astype({"origins": "Int64"})


def disagreement_counts(
    fact_families: Table, rival_values: Table, rival_dates: Table, exception_sources: Table
) -> Number:
    """The counts the appendix quotes.

    Fields: facts, several_pages and several_values (of basis *several reports*); of those with
    several values numbers and day_facts (dates), one_origin (at most one named origin) and
    unnamed (some value has no named origin); stages and measures (facts with several values of
    the two other bases); exceptions and their kinds (sums, reports, dates, misprints), and
    what they bear on (recomputed, would_change, not_changed, no_bearing).
    """
    families = fact_families[fact_families.basis == REPORTS]
    numbers = rival_values[rival_values.basis == REPORTS]
    rivals = pd.concat([numbers, rival_dates])
    kinds, bearings = (exception_sources[name].value_counts() for name in ("kind", "bearing"))
    return Number(
        values={
            "facts": int(families.facts.sum()),
            "several_pages": int(families.several_pages.sum()),
            "several_values": len(rivals),
            "numbers": len(numbers),
            "day_facts": len(rival_dates),
            "one_origin": int((rivals.origins <= 1).sum()),
            "unnamed": int((rivals.origins_per_value == 0).sum()),
            "stages": int(rival_values.basis.eq(STAGES).sum()),
            "measures": int(rival_values.basis.eq(MEASURES).sum()),
            "exceptions": len(exception_sources),
            "sums": int(kinds.get("parts do not add up", 0)),
            "reports": int(kinds.get("reports disagree", 0)),
            "dates": int(kinds.get("dates disagree", 0)),
            "misprints": int(kinds.get("misprint or omission", 0)),
            "recomputed": int(bearings.get("recomputed", 0)),
            "would_change": int(bearings.get("would change", 0)),
            "not_changed": int(bearings.get("not changed", 0)),
            "no_bearing": int(bearings.get("none", 0)),
        },
        rows=tuple(union([*rival_values.rows, *rival_dates.rows, *exception_sources.rows]).split()),
    )
