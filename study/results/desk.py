"""What is there and what is stale, decided without importing pandas.

It is also decided here whether stand-ins of absent tables enter (see graph.py): all of them
do, if study.toml says ``stand_in = true`` under ``[interviews]`` and not one of the tables they
could stand in for holds a row. Else none does, and those of the tables that are empty count as
not collected. So what was collected and what was simulated never meet in one result.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..contract import descriptor, reading
from ..contract.descriptor import Descriptor, TableSpec
from ..contract.files import file_of
from ..errors import MixedError
from ..kinds import Setting
from ..place import ROOT, Place
from ..words import labels
from . import environment, graph, store
from .code import Code
from .graph import SETTING, WORDS, Graph
from .source import digest

PROVENANCE = ("observed", "judged", "simulated")
ACCESS = ("open", "on request", "closed")
SHOWN = ("title", "short_title", "language", "analysis", "review", "labels")
"""What study.toml says that no result depends on."""
MACHINERY = (
    *("study.results.store", "study.kinds"),
    *(f"study.contract.{each}" for each in ("reading", "sheet", "normal", "numbers", "dates")),
    *(f"study.contract.{each}" for each in ("text", "spreadsheet", "unseen", "grid", "header")),
    *(f"study.contract.{each}" for each in ("values", "files")),
)
"""Modules of the machinery whose code takes part in every value."""


@dataclass(frozen=True)
class Trace:
    """What a stored result was computed with; kept in the cache, never in results/."""

    code: dict[str, str]
    environment: str
    inputs: dict[str, str]
    provenance: str
    output: str = ""
    shape: dict[str, str] = field(default_factory=dict)
    absent: str = ""


@dataclass
class Desk:
    """A study laid out: its tables, its graph, and the traces of earlier runs."""

    place: Place
    descriptor: Descriptor
    graph: Graph

    @cached_property
    def words(self) -> dict[str, str]:
        """Labels in the study's language."""
        return labels(self.place)

    @cached_property
    def setting(self) -> Setting:
        """What study.toml tells the analysis: all but how the study is called and shown."""
        return Setting(_dotted({k: v for k, v in self.place.study.items() if k not in SHOWN}))

    @property
    def tables(self) -> dict[str, TableSpec]:
        """The tables of the data, without those a stand-in is read for."""
        every = self.descriptor.tables
        return {name: spec for name, spec in every.items() if name not in self.graph.steps}

    @property
    def stands_in(self) -> bool:
        """Whether stand-ins are read for tables."""
        return not self.graph.stand_ins.keys().isdisjoint(self.graph.steps)

    @property
    def collected(self) -> list[str]:
        """The tables that hold rows, of those that something could stand in for."""
        return [name for name in self._filled if name in self.graph.stand_ins]

    def require_apart(self) -> None:
        """Raises MixedError if collected and simulated tables meet, in the study or in a result."""
        spec = self.descriptor.tables
        made = {name for name in self._filled if spec[name].provenance == "simulated"}
        real = {*self.collected} - made
        if real and made:
            raise MixedError(real, made, "This study holds both")
        for name in self.graph.steps if real else ():
            needs = {name, *self.graph.ancestors(name)}
            steps = self.graph.steps
            parts = {each for each in needs if each in steps and steps[each].simulates}
            if parts and real & needs:
                raise MixedError(real & needs, parts, f"The result {name} rests on both")

    @cached_property
    def empty_tables(self) -> dict[str, str]:
        """Why each table the analysis may ask for is absent, of those that are."""
        found = {}
        for name in sorted(self.graph.tables):
            if name in self._filled:
                continue
            if name in self.graph.stand_ins:
                found[name] = f"the table {name} was not collected"
            elif name not in self.descriptor.tables:
                found[name] = f"this study has no table {name}"
            else:
                found[name] = f"the table {name} of this study is empty"
        return found

    @property
    def _filled(self) -> list[str]:
        return [name for name, entry in self._tables_read.items() if entry["filled"]]

    def lacks(
        self, name: str, absent: Mapping[str, str], failed: Container[str] = frozenset()
    ) -> str:
        """Why a result cannot be computed for want of something it needs, or "".

        absent: the results already known to be absent, each with its reason, which is handed
        down: what a reader wants to know is the first thing that is missing. failed: those of
        them that the analysis stumbled over, which nothing is computed without.
        """
        known = {**self.empty_tables, **absent}
        step = self.graph.steps[name]
        firm = [need for need in step.needs if need not in step.spared or need in failed]
        return next((known[need] for need in firm if need in known), "")

    @cached_property
    def environment(self) -> str:
        """Digest of the locked analysis packages, of Python and of the machinery's own code.

        Remembered for files of the same content: reading the installed packages' metadata and
        parsing the machinery are the slow parts.
        """
        own = [ROOT / f"{name.replace('.', '/')}.py" for name in MACHINERY]
        texts = [p.read_text(encoding="utf-8") for p in (self.place.lock, self.place.project, *own)]
        key = digest("\n".join([*texts, environment.python()]))
        note = self.place.cache / "environment.json"
        known = _read(note)
        if known.get("key") != key:
            value = digest(environment.fingerprint(self.place) + machinery())
            known = {"key": key, "environment": value}
            store.write(note, json.dumps(known))
        return str(known["environment"])

    @cached_property
    def table_digests(self) -> dict[str, str]:
        """Digest of every data table as the analysis sees it: without remarks, sorted by key."""
        return {name: str(entry["digest"]) for name, entry in self._tables_read.items()}

    @cached_property
    def _tables_read(self) -> dict[str, dict[str, Any]]:
        """Digest of every data table and whether it holds rows, remembered for the same file."""
        note = self.place.cache / "tables.json"
        described = digest(self.place.descriptor.read_text(encoding="utf-8"))
        known, found = _read(note), {}
        for name, spec in self.descriptor.tables.items():
            content = file_of(self.place, spec).read_bytes()
            key = digest(described + digest(content))
            entry: Any = known.get(name)
            noted = isinstance(entry, dict) and entry.keys() == {"key", "digest", "filled"}
            if not noted or entry["key"] != key:
                value, filled = reading.digest(self.place, spec)
                entry = {"key": key, "digest": value, "filled": filled}
            found[name] = entry
        if found != known:
            store.write(note, json.dumps(found))
        return found

    @cached_property
    def index(self) -> dict[str, dict[str, Any]]:
        """The committed description of the results, as it stands in results/index.json."""
        return store.index(self.place)

    def provenance(self, name: str) -> str:
        """The weakest provenance among the tables a result rests on, or simulated."""
        if name in self.graph.simulated:
            return "simulated"
        found = {self.descriptor.tables[t].provenance for t in self._tables(name)}
        return max(found or {"observed"}, key=PROVENANCE.index)

    def access(self, name: str) -> str:
        """The most closed access among the tables a result rests on."""
        found = {self.descriptor.tables[t].access for t in self._tables(name)}
        return max(found or {"open"}, key=ACCESS.index)

    def closed(self, name: str) -> bool:
        """Whether a result rests on rows of a table that is not open.

        A table without rows, and what stands in for it, tells nothing of anybody.
        """
        closed = [t for t in self._tables(name) if self.descriptor.tables[t].access != "open"]
        return any(self._tables_read[table]["filled"] for table in closed)

    def _tables(self, name: str) -> list[str]:
        every = [name] if name in self.graph.tables else self.graph.tables_of(name)
        return [table for table in every if table in self.descriptor.tables]

    def path(self, name: str) -> Path:
        """The file a result is kept in."""
        kind = self.graph.steps[name].kind
        return store.path_of(self.place, name, kind, self.provenance(name))

    def text(self, name: str) -> str | None:
        """The stored text of a result, or None if there is none."""
        path = self.path(name)
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None

    def trace(self, name: str) -> Trace | None:
        """What the stored result was computed with, if a run on this machine noted it."""
        content = _read(trace_path(self.place, name))
        try:
            return Trace(**content) if content else None
        except TypeError:  # noted by another version
            return None

    def expected(self, name: str, outputs: dict[str, str]) -> Trace:
        """What the result would be computed with now, given the digests of earlier results."""
        step = self.graph.steps[name]
        inputs = {need: self._input(need, outputs) for need in step.needs}
        reached = self.graph.code.reached(step.module, step.name)
        return Trace(reached, self.environment, inputs, self.provenance(name))

    def _input(self, need: str, outputs: dict[str, str]) -> str:
        if need == WORDS:
            return self._words_digest
        if need == SETTING:
            return digest(json.dumps(self.setting, sort_keys=True))
        return outputs[need] if need in outputs else self.table_digests.get(need, "")

    @cached_property
    def _words_digest(self) -> str:
        return digest(json.dumps(self.words, sort_keys=True))

    def reasons(self) -> dict[str, str]:
        """Why each result is stale, in one sentence; an empty sentence means up to date."""
        found: dict[str, str] = {}
        outputs: dict[str, str] = {}
        absent: dict[str, str] = {}
        for name, step in self.graph.steps.items():
            if lack := self.lacks(name, absent):
                absent[name], outputs[name] = lack, digest(lack)
                found[name] = "" if self.text(name) is None else f"It cannot be had: {lack}."
                continue
            text, trace = self.text(name), self.trace(name)
            if trace and trace.absent and text is None:
                text = absent[name] = trace.absent
            outputs[name] = trace.output if trace else ""
            waiting = [need for need in step.needs if found.get(need)]
            if text is None:
                found[name] = "It has not been computed yet."
            elif trace is None:
                found[name] = "It has not been recomputed on this machine yet."
            elif trace.output != digest(text):
                found[name] = "Its file was changed by hand or by another run."
            elif waiting:
                found[name] = f"It rests on {_and(waiting)}, which is not up to date."
            else:
                found[name] = why(trace, self.expected(name, outputs))
        return found


def load(place: Place) -> Desk:
    """Lay out a study. Raises DataError, PlaceError or GraphError."""
    described = descriptor.load(place)
    tables = {*described.tables, *_asked(place)}
    desk = Desk(
        place, described, graph.read(place.root, place.analysis, tables, place.cache / "code")
    )
    if _wants_stand_ins(place) and not desk.collected:
        desk.graph = desk.graph.standing_in()
    return desk


def _wants_stand_ins(place: Place) -> bool:
    said = place.study.get("interviews")
    return isinstance(said, dict) and said.get("stand_in") is True


def why(old: Trace, new: Trace) -> str:
    """The first thing in which two traces differ, in words; empty if in nothing."""
    for need, value in new.inputs.items():
        if old.inputs.get(need) != value:
            return f"{need} has changed."
    if set(old.inputs) != set(new.inputs):
        return "The function asks for other inputs."
    for place in sorted(set(old.code) | set(new.code)):
        if old.code.get(place) != new.code.get(place):
            return f"The code it reaches has changed at {place}."
    if old.environment != new.environment:
        return "The locked analysis packages, Python or the machinery have changed."
    return "" if old.provenance == new.provenance else "The provenance of a table has changed."


def trace_path(place: Place, name: str) -> Path:
    """Where the trace of a result is kept."""
    return place.cache / "results" / f"{name}.json"


def write_trace(place: Place, name: str, trace: Trace) -> None:
    """Note what a stored result was computed with; always after the result itself."""
    store.write(trace_path(place, name), json.dumps(asdict(trace)))


def machinery() -> str:
    """Digest of the code of the machinery that takes part in every value."""
    code = Code(ROOT, "study.results", extra=MACHINERY)
    modules = [code.module(name) for name in MACHINERY]
    parts = [d.digest for m in modules if m for d in m.definitions.values()]
    return digest("\n".join(parts))


def _asked(place: Place) -> Iterable[str]:
    """Names of the tables described in the study that the analysis was written for."""
    try:
        content = json.loads(place.contract.read_text(encoding="utf-8"))
    except OSError:  # a package that ships no study of its own
        return ()
    return (each["name"] for each in content["resources"])


def _dotted(content: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A nested mapping by dotted names, dates as texts."""
    found: dict[str, Any] = {}
    for key, value in content.items():
        if isinstance(value, dict):
            found |= _dotted(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = json.loads(json.dumps(value, default=str))
    return found


def _and(names: list[str]) -> str:
    return " and ".join(names)


def _read(path: Path) -> dict[str, Any]:
    """A file of the cache; one that is missing or was cut short counts as empty."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
