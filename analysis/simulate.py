"""Stand-ins for interviews that were not held: made by code from one table of parameters.

Three invented worlds, in this order: *nothing is going on*, *exchange*, and *real size*, which
is the exchange told by twelve informants to a single coder. A world holds officials of numbered
agencies who support or do not, are rewarded or not, suffer a reprisal or not, and are moved or
not; informants who tell of them; and coders who miss some of what was told and give some codes
for nothing. There is no place, no date and no speech in it: where a transcript would hold a
passage, ``stands_for`` names the code and the official that the passage stands for.

What officials did, what was told and what was coded draw from random streams of their own, so
that another coder changes no official.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from study.kinds import Table

NOTHING, EXCHANGE, REAL_SIZE = "nothing is going on", "exchange", "real size"
MARKS = {NOTHING: "N", EXCHANGE: "X", REAL_SIZE: "R"}
"""The letter that every identifier of a scenario begins with."""

CONTRIBUTIONS = ("CP1", "CP2", "CP3", "CP4", "CP5", "CP6")
REWARDS = ("PC1", "PC2", "PC3", "PC5")
REPRISALS = ("SA1", "SA2", "SA3")
PROMISE, THREAT, NEUTRAL, CONDITION = "PC4", "SA4", "NR6", "RL2"
ABOUT = (*CONTRIBUTIONS, *REWARDS, PROMISE, *REPRISALS, THREAT, NEUTRAL, CONDITION)
"""Codes of passages that speak of an official."""
CONTEXT = ("CX1", "CX4", "NR1", "CX3", "RL3", "CX2", "NR4", "RL1", "CX5", "NR5", "RL4", "NR3")
"""Codes of passages that speak of none, from the most to the least frequent."""

ECHELONS = ("II", "III", "IV", "functional", "staff")
CIVIL_SERVANT = "civil servant"
OTHERS = (
    "former civil servant",
    "election supervisor",
    "politician or campaigner",
    "press or civil society",
    "academic",
)
DIRECTIONS = ("demotion", "lateral", "promotion")
BEFORE, AFTER = "before the vote", "after the vote"
CHARACTERS = 6
"""Characters of a word and the space after it, which offsets are counted in."""

SAME, CHOSEN = "the same in all scenarios", "chosen, not estimated"
PARAMETERS: tuple[tuple[str, tuple[float | None, float | None, float | None], str, str], ...] = (
    ("seed", (101, 202, 303), "number", "another seed gives another world"),
    ("officials", (150, 150, 40), "officials", "150 is more than such a study tells of"),
    ("agencies", (15, 15, 8), "agencies", CHOSEN),
    ("informants", (30, 30, 12), "informants", "twelve is what such a study has"),
    ("tellers", (2, 2, 2), "informants for each official", "the same for all officials"),
    ("coders", (2, 2, 1), "coders", "one coder is what such a study has"),
    ("civil_servants", (0.5, 0.5, 0.5), "share of informants", CHOSEN),
    ("consent_quotation", (0.4, 0.4, 0.4), "share of informants", CHOSEN),
    ("consent_paraphrase", (0.4, 0.4, 0.4), "share of informants", "the rest: thesis only"),
    ("words", (6000, 6000, 6000), "words, mean", CHOSEN),
    ("words_sd", (1500, 1500, 1500), "words, standard deviation", CHOSEN),
    ("echelon_II", (0.05, 0.05, 0.05), "share of officials", CHOSEN),
    ("echelon_III", (0.2, 0.2, 0.2), "share of officials", CHOSEN),
    ("echelon_IV", (0.4, 0.4, 0.4), "share of officials", CHOSEN),
    ("echelon_functional", (0.15, 0.15, 0.15), "share of officials", "the rest: staff"),
    ("support", (0.5, 0.5, 0.5), "share of officials", "half, where an effect shows best"),
    ("agency_sd", (0.5, 0.5, 0.5), "log odds of support", "agencies differ in their support"),
    ("further_kind", (0.3, 0.3, 0.3), "probability, twice", "a supporter gives one to three"),
    ("reward_base", (0.22, 0.22, 0.22), "probability", "a reward without support"),
    ("reward_effect", (0, 0.3, 0.3), "added probability", "what support adds: zero, or large"),
    ("reward_per_kind", (0, 0.05, 0.05), "added probability", "what a further kind adds"),
    ("reprisal_base", (0.1, 0.1, 0.1), "probability", "a reprisal in spite of support"),
    ("reprisal_effect", (0, 0.2, 0.2), "added probability", "what lack of support adds"),
    ("promise", (0.15, 0.15, 0.15), "probability", "of itself no reward; free of support"),
    ("threat", (0.1, 0.1, 0.1), "probability", "of itself no reprisal; free of support"),
    ("condition", (0, 0.5, 0.5), "probability", "a condition told where both sides were given"),
    ("moved_before", (0.3, 0.3, 0.3), "share of officials", "free of support"),
    ("moved_after", (0.6, 0.6, 0.6), "share of officials", "free of support"),
    ("demotion", (0.2, 0.2, 0.2), "share of moves without support", CHOSEN),
    ("promotion", (0.3, 0.3, 0.3), "share of moves without support", CHOSEN),
    ("move_effect", (0, 0.8, 0.8), "log odds of the better move", "what support adds"),
    ("mention", (0.9, 0.9, 0.9), "probability", "a teller speaks of what was done"),
    ("context_first", (0.6, 0.6, 0.6), "probability", "an informant speaks of the first code"),
    ("context_ratio", (0.75, 0.75, 0.75), "ratio", "of each code of context to the one before"),
    ("miss_1", (0.1, 0.1, 0.1), "probability", "coder 1 overlooks what was told"),
    ("miss_2", (0.2, 0.2, None), "probability", "coder 2 overlooks what was told"),
    ("false_alarm_1", (0.005, 0.005, 0.005), "probability", "coder 1 gives a code for nothing"),
    ("false_alarm_2", (0.01, 0.01, None), "probability", "coder 2 gives a code for nothing"),
    ("unsure", (0.1, 0.1, 0.1), "share of codings", CHOSEN),
    ("shift", (20, 20, 20), "characters, at most", "coders mark other ends of one passage"),
)

Values = Mapping[str, float]


@dataclass(frozen=True)
class World:
    """One scenario, with the truth that no analysis sees.

    officials: also ``support``, ``kinds`` (of contribution), ``reward``, ``reprisal`` (booleans
    and a count). units: one row for each code that a telling, or an interview, could have held,
    with ``said`` and, a column a coder, whether that coder gave it. The others are the tables.
    """

    informants: Table
    transcripts: Table
    officials: Table
    units: Table
    interview_codings: Table
    career_moves: Table


def simulation_parameters() -> Table:
    """The parameters of the invented worlds.

    Columns ``entry`` (``scenario: parameter``), ``scenario``, ``parameter``, ``value``,
    ``unit``, ``why``. No value is an estimate: they are set so that a method can be watched.
    """
    rows = [
        (f"{scenario}: {name}", scenario, name, float(value), unit, why)
        for column, scenario in enumerate(MARKS)
        for name, values, unit, why in PARAMETERS
        if (value := values[column]) is not None
    ]
    columns = ["entry", "scenario", "parameter", "value", "unit", "why"]
    return pd.DataFrame(rows, columns=columns)


def informants(simulation_parameters: Table) -> Table:
    """Invented informants, who stand in for a table that was not collected."""
    return _stacked(simulation_parameters, lambda world: world.informants)


def transcripts(simulation_parameters: Table) -> Table:
    """Invented interviews: their length alone, for nobody spoke."""
    return _stacked(simulation_parameters, lambda world: world.transcripts)


def officials(simulation_parameters: Table) -> Table:
    """Invented officials of numbered agencies."""
    columns = ["official_id", "scenario", "agency_id", "echelon"]
    return _stacked(simulation_parameters, lambda world: world.officials[columns])


def interview_codings(simulation_parameters: Table) -> Table:
    """Invented codings, with the errors that the parameters give to each coder."""
    return _stacked(simulation_parameters, lambda world: world.interview_codings)


def career_moves(simulation_parameters: Table) -> Table:
    """Invented moves of the officials before and after the vote."""
    return _stacked(simulation_parameters, lambda world: world.career_moves)


def worlds(parameters: Table) -> dict[str, World]:
    """Every scenario of a table of parameters, in its order, with its truth.

    parameters: as `simulation_parameters` gives them; more officials give less chance.
    """
    found = {}
    for scenario, rows in parameters.groupby("scenario", sort=False):
        name = str(scenario)
        values = dict(zip(rows["parameter"], rows["value"], strict=True))
        found[name] = _world(name, values)
    return found


def _stacked(parameters: Table, part: Callable[[World], Table]) -> Table:
    parts = [part(world) for world in worlds(parameters).values()]
    return pd.concat(parts, ignore_index=True)


def _world(scenario: str, values: Values) -> World:
    seed = int(values["seed"])
    acting, telling, coding = (np.random.default_rng([seed, stream]) for stream in range(3))
    officials, facts = _officials(scenario, values, acting)
    moves = _moves(scenario, values, officials, acting)
    informants, transcripts = _interviews(scenario, values, telling)
    units = _units(values, officials, transcripts, facts, telling)
    codings = _codings(scenario, values, units, coding)
    return World(informants, transcripts, officials, units, codings, moves)


def _officials(
    scenario: str, values: Values, random: np.random.Generator
) -> tuple[Table, np.ndarray]:
    """The officials with their truth, and which of the codes are true of each."""
    size = int(values["officials"])
    agency = np.sort(np.arange(size) % int(values["agencies"]))
    leaning = random.normal(0, values["agency_sd"], int(values["agencies"]))[agency]
    log_odds = np.log(values["support"] / (1 - values["support"]))
    support = random.random(size) < 1 / (1 + np.exp(-log_odds - leaning))
    kinds = support * (1 + random.binomial(2, values["further_kind"], size))
    further = np.maximum(kinds - 1, 0)
    chance = values["reward_base"] + support * values["reward_effect"]
    reward = random.random(size) < chance + further * values["reward_per_kind"]
    chance = values["reprisal_base"] + ~support * values["reprisal_effect"]
    reprisal = random.random(size) < chance
    given = (support & reward) | (~support & reprisal)
    parts = (
        _any_of(len(CONTRIBUTIONS), kinds, random),
        _any_of(len(REWARDS), reward, random),
        random.random((size, 1)) < values["promise"],
        _any_of(len(REPRISALS), reprisal, random),
        random.random((size, 1)) < values["threat"],
        ~support[:, None],
        (given & (random.random(size) < values["condition"]))[:, None],
    )
    shares = [values[f"echelon_{name}"] for name in ECHELONS[:-1]]
    table = pd.DataFrame(
        {
            "official_id": _ids(scenario, "O", size, 3),
            "scenario": scenario,
            "agency_id": [f"{MARKS[scenario]}-G{number + 1:02d}" for number in agency],
            "echelon": random.choice(ECHELONS, size, p=[*shares, 1 - sum(shares)]),
            "support": support,
            "kinds": kinds,
            "reward": reward,
            "reprisal": reprisal,
        }
    )
    return table, np.hstack(parts)


def _any_of(options: int, wanted: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """For each row, as many different options as wanted, as truth values."""
    order = random.random((len(wanted), options)).argsort(axis=1).argsort(axis=1)
    return order < np.asarray(wanted, dtype=int)[:, None]


def _moves(scenario: str, values: Values, officials: Table, random: np.random.Generator) -> Table:
    """Moves by an ordered logit in which support counts after the vote alone."""
    low = np.log(values["demotion"] / (1 - values["demotion"]))
    high = np.log((1 - values["promotion"]) / values["promotion"])
    parts = []
    for period, share, effect in (
        (BEFORE, values["moved_before"], 0.0),
        (AFTER, values["moved_after"], values["move_effect"]),
    ):
        moved = random.random(len(officials)) < share
        noise = random.logistic(size=len(officials))
        better = noise + effect * officials["support"].to_numpy()
        step = (better > low).astype(int) + (better > high)
        found = pd.DataFrame({"official_id": officials["official_id"], "period": period})
        parts.append(found.assign(direction=np.array(DIRECTIONS)[step])[moved])
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "career_move_id", _ids(scenario, "V", len(table), 4))
    table.insert(1, "scenario", scenario)
    return table


def _interviews(scenario: str, values: Values, random: np.random.Generator) -> tuple[Table, Table]:
    size = int(values["informants"])
    share = values["civil_servants"]
    roles = [share, *[(1 - share) / len(OTHERS)] * len(OTHERS)]
    quoted, told = values["consent_quotation"], values["consent_paraphrase"]
    consent = ["anonymous quotation", "paraphrase", "thesis only"]
    people = pd.DataFrame(
        {
            "informant_id": _ids(scenario, "I", size, 2),
            "scenario": scenario,
            "role_class": random.choice([CIVIL_SERVANT, *OTHERS], size, p=roles),
            "consent": random.choice(consent, size, p=[quoted, told, 1 - quoted - told]),
        }
    )
    words = random.normal(values["words"], values["words_sd"], size)
    held = pd.DataFrame(
        {
            "transcript_id": _ids(scenario, "T", size, 2),
            "scenario": scenario,
            "informant_id": people["informant_id"],
            "file": pd.Series([None] * size, dtype="str"),
            "language": pd.Series([None] * size, dtype="str"),
            "sequence": random.permutation(size) + 1,
            "words": np.maximum(words, 1000).round().astype(int),
        }
    )
    return people, held


def _units(
    values: Values,
    officials: Table,
    transcripts: Table,
    facts: np.ndarray,
    random: np.random.Generator,
) -> Table:
    """What each interview could have held: codes about officials told of, and of context."""
    size, tellers = len(officials), int(values["tellers"])
    lots = random.random((size, len(transcripts))).argsort(axis=1)[:, :tellers]
    official, teller = np.repeat(np.arange(size), tellers), lots.ravel()
    said = facts[official] & (random.random((len(official), len(ABOUT))) < values["mention"])
    about = pd.DataFrame(
        {
            "transcript_id": np.repeat(transcripts["transcript_id"].to_numpy()[teller], len(ABOUT)),
            "official_id": np.repeat(officials["official_id"].to_numpy()[official], len(ABOUT)),
            "code_id": np.tile(ABOUT, len(official)),
            "said": said.ravel(),
        }
    )
    chance = context_chances(values)
    spoken = random.random((len(transcripts), len(CONTEXT))) < chance
    context = pd.DataFrame(
        {
            "transcript_id": np.repeat(transcripts["transcript_id"].to_numpy(), len(CONTEXT)),
            "official_id": pd.Series([None] * spoken.size, dtype="str"),
            "code_id": np.tile(CONTEXT, len(transcripts)),
            "said": spoken.ravel(),
        }
    )
    units = pd.concat([about, context], ignore_index=True)
    units = units.sort_values("transcript_id", kind="stable", ignore_index=True)
    # Each unit has a place of its own in the text, so that two passages never meet.
    length = transcripts.set_index("transcript_id")["words"] * CHARACTERS
    place = units.groupby("transcript_id").cumcount()
    slots = units["transcript_id"].map(units["transcript_id"].value_counts())
    width = units["transcript_id"].map(length) / slots
    middle = ((place + 0.5) * width).astype(int)
    half = (width / 4).clip(lower=2).astype(int)
    return units.assign(start=middle - half, end=middle + half)


def context_chances(values: Values) -> np.ndarray:
    """The probability that an informant speaks of each code of context, most frequent first."""
    return values["context_first"] * values["context_ratio"] ** np.arange(len(CONTEXT))


def _codings(scenario: str, values: Values, units: Table, random: np.random.Generator) -> Table:
    """What each coder gave; a column of ``units`` for each coder is added as well."""
    parts = []
    for number in range(1, int(values["coders"]) + 1):
        chance = np.where(
            units["said"], 1 - values[f"miss_{number}"], values[f"false_alarm_{number}"]
        )
        coder = f"coder {number}"
        units[coder] = random.random(len(units)) < chance
        given = units[units[coder]].drop(columns="said").assign(coder=coder)
        room = (given["end"] - given["start"]) // 4
        for side in ("start", "end"):
            moved = random.integers(-int(values["shift"]), int(values["shift"]) + 1, len(given))
            given[side] += np.clip(moved, -room, room)
        unsure = random.random(len(given)) < values["unsure"]
        parts.append(given.assign(certainty=np.where(unsure, "unsure", "sure")))
    table = pd.concat(parts, ignore_index=True)
    told = table["official_id"].map(lambda name: f", official {name}", na_action="ignore")
    columns: dict[str, Any] = {
        "coding_id": _ids(scenario, "K", len(table), 4),
        "scenario": scenario,
        **{name: table[name] for name in ("transcript_id", "start", "end", "code_id", "coder")},
        "official_id": table["official_id"],
        "certainty": table["certainty"],
        "consent": pd.Series([None] * len(table), dtype="str"),
        "stands_for": "(simulated passage: stands for code "
        + table["code_id"] + told.fillna("") + ")",
    }  # fmt: skip
    return pd.DataFrame(columns)


def _ids(scenario: str, letter: str, size: int, digits: int) -> list[str]:
    return [f"{MARKS[scenario]}-{letter}{number:0{digits}d}" for number in range(1, size + 1)]
