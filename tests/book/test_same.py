"""Two builds are the same to the last byte, whoever starts them; and the PDF of the real book."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from study.book import build
from study.book.print import compiled, source
from study.place import find
from tests.book.pages import overprints

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_jupyter_book_gives_the_same_pages(built: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            Path(sys.executable).with_name("jupyter-book"),
            *("build", "book", "--config", "_config.yml", "--path-output", tmp_path, "-W"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    one, other = files(built), files(tmp_path / "_build" / "html")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


@pytest.fixture(scope="module")
def pdf(built: Path) -> Path:
    """The PDF of the shipped study."""
    return build.book(find(), pdf=True)[1]


def text_of(pdf: Path) -> str:
    """The words of a PDF in reading order, soft hyphens joined."""
    done = subprocess.run(
        ["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"\u00ad\n?", "", done.stdout)


def test_the_pdf_is_tagged_and_has_every_part(pdf: Path) -> None:
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged:\s+yes", info)
    assert b"pdfuaid:part" in pdf.read_bytes()
    words = " ".join(text_of(pdf).split())
    order = ["Abstract", "Ringkasan", "Contents", "What officials did", "Table 5.1", "References"]
    assert [words.find(part) >= 0 for part in order] == [True] * len(order)


def test_the_pdf_quotes_the_results(pdf: Path) -> None:
    words = " ".join(text_of(pdf).split())
    assert "Schools and the education office account for 53 of 56 persons" in words
    assert "observed: published by the sources cited" in words


def test_no_word_of_the_pdf_crosses_its_cell(pdf: Path) -> None:
    assert overprints(pdf) == []


def test_the_pdf_is_the_same_bytes_from_another_folder(built: Path, tmp_path: Path) -> None:
    cover = build.cover(find())
    pages = build.reading_order(find())
    shutil.copytree(built, tmp_path / "html")
    first, second = (
        compiled(source(folder, pages, cover), folder, 0) for folder in (built, tmp_path / "html")
    )
    assert first == second
