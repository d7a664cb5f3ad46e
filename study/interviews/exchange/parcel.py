"""What another program's file holds, before anything is decided about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .node import Node
from .offsets import Convention
from .shape import SOURCES

ORIGIN = "study export"
"""What a project written here says of its origin: its places are code points."""
TEXTUAL = ("TextSource", "Representation", "TextDescription", "Transcript", "Note")
"""Elements that have a text of their own."""


@dataclass(frozen=True)
class Media:
    """A file that is kept as a reference alone: where the project says it lies, and its digest."""

    path: str
    size: int
    sha256: str


@dataclass
class Parcel:
    """A project with its texts.

    texts: by the GUID of the element they belong to, as they stand in the file, marks and line
    ends included; ways: how its passages are counted, where the program's format says so.
    digest: SHA-256 of the file.
    """

    project: Node
    digest: str
    texts: dict[str, str] = field(default_factory=dict)
    ways: dict[str, Convention] = field(default_factory=dict)
    media: list[Media] = field(default_factory=list)


def interviews(source: Node) -> list[Node]:
    """The elements of a source whose texts can be coded passage by passage."""
    if source.tag == "TextSource":
        return [source]
    return source.all("Representation", "TextDescription", "Transcript")


def all_interviews(project: Node) -> list[tuple[Node, Node]]:
    """Each such element with its source, in the order of the project."""
    sources = [each for each in project.inside("Sources") if each.tag in SOURCES]
    return [(source, node) for source in sources for node in interviews(source)]
