"""A project in REFI-QDA's archive, .qdpx, as programs really write it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from ...contract.archive import MB, Archive, opened
from ...errors import ImportProblem
from . import markup
from .node import Node
from .offsets import Convention, decode
from .parcel import ORIGIN, TEXTUAL, Media, Parcel
from .repair import repair
from .report import Report
from .shape import SOURCES

LARGEST_TEXT = 16 * MB
"""Bytes of one text."""


def read(path: Path, report: Report) -> Parcel:
    """The project in an archive. Raises ImportProblem if there is none that can be read."""
    with opened(path, ".qdpx") as archive:
        name = _description(archive, report)
        project = markup.read(archive.read(name), name, "Project", report)
        repair(project, report)
        parcel = Parcel(project, digest_of(path))
        files = _Files(archive, [each for each in archive.names if each != name])
        for node in project.walk():
            if node.tag in TEXTUAL:
                _take_text(node, files, parcel, report)
            _take_media(node, files, parcel, report)
        if project.attributes.get("origin") == ORIGIN:
            parcel.ways = dict.fromkeys(parcel.texts, Convention())
        left = files.unused()
        report.say("dropped", "file", ", ".join(left[:5]), "no source names it", len(left))
    return parcel


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(MB):
            digest.update(piece)
    return digest.hexdigest()


def _description(archive: Archive, report: Report) -> str:
    """The member that describes the project."""
    found = [
        n for n in archive.names if n.casefold().endswith(".qde") and not re.search(r"[/\\]", n)
    ]
    usual = [name for name in found if name.casefold() == "project.qde"]
    if len(found) == 1 or len(usual) == 1:
        name = (usual or found)[0]
        if name != "project.qde":
            report.say("repaired", "name", name, "is read as project.qde")
        report.say("dropped", "file", archive.path.name, "is a second .qde", len(found) - 1)
        return name
    many = f"{len(found)} files" if found else "no file"
    raise ImportProblem(f"{archive.path.name} is refused: {many} in it could describe the project.")


class _Files:
    """The files of an archive by the last part of their names, whatever their case."""

    def __init__(self, archive: Archive, names: Iterable[str]) -> None:
        self.archive = archive
        self._names = list(names)
        self._used: set[str] = set()
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            self._by_name[_last(name).casefold()].append(name)

    def find(self, path: str, what: str, report: Report) -> str:
        """The member that a path of the project means, or ''."""
        last = _last(path)
        found = self._by_name.get(last.casefold()) or self._by_name.get(unquote(last).casefold())
        if not found:
            return ""
        same = [name for name in found if _last(name) == last]
        if len(found) > 1 and len(same) != 1:
            report.say("ambiguous", what, last, f"{len(found)} files have this name: the first")
        name = (same or found)[0]
        self._used.add(name)
        return name

    def unused(self) -> list[str]:
        """Members nobody asked for, other than those of the system."""
        return [n for n in self._names if n not in self._used and not _last(n).startswith(".")]


def _last(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _take_text(node: Node, files: _Files, parcel: Parcel, report: Report) -> None:
    """Find the text of an element; its path goes where the text was found."""
    path, inline = node.attributes.get("plainTextPath", ""), node.one("PlainTextContent")
    name = files.find(path, node.tag, report) if path else ""
    if name:
        if not path.startswith("internal://"):
            report.say("repaired", node.tag, "path", "does not begin with internal://")
        raw, encoding = decode(files.archive.read(name, LARGEST_TEXT))
        if encoding:
            report.say("repaired", node.tag, _last(name), f"is no UTF-8; was read as {encoding}")
        if inline:
            report.say(
                "ambiguous", node.tag, _last(name), "has a text inside too: the file is read"
            )
    elif inline:
        raw = inline.text
    elif path:
        where = "lies outside the archive" if path[:3] in ("rel", "abs") else "is not in it"
        report.say("kept", f"{node.tag} without its text", _last(path), f"its file {where}")
        return
    else:
        raw = ""
        if node.all("PlainTextSelection", "TranscriptSelection"):
            report.say("kept", f"{node.tag} without its text", "project", "it names no file")
            return
        if node.tag == "Representation" or node.attributes.get("richTextPath"):
            return
    node.attributes.pop("plainTextPath", None)
    node.children = [each for each in node.children if each.tag != "PlainTextContent"]
    parcel.texts[node.guid] = raw


def _take_media(node: Node, files: _Files, parcel: Parcel, report: Report) -> None:
    """Note a file that is no plain text; it stays in the archive."""
    attributes = ("path", "richTextPath") if node.tag in (*SOURCES, *TEXTUAL) else ()
    for path in filter(None, map(node.attributes.get, attributes)):
        name = files.find(path, node.tag, report)
        if name:
            size, digest = files.archive.size(name), files.archive.digest(name)
            parcel.media.append(Media(path, size, digest))
            report.say(
                "kept", f"file of a {node.tag}", _last(name), "by its digest; it stays there"
            )
        else:
            report.say(
                "kept", f"path of a {node.tag}", _last(path), "its file is not in the archive"
            )
