"""Authors with what they hand in; the empty study is made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from study.place import Place, find
from tests.interviews import made, sheets


@pytest.fixture(scope="session")
def empty_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new study for interviews, not to be written to."""
    return made.empty(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def author(tmp_path: Path, empty_study: Path) -> made.Author:
    """An author who has handed nothing in yet."""
    return made.author(tmp_path / "author", empty_study)


@pytest.fixture(scope="session")
def taken_in(tmp_path_factory: pytest.TempPathFactory, empty_study: Path) -> made.Author:
    """An author whose interviews were taken in, not to be written to."""
    found = made.author(tmp_path_factory.mktemp("taken"), empty_study)
    found.hand_in()
    assert found.pseudonymise().findings == []
    return found


@pytest.fixture(scope="session")
def segments_once(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A study of segments to be coded, not to be written to."""
    return sheets.segments(tmp_path_factory.mktemp("sheet"))


@pytest.fixture
def segments(segments_once: Place, tmp_path: Path) -> Place:
    """That study, to be changed."""
    return find(shutil.copytree(segments_once.data, tmp_path / "own"))


@pytest.fixture
def interviews(segments: Place) -> Place:
    """The same with an interview of four passages, one of which may be told but not quoted."""
    return sheets.talked(segments)
