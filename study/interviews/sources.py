"""What the author has handed in: transcripts, the list of informants, the list of codings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ..contract import lists
from ..contract.transcripts import FOLDER, README, template
from ..errors import Finding, ImportProblem
from ..messages import phrase
from ..place import Place
from . import register, texts
from .register import Register
from .tables import Tables
from .word import Comment, Reading

LISTS = {
    "informants": ("informan", "informants"),
    "consents": ("persetujuan", "consent", "consents"),
    "codings": ("koding", "codings"),
}
COLUMNS = {"informants": "informants", "consents": "informants", "codings": "codings"}


@dataclass
class Source:
    """A transcript as it was handed in.

    left: how many things of each kind were left out. exact: whether every character counts, as
    codings count in this very text. comments: those of a Word file.
    """

    transcript: str
    path: Path
    text: str
    left: Counter[str]
    exact: bool = False
    comments: tuple[Comment, ...] = ()

    @property
    def digest(self) -> str:
        """Of the text."""
        return digest(self.text)


@dataclass
class Sources:
    """transcripts by id; the lists, where there are; the files that are to leave the study.

    unread: files that should be transcripts and could not be read as such.
    """

    transcripts: dict[str, Source] = field(default_factory=dict)
    informants: lists.Listing | None = None
    consents: lists.Listing | None = None
    codings: lists.Listing | None = None
    leaving: list[Path] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def gather(place: Place, key: Path, known: Register, there: Tables) -> Sources:
    """Everything handed in, in the study or beside the key, read as it stands.

    A file of the study comes before one of the same name beside the key. A file that was taken in
    before keeps its number; new ones are numbered in the order of their names.
    """
    found = Sources()
    inside = [path for path in place.files() if path.is_relative_to(place.data / FOLDER)]
    beside = register.folder(key)
    outside = (
        [path for path in sorted(beside.glob("*")) if path.is_file()] if beside.is_dir() else []
    )
    near = sorted(path for path in key.resolve().parent.glob("*") if path.is_file())
    written = {row["file"]: row["transcript_id"] for row in there.rows["transcripts"]}
    raw: dict[str, Path] = {}
    for path in [*outside, *inside]:
        name = path.relative_to(place.data).as_posix() if path in inside else ""
        if path.name in (README, register.FILE) or path.name.startswith("."):
            continue
        if _list(path) or (name and written.get(name) in known.transcripts):
            continue
        if path.suffix.lower() in texts.KINDS:
            other = raw.get(path.name)
            if other and other in inside:
                problem = phrase("same_name", file=place.show(other))
                mend = phrase("rename_file")
                found.findings.append(Finding(place.show(path), None, None, "", problem, mend=mend))
            raw[path.name] = path
        elif path in inside and not template(path):
            table = path.suffix.lower() in lists.KINDS
            mend = phrase("save_as_text", kinds=", ".join(texts.KINDS))
            mend = phrase("name_the_list") if table else mend
            found.unread.append(path)
            shown = place.show(path)
            found.findings.append(
                Finding(
                    shown,
                    None,
                    None,
                    "",
                    phrase("list_not_known" if table else "kind_not_read"),
                    mend=mend,
                )
            )
    for name in LISTS:
        setattr(found, name, _listing(name, inside, [*near, *outside], found))
    _number(place, raw, known, written, found, there.given["transcripts"])
    found.leaving += [each.path for each in found.transcripts.values() if each.path in inside]
    return found


def replaced(original: Path) -> list[Path]:
    """What a new original takes the place of: of a list, also one in another form."""
    which = _list(original)
    beside = sorted(original.parent.glob("*"))
    return [each for each in beside if each == original or (which and _list(each) == which)]


def digest(text: str) -> str:
    """Digest of a text, by which a later change of it is noticed."""
    return sha256(text.encode()).hexdigest()


def _list(path: Path) -> str:
    """Which of the lists a file is by its name; "" for none."""
    if path.suffix.lower() not in lists.KINDS:
        return ""
    stem = path.stem.casefold()
    return next((name for name, stems in LISTS.items() if stem in stems), "")


def _listing(
    name: str, inside: list[Path], outside: list[Path], found: Sources
) -> lists.Listing | None:
    """A list with rows in it: one of the study, or else one beside the key."""
    for paths in (inside, outside):
        candidates = [path for path in paths if _list(path) == name]
        if paths is inside:  # where one to be filled in lies from the beginning
            candidates = [path for path in candidates if not template(path)]
        if len(candidates) > 1:
            names = ", ".join(f"{path.parent.name}/{path.name}" for path in candidates)
            raise ImportProblem(f"There are several lists: {names}.", "Keep one of them.")
        if candidates:
            if paths is inside:
                found.leaving.append(candidates[0])
            return lists.read(candidates[0], COLUMNS[name])
    return None


def _number(
    place: Place,
    raw: dict[str, Path],
    known: Register,
    written: dict[str, str],
    found: Sources,
    given: int,
) -> None:
    """Read the transcripts and give each its number; given: the highest there ever was."""
    ids = {each.file: name for name, each in known.transcripts.items()}
    taken = {*ids.values(), *known.withdrawn, *written.values()}
    seen: dict[str, str] = {}
    for name in sorted(raw, key=_natural):
        path = raw[name]
        if path.is_relative_to(place.data):
            there = written.get(path.relative_to(place.data).as_posix(), "")
        else:
            there = ""
        number = ids.get(name) or there or _own(path, taken) or _next(taken, given + 1)
        taken.add(number)
        try:
            exact = bool(there) or (number in known.transcripts and known.transcripts[number].exact)
            reading = Reading(texts.exact(path), Counter()) if exact else texts.read(path)
        except ImportProblem as error:
            found.unread.append(path)
            problem = phrase("plain", text=str(error))
            found.findings.append(Finding(place.show(path), None, None, "", problem))
            continue
        source = Source(number, path, reading.text, reading.left, exact, reading.comments)
        if other := seen.get(source.digest):
            problem, mend = phrase("same_text", file=other), phrase("keep_one")
            found.findings.append(Finding(place.show(path), None, None, "", problem, mend=mend))
        seen[source.digest] = name
        found.transcripts[number] = source


def _own(path: Path, taken: set[str]) -> str:
    """The number that a file's name is, if it is free."""
    return path.stem if re.fullmatch(r"T[0-9]{2,3}", path.stem) and path.stem not in taken else ""


def _next(taken: set[str], number: int) -> str:
    while f"T{number:02d}" in taken:
        number += 1
    return f"T{number:02d}"


def _natural(name: str) -> list[tuple[int, str]]:
    """So that wawancara 10 comes after wawancara 9."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts]
