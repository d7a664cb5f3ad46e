"""The book as one PDF: the built HTML pages, joined, written as Typst, set by Typst."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..errors import BookError, StoreError
from .formula import quoted
from .join import Page, join
from .typst import Writer

TEMPLATE = Path(__file__).with_name("template.typ")


@dataclass(frozen=True)
class Cover:
    """What the pages themselves do not say, or not in the form a title page needs.

    title, subtitle, short_title (running head), authors, language (``en`` or ``id``);
    released: date of the edition, YYYY-MM-DD, the only date in the file;
    edition: the line at the foot of the title page (version, date, licence, address);
    provenance: the sentence on the title page that says what kind of evidence this is;
    keywords: for the catalogue entry in the file; abstracts: ids of the sections of the
    first page that are set as abstracts, in this order, each in the language of its ``lang``;
    preface: heading for what else the first page says; colophon: heading and paragraphs
    of a last page, or nothing.
    """

    title: str
    short_title: str
    authors: tuple[str, ...]
    released: str
    edition: str
    language: str = "en"
    subtitle: str = ""
    provenance: str = ""
    keywords: tuple[str, ...] = ()
    abstracts: tuple[str, ...] = ("abstract", "ringkasan")
    preface: str = "About this study"
    colophon: tuple[str, ...] = ()


def write_pdf(html: Path, out: Path, pages: Sequence[str], cover: Cover) -> None:
    """Print a built book.

    html: folder of the built pages; pages: their names in reading order, the front page
    first (``["index", "chapters/officials"]``); out: the PDF to write, replaced at once.
    Equal pages give equal bytes, in any folder. SOURCE_DATE_EPOCH overrides the date.
    Raises BookError for a page, a link or an element that cannot be printed, for an image
    without alternative text, and for a table that no page is wide enough for; StoreError
    if the file cannot be written.
    """
    pdf = compiled(source(html, pages, cover), html, _stamp(cover))
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        part.write_bytes(pdf)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{out.name} could not be written: {error.strerror}.") from None


def source(html: Path, pages: Sequence[str], cover: Cover) -> str:
    """The whole book as Typst markup. Arguments and errors as for ``write_pdf``."""
    book = join(html, pages)
    writer = Writer(book, cover.language)
    front, *chapters = book.pages
    parts = [TEMPLATE.read_text(encoding="utf-8"), _title(cover)]
    for name in cover.abstracts:
        section = book.anchors.get(f"{front.name}#{name}")
        if section is not None:
            parts.append(_abstract(writer, front, section))
            section.drop_tree()
    title = front.article.find(".//h1")
    top = "" if title is None else writer.anchor(title.getparent())
    parts += [f"#contents[{top}]\n", '#set page(numbering: "1")\n#counter(page).update(1)\n']
    if title is not None:
        title.drop_tree()  # it stands on the title page
    preface = writer.page(front)
    if preface.strip():
        parts += [_chapter(cover.preface), preface]
    parts += [writer.page(page) for page in chapters]
    if cover.colophon:
        heading, *paragraphs = cover.colophon
        parts += [_chapter(heading), *(f"#{quoted(text)}\n\n" for text in paragraphs)]
    return "".join(parts)


def compiled(markup: str, root: Path, stamp: int) -> bytes:
    """Typst markup set as a PDF for archives and screen readers.

    root: folder of images; stamp: seconds since 1970. Uses the fonts of Typst and of
    matplotlib only, so that every machine makes the same pages. Raises BookError.
    """
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[_fonts()])
    compiler = typst.Compiler(markup.encode(), root=root, font_paths=fonts)
    try:
        pdf, warnings = compiler.compile_with_warnings(
            pdf_standards=["a-2a", "ua-1"],  # to be kept for long, and to be read aloud
            timestamp=stamp,
        )
    except typst.TypstError as error:
        raise _refused(error.diagnostic) from None
    # What Typst warns of is missing on paper; but pages that do not settle are only less neat.
    lost = [w.diagnostic for w in warnings if "did not converge" not in w.message]
    if lost:
        raise _refused("\n".join(lost))
    assert isinstance(pdf, bytes)  # one file, since none is written
    return pdf


def _refused(diagnostic: str) -> BookError:
    """What Typst says is wrong, without its view of the generated markup."""
    said = dict.fromkeys(re.findall(r"^ *(?:error|warning|= hint): .*", diagnostic, re.M))
    return BookError("The PDF could not be set:\n" + "\n".join(said) + "\n")


def _fonts() -> Path:
    spec = find_spec("matplotlib")  # finds the folder without the second an import takes
    if spec is None or spec.origin is None:
        raise BookError("matplotlib, whose fonts the PDF uses, is not installed.")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


def _stamp(cover: Cover) -> int:
    date = datetime.date.fromisoformat(cover.released)
    midnight = datetime.datetime.combine(date, datetime.time(), datetime.UTC)
    return int(os.environ.get("SOURCE_DATE_EPOCH", midnight.timestamp()))


def _title(cover: Cover) -> str:
    look = f"title: {quoted(cover.title)}, short: {quoted(cover.short_title)}, "
    look += f"authors: {_array(cover.authors)}, keywords: {_array(cover.keywords)}, "
    look += f"language: {quoted(cover.language)}"
    page = f"subtitle: {quoted(cover.subtitle)}, authors: {_array(cover.authors)}, "
    page += f"edition: {quoted(cover.edition)}, provenance: {quoted(cover.provenance)}"
    return f'\n#show: look.with({look})\n#cover({page})\n#set page(numbering: "i")\n'


def _abstract(writer: Writer, front: Page, section: Any) -> str:
    for heading in section.iter("h2"):
        heading.tag = "h1"  # the first heading of an accessible document is of level one
    return f"#abstract[{writer.part(front, section)}]\n"


def _chapter(title: str) -> str:
    return f"#heading(level: 1)[#{quoted(title)}]\n\n"


def _array(texts: Sequence[str]) -> str:
    return "(" + "".join(f"{quoted(text)}, " for text in texts) + ")"
