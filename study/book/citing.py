"""Parts of the study as works of their own: what they are called and where they stand.

Needs no Sphinx: `study cite` and the pages read the same from the sources of the book.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from ..cite import Citation, apa, bibtex, csl, read, ris
from ..errors import AbsentError, ResultError
from ..place import Place
from ..results import desk as desks
from ..results import store
from ..results.desk import Desk
from .assemble import PART, assemble

SHOWN = re.compile(r"^[`:]{3,}\{result-(table|model|figure)\} *(\w+)", re.M)
BLOCK = re.compile(r"^([`:]{3,})\{(stand-in|collected)\}[^\n]*\n.*?^\1[ \t]*$", re.M | re.S)
"""A part of a page that is shown only of what is invented, or only of what was collected."""
PREFIX = {"table": "tab", "model": "tab", "figure": "fig"}
KINDS = {"Table": "Table", "Model": "Table", "Figure": "Figure", "Number": "Result"}
"""What a reader calls a result: a model is printed as the table of its terms."""
FORMS: dict[str, Callable[[Citation], str]] = {
    "apa": apa,
    "bibtex": bibtex,
    "ris": ris,
    "json": lambda citation: json.dumps([csl(citation)], indent=1, ensure_ascii=False),
}
FOLDER = "citations"


def target(prefix: str, name: str) -> str:
    """The anchor of a table (prefix tab) or figure (prefix fig) on the page that shows it."""
    return f"{prefix}-{name}".replace("_", "-")


def pages(place: Place) -> list[Path]:
    """The sources of the pages of a book that people wrote."""
    folders = (place.book, place.book / "chapters", place.book / PART)
    return sorted(path for folder in folders for path in folder.glob("*.md"))


def applying(text: str, desk: Desk) -> str:
    """The source of a page without the blocks that this study does not show."""
    shows = {"stand-in": desk.stands_in, "collected": bool(desk.collected)}
    return BLOCK.sub(lambda match: match[0] if shows[match[2]] else "", text)


def places(place: Place, desk: Desk) -> dict[str, str]:
    """Page and anchor of every result that a chapter shows, below the book's front page."""
    found = {}
    for path in pages(place):
        page = path.relative_to(place.book).with_suffix(".html").as_posix()
        for kind, name in SHOWN.findall(applying(path.read_text(encoding="utf-8"), desk)):
            found[name] = f"{page}#{target(PREFIX[kind], name)}"
    return found


def part(study: Citation, desk: Desk, shown: dict[str, str], name: str) -> Citation:
    """The citation of one result or of one table of the data.

    shown: see `places`; what no chapter shows has its own page as address. Raises ResultError,
    with near misses, if there is nothing of that name.
    """
    page = f"origins/{name}.html"
    if name in desk.tables:
        return study.part(name, desk.tables[name].title, "Data set", page)
    step = desk.graph.step(name)
    title = step.summary.replace("*", "").removesuffix(".")
    return study.part(name, title, KINDS[step.kind], shown.get(name, page))


def cited(place: Place, name: str | None = None, form: str | None = None) -> str:
    """What `study cite` prints: the study or one part of it, in one form or in three."""
    citation = read(place)
    if name is not None:
        desk = desks.load(place)
        if reason := desk.index.get(name, {}).get("absent"):
            raise AbsentError(name, reason)
        if name in desk.graph.steps and desk.provenance(name) == store.SIMULATED:
            raise ResultError(
                f"{name} is simulated: {store.MARK}.", "It is no finding, and cannot be cited."
            )
        assemble(place)
        citation = part(citation, desk, places(place, desk), name)
    forms = [form] if form else ["apa", "bibtex", "ris"]
    return "\n\n".join(FORMS[each](citation) for each in forms)


def publish(out: Path, citations: dict[str, Citation]) -> set[str]:
    """Write a file for reference managers in two formats for each citation, by file name.

    out: folder of the built book. Returns the names below it; what stands there is kept.
    RIS wants lines that end as they do on Windows.
    """
    files = {}
    for name, citation in citations.items():
        files[f"{FOLDER}/{name}.bib"] = bibtex(citation) + "\n"
        files[f"{FOLDER}/{name}.ris"] = ris(citation).replace("\n", "\r\n") + "\r\n"
    for name, text in files.items():
        path = out / name
        if not path.is_file() or path.read_bytes() != text.encode():
            store.write(path, text)
    return set(files)
