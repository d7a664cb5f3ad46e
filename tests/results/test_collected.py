"""Interviews that were really held: what is computed of them passes the gate, as it stands."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from study.contract import reading, starter
from study.kinds import Absent, Number
from study.place import Place, find
from study.results import desk as desks
from study.results import guard, store
from study.results.store import Stored

SUPPORT, REFUSAL, REWARD, REPRISAL, OTHER = ("CP3", "CP1", "CP2"), "NR6", "PC1", "SA1", "RL1"
ECHELONS = ("II", "III", "IV")
DIRECTIONS = ("demotion", "lateral", "promotion")


def study(folder: Path, informants: int, officials: int, coders: int) -> Place:
    """A study whose interviews each tell of ten officials; what is told follows the numbers."""
    starter.start(folder, interviews=True)
    people, talks, codings = [], [], []
    for number in range(1, informants + 1):
        role = "election supervisor" if number % 6 == 0 else "civil servant"
        consent = ("anonymous quotation", "paraphrase", "thesis only")[number % 3]
        one = {"informant_id": f"I{number:02}", "role_class": role, "consent": consent}
        people.append(one)
        talk = {"transcript_id": f"T{number:02}", "informant_id": one["informant_id"]}
        talk |= {"file": f"wawancara/{talk['transcript_id']}.txt", "language": "id"}
        talks.append(talk | {"sequence": str(number), "words": "160"})
        for at in range(10):
            told = (number * 7 + at * 3) % officials
            supports = told % 2 == 0
            codes = [SUPPORT[at % 3] if supports else REFUSAL]
            codes += [REWARD] * (told % 4 < 2) + [REPRISAL] * (told % 5 < 2) + [OTHER] * (at == 9)
            for coder in range(1, coders + 1):
                codings += [
                    {
                        "coding_id": f"K{len(codings) + step:04}",
                        "transcript_id": talk["transcript_id"],
                        "start": str(100 * at),
                        "end": str(100 * at + 50),
                        "code_id": code,
                        "coder": f"coder {coder}",
                        "official_id": f"O{told + 1:03}",
                    }
                    for step, code in enumerate(codes[: 4 - coder], start=1)
                ]
    told_of = [
        {"official_id": f"O{n + 1:03}", "agency_id": f"G{n % 6 + 1:02}", "echelon": ECHELONS[n % 3]}
        for n in range(officials)
    ]
    moves = [
        {
            "career_move_id": f"V{n + 1:04}",
            "official_id": f"O{n + 1:03}",
            "period": "after the vote",
            "direction": DIRECTIONS[(n * n) % 3],
        }
        for n in range(0, officials, 2)
    ]
    write(folder, "informants", people)
    write(folder, "transcripts", talks)
    write(folder, "officials", told_of)
    write(folder, "interview_codings", codings)
    write(folder, "career_moves", moves)
    return find(folder)


def write(folder: Path, table: str, rows: Iterable[Mapping[str, str]]) -> None:
    """Fill an empty table of interviews."""
    path = folder / "interviews" / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def computed(place: Place) -> dict[str, Stored]:
    """What rests on closed tables, and what that rests on, as `study run` computes it."""
    desk = desks.load(place)
    known: dict[str, Any] = {"words": desk.words, "setting": desk.setting}
    for name, spec in desk.tables.items():
        known[name] = None if name in desk.empty_tables else reading.frame(place, spec)
    closed = [name for name in desk.graph.steps if desk.closed(name)]
    wanted = {each for name in closed for each in (name, *desk.graph.ancestors(name))}
    found: dict[str, Stored] = {}
    for name, step in desk.graph.steps.items():
        if name not in wanted:
            continue
        lack = [need for need in step.needs if known.get(need) is None and need not in step.spared]
        try:
            if lack:
                raise Absent(f"{', '.join(lack)} is not there")
            function = getattr(importlib.import_module(step.module), name)
            value = function(*(known[need] for need in step.needs))
            found[name] = store.encode(name, step.kind, value, desk.provenance(name))
            known[name] = None if step.kind == "Figure" else store.decode(step.kind, found[name])
        except Absent as reason:
            found[name], known[name] = Stored(str(reason), {}, str(reason)), None
    assert not any(isinstance(each, Number) and not each.values for each in known.values())
    guard.results(desk, {n: each for n, each in found.items() if n in closed and not each.absent})
    return found


@pytest.mark.parametrize(
    ("informants", "officials", "coders", "least"), [(12, 40, 1, 10), (2, 13, 2, 10), (4, 9, 1, 3)]
)
def test_what_was_collected_passes_the_gate_or_is_missing(
    tmp_path: Path, informants: int, officials: int, coders: int, least: int
) -> None:
    place = study(tmp_path / "study", informants, officials, coders)
    settings = place.data / "study.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("# small_cell = 10", f"small_cell = {least}"),
        encoding="utf-8",
    )
    found = computed(find(place.data))
    absent = {name: each.absent for name, each in found.items() if each.absent}
    assert ("interview_agreement" in absent) == (coders == 1)
    for name in ("interview_material", "interview_codes", "plan_separation", "plan_moves"):
        assert name not in absent
    told = found["interview_material"].text.splitlines()[1].split(",")
    assert told[1] == (str(informants) if informants >= least else "")
