"""What is stored, to which digit, and what happens when the disk says no."""

from __future__ import annotations

import os
import resource
import signal
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.errors import ResultError, StoreError, StudyError
from study.kinds import Model, Number, rows_of
from study.results import store
from study.results.compare import difference
from study.results.run import run
from tests.mini import Mini


@given(st.lists(st.floats(-1e300, 1e300) | st.just(float("nan")), min_size=1, max_size=5))
def test_a_stored_table_comes_back_to_ten_digits(values: list[float]) -> None:
    table = pd.DataFrame({"key": [f"k{i}" for i in range(len(values))], "x": values})
    stored = store.encode("t", "Table", table)
    back = store.decode("Table", stored)
    assert store.encode("t", "Table", back).text == stored.text
    for old, new in zip(values, back["x"], strict=True):
        assert (old != old and new != new) or new == pytest.approx(old, rel=1e-9)


def test_types_and_missing_values_survive() -> None:
    table = pd.DataFrame(
        {
            "code": ["33.03", "01"],
            "n": pd.array([1, None], dtype="Int64"),
            "ok": pd.array([True, None], dtype="boolean"),
            "share": [0.5, None],
            "label": ["a", None],
        }
    )
    stored = store.encode("t", "Table", table)
    assert list(stored.shape.values()) == ["string", "integer", "boolean", "number", "string"]
    back = store.decode("Table", stored)
    assert back["code"].tolist() == ["33.03", "01"]
    assert back.isna().sum().tolist() == [0, 1, 1, 1, 1]


def test_a_cell_may_name_thousands_of_rows() -> None:
    rows = rows_of("interview_codings", [f"K{number:05}" for number in range(9_000)])
    table = pd.DataFrame({"key": ["a"], "rows": [rows]})
    stored = store.encode("t", "Table", table)
    assert store.decode("Table", stored)["rows"][0] == rows


def test_model_and_number_survive() -> None:
    terms = pd.DataFrame({"term": ["x"], "odds_ratio": [1 / 3]})
    model = store.decode(
        "Model", store.encode("m", "Model", Model(terms, {"n": 5, "se": None}, ("t:1",)))
    )
    assert model.terms["odds_ratio"].tolist() == [0.3333333333]
    assert (model.facts, model.rows) == ({"n": 5, "se": None}, ("t:1",))
    number = store.decode("Number", store.encode("n", "Number", Number({"p": 1 / 70})))
    assert number.values == {"p": 0.01428571429}


def test_infinity_is_refused() -> None:
    with pytest.raises(ResultError, match="infinite"):
        store.encode("n", "Number", Number({"odds": float("inf")}))


@pytest.mark.parametrize(
    ("kind", "value"), [("Table", 3), ("Number", {"a": 1}), ("Model", 1), ("Figure", "svg")]
)
def test_wrong_kind_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(ResultError, match="did not return"):
        store.encode("r", kind, value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("k,x\na,1\n", "k,x\na,1.000000001\n", None),
        ("k,x\na,1\n", "k,x\na,1.0001\n", "a, x was 1, is 1.0001 (+0.0001, +0.01 %)"),
        ("k,x\na,1\n", "k,x\na,1\nb,2\n", "b is new"),
        ("k,x\na,1\n", "k,x\n", "a is gone"),
    ],
)
def test_difference_of_tables(old: str, new: str, expected: str | None) -> None:
    assert difference("Table", old, new) == expected


def test_difference_of_drawings() -> None:
    assert difference("Figure", '<path d="M 1 2"/>', '<path d="M 1.000001 2"/>') is None
    assert difference("Figure", '<path d="M 1 2"/>', '<path d="M 1.1 2"/>') == (
        "1 mark moved or changed in look, by 0.1 at most"
    )


def forked(mini: Mini, prepare: Callable[[], None] = lambda: None) -> str:
    """What a run in a forked child said: computed names, an error's text, or 'killed'.

    Forked, because the child may be killed, lose its rights or its disk, and needs no second
    import of pandas. ``prepare`` runs in the child before the study does.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            prepare()
            said = " ".join(run(mini.place).computed)
        except StudyError as error:
            said = f"{error.title}: {error}"
        except BaseException as error:
            said = "no clear error: " + "".join(traceback.format_exception(error))
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else said


def contents(mini: Mini) -> dict[str, str]:
    """Every stored result and drawing as text."""
    folders = (mini.place.results, mini.place.figures)
    return {p.name: p.read_text() for f in folders for p in sorted(f.iterdir())}


def edit(mini: Mini) -> None:
    """Change a cell that matters, and the fields of a number, so that the index changes."""
    mini.forget()
    mini.replace("data/cases.csv", "C1,A,3", "C1,A,8")
    mini.edit_code("question", '{"regions":', '{"places":')


@pytest.fixture(params=[False, True], ids=["shipped", "a folder of its own"])
def edited(request: pytest.FixtureRequest, tmp_path: Path) -> Mini:
    """The small study, as shipped and in a folder of its own, run once, then changed."""
    mini = Mini(tmp_path, apart=request.param)
    run(mini.place)
    edit(mini)
    return mini


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the changed study holds when nothing goes wrong."""
    untouched = Mini(tmp_path_factory.mktemp("untouched"), "untouched")
    run(untouched.place)
    edit(untouched)
    run(untouched.place)
    return {k: text.replace("untouched.", "PACKAGE.") for k, text in contents(untouched).items()}


def kill_at(path: str, when: str) -> Callable[[], None]:
    """Let SIGKILL strike just before or just after a file is replaced."""

    def prepare() -> None:
        write = store.write

        def killed(target: Path, text: str) -> None:
            if when == "after":
                write(target, text)
            if target.as_posix().endswith(path):
                os.kill(os.getpid(), signal.SIGKILL)
            write(target, text)

        store.write = killed

    return prepare


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "path",
    [
        "results/by_region.csv",
        "cache/results/by_region.json",
        "results/total.json",
        "figures/region_figure.svg",
        "results/index.json",
        "cache/tables.json",
        "cache/checked",
    ],
)
def test_a_killed_run_leaves_a_state_from_which_the_next_is_right(
    edited: Mini, right: dict[str, str], path: str, when: str
) -> None:
    assert forked(edited, kill_at(path, when)) == "killed"
    run(edited.place)
    held = {k: t.replace(f"{edited.package}.", "PACKAGE.") for k, t in contents(edited).items()}
    assert held == right


def test_two_runs_at_once_end_in_the_right_state(edited: Mini, right: dict[str, str]) -> None:
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                run(edited.place)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert run(edited.place).computed == []
    assert contents(edited)["by_region.csv"] == right["by_region.csv"]


def test_a_full_disk_is_one_error_and_earlier_results_stay(edited: Mini) -> None:
    before = contents(edited)

    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))

    assert forked(edited, fill).startswith("Nothing was written: ")
    assert contents(edited) == before
    assert not [p for p in edited.place.root.rglob(".*") if p.is_file()]


def test_a_read_only_folder_is_one_error_and_earlier_results_stay(edited: Mini) -> None:
    before = contents(edited)
    for folder in (edited.place.results, edited.place.figures, edited.place.cache):
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in (edited.place.root, *edited.place.root.parents[:-2]):
        parent.chmod(0o755)

    def give_up_rights() -> None:
        if os.getuid() == 0:
            os.setuid(65534)

    assert forked(edited, give_up_rights).startswith("Nothing was written: ")
    assert contents(edited) == before


def test_write_names_the_file_it_could_not_write(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StoreError, match=r"x\.csv could not be written"):
        store.write(blocked / "x.csv", "text")
