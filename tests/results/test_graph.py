"""Reading the graph from text, and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from study.errors import GraphError, ResultError
from study.results.graph import Graph, read


def graph(tmp_path: Path, text: str) -> Graph:
    """The graph of a package with one module, over the tables ``cases`` and ``regions``."""
    package = tmp_path / "pack"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "question.py").write_text(text)
    return read(tmp_path, package, ["cases", "regions"])


CHAIN = """
def last(middle: Table) -> Number: ...
def middle(cases, first) -> Table: ...
def first(regions: Table) -> "Table": ...
def _helper(nothing): ...
def constant_free(words) -> kinds.Figure: ...
"""


def test_order_and_ancestors(tmp_path: Path) -> None:
    found = graph(tmp_path, CHAIN)
    order = list(found.steps)
    assert order.index("first") < order.index("middle") < order.index("last")
    assert found.ancestors("last") == {"middle", "first", "cases", "regions"}
    assert found.tables_of("last") == ["cases", "regions"]
    assert (found.steps["first"].kind, found.steps["first"].line) == ("Table", 4)
    assert found.steps["constant_free"].kind == "Figure"


WIDE = "def end({}) -> Number: ...\n".format(", ".join(f"a{n}" for n in range(9))) + "".join(
    f"def a{n}(cases) -> Number: ...\n" for n in range(9)
)


def test_the_order_is_the_same_in_every_process(tmp_path: Path) -> None:
    graph(tmp_path, WIDE)
    ask = (
        "import sys; from pathlib import Path; from study.results.graph import read\n"
        "root = Path(sys.argv[1]); print(list(read(root, root / 'pack', ['cases']).steps))"
    )
    orders = {
        subprocess.run(
            [sys.executable, "-c", ask, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "1234"
    }
    assert len(orders) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def a(casse) -> Table: ...", "line 1: a needs 'casse'.*Did you mean cases"),
        ("def a(b) -> Table: ...\ndef b(a) -> Table: ...", "need each other: (a -> b|b -> a)"),
        ("def cases(regions) -> Table: ...", "the name 'cases' is taken by a table"),
        ("def a(cases, seed=1) -> Table: ...", "a has a default"),
        ("def a(*cases) -> Table: ...", "a has a default or a starred"),
        ("def a(cases -> Table: ...", "line 1: not valid Python"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(GraphError, match=message):
        graph(tmp_path, text)


def test_unknown_result_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="Did you mean middle"):
        graph(tmp_path, CHAIN).step("midle")


@pytest.mark.parametrize(
    "text",
    [
        "LEVEL = 1\nLEVEL = LEVEL * 2\ndef a(cases) -> Table: ...",
        "def a(cases) -> Table: ...\ndef a(regions) -> Table: ...",
        "def a(cases) -> Table:\n    from x import f\ndef b(cases) -> Table:\n    from y import f",
    ],
)
def test_a_name_with_two_meanings_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(GraphError, match=r"line \d+: .*what a result reaches is not clear"):
        graph(tmp_path, text)
