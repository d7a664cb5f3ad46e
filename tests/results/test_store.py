"""What is stored, to which digit, and what happens when the disk says no."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.errors import ResultError, StoreError
from study.kinds import Model, Number
from study.results import store
from study.results.compare import difference
from tests.mini import Mini

ROOT = Path(__file__).resolve().parents[2]


@given(st.lists(st.floats(allow_nan=True, allow_infinity=False), min_size=1, max_size=5))
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


def test_model_and_number_survive() -> None:
    terms = pd.DataFrame({"term": ["x"], "odds_ratio": [1 / 3]})
    model = store.decode(
        "Model", store.encode("m", "Model", Model(terms, {"n": 5, "se": None}, ("t:1",)))
    )
    assert model.terms["odds_ratio"].tolist() == [0.3333333333]
    assert (model.facts, model.rows) == ({"n": 5, "se": None}, ("t:1",))
    number = store.decode("Number", store.encode("n", "Number", Number({"p": 1 / 70})))
    assert number.values == {"p": 0.01428571429}


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
        ("k,x\na,1\n", "k,x\na,1.0001\n", "a, x was 1.0, is 1.0001"),
        ("k,x\na,1\n", "k,x\na,1\nb,2\n", "b, k is new"),
        ("k,x\na,1\n", "k,x\n", "a, k is gone"),
    ],
)
def test_difference_of_tables(old: str, new: str, expected: str | None) -> None:
    assert difference("Table", old, new) == expected


def test_difference_of_drawings() -> None:
    assert difference("Figure", '<path d="M 1 2"/>', '<path d="M 1.000001 2"/>') is None
    assert difference("Figure", '<path d="M 1 2"/>', '<path d="M 1.1 2"/>') == (
        "1 coordinates of the drawing moved"
    )


def run_in_child(mini: Mini, before: str) -> subprocess.CompletedProcess[str]:
    """A run of the small study in a process of its own, after some lines of Python."""
    text = (
        "import sys\nfrom pathlib import Path\nfrom study.errors import StudyError\n"
        f"from study.place import Place\nroot = Path({str(mini.place.root)!r})\n{before}\n"
        "from study.results.run import run\n"
        "try:\n    print(run(Place(root / 'data', root, root)).computed)\n"
        "except StudyError as error:\n    sys.exit(f'{error.title}: {error}')\n"
    )
    return subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, cwd=ROOT, check=False
    )


def contents(mini: Mini) -> dict[str, str]:
    folders = (mini.place.results, mini.place.figures)
    return {p.name: p.read_text() for f in folders for p in sorted(f.iterdir())}


@pytest.fixture
def edited(mini: Mini) -> Mini:
    """The small study, run once, then with one cell changed."""
    assert run_in_child(mini, "").returncode == 0
    mini.replace("data/cases.csv", "C1,A,3", "C1,A,8")
    return mini


KILL = """
import os, signal
from study.results import store
write, place = store.write, {place!r}
def killed(path, text):
    if path.name == place and {when!r} == 'before':
        os.kill(os.getpid(), signal.SIGKILL)
    write(path, text)
    if path.name == place:
        os.kill(os.getpid(), signal.SIGKILL)
store.write = killed
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", ["by_region.csv", "by_region.json", "total.json", "index.json"])
def test_a_killed_run_leaves_a_state_from_which_the_next_is_right(
    edited: Mini, tmp_path_factory: pytest.TempPathFactory, name: str, when: str
) -> None:
    if name == "index.json":
        edited.edit_code("question", '{"regions":', '{"places":')
    died = run_in_child(edited, KILL.format(place=name, when=when))
    assert died.returncode == -signal.SIGKILL
    assert run_in_child(edited, "").returncode == 0
    untouched = Mini(tmp_path_factory.mktemp("untouched"))
    untouched.replace("data/cases.csv", "C1,A,3", "C1,A,8")
    if name == "index.json":
        untouched.edit_code("question", '{"regions":', '{"places":')
    assert run_in_child(untouched, "").returncode == 0
    expected = {
        key: text.replace(untouched.package, edited.package)
        for key, text in contents(untouched).items()
    }
    assert contents(edited) == expected


def test_two_runs_at_once_end_in_the_right_state(edited: Mini) -> None:
    text = (
        "import sys\nfrom pathlib import Path\nfrom study.place import Place\n"
        f"root = Path({str(edited.place.root)!r})\nfrom study.results.run import run\n"
        "run(Place(root / 'data', root, root))\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", text], cwd=ROOT) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert run_in_child(edited, "").stdout.strip() == "[]"
    assert '"persons": 30' in contents(edited)["total.json"]


def test_a_full_disk_is_one_error_and_earlier_results_stay(edited: Mini) -> None:
    before = contents(edited)
    limit = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "import pandas, matplotlib.figure, numpy\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))"
    )
    done = run_in_child(edited, limit)
    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was written: ")
    assert "Traceback" not in done.stderr
    assert contents(edited) == before
    assert not [p for p in edited.place.root.rglob(".*") if p.is_file()]


def test_a_read_only_folder_is_one_error_and_earlier_results_stay(edited: Mini) -> None:
    before = contents(edited)
    for folder in (edited.place.results, edited.place.figures, edited.place.cache):
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
    lower = "import os\nos.path.exists('/')\nif os.getuid() == 0:\n    os.setuid(65534)\n"
    if os.getuid() == 0:
        for parent in edited.place.root.parents:
            if str(parent).startswith("/tmp/"):
                parent.chmod(0o755)
    done = run_in_child(edited, f"import sys\nsys.dont_write_bytecode = True\n{lower}")
    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was written: ")
    assert contents(edited) == before


def test_write_names_the_file_it_could_not_write(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StoreError, match=r"x\.csv could not be written"):
        store.write(blocked / "x.csv", "text")
