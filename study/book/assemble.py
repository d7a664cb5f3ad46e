"""The sources of another study's book: neutral pages of the package, and its author's text.

The shipped study writes every page itself. The book of another one is put together in its
_build folder: pages that ask the same questions and claim nothing of any place, from
``book/any-study``, with the author's text in place of a page or below it. The chapters on
interviews, ``book/simulated``, are the same for all and stand among its other chapters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import BookError, near
from ..place import Place
from ..results import store

SHARED = ("references.bib", "data-dictionary.md", "references.md", "chapters/consent-sheet.txt")
FOLDERS = ("_static", "notebooks")
PART = "simulated"
"""Folder of the chapters that show what is simulated as long as nothing was collected."""
NOTE = "neutral.json"
AUTHOR = "\n*By the author of this study:*\n\n"
TITLE = re.compile(r"\s*(?:\([\w-]+\)=\s*)?# \S")


def assemble(place: Place) -> None:
    """Bring the sources of a study's book up to date; the shipped study's are there as they are.

    Only files whose content differs are written. Raises BookError, before anything is written,
    for a text that belongs to no page.
    """
    if place.shipped:
        return
    files = dict(_neutral(place))
    own = _texts(place, files)
    neutral = {}
    for name, content in files.items():
        page = name.removesuffix(".md")
        if name.endswith(".md"):
            neutral[page] = content.count("\n")
        if page in own:
            text = own[page].read_text(encoding="utf-8")
            if TITLE.match(text):
                files[name], neutral[page] = text, 0
            else:
                content += AUTHOR
                files[name], neutral[page] = content + text, content.count("\n")
    files[NOTE] = json.dumps(neutral, indent=1) + "\n"
    for name, content in files.items():
        path = place.book / name
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            store.write(path, content)
    for path in place.book.rglob("*"):
        name = path.relative_to(place.book).as_posix()
        if path.is_file() and name not in files and not name.startswith("origins/"):
            path.unlink()


def neutral_lines(place: Place) -> dict[str, int]:
    """How many of its first lines each page has from the package, not from the author."""
    path = place.book / NOTE
    if place.shipped or not path.is_file():
        return {}
    return dict(json.loads(path.read_text(encoding="utf-8")))


def told_of(place: Place, text: str) -> str:
    """Messages with places in the author's files instead of those put together from them."""
    lines = neutral_lines(place)

    def mended(match: re.Match[str]) -> str:
        page, line = match["page"], int(match["line"] or 0)
        name = Path(page).name
        if line <= lines.get(page, 0) or not (place.text / f"{name}.md").is_file():
            return match[0]
        return f"text/{name}.md:{line - lines[page]}"

    folder = re.escape(f"{place.book}/")
    return re.sub(rf"(?:{folder})(?P<page>[\w/-]+)\.md(?::(?P<line>\d+))?", mended, text)


def _neutral(place: Place) -> Iterator[tuple[str, str]]:
    """Name and text of every source of the package that the book of another study has."""
    folder = place.pages / "any-study"
    found = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    found |= {name: place.pages / name for name in SHARED}
    found |= {f"chapters/{p.name}": p for p in sorted((place.pages / PART).glob("*.md"))}
    for each in FOLDERS:
        paths = sorted(p for p in (place.pages / each).glob("*") if p.is_file())
        found |= {p.relative_to(place.pages).as_posix(): p for p in paths}
    title = str(place.study.get("title") or place.short_title)
    for name, path in found.items():
        yield name, path.read_text(encoding="utf-8").replace("{{ title }}", title)


def _texts(place: Place, files: dict[str, str]) -> dict[str, Path]:
    """The author's texts by the page each belongs to."""
    pages = {Path(n).stem: n.removesuffix(".md") for n in files if n.endswith(".md")}
    found = {}
    for path in sorted(place.text.glob("*.md")):
        if path.stem == "README":
            continue
        if path.stem not in pages:
            guess = near(path.stem, pages)
            mend = f"Did you mean text/{guess}.md?" if guess else f"Pages: {', '.join(pages)}."
            raise BookError(f"text/{path.name} is the name of no page.", mend)
        found[pages[path.stem]] = path
    return found
