"""Build the book when something it is made of changed, and only then."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import cite
from ..disclosure import names
from ..errors import BookError, DisclosureError, FaultError
from ..place import Place, Tell, alone, below
from ..results import guard, store
from ..results.run import ALONE, run
from ..results.source import digest
from ..results.workers import Workers
from . import manifest
from .assemble import assemble, told_of

if TYPE_CHECKING:
    from .print import Cover

PAGES = "html"


def book(
    place: Place, pdf: bool = False, tell: Tell = lambda _: None, workers: Workers = ALONE
) -> list[Path]:
    """The built book: path of its first page, and of the PDF if asked for.

    Brings results and notebooks up to date first. Raises BookError with every place that
    is wrong, DisclosureError with everything that must not be published, after which nothing of
    an earlier build is left either, and any error of checking and computing.
    """
    with alone(place, tell), unpublished(place):
        # Taken before anything is read: what is saved meanwhile belongs to the next build.
        assemble(place)
        key = _inputs_digest(place)
        fault = None
        try:
            run(place, tell=tell, workers=workers)
        except FaultError as error:
            if not error.written:
                raise
            fault = error  # told once the pages say in its place what could not be computed
        made = [place.build / PAGES / "index.html"]
        note = place.cache / "book.json"
        if _read(note) != {"inputs": key, "pages": _pages_digest(place)}:
            _build(place, tell)
            content = {"inputs": key, "pages": _pages_digest(place)}
            store.write(note, json.dumps(content))
        if pdf:
            made.append(_print(place, tell))
        if fault:
            raise fault
    return made


def site(place: Place, index: Path, pdf: Path) -> Path:
    """Folder with the built pages and the PDF together, as a server shows them."""
    folder = place.build / "site"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(index.parent, folder)
    shutil.copy(pdf, folder)
    with unpublished(place):
        guard.files(place, folder)
    return folder


@contextlib.contextmanager
def unpublished(place: Place) -> Iterator[None]:
    """Leave nothing that could be handed out once something in it must not be published."""
    try:
        yield
    except DisclosureError:
        for name in (PAGES, "doctrees", "site", "pdf"):
            shutil.rmtree(place.build / name, ignore_errors=True)
        raise


def reading_order(place: Place) -> list[str]:
    """Names of the pages in the order of the book's contents, the front page first."""
    import yaml

    contents = yaml.safe_load((place.book / "_toc.yml").read_text(encoding="utf-8"))
    parts = contents.get("parts") or [contents]
    chapters = [page for part in parts for page in _pages(part.get("chapters", ()))]
    return [contents["root"], *chapters]


def _pages(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Each page of the contents, followed by the pages below it."""
    for entry in entries:
        yield entry["file"]
        yield from _pages(entry.get("sections", ()))


def _print(place: Place, tell: Tell) -> Path:
    """The PDF of the built pages; made again only if a page has changed."""
    from .print import write_pdf

    out = place.build / "pdf" / f"{slug(place)}.pdf"
    pages = reading_order(place)
    parts = [place.build / PAGES / f"{page}.html" for page in pages]
    parts += sorted((place.build / PAGES / "_images").glob("*"))
    parts += [*sorted(Path(__file__).parent.glob("*.*")), place.citation]
    front = cover(place)
    content = "".join(digest(part.read_bytes()) for part in (*parts, place.lock))
    key = digest(content + repr(front))
    note = place.cache / "pdf"
    if out.is_file() and note.is_file() and note.read_text(encoding="utf-8") == key:
        return out
    tell("Setting the PDF")
    write_pdf(place.build / PAGES, out, pages, front)
    guard.files(place, out.parent, [out])
    for other in out.parent.glob("*.pdf"):
        if other != out:
            other.unlink()
    store.write(note, key)
    return out


def cover(place: Place) -> Cover:
    """The title page of the PDF."""
    from .print import Cover

    citation = cite.read(place)
    kinds = {entry["provenance"] for entry in store.index(place).values()}
    made = " Simulated: made by code, no finding." if store.SIMULATED in kinds else ""
    return Cover(
        title=citation.title,
        short_title=place.short_title,
        authors=tuple(author.inverted for author in citation.authors),
        released=citation.released,
        edition=f"Version {citation.version}, {citation.released}. "
        f"{' and '.join(citation.licences)}.",
        language=place.language,
        provenance="Observed: published by the sources cited. "
        f"Judged: assigned by this study.{made} Every table and figure says which.",
        keywords=citation.keywords,
    )


def slug(place: Place) -> str:
    """The short title as the name of a file."""
    return re.sub(r"\W+", "-", place.short_title.lower()).strip("-")


def inputs(place: Place) -> list[Path]:
    """Every file the pages are made of, but the results, which `run` looks after."""
    folders = [place.book, place.analysis, place.root / "study"]
    made = (place.book / "origins", place.results, place.figures, place.build)
    found = {path for folder in folders for path in below(folder, *made)}
    found |= {*place.files(), place.root / "_config.yml", place.citation, place.lock}
    found |= {place.measured, place.compared}
    return sorted(path for path in found if path.is_file())


def _inputs_digest(place: Place) -> str:
    known = {path: digest(path.read_bytes()) for path in inputs(place)}
    files = [f"{place.show(path)} {value}" for path, value in known.items()]
    # A commit changes no file and stands in the book; git says it in ten milliseconds.
    listed = names.fingerprint()  # of a list that lies elsewhere
    return digest("\n".join([*files, listed, manifest.as_json(manifest.manifest(place, known))]))


def _pages_digest(place: Place) -> str:
    top = place.build / PAGES
    stats = ((str(path)[len(str(top)) :], path.lstat()) for path in below(top))
    return digest("\n".join(sorted(f"{name} {s.st_size} {s.st_mtime_ns}" for name, s in stats)))


def _read(note: Path) -> dict[str, str]:
    try:
        return dict(json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _build(place: Place, tell: Tell) -> None:
    from . import notebooks

    notebooks.bring_up_to_date(place, tell)
    tell("Building the pages")
    doctrees, building = place.build / "doctrees", place.cache / "building"
    noted = _read(place.cache / "book.json").get("pages")
    if building.exists() or noted != _pages_digest(place):
        # A build was killed or failed, or somebody changed the pages: Sphinx, which looks at
        # the age of the sources, would take what is there for right.
        shutil.rmtree(doctrees, ignore_errors=True)
        shutil.rmtree(place.build / PAGES, ignore_errors=True)
    store.write(building, "")
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
            doctreedir=str(doctrees),
            warningiserror=True,
            keep_going=True,
            jobs=_processors(),
        )
    if status:
        raise BookError(_problems(place, warned.getvalue(), status))
    tell("Looking for what must not be published")
    for key in guard.files(place, out):
        tell(f"Note: the exception {key} of disclosure_exceptions excuses nothing")
    building.unlink()


def _processors() -> int:
    """Processors this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _problems(place: Place, text: str, status: object) -> str:
    """Sphinx's warnings, each once, with paths as a reader knows them."""
    plain = told_of(place, re.sub(r"\x1b\[[0-9;]*m", "", text))
    for folder in (place.home, place.root):
        plain = plain.replace(f"{folder}/", "")
    lines = [line for line in dict.fromkeys(plain.splitlines()) if line.strip()]
    return "\n".join(lines) or str(status)
