"""The studies under examples/, built as a person would, then edited: pages, PDF and notebook."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from study.place import find
from study.results import desk as desks
from tests.copies import Built, swap

SUKOHARJO = "examples/sukoharjo-2020"
ELECTION_2024 = "examples/purbalingga-2024"
EIGHT = "Kabupaten Sukoharjo,33.11,regency,Bawaslu Jawa Tengah,persons_reported,persons,8,2021"


def build(copy: Built, folder: str) -> set[str]:
    """``study book FOLDER --pdf``; returns what was computed, and the notebooks that were run."""
    done = subprocess.run(
        [sys.executable, "-m", "study", "book", folder, "--pdf"],
        cwd=copy.root,
        env={**os.environ, "PYTHONPATH": str(copy.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"(?:Computing|notebook) ([\w.]+)", done.stderr))


def page(copy: Built, name: str, folder: str = SUKOHARJO) -> str:
    """The words of a page, without markup."""
    text = (copy.root / folder / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")
    article = text.partition("<article")[2].partition("</article>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", article).split())


def pdf(copy: Built) -> str:
    """The text of the PDF."""
    path = next((copy.root / SUKOHARJO / "_build" / "pdf").glob("*.pdf"))
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def built(pristine: Built) -> Built:
    """The copy of the project with the book of one example."""
    build(pristine, SUKOHARJO)
    return pristine


def test_what_rests_on_a_cell_follows_it_and_nothing_else(built: Built) -> None:
    graph = desks.load(find(built.root / SUKOHARJO)).graph
    reached = {name for name in graph.steps if "regions_asn" in graph.tables_of(name)}
    assert "eight civil servants in seven cases" in page(built, "chapters/conclusion")
    assert "eight" in pdf(built)
    built.edit(f"{SUKOHARJO}/record/regions_asn.csv", swap(EIGHT, EIGHT.replace(",8,", ",9,")))
    computed = build(built, SUKOHARJO)
    assert "persons_per_case" in computed
    assert {name for name in computed if "." not in name} <= reached
    assert "nine civil servants in seven cases" in page(built, "chapters/conclusion")
    assert "nine" in pdf(built)


def test_a_sentence_of_the_author_computes_nothing(built: Built) -> None:
    built.edit(f"{SUKOHARJO}/text/conclusion.md", swap("depends on what", "hangs on what"))
    assert build(built, SUKOHARJO) == set()
    assert "hangs on what is counted" in page(built, "chapters/conclusion")


def test_nothing_changed_computes_nothing(built: Built) -> None:
    assert build(built, SUKOHARJO) == set()


def test_a_helper_runs_what_reaches_it_and_the_notebook(built: Built) -> None:
    built.edit("analysis/methods/firth.py", swap("TOLERANCE = 1e-10", "TOLERANCE = 1e-11"))
    computed = build(built, SUKOHARJO)
    assert "refit.ipynb" in computed
    assert "warned_firth" in computed
    assert "persons_per_case" not in computed


def test_the_notebook_is_about_this_study(built: Built) -> None:
    folder = built.root / SUKOHARJO / "_build" / "html" / "notebooks"
    assert {path.suffix for path in folder.iterdir()} == {".html", ".ipynb", ".py"}


def test_another_year_builds_and_says_what_it_cannot(built: Built) -> None:
    build(built, ELECTION_2024)
    assert "this study has no table case_stages" in page(built, "index", ELECTION_2024)
    assert not list((built.root / ELECTION_2024 / "results").glob("funnel.*"))
