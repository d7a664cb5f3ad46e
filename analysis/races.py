"""The regency and city races of 2020, one row each, with what an analysis needs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from study.kinds import Table, rows_of

from .methods.dates import last_day

# The ministry's list is of 27 October and looks back on the day before.
CUTOFF = "2020-10-26"
ISLANDS = {
    "1": "Sumatra",
    "2": "Sumatra",
    "3": "Java",
    "5": "Bali and Nusa Tenggara",
    "6": "Kalimantan",
    "7": "Sulawesi",
    "8": "Maluku and Papua",
    "9": "Maluku and Papua",
}
CENTRAL_JAVA = "33"
LISTS = ("violations", "persons_listed", "rank")


def race_frame(races_2020: Table, warned_heads_2020: Table, regions_asn_2020: Table) -> Table:
    """The 261 races: head warned or not, and what was known before.

    Returns one row a race: region_code, name, province, province_code, island_group,
    electorate (voters registered in 2019), log_electorate, log_grdp_per_head (natural
    logs; missing where no income is published), listed_before (named in a list of KASN
    dated up to 26 October 2020), java, central_java, warned (the head was warned by the
    home ministry on 27 October 2020), rows.
    """
    code = races_2020.region_code
    heads = warned_heads_2020[warned_heads_2020.own_race_2020.astype(bool)]
    lists = _kasn_lists(regions_asn_2020)
    warned = code.isin(heads.region_code)  # a governor bears the code of a province
    return pd.DataFrame(
        {
            "region_code": code,
            "name": races_2020.name,
            "province": races_2020.province,
            "province_code": code.str[:2],
            "island_group": code.str[0].map(ISLANDS),
            "electorate": races_2020.registered_2019,
            "log_electorate": np.log(races_2020.registered_2019.astype("float64")),
            "log_grdp_per_head": np.log(races_2020.grdp_per_head_2019.astype("float64")),
            "listed_before": code.isin(lists.region_code),
            "java": code.str.startswith("3"),
            "central_java": code.str.startswith(CENTRAL_JAVA),
            "warned": warned,
            "rows": [
                " ".join(
                    [
                        rows_of("races_2020", [race]),
                        *([rows_of("warned_heads_2020", [race])] if is_warned else []),
                        *lists.rows[lists.region_code == race],
                    ]
                )
                for race, is_warned in zip(code, warned, strict=True)
            ],
        }
    ).sort_values("region_code", ignore_index=True)


def _kasn_lists(regions: Table) -> Table:
    """Entries of regencies and cities in KASN's lists up to the cutoff, with row tokens."""
    early = regions.date.fillna("9999").map(last_day) <= CUTOFF
    kept = (
        early
        & regions.body.eq("KASN")
        & regions.level.isin(["regency", "city"])
        & regions.measure.isin(LISTS)
    )
    table = regions[kept].reset_index(drop=True)
    return table.assign(rows=[rows_of("regions_asn_2020", [report]) for report in table.report_id])
