"""What the record is: events, their sources, and whose statements they repeat."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods.dates import first_day, last_day

RECOMMENDED = "recommended for a sanction"
# What service_size takes from the table of context.
TOPICS = {"villages": "villages and wards", "districts": "districts (kecamatan)"}


def record_size(events: Table, sources: Table, setting: Setting) -> Number:
    """How much was read, and how far it leans on single pages.

    Fields: events, events_in_window (the window of study.toml), one_source (events that
    rest on one source), one_source_share, sources, publishers, in_indonesian,
    without_address (sources).
    """
    single = events.source_ids.map(_sources) == 1
    return Number(
        values={
            "events": len(events),
            "events_in_window": int(_in_window(events, setting).sum()),
            "one_source": int(single.sum()),
            "one_source_share": float(single.mean()),
            "sources": len(sources),
            "publishers": int(sources.publisher.nunique()),
            "in_indonesian": int(sources.language.eq("id").sum()),
            "without_address": int(sources.url.isna().sum()),
        },
        rows=tuple(rows_of("events", events.event_id).split()),
    )


def events_by_origin(events: Table, event_judgements: Table, setting: Setting) -> Table:
    """Whose statement the events repeat, as judged by the study.

    Returns one row a kind of origin: origin_kind, recorded, in_window, origins (different
    bodies or persons within the kind), one_source (events that rest on one source), rows;
    the kind with most events first. Raises Absent where no event is judged.
    """
    return _by(events, event_judgements, "origin_kind", setting)


def events_by_standing(events: Table, event_judgements: Table, setting: Setting) -> Table:
    """How far the acts and statements got, as judged by the study.

    Returns one row a standing: standing, recorded, in_window, origins, one_source, rows; the
    standing with most events first. Raises Absent where no event is judged.
    """
    return _by(events, event_judgements, "standing", setting)


def service_size(
    civil_servants: Table, regency_context: Table, stage_reports: Table, setting: Setting
) -> Number:
    """The regency's civil service in the last year given, and the share recommended for a sanction.

    Fields: year (as text), civil_servants, contract_staff, villages (and wards), districts,
    recommended (persons recommended for a sanction, the reports chosen), recommended_share
    (of the civil servants). Of several figures of a topic the last is taken. Raises Absent
    where a figure or the persons are not there.
    """
    last = civil_servants[civil_servants.year == civil_servants.year.max()].iloc[0]
    figures = _figures(regency_context, setting["place.regency"])
    chosen = stage_reports[stage_reports.chosen.astype(bool) & stage_reports.stage.eq(RECOMMENDED)]
    persons, service = int(chosen.persons.sum()), int(last.civil_servants)
    if chosen.empty or not service:
        raise Absent("the record counts no civil servants, or none recommended for a sanction")
    used = [str(figures[topic]["context_id"]) for topic in TOPICS.values()]
    return Number(
        values={
            "year": str(last.year),
            "civil_servants": service,
            "contract_staff": int(last.contract_staff),
            **{field: int(figures[topic]["value"]) for field, topic in TOPICS.items()},
            "recommended": persons,
            "recommended_share": persons / service,
        },
        rows=(
            f"civil_servants:{last.year}",
            *rows_of("regency_context", used).split(),
            *rows_of("case_stages", chosen.report_id).split(),
        ),
    )


def provisions(legal_provisions: Table) -> Table:
    """The rules named by the sources, each as far as a source states it.

    Returns one row a provision: provision_id, instrument (with number and year), article,
    provision, rows.
    """
    instrument = [
        _instrument(*cells)
        for cells in zip(
            legal_provisions.instrument,
            legal_provisions.number.fillna(""),
            legal_provisions.year.fillna(""),
            strict=True,
        )
    ]
    return pd.DataFrame(
        {
            "provision_id": legal_provisions.provision_id,
            "instrument": instrument,
            "article": legal_provisions.article,
            "provision": legal_provisions.provision,
            "rows": [rows_of("legal_provisions", [key]) for key in legal_provisions.provision_id],
        }
    )


def _figures(context: Table, place: str) -> dict[str, dict[Hashable, Any]]:
    """The last figure of each topic of service_size on a place, with or without its rank."""
    names = (place, place.partition(" ")[2])
    found = context[context.item.isin(names) & context.topic.isin(TOPICS.values())]
    found = found[found.value.notna()].sort_values(["date", "context_id"])
    figures = {str(row["topic"]): row for row in found.to_dict(orient="records")}
    for topic in TOPICS.values():
        if topic not in figures:
            raise Absent(f"the table regency_context gives no number of {topic} of {place}")
    return figures


def _by(events: Table, event_judgements: Table, column: str, setting: Setting) -> Table:
    judged = events.merge(event_judgements, on="event_id", validate="one_to_one")
    if judged.empty:
        raise Absent("no event of the record is judged")
    inside = _in_window(judged, setting)
    judged = judged.assign(inside=inside, single=judged.source_ids.map(_sources).eq(1))
    lines = [
        {
            column: value,
            "recorded": len(group),
            "in_window": int(group.inside.sum()),
            "origins": group.origin.nunique(),
            "one_source": int(group.single.sum()),
            "rows": rows_of("events", group.event_id)
            + " "
            + rows_of("event_judgements", group.event_id),
        }
        for value, group in judged.groupby(column, sort=True)
    ]
    return pd.DataFrame(lines).sort_values(
        "recorded", ascending=False, kind="stable", ignore_index=True
    )


def _in_window(events: Table, setting: Setting) -> pd.Series:
    """Whether an event can lie in the window: any day its date can mean."""
    start, end = setting["window.start"], setting["window.end"]
    return (events.date.map(last_day) >= start) & (events.date.map(first_day) <= end)


def _instrument(name: str, number: str, year: str) -> str:
    """A rule as lawyers write it: a plain number with its year, a letter's number alone.

    >>> _instrument("Village law", "6", "2014"), _instrument("Letter", "R-1/KASN/2020", "2020")
    ('Village law 6/2014', 'Letter R-1/KASN/2020')
    """
    if number.isdigit():
        number = f"{number}/{year}"
    return " ".join(filter(None, (name, number or year)))


def _sources(cell: str) -> int:
    return len(cell.split(";"))
