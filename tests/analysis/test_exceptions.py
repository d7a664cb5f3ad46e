"""The exceptions: pages, origins, and what they bear on."""

from __future__ import annotations

import pandas as pd

from analysis.exceptions import exception_sources
from tests.tables import table

EXCEPTIONS = table(
    "exception_id kind what rows source_ids",
    'Y1 "reports disagree" a "events:E1 events:E2 cases:C1" S1;S2',
    'Y2 "dates disagree" b cases:C1 S3',
)
BEARINGS = table("exception_id bearing reason", "Y1 none r", "Y2 recomputed s")
JUDGED = table("event_id origin", "E1 KASN", "E2 KASN", "E3 DKPP")
SOURCES = table("source_id publisher", "S1 X", "S2 X", "S3 Y")


def test_origins_are_those_of_the_events_named_and_missing_without_one():
    found = exception_sources(EXCEPTIONS, BEARINGS, JUDGED, SOURCES)
    assert found.pages.tolist() == [2, 1]
    assert found.publishers.tolist() == [1, 1]
    assert found.origins[0] == 1
    assert pd.isna(found.origins[1])
    assert found.rows[1] == "exceptions:Y2 exception_bearings:Y2 cases:C1"


def test_every_exception_has_a_bearing_and_the_kinds_add_up(results):
    found = results["exception_sources"]
    counts = results["disagreement_counts"].values
    assert len(found) == counts["exceptions"] == 56
    assert counts["sums"] + counts["reports"] + counts["dates"] + counts["misprints"] == 56
    bearings = ("recomputed", "would_change", "not_changed", "no_bearing")
    assert sum(counts[name] for name in bearings) == 56
    assert counts["several_values"] == counts["numbers"] + counts["day_facts"]


def test_recomputed_means_that_a_conclusion_is_computed_under_it(results):
    found = results["exception_sources"]
    said = set(found.exception_id[found.bearing == "recomputed"])
    assert said == set(results["conclusions"].exception_id.dropna())
