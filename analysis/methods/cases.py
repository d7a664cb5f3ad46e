"""How codes given to passages of interviews become cases, one an official.

An official is a case as soon as one usable passage speaks of the official. What the passages
say is put together in three steps: coders of an interview agree by majority (a single coder is
taken as is), interviews of one informant are one voice, and one voice is enough. That no
passage tells of a thing is no observation that it did not happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import pandas as pd

from .scenarios import COLLECTED, scenarios
from .tokens import of_table, union

Table: TypeAlias = pd.DataFrame

# Steps of what an official gave, in the order of what it costs and commits the giver to: a
# sign, a message or information can be given by anyone and be denied; mobilising people and
# steering programmes use the office itself; money and assets leave the giver's hands. The
# codebook orders nothing: the order is this study's, and the distance from step to step is
# not the same.
STEPS = {"CP3": 1, "CP5": 1, "CP6": 1, "CP1": 2, "CP4": 2, "CP2": 3}
STEP_NAMES = {1: "sign, message or information", 2: "use of the office", 3: "money and assets"}
# Staying neutral, declining or resisting, given with or without cost: the one code of the
# codebook that says so without saying what followed. Codes of reprisal say by their
# definition that the official did not support; to take them for it would make the second
# hypothesis true by words.
REFUSAL = "NR6"
# What is announced is not yet received or suffered: a promise is no reward and a threat no
# reprisal. Both are counted beside the outcome.
REWARD, REPRISAL = ("PC1", "PC2", "PC5"), ("SA1", "SA2", "SA3")
PROMISE, THREAT = "PC4", "SA4"
# Nobody can be shielded from what nothing threatens: a breach that could be reported is
# mostly an act of support, so protection goes with support where nothing was exchanged.
PROTECTION = "PC3"
UNUSED = "none"  # consent: nothing of it is used

ONE_CODER, MORE_CODERS = "single coder", "several coders, by majority"
MOVES = ("demotion", "lateral", "promotion")
AFTER = "after the vote"
COLUMNS = (
    *("official_id", "scenario", "agency_id", "echelon", "informants"),
    *("contribution", "support", "refusal", "non_support", "reward", "reprisal"),
    *("protected", "promised_only", "threatened_only", "reward_shared", "reprisal_shared"),
    *("first_support", "first_non_support", "others_reward", "others_reprisal"),
    *("moves", "move", "both_ways", "rows"),
)
# What is told of an official, by codes; each is agreed on its own.
TOLD = ("contribution", "refusal", "reward", "protected", "promise", "reprisal", "threat")


def coded_cases(
    officials: Table,
    interview_codings: Table,
    transcripts: Table,
    informants: Table,
    career_moves: Table,
) -> Table:
    """Every official of whom a usable passage speaks, with what the passages tell.

    A passage is usable unless the informant, or the informant for this passage, consented to
    nothing. A code counts in an interview if more than half of its coders gave it, or a code
    of at least its step, to a passage on the official.
    Returns one row an official: official_id, scenario (*collected* unless made up), agency_id,
    echelon, informants (who speak of the official), contribution (0 to 3), support (a step of
    1 or more), refusal (any told of), non_support (refusal and no support), reward, reprisal,
    protected (shielded, which is no reward here), promised_only and threatened_only (announced,
    and nothing received or suffered),
    reward_shared and reprisal_shared (one informant tells of both sides: support and reward,
    or refusal and reprisal), first_support, first_non_support, others_reward,
    others_reprisal (what the informant with the first identifier tells of the one side, and
    all others tell of the other; missing where one informant speaks alone), moves (after the
    vote), move (demotion, lateral or promotion; missing without a move or with moves both
    ways), both_ways, rows (of what was collected).
    There is none where no usable passage speaks of an official.
    """
    told = _told(_usable(interview_codings, transcripts, informants))
    # The officials in their order, so that scenarios stay in theirs.
    cases = scenarios(officials).merge(told, on="official_id")
    cases = cases.merge(_moved(career_moves), on="official_id", how="left")
    cases = cases.assign(
        support=cases.contribution > 0,
        non_support=cases.refusal & (cases.contribution == 0),
        promised_only=cases.promise & ~cases.reward,
        threatened_only=cases.threat & ~cases.reprisal,
        moves=cases.moves.fillna(0).astype("int64"),
        both_ways=cases.both_ways.eq(True),
    )
    return cases.assign(rows=_rows(cases))[list(COLUMNS)]


def coded_cases_count(
    coded_cases: Table, officials: Table, interview_codings: Table, transcripts: Table
) -> Table:
    """How many cases the codes make, by scenario.

    Returns scenario, interviews, coding (single coder, or several), officials, cases (of whom
    a usable passage speaks), moved_one_way (after the vote), both_ways, rows.
    """
    every = scenarios(officials)
    held = interview_codings[["transcript_id", "coder"]].merge(
        scenarios(transcripts)[["transcript_id", "scenario"]], on="transcript_id"
    )
    lines = []
    for scenario, here in coded_cases.groupby("scenario", sort=False):
        codings = held[held.scenario == scenario]
        single = codings.groupby("transcript_id").coder.nunique().max() == 1
        lines.append(
            {
                "scenario": scenario,
                "interviews": int(codings.transcript_id.nunique()),
                "coding": ONE_CODER if single else MORE_CODERS,
                "officials": int((every.scenario == scenario).sum()),
                "cases": len(here),
                "moved_one_way": int(here.move.notna().sum()),
                "both_ways": int(here.both_ways.sum()),
                "rows": of_table(here.rows, "officials"),
            }
        )
    return pd.DataFrame(lines)


def coded_cases_told(coded_cases: Table) -> Table:
    """What is told of the cases, by scenario.

    Returns scenario, supporters, refusers (non_support), both_told (support and refusal),
    neither_told, rewarded, protected (shielded, whether rewarded or not), promised_only,
    harmed, threatened_only, reward_shared, reprisal_shared (officials of whom one informant
    tells both sides), rows.
    """
    lines = []
    for scenario, here in coded_cases.groupby("scenario", sort=False):
        lines.append(
            {
                "scenario": scenario,
                "supporters": int(here.support.sum()),
                "refusers": int(here.non_support.sum()),
                "both_told": int((here.support & here.refusal).sum()),
                "neither_told": int((~here.support & ~here.refusal).sum()),
                "rewarded": int(here.reward.sum()),
                "protected": int(here.protected.sum()),
                "promised_only": int(here.promised_only.sum()),
                "harmed": int(here.reprisal.sum()),
                "threatened_only": int(here.threatened_only.sum()),
                "reward_shared": int(here.reward_shared.sum()),
                "reprisal_shared": int(here.reprisal_shared.sum()),
                "rows": of_table(here.rows, "officials"),
            }
        )
    return pd.DataFrame(lines)


def _rows(cases: Table) -> list[str]:
    """Tokens of what each case was made of; there are none of what was made up."""
    parts = zip(
        cases.official_id, cases.rows, cases.moved_rows.fillna(""), cases.scenario, strict=True
    )
    return [
        union([rows_of("officials", [official]), told, moved]) if scenario == COLLECTED else ""
        for official, told, moved, scenario in parts
    ]


def _usable(codings: Table, transcripts: Table, informants: Table) -> Table:
    """Codings that speak of an official and may be used, with their informant.

    coders: how many coded the interview at all, whatever they found in it.
    """
    coders = codings.groupby("transcript_id").coder.nunique()
    of_whom = codings[codings.official_id.notna()]
    known = of_whom.merge(transcripts[["transcript_id", "informant_id"]], on="transcript_id").merge(
        informants[["informant_id", "consent"]].rename(columns={"consent": "in_general"}),
        on="informant_id",
    )
    kept = known[known.in_general.ne(UNUSED) & known.consent.ne(UNUSED).fillna(True)]
    return kept.assign(coders=kept.transcript_id.map(coders))


def _told(usable: Table) -> Table:
    """What all usable passages tell of each official, and who tells it."""
    code = usable.code_id
    said = usable.assign(
        contribution=code.map(STEPS).fillna(0).astype("int64"),
        refusal=code.eq(REFUSAL).astype("int64"),
        reward=code.isin(REWARD).astype("int64"),
        protected=code.eq(PROTECTION).astype("int64"),
        promise=code.eq(PROMISE).astype("int64"),
        reprisal=code.isin(REPRISAL).astype("int64"),
        threat=code.eq(THREAT).astype("int64"),
    )
    voices = _voices(said)
    told = voices.groupby("official_id")[list(TOLD)].max()
    told = told.astype({name: bool for name in TOLD if name != "contribution"})
    shared = voices.assign(
        reward_shared=(voices.contribution > 0) & (voices.reward > 0),
        reprisal_shared=(voices.refusal > 0) & (voices.reprisal > 0),
    )
    both = ["reward_shared", "reprisal_shared"]
    told = told.join(shared.groupby("official_id")[both].any()).join(_apart(voices))
    tokens = said.coding_id.map(lambda each: f"interview_codings:{each}")
    told = told.join(tokens.groupby(said.official_id).agg(" ".join).rename("rows"))
    return told.join(voices.groupby("official_id").size().rename("informants")).reset_index()


def _apart(voices: Table) -> Table:
    """One side as the first informant of an official tells it, the other as all others do.

    First by identifier: a fixed rule that knows nothing of what is told.
    """
    in_order = voices.sort_values(["official_id", "informant_id"])
    later = in_order.duplicated("official_id")
    first = in_order[~later].set_index("official_id")
    others = in_order[later].groupby("official_id")[["reward", "reprisal"]].max() > 0
    sides = pd.DataFrame(
        {
            "first_support": first.contribution > 0,
            "first_non_support": (first.refusal > 0) & (first.contribution == 0),
        }
    ).astype("boolean")
    sides = sides.join(others.add_prefix("others_").astype("boolean"))
    return sides.mask(sides.others_reward.isna())


def _voices(said: Table) -> Table:
    """What each informant tells of each official, by the majority of the coders.

    For every interview: the largest step that more than half of its coders reach.
    """
    keys = ["official_id", "informant_id", "transcript_id", "coders"]
    by_coder = said.groupby([*keys, "coder"])[list(TOLD)].max().reset_index()
    agreed = by_coder.groupby(keys)[list(TOLD)].agg(list).reset_index()
    for name in TOLD:
        agreed[name] = [
            _majority(steps, coders)
            for steps, coders in zip(agreed[name], agreed.coders, strict=True)
        ]
    return agreed.groupby(["official_id", "informant_id"])[list(TOLD)].max().reset_index()


def _majority(steps: list[int], coders: int) -> int:
    """The largest step that more than half of `coders` gave or passed; 0 if none.

    steps: of the coders who gave a code for the official at all.
    """
    needed = coders // 2 + 1
    highest = sorted(steps, reverse=True)
    return highest[needed - 1] if len(highest) >= needed else 0


def _moved(moves: Table) -> Table:
    """Moves after the vote of each official, as one direction where there is one.

    Dates of moves are not in the table, so that no move is the first; an official moved down
    and up is left without a direction. A lateral move beside another does not count.
    """
    after = moves[moves.period == AFTER]
    lines = []
    for official, group in after.groupby("official_id"):
        ways = set(group.direction) - {"lateral"}
        lines.append(
            {
                "official_id": official,
                "moves": len(group),
                "move": None if len(ways) > 1 else next(iter(ways), "lateral"),
                "both_ways": len(ways) > 1,
                "moved_rows": rows_of("career_moves", group.career_move_id),
            }
        )
    columns = ["official_id", "moves", "move", "both_ways", "moved_rows"]
    return pd.DataFrame(lines, columns=columns).astype({"official_id": "str", "move": "str"})


def rows_of(table: str, keys: Iterable[object]) -> str:
    """Row tokens of a table as one cell."""
    return " ".join(f"{table}:{key}" for key in keys)
