"""What officials did: the cases of the election, step by step, by institution and position.

A *case* is a group of civil servants whom one institution handled together; a *report*
is one row of case_stages, one published head count (or none) of one case at one step.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods.dates import first_day
from .methods.tokens import union

RECOMMENDED = "recommended for a sanction"
# The steps in the order of the law.
STEPS = (
    "detected",
    "clarified",
    "recommended by Bawaslu",
    RECOMMENDED,
    "reported as sanctioned",
)
SCHOOLS = "education"


def stage_reports(case_stages: Table, cases: Table, sources: Table, setting: Setting) -> Table:
    """Every report on the cases of the election in which a sanction was recommended.

    The rule, stated here once: of several reports of one step of one case the one
    published first counts (a date given to the month or year counts from its first day);
    ties go to the report with more sources, then to the lower report_id. A report without
    persons means *not published*: it is kept and never chosen.

    case_stages: report_id, case_id, stage, persons, date, source_ids; cases: case_id,
    election; sources: source_id, published.
    Returns one row a report: report_id, case_id, stage, step (1 to 5), persons, date,
    first_published (as the source gives it), sources (count), chosen, rows.
    Raises Absent where there is no such case.
    """
    of_election = cases.loc[cases.election == setting["election.name"], "case_id"]
    seen = case_stages.stage.eq(RECOMMENDED) & case_stages.source_ids.notna()
    recommended = case_stages.loc[seen, "case_id"]
    kept = case_stages.case_id.isin(of_election) & case_stages.case_id.isin(recommended)
    reports = case_stages[kept].reset_index(drop=True)
    if reports.empty:
        raise Absent("no case of the election with a recommended disciplinary sanction was seen")
    names = reports.source_ids.fillna("").str.split(";")
    published = dict(zip(sources.source_id, sources.published, strict=True))
    first = names.map(lambda ids: _earliest([published.get(name) for name in ids]))
    table = pd.DataFrame(
        {
            "report_id": reports.report_id,
            "case_id": reports.case_id,
            "stage": reports.stage,
            "step": reports.stage.map({stage: i for i, stage in enumerate(STEPS, 1)}),
            "persons": reports.persons.astype("Int64"),
            "date": reports.date,
            "first_published": first,
            "sources": names.map(lambda ids: len([name for name in ids if name])),
        }
    )
    table["chosen"] = table.report_id.isin(_chosen(table))
    table["rows"] = [
        rows_of("case_stages", [report]) + " " + rows_of("cases", [case])
        for report, case in zip(table.report_id, table.case_id, strict=True)
    ]
    return table.sort_values(["case_id", "step", "report_id"], ignore_index=True)


def funnel(stage_reports: Table) -> Table:
    """Cases and persons at each step of the law, nothing inferred.

    Returns one row a step: stage, step, cases (all), cases_published (with a head count),
    not_published (the others), persons (sum of the chosen reports), low and high (the
    least and the most the reports allow), rows. Persons are missing where no case has a
    published count.
    """
    cases = stage_reports.case_id.nunique()
    lines = []
    for step, stage in enumerate(STEPS, 1):
        reports = stage_reports[stage_reports.stage == stage]
        chosen = reports[reports.chosen.astype(bool)]
        by_case = reports.groupby("case_id").persons
        lines.append(
            {
                "stage": stage,
                "step": step,
                "cases": cases,
                "cases_published": len(chosen),
                "not_published": cases - len(chosen),
                "persons": chosen.persons.sum(min_count=1),
                "low": by_case.min().sum(min_count=1),
                "high": by_case.max().sum(min_count=1),
                "rows": union(reports.rows),
            }
        )
    return pd.DataFrame(lines).astype(dict.fromkeys(["persons", "low", "high"], "Int64"))


def funnel_gaps(funnel: Table) -> Number:
    """Where the funnel is not a funnel.

    Fields: steps (all), steps_with_gaps (those at which the head count of at least one case
    was not published).
    """
    return Number(
        values={
            "steps": len(funnel),
            "steps_with_gaps": int((funnel.not_published > 0).sum()),
        },
        rows=tuple(union(funnel.rows.dropna()).split()),
    )


def cases_by_class(stage_reports: Table, cases: Table, case_judgements: Table) -> Table:
    """The cases in which a sanction was recommended, by institution, position and standing.

    Returns one row a case: case_id, institution_class, position_class, standing (judged
    by the study), persons (recommended for a sanction, the chosen report), share (of all
    persons so recommended), rows. Raises Absent where no such case is counted and judged.
    """
    chosen = stage_reports[stage_reports.chosen.astype(bool) & stage_reports.stage.eq(RECOMMENDED)]
    table = chosen.merge(cases, on="case_id", validate="one_to_one").merge(
        case_judgements, on="case_id", validate="one_to_one"
    )
    everybody = int(chosen.persons.sum())
    if table.empty or not everybody:
        raise Absent("no case with persons recommended for a sanction is counted and judged")
    return pd.DataFrame(
        {
            "case_id": table.case_id,
            "institution_class": table.institution_class,
            "position_class": table.position_class,
            "standing": table.standing,
            "persons": table.persons,
            "share": (table.persons / everybody).astype("float64"),
            "rows": table.rows + [f" case_judgements:{case}" for case in table.case_id],
        }
    )


def school_share(stage_reports: Table, cases: Table) -> Number:
    """Share of those recommended for a sanction who work in schools or the education office.

    Fields: persons and cases in education, persons_all and cases_all, share (of persons).
    Raises Absent where nobody is counted, or no case at all is of that class.
    """
    chosen = stage_reports[stage_reports.chosen.astype(bool) & stage_reports.stage.eq(RECOMMENDED)]
    institution = dict(zip(cases.case_id, cases.institution_class, strict=True))
    schools = chosen[chosen.case_id.map(institution) == SCHOOLS]
    persons, everybody = int(schools.persons.sum()), int(chosen.persons.sum())
    if not everybody:
        raise Absent("the record counts no persons recommended for a disciplinary sanction")
    if not cases.institution_class.eq(SCHOOLS).any():
        raise Absent(f"no case of the record is of the class {SCHOOLS}")
    return Number(
        values={
            "persons": persons,
            "persons_all": everybody,
            "share": persons / everybody,
            "cases": len(schools),
            "cases_all": len(chosen),
        },
        rows=tuple(union(chosen.rows).split()),
    )


def _earliest(dates: list[object]) -> str | None:
    """The earliest of some published dates; None if none of them is known."""
    known = [date for date in dates if isinstance(date, str)]
    return min(known, key=first_day, default=None)


def _chosen(reports: Table) -> pd.Series:
    """The report that counts for each step of each case, by the rule of stage_reports."""
    counted = reports[reports.persons.notna()]
    order = counted.assign(
        day=counted.first_published.fillna("9999").map(first_day), fewer=-counted.sources
    ).sort_values(["day", "fewer", "report_id"])
    return order.drop_duplicates(["case_id", "stage"]).report_id
