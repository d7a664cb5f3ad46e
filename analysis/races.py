"""The regency and city races of 2020, one row each, with what an analysis needs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from study.kinds import Absent, Setting, Table, rows_of

from .methods.dates import last_day
from .methods.roles import named
from .methods.tokens import union

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
LISTS = ("violations", "persons_listed", "rank")
AGENCY_LIST = "persons_recommended"


def race_frame(
    races: Table, warned_heads: Table, regions_asn: Table, institutions: Table, setting: Setting
) -> Table:
    """The races: head warned or not, and what was known before.

    Returns one row a race: region_code, name, province, province_code, island_group,
    electorate (voters registered in 2019), log_electorate, log_grdp_per_head (natural
    logs; missing where no income is published), margin_2015 (of the winner over the
    second, share of valid votes; missing for some), city, listed_before (named in a list of
    the recommending body dated before the warning), java, central_java (in the province of
    the regency studied, whichever it is), warned (the head was warned by the home ministry),
    rows. Raises Absent without a race, or without a race in that province.
    """
    code = races.region_code
    province = setting["place.region_code"][:2]
    if not code.str.startswith(province).any():
        raise Absent("the table of races holds no race in the province of the regency studied")
    heads = warned_heads[warned_heads.own_race_2020.astype(bool)]
    listed = _recommended(regions_asn, institutions)
    lists = _lists(listed[_early(listed, setting["reports.warning"])])
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
            central_java=code.str.startswith(province),
            warned=warned,
            rows=_tokens(code, tokens, lists),
        )
        .sort_values("region_code", ignore_index=True)
    )


def listing_frame(races: Table, regions_asn: Table, institutions: Table) -> Table:
    """The races: named in any list of the recommending body or the civil service agency, or not.

    Returns one row a race: region_code, name, province, province_code, log_electorate,
    log_grdp_per_head, margin_2015 (as in race_frame), listed, rows.
    """
    code = races.region_code
    if not len(races):
        raise Absent("the table of races holds no race")
    agency = regions_asn.body.isin(named(institutions, "civil service agency"))
    of_agency = agency & regions_asn.measure.eq(AGENCY_LIST)
    recommended = regions_asn.report_id.isin(_recommended(regions_asn, institutions).report_id)
    lists = _lists(regions_asn[recommended | of_agency])
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


def _recommended(regions: Table, institutions: Table) -> Table:
    """Entries in lists of the recommending body."""
    bodies = named(institutions, "recommending body")
    return regions[regions.body.isin(bodies) & regions.measure.isin(LISTS)]


def _early(regions: Table, warning: str) -> pd.Series[bool]:
    return regions.date.fillna("9999").map(last_day) < warning


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
