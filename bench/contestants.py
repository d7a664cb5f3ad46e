"""Who is measured: this project, the plain book, and bare Sphinx on this project's pages."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import plain
from clock import Timed, program, python, timed
from plain import Page, Study

from study.place import Place
from study.results import desk

SKIPPED = (".venv", ".git", "_build", "*cache*", ".hypothesis", "origins")


@dataclass(frozen=True)
class Contestant:
    """A way to build the book.

    root: its copy of the project. command: what builds the book there. html: folder of the
    pages. made: what a build leaves behind. counted: finds in the command's output what was
    computed anew, called `unit`. printed: XPath of the numbers quoted in prose.
    """

    name: str
    root: Path
    command: tuple[str, ...]
    html: Path
    made: tuple[Path, ...]
    counted: str
    unit: str
    printed: str

    def forget(self) -> None:
        """Remove everything earlier builds left behind, caches included."""
        for path in self.made:
            shutil.rmtree(path, ignore_errors=True)

    def build(self) -> Timed:
        """Build the book as a person would, in a process of its own."""
        return timed(self.command, self.root)

    def computed(self, said: str) -> list[str]:
        """Names of what a build computed anew, from what it said."""
        return re.findall(self.counted, said)

    def numbers(self, pages: dict[str, Page]) -> list[str]:
        """Every number quoted in prose, as the pages print it, page by page in order."""
        import lxml.html

        found: list[str] = []
        for name in (name for name, page in pages.items() if page.quotes):
            document = lxml.html.parse(str(self.html / f"{name}.html"))
            found += [element.text_content() for element in document.xpath(self.printed)]
        return found

    def pages(self) -> int:
        """How many HTML pages the book has."""
        return len(list(self.html.rglob("*.html")))


def this_project(original: Path, folder: Path) -> Contestant:
    """A fresh clone of the project: committed results, no cache, no built page."""
    root = folder / "project"
    _copy(original, root)
    return Contestant(
        name="this project",
        root=root,
        command=(sys.executable, "-m", "study", "book"),
        html=root / "_build" / "html",
        made=(root / "_build", root / "book" / "origins"),
        counted=r"Computing (\w+)",
        unit="results",
        printed="//a[contains(concat(' ', @class, ' '), ' n ')]",
    )


def plain_book(original: Path, folder: Path) -> tuple[Contestant, dict[str, Page], Study]:
    """The same chapters as a plain Jupyter Book with its cache; its pages and their study."""
    root = folder / "plain"
    _copy(original, root)
    shutil.rmtree(root / "book")
    laid_out = desk.load(Place(data=original / "data", home=original, root=original))
    study = Study(
        graph=laid_out.graph,
        tables=dict(laid_out.descriptor.tables),
        sources=plain.sources(original / "data" / "sources.csv"),
        citation=(original / "CITATION.cff").read_text(encoding="utf-8"),
    )
    pages = plain.write(study, original / "book", root / "book")
    contestant = Contestant(
        name="plain Jupyter Book 1",
        root=root,
        command=(program("jupyter-book"), "build", "book"),
        html=root / "book" / "_build" / "html",
        made=(root / "book" / "_build",),
        counted=r"(\w+)\.\w+: Executed notebook",
        unit="notebooks",
        printed="//span[contains(@class, 'pasted-text')]",
    )
    return contestant, pages, study


def bare_sphinx(project: Contestant, folder: Path) -> Contestant:
    """Sphinx alone on this project's pages, with its own output: results are up to date."""
    out = folder / "bare"
    options = ("build", "book", "--config", "_config.yml", "--path-output", str(out))
    return Contestant(
        name="bare Sphinx, same pages",
        root=project.root,
        command=(program("jupyter-book"), *options),
        html=out / "_build" / "html",
        made=(out,),
        counted=project.counted,
        unit=project.unit,
        printed=project.printed,
    )


def truth(project: Contestant, pages: dict[str, Page], study: Study) -> list[str]:
    """Every number quoted in prose, computed afresh from a copy's tables and code.

    Uses no cache and no stored result: a process of its own calls the functions.
    """
    quotes = [quote for page in pages.values() for quote in page.quotes]
    code = plain.cell(quotes, {}, study, "../data/")
    collect = "found = []\nglue = lambda name, text, display: found.append(text)\n"
    tell = "import json\nprint(json.dumps(found))\n"
    said = python(collect + code + tell, project.root, project.root / "book").said
    numbers: list[str] = json.loads(said.splitlines()[-1])
    return numbers


def _copy(original: Path, root: Path) -> None:
    shutil.copytree(original, root, ignore=shutil.ignore_patterns(*SKIPPED))
