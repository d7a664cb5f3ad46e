"""The texts of a PDF: what its pages say, its alternative texts and titles, and its metadata.

A reader for what Typst writes and most programs write as well: streams packed by Flate or plain,
objects in object streams, fonts with a map to Unicode. It is no judge of layout: glyphs come in
the order in which they are drawn. A file that is locked, a stream that is damaged and a font
without such a map are said to be unreadable rather than taken for empty.
"""

from __future__ import annotations

import codecs
import html
import re
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

STREAM = re.compile(rb"stream\r?\n")
OBJECT = re.compile(rb"(\d+) \d+ obj\b")
BINARY = re.compile(rb"/Subtype\s*/(Image|CIDFontType|OpenType|Type1C)|/FunctionType")
REFERENCE = rb"(\d+) \d+ R"
STRING = re.compile(rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|<[0-9A-Fa-f\s]*>", re.S)
SHOWN = re.compile(
    rb"/([^\s/\[\]<>()]+)\s+[\d.-]+\s+Tf"
    rb"|(\[(?:[^\[\]()]|\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\))*\])\s*TJ"
    rb"|((?:\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\))|<[0-9A-Fa-f\s]*>)\s*(?:Tj|'|\")"
    rb"|\b(Td|TD|Tm|T\*|ET|EMC)\b",
    re.S,
)
KERNED = re.compile(rb"(" + STRING.pattern + rb")|(-?\d*\.?\d+)", re.S)
WORD_SPACE = -200
"""Thousandths of the size of the letters from which on a kerning is read as a space."""
RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]+>|\[[^\]]*\])")
PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
ENTRIES = re.compile(rb"/(Title|Author|Subject|Keywords|Creator|Producer|CreationDate|ModDate)\s*")
NAMED = re.compile(rb"/(Alt|ActualText|E|Contents|T|TU|V|URI)\s*")
PACKED = re.compile(rb"/(LZW|ASCII85|ASCIIHex|RunLength|Crypt)Decode")
XMP = re.compile(r"<([\w:]+)(?:\s[^>]*)?>([^<>]+)</\1>")
ATTRIBUTE = re.compile(r"\s((?!xmlns|rdf:|x:|pdfa)[\w]+:\w+)=[\"']([^\"']+)[\"']")
OF_XMP = re.compile(r"<(dc:creator|dc:title|dc:description)>(.*?)</\1>", re.S)
GAP = "  "
"""Between two runs of glyphs: more than one space, for two cells side by side are no number."""
MOVES = ("\0TJ", "\0Td", "\0TD", "\0Tm", "\0T*", "\0ET", "\0EMC")
LOOSE = {**dict.fromkeys(MOVES, GAP), "\0ET": "\n"}
TIGHT = {**dict.fromkeys(MOVES, ""), "\0EMC": "\n"}
"""A move may part two words or stand within one: each page is read both ways."""
HYPHEN, LINES = re.compile(r"(?<=\w)[-\u2010]\s*\n\s*"), re.compile(r"\s*\n\s*")
SYLLABLE = re.compile(r"(?<=[^\W\d_])\n+(?=[^\W\d_A-Z])")
"""Where a word goes on: Typst sets syllables it may part as runs of their own."""
UNREADABLE = "unreadable"
DAMAGED = b"\0damaged"
"""Stands for a stream that could not be unpacked to its end."""

ODD = re.compile(rb"\\[^0-7nrtbf\\]")
"""An escape that only this module knows, not Python."""


Objects = dict[int, tuple[bytes, bytes]]


class Codes(dict[int, str]):
    """What the codes of a font say; an unknown one is the sign for that."""

    def __missing__(self, code: int) -> str:
        return "\N{REPLACEMENT CHARACTER}"


def texts(content: bytes) -> Iterator[tuple[str, str]]:
    """Kind and text: ``text`` of pages, ``alternative text``, ``metadata NAME``, ``unreadable``."""
    if b"%PDF" not in content[:1024]:
        yield UNREADABLE, "it is damaged, or of a kind that is not known"
        return
    if re.search(rb"/Encrypt\s+" + REFERENCE, content):
        yield UNREADABLE, "the file is locked"
        return
    objects = _objects(content)
    fonts = _fonts(objects)
    own = _of_streams(objects)
    for number, (head, body) in objects.items():
        plain = _told(head, objects)
        if body is DAMAGED:
            yield UNREADABLE, "a stream that is damaged"
        if b"/EmbeddedFile" in head and body:
            yield UNREADABLE, "a file that is attached"
        if PACKED.search(head) and not BINARY.search(head):
            yield UNREADABLE, "a stream packed in a way that is not known"
        if b"/Type/Metadata" in head.replace(b" ", b""):
            yield from _xmp(body.decode("utf-8", "replace"))
        for name, text in _strings(head, ENTRIES, objects):
            kind = "text" if name == "Title" and b"/Parent" in head else f"metadata {name}"
            yield kind, text
        if plain:
            yield "alternative text", plain
        if body and (b" Tf" in body or b"BT" in body):
            named = own.get(number, {})
            runs, missing = _page(body, {n: fonts[at] for n, at in named.items() if at in fonts})
            for moves in (TIGHT, LOOSE):
                said = HYPHEN.sub("", "".join(moves.get(run, run) for run in runs))
                said = SYLLABLE.sub("", said) if moves is TIGHT else said
                yield "text", LINES.sub(GAP, said)
            if missing:
                yield UNREADABLE, "a font without its map to Unicode"


def _objects(content: bytes) -> Objects:
    """Number to dictionary and unpacked stream of every object."""
    found: Objects = {}
    for match in OBJECT.finditer(content):
        start = match.end()
        end = content.find(b"endobj", start)
        stream = STREAM.search(content, start, end if end > 0 else len(content))
        if stream is None:
            found[int(match[1])] = (content[start:end], b"")
            continue
        head = content[start : stream.start()]
        length = re.search(rb"/Length\s+(\d+)\b(?!\s+\d+\s+R)", head)
        stop = content.find(b"endstream", stream.end())
        size = int(length[1]) if length else stop - stream.end()
        behind = stream.end() + size
        if not content[behind : behind + 20].lstrip().startswith(b"endstream"):
            size = stop - stream.end()  # it is longer or shorter than it says
        raw = content[stream.end() : stream.end() + size]
        wanted = not BINARY.search(head)
        body = (_unpacked(raw) if b"/FlateDecode" in head else raw) if wanted else b""
        if b"/ObjStm" in head:
            found |= _packed(head, body)
        else:
            found[int(match[1])] = (head, body)
    return found


def _unpacked(raw: bytes) -> bytes:
    packed = zlib.decompressobj()
    try:
        plain = packed.decompress(raw)
    except zlib.error:
        return DAMAGED
    return plain if packed.eof or not raw.strip() else DAMAGED


def _packed(head: bytes, body: bytes) -> Objects:
    first = int(re.search(rb"/First\s+(\d+)", head)[1])  # type: ignore[index]
    numbers = [int(each) for each in body[:first].split()]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    ends = [offset for _, offset in pairs[1:]] + [len(body) - first]
    return {
        number: (body[first + offset : first + end], b"")
        for (number, offset), end in zip(pairs, ends, strict=True)
    }


def _fonts(objects: Objects) -> dict[int, tuple[int, Codes]]:
    """Number of each font to the width of its codes and what they say."""
    found = {}
    for number, (head, _) in objects.items():
        if match := re.search(rb"/ToUnicode\s+" + REFERENCE, head):
            body = objects.get(int(match[1]), (b"", b""))[1]
            found[number] = (2 if b"/Type0" in head else 1, _codes(body))
    return found


def _of_streams(objects: Objects) -> dict[int, dict[bytes, int]]:
    """Number of each stream of drawing to the fonts it may use, by the names it knows them by."""
    found = {}
    for number, (head, _) in objects.items():
        if b"/Resources" not in head:
            continue
        streams = [number]
        if match := re.search(rb"/Contents\s*(?:\[([^\]]*)\]|" + REFERENCE + rb")", head):
            streams = [int(each) for each in re.findall(rb"(\d+) \d+ R", match[0])]
        fonts = _named(head, objects)
        found.update(dict.fromkeys(streams, fonts))
    return found


def _named(head: bytes, objects: Objects) -> dict[bytes, int]:
    text = _followed(head, rb"/Resources", objects)
    inside = _followed(text, rb"/Font", objects)
    return {name: int(at) for name, at in re.findall(rb"/([^\s/\[\]<>()]+)\s+" + REFERENCE, inside)}


def _followed(text: bytes, name: bytes, objects: Objects) -> bytes:
    """What stands at an entry, there or in the object it refers to, up to its end or beyond."""
    if match := re.search(name + rb"\s+" + REFERENCE, text):
        return objects.get(int(match[1]), (b"", b""))[0]
    match = re.search(name + rb"\s*<<", text)
    if match is None:
        return b""
    rest = text[match.end() :]
    return rest if name == rb"/Resources" else rest.partition(b">>")[0]


def _codes(body: bytes) -> Codes:
    found = Codes()
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", body, re.S):
        for code, text in PAIR.findall(part):
            found[int(code, 16)] = _utf16(text)
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", body, re.S):
        for low, high, to in RANGE.findall(part):
            first, last = int(low, 16), int(high, 16)
            if to.startswith(b"["):
                for at, text in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", to)):
                    found[first + at] = _utf16(text)
            else:
                start = _utf16(to[1:-1])
                for code in range(first, min(last, first + 65_535) + 1):
                    found[code] = start[:-1] + chr(ord(start[-1]) + code - first)
    return found


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


def _page(body: bytes, fonts: dict[bytes, tuple[int, Codes]]) -> tuple[list[str], bool]:
    """Runs of glyphs and moves between them, and whether a font in use cannot be read."""
    parts: list[str] = []
    using: tuple[int, Codes] | None = None
    missing = False
    for match in SHOWN.finditer(body):
        if match[1]:
            using = fonts.get(match[1])
        elif match[4]:
            parts.append("\0" + match[4].decode())
        elif using is None:
            missing = True
        else:
            for token in KERNED.finditer(match[2] or match[3]):
                if token[1]:
                    parts.append(_read(_raw(token[1]), *using))
                elif float(token[2]) <= WORD_SPACE:
                    parts.append("\0TJ")
    return parts, missing


def _read(raw: bytes, width: int, codes: Codes) -> str:
    if width == 1:
        return raw.decode("latin-1").translate(codes)
    return raw.decode("utf-16-be", "surrogatepass" if len(raw) % 2 == 0 else "replace").translate(
        codes
    )


def _raw(token: bytes) -> bytes:
    """The bytes of a string as written, in brackets or as digits."""
    if token.startswith(b"<"):
        digits = re.sub(rb"\s", b"", token[1:-1])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())

    if b"\\" not in token:
        return token[1:-1]
    if not ODD.search(token):
        return codecs.escape_decode(token[1:-1])[0]

    def plain(match: re.Match[bytes]) -> bytes:
        escaped = match[1]
        if escaped[:1].isdigit():
            return bytes([int(escaped, 8) & 255])
        return b"" if escaped in (b"\n", b"\r") else ESCAPES.get(escaped, escaped)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, token[1:-1], flags=re.S)


def _decoded(raw: bytes) -> str:
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _strings(head: bytes, names: re.Pattern[bytes], objects: Objects) -> Iterator[tuple[str, str]]:
    """Name and text of entries that hold a text, there or in the object they refer to."""
    for match in names.finditer(head):
        string = STRING.match(head, match.end())
        if elsewhere := re.match(REFERENCE, head[match.end() :]):
            string = STRING.match(objects.get(int(elsewhere[1]), (b"", b""))[0].strip())
        if string:
            yield match[1].decode(), _decoded(_raw(string[0]))


def _told(head: bytes, objects: Objects) -> str:
    """Alternative texts, texts behind glyphs, remarks and fields of one object."""
    found = (
        unquote(text) if name == "URI" else text for name, text in _strings(head, NAMED, objects)
    )
    return "\n".join(found)


def _xmp(text: str) -> Iterator[tuple[str, str]]:
    for name, inside in OF_XMP.findall(text):
        yield f"metadata {name}", " ".join(re.sub(r"<[^>]*>", " ", inside).split())
    for name, value in ATTRIBUTE.findall(text):
        yield f"metadata {name}", html.unescape(value)
    for name, value in XMP.findall(text):
        if value.strip() and not name.startswith("pdfa"):
            yield f"metadata {name}", value.strip()
