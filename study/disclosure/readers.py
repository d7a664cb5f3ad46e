"""The texts in a file, as a reader or a program that looks for names would find them.

Only what is read counts: words, alternative texts, captions, titles, cells, outputs, metadata.
Coordinates, styles, identifiers of elements and addresses of links are not text.
"""

from __future__ import annotations

import base64
import binascii
import csv
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from . import images, pdf

Pieces = Iterator[tuple[str, str]]
TAG = re.compile(r"(<[^>]*>)")
INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark"),
        *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "tspan", "u", "var", "wbr"),
    }
)
"""Elements that may stand within a word."""
REMARK = re.compile(r"<!--(.*?)-->", re.S)
ALT = "alternative text"
# Each begins with letters of its own: a page is searched for those a hundred times faster.
SAID = {
    f"{equals}{mark}": {
        f"{name}{equals}{mark}": re.compile(rf"{name}{equals}{mark}([^{mark}]*){mark}")
        for name in (
            *("alt", "title", "aria-label", "aria-description", "content", "summary"),
            *("placeholder", "inkscape:label", "docname", "export-filename", "author"),
        )
    }
    for equals in ("=", " = ")
    for mark in "\"'"
}
DIRECT = re.compile(r"\b(?:mailto|tel|sms):([^\"']+)")
VALUE = re.compile(r"\s([\w:-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
ANCHOR = re.compile(r"<[^>]*\sid=[\"']([^\"']+)[\"'][^>]*>")
METADATA = re.compile(r"<metadata\b[^>]*>(.*?)</metadata>", re.S)
ENTRY = re.compile(r"<([\w:-]+)[^>]*>\s*([^<>\s][^<>]*)<")
STYLE = re.compile(r"<style\b[^>]*>.*?</style>", re.S | re.I)
WORDS, APART = ("terms", "titleterms"), "_"
MEMBERS, MEMBER = 2_000, 50_000_000
"""Files of an archive, and bytes of one, that are looked into."""
TOO_LARGE = "an archive too large to be looked into"


def pieces(name: str, content: bytes) -> Pieces:
    """Kind and text of everything in a file that can be read.

    The kind is ``text``, ``alternative text``, ``attribute``, ``metadata NAME``, ``unreadable``,
    or a place such as ``cell 3, output``. A file of a kind that is not known has no text.
    """
    reader = READERS.get(PurePosixPath(name).suffix.lower())
    return reader(content) if reader else iter(())


def readable(name: str) -> bool:
    """Whether there is a reader for files with such an ending."""
    return PurePosixPath(name).suffix.lower() in READERS


def placed(name: str, content: bytes) -> Pieces:
    """Finer places for files where that helps: the nearest anchor of a page, the cell of a table.

    An anchor begins with ``#``.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".csv":
        lines = list(csv.reader(io.StringIO(_text(content))))
        header = lines[0] if lines else []
        for number, row in enumerate(lines[1:], 2):
            for column, cell in zip(header, row, strict=False):
                yield f"row {number}, column {column}", cell
    elif suffix == ".html":
        raw = _text(content)
        marks = list(ANCHOR.finditer(raw))
        ends = [mark.start() for mark in marks[1:]] + [len(raw)]
        for mark, end in zip(marks, ends, strict=False):
            for kind, text in _markup(raw[mark.start() : end]):
                yield f"#{mark[1]} {kind}", text


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _plain(content: bytes) -> Pieces:
    # A paragraph is one line: a name may stand where the text was wrapped.
    yield "text", re.sub(r"(?<!\n)\r?\n(?!\r?\n)", " ", _text(content))


def _page(content: bytes) -> Pieces:
    return _markup(_text(content))


def _markup(raw: str) -> Pieces:
    """Words of a page or drawing, what its tags say, and its metadata by entry."""
    if "<style" in raw:
        raw = STYLE.sub("", raw)
    if "<metadata" in raw:
        for block in METADATA.findall(raw):
            for name, value in ENTRY.findall(block):
                yield f"metadata {name}", html.unescape(value).strip()
        raw = METADATA.sub("", raw)
    if "<!--" in raw:
        raw = REMARK.sub(r"\n\1\n", raw)
    # A line ends where an element does; where the source was wrapped, a reader sees a space.
    parts = TAG.split(raw.replace("\n", " "))
    gaps = {tag: "" if _name(tag) in INLINE else "\n" for tag in set(parts[1::2])}
    parts[1::2] = [gaps[tag] for tag in parts[1::2]]
    yield "text", html.unescape("".join(parts))
    patterns = [pair for mark, each in SAID.items() if mark in raw for pair in each.items()]
    for start, pattern in patterns:
        if start in raw:
            values = dict.fromkeys(pattern.findall(raw))
            kind = ALT if start.startswith("alt") else "attribute"
            yield kind, html.unescape("\n".join(value.replace("\n", " ") for value in values))
    if "mailto:" in raw or "tel:" in raw or "sms:" in raw:
        yield "link", html.unescape("\n".join(DIRECT.findall(raw)))


def _name(tag: str) -> str:
    """The name of an element, from its first or last tag."""
    words = tag[1:-1].split(None, 1)
    return words[0].strip("/").lower() if words else ""


def _xml(content: bytes) -> Pieces:
    """Markup of programs, which write into attributes what a reader sees."""
    raw = _text(content)
    yield from _markup(raw)
    values = {v[1:-1] for tag in set(TAG.findall(raw)) for _, v in VALUE.findall(tag)}
    yield "attribute", html.unescape("\n".join(sorted(values)))


def _table(content: bytes) -> Pieces:
    rows = csv.reader(io.StringIO(_text(content)))
    yield "text", "\n".join(cell.replace("\n", " ") for row in rows for cell in row)


def _json(content: bytes) -> Pieces:
    try:
        yield "text", "\n".join(strings(json.loads(content)))
    except ValueError:
        yield "text", _text(content)


def strings(value: Any) -> Iterator[str]:
    """Every text in plain data, names of entries included, and whole numbers as texts."""
    if isinstance(value, str):
        yield value.replace("\n", " ")
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield str(name)
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def _script(content: bytes) -> Pieces:
    """A search index; other scripts are the theme's."""
    raw = _text(content)
    if not raw.startswith("Search.setIndex("):
        return
    index = json.loads(raw.partition("(")[2].rstrip().removesuffix(")"))
    # Words that follow each other there follow each other nowhere else.
    told = [f"{word} {APART}" for part in WORDS for word in index.get(part, {})]
    for part in ("titles", "alltitles", "docnames", "indexentries"):
        told += [each for each in strings(index.get(part, [])) if not each.isdigit()]
    yield "text", "\n".join(told)


def pages_of_words(content: bytes) -> dict[str, set[int]]:
    """Word to the pages that hold it, of a search index; empty for other scripts."""
    raw = _text(content)
    if not raw.startswith("Search.setIndex("):
        return {}
    index = json.loads(raw.partition("(")[2].rstrip().removesuffix(")"))
    found: dict[str, set[int]] = {}
    for part in WORDS:
        for word, pages in index.get(part, {}).items():
            found.setdefault(word, set()).update([pages] if isinstance(pages, int) else pages)
    return found


def _notebook(content: bytes) -> Pieces:
    try:
        notebook = json.loads(content)
    except ValueError:
        yield "text", _text(content)
        return
    for name, value in notebook.get("metadata", {}).items():
        yield f"metadata {name}", "\n".join(strings(value))
    for number, cell in enumerate(notebook.get("cells", ()), 1):
        yield f"cell {number}", "".join(cell.get("source", "")).replace("\n", " ")
        for name, value in cell.get("metadata", {}).items():
            yield f"metadata {name}", f"cell {number}\n" + "\n".join(strings(value))
        for output in cell.get("outputs", ()):
            yield from _output(number, output)
        for attached in cell.get("attachments", {}).values():
            yield from _output(number, {"data": attached})


def _output(number: int, output: dict[str, Any]) -> Pieces:
    kind = f"cell {number}, output"
    for name, value in output.get("data", {}).items():
        text = "".join(value) if isinstance(value, list) else value
        if name.startswith("image/") and isinstance(text, str) and "svg" not in name:
            yield from _raster(_decoded(text))
        elif name in ("text/html", "image/svg+xml"):
            for inner, said in _markup(text):
                yield (inner if inner.startswith("metadata") else f"{kind}, {inner}"), said
        else:
            yield kind, "\n".join(strings(text))
    told = [output.get(name, "") for name in ("text", "ename", "evalue", "traceback")]
    yield kind, "\n".join("".join(each).replace("\n", " ") for each in told)
    yield "metadata output", "\n".join(strings(output.get("metadata", {})))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (ValueError, binascii.Error):
        return b""


def _raster(content: bytes) -> Pieces:
    for name, text in images.carried(content):
        yield f"metadata {name}", text


def _inventory(content: bytes) -> Pieces:
    """The list of titles that Sphinx writes for other books: four lines, the rest packed."""
    *head, packed = content.split(b"\n", 4)
    try:
        yield "text", _text(b"\n".join([*head, zlib.decompressobj().decompress(packed, MEMBER)]))
    except zlib.error:
        yield "unreadable", "the list of titles"


def _archive(content: bytes) -> Pieces:
    """What the members of an archive say; they are read in memory and written nowhere."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        yield "unreadable", "not an archive"
        return
    with archive:
        members = archive.infolist()
        if len(members) > MEMBERS or any(each.file_size > MEMBER for each in members):
            yield "unreadable", TOO_LARGE
            return
        for each in members:
            yield "name of a member", each.filename
            if each.is_dir() or not readable(each.filename):
                continue
            if each.flag_bits & 1:
                yield "unreadable", "a locked member"
                continue
            for kind, text in pieces(each.filename, archive.read(each)):
                yield f"{kind} in {each.filename}" if kind[:8] != "metadata" else kind, text


READERS: dict[str, Callable[[bytes], Pieces]] = {
    **dict.fromkeys((".html", ".htm", ".svg"), _page),
    **dict.fromkeys((".xml", ".qde", ".qdc", ".rels"), _xml),
    **dict.fromkeys((".csv", ".tsv"), _table),
    **dict.fromkeys((".json", ".jsonld"), _json),
    **dict.fromkeys((".txt", ".md", ".py", ".bib", ".ris", ".vtt", ".cff", ".toml"), _plain),
    **dict.fromkeys((".zip", ".qdpx", ".docx", ".xlsx", ".odt", ".ods"), _archive),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".webp"), _raster),
    ".js": _script,
    ".ipynb": _notebook,
    ".inv": _inventory,
    ".pdf": pdf.texts,
}
