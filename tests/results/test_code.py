"""Which helpers a function reaches, in every way Python lets one name them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from study.errors import GraphError
from study.place import find
from study.results import desk, source
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


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    """The note of a package in which ``q`` reaches ``f`` in another module."""
    reached(tmp_path, "from .base import f\ndef q(): return f()")
    look(tmp_path)
    return tmp_path / "note"


def look(root: Path) -> dict[str, str]:
    """What ``q`` reaches by way of the note, which must be what it reaches without one."""
    code = Code(root, "pack", note=root / "note")
    found = code.reached("pack.main", "q")
    code.keep()
    assert found == Code(root, "pack").reached("pack.main", "q")
    return found


def test_what_is_noted_is_not_parsed_again(noted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = look(noted.parent)
    written = noted.stat().st_mtime_ns
    monkeypatch.setattr(ast, "parse", lambda *_, **__: pytest.fail("parsed again"))
    code = Code(noted.parent, "pack", note=noted)
    assert code.reached("pack.main", "q") == before
    code.keep()
    assert noted.stat().st_mtime_ns == written


def test_an_edited_helper_has_another_digest_and_the_others_have_theirs(noted: Path) -> None:
    before = look(noted.parent)
    base = noted.parent / "pack" / "base.py"
    base.write_text(BASE.replace("LIMIT = 1", "LIMIT = 3"))  # of the same length
    after = look(noted.parent)
    assert [name for name in before if before[name] != after[name]] == ["pack.base:LIMIT"]
    base.write_text(BASE)
    assert look(noted.parent) == before


def test_an_edit_that_brings_a_helper_in_is_followed(noted: Path) -> None:
    main = noted.parent / "pack" / "main.py"
    main.write_text("from .base import g as f\ndef q(): return f()")
    assert {"pack.base:g"} == {name for name in look(noted.parent) if "base" in name}


def test_the_same_text_elsewhere_is_read_for_itself(noted: Path) -> None:
    text = "from .base import f\ndef q(): return f()"
    inner = noted.parent / "pack" / "inner"
    inner.mkdir()
    for name, content in (("__init__", text), ("base", "def f(): return 0"), ("main", text)):
        (inner / f"{name}.py").write_text(content)
    for module in ("pack.main", "pack.inner.main", "pack.inner"):
        code = Code(noted.parent, "pack", note=noted)
        assert code.reached(module, "q") == Code(noted.parent, "pack").reached(module, "q")
        code.keep()


def test_a_mistake_is_told_every_time(noted: Path) -> None:
    (noted.parent / "pack" / "base.py").write_text("def f(:")
    for _ in range(2):
        with pytest.raises(GraphError, match=r"base\.py, line 1: not valid Python"):
            Code(noted.parent, "pack", note=noted).reached("pack.main", "q")


def swapped(content: bytes) -> bytes:
    """The digests of two definitions in each other's place: all of it can still be read."""
    first, second = content.split(b'["f", "')[1][:64], content.split(b'["g", "')[1][:64]
    return content.replace(first, b"?").replace(second, first).replace(b"?", second)


@pytest.mark.parametrize(
    "damage",
    [
        swapped,
        lambda content: content.replace(b'"LIMIT"', b'"LIMIX"'),  # as if f did not use it
        lambda content: content[:-40],
        lambda content: content.partition(b"\n")[2],
        lambda content: b"\n[]",
        lambda content: b"\xff" + content,
        lambda content: b"",
    ],
    ids=["digest", "mention", "cut", "seal-gone", "no-object", "no-text", "empty"],
)
def test_a_note_that_was_tampered_with_is_as_good_as_none(
    noted: Path, damage: Callable[[bytes], bytes]
) -> None:
    right = noted.read_bytes()
    noted.write_bytes(damage(right))
    assert noted.read_bytes() != right
    look(noted.parent)
    assert noted.read_bytes() == right


@pytest.mark.parametrize("other", ["python", "reader"])
def test_a_note_by_another_python_or_another_reader_is_as_good_as_none(
    noted: Path, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = noted.read_bytes()
    if other == "python":
        monkeypatch.setattr(sys, "version", "3.14.0")
    else:
        changed = noted.with_name("source.py")
        changed.write_bytes(Path(source.__file__).read_bytes() + b"# another rule\n")
        monkeypatch.setattr(source, "__file__", str(changed))
    parsed: list[str] = []
    parse = ast.parse
    monkeypatch.setattr(ast, "parse", lambda *a, **b: parsed.append(a[0]) or parse(*a, **b))
    look(noted.parent)
    assert parsed.count(BASE) == 2  # by way of the note and without one
    assert noted.read_bytes() != before


def test_the_shipped_analysis_is_the_same_by_way_of_the_note(tmp_path: Path) -> None:
    place = replace(find(), home=tmp_path)
    first = desk.load(place).graph
    reached = {n: first.code.reached(s.module, s.name) for n, s in first.steps.items()}
    first.code.keep()
    second = desk.load(place).graph
    assert (second.steps, second.stand_ins) == (first.steps, first.stand_ins)
    assert reached == {n: second.code.reached(s.module, s.name) for n, s in second.steps.items()}
