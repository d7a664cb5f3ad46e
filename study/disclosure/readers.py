"""The texts in a file, as a reader or a program that looks for names would find them.

Only what is read counts: words, alternative texts, captions, titles, cells, outputs, metadata,
and what a page or drawing carries packed in itself. Coordinates, styles, identifiers of elements
and addresses of links are not text.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import csv
import html
import io
import json
import mimetypes
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from . import images, pdf

Pieces = Iterator[tuple[str, str]]
TAG = re.compile(r"(<[a-zA-Z/!?][^>]*>)")
"""A sign for less before anything else is text."""
INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark"),
        *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "tspan", "u", "var", "wbr"),
        *("acronym", "bdo", "big", "data", "font", "label", "nobr", "strike", "time", "tt"),
        *("r", "t", "rPr", "rpr"),  # of the strings of a spreadsheet
    }
)
"""Elements that may stand within a word."""
WRITTEN = ("w:", "text:")
ENDS = frozenset({"w:p", "w:tab", "w:br", "w:tc", "text:p", "text:h", "text:tab"})
"""In texts of Word and Writer, which part words as they please, what ends a run of words."""
REMARK = re.compile(r"<!--(.*?)-->", re.S)
ALT = "alternative text"
VALUE = re.compile(r"\s([\w:.-]+)\s*=\s*(\"[^\"]*|'[^']*|[^\s\"'>]+)")
SILENT = frozenset(
    {
        *("id", "class", "style", "href", "xlink:href", "src", "srcset", "rel", "for", "integrity"),
        *("d", "transform", "points", "viewbox", "values", "x", "y", "x1", "x2", "y1", "y2", "cx"),
        *("cy", "r", "rx", "ry", "dx", "dy", "width", "height", "offset", "clip-path"),
    }
)
"""Attributes that hold identifiers of elements, addresses and coordinates."""
DIRECT = re.compile(
    r"\b((?:mailto|tel|sms):[^\"']+|https?://(?:wa\.me/|api\.whatsapp\.com/send)[^\"']+)", re.I
)
CARRIED = re.compile(r"(?:data|DATA):([\w.+-]+/[\w.+-]+)?((?:;[\w=.-]+)*),([^\"')>]+)")
STRINGS = re.compile(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'", re.S)
ANCHOR = re.compile(r"<[^>]*\sid=[\"']([^\"']+)[\"'][^>]*>")
METADATA = re.compile(r"<metadata\b[^>]*>(.*?)</metadata>", re.S)
ENTRY = re.compile(r"<([\w:-]+)[^>]*>\s*([^<>\s][^<>]*)<")
STYLE = re.compile(r"<style\b[^>]*>.*?</style>", re.S | re.I)
INDEX = "Search.setIndex("
WORDS, APART = ("terms", "titleterms"), "_"
FONTS = {".woff", ".woff2", ".ttf", ".otf", ".eot"}
STRANGE = "it is damaged, or of a kind that is not known"
PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")
"""Members that say who made a document and when."""
MEMBERS, MEMBER = 2_000, 50_000_000
"""Files of an archive, and bytes of one, that are looked into."""
TOO_LARGE = "an archive too large to be looked into"


def pieces(name: str, content: bytes) -> Pieces:
    """Kind and text of everything in a file that can be read.

    The kind is ``text``, ``alternative text``, ``attribute``, ``metadata NAME``, ``unreadable``,
    or a place such as ``cell 3, output``. What is text is read as such, whatever its kind; what is
    not, and of a kind that is not known, is unreadable. Fonts have no text.
    """
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    try:
        if suffix == ".gz":
            yield from _unpacked(path.stem, content)
        elif suffix not in FONTS:
            yield from READERS.get(suffix, _unknown)(content)
    except Exception:  # whatever is wrong with a file, it was not looked into
        yield "unreadable", STRANGE


def _unknown(content: bytes) -> Pieces:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = "\0"
    yield from _plain(content) if "\0" not in text else [("unreadable", STRANGE)]


def _unpacked(name: str, content: bytes) -> Pieces:
    packed = zlib.decompressobj(zlib.MAX_WBITS | 16)
    yield from pieces(name, packed.decompress(content, MEMBER))
    if not packed.eof:
        yield "unreadable", TOO_LARGE if packed.unconsumed_tail else STRANGE
    elif packed.unused_data:
        yield from _unpacked(name, packed.unused_data)


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
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if wide else "utf-8", "replace")


def _plain(content: bytes) -> Pieces:
    # A paragraph is one line: a name may stand where the text was wrapped.
    text = _text(content)
    yield "text", re.sub(r"(?<!\n)\r?\n(?!\r?\n)", " ", text)
    yield from _carried(text)


def _page(content: bytes) -> Pieces:
    return _markup(_text(content))


def _markup(raw: str) -> Pieces:
    """Words of a page or drawing, what its tags say, its metadata, and what it carries packed."""
    if "data:" in raw or "DATA:" in raw:
        yield from _carried(raw)
    if "<![CDATA[" in raw:
        raw = raw.replace("<![CDATA[", "").replace("]]>", "")
    if "<style" in raw:
        yield "style", "\n".join(said for block in STYLE.findall(raw) for said in _said(block))
        raw = STYLE.sub("", raw)
    if "<metadata" in raw:
        for block in METADATA.findall(raw):
            yield from _entries(block)
        raw = METADATA.sub("", raw)
    if "<!--" in raw:
        raw = REMARK.sub(r"\n\1\n", raw)
    # A line ends where an element does; where the source was wrapped, a reader sees a space.
    parts = TAG.split(raw.replace("\n", " "))
    tags = dict.fromkeys(parts[1::2])
    gaps = {tag: _gap(tag) for tag in tags}
    parts[1::2] = [gaps[tag] for tag in parts[1::2]]
    yield "text", html.unescape("".join(parts))
    values: dict[str, dict[str, None]] = {ALT: {}, "attribute": {}}
    for tag in tags:
        if "=" in tag:
            for name, value in VALUE.findall(tag):
                if name.lower() not in SILENT:
                    values[ALT if name.lower() == "alt" else "attribute"][value] = None
    for kind, each in values.items():
        if each:
            yield kind, html.unescape("\n".join(value.lstrip("\"'") for value in each))
    if links := DIRECT.findall(raw):
        yield "link", unquote(html.unescape("\n".join(links)))


def _entries(block: str) -> Pieces:
    """Entries of metadata: elements with a text, attributes, and what stands between them."""
    for name, value in ENTRY.findall(block):
        yield f"metadata {name}", html.unescape(value).strip()
    for tag in TAG.findall(block):
        for name, value in VALUE.findall(tag):
            yield f"metadata {name}", html.unescape(value.lstrip("\"'"))
    if rest := TAG.sub("", ENTRY.sub("<", block)).strip():
        yield "metadata", html.unescape(rest)


def _carried(raw: str) -> Pieces:
    """What is written into a text as data: pictures, drawings, pages."""
    for kind, how, text in CARRIED.findall(raw):
        if kind.startswith("font/"):
            continue
        data = unquote_to_bytes(text)
        data = _decoded(data.decode("latin-1")) if how.endswith(";base64") else data
        yield from pieces(_called(kind), data)


def _called(kind: str) -> str:
    """A name for a file of a kind such as image/png."""
    return f"carried{mimetypes.guess_extension(kind, strict=False) or ''}"


def _said(style: str) -> list[str]:
    """Texts and remarks in styles."""
    return STRINGS.findall(style)


def _gap(tag: str) -> str:
    """What a reader sees where a tag stands."""
    name = _name(tag)
    if name == "br":
        return " "
    written = name.startswith(WRITTEN) and name not in ENDS
    if name.startswith(("!", "?")):
        return f"\n{tag[1:-1]}\n"
    return "" if written or name in INLINE else "\n"


def _name(tag: str) -> str:
    """The name of an element, from its first or last tag."""
    words = tag[1:-1].split(None, 1)
    return words[0].strip("/").lower() if words else ""


def _styles(content: bytes) -> Pieces:
    text = _text(content)
    yield "style", "\n".join(_said(text))
    yield from _carried(text)


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
    """A search index; other scripts as any text."""
    raw = _text(content)
    if not raw.startswith(INDEX):
        yield from _plain(content)
        return
    index = _index(raw)
    # Words that follow each other there follow each other nowhere else.
    told = [f"{word} {APART}" for part in WORDS for word in index.get(part, {})]
    for part in ("titles", "alltitles", "docnames", "indexentries"):
        told += [each for each in strings(index.get(part, [])) if not each.isdigit()]
    yield "text", "\n".join(told)


def _index(raw: str) -> dict[str, Any]:
    index: dict[str, Any] = json.loads(raw.partition("(")[2].rstrip().removesuffix(")"))
    return index


def pages_of_words(content: bytes) -> dict[str, set[int]]:
    """Word to the pages that hold it, of a search index; empty for scripts that are none."""
    raw = _text(content)
    try:
        index = _index(raw) if raw.startswith(INDEX) else {}
    except ValueError:  # told to be unreadable
        index = {}
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
        source = "".join(cell.get("source", ""))
        yield f"cell {number}", source.replace("\n", " ")
        yield from _carried(source)
        for name, value in cell.get("metadata", {}).items():
            yield f"metadata {name}", f"cell {number}\n" + "\n".join(strings(value))
        for output in cell.get("outputs", ()):
            yield from _output(number, output)
        for name, attached in cell.get("attachments", {}).items():
            yield f"cell {number}", name
            yield from _output(number, {"data": attached})


def _output(number: int, output: dict[str, Any]) -> Pieces:
    kind = f"cell {number}, output"
    for name, value in output.get("data", {}).items():
        text = "".join(value) if isinstance(value, list) else value
        binary = name.startswith("image/") or name == "application/pdf"
        if binary and isinstance(text, str) and "svg" not in name:
            yield from pieces(_called(name), _decoded(text))
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
    yield "text", _text(b"\n".join([*head, zlib.decompressobj().decompress(packed, MEMBER)]))


def _archive(content: bytes) -> Pieces:
    """What the members of an archive say; they are read in memory and written nowhere."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MEMBERS or any(each.file_size > MEMBER for each in members):
            yield "unreadable", TOO_LARGE
            return
        yield "text", _text(archive.comment)
        for each in members:
            yield "name of a member", f"{each.filename}\n{_text(each.comment)}"
            if each.is_dir():
                continue
            if each.flag_bits & 1:
                yield "unreadable", "a locked member"
                continue
            if each.filename.endswith(PROPERTIES):
                yield from _entries(_text(archive.read(each)))
            for kind, text in pieces(each.filename, archive.read(each)):
                yield f"{kind} in {each.filename}" if kind[:8] != "metadata" else kind, text


READERS: dict[str, Callable[[bytes], Pieces]] = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".svg"), _page),
    **dict.fromkeys((".xml", ".qde", ".qdc", ".rels"), _page),
    **dict.fromkeys((".csv", ".tsv"), _table),
    **dict.fromkeys((".json", ".jsonld"), _json),
    **dict.fromkeys((".txt", ".md"), _plain),
    **dict.fromkeys(
        (".zip", ".qdpx", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".epub"), _archive
    ),
    ".css": _styles,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".webp"), _raster),
    ".js": _script,
    ".ipynb": _notebook,
    ".inv": _inventory,
    ".pdf": pdf.texts,
}
