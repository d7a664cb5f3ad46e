"""The locked packages a result is computed with.

Freshness asks for the closure of the dependency group ``analysis`` in the lock, and for
Python's minor version: another pandas recomputes, another theme of the book does not.
"""

from __future__ import annotations

import re
import sys
import tomllib

from ..errors import PlaceError
from ..place import Place
from .source import digest

GROUP = "analysis"


def locked_versions(lock: str) -> dict[str, str]:
    """Package name to version, read from the text of a lock in pip's format."""
    pairs = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, flags=re.MULTILINE)
    return {canonical(name): version for name, version in pairs}


def canonical(requirement: str) -> str:
    """Name of the package that a requirement begins with, as PEP 503 has it be compared."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement.strip())[0]).lower()


def closure(place: Place) -> dict[str, str]:
    """Locked versions of everything the analysis group reaches on this machine.

    Which package needs which is read from the installed packages' own metadata.
    Raises PlaceError if a package of the group is not locked.
    """
    from importlib.metadata import PackageNotFoundError, requires

    from packaging.requirements import Requirement

    locked = locked_versions(place.lock.read_text(encoding="utf-8"))
    project = tomllib.loads(place.project.read_text(encoding="utf-8"))
    todo = [Requirement(text) for text in project["dependency-groups"][GROUP]]
    found: dict[str, str] = {}
    while todo:
        requirement = todo.pop()
        name = canonical(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        if name not in locked:
            raise PlaceError(
                f"{place.show(place.lock)} locks no version of {name}.", "Run `make lock`."
            )
        found[name] = locked[name]
        try:
            todo += [Requirement(text) for text in requires(name) or []]
        except PackageNotFoundError:
            raise PlaceError(f"{name} is not installed.", "Run `make book`.") from None
    return dict(sorted(found.items()))


def python() -> str:
    """Python's minor version, as in ``python==3.12``."""
    return f"python=={sys.version_info.major}.{sys.version_info.minor}"


def fingerprint(place: Place) -> str:
    """One digest of the closure and of Python's minor version."""
    packages = [f"{name}=={version}" for name, version in closure(place).items()]
    return digest("\n".join([python(), *packages]))
