"""What a study's tables do not allow is said in words, and stops nothing else."""

import json
from dataclasses import replace

import pytest

from study.errors import AbsentError, DifferenceError, FaultError
from study.kinds import Absent, Setting
from study.results import desk as desks
from study.results.run import run
from study.results.shelf import Shelf
from tests.mini import Mini

SAYS = '''"""Another question."""

from study.kinds import Absent, Number, Table


def first_of(cases: Table) -> Number:
    """The first region B."""
    found = cases[cases.region == "B"]
    if found.empty:
        raise Absent("no case of region B was seen")
    return Number({"persons": int(found.persons.iloc[0])})


def place_code(setting) -> Number:
    """What study.toml says."""
    return Number({"code": setting["place.code"]})
'''


@pytest.fixture
def study(tmp_path):
    study = Mini(tmp_path)
    study.write(f"{study.package}/says.py", SAYS)
    study.write("data/study.toml", study.read("data/study.toml") + '[place]\ncode = "1"\n')
    return study


def test_a_full_study_lacks_nothing(study):
    report = run(study.place)
    assert not report.absent
    assert Shelf(study.place).value("place_code.code").value == "1"


def test_an_empty_table_takes_away_what_rests_on_it_and_nothing_else(study):
    run(study.place)
    study.write("data/cases.csv", "case_id,region,persons,source_ids,note\n")
    report = run(study.place)
    reason = "the table cases of this study is empty"
    gone = ["by_region", "first_of", "large", "region_figure", "total"]
    assert report.absent == dict.fromkeys(gone, reason) | {}
    assert sorted(p.name for p in study.place.results.glob("*")) == [
        "index.json",
        "place_code.json",
    ]
    assert not list(study.place.figures.glob("*"))
    index = json.loads(study.read("results/index.json"))
    assert index["total"]["absent"] == reason
    assert "absent" not in index["place_code"]
    with pytest.raises(AbsentError, match="This study has no total: the table cases"):
        Shelf(study.place).value("total.persons")


def test_rows_that_come_back_bring_the_results_back(study):
    full = study.read("data/cases.csv")
    study.write("data/cases.csv", full.splitlines()[0] + "\n")
    run(study.place)
    study.write("data/cases.csv", full)
    assert not run(study.place).absent
    assert Shelf(study.place).value("total.persons").value == 20


def test_a_function_says_what_its_tables_do_not_hold(study):
    study.write("data/cases.csv", "case_id,region,persons,source_ids,note\nC1,A,3,S1,\n")
    report = run(study.place)
    assert report.absent == {"first_of": "no case of region B was seen"}
    again = run(study.place)
    assert again.computed == []
    assert again.absent == report.absent
    assert desks.load(study.place).reasons()["first_of"] == ""


def test_a_setting_that_is_not_given_is_absent(study):
    study.replace("data/study.toml", 'code = "1"', 'name = "x"')
    assert run(study.place).absent == {"place_code": "study.toml gives no place.code"}
    with pytest.raises(Absent):
        Setting()["place.code"]


def test_a_title_changes_no_result_and_a_setting_does(study):
    run(study.place)
    study.replace("data/study.toml", '"Mini"', '"Maxi"')
    assert run(replace(study.place)).computed == []
    study.replace("data/study.toml", 'code = "1"', 'code = "2"')
    assert run(replace(study.place)).computed == ["place_code"]


def test_a_table_the_analysis_asks_for_and_the_study_has_not(study):
    """The contract names the table; the study does not describe it."""
    own = study.place.root / "own"
    own.mkdir()
    described = study.description()
    described["resources"] = [t for t in described["resources"] if t["name"] != "cases"]
    (own / "datapackage.json").write_text(json.dumps(described))
    (own / "sources.csv").write_text(study.read("data/sources.csv"))
    (own / "study.toml").write_text(study.read("data/study.toml"))
    place = type(study.place)(data=own, home=own, root=study.place.root)
    report = run(place)
    assert set(report.absent.values()) == {"this study has no table cases"}
    assert Shelf(place).value("place_code.code").value == "1"


def test_a_stumble_is_told_and_stops_nothing_else(study):
    study.edit_code("says", "found.empty", "found.nothing")
    for _ in range(2):
        with pytest.raises(FaultError, match=r"first_of .*AttributeError: .*says\.py, line 9"):
            run(study.place)
    assert "fault of the analysis" in Shelf(study.place).entry("first_of").absent
    assert Shelf(study.place).value("total.persons").value == 20


def test_a_stumble_over_what_was_there_writes_nothing(study):
    run(study.place)
    before = {path: path.read_bytes() for path in study.place.results.iterdir()}
    study.edit_code("says", "found.empty", "found.nothing")
    study.forget()
    with pytest.raises(FaultError, match="Nothing was written"):
        run(study.place)
    assert {path: path.read_bytes() for path in study.place.results.iterdir()} == before


def test_nothing_is_spared_what_the_analysis_stumbled_over(study):
    code = "from study.kinds import Number\n\n\ndef after(first_of: Number | None) -> Number:\n"
    study.write(
        f"{study.package}/after.py", f'"""A."""\n\n{code}    """A."""\n    return first_of\n'
    )
    study.edit_code("says", "found.empty", "found.nothing")
    with pytest.raises(FaultError):
        run(study.place)
    assert "fault of the analysis" in Shelf(study.place).entry("after").absent


def test_a_table_emptied_makes_its_stored_results_stale(study):
    run(study.place)
    study.write("data/cases.csv", "case_id,region,persons,source_ids,note\n")
    reason = desks.load(study.place).reasons()["total"]
    assert reason == "It cannot be had: the table cases of this study is empty."


def test_a_committed_result_that_cannot_be_had_any_more_is_a_difference(study):
    run(study.place)
    committed = study.read("results/first_of.json")
    for note in (study.place.cache / "results").glob("*"):
        note.unlink()
    study.write("data/cases.csv", "case_id,region,persons,source_ids,note\nC1,A,3,S1,\n")
    with pytest.raises(DifferenceError, match="no case of region B was seen"):
        run(study.place)
    assert study.read("results/first_of.json") == committed
    run(study.place, accept=True)
    assert not (study.place.results / "first_of.json").exists()


def test_a_result_may_spare_an_input(study):
    study.write(
        f"{study.package}/spares.py",
        '"""A question."""\n\nfrom __future__ import annotations\n\n'
        "from study.kinds import Number, Table\n\n\n"
        "def told(sources: Table, cases: Table | None) -> Number:\n"
        '    """Whether there are cases."""\n'
        '    return Number({"cases": 0 if cases is None else len(cases)})\n',
    )
    run(study.place)
    assert Shelf(study.place).value("told.cases").value == 3
    study.write("data/cases.csv", "case_id,region,persons,source_ids,note\n")
    study.forget()
    assert "told" not in run(study.place).absent
    assert Shelf(study.place).value("told.cases").value == 0
    assert run(study.place).computed == []
