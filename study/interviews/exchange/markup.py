"""XML to nodes and back.

Read with defusedxml: a document type, an entity or anything from outside is refused, and so is
a file too large, too deep or with too many elements. Namespaces are told by their local names;
an element from a namespace that is not REFI-QDA's own is left out, and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from ...contract.archive import MB
from ...errors import ImportProblem
from .node import Node
from .report import Report

LARGEST = 16 * MB
"""Bytes of a description: some thirty thousand coded passages."""
MOST_ELEMENTS = 500_000
MOST_ATTRIBUTES = 100
DEEPEST = 100
"""Elements inside one another; a code in a code in a code takes one each."""
LIMITS = (
    f"A description of a project may hold {LARGEST // MB} MB, {MOST_ELEMENTS} elements, "
    f"{DEEPEST} inside one another, {MOST_ATTRIBUTES} attributes each."
)
HOLD_TEXT = {
    *("Description", "PlainTextContent", "TextValue", "BooleanValue", "IntegerValue"),
    *("FloatValue", "DateValue", "DateTimeValue"),
}
NO_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Characters that no XML file can hold."""


@dataclass
class _Builder:
    """Makes nodes of what the parser meets."""

    file: str
    root: Node | None = None
    open: list[Node] = field(default_factory=list)
    foreign: Counter[str] = field(default_factory=Counter)
    spaces: Counter[str] = field(default_factory=Counter)
    elements: int = 0
    skipped: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise _problem(self.file, f"it holds more than {MOST_ELEMENTS} elements", LIMITS)
        if len(attributes) > MOST_ATTRIBUTES:
            raise _problem(
                self.file, f"an element has more than {MOST_ATTRIBUTES} attributes", LIMITS
            )
        if len(self.open) + self.skipped >= DEEPEST:
            raise _problem(self.file, f"its elements stand more than {DEEPEST} deep", LIMITS)
        space, tag = _split(name)
        if self.skipped or (self.open and space and "qda-xml" not in space.casefold()):
            self.skipped += 1
            self.foreign[tag] += 1
            return
        self.spaces[space] += 1
        own = {}
        for key, value in attributes.items():
            where, local = _split(key)
            if not where:
                own[local] = value
            elif "XMLSchema-instance" not in where and "XML/1998" not in where:
                self.foreign[f"@{local}"] += 1
        node = Node(tag, own)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
        else:
            self.open.pop()

    def data(self, text: str) -> None:
        if self.open and not self.skipped and self.open[-1].tag in HOLD_TEXT:
            self.open[-1].text += text

    def close(self) -> None:
        """Nothing is left to do."""


def read(content: bytes, file: str, root: str, report: Report) -> Node:
    """The root element of an XML file; root: what it must be called.

    Raises ImportProblem if it is no XML, holds what could do harm, or has another root.
    """
    if len(content) > LARGEST:
        raise _problem(file, f"it holds {len(content)} bytes; {LARGEST} may be read", LIMITS)
    builder = _Builder(file)
    parser: Any = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(content)  # in one piece: a long element cut in many is read again and again
        parser.close()
    except DefusedXmlException as error:
        kind = type(error).__name__
        what = {"DTDForbidden": "a document type", "EntitiesForbidden": "an entity"}.get(kind)
        raise _problem(file, f"it holds {what or 'a reference to the outside'}") from None
    except ParseError as error:
        line, column = error.position
        raise _problem(file, f"its XML is broken at line {line}, character {column + 1}") from None
    except (ValueError, LookupError) as error:
        raise _problem(file, f"its XML cannot be read ({type(error).__name__})") from None
    found = builder.root
    if found is None or found.tag != root:
        name = found.tag[:40] if found else "nothing"
        raise _problem(file, f"its root element is {name!r}, not {root!r}")
    for tag, count in builder.foreign.items():
        report.say("dropped", tag, file, "is not from REFI-QDA", count)
    for space in builder.spaces:
        if not re.fullmatch(r"urn:QDA-XML:(project|codebook):1[.:]0", space):
            report.say("repaired", "namespace", file, f"{space or 'none'} is read as REFI-QDA 1.0")
    return found


def write(root: Node, space: str) -> bytes:
    """An XML file of nodes, the same bytes for the same nodes."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    _write(root, lines, 0, f' xmlns="{space}"')
    return ("\n".join(lines) + "\n").encode()


def _write(node: Node, lines: list[str], depth: int, more: str = "") -> None:
    attributes = more + "".join(f' {k}="{_quoted(v)}"' for k, v in node.attributes.items())
    head = f"{' ' * depth}<{node.tag}{attributes}"
    if node.tag in HOLD_TEXT:
        text = escape(NO_XML.sub("", node.text), {"\r": "&#13;"})
        lines.append(f"{head}>{text}</{node.tag}>" if text else f"{head}/>")
    elif node.children:
        lines.append(f"{head}>")
        for each in node.children:
            _write(each, lines, depth + 1)
        lines.append(f"{' ' * depth}</{node.tag}>")
    else:
        lines.append(f"{head}/>")


def _quoted(value: str) -> str:
    kept = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
    return escape(NO_XML.sub("", value), kept)


def _split(name: str) -> tuple[str, str]:
    space, found, tag = name.rpartition("}")
    return (space[1:], tag) if found else ("", name)


def _problem(file: str, why: str, remedy: str = "") -> ImportProblem:
    return ImportProblem(f"{file} is refused: {why}.", remedy)
