"""The command as a person meets it: what it says, its exit status, and what it loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from study.book import build
from study.place import find
from tests.mini import Mini

ROOT = Path(__file__).resolve().parents[1]
HEAVY = (
    "pandas",
    "scipy",
    "matplotlib",
    "sphinx",
    "jupyter_book",
    "statsmodels",
    "IPython",
    "packaging",
)


def study(*words: str) -> subprocess.CompletedProcess[str]:
    """The command with some words."""
    return subprocess.run(
        [sys.executable, "-m", "study", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_teaches_and_names_every_command() -> None:
    done = study("--help")
    assert done.returncode == 0
    assert "First time? Run: study book" in done.stdout
    for command in ("new", "check", "run", "book", "explain", "cite", "design", "withdraw"):
        assert command in done.stdout
        assert study(command, "--help").returncode == 0


def test_check_of_the_shipped_study() -> None:
    done = study("check")
    assert done.returncode == 0
    assert done.stdout.endswith("tables in data: nothing wrong.\n")


def test_a_new_study_passes_the_check(tmp_path: Path) -> None:
    folder = str(tmp_path / "own")
    made = study("new", folder, "--language", "id")
    assert (made.returncode, made.stdout) == (0, f"{tmp_path}/own/README.md\n")
    assert study("check", folder).returncode == 0
    again = study("new", folder)
    assert (again.returncode, again.stdout) == (1, "")
    assert "not empty" in again.stderr
    assert study("new", str(tmp_path / "x"), "--language", "fr").returncode == 2


def test_check_as_json_in_two_languages(tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    assert json.loads(study("check", str(mini.place.data), "--format", "json").stdout) == []
    mini.replace("data/cases.csv", "C1,A,3,S1", "C1 ,A,three,S1")
    done = study("check", str(mini.place.data), "--format", "json")
    wrong, note = sorted(json.loads(done.stdout), key=lambda each: each["kind"])
    assert done.returncode == 1
    assert wrong == {
        "kind": "error",
        "code": "not_whole",
        "file": "cases.csv",
        "sheet": "",
        "row": 2,
        "column": "persons",
        "value": "three",
        "problem": "is not a whole number",
        "allowed": "digits only, at most 18",
        "mend": "write the number alone; a remark belongs in a column of its own",
        "count": 1,
        "last_row": None,
    }
    assert (note["kind"], note["code"], note["column"]) == ("note", "space_around", "case_id")
    indonesian = study("check", str(mini.place.data), "--format", "json", "--language", "id")
    found = json.loads(indonesian.stdout)
    assert [each["code"] for each in found] == ["space_around", "not_whole"]
    assert found[1]["problem"] == "bukan bilangan bulat"


def test_check_speaks_the_language_of_the_study(tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    mini.replace("data/study.toml", 'language = "en"', 'language = "id"')
    mini.replace("data/cases.csv", "C1,A,3,S1", "C1 ,A,3,S1")
    done = study("check", str(mini.place.data))
    assert done.returncode == 0
    assert "catatan" in done.stdout
    assert "tidak ada yang salah" in done.stdout
    assert "nothing wrong" in study("check", str(mini.place.data), "--language", "en").stdout


def test_json_is_json_even_without_a_study(tmp_path: Path) -> None:
    done = study("check", "nowhere", "--format", "json")
    (found,) = json.loads(done.stdout)
    assert done.returncode == 1
    assert (found["code"], found["problem"]) == ("not_a_study", "nowhere holds no study.toml.")
    (tmp_path / "study.toml").write_text("title = ")
    (found,) = json.loads(study("check", str(tmp_path), "--format", "json").stdout)
    assert "not valid TOML" in found["problem"] or "cannot be read" in found["problem"]


def test_explain_a_value_down_to_its_sources() -> None:
    study("run")
    done = study("explain", "regency_totals[51].cases")
    assert done.returncode == 0
    for part in ("regency_totals[51].cases = 3", "analysis/units.py, line", "S021", "yes"):
        assert part in done.stdout


def test_cite_in_one_form_and_in_three() -> None:
    one, three = study("cite", "funnel", "--format", "ris"), study("cite", "funnel")
    assert one.stdout.startswith("TY  - DATA\n")
    assert three.stdout.endswith("\n\n" + one.stdout)
    assert "@misc{" in three.stdout
    assert json.loads(study("cite", "--format", "json").stdout)[0]["version"] == "0.1.0"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("explain", "funel"), "A result cannot be had: No result is called 'funel'. Did you mean"),
        (("explain", "funnel[x].cases"), "A result cannot be had: funnel has no row 'x'"),
        (("cite", "funel"), "A result cannot be had: No result is called 'funel'. Did you mean"),
        (("check", "nowhere"), "Not a study: nowhere holds no study.toml."),
        (("run", "/"), "Not a study: / holds no study.toml."),
    ],
)
def test_a_mistake_is_one_message_and_no_traceback(words: tuple[str, ...], said: str) -> None:
    done = study(*words)
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr


def test_bad_data_are_all_named_at_once(tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    mini.replace("data/cases.csv", "C1,A,3,S1", "C1,A,three,S1")
    mini.replace("data/cases.csv", "C2,B,6,S1", "C2,B,6,S7")
    done = study("check", str(mini.place.data))
    assert done.returncode == 1
    assert "row 2, column persons" in done.stdout
    assert "row 3, column source_ids" in done.stdout
    assert done.stdout.startswith("2 problems in the data:")


@pytest.mark.parametrize("words", [["--help"], ["run"], ["book"], ["explain"], ["cite", "funnel"]])
def test_nothing_changed_is_decided_without_heavy_imports(words: list[str]) -> None:
    build.book(find())
    text = (
        "import sys\nfrom study.cli import main\n"
        f"sys.argv = ['study', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit as done:\n    assert not done.code\n"
        f"print('loaded:', *sorted(set({HEAVY!r}) & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "loaded:"
