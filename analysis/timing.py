"""Timing in cases: an early concentration and a late silence.

Early concentration and late silence are shown side by side with both exact tails each:
given both totals they are one fact, so neither deterrence nor chilling is read into it.
Units are cases, never the persons of a case.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods.dates import last_day
from .methods.exact import hypergeometric_tails
from .methods.roles import named
from .methods.tokens import union

# The stages of the account of cases forwarded, on both sides of the day of the candidates.
EARLY = ("cases at preparation stage", "cases at nomination stage")
LATE = ("cases at campaign stage", "cases at logistics and quiet-period stage")
AFTER = ("cases at counting stage", "cases at recapitulation stage")
BEFORE = "before candidates were determined"

COUNTED_HERE = "cases counted by this study"
NO_BASIS = "no common basis"

RECOMMENDED, SANCTIONED = "recommended for a sanction", "reported as sanctioned"
PERSONS = ("persons_reported", "persons_recommended", "persons_sanctioned")
NO_CASES = "no cases of the region and its province by the provincial supervisor can be compared"


def case_timing(
    regions_asn: Table,
    letters: Table,
    letter_judgements: Table,
    stage_reports: Table,
    institutions: Table,
    setting: Setting,
) -> Table:
    """The regency's cases in a window, given its total and the province's, by exact law.

    The provincial supervisor's cases are the population, the regency's documented cases the
    marked ones, the province's cases in the window the draw. Windows: cases counted at the
    first date at which that supervisor gave cases of both (tally); cases at the stages before
    the campaign; cases at the stages from the campaign to the vote. The population is that of
    its last account. The regency's total is counted by this study, for the supervisor
    published none. A date with persons alone has no common basis and no probability. A
    window is left out where its counts contradict each other, where the stages do not add
    up to the cases forwarded, or where a documented case has no letter that is judged.
    Returns one row a window and pair of totals: id, window, measure (cases handled, or
    forwarded), cases_all, cases_window, counted_as (the regency's cases: recommended or
    sanctioned), regency_all, counted (in the window), expected, p_at_least, p_at_most, basis,
    rows. Raises Absent where no window is left.
    """
    regency = setting["place.region_code"]
    here = _supervisor(regions_asn, institutions, regency)
    letter = letters[letters.case_id.notna()].merge(
        letter_judgements, on="recommendation_id", validate="one_to_one"
    )
    early = letter[letter.stage == BEFORE].case_id
    tally, account = _tally(here, regency), _last(_of(here, regency[:2], "cases"))
    forwarded = _of(here, regency[:2], "cases_forwarded")
    forwarded = forwarded[forwarded.date == _last(forwarded)]
    parts = here[here.date.isin(forwarded.date) & here.metric.isin([*EARLY, *LATE, *AFTER])]
    complete = len(forwarded) and parts.value.sum() == forwarded.value.iloc[0]
    lines = []
    for counted_as, marked, rows in _documented(stage_reports):
        known = letter.case_id.isin(marked)
        named_here = letter.recommendation_id[known]
        own = rows_of("letters", named_here) + " " + rows_of("letter_judgements", named_here)
        if tally and account > tally:
            # Of the cases handled: those of the tally need not all have been forwarded.
            whole = _at(here, regency[:2], account, "cases")
            window = _at(here, regency[:2], tally, "cases")
            seen = _at(here, regency, tally, "cases")
            count = int(seen.value.sum())
            tokens = union([_tokens(whole), _tokens(window), _tokens(seen), rows])
            key = ("tally", "cases", counted_as)
            lines += _line(key, whole, window, (len(marked), count), tokens)
        if not complete or not marked <= set(letter.case_id):
            continue
        for name, stages, count in (
            ("before", EARLY, len(marked & set(early))),
            ("campaign", LATE, len(marked - set(early))),
        ):
            window = parts[parts.metric.isin(stages)]
            tokens = union([_tokens(forwarded), _tokens(window), rows, own])
            key = (name, "cases_forwarded", counted_as)
            lines += _line(key, forwarded, window, (len(marked), count), tokens)
    if not lines:
        raise Absent(NO_CASES)
    lines += _without_basis(here, regency[:2], (tally, account))
    counts = ["cases_all", "cases_window", "regency_all", "counted"]
    return pd.DataFrame(lines).astype(dict.fromkeys(counts, "Int64"))


def timing_checks(
    case_timing: Table, regions_asn: Table, institutions: Table, setting: Setting
) -> Number:
    """Do the provincial supervisor's own figures fit together, and did the regency's grow?

    Fields: tally_elsewhere (cases of other regions at the date of the tally), before (cases
    forwarded, at the stages before the campaign), with_recommended and with_sanctioned
    (tally_elsewhere and the regency's documented cases: no more than before, if the units
    were the same); regency_first and province_first (persons reported, at the first date
    after the tally at which both are given), regency_last and province_later (persons
    reported, when each was last given). Raises Absent where one of them is not there.
    """
    regency = setting["place.region_code"]
    here = _supervisor(regions_asn, institutions, regency)
    rows = {line["id"]: line for line in case_timing.to_dict(orient="records")}
    windows = [f"before.cases_forwarded.{name}" for name in ("recommended", "sanctioned")]
    windows.insert(0, "tally.cases.recommended")
    own, whole = (_of(here, code, "persons_reported") for code in (regency, regency[:2]))
    both = sorted(date for date in set(own.date) & set(whole.date) if date > _tally(here, regency))
    if not set(windows) <= set(rows) or not both:
        raise Absent(NO_CASES)
    tally, before, sanctioned = (rows[name] for name in windows)
    found = {
        "regency_first": own[own.date == both[0]],
        "regency_last": own[own.date == _last(own)],
        "province_first": whole[whole.date == both[0]],
        "province_later": whole[whole.date == _last(whole)],
    }
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


def _supervisor(regions: Table, institutions: Table, regency: str) -> Table:
    """What the election supervisor of the regency's province published."""
    bodies = named(institutions, "provincial election supervisor", regency[:2])
    return regions[regions.body.isin(bodies)]


def _of(reports: Table, region: str, measure: str) -> Table:
    """What a table of reports has for a region and measure; provinces as a whole."""
    found = reports[reports.region_code.eq(region) & reports.measure.eq(measure)]
    return found[found.level.isin(["regency", "city", "province total"])]


def _last(reports: Table) -> str:
    """The latest date of some reports; empty if there is none."""
    return max(reports.date, key=last_day, default="")


def _tally(reports: Table, regency: str) -> str:
    """The first date at which there are cases of the regency and of its province, or empty."""
    both = set.intersection(*(set(_of(reports, c, "cases").date) for c in (regency, regency[:2])))
    return min(both, key=last_day, default="")


def _at(reports: Table, region: str, date: str, measure: str) -> Table:
    found = _of(reports, region, measure)
    return found[found.date == date]


def _tokens(reports: Table) -> str:
    return rows_of("regions_asn", reports.report_id)


def _documented(stage_reports: Table) -> list[tuple[str, set[str], str]]:
    """The regency's documented cases: recommended for a sanction, and reported as sanctioned."""
    chosen = stage_reports[stage_reports.chosen.astype(bool)]
    steps = (("recommended", RECOMMENDED), ("sanctioned", SANCTIONED))
    found = [(name, chosen[chosen.stage == stage]) for name, stage in steps]
    return [(name, set(reports.case_id), union(reports.rows)) for name, reports in found]


def _line(
    key: tuple[str, str, str], whole: Table, drawn: Table, own: tuple[int, int], rows: str
) -> list[dict[str, object]]:
    """A window with its expectation and both tails; none where the counts cannot all be right.

    key: window, measure, counted_as. own: the regency's cases in all, and in the window.
    """
    population, draw, (marked, seen) = int(whole.value.iloc[0]), int(drawn.value.sum()), own
    if not marked or drawn.empty or max(marked, draw) > population or seen > min(marked, draw):
        return []
    tails = hypergeometric_tails(seen, population, marked, draw)
    line = {
        "id": ".".join(key),
        "window": key[0],
        "measure": key[1],
        "cases_all": population,
        "cases_window": draw,
        "counted_as": key[2],
        "regency_all": marked,
        "counted": seen,
        "expected": marked * draw / population,
        "p_at_least": tails.at_least,
        "p_at_most": tails.at_most,
        "basis": COUNTED_HERE,
        "rows": rows,
    }
    return [line]


def _without_basis(reports: Table, province: str, used: tuple[str, str]) -> list[dict[str, object]]:
    """Dates at which the supervisor gave totals of the province but no cases of both."""
    persons = reports[reports.region_code.eq(province) & reports.level.eq("province total")]
    lines: list[dict[str, object]] = []
    for date, ids in persons[persons.measure.isin(PERSONS)].groupby("date").report_id:
        cases = _at(reports, province, str(date), "cases")
        if date in used:
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
    return lines
