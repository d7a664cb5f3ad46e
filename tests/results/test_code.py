"""Which helpers a function reaches, in every way Python lets one name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from study.results.code import Code

BASE = "LIMIT = 1\n\ndef f():\n    return LIMIT\n\ndef g():\n    return 2\n"


def reached(tmp_path: Path, text: str, **modules: str) -> set[str]:
    """Definitions that ``q`` in module ``pack.main`` reaches."""
    files = {"__init__": "", "base": BASE, "main": text, **modules}
    for name, content in files.items():
        path = tmp_path.joinpath("pack", *name.split("__dot__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return set(Code(tmp_path, "pack").reached("pack.main", "q"))


@pytest.mark.parametrize(
    "text",
    [
        "from . import base\ndef q(): return base.f()",
        "from . import base as B\ndef q(): return B.f()",
        "from .base import f\ndef q(): return f()",
        "from .base import f as h\ndef q(): return h()",
        "from pack.base import f\ndef q(): return f()",
        "import pack.base\ndef q(): return pack.base.f()",
        "import pack.base as b\ndef q(): return b.f()",
        "def q():\n    from .base import f\n    return f()",
        "from .base import f\ndef q(x=f()): return x",
        "from .base import f\nTOOLS = {'f': f}\ndef q(): return TOOLS['f']()",
        "from .base import f\nclass C:\n    def m(self): return f()\ndef q(): return C().m()",
        "from .base import f\ndef deco(g): return f\n@deco\ndef q(): return 1",
        "from .base import f\ndef q(): return list(map(lambda x: f(), [1]))",
        "from .base import f\ndef q():\n    def inner(): return f()\n    return inner()",
    ],
)
def test_helper_is_found(tmp_path: Path, text: str) -> None:
    found = reached(tmp_path, text)
    assert {"pack.base:f", "pack.base:LIMIT"} <= found
    assert "pack.base:g" not in found


def test_helper_re_exported_by_a_package_is_found(tmp_path: Path) -> None:
    found = reached(
        tmp_path,
        "from .tools import f\ndef q(): return f()",
        tools__dot____init__="from ..base import f\n",
    )
    assert {"pack.base:f", "pack.base:LIMIT"} <= found


def test_a_parameter_named_like_a_function_does_not_reach_it(tmp_path: Path) -> None:
    assert "pack.base:f" not in reached(tmp_path, "from .base import f\ndef q(f): return f")


def test_a_module_handed_on_counts_as_a_whole(tmp_path: Path) -> None:
    found = reached(tmp_path, "from . import base\ndef q(): return vars(base)")
    assert {"pack.base:f", "pack.base:g", "pack.base:LIMIT"} <= found


def test_statements_that_run_on_import_count(tmp_path: Path) -> None:
    found = reached(tmp_path, "import os\nos.environ['A'] = '1'\ndef q(): return 1")
    assert "pack.main:statement 1" in found


def test_swapping_a_library_is_a_change(tmp_path: Path) -> None:
    def code(text: str) -> dict[str, str]:
        reached(tmp_path, text)
        return Code(tmp_path, "pack").reached("pack.main", "q")

    assert code("import numpy as n\ndef q(): return n.pi") != code(
        "import cmath as n\ndef q(): return n.pi"
    )
