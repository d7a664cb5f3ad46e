"""The size and make of the record, on tables small enough to count by hand."""

from __future__ import annotations

import pytest

from analysis.record import (
    events_by_origin,
    events_by_standing,
    provisions,
    record_size,
    service_size,
)
from study.kinds import Absent
from tests.tables import table

from .places import SETTING

EVENTS = table(
    "event_id date:text source_ids",
    "E1 2019-11-30 S1",
    "E2 2019-12 S1;S2",
    "E3 2021-06-30/2021-07-02 S1",
    "E4 2021-07-01 S1;S3",
    "E5 2020 S2",
)
JUDGEMENTS = table(
    "event_id standing origin origin_kind",
    "E1 context K state",
    "E2 found B supervisor",
    "E3 found B supervisor",
    "E4 found C supervisor",
    "E5 alleged D opinion",
)
SOURCES = table(
    "source_id publisher language url",
    "S1 A id a",
    "S2 A en -",
    "S3 B id c",
)


def test_the_record_is_counted():
    found = record_size(EVENTS, SOURCES, SETTING)
    assert found.values == {
        "events": 5,
        "events_in_window": 3,
        "one_source": 3,
        "one_source_share": pytest.approx(0.6),
        "sources": 3,
        "publishers": 2,
        "in_indonesian": 2,
        "without_address": 1,
    }
    assert found.rows == ("events:E1", "events:E2", "events:E3", "events:E4", "events:E5")


def test_origins_are_bodies_not_events():
    found = events_by_origin(EVENTS, JUDGEMENTS, SETTING).set_index("origin_kind")
    assert found.index[0] == "supervisor"
    line = found.loc["supervisor"]
    assert (line.recorded, line.in_window, line.origins, line.one_source) == (3, 2, 2, 1)
    assert line.rows.split() == [
        *(f"events:E{i}" for i in (2, 3, 4)),
        *(f"event_judgements:E{i}" for i in (2, 3, 4)),
    ]


def test_standings_cover_every_event():
    found = events_by_standing(EVENTS, JUDGEMENTS, SETTING)
    assert found.recorded.sum() == len(EVENTS)
    assert found.standing.tolist() == ["found", "alleged", "context"]


def test_an_event_judged_twice_is_refused():
    with pytest.raises(Exception, match="one-to-one"):
        events_by_standing(EVENTS, JUDGEMENTS.iloc[[0, 0, 1]], SETTING)


def test_the_share_of_the_service_uses_the_last_year_and_the_chosen_reports():
    service = table("year civil_servants contract_staff", "2019 900 9", "2020 1000 8")
    context = table(
        "context_id topic item value date:text",
        'X1 "villages and wards" Purbalingga 30 2020',
        'X2 "districts (kecamatan)" Purbalingga 3 2020',
        'X3 "villages and wards" Elsewhere 99 2021',
    )
    reports = table(
        "report_id stage persons chosen",
        'P1 "recommended for a sanction" 20 true',
        'P2 "recommended for a sanction" 30 false',
        "P3 detected 40 true",
    )
    found = service_size(service, context, reports, SETTING)
    assert found.values == {
        "year": "2020",
        "civil_servants": 1000,
        "contract_staff": 8,
        "villages": 30,
        "districts": 3,
        "recommended": 20,
        "recommended_share": pytest.approx(0.02),
    }
    assert found.rows == (
        "civil_servants:2020",
        "regency_context:X1",
        "regency_context:X2",
        "case_stages:P1",
    )


def test_a_rule_is_named_as_lawyers_name_it():
    laws = table(
        "provision_id instrument number:text year:text article provision",
        "P1 Law 5 2014 2 text",
        "P2 Letter R-1/2020 2020 - text",
        "P3 Circular - 2024 - text",
    )
    found = provisions(laws)
    assert found.instrument.tolist() == ["Law 5/2014", "Letter R-1/2020", "Circular 2024"]
    assert found.rows.tolist()[0] == "legal_provisions:P1"


def test_a_place_without_figures_has_no_service():
    service = table("year civil_servants contract_staff", "2020 1000 8")
    reports = table("stage persons chosen", '"recommended for a sanction" 20 true')
    context = table("context_id topic item value date:text", "X1 villages Purbalingga 30 2020")
    with pytest.raises(Absent, match="villages and wards of Kabupaten Purbalingga"):
        service_size(service, context, reports, SETTING)
