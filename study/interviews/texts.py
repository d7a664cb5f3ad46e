"""The text of a transcript, whatever it was typed in: Word, plain text, Markdown, WebVTT.

A text is kept as it was written: Unicode is not normalised. Lines end with a line feed alone,
and there is no byte order mark; offsets count in code points of exactly this text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..contract.lists import decoded
from ..errors import ImportProblem
from . import word
from .word import Reading

KINDS = (".docx", ".txt", ".md", ".vtt")
MB = 2**20
LARGEST = 16 * MB
"""Bytes of a transcript that is not a Word file: a hundred times the longest interview."""
TIMES = re.compile(r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}\s+-->\s+(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}.*")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
LABEL = re.compile(r"^[ \t]*([^\W\d_][^:\t\n]{0,40}?)[ \t]*(?::|\t)", re.MULTILINE)


def read(path: Path) -> Reading:
    """The canonical text of a transcript, what was left out, and comments on its passages.

    Raises ImportProblem if it cannot be read, or is of another kind.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise ImportProblem(f"{path.name} is of a kind that is not read.", f"Save it as {known}.")
    if kind == ".docx":
        found = word.read(path)
    else:
        text = _decoded(path)
        found = Reading("\n".join(_cues(path, text)) if kind == ".vtt" else text, Counter())
    text = canonical(found.text)
    if not text.strip():
        raise ImportProblem(f"{path.name} holds no text.", "Is it the right file?")
    above = len(found.text) - len(found.text.lstrip("\n"))  # which a canonical text does not have
    moved = (
        each._replace(start=each.start - above, end=each.end - above) for each in found.comments
    )
    return Reading(text, found.left, tuple(moved))


def exact(path: Path) -> str:
    """A text in which offsets count already, as it is. Raises ImportProblem if it is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise ImportProblem(f"{path.name} is not UTF-8.", "Take it in again.") from None
    except OSError as error:
        raise _unreadable(path, error) from None


def canonical(text: str) -> str:
    """A text with line feeds alone, one of them at its end, and no byte order mark."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\0", "").strip("\n")
    return text + "\n"


def labels(text: str) -> Counter[str]:
    """How often a line begins with each label of a speaker, such as ``P:`` or ``I01:``."""
    found = (match[1].strip() for match in LABEL.finditer(text))
    return Counter(label for label in found if len(label.split()) <= 4)


def _decoded(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise ImportProblem(
                f"{path.name} has {size} bytes; a text may have {LARGEST // MB} MB.",
                "Is it the right file?",
            )
        return decoded(path)
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> ImportProblem:
    remedy = "Put a file there that you may read."
    return ImportProblem(f"{path.name} cannot be read: {error.strerror}.", remedy)


def _cues(path: Path, text: str) -> Iterator[str]:
    """What is said in a WebVTT file, cue by cue, with the names of its voices as labels."""
    lines = canonical(text).split("\n")
    if not lines[0].startswith("WEBVTT"):
        raise ImportProblem(f"{path.name} is no WebVTT file: it does not begin with WEBVTT.")
    inside = False
    for line in lines[1:]:
        if TIMES.fullmatch(line.strip()):
            inside = True
        elif not line.strip():
            inside = False
        elif inside:  # what stands outside a cue: its number, a note, a style
            spoken = VOICE.sub(lambda match: f"{match[1].strip()}: ", line)
            yield html.unescape(re.sub(r"<[^>]*>", "", spoken))
