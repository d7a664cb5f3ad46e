"""The regency and city races of 2020, one row each, with what an analysis needs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from study.kinds import Table, rows_of

from .methods.dates import last_day
from .methods.tokens import union

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
BKN_LIST = "persons_recommended"


def race_frame(races: Table, warned_heads: Table, regions_asn: Table) -> Table:
    """The 261 races: head warned or not, and what was known before.

    Returns one row a race: region_code, name, province, province_code, island_group,
    electorate (voters registered in 2019), log_electorate, log_grdp_per_head (natural
    logs; missing where no income is published), margin_2015 (of the winner over the
    second, share of valid votes; missing for some), city, listed_before (named in a list
    of KASN dated up to 26 October 2020), java, central_java, warned (the head was warned
    by the home ministry on 27 October 2020), rows.
    """
    code = races.region_code
    heads = warned_heads[warned_heads.own_race_2020.astype(bool)]
    lists = _lists(regions_asn[_of_kasn(regions_asn) & _early(regions_asn)])
    warned = code.isin(heads.region_code)  # a governor bears the code of a province
    tokens = [
        rows_of("warned_heads", [race] if is_warned else [])
        for race, is_warned in zip(code, warned, strict=True)
    ]
    return (
        _places(races)
        .assign(
            island_group=code.str[0].map(ISLANDS),
            electorate=races.registered_2019,
            **_covariates(races),
            city=races.name.str.startswith("KOTA "),
            listed_before=code.isin(lists.region_code),
            java=code.str.startswith("3"),
            central_java=code.str.startswith(CENTRAL_JAVA),
            warned=warned,
            rows=_tokens(code, tokens, lists),
        )
        .sort_values("region_code", ignore_index=True)
    )


def listing_frame(races: Table, regions_asn: Table) -> Table:
    """The 261 races: named in any list of KASN or BKN of 2020 or January 2021, or in none.

    Returns one row a race: region_code, name, province, province_code, log_electorate,
    log_grdp_per_head, margin_2015 (as in race_frame), listed, rows.
    """
    code = races.region_code
    of_bkn = regions_asn.body.eq("BKN") & regions_asn.measure.eq(BKN_LIST)
    lists = _lists(regions_asn[_of_kasn(regions_asn) | of_bkn])
    return (
        _places(races)
        .assign(
            **_covariates(races),
            listed=code.isin(lists.region_code),
            rows=_tokens(code, [""] * len(code), lists),
        )
        .sort_values("region_code", ignore_index=True)
    )


def _places(races: Table) -> Table:
    """Code, name and province of each race; the names, which the source has in capitals."""
    return pd.DataFrame(
        {
            "region_code": races.region_code,
            "name": races.name.str.title().str.replace("Kab. ", "Kabupaten ", regex=False),
            "province": races.province.str.title(),
            "province_code": races.region_code.str[:2],
        }
    )


def _covariates(races: Table) -> dict[str, Any]:
    return {
        "log_electorate": np.log(races.registered_2019.astype("float64")),
        "log_grdp_per_head": np.log(races.grdp_per_head_2019.astype("float64")),
        "margin_2015": races.margin_2015.astype("float64"),
    }


def _of_kasn(regions: Table) -> pd.Series[bool]:
    return regions.body.eq("KASN") & regions.measure.isin(LISTS)


def _early(regions: Table) -> pd.Series[bool]:
    return regions.date.fillna("9999").map(last_day) <= CUTOFF


def _lists(entries: Table) -> Table:
    """Entries of regencies and cities, with row tokens."""
    table = entries[entries.level.isin(["regency", "city"])].reset_index(drop=True)
    return table.assign(rows=[rows_of("regions_asn", [report]) for report in table.report_id])


def _tokens(code: pd.Series[str], before: list[str], lists: Table) -> list[str]:
    """Row tokens of each race: its own, those given, and those of its entries in lists."""
    return [
        union([rows_of("races", [race]), given, *lists.rows[lists.region_code == race]])
        for race, given in zip(code, before, strict=True)
    ]
