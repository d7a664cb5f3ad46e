"""No result is written before the gate has seen it, and none is looked at twice.

What passed is remembered by digest; a change in the rules, the thresholds, the exceptions or the
researcher's list of names makes everything be looked at again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from ..contract.files import file_of
from ..disclosure import gate as gates
from ..disclosure.gate import Gate
from ..disclosure.violations import Violation
from ..errors import DisclosureError
from ..place import Place
from . import store
from .desk import Desk
from .source import digest
from .store import Stored

NOTE = "gate-{}.json"
QUOTATIONS = "quotations"


def results(desk: Desk, stored: Mapping[str, Stored]) -> None:
    """Refuse results that must not be published, all at once.

    stored: every result of the study as it is or will be stored. Raises DisclosureError; nothing
    has been written then.
    """
    gate = gates.of(desk.place, desk.descriptor)
    memory = _Memory(desk.place.cache / NOTE.format("results"), gate)
    left = memory.asked(_looks(desk, gate, stored))
    if left:
        raise DisclosureError(left)
    memory.keep()


def files(place: Place, folder: Path, paths: Iterable[Path] | None = None) -> list[str]:
    """Refuse a folder that holds what must not be published; sorted keys of idle exceptions.

    folder: what will be handed out, an archive unpacked or a built book. paths: those of its files
    to look at; without them all but what the theme brings. Raises DisclosureError with all that
    was found; the caller sees to it that the folder does not stay.
    """
    gate = gates.of(place)
    memory = _Memory(place.cache / NOTE.format(folder.name), gate)
    chosen = sorted(paths if paths is not None else _own(place, folder))
    left = memory.asked(_pages(gate, folder, chosen))
    if left:
        raise DisclosureError(left)
    memory.keep()
    notes = [_Memory(note, gate).known for note in place.cache.glob(NOTE.format("*"))]
    return gate.idle(key for known in notes for keys in known.values() for key in keys)


Look = tuple[str, Callable[[], list[Violation]]]


def _looks(desk: Desk, gate: Gate, stored: Mapping[str, Stored]) -> Iterator[Look]:
    """For everything to look at, what stands for its content, and the looking."""
    for name, each in stored.items():
        step, closed = desk.graph.steps[name], desk.closed(name)
        behind = ",".join(desk.table_digests.get(t, "") for t in _closed(desk)) if closed else ""
        read = [need for need in step.needs if need in desk.tables and desk.closed(need)]
        drawn = read if step.kind == "Figure" and not each.absent else []
        key = digest(f"{name} {closed} {behind} {drawn} {each.shape}\n{each.text}")
        given = name, "" if each.absent else step.kind, each.text, each.shape, closed, drawn
        yield key, partial(gate.result, *given)
    if QUOTATIONS in desk.table_digests and QUOTATIONS not in desk.empty_tables:
        from ..disclosure import quotations

        specs = [desk.descriptor.tables.get(name) for name in quotations.TABLES]
        texts = [digest(file_of(desk.place, spec).read_bytes()) for spec in specs if spec]
        yield digest("\n".join([QUOTATIONS, *texts])), gate.quotations


def _closed(desk: Desk) -> list[str]:
    """Names of the tables that are not open: who stands behind a value is read from them."""
    return [t.name for t in desk.descriptor.tables.values() if t.access != "open"]


def _pages(gate: Gate, folder: Path, paths: Iterable[Path]) -> Iterator[Look]:
    for path in paths:
        where, content = path.relative_to(folder).as_posix(), path.read_bytes()
        yield digest(where) + digest(content), partial(gate.file, where, content)


def _own(place: Place, folder: Path) -> Iterator[Path]:
    """Files of a folder that the study made: what the theme brings is in no study's hands."""
    brought = {p.name for p in (place.book / "_static").glob("*")}
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        if path.is_file() and ("_static" not in inside or path.name in brought):
            yield path


class _Memory:
    """What passed the gate, by digest, with the keys of the exceptions it needed."""

    def __init__(self, note: Path, gate: Gate) -> None:
        self.note, self.gate = note, gate
        self.known = _passed(note, gate.key)
        self.passed: dict[str, list[str]] = {}

    def asked(self, looks: Iterable[Look]) -> list[Violation]:
        """What must not be published of all that is looked at."""
        left: list[Violation] = []
        for key, look in looks:
            if key in self.known:
                self.passed[key] = self.known[key]
                continue
            wrong, used = self.gate.settle(look())
            left += wrong
            if not wrong:
                self.passed[key] = sorted(used)
        return left

    def keep(self) -> None:
        """Remember what passed."""
        if self.passed != self.known:
            store.write(self.note, json.dumps({"key": self.gate.key, "passed": self.passed}))


def _passed(note: Path, key: str) -> dict[str, list[str]]:
    """What a note says has passed by the rules of today; a damaged one says nothing."""
    try:
        content = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict) or content.get("key") != key:
        return {}
    passed = content.get("passed")
    if isinstance(passed, dict) and all(
        isinstance(used, list) and all(isinstance(each, str) for each in used)
        for used in passed.values()
    ):
        return passed
    return {}
