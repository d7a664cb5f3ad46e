"""Two states of a study to compare: a folder, results of another run, or a version in git."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .. import cite
from ..errors import PlaceError
from ..place import ROOT, Place, find
from . import store

HERE = "this edition"


@dataclass(frozen=True)
class Edition:
    """A state of a study. name: as the person gave it, never a path; version: of its citation,
    empty for results alone.
    """

    name: str
    version: str
    place: Place


@contextmanager
def opened(old: str, new: str | None) -> Iterator[tuple[Edition, Edition]]:
    """Both states, readable as long as this lasts; without a name, the study shipped.

    A folder holds study.toml, or the project, or results; results alone are read with text
    and labels of the other state. Anything else is a version git knows of the project,
    ``v1.0``, with ``v1.0:examples/there`` for a study inside it. Raises PlaceError.
    """
    with tempfile.TemporaryDirectory(prefix="study-diff-") as folder:
        asked = {"old": old, "new": new}
        found = {side: _study(name, Path(folder) / side) for side, name in asked.items()}
        known = found["new"] or found["old"] or find()
        places = {
            side: place or _results(str(asked[side]), known, Path(folder) / side)
            for side, place in found.items()
        }
        versions = {
            side: cite.read(place).version if place else "" for side, place in found.items()
        }
        yield (
            Edition(_name(old, places["old"]), versions["old"], places["old"]),
            Edition(_name(new, places["new"]), versions["new"], places["new"]),
        )


def _name(asked: str | None, place: Place) -> str:
    """What to call a state: never by a path, which differs from machine to machine."""
    if asked is None or place == find():
        return HERE
    folder = Path(asked).expanduser()
    return folder.resolve().name if folder.is_dir() else asked


def _study(asked: str | None, folder: Path) -> Place | None:
    """The study of that name; None for a folder of results."""
    if asked is None:
        return find()
    path = Path(asked).expanduser().resolve()
    if not path.is_dir():
        return _version(asked, folder)
    if path == ROOT:
        return find()
    if (path / "study.toml").is_file():
        return find(path)
    if (path / "data" / "study.toml").is_file():  # the project, unpacked somewhere else
        return Place(data=path / "data", home=path, root=path)
    if _stored(path) is None:
        raise PlaceError(f"{asked} holds neither study.toml nor results.", "Give another folder.")
    return None


def _stored(path: Path) -> Path | None:
    """The folder of results that a path names or holds."""
    return next((each for each in (path, path / "results") if (each / store.INDEX).is_file()), None)


def _results(asked: str, known: Place, folder: Path) -> Place:
    stored = _stored(Path(asked).expanduser().resolve())
    assert stored is not None
    shutil.copytree(stored, folder / "results")
    if (drawn := stored.parent / "figures").is_dir():
        shutil.copytree(drawn, folder / "figures")
    return Place(data=known.data, home=folder, root=known.root)


def _version(asked: str, folder: Path) -> Place:
    """A version of the project as git holds it, unpacked into a folder."""
    version, _, inside = asked.partition(":")
    unknown = PlaceError(
        f"{asked} is neither a folder nor a version that git knows here.",
        "Give a folder, a tag such as v1.0, or a commit.",
    )
    if not version or version.startswith("-"):
        raise unknown
    command = ["git", "-C", str(ROOT), "archive", "--format=tar", version]
    try:
        packed = subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        raise unknown from None
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    data = folder / (inside or "data")
    if not (data / "study.toml").is_file():
        raise unknown
    return Place(data=data, home=data if inside else folder, root=folder)
