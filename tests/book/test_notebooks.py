"""Companion notebooks: run when what they name changed, and only then."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from study.book.notebooks import bring_up_to_date, publish
from study.errors import BookError
from study.results.run import run
from tests.mini import Mini


@pytest.fixture
def mini(tmp_path: Path) -> Mini:
    """A small study with a notebook that names one result."""
    made = Mini(tmp_path)
    write(made, '1 + 1  # quotes "total"')
    run(made.place)
    return made


def write(mini: Mini, code: str) -> None:
    """Write the notebook with one code cell."""
    v4 = nbformat.v4
    cells = [v4.new_markdown_cell("# A notebook", id="a"), v4.new_code_cell(code, id="b")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = v4.new_notebook(cells=cells, metadata=kernel)
    mini.write("book/notebooks/look.ipynb", nbformat.writes(book))


def test_it_runs_once_and_again_when_what_it_names_changed(mini: Mini) -> None:
    assert bring_up_to_date(mini.place) == ["look"]
    assert bring_up_to_date(mini.place) == []
    mini.replace("data/sources.csv", "A page", "Another page")
    mini.edit_code("helper", "LIMIT = 5", "LIMIT = 3")
    mini.forget()
    run(mini.place)
    assert bring_up_to_date(mini.place) == []
    mini.edit_code("helper", "FACTOR = 2", "FACTOR = 3")
    mini.forget()
    run(mini.place)
    assert bring_up_to_date(mini.place) == ["look"]


def test_three_forms_are_published_the_same_each_time(mini: Mini, tmp_path: Path) -> None:
    bring_up_to_date(mini.place)
    publish(mini.place, tmp_path / "one")
    forms = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert forms == ["look.html", "look.ipynb", "look.py"]
    output = json.loads((tmp_path / "one" / "look.ipynb").read_text())["cells"][1]["outputs"][0]
    assert output["data"]["text/plain"] == ["2"]
    assert ">2<" in (tmp_path / "one" / "look.html").read_text().replace("\n", "")
    (mini.place.build / "notebooks" / "look.key").unlink()
    bring_up_to_date(mini.place)
    publish(mini.place, tmp_path / "two")
    for name in forms:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_cell_that_fails_is_named(mini: Mini) -> None:
    write(mini, "1 / 0")
    with pytest.raises(BookError, match=r"look\.ipynb, code cell 1: .*ZeroDivisionError"):
        bring_up_to_date(mini.place)
    assert not (mini.place.build / "notebooks" / "look.html").exists()
