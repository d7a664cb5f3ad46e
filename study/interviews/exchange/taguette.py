"""A project of Taguette, from its SQLite database.

Taguette counts UTF-8 bytes in the text of its HTML documents, end-exclusive. That text has no
line ends of its own between paragraphs; they are put in here, and places are carried over. Each
highlight also holds its own words, with which its place is compared.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import Any

from ...contract.archive import MB, looks_like
from ...errors import ImportProblem
from .bundle import LARGEST_TEXT, digest_of
from .codebook import tag
from .node import Node, made, reference
from .offsets import Convention
from .parcel import Parcel
from .repair import repair
from .report import Report

LARGEST_DATABASE = 128 * MB
STEPS = 200
"""Spells of a million steps of the database after which a question is given up."""
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


def read(path: Path, report: Report) -> Parcel:
    """The one project of a database. Raises ImportProblem if it is none of Taguette's."""
    kind = looks_like(path)
    if kind != "an SQLite database":
        raise ImportProblem(f"{path.name} is no SQLite database{kind and f': it is {kind}'}.")
    if path.stat().st_size > LARGEST_DATABASE:
        raise ImportProblem(f"{path.name} is refused: more than {LARGEST_DATABASE // MB} MB of it.")
    with _opened(path) as base:
        tables = {name: _rows(base, name, columns, path) for name, columns in TABLES.items()}
        authors = _authors(base)
    if len(tables["projects"]) != 1:
        raise ImportProblem(
            f"{path.name} holds {len(tables['projects'])} projects; one is read.",
            "Export the project itself from Taguette, as SQLite.",
        )
    parcel = Parcel(_project(tables, authors, report), digest_of(path))
    _documents(parcel, tables, authors, report)
    if about := _text(tables["projects"][0]["description"]):
        parcel.project.children.append(Node("Description", text=about))
    repair(parcel.project, report)
    return parcel


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that is only looked at, whatever it holds."""
    left = STEPS

    def enough() -> int:
        nonlocal left
        left -= 1
        return left < 0

    base: sqlite3.Connection | None = None
    try:
        base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_TEXT)
        base.set_progress_handler(enough, 1_000_000)
        base.execute("PRAGMA trusted_schema=OFF")
        base.execute("PRAGMA cell_size_check=ON")
        base.execute("PRAGMA mmap_size=0")
        # A damaged file may give one long text to many rows.
        (sound,) = base.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(str(sound))
        yield base
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError, ValueError) as error:
        raise ImportProblem(f"{path.name} is a broken database: {error}.") from None
    finally:
        if base:
            base.close()


def _rows(base: sqlite3.Connection, name: str, columns: str, path: Path) -> list[dict[str, Any]]:
    """The rows of a real table: a view could do anything."""
    ask = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
    if base.execute(ask, (name,)).fetchone()[0] != 1:
        raise ImportProblem(
            f"{path.name} is refused: it is no project of Taguette, lacking {name}."
        )
    names = columns.split(", ")
    found = base.execute(f"SELECT {columns} FROM {name} ORDER BY 1, 2").fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def _authors(base: sqlite3.Connection) -> dict[int, str]:
    """Who made or last changed a highlight, from the list of what was done."""
    try:
        done = base.execute("SELECT user_login, payload FROM commands ORDER BY id").fetchall()
    except sqlite3.Error:
        return {}
    authors = {}
    for login, payload in done:
        try:
            what = json.loads(payload)
            if what["type"] == "highlight_add":
                authors[int(what["highlight_id"])] = str(login)
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
    return authors


def _project(
    tables: dict[str, list[dict[str, Any]]], authors: dict[int, str], report: Report
) -> Node:
    """The project with its users and codes, without its documents."""
    row = tables["projects"][0]
    project = Node("Project", {"name": _text(row["name"]), "origin": "Taguette"})
    for login in sorted(set(authors.values())):
        user = Node("User", {"guid": made("taguette user", login), "name": login})
        project.put("Users").children.append(user)
    for each in tables["tags"]:
        if path := _text(each["path"]):
            code = tag(path, _text(each["description"]))
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
    tags = {each["id"]: tag(_text(each["path"]), "").guid for each in tables["tags"]}
    given: dict[Any, list[str]] = {}
    for each in tables["highlight_tags"]:
        if each["tag_id"] in tags:
            given.setdefault(each["highlight_id"], []).append(tags[each["tag_id"]])
    for document in tables["documents"]:
        name = _text(document["name"])
        guid = made("taguette document", name, _text(document["contents"]))
        node = Node("TextSource", {"guid": guid, "name": name})
        if _text(document["description"]):
            node.children.append(Node("Description", text=_text(document["description"])))
        words = Words(_text(document["contents"]))
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
    number = _text(row["id"])
    attributes = {
        "guid": made("taguette highlight", document, number),
        "name": " ".join(Words(_text(row["snippet"])).text.split()),
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


def _text(value: object) -> str:
    return "" if value is None else str(value)
