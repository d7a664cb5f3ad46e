"""A codebook alone: REFI-QDA's .qdc, or the table that Taguette writes and reads."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from uuid import UUID, uuid5

from ...contract.archive import LARGEST_READ, MB, looks_like
from ...errors import ImportProblem
from . import markup
from .bundle import digest_of
from .node import Node
from .parcel import Parcel
from .repair import repair
from .report import Report

TAGUETTE = UUID("51B2B2B7-27EB-4ECB-9D56-E75B0A0496C2")
"""The namespace in which Taguette makes the GUID of a tag from its name."""
COLUMNS = ("guid", "below", "color", "isCodable")
"""What a table of codes that is written here holds beside tag and description."""
_OWN = {"guid", "color", "isCodable"}


def read_qdc(path: Path, report: Report) -> Parcel:
    """The codes and sets of a .qdc. Raises ImportProblem if it is none."""
    kind = looks_like(path)
    if kind and kind != "an XML file":
        raise ImportProblem(f"{path.name} is no .qdc: it is {kind}.")
    found = markup.read(content_of(path), path.name, "CodeBook", report)
    book = Node("CodeBook", children=[each for each in found.children if each.tag == "Codes"])
    sets = [each for each in found.children if each.tag == "Sets"]
    for member in (node for each in sets for node in each.walk() if node.tag == "MemberCode"):
        if "targetGUID" not in member.attributes:  # in a codebook it has another name
            member.attributes["targetGUID"] = member.attributes.pop("guid", "")
    rest = [each for each in found.children if each.tag not in ("Codes", "Sets")]
    for each in rest:
        report.say("dropped", each.tag, path.name, "has no place in a codebook")
    project = Node("Project", {"name": "codebook"}, children=[book, *sets])
    if origin := found.attributes.get("origin"):
        project.attributes["origin"] = origin
    repair(project, report)
    return Parcel(project, digest_of(path))


def read_csv(path: Path, report: Report) -> Parcel:
    """The codes of a table of tags, as Taguette writes it or `study export`.

    Raises ImportProblem if it is no codebook.
    """
    text = content_of(path)
    try:
        rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError:
        raise ImportProblem(f"{path.name} is refused: it is no UTF-8.") from None
    except csv.Error as error:
        raise ImportProblem(f"{path.name} is refused: it is no table ({error}).") from None
    known = {each.casefold(): each for each in COLUMNS}
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    header = [known.get(name, name) for name in header]
    if {"tag", "content"} <= set(header):
        raise ImportProblem(
            f"{path.name} is refused: it holds passages without their places in the texts.",
            "Export the project as SQLite instead; that keeps the places.",
        )
    if "tag" not in header:
        raise ImportProblem(f"{path.name} is refused: no column of it is called tag.")
    codes: list[Node] = []
    there: dict[str, tuple[Node, int]] = {}
    for number, row in enumerate(rows[1:], 2):
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        if not (name := cells.get("tag", "")):
            if any(row):
                report.say("dropped", "row", f"{path.name}, row {number}", "names no tag")
            continue
        node = tag(name, cells.get("description", ""))
        node.attributes |= {each: cells[each] for each in _OWN & cells.keys() if cells[each]}
        group, depth = there.get(cells.get("below", ""), (None, 0))  # only what stands before it
        if depth + 1 >= markup.DEEPEST:
            raise ImportProblem(f"{path.name} is refused: its codes stand too deep.", markup.LIMITS)
        (group.children if group else codes).append(node)
        there.setdefault(node.guid, (node, depth + 1))
    codes_node = Node("Codes", children=codes)
    project = Node(
        "Project", {"name": "codebook"}, children=[Node("CodeBook", children=[codes_node])]
    )
    repair(project, report)
    return Parcel(project, digest_of(path))


def tag(name: str, description: str) -> Node:
    """A tag of Taguette as a code, with the GUID that Taguette itself gives it."""
    guid = str(uuid5(TAGUETTE, name)).upper()
    node = Node("Code", {"guid": guid, "name": name, "isCodable": "true"})
    if description:
        node.children.append(Node("Description", text=description))
    return node


def content_of(path: Path) -> bytes:
    """The bytes of a small file. Raises ImportProblem if it is large or cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_READ + 1)
    except OSError as error:
        raise ImportProblem(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > LARGEST_READ:
        raise ImportProblem(f"{path.name} is refused: more than {LARGEST_READ // MB} MB of it.")
    return content
