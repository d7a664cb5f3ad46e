"""After how many interviews does nothing new come up, in the order held and in any order?

The codes are those of a codebook that stood before the interviews: that no further one of them
turns up says that the codebook is exhausted, not that the people are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from study.kinds import Absent, Table

from .methods.saturation import BASE, RUNS, THRESHOLDS, middle, orders, runs
from .methods.scenarios import scenarios

NOTHING = "none"
UNKNOWN = "order not known"


def saturation_runs(informants: Table, transcripts: Table, interview_codings: Table) -> Table:
    """New codes run by run, in the order in which the interviews were held.

    Returns one row a scenario, run length and run: entry, scenario, run_length, interviews
    (before the run), base_codes, new_codes, new_share (of new to base codes; missing without a
    base code). Raises Absent if there are too few coded interviews or their order is not given.
    """
    lines = []
    unordered = False
    for scenario, held, codes in _interviews(informants, transcripts, interview_codings):
        if held.sequence.isna().any():
            unordered = True
            continue
        for run in RUNS:
            if len(codes) < BASE + run:
                continue
            found = runs(codes, np.arange(len(codes))[None, :], run)
            for at, before in enumerate(found.before):
                ratio = float(found.ratio[0, at])
                lines.append(
                    {
                        "entry": f"{scenario}.{run}.{before}".replace(" ", "_"),
                        "scenario": scenario,
                        "run_length": run,
                        "interviews": int(before),
                        "base_codes": int(found.base[0]),
                        "new_codes": int(found.new[0, at]),
                        "new_share": None if np.isnan(ratio) else ratio,
                    }
                )
    if not lines:
        raise Absent(
            "a coded interview lacks its place in the order (sequence)"
            if unordered
            else f"a base of {BASE} and a run of {RUNS[0]} coded interviews are not there"
        )
    return pd.DataFrame(lines)


def saturation_orders(informants: Table, transcripts: Table, interview_codings: Table) -> Table:
    """At how many interviews saturation is reached, in the order held and in any order.

    Returns one row a scenario, run length and threshold: entry, scenario, run_length,
    threshold, interviews (coded), codes (different ones), orders (looked at), reached_share (of
    the orders), as_held (interviews before the run that reaches it, in the order held),
    lacking (why as_held is missing though it may have been reached: the order is not known),
    orders_median, orders_low, orders_high (of the orders; missing where never reached),
    share_median, share_low, share_high (of the last run, over the orders). Limits hold 95 % of
    the orders: they tell how much hangs on the order, not how sure the number is of other people.
    """
    lines = []
    for scenario, held, codes in _interviews(informants, transcripts, interview_codings):
        drawn = orders(len(codes))
        known = held.sequence.notna().all()
        for run in RUNS:
            if len(codes) < BASE + run:
                continue
            found = runs(codes, drawn, run)
            once = runs(codes, np.arange(len(codes))[None, :], run)
            last = found.ratio[:, -1]
            last = last[~np.isnan(last)]
            ratios = middle(last) if len(last) else (None, None, None)
            for threshold in THRESHOLDS:
                reached = found.reached(threshold)
                low, median, high = middle(reached)
                lines.append(
                    {
                        "entry": f"{scenario}.{run}.{round(100 * threshold)}".replace(" ", "_"),
                        "scenario": scenario,
                        "run_length": run,
                        "threshold": threshold,
                        "interviews": len(codes),
                        "codes": len(frozenset().union(*codes)),
                        "orders": len(drawn),
                        "reached_share": float(np.isfinite(reached).mean()),
                        "as_held": _whole(once.reached(threshold)[0]) if known else None,
                        "lacking": None if known else UNKNOWN,
                        "orders_median": _whole(median),
                        "orders_low": _whole(low),
                        "orders_high": _whole(high),
                        "share_median": ratios[1],
                        "share_low": ratios[0],
                        "share_high": ratios[2],
                    }
                )
    if not lines:
        raise Absent(f"a base of {BASE} and a run of {RUNS[0]} coded interviews are not there")
    whole = dict.fromkeys(("as_held", "orders_median", "orders_low", "orders_high"), "Int64")
    return pd.DataFrame(lines).astype({**whole, "lacking": "str"})


def _interviews(
    informants: Table, transcripts: Table, interview_codings: Table
) -> Iterator[tuple[str, Table, list[frozenset[str]]]]:
    """Of each scenario its name, its coded interviews in order, and the codes of each.

    What a person does not allow to be used is left out: persons and passages of consent *none*.
    An interview that has been coded but holds no code cannot be told from one that has not.
    """
    people, talks = scenarios(informants), scenarios(transcripts)
    given = scenarios(interview_codings)
    willing = set(people.informant_id[people.consent != NOTHING])
    talks = talks[talks.informant_id.isin(willing)]
    given = given[given.consent.ne(NOTHING).fillna(True) & given.code_id.notna()]
    codes = given.groupby("transcript_id").code_id.agg(frozenset)
    for scenario, held in talks.groupby("scenario", sort=False):
        coded = held[held.transcript_id.isin(codes.index)]
        coded = coded.sort_values(["sequence", "transcript_id"], na_position="last")
        yield str(scenario), coded, [codes[each] for each in coded.transcript_id]


def _whole(interviews: float) -> int | None:
    return int(interviews) if np.isfinite(interviews) else None
