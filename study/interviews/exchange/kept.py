"""What a project holds and the tables have no place for: `interviews/refi-qda.json`.

Notes, sets, variables, links, graphs, colours, the tree of the codes, passages of pictures, PDF
files and recordings, and what is only known by its GUID. The file is as closed as the transcripts.
No name of a person who coded or was interviewed is in it, nor the name of a source; the words of
notes and descriptions are, as they were written: ``rewrite`` changes them all, ``forget`` takes a
person out, ``move`` follows a text that was changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import PlaceError
from ...place import Place
from .node import OTHER_GUIDS, Node, from_json
from .parcel import all_interviews

FILE = "interviews/refi-qda.json"
ABOUT = (
    "Closed, as the transcripts are. What REFI-QDA holds and the tables have no place for; "
    "`study export` brings it back. Its words are those of the project it came from."
)


@dataclass
class Kept:
    """project: without its texts, its places settled; file: SHA-256 of what was taken in.
    transcripts, cases, coders, codes, codings: the GUID of each id of the tables.
    digests: SHA-256 of the texts that the places in the project count in, by transcript.
    ways: how the file counted, by transcript. media: files that stayed where they were.
    """

    project: Node
    file: str = ""
    transcripts: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    coders: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    codings: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    media: list[dict[str, Any]] = field(default_factory=list)

    def copy(self, project: Node) -> Kept:
        """The same of another project, which may be changed."""
        rest = {name: copy(value) for name, value in vars(self).items() if name != "project"}
        return Kept(project, **rest)

    def as_json(self) -> str:
        """The text of the file, a line for each part."""
        rest = {name: value for name, value in vars(self).items() if name != "project"}
        content = {"about": ABOUT, **rest, "project": self.project.as_json()}
        lines = [
            f'"{name}": {json.dumps(content[name], ensure_ascii=False, sort_keys=True)}'
            for name in sorted(content)
        ]
        return "{\n" + ",\n".join(lines) + "\n}\n"


def path_of(place: Place) -> Path:
    """Where the file of a study lies, or would."""
    return place.data / FILE


def load(place: Place) -> Kept | None:
    """What a study keeps, or None. Raises PlaceError if the file cannot be read."""
    path = path_of(place)
    if not path.exists():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        project = from_json(raw.pop("project"))
        raw.pop("about", None)
        return Kept(project, **raw)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        remedy = "Take it in again with `study import`, or delete it: then only the tables go out."
        raise PlaceError(f"{place.show(path)} cannot be read.", remedy) from None


def rewrite(kept: Kept, change: Callable[[str], str]) -> None:
    """Change all words that a person wrote: names and texts of elements."""
    for node in kept.project.walk():
        node.text = change(node.text) if node.text else ""
        for name in ("name", "basePath"):
            if name in node.attributes:
                node.attributes[name] = change(node.attributes[name])


def forget(kept: Kept, transcripts: Iterable[str], informants: Iterable[str]) -> None:
    """Take persons out: their texts with every passage and note of them, and their cases."""
    lost = {kept.transcripts.pop(each, "") for each in transcripts}
    lost |= {kept.cases.pop(each, "") for each in informants}
    whole = {source.guid for source, node in all_interviews(kept.project) if node.guid in lost}
    gone = prune(kept.project, (lost | whole) - {""})
    kept.codings = {name: guid for name, guid in kept.codings.items() if guid not in gone}
    for name in ("digests", "ways"):
        own = getattr(kept, name)
        setattr(kept, name, {key: own[key] for key in own if key in kept.transcripts})


def move(kept: Kept, transcript: str, digest: str, place: Callable[[int], int]) -> None:
    """Follow a text that was changed; place: where a character stands now that stood there."""
    guid = kept.transcripts.get(transcript, "")
    for node in (each for _, each in all_interviews(kept.project) if each.guid == guid):
        for each in node.children:
            for name in ("startPosition", "endPosition", "position"):
                if name in each.attributes:
                    each.attributes[name] = str(place(int(each.attributes[name])))
        kept.digests[transcript] = digest


def prune(project: Node, guids: Iterable[str]) -> set[str]:
    """Take out elements with all below them, what refers to them, and notes of theirs alone.

    Returns the GUIDs of all that went.
    """
    lost, gone = set(guids), set[str]()
    while lost:
        dropped: list[Node] = []
        _drop(project, lost, dropped)
        inside = {node.guid for each in dropped for node in each.walk() if node.guid}
        theirs = {
            guid for each in dropped for node in each.walk() for guid in node.refers("NoteRef")
        }
        gone |= lost | inside
        shared = {guid for node in project.walk() for guid in node.refers("NoteRef")}
        members = {guid for node in project.walk() for guid in node.refers("MemberNote")}
        lost = (inside | theirs) - gone - (shared | members)
        lost |= {
            node.guid
            for node in project.walk()
            if node.tag in ("Link", "Edge", "Vertex") and _others(node) & gone
        } - gone
    return gone


def _drop(node: Node, lost: set[str], dropped: list[Node]) -> None:
    kept = []
    for each in node.children:
        to = each.attributes.get("targetGUID") if each.tag.endswith("Ref") else ""
        member = each.attributes.get("targetGUID") if each.tag.startswith("Member") else ""
        if each.guid in lost or to in lost or member in lost:
            dropped.append(each)
        else:
            kept.append(each)
            _drop(each, lost, dropped)
    node.children = kept


def _others(node: Node) -> set[str]:
    return {node.attributes[name] for name in OTHER_GUIDS if name in node.attributes}
