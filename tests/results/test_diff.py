"""`study diff`: what was planted between two states is told, in words and by how much."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from study import cli
from study.book import changes
from study.book.manifest import manifest
from study.errors import ResultError
from study.results.run import run
from tests.mini import Mini

CHAPTER = """# One

In all, {n}`total.persons` were counted.
Region A had {n}`by_region[A].persons|word` *persons*.
Nothing is quoted here.

```{result-figure} region_figure
:alt: Region B has {n}`by_region[B].persons`.
Persons.
```
"""


@pytest.fixture
def states(mini: Mini, tmp_path_factory: pytest.TempPathFactory) -> tuple[Mini, str]:
    """The small study with a chapter after a run, and the folder of a copy of it."""
    mini.write("book/_toc.yml", "format: jb-book\nroot: index\nchapters:\n  - file: one\n")
    mini.write("book/index.md", "# Front\n\nA page.\n")
    mini.write("book/one.md", CHAPTER)
    run(mini.place)
    folder = tmp_path_factory.mktemp("states") / "before"
    shutil.copytree(mini.place.root, folder)
    return mini, str(folder)


def compared(states: tuple[Mini, str]) -> dict[str, Any]:
    """The comparison of the copy with the study."""
    return changes.compare(states[1], str(states[0].place.root))


def result(facts: dict[str, Any], name: str) -> dict[str, Any]:
    """What is said of one result."""
    return next(r for c in facts["chapters"] for r in c["results"] if r["name"] == name)


def test_equal_states_say_so(states: tuple[Mini, str]) -> None:
    facts = compared(states)
    assert changes.same(facts)
    assert changes.report(facts).endswith("nothing changed.")
    answer = CliRunner().invoke(cli.app, ["diff", states[1], states[1]])
    assert answer.exit_code == 0


def test_a_changed_cell_reaches_numbers_and_sentences(states: tuple[Mini, str]) -> None:
    mini = states[0]
    mini.replace("data/cases.csv", "C1,A,3", "C1,A,4")
    run(mini.place)
    facts = compared(states)
    (chapter,) = facts["chapters"]
    assert chapter["title"] == "One"
    assert {(s["state"], s["old"], s["new"]) for s in chapter["sentences"]} == {
        ("value", "In all, 20 were counted.", "In all, 22 were counted."),
        ("value", "Region A had four persons.", "Region A had five persons."),
    }
    (change,) = result(facts, "total")["changes"]
    assert change["said"] == "persons was 20, is 22 (+2, +10 %)"
    assert (change["by"], change["share"], change["flips"]) == (2, 0.1, False)
    assert result(facts, "region_figure")["changes"]
    (table,) = facts["tables"]
    assert (table["table"], table["changes"][0]["said"]) == (*("cases", "C1, persons was 3, is 4"),)


def test_a_changed_sign_comes_first(states: tuple[Mini, str]) -> None:
    mini = states[0]
    mini.replace("results/by_region.csv", "B,6", "B,600")
    mini.replace("results/total.json", "20", "-1")
    facts = compared(states)
    (chapter,) = facts["chapters"]
    assert chapter["results"][0]["name"] == "total"
    assert chapter["sentences"][0]["new"] == "In all, −1 were counted."
    assert "the sign has changed" in chapter["results"][0]["changes"][0]["said"]
    assert "A sign changed in 1 result." in changes.headline(facts)


def test_the_larger_change_comes_first(states: tuple[Mini, str]) -> None:
    mini = states[0]
    mini.replace("results/by_region.csv", "B,6", "B,7")
    mini.replace("results/total.json", "20", "2000")
    (chapter,) = compared(states)["chapters"]
    assert [each["name"] for each in chapter["results"]][:2] == ["total", "by_region"]
    mini.replace("results/by_region.csv", "B,7", "B,7000")
    mini.replace("results/total.json", "2000", "21")
    (chapter,) = compared(states)["chapters"]
    assert [each["name"] for each in chapter["results"]][:2] == ["by_region", "total"]


def test_rows_and_results_that_come_and_go(states: tuple[Mini, str]) -> None:
    mini = states[0]
    mini.write("data/cases.csv", "case_id,region,persons,source_ids,note\nC1,A,3,S1,\nC4,D,1,S1,\n")
    mini.edit_code("question", "def large(", "def many(")
    mini.forget()
    run(mini.place)
    facts = compared(states)
    assert (result(facts, "large")["state"], result(facts, "many")["state"]) == ("gone", "new")
    said = [change["said"] for change in result(facts, "by_region")["changes"]]
    assert said[:2] == ["B is gone", "D is new"] or said[:3] == ["A, persons was 4, is 3"]
    assert {"B is gone", "D is new"} <= set(said)
    (table,) = facts["tables"]
    assert (table["new"], table["gone"]) == (["C4"], ["C2", "C3"])
    spoken = [s["new"] for c in facts["chapters"] for s in c["sentences"]]
    assert "Region B has [no value]." in spoken


def test_edited_new_and_gone_sentences(states: tuple[Mini, str]) -> None:
    mini = states[0]
    mini.replace("book/one.md", "Nothing is quoted here.", "Nothing at all is quoted here.")
    mini.replace("book/index.md", "A page.\n", "A page.\nQuite another thing.\n")
    facts = compared(states)
    assert [(c["title"], c["sentences"][0]["state"]) for c in facts["chapters"]] == [
        *(("Front", "new"), ("One", "words")),
    ]
    assert facts["chapters"][1]["sentences"][0]["old"] == "Nothing is quoted here."


def test_a_chapter_that_is_new_is_named_once(states: tuple[Mini, str]) -> None:
    mini = states[0]
    mini.write("book/two.md", "# Two\n\nOne thing.\nAnother thing.\n")
    mini.write("book/_toc.yml", mini.read("book/_toc.yml") + "  - file: two\n")
    (chapter,) = compared(states)["chapters"]
    assert (chapter["title"], chapter["state"], chapter["sentences"]) == ("Two", "new", [])


def test_an_absent_result_says_why(states: tuple[Mini, str]) -> None:
    mini = states[0]
    index = json.loads(mini.read("results/index.json"))
    index["large"]["absent"] = "the record holds no region"
    mini.write("results/index.json", json.dumps(index))
    (mini.place.results / "large.json").unlink()
    facts = compared(states)
    assert result(facts, "large")["state"] == "absent"
    assert "why: the record holds no region" in changes.report(facts)


def test_a_value_that_prints_the_same_is_counted(states: tuple[Mini, str]) -> None:
    mini = states[0]
    mini.replace("results/total.json", "20", "20.0001")
    (chapter,) = compared(states)["chapters"]
    assert (chapter["sentences"], chapter["unseen"]) == ([], 1)


def test_a_moved_mark(states: tuple[Mini, str]) -> None:
    mini = states[0]
    text = mini.read("figures/region_figure.svg")
    mini.write("figures/region_figure.svg", text.replace('x="', 'x="9', 1))
    (change,) = result(compared(states), "region_figure")["changes"]
    assert change["said"].startswith("1 mark moved or changed in look")


def test_provenance_and_sources(states: tuple[Mini, str]) -> None:
    mini = states[0]
    mini.replace("data/datapackage.json", '"observed"', '"judged"')
    mini.replace("data/sources.csv", "A page", "Another page")
    run(mini.place)
    facts = compared(states)
    said = [fact["said"] for fact in result(facts, "total")["facts"]]
    assert "provenance was observed, is judged" in said
    assert "S1, title was A page, is Another page" in changes.report(facts)


def test_what_rests_on_a_closed_table_is_not_shown(states: tuple[Mini, str]) -> None:
    mini = states[0]
    index = mini.place.results / "index.json"
    index.write_text(index.read_text("utf-8").replace('"open"', '"closed"'), encoding="utf-8")
    mini.replace("results/by_region.csv", "A,4", "A,5")
    (change,) = result(compared(states), "by_region")["changes"]
    assert "not shown" in change["said"]


def test_results_of_another_run(states: tuple[Mini, str]) -> None:
    mini, before = states
    mini.replace("results/total.json", "20", "21")
    facts = changes.compare(str(Path(before) / "results"), str(mini.place.root))
    assert [r["name"] for c in facts["chapters"] for r in c["results"]] == ["total"]
    assert facts["chapters"][0]["sentences"][0]["old"] == "In all, 20 were counted."


def test_a_version_of_git_is_the_study_of_then() -> None:
    assert changes.compare("HEAD", "HEAD")["chapters"] == []


def test_a_study_that_was_never_run_cannot_be_compared(states: tuple[Mini, str]) -> None:
    (Path(states[1]) / "results" / "index.json").unlink()
    with pytest.raises(ResultError, match="no results yet"):
        compared(states)


@pytest.mark.parametrize("name", ["no-such-version", "--output=x", "study"])
def test_a_state_there_is_not(name: str) -> None:
    answer = CliRunner().invoke(cli.app, ["diff", name])
    assert answer.exit_code == 2


def test_the_page_is_kept_where_the_book_finds_it(states: tuple[Mini, str]) -> None:
    mini = states[0]
    mini.replace("results/total.json", "20", "21")
    facts = compared(states)
    path = changes.keep(facts, mini.place)
    assert path == mini.place.book / "changes.json"
    content = json.loads(path.read_text("utf-8"))
    assert content.pop("made_of") == manifest(mini.place)["digests"]
    assert content == facts
    assert str(mini.place.root) not in path.read_text("utf-8")
