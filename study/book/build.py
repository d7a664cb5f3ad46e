"""Build the book when something it is made of changed, and only then."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .. import cite
from ..errors import BookError
from ..place import Place
from ..results import store
from ..results.run import run
from ..results.source import digest

if TYPE_CHECKING:
    from .print import Cover

Tell = Callable[[str], None]
PAGES = "html"


def book(place: Place, pdf: bool = False, tell: Tell = lambda _: None) -> list[Path]:
    """The built book: path of its first page, and of the PDF if asked for.

    Brings results and notebooks up to date first. Raises BookError with every place that
    is wrong, and any error of checking and computing.
    """
    run(place, tell=tell)
    front = place.build / PAGES / "index.html"
    made = [front]
    if not _unchanged(place):
        _build(place, tell)
        _note(place)
    if pdf:
        made.append(_print(place, tell))
    return made


def reading_order(place: Place) -> list[str]:
    """Names of the pages in the order of the book's contents, the front page first."""
    import yaml

    contents = yaml.safe_load((place.book / "_toc.yml").read_text(encoding="utf-8"))
    parts = contents.get("parts") or [contents]
    chapters = [chapter["file"] for part in parts for chapter in part.get("chapters", ())]
    return [contents["root"], *chapters]


def _print(place: Place, tell: Tell) -> Path:
    """The PDF of the built pages; made again only if a page has changed."""
    from .print import write_pdf

    out = place.build / "pdf" / f"{slug(place)}.pdf"
    pages = reading_order(place)
    parts = [place.build / PAGES / f"{page}.html" for page in pages]
    parts += sorted((place.build / PAGES / "_images").glob("*"))
    parts += [*sorted(Path(__file__).parent.glob("*.*")), place.root / "CITATION.cff"]
    key = digest("".join(digest(part.read_bytes().hex()) for part in parts))
    note = place.cache / "pdf"
    if out.is_file() and note.is_file() and note.read_text(encoding="utf-8") == key:
        return out
    tell("Setting the PDF")
    write_pdf(place.build / PAGES, out, pages, cover(place))
    store.write(note, key)
    return out


def cover(place: Place) -> Cover:
    """The title page of the PDF."""
    from .print import Cover

    citation = cite.read(place)
    return Cover(
        title=citation.title,
        short_title=str(place.study["short_title"]),
        authors=citation.authors,
        released=citation.released,
        edition=f"Version {citation.version}, {citation.released}. "
        "Text and own tables CC BY 4.0, code MIT.",
        language=place.language,
        provenance="Observed: published by the sources cited. "
        "Judged: assigned by this study. Every table and figure says which.",
        keywords=citation.keywords,
    )


def slug(place: Place) -> str:
    """The short title as the name of a file."""
    return re.sub(r"\W+", "-", str(place.study["short_title"]).lower()).strip("-")


def inputs(place: Place) -> list[Path]:
    """Every file the pages are made of."""
    folders = [place.book, place.results, place.figures, place.analysis, place.root / "study"]
    found = [p for folder in folders for p in folder.rglob("*") if p.is_file()]
    found += [p for p in place.data.rglob("*") if p.is_file() and place.build not in p.parents]
    found += [place.root / n for n in ("_config.yml", "CITATION.cff", place.lock.name)]
    generated = place.book / "origins"
    skip = {"__pycache__", "_build"}
    return sorted(
        {p for p in found if generated not in p.parents and not skip.intersection(p.parts)}
    )


def _state(place: Place) -> dict[str, str]:
    names = [place.show(p) + " " + digest(p.read_bytes().hex()) for p in inputs(place)]
    pages = sorted((place.build / PAGES).rglob("*"))
    stats = [f"{p.name} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in pages if p.is_file()]
    return {"inputs": digest("\n".join(names)), "pages": digest("\n".join(stats))}


def _unchanged(place: Place) -> bool:
    note = place.cache / "book.json"
    if not note.is_file():
        return False
    return bool(json.loads(note.read_text(encoding="utf-8")) == _state(place))


def _note(place: Place) -> None:
    store.write(place.cache / "book.json", json.dumps(_state(place)))


def _build(place: Place, tell: Tell) -> None:
    from . import notebooks

    notebooks.bring_up_to_date(place, tell)
    tell("Building the pages")
    from jupyter_book.sphinx import build_sphinx

    said, warned = io.StringIO(), io.StringIO()
    out = place.build / PAGES
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(warned):
        status = build_sphinx(
            str(place.book),
            str(out),
            path_config=str(place.root / "_config.yml"),
            noconfig=True,
            confoverrides={
                "latex_individualpages": False,
                "nitpicky": True,
                "study_dir": str(place.data),
                "study_ready": True,
            },
            doctreedir=str(place.build / "doctrees"),
            warningiserror=True,
            keep_going=True,
        )
    if status:
        raise BookError(_problems(place, warned.getvalue(), status))


def _problems(place: Place, text: str, status: object) -> str:
    """Sphinx's warnings, each once, with paths as a reader knows them."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text).replace(f"{place.root}/", "")
    lines = [line for line in dict.fromkeys(plain.splitlines()) if line.strip()]
    return "\n".join(lines) or str(status)
