"""Stand-ins for interviews that were not held: made by code from one table of parameters.

Four invented worlds, in this order: *nothing is going on*; *tellers infer*, the same officials
told of by informants of whom some conclude from a reward that there was support; *exchange*; and
*real size*, which is the exchange told by twelve informants to a single coder. A world holds
officials of numbered agencies who support or do not, are rewarded or not, suffer a reprisal or
not, and are moved or not; informants who tell of them; and coders who miss some of what was told
and give some codes for nothing. There is no place, no date and no speech in it: where a
transcript would hold a passage, ``stands_for`` names the code and the official it stands for.

Each scenario has random streams, one for what officials did, one for what was told, one for
what was concluded and one for what was coded, so that another coder changes no official. Those
of *tellers infer* are those of *nothing is going on*: the truth is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.methods.acts import ABOUT, Values, acts, agencies_of, concluded, could_conclude
from analysis.methods.assumed import assumed
from analysis.methods.invented import coded, moved, none, ordered, passages, spoken, told
from study.kinds import Table

NOTHING, INFERRED, EXCHANGE = "nothing is going on", "tellers infer", "exchange"
REAL_SIZE = "real size"
MARKS = {NOTHING: "N", INFERRED: "T", EXCHANGE: "X", REAL_SIZE: "R"}
"""The letter that every identifier of a scenario begins with."""
STREAMS = {NOTHING: 0, INFERRED: 0, EXCHANGE: 1, REAL_SIZE: 2}
"""Scenarios of one number have the same truth."""

CONTEXT = ("CX1", "CX4", "NR1", "CX3", "RL3", "CX2", "NR4", "RL1", "CX5", "NR5", "RL4", "NR3")
"""Codes of passages that speak of none, from the most to the least frequent."""

ECHELONS = ("II", "III", "IV", "functional", "staff")
CIVIL_SERVANT = "civil servant"
OTHERS = (
    *("former civil servant", "election supervisor"),
    *("politician or campaigner", "press or civil society", "academic"),
)
DIRECTIONS = ("demotion", "lateral", "promotion")
CHARACTERS = 6
"""Characters of a word and the space after it, which offsets are counted in."""

CHOSEN = "chosen, not estimated"
PARAMETERS: tuple[tuple[str, float | tuple[float | None, ...], str, str], ...] = (
    ("seed", 1, "number", "another seed gives other worlds"),
    ("officials", (150, 150, 150, 40), "officials", "150: more than a small study may tell of"),
    ("agencies", (15, 15, 15, 8), "agencies", CHOSEN),
    ("informants", (30, 30, 30, 12), "informants", "twelve: as a small study may have, chosen"),
    ("tellers", 2, "informants for each official", "the same for all officials"),
    ("coders", (2, 2, 2, 1), "coders", "one: as in a thesis, chosen"),
    ("civil_servants", 0.5, "share of informants", CHOSEN),
    ("consent_quotation", 0.4, "share of informants", CHOSEN),
    ("consent_paraphrase", 0.4, "share of informants", "the rest: thesis only"),
    ("words", 6000, "words, mean", CHOSEN),
    ("words_sd", 1500, "words, standard deviation", CHOSEN),
    ("echelon_II", 0.05, "share of officials", CHOSEN),
    ("echelon_III", 0.2, "share of officials", CHOSEN),
    ("echelon_IV", 0.4, "share of officials", CHOSEN),
    ("echelon_functional", 0.15, "share of officials", "the rest: staff"),
    ("support_share", 0.5, "share of officials", "half, where an effect shows best"),
    ("agency_sd", 0.5, "log odds of support", "agencies differ in their support"),
    ("further_kind", 0.3, "probability, twice", "a supporter gives one to three"),
    ("reward_base", 0.22, "probability", "a reward without support"),
    ("reward_effect", (0, 0, 0.3, 0.3), "added probability", "what support adds: zero, or large"),
    ("reward_per_kind", (0, 0, 0.05, 0.05), "added probability", "what a further kind adds"),
    ("reprisal_base", 0.1, "probability", "a reprisal in spite of support"),
    ("reprisal_effect", (0, 0, 0.2, 0.2), "added probability", "what lack of support adds"),
    ("protection", 0.3, "probability", "only who supports can be shielded for it"),
    ("promise", 0.15, "probability", "of itself no reward; free of support"),
    ("threat", 0.1, "probability", "of itself no reprisal; free of support"),
    ("condition", (0, 0, 0.5, 0.5), "probability", "a condition told where both sides were given"),
    ("moved_before", 0.3, "share of officials", "free of support"),
    ("moved_after", 0.6, "share of officials", "free of support"),
    ("demotion", 0.2, "share of moves without support", CHOSEN),
    ("promotion", 0.3, "share of moves without support", CHOSEN),
    ("move_effect", (0, 0, 0.8, 0.8), "log odds of the better move", "what support adds"),
    ("mention", 0.9, "probability", "a teller speaks of what was done"),
    ("inferred_support", (0, 0.3, 0, 0), "probability", "a reward told of and no support: chosen"),
    ("context_first", 0.6, "probability", "an informant speaks of the first code"),
    ("context_ratio", 0.75, "factor", "of each code of context to the one before"),
    ("miss_1", 0.1, "probability", "coder 1 overlooks what was told"),
    ("miss_2", (0.2, 0.2, 0.2, None), "probability", "coder 2 overlooks what was told"),
    ("false_alarm_1", 0.005, "probability", "coder 1 gives a code for nothing"),
    ("false_alarm_2", (0.01, 0.01, 0.01, None), "probability", "coder 2 gives a code for nothing"),
    ("unsure_share", 0.1, "share of codings", CHOSEN),
    ("shift", 20, "characters, at most", "coders mark other ends of one passage"),
    ("studies", (1000, 1000, 1000, None), "studies", "drawn to see how often a test rejects"),
)
"""Name, value (one for each scenario where they differ), unit, why."""


@dataclass(frozen=True)
class World:
    """One scenario, with the truth that no analysis sees.

    officials: also ``support``, ``kinds`` (of contribution), ``reward``, ``reprisal``,
    ``protection``, ``condition``. units: one row for each code that a telling, or an interview,
    could have held, with whether it was true (``fact``), whether it was said, whether it was
    concluded (``inferred``), and a column a coder with whether that coder gave it. The others
    are the tables.
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
        if (value := values[column] if isinstance(values, tuple) else values) is not None
    ]
    return pd.DataFrame(rows, columns=["entry", "scenario", "parameter", "value", "unit", "why"])


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


def simulation_truth(simulation_parameters: Table) -> Table:
    """What is true of each invented official, which no analysis of the stand-ins sees.

    Columns ``official_id``, ``scenario``, ``agency_id``, ``support``, ``kinds`` (of
    contribution, 0 to 3), ``reward``, ``reprisal``, ``moved_before`` and ``moved_after`` (the
    direction of the move; empty if there was none).
    """
    return _stacked(simulation_parameters, _truth)


def simulation_trials(simulation_parameters: Table) -> Table:
    """How often what a probability of the parameters governs could happen, and did.

    Columns ``entry``, ``scenario``, ``parameter``, ``trials``, ``hits`` (counts).
    """
    return _stacked(simulation_parameters, _trials)


def simulation_codes_heard(simulation_parameters: Table) -> Table:
    """How many codes of context had been heard after each interview, and how many to expect.

    Columns ``entry``, ``scenario``, ``interviews``, ``heard`` (codes spoken of so far, in the
    order of the interviews), ``expected_codes`` (the sum of 1 - (1 - p)^k over all codes, with
    p from the parameters and k interviews).
    """
    parts = []
    for scenario, values in _settings(simulation_parameters).items():
        world = _world(scenario, values)
        spoken = world.units[world.units.official_id.isna() & world.units.said]
        when = spoken.transcript_id.map(world.transcripts.set_index("transcript_id").sequence)
        first = when.groupby(spoken.code_id).min()
        counted = np.arange(1, len(world.transcripts) + 1)
        silent = (1 - _context_chances(values)) ** counted[:, None]
        part = pd.DataFrame({"scenario": scenario, "interviews": counted})
        part["heard"] = [int((first <= number).sum()) for number in counted]
        part["expected_codes"] = (1 - silent).sum(axis=1)
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "entry", table.scenario + ": " + table.interviews.astype("str"))
    return table


def _settings(parameters: Table) -> dict[str, Values]:
    """The values of each scenario, in the order of the table."""
    return {
        str(scenario): dict(zip(rows.parameter, rows.value, strict=True))
        for scenario, rows in parameters.groupby("scenario", sort=False)
    }


def _stacked(parameters: Table, part: Callable[[World], Table]) -> Table:
    worlds = [_world(scenario, values) for scenario, values in _settings(parameters).items()]
    return pd.concat([part(world) for world in worlds], ignore_index=True)


def _world(scenario: str, values: Values) -> World:
    start = [int(values["seed"]), STREAMS[scenario]]
    acting, telling, coding, concluding = (
        np.random.default_rng([*start, stream]) for stream in range(4)
    )
    officials, facts = _officials(scenario, values, acting)
    moves = _moves(scenario, values, officials, acting)
    informants, transcripts = _interviews(scenario, values, telling)
    units = _units(values, officials, transcripts, facts, (telling, concluding))
    codings = _codings(scenario, values, units, coding)
    return World(informants, transcripts, officials, units, codings, moves)


def _officials(
    scenario: str, values: Values, random: np.random.Generator
) -> tuple[Table, np.ndarray]:
    """The officials with their truth, and which of the codes are true of each."""
    size = int(values["officials"])
    agency = agencies_of(size, int(values["agencies"]))
    found = acts(values, agency, random)
    shares = [values[f"echelon_{name}"] for name in ECHELONS[:-1]]
    table = pd.DataFrame(
        {
            "official_id": _ids(scenario, "O", size, 3),
            "scenario": scenario,
            "agency_id": [f"{MARKS[scenario]}-G{number + 1:02d}" for number in agency],
            "echelon": random.choice(ECHELONS, size, p=[*shares, 1 - sum(shares)]),
            "support": found.support,
            "kinds": found.kinds,
            "reward": found.reward,
            "reprisal": found.reprisal,
            "protection": found.protection,
            "condition": found.condition,
        }
    )
    return table, found.facts


def _moves(scenario: str, values: Values, officials: Table, random: np.random.Generator) -> Table:
    """Moves by an ordered logit in which support counts after the vote alone."""
    support = officials["support"].to_numpy()
    effects = {"before": 0.0, "after": values["move_effect"]}
    parts = []
    for when, effect in effects.items():
        gone = random.random(len(support)) < values[f"moved_{when}"]
        step = ordered(effect * support, values["demotion"], values["promotion"], random)
        found = officials[["official_id", "scenario"]].assign(period=f"{when} the vote")
        parts.append(found.assign(direction=np.array(DIRECTIONS)[step])[gone])
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "career_move_id", _ids(scenario, "V", len(table), 4))
    return table[["career_move_id", "scenario", "official_id", "period", "direction"]]


def _interviews(scenario: str, values: Values, random: np.random.Generator) -> tuple[Table, Table]:
    size = int(values["informants"])
    share = values["civil_servants"]
    roles = [share, *[(1 - share) / len(OTHERS)] * len(OTHERS)]
    quoted, retold = values["consent_quotation"], values["consent_paraphrase"]
    consent = ["anonymous quotation", "paraphrase", "thesis only"]
    people = pd.DataFrame(
        {
            "informant_id": _ids(scenario, "I", size, 2),
            "scenario": scenario,
            "role_class": random.choice([CIVIL_SERVANT, *OTHERS], size, p=roles),
            "consent": random.choice(consent, size, p=[quoted, retold, 1 - quoted - retold]),
        }
    )
    words = random.normal(values["words"], values["words_sd"], size)
    held = pd.DataFrame(
        {
            "transcript_id": _ids(scenario, "T", size, 2),
            "scenario": scenario,
            "informant_id": people["informant_id"],
            "file": none(size),
            "language": none(size),
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
    streams: tuple[np.random.Generator, np.random.Generator],
) -> Table:
    """What each interview could have held: codes about officials told of, and of context.

    streams: of what is told, and of what is concluded from it.
    """
    random, concluding = streams
    ids = transcripts["transcript_id"].to_numpy()
    known = pd.DataFrame(facts, index=officials["official_id"], columns=list(ABOUT))
    about = told(known, ids, int(values["tellers"]), values["mention"], random)
    said = about["said"].to_numpy().reshape(-1, len(ABOUT))
    more = concluded(said, values["inferred_support"], concluding)
    about = about.assign(said=(said | more).ravel(), inferred=more.ravel())
    context = spoken(ids, list(CONTEXT), _context_chances(values), random).assign(inferred=False)
    units = pd.concat([about, context], ignore_index=True)
    units = units.sort_values("transcript_id", kind="stable", ignore_index=True)
    length = units["transcript_id"].map(transcripts.set_index("transcript_id")["words"])
    start, end = passages(units["transcript_id"], length * CHARACTERS)
    return units.assign(start=start, end=end)


def _context_chances(values: Values) -> np.ndarray:
    """The probability that an informant speaks of each code of context, most frequent first."""
    return values["context_first"] * values["context_ratio"] ** np.arange(len(CONTEXT))


def _codings(scenario: str, values: Values, units: Table, random: np.random.Generator) -> Table:
    """What each coder gave; a column of ``units`` for each coder is added as well."""
    parts = []
    for number in range(1, int(values["coders"]) + 1):
        coder = f"coder {number}"
        rates = values[f"miss_{number}"], values[f"false_alarm_{number}"]
        units[coder] = coded(units["said"].to_numpy(), *rates, random)
        given = units[units[coder]]
        ends = moved(given[["start", "end"]].to_numpy(), int(values["shift"]), random)
        unsure = np.where(random.random(len(given)) < values["unsure_share"], "unsure", "sure")
        parts.append(given.assign(start=ends[:, 0], end=ends[:, 1], coder=coder, certainty=unsure))
    table = pd.concat(parts, ignore_index=True)
    official = (", official " + table["official_id"]).fillna("")
    passage = "(simulated passage: stands for code " + table["code_id"] + official + ")"
    table = table.assign(scenario=scenario, consent=none(len(table)), stands_for=passage)
    table["coding_id"] = _ids(scenario, "K", len(table), 4)
    columns = "coding_id scenario transcript_id start end code_id coder official_id certainty"
    return table[[*columns.split(), "consent", "stands_for"]]


def _truth(world: World) -> Table:
    moves = world.career_moves.pivot(index="official_id", columns="period", values="direction")
    table = world.officials.drop(columns=["echelon", "protection", "condition"])
    for when in ("before", "after"):
        table = table.assign(**{f"moved_{when}": table.official_id.map(moves[f"{when} the vote"])})
    return table


def _trials(world: World) -> Table:
    people, units, scenario = world.officials, world.units, world.officials.scenario.iloc[0]
    of_officials = units[units.official_id.notna()]
    told_of = of_officials.said & ~of_officials.inferred
    # The codes of one telling of an official stand in one row each, in the order of ABOUT.
    tellings = of_officials.sort_values(["transcript_id", "official_id"], kind="stable").index
    could = could_conclude(told_of[tellings].to_numpy(dtype=bool).reshape(-1, len(ABOUT)))
    more = of_officials.inferred[tellings].to_numpy(dtype=bool).reshape(-1, len(ABOUT))
    tried = {
        "civil_servants": world.informants.role_class == CIVIL_SERVANT,
        "consent_quotation": world.informants.consent == "anonymous quotation",
        "consent_paraphrase": world.informants.consent == "paraphrase",
        **{f"echelon_{name}": people.echelon == name for name in ECHELONS[:-1]},
        "moved_before": _truth(world).moved_before.notna(),
        "moved_after": _truth(world).moved_after.notna(),
        "reprisal_base": people.reprisal[people.support],
        "protection": people.protection[people.support],
        "condition": people.condition[people.reward.where(people.support, people.reprisal)],
        "mention": told_of[of_officials.fact],
        "inferred_support": np.asarray(more.any(axis=1))[could],
    }
    for number in (1, 2):
        if (coder := f"coder {number}") in units:
            tried[f"miss_{number}"] = ~units[coder][units.said]
            tried[f"false_alarm_{number}"] = units[coder][~units.said]
    rows = [
        (f"{scenario}: {name}", scenario, name, len(found), int(found.sum()))
        for name, found in tried.items()
    ]
    return pd.DataFrame(rows, columns=["entry", "scenario", "parameter", "trials", "hits"])


def _ids(scenario: str, letter: str, size: int, digits: int) -> list[str]:
    return [f"{MARKS[scenario]}-{letter}{number:0{digits}d}" for number in range(1, size + 1)]


def detection_parameters() -> Table:
    """All that is assumed where it is asked what could be detected; nothing was observed.

    Columns as in methods.assumed: entry, parameter, value, why.
    """
    return assumed()
