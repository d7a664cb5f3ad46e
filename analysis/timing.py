"""Timing in cases: an early concentration and a late silence.

Early concentration and late silence are shown side by side with both exact tails each:
given both totals they are one fact, so neither deterrence nor chilling is read into it.
Units are cases, never the persons of a case.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Number, Table, rows_of

from .methods.exact import hypergeometric_tails
from .methods.tokens import union

REGENCY, PROVINCE = "33.03", "33"
BODY = "Bawaslu Jawa Tengah"
TALLY, ACCOUNT = "2020-05-21", "2021-06-25"
# The stages of the account of cases forwarded, on both sides of the day of the candidates.
EARLY = ("cases at preparation stage", "cases at nomination stage")
LATE = ("cases at campaign stage", "cases at logistics and quiet-period stage")
BEFORE = "before candidates were determined"

COUNTED_HERE = "cases counted by this study"
NO_BASIS = "no common basis"

RECOMMENDED, SANCTIONED = "recommended for a sanction", "reported as sanctioned"
PERSONS = ("persons_reported", "persons_recommended", "persons_sanctioned")


def case_timing(
    regions_asn: Table, letters: Table, letter_judgements: Table, stage_reports: Table
) -> Table:
    """The regency's cases in a window, given its total and the province's, by exact law.

    The provincial supervisor's cases are the population, the regency's documented cases the
    marked ones, the province's cases in the window the draw. Windows: cases counted by 21
    May 2020; cases at the stages before the campaign; cases at the stages from the
    campaign to the vote. The regency's total is counted by this study, for the supervisor
    published none. A date with persons alone has no common basis and no probability.
    Returns one row a window and pair of totals: id, window, measure (cases handled, or
    forwarded to KASN), cases_all, cases_window, counted_as (the regency's cases:
    recommended or sanctioned), regency_all, counted (in the window), expected, p_at_least,
    p_at_most, basis, rows.
    """
    here = regions_asn[regions_asn.body == BODY]
    letter = letters[letters.case_id.notna()].merge(
        letter_judgements, on="recommendation_id", validate="one_to_one"
    )
    early = letter[letter.stage == BEFORE].case_id
    lines = []
    for counted_as, marked, rows in _documented(stage_reports):
        named = letter.recommendation_id[letter.case_id.isin(marked)]
        own = rows_of("letters", named) + " " + rows_of("letter_judgements", named)
        tally = _at(here, REGENCY, TALLY, "cases")
        # Of the cases handled: those of the tally need not all have been forwarded.
        whole = _at(here, PROVINCE, ACCOUNT, "cases")
        window = _at(here, PROVINCE, TALLY, "cases")
        seen = int(tally.value.sum())
        lines.append(
            _line("tally", "cases", counted_as, whole, window, len(marked), seen)
            | {"rows": union([_tokens(whole), _tokens(window), _tokens(tally), rows])}
        )
        whole = _at(here, PROVINCE, ACCOUNT, "cases_forwarded")
        for name, stages, seen in (
            ("before", EARLY, len(marked & set(early))),
            ("campaign", LATE, len(marked - set(early))),
        ):
            window = here[here.date.eq(ACCOUNT) & here.metric.isin(stages)]
            lines.append(
                _line(name, "cases_forwarded", counted_as, whole, window, len(marked), seen)
                | {"rows": union([_tokens(whole), _tokens(window), rows, own])}
            )
    table = pd.concat([pd.DataFrame(lines), _without_basis(here)], ignore_index=True)
    counts = ["cases_all", "cases_window", "regency_all", "counted"]
    return table.astype(dict.fromkeys(counts, "Int64"))


def timing_checks(case_timing: Table, regions_asn: Table) -> Number:
    """Do the provincial supervisor's own figures fit together, and did the regency's grow?

    Fields: tally_elsewhere (cases of other regions on 21 May 2020), before (cases forwarded,
    at the stages before the campaign), with_recommended and with_sanctioned (tally_elsewhere
    and the regency's documented cases: no more than before, if the units were the same);
    regency_first and regency_last (persons reported, 14 August 2020 and 25 June 2021),
    province_first and province_later (persons reported, 14 August 2020 and 15 January
    2021: the last account gives none).
    """
    here = regions_asn[regions_asn.body == BODY]
    wanted = {
        "regency_first": (REGENCY, "2020-08-14"),
        "regency_last": (REGENCY, ACCOUNT),
        "province_first": (PROVINCE, "2020-08-14"),
        "province_later": (PROVINCE, "2021-01-15"),
    }
    found = {name: _at(here, *where, "persons_reported") for name, where in wanted.items()}
    rows = {line["id"]: line for line in case_timing.to_dict(orient="records")}
    tally = rows["tally.cases.recommended"]
    before = rows["before.cases_forwarded.recommended"]
    sanctioned = rows["before.cases_forwarded.sanctioned"]
    elsewhere = int(tally["cases_window"] - tally["counted"])
    tokens = [tally["rows"], before["rows"], *map(_tokens, found.values())]
    return Number(
        values={
            "tally_elsewhere": elsewhere,
            "before": int(before["cases_window"]),
            "with_recommended": elsewhere + int(before["regency_all"]),
            "with_sanctioned": elsewhere + int(sanctioned["regency_all"]),
            **{name: int(report.value.iloc[0]) for name, report in found.items()},
        },
        rows=tuple(union(tokens).split()),
    )


def _at(reports: Table, region: str, date: str, measure: str) -> Table:
    """What a table of reports has for a region, date and measure; provinces as a whole."""
    found = reports[reports.region_code.eq(region) & reports.date.eq(date)]
    return found[found.measure.eq(measure) & found.level.isin(["regency", "province total"])]


def _tokens(reports: Table) -> str:
    return rows_of("regions_asn", reports.report_id)


def _documented(stage_reports: Table) -> list[tuple[str, set[str], str]]:
    """The regency's documented cases: recommended by KASN, and reported as sanctioned."""
    chosen = stage_reports[stage_reports.chosen.astype(bool)]
    steps = (("recommended", RECOMMENDED), ("sanctioned", SANCTIONED))
    found = [(name, chosen[chosen.stage == stage]) for name, stage in steps]
    return [(name, set(reports.case_id), union(reports.rows)) for name, reports in found]


def _line(
    window: str, measure: str, counted_as: str, whole: Table, drawn: Table, marked: int, seen: int
) -> dict[str, object]:
    """A window with its expectation and both tails."""
    population, draw = int(whole.value.iloc[0]), int(drawn.value.sum())
    tails = hypergeometric_tails(seen, population, marked, draw)
    return {
        "id": f"{window}.{measure}.{counted_as}",
        "window": window,
        "measure": measure,
        "cases_all": population,
        "cases_window": draw,
        "counted_as": counted_as,
        "regency_all": marked,
        "counted": seen,
        "expected": marked * draw / population,
        "p_at_least": tails.at_least,
        "p_at_most": tails.at_most,
        "basis": COUNTED_HERE,
    }


def _without_basis(reports: Table) -> Table:
    """Dates at which the supervisor gave totals of the province but no cases of both."""
    persons = reports[reports.region_code.eq(PROVINCE) & reports.level.eq("province total")]
    lines = []
    for date, ids in persons[persons.measure.isin(PERSONS)].groupby("date").report_id:
        cases = _at(reports, PROVINCE, str(date), "cases")
        if date in (TALLY, ACCOUNT):
            continue
        lines.append(
            {
                "id": str(date),
                "window": date,
                "measure": "cases",
                "cases_window": int(cases.value.iloc[0]) if len(cases) else None,
                "basis": NO_BASIS,
                "rows": union([rows_of("regions_asn", ids), _tokens(cases)]),
            }
        )
    return pd.DataFrame(lines)
