"""An element of a project: its local name, attributes, text and children."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

GUID = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}")
OWN_GUID = "guid"
OTHER_GUIDS = (
    *("targetGUID", "originGUID", "representedGUID", "sourceVertex", "targetVertex"),
    *("fromSyncPoint", "toSyncPoint", "creatingUser", "modifyingUser"),
    *("creatingUserGUID", "modifyingUserGUID"),
)
"""Attributes that name another element."""


@dataclass(slots=True)
class Node:
    """An element; text only of elements that hold text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)

    @property
    def guid(self) -> str:
        """The identifier, in capitals and without braces, or ''."""
        return self.attributes.get(OWN_GUID, "")

    @property
    def name(self) -> str:
        return self.attributes.get("name", "")

    def all(self, *tags: str) -> list[Node]:
        """The children with one of some names."""
        return [each for each in self.children if each.tag in tags]

    def one(self, tag: str) -> Node | None:
        """The first child of a name."""
        return next((each for each in self.children if each.tag == tag), None)

    def inside(self, *tags: str) -> list[Node]:
        """The children of the container of a name: ``project.inside("CodeBook", "Codes")``."""
        here: Node | None = self
        for tag in tags:
            here = here.one(tag) if here else None
        return here.children if here else []

    def put(self, *tags: str) -> Node:
        """The container of a name, made where it is not there yet."""
        here = self
        for tag in tags:
            there = here.one(tag)
            if there is None:
                there = Node(tag)
                here.children.append(there)
            here = there
        return here

    def walk(self) -> Iterator[Node]:
        """The element and all below it, in the order of the file."""
        yield self
        for each in self.children:
            yield from each.walk()

    def refers(self, tag: str) -> list[str]:
        """What the references of a name point to."""
        return [each.attributes.get("targetGUID", "") for each in self.all(tag)]

    def said(self, tag: str) -> str:
        """The text of a child, or ''."""
        child = self.one(tag)
        return child.text if child else ""

    def copy(self) -> Node:
        """The element with all below it, as elements of their own."""
        below = [each.copy() for each in self.children]
        return Node(self.tag, dict(self.attributes), self.text, below)

    def as_json(self) -> list[Any]:
        """The element as lists and texts."""
        return [self.tag, self.attributes, self.text, [each.as_json() for each in self.children]]


def from_json(raw: Any) -> Node:
    """The element that ``as_json`` made lists of. Raises ValueError or TypeError if it is none."""
    tag, attributes, text, children = raw
    return Node(str(tag), dict(attributes), str(text), [from_json(each) for each in children])


def made(*parts: str) -> str:
    """An identifier that is the same whenever it is made of the same parts."""
    return str(uuid5(NAMESPACE_URL, "study:" + "\x1f".join(parts))).upper()


def plain(guid: str) -> str:
    """An identifier in capitals, without braces and space."""
    return guid.strip().strip("{}").upper()


def reference(tag: str, guid: str) -> Node:
    """An element that points to another."""
    return Node(tag, {"targetGUID": guid})
