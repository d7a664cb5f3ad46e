"""Many files changed as one: all of them or, until the last is ready, none.

Everything new is laid out in a folder beside the key first. From the moment that folder has its
final name the change is decided: whatever interrupts what follows, the next run finishes it.
What is new is for its owner alone to read; what was there keeps its rights.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from ..errors import StoreError

READY, LAYING = ".taking-in", ".taking-in.part"
LIST, STUDY = "list.json", "study.toml"


def change(desk: Path, files: Mapping[Path, bytes], gone: Sequence[Path] = ()) -> None:
    """Write files and delete others; desk: the folder where the new is laid out.

    A file to be deleted stays if somebody changed it meanwhile. Raises StoreError.
    """
    laying, ready = desk / LAYING, desk / READY
    try:
        shutil.rmtree(laying, ignore_errors=True)
        laying.mkdir(mode=0o700, parents=True)
        steps: dict[str, list[list[str]]] = {"there": [], "write": [], "delete": []}
        there = {next(up for up in target.parents if up.is_dir()) for target in files}
        steps["there"] = [[_seen_from(desk, each)] for each in sorted(there)]
        for number, (target, content) in enumerate(files.items()):
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
            (laying / str(number)).write_bytes(content)
            steps["write"].append([str(number), _seen_from(desk, target)])
        for path in gone:
            steps["delete"].append([_seen_from(desk, path), sha256(path.read_bytes()).hexdigest()])
        (laying / LIST).write_text(json.dumps(steps), encoding="utf-8")
        for each in laying.iterdir():
            _flush(each)
        laying.replace(ready)
    except OSError as error:
        shutil.rmtree(laying, ignore_errors=True)
        reason = error.strerror or "unknown reason"
        remedy = "Nothing was changed. Free some space or allow writing, then run again."
        raise StoreError(f"{error.filename or desk}: {reason}.", remedy) from None
    finish(desk)


def finish(desk: Path) -> bool:
    """Finish a change that was decided; whether there was one. Raises StoreError."""
    ready = desk / READY
    if not ready.is_dir():
        shutil.rmtree(desk / LAYING, ignore_errors=True)
        return False
    try:
        steps = json.loads((ready / LIST).read_text(encoding="utf-8"))
        for (folder,) in steps["there"]:  # of a study that was moved, nothing is made anew
            os.stat(_there(desk, folder))
        for name, target in steps["write"]:
            _put(ready / name, _there(desk, target))
        for target, digest in steps["delete"]:
            path = _there(desk, target)
            if path.is_file() and sha256(path.read_bytes()).hexdigest() == digest:
                path.unlink()
        shutil.rmtree(ready)
    except (OSError, ValueError, TypeError, LookupError) as error:
        what = getattr(error, "filename", None) or ready / LIST
        reason = getattr(error, "strerror", None) or "it is damaged"
        remedy = f"What is missing is kept in {ready}. Run the same command again to finish."
        raise StoreError(f"{what}: {reason}.", remedy) from None
    return True


def _seen_from(desk: Path, path: Path) -> str:
    """A path as it is noted: from the desk, so that all of it may be moved meanwhile."""
    try:
        return os.path.relpath(path, desk)
    except ValueError:  # on another drive of Windows
        return str(path)


def _there(desk: Path, noted: str) -> Path:
    """A noted path. Raises ValueError for one that leads out of a study.

    A study may come from somebody else, with a change laid out in it; the folder of a key is
    the author's own.
    """
    path = Path(os.path.normpath(desk / noted))
    if (desk / STUDY).exists() and not path.is_relative_to(os.path.normpath(desk)):
        raise ValueError(noted)
    return path


def _put(source: Path, target: Path) -> None:
    for folder in reversed(target.parents):
        if not folder.exists():
            folder.mkdir(mode=0o700)
    beside = target.with_name(f".{target.name}.part")
    beside.unlink(missing_ok=True)
    with source.open("rb") as old, os.fdopen(_private(beside), "wb") as new:
        shutil.copyfileobj(old, new)
    if target.exists():
        shutil.copymode(target, beside)
    _flush(beside)
    beside.replace(target)


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _flush(path: Path) -> None:
    """See that a file is on the disk before anything is deleted for it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
