"""How institutions answered: whose heads were warned for not executing recommendations.

The home ministry warned heads of region. Unit of analysis: the regency and city races. A head
without any recommendation counts as not warned. Names with *central_java* speak of the province
of the regency studied, names with *java* in a count of its group of islands, whichever they are.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from study.kinds import Absent, Model, Number, Setting, Table, rows_of

from .methods import exact, firth, logit, permutation, resampling
from .methods.identified import Unidentified
from .methods.odds import odds_table
from .methods.tokens import union

SEED = 20201027
DRAWS = 10_000
LEVEL = 0.95
WARNING = "home_ministry_warning"
OUTSTANDING = "recommendations outstanding"

CENTRED = ("log_electorate", "log_grdp_per_head")
FULL = (*CENTRED, "listed_before", "java", "central_java")
WITHOUT_INCOME = ("log_electorate", "listed_before", "java", "central_java")
WITHOUT_CENTRAL_JAVA = (*CENTRED, "listed_before", "java")
FIRTH_ASSUMPTION = "heads are independent of each other; provinces are not clustered"
CLUSTER_ASSUMPTION = "provinces are independent of each other; few clusters"


def warning_letter(warned_heads: Table, national_asn: Table, setting: Setting) -> Number:
    """What the ministry's warning consisted of.

    Fields: heads, regents, mayors, governors, without_race (heads whose region did not vote
    in 2020), both_lists (entries that stand in both published lists), one_source (entries that
    rest on a single published page),
    recommendations (outstanding, as the ministry gave their number).
    """
    office = warned_heads.office
    letter = national_asn[national_asn.metric.eq(WARNING) & national_asn.breakdown.eq(OUTSTANDING)]
    if not len(letter) or not len(warned_heads):
        raise Absent("the record holds no warning of heads with its number of recommendations")
    lists = set(setting["reports.warning_lists"])
    heads = rows_of("warned_heads", warned_heads.region_code)
    figure = rows_of("national_asn", letter.report_id)
    return Number(
        values={
            "heads": len(warned_heads),
            "regents": int(office.eq("regent").sum()),
            "mayors": int(office.eq("mayor").sum()),
            "governors": int(office.eq("governor").sum()),
            "without_race": int((~warned_heads.own_race_2020.astype(bool)).sum()),
            "both_lists": int(
                warned_heads.source_ids.map(lambda ids: lists <= {*ids.split(";")}).sum()
            ),
            "one_source": int((~warned_heads.source_ids.str.contains(";")).sum()),
            "recommendations": int(letter.value.iloc[0]),
        },
        rows=tuple(f"{heads} {figure}".split()),
    )


def listed_regions(race_frame: Table, setting: Setting) -> Number:
    """Who was listed before, who was warned, and how many provinces had nobody warned.

    Fields: listed (races named in a list before the warning), listed_warned;
    regency_listed and regency_warned (the regency studied); provinces,
    provinces_without_warned.
    """
    listed, warned = race_frame.listed_before.astype(bool), race_frame.warned.astype(bool)
    regency = race_frame.region_code == setting["place.region_code"]
    if not regency.any():
        raise Absent("the table of races does not hold the race of the regency studied")
    provinces = warned.groupby(race_frame.province_code).sum()
    return Number(
        values={
            "listed": int(listed.sum()),
            "listed_warned": int((listed & warned).sum()),
            "regency_listed": bool(listed[regency].all()),
            "regency_warned": bool(warned[regency].any()),
            "provinces": len(provinces),
            "provinces_without_warned": int((provinces == 0).sum()),
        },
        rows=tuple(union(race_frame.rows).split()),
    )


def warned_by_island(race_frame: Table) -> Table:
    """Heads warned by group of islands.

    Returns one row a group: island_group, races, warned, share, ci_low, ci_high
    (Clopper-Pearson, 95%), rows.
    """
    return _shares(race_frame, "island_group")


def warned_in_java(race_frame: Table) -> Table:
    """Heads warned by province, in the group of islands of the regency studied.

    Returns one row a province: province_code, province, races, warned, share, ci_low,
    ci_high (Clopper-Pearson, 95%), rows.
    """
    java = race_frame[_own_islands(race_frame)]
    table = _shares(java, "province_code")
    table.insert(1, "province", table.province_code.map(dict(_pairs(java))))
    return table


def warned_firth(race_frame: Table) -> Model:
    """Firth's logit of *head warned* on the races with an income figure the sources agree on.

    Terms: intercept (a race of average logs, outside Java, not listed), log_electorate,
    log_grdp_per_head, listed_before, java, central_java; columns estimate (log odds), se,
    odds_ratio, ci_low, ci_high (of the odds ratio), p. Facts say n, events and what each
    column is.
    """
    return _firth(race_frame, FULL)


def warned_firth_all(race_frame: Table) -> Model:
    """The same on all races, without income: the sources disagree on it for some in Papua."""
    return _firth(race_frame, WITHOUT_INCOME)


def warned_firth_without_central_java(race_frame: Table) -> Model:
    """The main model without the province's term, to set beside the clustered logit."""
    return _firth(race_frame, WITHOUT_CENTRAL_JAVA)


def warned_logit_clustered(race_frame: Table) -> Model:
    """Ordinary logit with standard errors clustered by province, without the province's term.

    A province where no head was warned has no ordinary estimate, so the term of the province
    studied is left out; its races stay in. Terms, columns and facts as in warned_firth, with
    `clusters`.
    """
    sample, design = _design(race_frame, WITHOUT_CENTRAL_JAVA)
    provinces = sample.province_code.to_numpy(dtype=object)
    try:
        fit = logit.clustered_logit(design, _outcome(sample), provinces)
    except Unidentified as why:
        raise Absent(str(why)) from why
    return Model(
        terms=odds_table(WITHOUT_CENTRAL_JAVA, fit),
        facts={
            **_sample_facts(race_frame, sample),
            "clusters": fit.clusters,
            "estimator": "logit, maximum likelihood",
            "standard_error": logit.STANDARD_ERROR,
            "interval": logit.INTERVAL,
            "test": logit.TEST,
            "assumption": CLUSTER_ASSUMPTION,
            "log_likelihood": fit.log_likelihood,
        },
        rows=tuple(union(sample.rows).split()),
    )


def warned_models(
    race_frame: Table,
    warned_firth: Model,
    warned_firth_all: Model,
    warned_firth_without_central_java: Model,
    warned_logit_clustered: Model,
) -> Table:
    """The models side by side, in long form, with what is not identified.

    Returns one row a model and term: id (``model.term``), model, term, identified (by the
    model as fitted; for the ordinary logit, whether its maximum-likelihood estimate is
    finite), estimate, se, odds_ratio, ci_low, ci_high, p, term_warned and term_races
    (heads warned and races with a truth-value term), n, events.
    """
    models = {
        "firth": warned_firth,
        "firth_all": warned_firth_all,
        "firth_without_central_java": warned_firth_without_central_java,
        "logit_clustered": warned_logit_clustered,
    }
    missing = pd.DataFrame({"term": _unidentified(race_frame)})
    parts = [_labelled(model.terms, name, model, True) for name, model in models.items()]
    parts.append(_labelled(missing, "logit_clustered", warned_logit_clustered, False))
    table = pd.concat(parts, ignore_index=True)
    counts = {term: _within(race_frame, term, FULL) for term in FULL if term not in CENTRED}
    all_counts = {term: _within(race_frame, term, WITHOUT_INCOME) for term in counts}
    by_row = [
        (all_counts if model == "firth_all" else counts).get(term, (None, None))
        for model, term in zip(table.model, table.term, strict=True)
    ]
    table["term_warned"] = pd.array([warned for warned, _ in by_row], dtype="Int64")
    table["term_races"] = pd.array([races for _, races in by_row], dtype="Int64")
    table.insert(0, "id", table.model + "." + table.term)
    return table


def central_java_fisher(race_frame: Table) -> Number:
    """Exact tests of the province studied: against all others, and within its islands.

    Fields: central_java_races, central_java_warned, other_races, other_warned, n, events,
    p (Fisher, two-sided, nation); java_races, java_warned, java_p (hypergeometric, one-sided: as
    few warned in the province, given the totals of its islands), test, java_test.
    """
    here = race_frame.central_java.astype(bool)
    warned = race_frame.warned.astype(bool)
    java = _own_islands(race_frame)
    own, own_warned = int(here.sum()), int((here & warned).sum())
    other, other_warned = int((~here).sum()), int((~here & warned).sum())
    java_races, java_warned = int(java.sum()), int((java & warned).sum())
    tails = exact.hypergeometric_tails(own_warned, java_races, java_warned, own)
    return Number(
        values={
            "central_java_races": own,
            "central_java_warned": own_warned,
            "other_races": other,
            "other_warned": other_warned,
            "n": own + other,
            "events": own_warned + other_warned,
            "p": exact.fisher_two_sided(
                ((own_warned, own - own_warned), (other_warned, other - other_warned))
            ),
            "test": "Fisher's exact test, two-sided",
            "java_races": java_races,
            "java_warned": java_warned,
            "java_p": tails.at_most,
            "java_test": "hypergeometric, one-sided",
        },
        rows=tuple(union(race_frame.rows).split()),
    )


def central_java_permutation(race_frame: Table) -> Number:
    """Permutation of *warned* within groups of islands, by the province's penalised log odds.

    The main model is refitted to each draw. Fields: statistic (observed), p_lower (one-sided:
    as low), p_two_sided (as far from zero), each with its Monte Carlo standard error (…_mcse)
    by the rule (b+1)/(m+1), draws, seed, n, events, as_low and as_far (draws counted).
    """
    sample, design = _design(race_frame, FULL)
    outcome = _outcome(sample)
    place = 1 + FULL.index("central_java")
    statistic = float(_fitted(design, outcome).estimate[place])
    estimates = permutation.permuted(
        partial(resampling.logit_estimates, design, penalised=True),
        outcome,
        sample.island_group.to_numpy(dtype=object),
        DRAWS,
        SEED,
    )
    if not np.isfinite(estimates[:, place]).all():
        raise Absent("shuffling the warnings leaves the model without an estimate")
    found = permutation.extremes(estimates[:, place], statistic)
    lower, lower_error = permutation.monte_carlo_p(found.low, DRAWS)
    both, both_error = permutation.monte_carlo_p(found.two_sided, DRAWS)
    return Number(
        values={
            "statistic": statistic,
            "p_lower": lower,
            "p_lower_mcse": lower_error,
            "p_two_sided": both,
            "p_two_sided_mcse": both_error,
            "as_low": found.low,
            "as_far": found.two_sided,
            "draws": DRAWS,
            "seed": SEED,
            "n": len(sample),
            "events": int(outcome.sum()),
        },
        rows=tuple(union(sample.rows).split()),
    )


def _own_islands(races: Table) -> pd.Series[bool]:
    """Which races lie in the group of islands of the province studied."""
    own = races.island_group[races.central_java.astype(bool)]
    if not len(own):
        raise Absent("the table of races holds no race in the province of the regency studied")
    return races.island_group.isin(own)


def _shares(races: Table, by: str) -> Table:
    if not len(races):
        raise Absent("the table of races holds no race")
    lines = []
    for name, group in races.groupby(by, sort=True):
        warned, count = int(group.warned.sum()), len(group)
        low, high = exact.clopper_pearson(warned, count, LEVEL)
        lines.append(
            {
                by: name,
                "races": count,
                "warned": warned,
                "share": warned / count,
                "ci_low": low,
                "ci_high": high,
                "rows": union(group.rows),
            }
        )
    return pd.DataFrame(lines)


def _pairs(races: Table) -> zip[tuple[str, str]]:
    return zip(races.province_code, races.province, strict=True)


def _design(races: Table, terms: tuple[str, ...]) -> tuple[Table, firth.Array]:
    """The races with all terms known, and their design: constant, then terms, logs centred."""
    sample = races.dropna(subset=list(terms)).reset_index(drop=True)
    columns = sample[list(terms)].astype("float64")
    for term in CENTRED:
        if term in terms:
            columns[term] -= columns[term].mean()
    return sample, np.column_stack([np.ones(len(sample)), columns.to_numpy(dtype="float64")])


def _outcome(sample: Table) -> firth.Array:
    return sample.warned.to_numpy(dtype="float64")


def _fitted(design: firth.Array, outcome: firth.Array) -> firth.FirthFit:
    try:
        return firth.firth_logit(design, outcome)
    except Unidentified as why:
        raise Absent(str(why)) from why


def _firth(races: Table, terms: tuple[str, ...]) -> Model:
    sample, design = _design(races, terms)
    fit = _fitted(design, _outcome(sample))
    return Model(
        terms=odds_table(terms, fit),
        facts={
            **_sample_facts(races, sample),
            "estimator": "Firth's penalised logit",
            "standard_error": firth.STANDARD_ERROR,
            "interval": firth.INTERVAL,
            "test": firth.TEST,
            "assumption": FIRTH_ASSUMPTION,
            "log_likelihood": fit.log_likelihood,
        },
        rows=tuple(union(sample.rows).split()),
    )


def _sample_facts(races: Table, sample: Table) -> dict[str, object]:
    dropped = races[~races.region_code.isin(sample.region_code)]
    return {
        "n": len(sample),
        "events": int(sample.warned.sum()),
        "dropped": len(dropped),
        "dropped_events": int(dropped.warned.sum()),
        "dropped_because": "no income published" if len(dropped) else "",
        "centred": "log terms at their sample means",
    }


def _labelled(terms: Table, name: str, model: Model, identified: bool) -> Table:
    """Terms of a model with its name and size, the labels first."""
    sized = terms.assign(n=model.facts["n"], events=model.facts["events"])
    sized.insert(0, "model", name)
    sized.insert(2, "identified", identified)
    return sized


def _unidentified(races: Table) -> list[str]:
    """Terms of the main model without a finite maximum-likelihood estimate."""
    sample, design = _design(races, FULL)
    infinite = logit.separated(design, _outcome(sample))
    return [term for term, lost in zip(("intercept", *FULL), infinite, strict=True) if lost]


def _within(races: Table, term: str, terms: tuple[str, ...]) -> tuple[int, int]:
    """Heads warned and races where a truth-value term holds, in the sample of some terms."""
    sample, _ = _design(races, terms)
    inside = sample[sample[term].astype(bool)]
    return int(inside.warned.sum()), len(inside)
