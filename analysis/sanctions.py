"""The kind of disciplinary sanction: a false finding, and the steps in which it comes apart.

A *letter* of the recommending body recommends disciplinary sanctions for the people of one
case, usually of one kind; a letter that recommends two kinds holds two *recommendations*. It
was decided letter by letter: people of one letter are not independent of each other.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Absent, Number, Setting, Table, rows_of

from .methods.dates import last_day
from .methods.exact import clopper_pearson, fisher_two_sided
from .methods.roles import named
from .methods.tokens import union

MORAL, DISCIPLINE = "moral sanction", "discipline"
BEFORE = "before candidates were determined"
ALL, EARLY_ACTS = "all acts", "early acts"
OFFICIALS = "early acts, no would-be candidates"
# The persons of the province's account by kind: its words, and the class of each.
KINDS = {
    "ASN with moral sanction, open": MORAL,
    "ASN with moral sanction, closed": MORAL,
    "ASN with light discipline": DISCIPLINE,
    "ASN with moderate discipline": DISCIPLINE,
}
# The stages of its cases, in the order of the election.
STAGES = {
    "cases at preparation stage": "preparation",
    "cases at nomination stage": "nomination",
    "cases at campaign stage": "campaign period",
    "cases at logistics and quiet-period stage": "quiet period",
    "cases at counting stage": "counting",
    "cases at recapitulation stage": "recapitulation",
}
# Stages that end when candidates are determined.
EARLY = ("preparation", "nomination")


def kasn_letters(letters: Table, letter_judgements: Table) -> Table:
    """The recommendations in letters that the record names one by one.

    Returns one row a recommendation: recommendation_id, letter_id, region, date,
    post_class, persons, kind (as published), kind_class (moral sanction, discipline), act_stage
    and would_be_candidate (both judged), rows. Raises ValueError unless letters has one row
    a recommendation, as a table of persons would not; Absent where no letter is judged.
    """
    table = letters.merge(letter_judgements, on="recommendation_id", validate="one_to_one")
    if table.empty:
        raise Absent("no letter that recommends a disciplinary sanction is judged")
    moral = table.kind.str.startswith(MORAL)
    return pd.DataFrame(
        {
            **table[["recommendation_id", "letter_id", "region", "date", "post_class", "persons"]],
            "kind": table.kind,
            "kind_class": moral.map({True: MORAL, False: DISCIPLINE}),
            "act_stage": table.stage,
            "would_be_candidate": table.would_be_candidate,
            "rows": [
                rows_of("letters", [key]) + " " + rows_of("letter_judgements", [key])
                for key in table.recommendation_id
            ],
        }
    )


def sanction_contrast(
    kasn_letters: Table, regency_totals: Table, province_kinds: Table, setting: Setting
) -> Table:
    """Moral sanctions and discipline in the regency and elsewhere, from naive to defensible.

    First the persons reported as sanctioned against the rest of the province's account
    (the regency's chosen total, all moral by its letters and taken to be part of that account).
    Then the recommendations in four units, each for all, for acts before candidates were
    determined, and for these without would-be candidates. A letter with both kinds is
    discipline, or counts for the kind most of its persons got (unit *letter by majority*).
    Returns one row a comparison: comparison, unit, compared, here_moral, here_discipline,
    there_moral, there_discipline, p (Fisher's exact test, two-sided), least_p (the least
    that groups of these sizes can give), right_unit (one unit is one decision), rows.
    A comparison that has nothing on one of its sides is left out. Raises ValueError if
    kasn_letters holds a recommendation twice; Absent where no comparison is left.
    """
    if kasn_letters.recommendation_id.duplicated().any():
        raise ValueError("one row a recommendation is wanted, not one a person")
    letters = kasn_letters.assign(here=kasn_letters.region == setting["place.regency"])
    early = letters[letters.act_stage == BEFORE]
    samples = {
        "all": (ALL, letters),
        "before": (EARLY_ACTS, early),
        "officials": (OFFICIALS, early[~early.would_be_candidate.astype(bool)]),
    }
    units = {
        "person": (_persons, False),
        "letter": (_letters, True),
        "letter by majority": (_majority, True),
        "letter part": (_recommendations, False),
    }
    lines = _province(regency_totals, province_kinds, letters)
    for unit, (counted, right) in units.items():
        for name, (compared, chosen) in samples.items():
            table = counted(chosen)
            counts = (*_kinds(table[table.here]), *_kinds(table[~table.here]))
            if not sum(counts[:2]) or not sum(counts[2:]):
                continue
            key = f"{unit}.{name}".replace(" ", "_")
            lines.append(_line(key, unit, compared, counts, right, union(chosen.rows)))
    if not lines:
        raise Absent("no letters on the region and on others were seen that could be compared")
    return pd.DataFrame(lines)


def letters_seen(kasn_letters: Table, setting: Setting) -> Number:
    """How little there is: letters, and what the regency's can say about a share.

    Fields: letters, recommendations, persons, here and there (letters), there_before (of the
    others, those on acts before candidates were determined), discipline_here (letters),
    share_high (upper end of the exact 95 per cent interval of their share, were letters
    independent). Raises Absent where no letter on the regency was seen.
    """
    table = kasn_letters.assign(here=kasn_letters.region == setting["place.regency"])
    letters = _letters(table)
    early = _letters(table[table.act_stage == BEFORE])
    here, discipline = int(letters.here.sum()), _kinds(letters[letters.here])[1]
    if not here:
        raise Absent("no letter that recommends a disciplinary sanction in the region was seen")
    return Number(
        values={
            "letters": len(letters),
            "recommendations": len(kasn_letters),
            "persons": int(kasn_letters.persons.sum()),
            "here": here,
            "there": len(letters) - here,
            "there_before": int((~early.here).sum()),
            "discipline_here": discipline,
            "share_high": clopper_pearson(discipline, here)[1],
        },
        rows=tuple(union(kasn_letters.rows).split()),
    )


def province_stages(regions_asn: Table, institutions: Table, setting: Setting) -> Table:
    """The cases of the province that were forwarded, by stage of the election.

    Returns one row a stage: stage_of_election, cases, share, early (the stage ends when
    candidates are determined), rows. Raises Absent as _account does.
    """
    bodies = named(institutions, "provincial election supervisor", _province_of(setting))
    table = _account(regions_asn, bodies, _province_of(setting), list(STAGES), "cases_forwarded")
    stage = table.metric.map(STAGES)
    return pd.DataFrame(
        {
            "stage_of_election": stage,
            "cases": table.value.astype("Int64"),
            "share": (table.value / table.value.sum()).astype("float64"),
            "early": stage.isin(EARLY),
            "rows": [rows_of("regions_asn", [report]) for report in table.report_id],
        }
    )


def province_kinds(regions_asn: Table, institutions: Table, setting: Setting) -> Table:
    """The persons of the province reported as sanctioned, by kind.

    Returns one row a kind: kind (as published), kind_class (moral sanction, discipline),
    persons, share, rows. Raises Absent as _account does.
    """
    bodies = named(institutions, "provincial election supervisor", _province_of(setting))
    table = _account(regions_asn, bodies, _province_of(setting), list(KINDS), "persons_sanctioned")
    return pd.DataFrame(
        {
            "kind": table.metric.str.removeprefix("ASN with "),
            "kind_class": table.metric.map(KINDS),
            "persons": table.value.astype("Int64"),
            "share": (table.value / table.value.sum()).astype("float64"),
            "rows": [rows_of("regions_asn", [report]) for report in table.report_id],
        }
    )


def province_account(province_kinds: Table, province_stages: Table) -> Number:
    """The province's final account in sums.

    Fields: persons (reported as sanctioned, all kinds), moral, discipline; cases (forwarded,
    all stages), late_cases and late_share (campaign or later).
    """
    persons = province_kinds.persons.groupby(province_kinds.kind_class).sum()
    cases = int(province_stages.cases.sum())
    late = int(province_stages.cases[~province_stages.early.astype(bool)].sum())
    return Number(
        values={
            "persons": int(persons.sum()),
            "moral": int(persons.get(MORAL, 0)),
            "discipline": int(persons.get(DISCIPLINE, 0)),
            "cases": cases,
            "late_cases": late,
            "late_share": late / cases,
        },
        rows=tuple(union([*province_kinds.rows, *province_stages.rows]).split()),
    )


def _province_of(setting: Setting) -> str:
    return str(setting["place.region_code"])[:2]


def _account(
    regions: Table, bodies: list[str], province: str, metrics: list[str], whole: str
) -> Table:
    """Parts of the province's last account that gives them, in the order of the metrics.

    Raises Absent where there is none, or where the account gives the whole and the parts do
    not add up to it, so that no share of it could be formed.
    """
    own = regions[regions.region_code.eq(province) & regions.body.isin(bodies)]
    parts = own[own.metric.isin(metrics)]
    if parts.empty or not parts.value.sum():
        raise Absent("no account of the province by its election supervisor gives such parts")
    date = max(parts.date, key=last_day)
    parts = parts[parts.date == date].drop_duplicates("metric")
    totals = own[own.date.eq(date) & own.measure.eq(whole)]
    if len(totals) and parts.value.sum() not in set(totals.value):
        raise Absent("the parts of the province's last account do not add up to its whole")
    there = [metric for metric in metrics if metric in set(parts.metric)]
    return parts.set_index("metric").loc[there].reset_index()


def _province(regency_totals: Table, kinds: Table, letters: Table) -> list[dict[str, object]]:
    """The naive comparison: persons of the regency against all others of the province.

    None if the chosen total is not one of persons reported as sanctioned, with discipline
    among the regency's letters (its persons are not all moral then), or with more persons than
    the account has.
    """
    total = regency_totals[regency_totals.chosen.astype(bool)]
    total = total[total.persons_measure == "persons_sanctioned"]
    persons = kinds.persons.groupby(kinds.kind_class).sum()
    moral, discipline = (int(persons.get(kind, 0)) for kind in (MORAL, DISCIPLINE))
    own = letters.kind_class[letters.here]
    if total.empty or own.empty or own.eq(DISCIPLINE).any():
        return []
    here = int(total.persons.iloc[0])
    counts = (here, 0, moral - here, discipline)
    if moral < here or moral - here + discipline == 0:
        return []
    rows = union([*kinds.rows, total["rows"].iloc[0]])
    return [_line("person.province", "person", "province, all acts", counts, False, rows)]


def _line(
    name: str,
    unit: str,
    compared: str,
    counts: tuple[int, int, int, int],
    right: bool,
    rows: str,
) -> dict[str, object]:
    """One comparison: moral sanctions and discipline here, then there."""
    here, there = counts[:2], counts[2:]
    return {
        "comparison": name,
        "unit": unit,
        "compared": compared,
        "here_moral": here[0],
        "here_discipline": here[1],
        "there_moral": there[0],
        "there_discipline": there[1],
        "p": fisher_two_sided((here, there)),
        "least_p": fisher_two_sided(((sum(here), 0), (0, sum(there)))),
        "right_unit": right,
        "rows": rows,
    }


def _kinds(units: Table) -> tuple[int, int]:
    """Units with a moral sanction alone, and with discipline."""
    return int(units["count"][~units.discipline].sum()), int(units["count"][units.discipline].sum())


def _recommendations(letters: Table) -> Table:
    """Each recommendation as one unit: here, discipline, count."""
    return pd.DataFrame(
        {
            "here": letters.here.astype(bool),
            "discipline": letters.kind_class.eq(DISCIPLINE).astype(bool),
            "count": 1,
        }
    )


def _persons(letters: Table) -> Table:
    """Each person as one unit."""
    return _recommendations(letters).assign(count=letters.persons)


def _letters(letters: Table) -> Table:
    """Each letter as one unit; one with both kinds is discipline."""
    table = _recommendations(letters).groupby(letters.letter_id.to_numpy())
    return table.agg({"here": "first", "discipline": "any"}).assign(count=1)


def _majority(letters: Table) -> Table:
    """Each letter as one unit, of the kind that most of its persons got."""
    most = letters.sort_values("persons", ascending=False, kind="stable")
    return _recommendations(most.drop_duplicates("letter_id"))
