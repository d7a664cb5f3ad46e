"""The studies under examples/, built as a person would, then edited: pages, PDF and notebook."""

from __future__ import annotations

import subprocess

import pytest

from study.place import find
from study.results import desk as desks
from tests.copies import Built, swap

pytestmark = pytest.mark.long

SUKOHARJO = "examples/sukoharjo-2020"
ELECTION_2024 = "examples/purbalingga-2024"
EIGHT = "Kabupaten Sukoharjo,33.11,regency,Bawaslu Jawa Tengah,persons_reported,persons,8,2021"


def page(copy: Built, name: str, study: str = SUKOHARJO) -> str:
    """The words of a page of a study, without markup."""
    return copy.pages(study)[name]


def pdf(copy: Built) -> str:
    """The text of the PDF."""
    path = next((copy.root / SUKOHARJO / "_build" / "pdf").glob("*.pdf"))
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def built(pristine: Built) -> Built:
    """The copy of the project with the book of one example."""
    pristine.build(SUKOHARJO, "--pdf")
    return pristine


def test_what_rests_on_a_cell_follows_it_and_nothing_else(built: Built) -> None:
    graph = desks.load(find(built.root / SUKOHARJO)).graph
    reached = {name for name in graph.steps if "regions_asn" in graph.tables_of(name)}
    assert "eight civil servants in seven cases" in page(built, "chapters/conclusion")
    assert "eight" in pdf(built)
    built.edit(f"{SUKOHARJO}/record/regions_asn.csv", swap(EIGHT, EIGHT.replace(",8,", ",9,")))
    built.build(SUKOHARJO, "--pdf")
    assert "persons_per_case" in built.computed
    assert built.computed <= reached
    assert "nine civil servants in seven cases" in page(built, "chapters/conclusion")
    assert "nine" in pdf(built)


def test_a_sentence_of_the_author_computes_nothing(built: Built) -> None:
    built.edit(f"{SUKOHARJO}/text/conclusion.md", swap("depends on what", "hangs on what"))
    built.build(SUKOHARJO, "--pdf")
    assert built.computed == built.notebooks == set()
    assert "hangs on what is counted" in page(built, "chapters/conclusion")


def test_nothing_changed_computes_nothing(built: Built) -> None:
    built.build(SUKOHARJO, "--pdf")
    assert built.computed == built.notebooks == set()


def test_a_helper_runs_what_reaches_it_and_the_notebook(built: Built) -> None:
    built.edit("analysis/methods/firth.py", swap("TOLERANCE = 1e-10", "TOLERANCE = 1e-11"))
    built.build(SUKOHARJO, "--pdf")
    assert built.notebooks == {"refit"}
    assert "warned_firth" in built.computed
    assert "persons_per_case" not in built.computed


def test_the_notebook_is_about_this_study(built: Built) -> None:
    folder = built.root / SUKOHARJO / "_build" / "html" / "notebooks"
    assert {path.suffix for path in folder.iterdir()} == {".html", ".ipynb", ".py"}


def test_another_year_builds_and_says_what_it_cannot(built: Built) -> None:
    built.build(ELECTION_2024)
    assert "this study has no table case_stages" in page(built, "index", ELECTION_2024)
    assert not list((built.root / ELECTION_2024 / "results").glob("funnel.*"))
