"""The kind of disciplinary sanction: a false finding, and the steps in which it comes apart.

A *letter* of KASN recommends disciplinary sanctions for the people of one case, usually of
one kind; a letter that recommends two kinds holds two *recommendations*. KASN decided
letter by letter: people of one letter are not independent of each other.
"""

from __future__ import annotations

import pandas as pd

from study.kinds import Number, Table, rows_of

from .methods.exact import clopper_pearson, fisher_two_sided
from .methods.tokens import union

HERE = "Kabupaten Purbalingga"
PROVINCE = "33"
ACCOUNT = "2021-06-25"  # the province's final account, the only one that gives the kinds
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
    """The recommendations in letters of KASN that the record names one by one.

    Returns one row a recommendation: recommendation_id, letter_id, region, date,
    post_class, persons, kind (as published), kind_class (moral sanction, discipline), act_stage
    and would_be_candidate (both judged), rows. Raises ValueError unless letters has one row
    a recommendation, as a table of persons would not.
    """
    table = letters.merge(letter_judgements, on="recommendation_id", validate="one_to_one")
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


def sanction_contrast(kasn_letters: Table, regency_totals: Table, province_kinds: Table) -> Table:
    """Moral sanctions and discipline in the regency and elsewhere, from naive to defensible.

    First the persons reported as sanctioned against the rest of the province's account
    (the regency's chosen total, all moral and taken to be part of that account). Then the
    recommendations of KASN in four units, each for all, for acts before candidates were
    determined, and for these without would-be candidates. A letter with both kinds is
    discipline, or counts for the kind most of its persons got (unit *letter by majority*).
    Returns one row a comparison: comparison, unit, compared, here_moral, here_discipline,
    there_moral, there_discipline, p (Fisher's exact test, two-sided), least_p (the least
    that groups of these sizes can give), right_unit (one unit is one decision), rows.
    Raises ValueError if kasn_letters holds a recommendation twice.
    """
    if kasn_letters.recommendation_id.duplicated().any():
        raise ValueError("one row a recommendation is wanted, not one a person")
    early = kasn_letters[kasn_letters.act_stage == BEFORE]
    samples = {
        "all": (ALL, kasn_letters),
        "before": (EARLY_ACTS, early),
        "officials": (OFFICIALS, early[~early.would_be_candidate.astype(bool)]),
    }
    units = {
        "person": (_persons, False),
        "letter": (_letters, True),
        "letter by majority": (_majority, True),
        "letter part": (_recommendations, False),
    }
    lines = [_province(regency_totals, province_kinds)]
    for unit, (counted, right) in units.items():
        for name, (compared, chosen) in samples.items():
            table = counted(chosen)
            counts = (*_kinds(table[table.here]), *_kinds(table[~table.here]))
            key = f"{unit}.{name}".replace(" ", "_")
            lines.append(_line(key, unit, compared, counts, right, union(chosen.rows)))
    return pd.DataFrame(lines)


def letters_seen(kasn_letters: Table) -> Number:
    """How little there is: letters, and what the regency's can say about a share.

    Fields: letters, recommendations, persons, here and there (letters), there_before (of the
    others, those on acts before candidates were determined), discipline_here (letters),
    share_high (upper end of the exact 95 per cent interval of their share, were letters
    independent).
    """
    letters = _letters(kasn_letters)
    early = _letters(kasn_letters[kasn_letters.act_stage == BEFORE])
    here, discipline = int(letters.here.sum()), _kinds(letters[letters.here])[1]
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


def province_stages(regions_asn: Table) -> Table:
    """The cases of the province that went to KASN, by stage of the election.

    Returns one row a stage: stage_of_election, cases, share, early (the stage ends when
    candidates are determined), rows.
    """
    table = _account(regions_asn, list(STAGES))
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


def province_kinds(regions_asn: Table) -> Table:
    """The persons of the province reported as sanctioned, by kind.

    Returns one row a kind: kind (as published), kind_class (moral sanction, discipline),
    persons, share, rows.
    """
    table = _account(regions_asn, list(KINDS))
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

    Fields: persons (reported as sanctioned, all kinds), moral, discipline; cases (sent to
    KASN, all stages), late_cases and late_share (campaign or later).
    """
    persons = province_kinds.persons.groupby(province_kinds.kind_class).sum()
    cases = int(province_stages.cases.sum())
    late = int(province_stages.cases[~province_stages.early.astype(bool)].sum())
    return Number(
        values={
            "persons": int(persons.sum()),
            "moral": int(persons[MORAL]),
            "discipline": int(persons[DISCIPLINE]),
            "cases": cases,
            "late_cases": late,
            "late_share": late / cases,
        },
        rows=tuple(union([*province_kinds.rows, *province_stages.rows]).split()),
    )


def _account(regions: Table, metrics: list[str]) -> Table:
    """Rows of the province's final account, in the order of the metrics asked for."""
    rows = regions[(regions.region_code == PROVINCE) & (regions.date == ACCOUNT)]
    return rows.set_index("metric").loc[metrics].reset_index()


def _province(regency_totals: Table, kinds: Table) -> dict[str, object]:
    """The naive comparison: persons of the regency against all others of the province."""
    total = regency_totals[regency_totals.chosen.astype(bool)].iloc[0]
    persons = kinds.persons.groupby(kinds.kind_class).sum()
    here = int(total.persons)
    counts = (here, 0, int(persons[MORAL]) - here, int(persons[DISCIPLINE]))
    rows = union([*kinds.rows, total["rows"]])
    return _line("person.province", "person", "province, all acts", counts, False, rows)


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
            "here": letters.region.eq(HERE).astype(bool),
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
