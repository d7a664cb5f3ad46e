"""Many files changed as one: all or none, finished by the next run, for their owner alone."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from study.errors import StoreError
from study.interviews import writing
from tests.interviews.made import FIRST, Author, docx


def test_a_full_disk_changes_nothing(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    author.hand_in()
    before = author.state()

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StoreError, match="Nothing was changed"):
        author.pseudonymise()
    monkeypatch.undo()
    assert author.state() == before


def test_what_is_new_is_for_its_owner_alone(author: Author) -> None:
    author.hand_in()
    author.pseudonymise()
    docx(author.inbox / "wawancara satu.docx", [*FIRST, "P: Segmen lagi."])
    author.pseudonymise()
    new = [path for path in author.key.parent.rglob("*") if path != author.key]
    assert len(new) == 9
    for path in (*new, author.inbox / "T01.txt"):
        allowed = 0o700 if path.is_dir() else 0o600
        assert path.stat().st_mode & 0o777 == allowed, path


def test_what_is_laid_out_names_no_folder_of_the_machine(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is finished where both folders were moved meanwhile."""
    author.hand_in()
    monkeypatch.setattr(writing, "finish", lambda _: False)
    author.pseudonymise()
    monkeypatch.undo()
    assert str(author.root) not in (author.key.parent / ".taking-in" / "list.json").read_text()
    moved = Author(author.root.rename(author.root.with_name("elsewhere")))
    assert writing.finish(moved.key.parent)
    assert not author.root.exists()
    assert not writing.finish(moved.key.parent)
    assert moved.check() == []
    assert len(moved.rows("interview_codings")) == 4


def test_what_is_laid_out_waits_for_a_study_that_was_moved_alone(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.hand_in()
    with monkeypatch.context() as patched:
        patched.setattr(writing, "finish", lambda _: False)
        author.pseudonymise()
    moved = author.folder.rename(author.folder.with_name("elsewhere"))
    with pytest.raises(StoreError, match="to finish"):
        writing.finish(author.key.parent)
    assert not author.folder.exists()
    moved.rename(author.folder)
    assert writing.finish(author.key.parent)
    assert author.check() == []


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"there": [], "write": [[1]], "delete": []}']
)
def test_a_damaged_list_of_what_is_laid_out_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / writing.READY).mkdir()
    (tmp_path / writing.READY / "list.json").write_text(content)
    with pytest.raises(StoreError, match="to finish"):
        writing.finish(tmp_path)


@pytest.mark.parametrize("how", ["write", "delete"])
def test_a_study_of_somebody_else_reaches_nothing_outside_of_it(tmp_path: Path, how: str) -> None:
    study, mine = tmp_path / "study", tmp_path / "mine"
    ready = study / writing.READY
    ready.mkdir(parents=True)
    (study / "study.toml").touch()
    mine.write_text("mine")
    (ready / "0").write_text("theirs")
    steps = {"write": ["0", "../mine"], "delete": ["../mine", sha256(b"mine").hexdigest()]}
    laid = {"there": [], "write": [], "delete": [], how: [steps[how]]}
    (ready / writing.LIST).write_text(json.dumps(laid))
    with pytest.raises(StoreError):
        writing.finish(study)
    assert mine.read_text() == "mine"


def test_a_folder_where_a_file_should_be_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(StoreError, match="Nothing was changed"):
        writing.change(tmp_path, {tmp_path / "a": b"x", tmp_path / "b": b"x"})
    assert [each.name for each in tmp_path.iterdir()] == ["b"]


def test_a_staged_change_is_finished_or_forgotten(tmp_path: Path) -> None:
    writing.change(tmp_path, {tmp_path / "a" / "b": b"x"})
    assert (tmp_path / "a" / "b").read_bytes() == b"x"
    assert not writing.finish(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
