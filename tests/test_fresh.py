"""After any edit, and after any accident, the pages are those of a build from nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from tests.copies import Built, swap

pytestmark = pytest.mark.long

ACCIDENT = """
import os, signal, sys
from pathlib import Path
from sphinx.builders import Builder
write = Builder.write
def happens(self, *rest):
    {what}
    return write(self, *rest)
Builder.write = happens
from study.cli import main
sys.argv = ["study", "book"]
main()
"""


def files(built: Built) -> dict[str, bytes]:
    """Every file of the built book."""
    html = built.root / "_build" / "html"
    return {
        path.relative_to(html).as_posix(): path.read_bytes()
        for path in sorted(html.rglob("*"))
        if path.is_file()
    }


def differing(built: Built) -> list[str]:
    """Files in which the book differs from one built from nothing."""
    before = files(built)
    for name in ("html", "doctrees"):
        shutil.rmtree(built.root / "_build" / name)
    built.build()
    after = files(built)
    return sorted(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))


def accident(built: Built, what: str) -> int:
    """A build to which something happens once its pages are read and before they are written."""
    done = subprocess.run(
        [sys.executable, "-c", ACCIDENT.format(what=what)],
        cwd=built.root,
        env={**os.environ, "PYTHONPATH": str(built.root)},
        capture_output=True,
        check=False,
    )
    return done.returncode


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/datapackage.json", '"provenance": "observed"', '"provenance": "judged"'),
        ("data/study.toml", 'language = "en"', 'language = "id"'),
        ("data/sources.csv", "Five school heads in Purbalingga", "Five heads in Purbalingga"),
        ("analysis/units.py", '"""Persons, cases', '\n\n\n"""Persons, cases'),
        ("book/words.csv", "\nalleged,alleged,", "\nalleged,claimed,"),
        ("book/references.bib", "Firth, David", "Firth, D."),
        ("book/chapters/what-officials-did.md", "# What officials did", "# What they did"),
        ("book/chapters/what-officials-did.md", "The count invites", "That count invites"),
        ("book/chapters/what-officials-did.md", "In figures to 30 September", "Up to 30 September"),
        ("book/chapters/what-officials-did.md", " ({s}`S110`)", ""),
        (
            "book/chapters/what-officials-did.md",
            "In figures to 30",
            "A new one.\n\nIn figures to 30",
        ),
        ("data/record/events.csv", ",S216,", ",S099,"),
        ("data/record/event_judgements.csv", "E001,statement", "E001,found"),
    ],
    ids=[
        "provenance",
        "language",
        "source-title",
        "lines-move",
        "label",
        "bibliography",
        "heading",
        "prose",
        "first-words",
        "source-named-no-more",
        "paragraph-before",
        "source-of-a-row",
        "judgement-of-a-row",
    ],
)
def test_an_edit_leaves_the_book_of_a_build_from_nothing(
    copy: Built, path: str, old: str, new: str
) -> None:
    copy.edit(path, swap(old, new))
    copy.build()
    assert differing(copy) == []


def test_a_table_that_moves_to_an_earlier_page_leaves_no_label_behind(copy: Built) -> None:
    table = "```{result-table} ticket_elections\n:columns: election, ticket\nThe elections.\n```\n"
    chapter = (copy.root / "book" / "chapters" / "votes.md").read_text("utf-8")
    start = chapter.index("```{result-table} ticket_elections")
    end = chapter.index("```\n", start) + len("```\n")
    copy.edit("book/chapters/votes.md", lambda text: text[:start] + text[end:])
    copy.edit("book/chapters/conclusion.md", lambda text: text + "\n" + table)
    copy.build()
    assert differing(copy) == []


def test_what_is_taken_out_of_the_book_is_no_longer_published(copy: Built) -> None:
    chapter = copy.root / "book" / "chapters" / "votes.md"  # no other page refers to it
    chapter.unlink()
    copy.edit("book/_toc.yml", swap("      - file: chapters/votes\n", ""))
    notebook = copy.root / "book" / "notebooks" / "refit.ipynb"
    notebook.rename(notebook.with_name("again.ipynb"))
    copy.edit(
        "book/chapters/rebuild-rerun-review.md",
        swap("{download-notebook}`refit`", "{download-notebook}`again`"),
    )
    copy.build()
    names = files(copy).keys()
    gone = ("chapters/votes", "notebooks/refit", "_images/districts")
    assert not [n for n in names if n.startswith(gone)]
    assert "notebooks/again.html" in names
    assert differing(copy) == []


def test_a_closed_table_reaches_no_file_of_the_book(copy: Built) -> None:
    package = json.loads((copy.root / "data" / "datapackage.json").read_text("utf-8"))
    for table in package["resources"]:
        if table["name"] in ("case_stages", "cases"):
            table["access"] = "closed"
    (copy.root / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(AssertionError, match="small cell"):
        copy.build()
    assert not (copy.root / "_build" / "html").exists()
    rules = ("small cell", "unknown basis", "single-holder office", "row of a closed table")
    rows = "".join(f"X9{n},*,{rule},*,a test,the author\n" for n, rule in enumerate(rules))
    copy.edit("data/disclosure_exceptions.csv", lambda text: text + rows)
    copy.build()  # with everything excused that can be, the cells themselves stay out
    published = files(copy)
    assert not {"downloads/case_stages.csv", "downloads/cases.csv", "downloads/funnel.csv"} & set(
        published
    )
    cells = [
        b"24 people in the video",
        b"attending volunteer declaration",
        b"clarification of the third was not seen",
    ]
    leaks = [(n, c) for n, content in published.items() for c in cells if c in content]
    assert leaks == []


def test_a_failed_build_fails_again(copy: Built) -> None:
    copy.edit(
        "book/chapters/what-officials-did.md", swap("The count invites", "{n}`funel.x` invites")
    )
    for _ in range(2):
        with pytest.raises(AssertionError, match="No result is called 'funel'"):
            copy.build()
    copy.edit(
        "book/chapters/what-officials-did.md", swap("{n}`funel.x` invites", "The count invites")
    )
    copy.build()
    assert differing(copy) == []


def test_a_killed_build_leaves_no_old_number(copy: Built) -> None:
    copy.edit(
        "data/record/case_stages.csv",
        swap("a sanction,23,", "a sanction,22,"),
    )
    assert accident(copy, "os.kill(os.getpid(), signal.SIGKILL)") == -signal.SIGKILL
    copy.build()
    assert "for 52 of 55 persons" in copy.pages()["chapters/what-officials-did"]
    assert differing(copy) == []


def test_a_sentence_saved_during_a_build_is_in_the_next(copy: Built) -> None:
    copy.edit(
        "book/index.md",
        swap("Purbalingga cannot be told apart", "Purbalingga can hardly be told apart"),
    )
    save = (
        "Path('book/index.md').write_text(Path('book/index.md').read_text('utf-8')"
        ".replace('hardly be told', 'scarcely be told'), 'utf-8')"
    )
    assert accident(copy, save) == 0
    copy.build()
    assert "Purbalingga can scarcely be told apart" in copy.pages()["index"]


def test_pages_changed_by_hand_are_put_right(copy: Built) -> None:
    html = copy.root / "_build" / "html"
    page = html / "chapters" / "what-officials-did.html"
    page.write_text(page.read_text("utf-8").replace(">56</a>", ">99999</a>"), encoding="utf-8")
    (html / "_images" / "funnel_figure.svg").unlink()
    copy.build()
    assert "99999" not in copy.pages()["chapters/what-officials-did"]
    assert (html / "_images" / "funnel_figure.svg").is_file()


def test_two_builds_at_once_end_in_the_right_book(copy: Built) -> None:
    copy.edit(
        "data/record/case_stages.csv",
        swap("a sanction,23,", "a sanction,22,"),
    )
    command = [sys.executable, "-m", "study", "book"]
    environment = {**os.environ, "PYTHONPATH": str(copy.root)}
    both = [
        subprocess.Popen(command, cwd=copy.root, env=environment, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [process.wait() for process in both] == [0, 0]
    assert differing(copy) == []


def test_the_pdf_follows_its_title_and_the_packages_that_set_it(copy: Built) -> None:
    def pdf() -> int:
        subprocess.run(
            [sys.executable, "-m", "study", "book", "--pdf"],
            cwd=copy.root,
            env={**os.environ, "PYTHONPATH": str(copy.root)},
            capture_output=True,
            check=True,
        )
        (made,) = (copy.root / "_build" / "pdf").glob("*.pdf")
        return made.stat().st_mtime_ns

    first = pdf()
    assert pdf() == first
    copy.edit("data/study.toml", swap("Purbalingga 2020", "PURBALINGGA 2020!"))
    second = pdf()
    assert second > first
    copy.edit("requirements.lock", lambda text: text.replace("typst==0.15.2", "typst==0.15.1"))
    assert pdf() > second
