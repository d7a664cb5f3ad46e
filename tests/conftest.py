"""A copy of the project, built once for each module that edits it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.copies import ROOT, SKIPPED, Built


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A copy of the project, built once."""
    root = tmp_path_factory.mktemp("edits") / "project"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*SKIPPED))
    built = Built(root, set())
    built.build()
    return built


@pytest.fixture
def copy(pristine: Built) -> Iterator[Built]:
    """The built copy, put back as it was when the test is over."""
    kept = pristine.root.with_name("kept")
    shutil.copytree(pristine.root, kept, symlinks=True)
    yield pristine
    shutil.rmtree(pristine.root)
    kept.rename(pristine.root)
