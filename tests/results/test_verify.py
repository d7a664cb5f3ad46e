"""`study verify`: planted differences are found and placed; nothing of the study is written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from study import cli
from study.results import verify
from study.results.run import run
from tests.mini import Mini


@pytest.fixture
def done(mini: Mini) -> Mini:
    """The small study after a run."""
    run(mini.place)
    return mini


def states(mini: Mini) -> dict[str, str]:
    """Each result that does not hold, and how."""
    return {each.name: each.state for each in verify.verify(mini.place) if not each.holds}


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder with its time and content."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_an_untouched_study_holds_and_is_not_touched(done: Mini) -> None:
    before = everything(done.place.root)
    found = verify.verify(done.place)
    assert {each.state for each in found} == {verify.IDENTICAL}
    assert len(found) == 4
    assert everything(done.place.root) == before


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("results/by_region.csv", "A,4", "A,3", "A, persons was 3, is 4 (+1, +33.3 %)"),
        (
            "results/total.json",
            '"persons": 20',
            '"persons": -20',
            "persons was -20, is 20 (+40, +200 %, the sign has changed)",
        ),
        ("results/by_region.csv", "B,6,cases:C2\n", "", "B is new"),
        ("results/by_region.csv", "B,6,cases:C2", "B,6", "cannot be read"),
        ("results/index.json", '"observed"', '"judged"', "provenance was judged, is observed"),
    ],
)
def test_a_planted_difference_is_placed(
    done: Mini, path: str, old: str, new: str, said: str
) -> None:
    text = done.read(path)
    assert old in text
    done.write(path, text.replace(old, new, 1))
    found = [each for each in verify.verify(done.place) if not each.holds]
    assert [each.state for each in found] == [verify.DIFFERENT]
    assert [str(change) for change in found[0].changes] == [said]
    assert f"different: {found[0].name}\n  {said}" in verify.report(found)


def test_rows_in_another_order_differ(done: Mini) -> None:
    head, a, b = done.read("results/by_region.csv").splitlines()
    done.write("results/by_region.csv", "\n".join([head, b, a, ""]))
    assert states(done) == {"by_region": verify.DIFFERENT}


def test_last_digits_are_equal_and_more_is_not(done: Mini) -> None:
    done.replace("results/total.json", '"persons": 20', '"persons": 20.0000000001')
    assert {e.name: e.state for e in verify.verify(done.place)}["total"] == verify.EQUAL
    done.replace("results/total.json", "20.0000000001", "20.00001")
    assert states(done) == {"total": verify.DIFFERENT}


def test_a_figure_is_compared_by_what_it_draws(done: Mini) -> None:
    path = "figures/region_figure.svg"
    text = done.read(path)
    done.write(path, text.replace("<metadata>", "<metadata>\n  <!-- made again -->\n"))
    assert {e.name: e.state for e in verify.verify(done.place)}["region_figure"] == verify.EQUAL
    done.write(path, text.replace('x="', 'x="9', 1))
    (found,) = [each for each in verify.verify(done.place) if not each.holds]
    assert str(found.changes[0]).startswith("1 mark moved or changed in look, by ")
    done.write(path, text.replace(">observed<", ">simulated<"))
    (found,) = [each for each in verify.verify(done.place) if not each.holds]
    assert str(found.changes[0]) == "text was simulated, is observed"


def test_missing_and_left_over(done: Mini) -> None:
    (done.place.results / "total.json").unlink()
    done.write("results/old.csv", "key\n")
    assert states(done) == {"total": verify.MISSING, "old": verify.LEFT}


def test_the_command_fails_if_and_only_if_something_differs(
    done: Mini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "find", lambda _: done.place)
    whole = CliRunner().invoke(cli.app, ["verify"])
    assert (whole.exit_code, whole.stdout.splitlines()[-1]) == (
        *(0, "4 results: 4 identical, 0 equal within 1e-8, 0 different, 0 missing, 0 left over."),
    )
    done.replace("results/by_region.csv", "A,4", "A,3")
    broken = CliRunner().invoke(cli.app, ["verify", "--format", "json"])
    assert broken.exit_code == 1
    assert '"holds": false' in broken.stdout


def test_a_study_in_one_folder_holds(mini: Mini) -> None:
    place = replace(mini.place, home=mini.place.data)
    run(place)
    before = everything(mini.place.root)
    assert {each.state for each in verify.verify(place)} == {verify.IDENTICAL}
    assert everything(mini.place.root) == before


def test_the_report_for_programs_is_complete(done: Mini) -> None:
    done.replace("results/by_region.csv", "A,4", "A,3")
    content = json.loads(verify.as_json(verify.verify(done.place)))
    assert content["holds"] is False
    assert content["counts"][verify.DIFFERENT] == 1
    (change,) = next(each["changes"] for each in content["results"] if each["changes"])
    assert (change["key"], change["field"], change["old"], change["new"]) == (
        ("A", "persons", 3.0, 4.0)
    )
