"""Fixtures of the results machinery."""

from pathlib import Path

import pytest

from tests.mini import Mini


@pytest.fixture
def mini(tmp_path: Path) -> Mini:
    """A fresh small study."""
    return Mini(tmp_path)
