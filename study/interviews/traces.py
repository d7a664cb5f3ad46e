"""Whether anything of a person is left in a study: every file searched, and said which.

Looked for are the pseudonym, the numbers of the transcripts, and any six words in a row of what
was said, which are known by their digests alone, so that no copy of them is kept.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from ..contract.archive import opened
from ..contract.transcripts import README
from ..errors import ImportProblem

WORDS = 6
BINARY_WITHIN = 8192
LARGEST = 64 * 2**20
ZIPPED = {".xlsx", ".ods", ".docx", ".odt", ".zip", ".qdpx", ".epub"}


@dataclass
class Searched:
    """files: searched, by kind; unread: files that could not be searched; left: what was found."""

    files: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def shingles(text: str) -> set[str]:
    """Digests of every few words in a row; of a shorter text, of all of them."""
    words = re.findall(r"\w+", text.casefold())
    if not words:
        return set()
    last = max(1, len(words) - WORDS + 1)
    return {_digest(" ".join(words[at : at + WORDS])) for at in range(last)}


def search(
    root: Path, ids: Iterable[str], said: set[str], skipped: Iterable[Path] = ()
) -> Searched:
    """Look into every file below a folder, but for what git keeps; links are told to be unread."""
    found = Searched()
    one_of = "|".join(map(re.escape, ids))
    named = re.compile(rf"(?<![A-Za-z0-9])(?:{one_of})(?![A-Za-z0-9])" if one_of else r"(?!)")
    skip = set(skipped)
    for path in _files(root):
        if path in skip:
            continue
        shown = path.relative_to(root).as_posix()
        text = _text(path)
        if text is None:
            found.unread.append(shown)
            continue
        found.files[path.suffix or path.name] += 1
        # a README names I01 and T01 as examples of how to write
        name = named.search(f"{shown}\n{text}") if path.name != README else None
        if name:
            found.left.append(f"{shown}: {name[0]}")
        elif words := _said(text, said):
            found.left.append(f"{shown}: {words} passages of {WORDS} words of what was said")
    return found


def _files(root: Path) -> Iterator[Path]:
    for folder, inside, names in os.walk(root):
        inside[:] = sorted(each for each in inside if each != ".git")
        links = [each for each in inside if (Path(folder) / each).is_symlink()]
        yield from (Path(folder) / name for name in sorted([*names, *links]))


def _text(path: Path) -> str | None:
    """The text of a file, or of the members of an archive; None for what holds no text."""
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            return None
        if path.suffix.lower() in ZIPPED:
            return _unpacked(path)
        data = path.read_bytes()
    except OSError:
        return None
    if b"\0" in data[:BINARY_WITHIN] or path.suffix.lower() in (".pdf", ".gz"):
        return None
    return _plain(data)


def _unpacked(path: Path) -> str | None:
    try:
        with opened(path) as archive:
            return "\n".join(_plain(archive.read(each)) for each in archive.names)
    except ImportProblem:
        return None


def _plain(data: bytes) -> str:
    """A text without markup, and with the letters that JSON writes as numbers."""
    text = re.sub(r"<[^<>]*>", " ", data.decode("utf-8", "ignore"))
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)


def _said(text: str, said: set[str]) -> int:
    """How many runs of words of a text are among those looked for."""
    return len(shingles(text) & said)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
