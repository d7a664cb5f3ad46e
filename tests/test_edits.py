"""Planted edits, end to end: after each, exactly what must is recomputed and printed anew.

Each edit is made in a copy of the project that was built before, by the command a person
would type. The pages are compared as text; a page must change when, and only when, what it
says has changed.
"""

from __future__ import annotations

import re

from study.place import find
from study.results import desk as desks
from tests.copies import Built, swap

MANIFEST = "chapters/rebuild-rerun-review"
"""The page that says of which files the book was made: every edit changes their digest."""
PERMUTED = {"central_java_permutation"}


def resting_on(copy: Built, table: str) -> set[str]:
    """Results that a table reaches, through however many others."""
    graph = desks.load(find(copy.root / "data")).graph
    return {name for name in graph.steps if table in graph.tables_of(name)}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Pages whose words differ, the manifest apart."""
    pages = (before.keys() | after.keys()) - {MANIFEST}
    return {page for page in pages if before.get(page) != after.get(page)}


def test_a_data_cell_that_matters(copy: Built) -> None:
    before = copy.pages()
    copy.edit(
        "data/record/case_stages.csv",
        swap("a sanction,23,", "a sanction,22,"),
    )
    copy.build()
    after = copy.pages()
    assert copy.computed <= resting_on(copy, "case_stages")
    assert {"stage_reports", "funnel", "school_share"} <= copy.computed
    assert "Schools and the education office account for 52 of 55 persons" in " ".join(
        after["chapters/what-officials-did"].split()
    )
    differing = changed(before, after)
    assert {"chapters/what-officials-did", "index", "origins/funnel"} <= differing
    assert "chapters/warned-heads" not in differing
    assert "origins/warned_firth" not in differing


def test_a_remark(copy: Built) -> None:
    before = copy.pages()
    copy.edit("data/record/case_stages.csv", swap("24 people in the video", "24 people in a video"))
    copy.build()
    assert copy.computed == set()
    differing = changed(before, copy.pages())
    assert "origins/case_stages" in differing
    assert all(page.startswith("origins/") for page in differing)


def test_a_word_taken_out_of_the_data_leaves_the_search_index(copy: Built) -> None:
    index = copy.root / "_build" / "html" / "searchindex.js"
    copy.edit("data/record/events.csv", swap("Witnesses called; file", "zebrafinch"))
    copy.build()
    assert "zebrafinch" in index.read_text("utf-8")
    copy.edit("data/record/events.csv", swap("zebrafinch", "Witnesses called; file"))
    copy.build()
    assert "zebrafinch" not in index.read_text("utf-8")


def test_the_order_of_rows(copy: Built) -> None:
    before = copy.pages()

    def reverse(text: str) -> str:
        head, *rows = text.splitlines()
        return "\n".join([head, *reversed(rows)]) + "\n"

    copy.edit("data/comparison/races.csv", reverse)
    copy.build()
    assert copy.computed == set()
    assert changed(before, copy.pages()) == set()


def test_a_constant_in_a_helper(copy: Built) -> None:
    before = copy.pages()
    copy.edit("analysis/methods/firth.py", swap("profile of the", "profile curve of the"))
    copy.build()
    firth = {"warned_firth", "warned_firth_all", "warned_firth_without_central_java"}
    firth |= {"listing_firth", "listing_firth_size"}
    made_of_them = {"warned_models", "warned_forest_figure", "listing_place"}
    assert firth <= copy.computed <= firth | made_of_them
    origins = {f"origins/{name}" for name in firth}
    assert changed(before, copy.pages()) == {"chapters/warned-heads", *origins}


def test_the_body_of_a_helper(copy: Built) -> None:
    before = copy.pages()
    copy.edit("analysis/methods/exact.py", swap("confidence_level=level", "confidence_level=0.9"))
    copy.build()
    users = {"warned_by_island", "warned_in_java", "letters_seen", "plan_dose"}
    assert copy.computed == users
    chapters = {"chapters/warned-heads", "chapters/disciplinary-sanctions", "simulated/plan"}
    assert changed(before, copy.pages()) == chapters | {f"origins/{name}" for name in users}


def test_a_seed(copy: Built) -> None:
    before = copy.pages()
    copy.edit("analysis/execution.py", lambda text: re.sub(r"SEED = \d+", "SEED = 1", text))
    copy.build()
    assert copy.computed == PERMUTED
    differing = changed(before, copy.pages())
    assert "origins/central_java_permutation" in differing
    assert differing <= {"origins/central_java_permutation", "chapters/warned-heads"}


def test_a_comment_and_a_docstring(copy: Built) -> None:
    copy.edit("analysis/methods/firth.py", lambda text: text + "\n# A remark of no consequence.\n")
    copy.edit("analysis/execution.py", swap('"""How institutions', '"""Again: how institutions'))
    copy.build()
    assert copy.computed == set()


def test_a_time_stamp(copy: Built) -> None:
    before = copy.pages()
    for folder in ("data", "analysis", "book", "study", "results", "figures"):
        for path in (copy.root / folder).rglob("*"):
            path.touch()
    copy.build()
    assert copy.computed == set()
    assert changed(before, copy.pages()) == set()


def test_a_locked_package_of_the_analysis(copy: Built) -> None:
    before = copy.pages()
    copy.edit(
        "requirements.lock", lambda text: re.sub(r"^scipy==\S+", "scipy==1.0.0", text, flags=re.M)
    )
    copy.build()
    assert {"funnel", "warned_firth", *PERMUTED} <= copy.computed
    assert changed(before, copy.pages()) == set()


def test_a_locked_package_of_the_book(copy: Built) -> None:
    before = copy.pages()
    copy.edit(
        "requirements.lock", lambda text: re.sub(r"^typst==\S+", "typst==0.0.1", text, flags=re.M)
    )
    copy.build()
    assert copy.computed == set()
    assert changed(before, copy.pages()) == set()


def test_a_word_of_prose(copy: Built) -> None:
    before = copy.pages()
    copy.edit(
        "book/chapters/what-officials-did.md", swap("The count invites", "That count invites")
    )
    copy.build()
    assert copy.computed == set()
    assert changed(before, copy.pages()) == {"chapters/what-officials-did"}


def test_a_source_that_is_named_no_more(copy: Built) -> None:
    before = copy.pages()
    copy.edit("book/chapters/what-officials-did.md", swap(" ({s}`S110`)", ""))
    copy.build()
    assert copy.computed == set()
    differing = changed(before, copy.pages())
    assert "chapters/what-officials-did" in differing
    assert differing <= {
        "chapters/what-officials-did",
        "chapters/evidence-register",
        "origins/sources",
    }


def test_the_first_words_of_a_paragraph(copy: Built) -> None:
    before = copy.pages()
    copy.edit(
        "book/chapters/what-officials-did.md",
        swap("In figures to 30 September", "Up to 30 September"),
    )
    copy.build()
    assert copy.computed == set()
    assert changed(before, copy.pages()) == {
        "chapters/what-officials-did",
        "chapters/for-reviewers",
        "origins/kasn_lists",
    }


def test_a_label(copy: Built) -> None:
    before = copy.pages()
    copy.edit("book/words.csv", swap("detected,Detected by Bawaslu", "detected,Noticed by Bawaslu"))
    copy.build()
    assert {"funnel_figure", "handling_figure", "timeline_figure"} <= copy.computed
    assert all(name.endswith("_figure") for name in copy.computed)
    assert "chapters/how-institutions-answered" in changed(before, copy.pages())
    assert "Noticed by" in (copy.root / "figures" / "funnel_figure.svg").read_text("utf-8")
