"""A place and its institutions, for tables counted by hand."""

from __future__ import annotations

from study.kinds import Setting
from tests.tables import table

SETTING = Setting(
    {
        "place.region_code": "33.03",
        "place.regency": "Kabupaten Purbalingga",
        "election.name": "regent 2020",
        "window.start": "2019-12-01",
        "window.end": "2021-06-30",
        "dates.candidates_determined": "2020-09-23",
        "dates.voting": "2020-12-09",
        "dates.inauguration": "2021-02-26",
        "reports.warning": "2020-10-27",
        "reports.warning_lists": ("S130", "S284"),
    }
)
INSTITUTIONS = table(
    "institution role region_code:text",
    'KASN "recommending body" -',
    'BKN "civil service agency" -',
    '"Bawaslu Jawa Tengah" "provincial election supervisor" 33',
    '"Bawaslu Elsewhere" "provincial election supervisor" 74',
    'DKPP "ethics court" -',
)
