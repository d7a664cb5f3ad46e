"""Compute what is stale, and nothing else.

A result that comes out the same stops the recomputation there. Everything is computed
before anything is written; a result is replaced in one step and its trace is noted after
it, so a killed run, or two at once, leave a state from which the next run is right.
"""

from __future__ import annotations

import importlib
import json
import sys
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..contract import checks, reading
from ..errors import DifferenceError, FaultError, StudyError
from ..kinds import SUFFIX, Absent, Setting
from ..place import Place
from . import guard, store
from .compare import difference
from .desk import Desk, Trace, load, write_trace
from .graph import SETTING, WORDS
from .source import digest
from .store import Stored
from .workers import Workers

Tell = Callable[[str], None]
ALONE = Workers()


@dataclass
class Report:
    """What a run did.

    computed, and those of them that changed; verified against committed ones. absent: why a
    result cannot be had from these tables, in words. failed: those of them that the analysis
    stumbled over, which is its fault and not that of the tables.
    """

    computed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    verified: list[str] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    total: int = 0


def check(place: Place, tell: Tell = lambda _: None) -> None:
    """Check the tables against their description, unless these very files passed before.

    Raises DataError with everything that is wrong.
    """
    files = [path for path in place.files() if not path.is_relative_to(place.text)]
    code = sorted(Path(checks.__file__).parent.glob("*.py"))
    content = [f"{place.show(p)} {digest(p.read_bytes())}" for p in files + code]
    key = digest("\n".join(content))
    note = place.cache / "checked"
    if note.is_file() and note.read_text(encoding="utf-8") == key:
        return
    tell("Checking the tables")
    checks.require(place)
    store.write(note, key)


def run(
    place: Place, accept: bool = False, tell: Tell = lambda _: None, workers: Workers = ALONE
) -> Report:
    """Bring the stored results up to date.

    accept: take over recomputed values that differ from committed ones no run on this
    machine has computed before. Raises DifferenceError otherwise, after keeping those.
    Nothing is written if a result must not be published: raises DisclosureError.
    workers: who computes; makes no result stale.
    """
    check(place, tell)
    desk = load(place)
    desk.require_apart()
    report = Report(total=len(desk.graph.steps))
    with ExitStack() as stack:
        fresh = _Fresh(desk, accept, tell, report, workers, stack)
        for name in desk.graph.steps:
            fresh.visit(name)
    desk.graph.code.keep()
    if fresh.lost:  # a value that was there is not given up for a slip in the code
        raise FaultError(report.failed, written=False)
    guard.results(desk, fresh.stored)
    fresh.write()
    _write_index(desk, fresh.stored, report.absent)
    if fresh.different:
        raise DifferenceError("\n".join(f"  {n}: {why}" for n, why in fresh.different.items()))
    if report.failed:
        raise FaultError(report.failed, written=True)
    return report


class _Fresh:
    """One pass over the graph: what was found up to date, what was computed anew."""

    def __init__(
        self,
        desk: Desk,
        accept: bool,
        tell: Tell,
        report: Report,
        workers: Workers,
        stack: ExitStack,
    ) -> None:
        self.desk, self.accept, self.tell, self.report = desk, accept, tell, report
        self.workers, self.stack = workers, stack
        self.stored: dict[str, Stored] = {}
        self.outputs: dict[str, str] = {}
        self.traces: dict[str, Trace] = {}
        self.different: dict[str, str] = {}
        self.lost: set[str] = set()
        self._frames: dict[str, Any] = {}

    def visit(self, name: str) -> None:
        desk = self.desk
        text, old = desk.text(name), desk.trace(name)
        if lack := desk.lacks(name, self.report.absent, self.report.failed):
            absent = Stored(lack, {}, lack)
            self._keep(name, absent if text is None else self._replace(name, text, old, absent))
            return
        expected = desk.expected(name, self.outputs)
        if old and old.absent and text is None:
            text = old.absent
        if text is not None and old and digest(text) == old.output:
            known = replace(expected, output=old.output, shape=old.shape, absent=old.absent)
            if known == old:
                self._keep(name, Stored(text, old.shape, old.absent))
                return
        computed = self._compute(name)
        self.report.computed.append(name)
        if name in self.report.failed and text is not None:
            self.lost.add(name)
        computed = self._replace(name, text, old, computed)
        self._keep(name, computed)
        if name not in self.different and name not in self.report.failed:
            self.traces[name] = replace(
                expected,
                output=digest(computed.text),
                shape=computed.shape,
                absent=computed.absent,
            )

    def _keep(self, name: str, stored: Stored) -> None:
        self.stored[name] = stored
        self.outputs[name] = digest(stored.text)
        if stored.absent:
            self.report.absent[name] = stored.absent

    def _replace(self, name: str, text: str | None, old: Trace | None, new: Stored) -> Stored:
        """What takes the place of a stored text; a committed one is compared first."""
        if text is not None and old is None:
            return self._verify(name, text, new)
        if text is not None and text != new.text:
            self.report.changed.append(name)
        return new

    def _verify(self, name: str, text: str, computed: Stored) -> Stored:
        """The committed result where it holds; this machine's first run is its check."""
        kind = self.desk.graph.steps[name].kind
        found = computed.absent or difference(kind, text, computed.text)
        if not found:
            self.report.verified.append(name)
            return Stored(text, computed.shape)
        if self.accept:
            self.report.changed.append(name)
            return computed
        self.different[name] = found
        shape = self.desk.index.get(name, {}).get("shape", computed.shape)
        return Stored(text, shape)

    def _compute(self, name: str) -> Stored:
        if not self.report.computed:  # nobody is called while there is nothing to do
            self.stack.enter_context(self.workers.at_work())
        step = self.desk.graph.steps[name]
        self.tell(f"Computing {name}")
        root = str(self.desk.place.root)
        if root not in sys.path:
            sys.path.insert(0, root)
        try:
            function = getattr(importlib.import_module(step.module), step.name)
            value = function(*[self._input(need) for need in step.needs])
            return store.encode(name, step.kind, value, self.desk.provenance(name))
        except StudyError:
            raise
        except Absent as lack:
            return Stored(str(lack), {}, str(lack))
        except Exception as error:
            self.report.failed[name] = f"{type(error).__name__}: {error} ({self._where(error)})"
            reason = "it could not be computed, a fault of the analysis"
            return Stored(reason, {}, reason)

    def _where(self, error: Exception) -> str:
        """The last line of the analysis that was reached, not the library's below it."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [f for f in frames if Path(f.filename).is_relative_to(self.desk.place.analysis)]
        frame = (own or frames)[-1]
        return f"{Path(frame.filename).name}, line {frame.lineno}"

    def _input(self, need: str) -> Any:
        if need == WORDS:
            return self.desk.words
        if need == SETTING:
            return Setting(self.desk.setting)
        if need in self.report.absent or need in self.desk.empty_tables:
            return None  # only what may be absent is asked for then
        if need in self.stored:
            return store.decode(self.desk.graph.steps[need].kind, self.stored[need])
        if need not in self._frames:
            spec = self.desk.descriptor.tables[need]
            self._frames[need] = reading.frame(self.desk.place, spec)
        return self._frames[need].copy()

    def write(self) -> None:
        """Replace the files of what was computed, each result before its trace."""
        place = self.desk.place
        for name, trace in self.traces.items():
            if not self.stored[name].absent and self.desk.text(name) != self.stored[name].text:
                store.write(self.desk.path(name), self.stored[name].text)
            write_trace(place, name, trace)


def _write_index(desk: Desk, stored: dict[str, Stored], absent: dict[str, str]) -> None:
    """Describe the results, and remove the files of results that no longer exist."""
    steps = desk.graph.steps
    index = {
        name: {
            "kind": step.kind,
            "function": f"{step.module}.{step.name}",
            "needs": list(step.needs),
            "tables": [t for t in desk.graph.tables_of(name) if t in desk.descriptor.tables],
            "provenance": desk.provenance(name),
            "access": desk.access(name),
            "shape": stored[name].shape,
        }
        | ({"absent": absent[name]} if name in absent else {})
        for name, step in sorted(steps.items())
    }
    path = desk.place.results / store.INDEX
    wanted = {path} | {desk.path(name) for name in steps if name not in absent}
    for folder in (desk.place.results, desk.place.figures):
        for found in folder.glob("*.*"):
            if found.suffix in SUFFIX.values() and found not in wanted:
                found.unlink()
    text = json.dumps(index, indent=1, ensure_ascii=False) + "\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        store.write(path, text)
