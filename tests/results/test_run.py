"""What is recomputed after which edit, and what a run leaves behind."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from study.errors import DataError, DifferenceError, ResultError
from study.results.desk import load
from study.results.run import Report, run
from tests.mini import Mini

ALL = ["by_region", "large", "total", "region_figure"]


def again(mini: Mini, **options: bool) -> Report:
    """A run in what is, for the analysis package, a new process."""
    mini.forget()
    return run(mini.place, **options)


@pytest.fixture
def done(mini: Mini) -> Mini:
    """The small study after a first run."""
    run(mini.place)
    return mini


def test_first_run_computes_everything_and_second_nothing(mini: Mini) -> None:
    assert sorted(run(mini.place).computed) == sorted(ALL)
    assert again(mini).computed == []


def test_results_are_the_values_by_hand(done: Mini) -> None:
    assert done.read("results/by_region.csv") == (
        "region,persons,rows\nA,4,cases:C1 cases:C3\nB,6,cases:C2\n"
    )
    assert json.loads(done.read("results/total.json"))["values"] == {"persons": 20}
    assert json.loads(done.read("results/large.json"))["values"] == {"regions": 1}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/cases.csv", "C1,A,3,S1,\n", "C1,A,3,S1,a remark\n"),
        ("data/cases.csv", "C1,A,3,S1,\nC2,B,6,S1,\n", "C2,B,6,S1,\nC1,A,3,S1,\n"),
        ("requirements.lock", "sphinx==7.0", "sphinx==7.1"),
        ("book/words.csv", "persons,Persons\n", "persons,Persons\nother,Other\n"),
    ],
    ids=["remark", "order of rows", "book package", "unused label"],
)
def test_edits_that_recompute_no_value(done: Mini, path: str, old: str, new: str) -> None:
    done.replace(path, old, new)
    assert set(again(done).computed) <= {"region_figure"}


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("helper", '"""A helper."""', '"""Another sentence."""  # and a comment'),
        ("helper", '    """Twice the value."""\n', "    # twice\n"),
        ("question", "def total", "UNUSED = 1\n\n\ndef total"),
        ("helper", "FACTOR = 2", "FACTOR = (2)"),
    ],
    ids=["docstring", "comment", "unused constant", "layout"],
)
def test_code_edits_that_recompute_nothing(done: Mini, module: str, old: str, new: str) -> None:
    done.edit_code(module, old, new)
    assert again(done).computed == []


def test_time_stamp_recomputes_nothing(done: Mini) -> None:
    for path in done.place.root.rglob("*.*"):
        path.touch()
    assert again(done).computed == []


@pytest.mark.parametrize(
    ("module", "old", "new", "computed"),
    [
        ("helper", "FACTOR = 2", "FACTOR = 3", ["total"]),
        ("helper", "LIMIT = 5", "LIMIT = 3", ["large"]),
        ("helper", "return FACTOR * value", "return FACTOR * value + 1", ["total"]),
        ("question", "> helper.LIMIT", ">= helper.LIMIT", ["large"]),
    ],
)
def test_helper_edits_recompute_their_users(
    done: Mini, module: str, old: str, new: str, computed: list[str]
) -> None:
    done.edit_code(module, old, new)
    assert again(done).computed == computed


def test_data_cell_recomputes_and_same_intermediate_stops_there(done: Mini) -> None:
    done.replace("data/cases.csv", "C1,A,3", "C1,A,2")
    done.replace("data/cases.csv", "C3,A,1", "C3,A,2")
    assert again(done).computed == ["by_region"]
    done.replace("data/cases.csv", "C1,A,2", "C1,A,7")
    assert sorted(again(done).computed) == sorted(ALL)
    assert json.loads(done.read("results/total.json"))["values"]["persons"] == 30


def test_analysis_package_recomputes_everything(done: Mini) -> None:
    done.replace("requirements.lock", "numpy==2.0", "numpy==2.1")
    report = again(done)
    assert sorted(report.computed) == sorted(ALL)
    assert report.changed == []


def test_result_changed_by_hand_is_put_right(done: Mini) -> None:
    done.replace("results/total.json", "20", "21")
    assert "by hand" in load(done.place).reasons()["total"]
    assert again(done).computed == ["total"]
    assert "20" in done.read("results/total.json")


def test_trace_cut_short_recomputes(done: Mini) -> None:
    trace = done.place.cache / "results" / "total.json"
    trace.write_text(trace.read_text()[:40])
    assert again(done).computed == ["total"]


def fresh_clone(mini: Mini) -> None:
    for path in sorted(mini.place.build.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


def test_fresh_clone_recomputes_once_and_finds_the_committed_values(done: Mini) -> None:
    fresh_clone(done)
    report = again(done)
    assert sorted(report.verified) == sorted(ALL)
    assert report.changed == []
    assert again(done).computed == []


def test_fresh_clone_keeps_committed_values_that_differ_and_says_so(done: Mini) -> None:
    fresh_clone(done)
    done.replace("results/total.json", "20", "21")
    with pytest.raises(DifferenceError, match="total: persons was 21, is 20"):
        again(done)
    assert "21" in done.read("results/total.json")
    assert again(done, accept=True).changed == ["total"]
    assert "20" in done.read("results/total.json")


def test_last_digits_of_another_processor_are_no_difference(done: Mini) -> None:
    fresh_clone(done)
    done.replace("results/total.json", "20", "20.00000001")
    assert "total" in again(done).verified
    assert "20.00000001" in done.read("results/total.json")


def test_result_that_is_gone_leaves_no_file(done: Mini) -> None:
    text = done.read(f"{done.package}/question.py")
    done.write(f"{done.package}/question.py", text[: text.index("def large")])
    again(done)
    assert not (done.place.results / "large.json").exists()
    assert "large" not in done.read("results/index.json")


def test_bad_data_stop_the_run_before_anything_is_written(done: Mini) -> None:
    before = {p: p.read_bytes() for p in done.place.results.iterdir()}
    done.replace("data/cases.csv", "C1,A,3", "C1,A,three")
    with pytest.raises(DataError, match=r"cases\.csv, row 2, column persons"):
        again(done)
    assert {p: p.read_bytes() for p in done.place.results.iterdir()} == before


def test_failing_function_writes_nothing_and_is_named(done: Mini) -> None:
    before = {p: p.read_bytes() for p in done.place.results.iterdir()}
    done.replace("data/cases.csv", "C1,A,3", "C1,A,8")
    done.edit_code("helper", "return FACTOR * value", "return FACTOR / 0")
    with pytest.raises(ResultError, match=r"total .*ZeroDivisionError.*helper\.py, line 9"):
        again(done)
    assert {p: p.read_bytes() for p in done.place.results.iterdir()} == before


def test_table_without_a_key_is_refused(done: Mini) -> None:
    done.edit_code("question", "return found", 'return found.assign(region="A")')
    with pytest.raises(ResultError, match="first column 'region' must name every row once"):
        again(done)


def test_results_hold_no_date_path_or_digest(done: Mini) -> None:
    text = "\n".join(p.read_text() for p in Path(done.place.results).iterdir())
    assert str(done.place.root) not in text
    assert not re.search(r"[0-9a-f]{32}|\d{4}-\d\d-\d\dT", text)


def test_provenance_follows_the_tables(mini: Mini) -> None:
    mini.write(
        "data/datapackage.json", mini.read("data/datapackage.json").replace("observed", "judged")
    )
    run(mini.place)
    index = json.loads(mini.read("results/index.json"))
    assert {entry["provenance"] for entry in index.values()} == {"judged"}
    assert ">judged<" in mini.read("figures/region_figure.svg")


def test_how_truth_values_are_read_is_part_of_the_content(mini: Mini) -> None:
    mini.replace("data/cases.csv", "source_ids,note", "source_ids,open,note")
    for row, value in (("C1,A,3,S1,", "true"), ("C2,B,6,S1,", "false"), ("C3,A,1,S1,", "true")):
        mini.replace("data/cases.csv", row, f"{row}{value},")
    described = mini.read("data/datapackage.json")
    field = '{"name": "open", "type": "boolean", "title": "o", "description": "o"}'
    mini.write(
        "data/datapackage.json", described.replace('{"name": "note"', f'{field}, {{"name": "note"')
    )
    run(mini.place)
    assert again(mini).computed == []
    swapped = field[:-1] + ', "trueValues": ["false"], "falseValues": ["true"]}'
    mini.replace("data/datapackage.json", field, swapped)
    assert "by_region" in again(mini).computed


def test_figure_is_the_same_bytes_in_another_run(done: Mini) -> None:
    before = done.read("figures/region_figure.svg")
    (done.place.figures / "region_figure.svg").unlink()
    assert again(done).computed == ["region_figure"]
    assert done.read("figures/region_figure.svg") == before
