"""Where a study lies, and what is said when it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from study.errors import PlaceError, ResultError
from study.place import ROOT, below, find
from study.words import Labels, labels
from tests.mini import Mini


def test_the_shipped_study_lies_at_the_top_level() -> None:
    place = find()
    assert (place.data, place.results) == (ROOT / "data", ROOT / "results")
    assert find(ROOT / "data") == place
    assert place.show(ROOT / "analysis" / "units.py") == "analysis/units.py"


def test_another_study_keeps_its_results_to_itself(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('title = "Other"\n')
    place = find(tmp_path)
    assert place.results == tmp_path / "results"
    assert place.analysis == ROOT / "analysis"


def test_files_below_a_folder_are_those_of_the_study(tmp_path: Path) -> None:
    for name in ("a", "in/b", "in/out/c", "out/d", "in/__pycache__/e"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {path.relative_to(tmp_path).as_posix() for path in below(tmp_path, tmp_path / "out")}
    assert found == {"a", "in/b", "in/out/c"}
    assert list(below(tmp_path / "none")) == []


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match=r"holds no study\.toml"):
        find(tmp_path)
    (tmp_path / "study.toml").write_text("title = \n")
    with pytest.raises(PlaceError, match="not valid TOML"):
        _ = find(tmp_path).study


def test_a_label_that_is_missing_is_a_mistake(tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    assert labels(mini.place)["persons"] == "Persons"
    with pytest.raises(ResultError, match="no label for 'cases'"):
        Labels()["cases"]
    mini.replace("data/study.toml", '"en"', '"nl"')
    del mini.place.__dict__["study"]
    with pytest.raises(PlaceError, match="no column 'nl'"):
        labels(mini.place)
