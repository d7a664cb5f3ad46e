"""A project of Taguette, from its SQLite database.

Taguette counts UTF-8 bytes in the text of its HTML documents, end-exclusive. That text has no
line ends of its own between paragraphs; they are put in here, and places are carried over. Each
highlight also holds its own words, with which its place is compared.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from html.parser import HTMLParser
from itertools import accumulate
from typing import Any

from ...errors import ImportProblem
from .bundle import digest_of
from .codebook import tag
from .database import Base, text
from .node import Node, made, reference
from .offsets import Convention
from .parcel import Parcel
from .repair import repair
from .report import Report

TABLES = {
    "projects": "id, name, description",
    "documents": "id, project_id, name, description, contents",
    "highlights": "id, document_id, start_offset, end_offset, snippet",
    "tags": "id, project_id, path, description",
    "highlight_tags": "highlight_id, tag_id",
}
BLOCKS = frozenset(
    {
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "div", "caption"),
        *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr"),
    }
)


class Words(HTMLParser):
    """The text of an HTML document, paragraphs on lines of their own.

    text: with the line ends; places: where each character of the text without them now stands.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._raw: list[str] = []
        self._places = array("q")
        self._length = 0
        self._fresh = True  # at the beginning of a line
        self.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
        self.close()
        self.text = "".join(self._pieces)
        raw = "".join(self._raw)
        self._bytes = array(
            "q", accumulate((len(x.encode("utf-8", "replace")) for x in raw), initial=0)
        )

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a line where a paragraph begins."""
        if tag == "br" or (tag in BLOCKS and not self._fresh):
            self._add("\n")
        elif tag in ("td", "th") and not self._fresh:
            self._add("\t")

    def handle_endtag(self, tag: str) -> None:
        """End the line where a paragraph ends."""
        if tag in BLOCKS and not self._fresh:
            self._add("\n")

    def handle_data(self, data: str) -> None:
        """Take words in."""
        self._raw.append(data)
        self._places.extend(range(self._length, self._length + len(data)))
        self._add(data)

    def _add(self, piece: str) -> None:
        if piece:
            self._pieces.append(piece)
            self._length += len(piece)
            self._fresh = piece.endswith("\n")

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Bytes as characters of the text; a byte inside a character means the next one."""
        if not 0 <= start < end <= self._bytes[-1]:
            return None
        first, last = bisect_left(self._bytes, start), bisect_left(self._bytes, end)
        return (self._places[first], self._places[last - 1] + 1) if first < last else None


def read(base: Base, report: Report) -> Parcel:
    """The one project of a database. Raises ImportProblem if it is none of Taguette's."""
    tables = {name: base.rows(name, columns, "Taguette") for name, columns in TABLES.items()}
    authors = _authors(base)
    if len(tables["projects"]) != 1:
        raise ImportProblem(
            f"{base.path.name} holds {len(tables['projects'])} projects; one is read.",
            "Export the project itself from Taguette, as SQLite.",
        )
    parcel = Parcel(_project(tables, authors, report), digest_of(base.path))
    _documents(parcel, tables, authors, report)
    if about := text(tables["projects"][0]["description"]):
        parcel.project.children.append(Node("Description", text=about))
    repair(parcel.project, report)
    return parcel


def _authors(base: Base) -> dict[int, str]:
    """Who made or last changed a highlight, from the list of what was done."""
    if not {"id", "user_login", "payload"} <= base.columns("commands"):
        return {}
    done = base.rows("commands", "id, user_login, payload", "Taguette")
    authors = {}
    for row in done:
        try:
            what = json.loads(row["payload"])
            if what["type"] == "highlight_add":
                authors[int(what["highlight_id"])] = str(row["user_login"])
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
    return authors


def _project(
    tables: dict[str, list[dict[str, Any]]], authors: dict[int, str], report: Report
) -> Node:
    """The project with its users and codes, without its documents."""
    row = tables["projects"][0]
    project = Node("Project", {"name": text(row["name"]), "origin": "Taguette"})
    for login in sorted(set(authors.values())):
        user = Node("User", {"guid": made("taguette user", login), "name": login})
        project.put("Users").children.append(user)
    for each in tables["tags"]:
        if path := text(each["path"]):
            code = tag(path, text(each["description"]))
            project.put("CodeBook", "Codes").children.append(code)
        else:
            report.say("dropped", "tag", f"number {each['id']}", "has no name")
    return project


def _documents(
    parcel: Parcel,
    tables: dict[str, list[dict[str, Any]]],
    authors: dict[int, str],
    report: Report,
) -> None:
    tags = {each["id"]: tag(text(each["path"]), "").guid for each in tables["tags"]}
    given: dict[Any, list[str]] = {}
    for each in tables["highlight_tags"]:
        if each["tag_id"] in tags:
            given.setdefault(each["highlight_id"], []).append(tags[each["tag_id"]])
    for document in tables["documents"]:
        name = text(document["name"])
        guid = made("taguette document", name, text(document["contents"]))
        node = Node("TextSource", {"guid": guid, "name": name})
        if text(document["description"]):
            node.children.append(Node("Description", text=text(document["description"])))
        words = Words(text(document["contents"]))
        for each in tables["highlights"]:
            if each["document_id"] == document["id"]:
                found = _selection(each, words, given.get(each["id"], []), authors, guid)
                if found:
                    node.children.append(found)
                else:
                    where = f"document {document['id']}, highlight {each['id']}"
                    report.say("dropped", "highlight", where, "lies outside its document")
        parcel.project.put("Sources").children.append(node)
        parcel.texts[guid] = words.text
        parcel.ways[guid] = Convention(bom=words.text.startswith("\ufeff"))


def _selection(
    row: dict[str, Any], words: Words, codes: list[str], authors: dict[int, str], document: str
) -> Node | None:
    try:
        place = words.place(int(row["start_offset"]), int(row["end_offset"]))
    except (TypeError, ValueError):
        place = None
    if place is None:
        return None
    number = text(row["id"])
    attributes = {
        "guid": made("taguette highlight", document, number),
        "name": " ".join(Words(text(row["snippet"])).text.split()),
        "startPosition": str(place[0]),
        "endPosition": str(place[1]),
    }
    node = Node("PlainTextSelection", attributes)
    login = authors.get(row["id"])
    for code in codes:
        coding = Node("Coding", {"guid": made("taguette coding", document, number, code)})
        if login:
            coding.attributes["creatingUser"] = made("taguette user", login)
        coding.children.append(reference("CodeRef", code))
        node.children.append(coding)
    return node
