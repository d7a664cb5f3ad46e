"""Recompute a study apart from what is committed, and say where the two differ.

Nothing of the study is written: results and cache of this computing lie in a temporary
folder that is gone afterwards.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..kinds import SUFFIX
from ..place import Place
from . import store
from .compare import Change, changes
from .run import ALONE, run
from .workers import Workers

IDENTICAL, EQUAL, DIFFERENT = "identical", "equal within 1e-8", "different"
MISSING, LEFT = "missing", "left over"
STATES = (IDENTICAL, EQUAL, DIFFERENT, MISSING, LEFT)
SHOWN = 5
"""Differences of one result that the report names; --format json has all."""

Index = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """A result, how the committed one compares with the recomputed, and every difference."""

    name: str
    state: str
    changes: tuple[Change, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the committed result is the recomputed one."""
        return self.state in (IDENTICAL, EQUAL)


def verify(
    place: Place, tell: Callable[[str], None] = lambda _: None, workers: Workers = ALONE
) -> list[Verdict]:
    """Every result recomputed with an empty cache and compared with what is committed.

    Raises DataError and every error of computing.
    """
    with tempfile.TemporaryDirectory(prefix="study-verify-") as folder:
        apart = _apart(place, Path(folder))
        run(apart, tell=tell, workers=workers)
        return compare(place, apart)


def _apart(place: Place, folder: Path) -> Place:
    """The study with another home, its tables with it where they lie beside the results."""
    if place.home != place.data:
        return replace(place, home=folder)
    made = {path.name for path in (place.results, place.figures, place.build)}
    home = folder / place.data.name
    shutil.copytree(place.data, home, ignore=lambda at, _: made if Path(at) == place.data else ())
    return replace(place, data=home, home=home)


def compare(committed: Place, recomputed: Place) -> list[Verdict]:
    """Two sets of stored results of one study, result by result, by name."""
    old, new = store.index(committed), store.index(recomputed)
    found = [_compare(committed, recomputed, n, old.get(n, {}), new[n]) for n in new]
    found += [Verdict(name, LEFT) for name in old if name not in new]
    described = ((name, entry) for index in (old, new) for name, entry in index.items())
    known = {store.file_name(n, e["kind"], e["provenance"]) for n, e in described}
    for folder in (committed.results, committed.figures):
        for path in folder.glob("*.*"):
            left = path.suffix in SUFFIX.values() and path.name != store.INDEX
            if left and path.name not in known:
                found.append(Verdict(path.stem, LEFT))
    return sorted(found, key=lambda verdict: verdict.name)


def text(place: Place, name: str, entry: dict[str, Any]) -> str | None:
    """The stored text of a result; None if no file holds one."""
    path = store.path_of(place, name, entry["kind"], entry["provenance"])
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def described(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """What the index says otherwise of a result: function, needs, provenance, access ..."""
    return [
        Change("value", field=field, old=_told(old.get(field)), new=_told(new.get(field)))
        for field in dict.fromkeys([*old, *new])
        if old.get(field) != new.get(field)
    ]


def _told(value: Any) -> str:
    """A property as words: lists in a row, pairs as they are."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value or "")


def _compare(
    committed: Place, recomputed: Place, name: str, old: dict[str, Any], new: dict[str, Any]
) -> Verdict:
    stored, fresh = text(committed, name, old or new), text(recomputed, name, new)
    if not old or (stored is None and fresh is not None):
        return Verdict(name, MISSING)
    found = described(old, new)
    if stored is not None and fresh is not None:
        found += changes(new["kind"], stored, fresh)
    elif stored is not None and not found:
        return Verdict(name, LEFT)
    if found:
        return Verdict(name, DIFFERENT, tuple(found))
    return Verdict(name, IDENTICAL if stored == fresh else EQUAL)


def report(verdicts: list[Verdict]) -> str:
    """Counts, then every result that does not hold, with where and by how much."""
    counts = Counter(verdict.state for verdict in verdicts)
    told = ", ".join(f"{counts[state]} {state}" for state in STATES)
    lines = [f"{len(verdicts)} results: {told}."]
    for verdict in verdicts:
        if verdict.holds:
            continue
        lines.append(f"{verdict.state}: {verdict.name}")
        lines += [f"  {change}" for change in verdict.changes[:SHOWN]]
        if len(verdict.changes) > SHOWN:
            lines.append(f"  and {len(verdict.changes) - SHOWN} more")
    return "\n".join(lines)


def as_json(verdicts: list[Verdict]) -> str:
    """The same for programs, complete."""
    counts = Counter(verdict.state for verdict in verdicts)
    content = {
        "holds": all(verdict.holds for verdict in verdicts),
        "counts": {state: counts[state] for state in STATES},
        "results": [asdict(verdict) for verdict in verdicts],
    }
    return json.dumps(content, indent=1, ensure_ascii=False)
