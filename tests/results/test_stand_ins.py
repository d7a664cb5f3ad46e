"""Tables made by code: when they are read, what they make of what rests on them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from study.errors import AbsentError, GraphError, MixedError
from study.results import desk as desks
from study.results import store, verify
from study.results.desk import Desk
from study.results.run import run
from study.results.shelf import Shelf
from tests.mini import Mini

ASKED = "\n[interviews]\nstand_in = true\n"
SIMULATE = '''"""Made by code."""

from __future__ import annotations

import pandas as pd

from study.kinds import Number, Table


def chances() -> Table:
    """The parameters."""
    return pd.DataFrame({"name": ["persons"], "value": [7]})


def cases(chances: Table) -> Table:
    """Invented cases."""
    row = {"case_id": "X1", "scenario": "s", "region": "A", "source_ids": None}
    return pd.DataFrame([row | {"persons": int(chances["value"].iloc[0])}])


def sources(chances: Table) -> Table:
    """Invented sources."""
    return pd.DataFrame([{"source_id": "X1", "title": "t", "url": None}])


def drawn(chances: Table) -> Number:
    """A number made by code that stands in for no table."""
    return Number({"value": int(chances["value"].iloc[0])})
'''
GRID = '''"""A grid."""

from study.kinds import Number


def power(drawn: Number) -> Number:
    """Twice what was drawn."""
    return Number({"value": 2 * drawn.values["value"]})
'''
BOTH = '''"""Both."""

from study.kinds import Number, Table


def beside(cases: Table, drawn: Number) -> Number:
    """One beside the other."""
    return Number({"value": len(cases)})
'''


@pytest.fixture
def made(mini: Mini) -> Mini:
    """The small study, asking for stand-ins, with rows in its tables."""
    mini.write("data/study.toml", mini.read("data/study.toml") + ASKED)
    mini.write(f"{mini.package}/simulate.py", SIMULATE)
    mini.write(f"{mini.package}/grid.py", GRID)
    return mini


def empty(study: Mini, *tables: str) -> None:
    """Take all rows out of tables."""
    for name in tables:
        study.write(f"data/{name}.csv", study.read(f"data/{name}.csv").splitlines()[0] + "\n")


def laid_out(study: Mini) -> Desk:
    """The study as it is now: its settings are read once for each place."""
    return desks.load(replace(study.place))


def test_stand_ins_are_read_for_empty_tables_and_all_that_rests_on_them_says_so(made: Mini) -> None:
    empty(made, "cases", "sources")
    assert not run(made.place).absent
    index = json.loads(made.read("results/index.json"))
    for name in ("cases", "sources", "by_region", "total", "region_figure", "drawn", "power"):
        assert (index[name]["provenance"], index[name]["access"]) == ("simulated", "open")
    assert Shelf(made.place).value("total.persons").value == 14
    files = {path.name for path in made.place.results.iterdir()} - {store.INDEX}
    assert len(files) == 8
    assert all(name.startswith("simulated-") for name in files)
    drawing = made.read("figures/simulated-region_figure.svg")
    assert f">{store.MARK}<" in drawing
    assert ">simulated<" in drawing


def test_they_give_way_to_one_row_and_only_what_is_made_stays_simulated(made: Mini) -> None:
    empty(made, "cases", "sources")
    run(made.place)
    made.write("data/cases.csv", "case_id,region,persons,source_ids,note\nC1,A,3,,\n")
    run(made.place)
    index = json.loads(made.read("results/index.json"))
    assert "cases" not in index
    assert index["total"]["provenance"] == "observed"
    assert Shelf(made.place).value("total.persons").value == 6
    assert index["power"]["provenance"] == "simulated"
    simulated = sorted(p.name for p in made.place.results.glob("simulated-*"))
    made_by_code = ["chances.csv", "drawn.json", "power.json"]
    assert simulated == [f"simulated-{name}" for name in made_by_code]
    assert f">{store.MARK}<" not in made.read("figures/region_figure.svg")


def test_beside_a_table_that_was_collected_the_others_are_not_stood_in_for(made: Mini) -> None:
    empty(made, "cases")
    assert laid_out(made).empty_tables == {"cases": "the table cases was not collected"}
    report = run(made.place)
    assert set(report.absent) == {"by_region", "total", "large", "region_figure"}
    assert set(report.absent.values()) == {"the table cases was not collected"}
    with pytest.raises(AbsentError, match="was not collected"):
        Shelf(made.place).value("total.persons")


@pytest.mark.parametrize("said", ["", "\n[interviews]\nstand_in = false\n", '\ninterviews = "x"\n'])
def test_nobody_asked_for_them(made: Mini, said: str) -> None:
    empty(made, "cases", "sources")
    text = made.read("data/study.toml").replace(ASKED, said)
    made.write("data/study.toml", text)
    desk = laid_out(made)
    assert not desk.stands_in
    assert set(desk.empty_tables) == {"cases", "sources"}
    assert desk.provenance("power") == "simulated"


def test_a_simulated_table_beside_a_collected_one_is_refused(made: Mini) -> None:
    described = json.loads(made.read("data/datapackage.json"))
    described["resources"][1]["provenance"] = "simulated"
    made.write("data/datapackage.json", json.dumps(described))
    with pytest.raises(MixedError, match="both: collected cases, simulated sources"):
        run(made.place)
    assert not made.place.results.exists()


def test_a_result_on_both_is_refused(made: Mini) -> None:
    made.write(f"{made.package}/both.py", BOTH)
    with pytest.raises(MixedError, match="beside rests on both: collected cases, simulated ch"):
        run(made.place)
    empty(made, "cases", "sources")
    assert not run(made.place).absent


def test_a_recomputation_finds_them_by_their_names(made: Mini) -> None:
    empty(made, "cases", "sources")
    run(made.place)
    assert all(verdict.holds for verdict in verify.verify(made.place))
    made.write("results/total.json", "{}\n")
    found = {each.name: each.state for each in verify.verify(made.place) if not each.holds}
    assert found == {"total": verify.LEFT}


def test_a_stand_in_is_a_table(made: Mini) -> None:
    made.edit_code("simulate", "def cases(chances: Table) -> Table", "def cases(chances) -> Number")
    with pytest.raises(GraphError, match="the name 'cases' is taken by a table"):
        laid_out(made)
