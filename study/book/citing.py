"""Parts of the study as works of their own: what they are called and where they stand.

Needs no Sphinx: `study cite` and the pages read the same from the sources of the book.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from ..cite import Citation, apa, bibtex, csl, read, ris
from ..errors import AbsentError
from ..place import Place
from ..results import desk as desks
from ..results import store
from ..results.desk import Desk
from .assemble import assemble

SHOWN = re.compile(r"^[`:]{3,}\{result-(table|model|figure)\} *(\w+)", re.M)
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


def places(place: Place) -> dict[str, str]:
    """Page and anchor of every result that a chapter shows, below the book's front page."""
    found = {}
    for path in sorted([*place.book.glob("*.md"), *place.book.glob("chapters/*.md")]):
        page = path.relative_to(place.book).with_suffix(".html").as_posix()
        for kind, name in SHOWN.findall(path.read_text(encoding="utf-8")):
            found[name] = f"{page}#{target(PREFIX[kind], name)}"
    return found


def part(study: Citation, desk: Desk, shown: dict[str, str], name: str) -> Citation:
    """The citation of one result or of one table of the data.

    shown: see `places`; what no chapter shows has its own page as address. Raises ResultError,
    with near misses, if there is nothing of that name.
    """
    page = f"origins/{name}.html"
    if name in desk.descriptor.tables:
        return study.part(name, desk.descriptor.tables[name].title, "Data set", page)
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
        assemble(place)
        citation = part(citation, desk, places(place), name)
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
