"""A gate for files."""

from __future__ import annotations

import pytest

from study.disclosure import gate as gates
from study.disclosure.gate import Gate
from tests.mini import Mini


@pytest.fixture(scope="package")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """The gate of a small study without exceptions or a list of names."""
    return gates.of(Mini(tmp_path_factory.mktemp("mini"), "gate_files").place)
