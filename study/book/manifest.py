"""What a build was made of: versions, digests of data, code and lock, and the commit.

The same on every build of the same files: it holds no date, no path and no machine's name.
"""

from __future__ import annotations

import json
import platform
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import cite
from ..place import Place, below
from ..results.environment import canonical, locked_versions
from ..results.source import digest

GROUPS = ("analysis", "book")
"""Groups of packages that take part in a book, as the project file names them."""
FILE = "manifest.json"
DOWNLOAD = f"downloads/{FILE}"
UNKNOWN = "not known: not a clone, or git is not installed"
BELOW = ("analysis", "study", "book", "data", "_config.yml", "CITATION.cff", "requirements.lock")
"""What a book is made of, below the folder of the package."""


def manifest(place: Place, known: Mapping[Path, str] | None = None) -> dict[str, Any]:
    """Version, packages, digests and commit of the study as its files are now.

    known: digests of files that were just read.
    """
    lock = place.lock.read_text(encoding="utf-8")
    citation = cite.read(place)
    found = {
        "study": citation.title,
        "version": citation.version,
        "released": citation.released,
        "python": platform.python_version(),
        "packages": _packages(place, lock),
        "digests": {
            "data": _of_files(place.data, _data(place), known or {}),
            "code": _of_files(place.root, _code(place), known or {}),
            "lock": digest(lock),
        },
        "package": commit(place.root, *BELOW) if (place.root / ".git").exists() else None,
    }
    if not place.shipped:
        found["own"] = commit(place.data, ".")
    return found


def as_json(found: dict[str, Any]) -> str:
    """The manifest as the file a reader can take away."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def noted(place: Place) -> Path:
    """Where the manifest of the last build is kept: the page with it follows this file."""
    return place.cache / FILE


def commit(folder: Path, *paths: str) -> dict[str, Any] | None:
    """The commit a folder stands at, and whether these paths are as it has them.

    None outside a clone, without a commit, and without git.
    """
    command = [
        "git",
        "--no-optional-locks",
        "-C",
        str(folder),
        "status",
        "--porcelain=v2",
        "--branch",
        "--",
        *paths,
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    lines = done.stdout.splitlines()
    head = next((line.split()[2] for line in lines if line.startswith("# branch.oid ")), "")
    if not head or head.startswith("("):
        return None
    return {"commit": head, "clean": all(line.startswith("#") for line in lines)}


def told(found: dict[str, Any] | None) -> str:
    """A commit in words."""
    if found is None:
        return UNKNOWN
    state = "clean" if found["clean"] else "with changes that are not committed"
    return f"{found['commit']}, {state}"


def _packages(place: Place, lock: str) -> dict[str, str]:
    """Locked versions of the packages the project names, in alphabetical order."""
    locked = locked_versions(lock)
    project = tomllib.loads(place.project.read_text(encoding="utf-8"))
    asked = [text for group in GROUPS for text in project["dependency-groups"].get(group, ())]
    names = {canonical(text) for text in asked}
    return {name: locked[name] for name in sorted(names & locked.keys())}


def _data(place: Place) -> list[Path]:
    """The tables, their description and the settings of the study."""
    described = json.loads(place.descriptor.read_text(encoding="utf-8"))["resources"]
    tables = [place.data / table["path"] for table in described]
    return [path for path in (*tables, place.descriptor, place.settings) if path.is_file()]


def _code(place: Place) -> list[Path]:
    """The analysis and the machinery."""
    folders = (place.analysis, place.root / "study")
    return [path for folder in folders for path in below(folder) if path.is_file()]


def _of_files(base: Path, paths: list[Path], known: Mapping[Path, str]) -> str:
    """One digest of files: of the lines that sha256sum prints for them, sorted by name."""
    named = sorted((path.relative_to(base).as_posix(), path) for path in paths)
    sums = ((name, known.get(path) or digest(path.read_bytes())) for name, path in named)
    return digest("".join(f"{value}  {name}\n" for name, value in sums))
