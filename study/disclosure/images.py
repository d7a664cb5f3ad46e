"""What raster images carry beside their pixels: texts of PNG, EXIF and comments of JPEG, WebP."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

PNG, JPEG, RIFF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"RIFF"
MOST = 1_000_000
"""Bytes of a compressed text that are looked at."""


def carried(content: bytes) -> Iterator[tuple[str, str]]:
    """Name and text of every entry; EXIF as ``exif`` with the texts found in it."""
    if content.startswith(PNG):
        yield from _png(content)
    elif content.startswith(JPEG):
        yield from _jpeg(content)
    elif content.startswith(RIFF):
        yield from _webp(content)
    else:
        raise ValueError("neither PNG nor JPEG nor WebP")


def _png(content: bytes) -> Iterator[tuple[str, str]]:
    at = len(PNG)
    while at + 8 <= len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + size]
        at += size + 12
        if kind == b"tIME" and len(body) == 7:
            year, *rest = struct.unpack(">H5B", body)
            yield "time", "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(year, *rest)
        elif kind == b"eXIf":
            yield "exif", _texts(body)
        elif kind == b"IEND" and content[at:]:
            yield "after the picture", _texts(content[at:])
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            name, _, rest_ = body.partition(b"\0")
            yield name.decode("latin-1"), _text(kind, rest_)


def _text(kind: bytes, body: bytes) -> str:
    if kind == b"tEXt":
        return body.decode("latin-1")
    if kind == b"zTXt":
        return _inflated(body[1:]).decode("latin-1")
    packed, body = body[:1] == b"\1", body[2:]
    _, _, body = body.partition(b"\0")  # language
    _, _, body = body.partition(b"\0")  # name in that language
    return (_inflated(body) if packed else body).decode("utf-8", "replace")


def _inflated(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, MOST)
    except zlib.error:
        return b""


def _jpeg(content: bytes) -> Iterator[tuple[str, str]]:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        if content[at + 1] == 0xFF:  # one that only fills
            at += 1
            continue
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xDA:  # the pixels begin
            end = content.find(b"\xff\xd9", at) + 2
            if end > 1 and content[end:]:
                yield "after the picture", _texts(content[end:])
            return
        body = content[at + 4 : at + 2 + size]
        at += 2 + size
        if marker == 0xE1 and body.startswith(b"Exif"):
            yield "exif", _texts(body[6:])
        elif marker == 0xE1:
            yield "xmp", body.decode("utf-8", "replace")
        elif marker == 0xFE:
            yield "comment", body.decode("utf-8", "replace")
        elif marker == 0xED:
            yield "iptc", _texts(body)


def _webp(content: bytes) -> Iterator[tuple[str, str]]:
    at = 12
    while at + 8 <= len(content):
        kind, size = struct.unpack("<4sI", content[at : at + 8])
        body = content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        if kind == b"EXIF":
            yield "exif", _texts(body)
        elif kind == b"XMP ":
            yield "xmp", body.decode("utf-8", "replace")


def _texts(body: bytes) -> str:
    """The runs of printable characters in binary entries."""
    return " ".join(run.decode("ascii") for run in re.findall(rb"[\x20-\x7e]{4,}", body[:MOST]))
