"""Who may know whom, what `analysis/` may not do, and how large a module may be.

Each rule is a function from source text to the places that break it; before it judges the
real files, each is shown a planted break.
"""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400

# Files, printing, names found at run time: all of it hides from a reader of the graph what
# a result depends on.
FORBIDDEN_NAMES = {
    *("open", "print", "input", "getattr", "setattr", "globals", "locals", "vars"),
    *("exec", "eval", "compile", "__import__", "breakpoint"),
}
FORBIDDEN_ATTRIBUTES = {
    *("savefig", "show", "to_clipboard", "to_csv", "to_excel", "to_feather", "to_hdf", "to_json"),
    *("to_parquet", "to_pickle", "to_sql", "tofile", "savetxt", "loadtxt", "genfromtxt"),
}
FORBIDDEN_MODULES = {"importlib", "io", "os", "pathlib", "pickle", "random", "sys"}
# Of numpy.random only what makes a generator of one's own.
GENERATORS = {"default_rng", "Generator", "SeedSequence", "PCG64"}


def files(*folders: str) -> list[Path]:
    """Python files under folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an expression made of names and attributes, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str, str]]:
    """Each imported thing: statement, module it comes from, name ('' for the module itself)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node, module, alias.name) for alias in node.names)


def wrong_import(module: str, name: str) -> str:
    """Why `analysis/` must not import a name of a module; empty if it may."""
    if module.partition(".")[0] in FORBIDDEN_MODULES:
        return f"import of {module}"
    if name == "*":
        return f"everything imported from {module}"
    if (module, name) == ("numpy", "random"):
        return "numpy.random under another name"
    if module == "numpy.random" and name not in GENERATORS:
        return f"numpy.random.{name}, which has a global state"
    return ""


def wrong_act(node: ast.AST) -> str:
    """Why `analysis/` must not hold a node of the syntax tree; empty if it may."""
    if isinstance(node, ast.Global):
        return f"global {', '.join(node.names)}"
    if isinstance(node, ast.Name):
        wrong = node.id in FORBIDDEN_NAMES or node.id.startswith("read_")
        return node.id if wrong else ""
    if isinstance(node, ast.Attribute):
        random = re.fullmatch(r"(np|numpy)\.random\.(\w+)", dotted(node))
        if random and random[2] not in GENERATORS:
            return f"{random[0]}, which has a global state"
        wrong = node.attr in FORBIDDEN_ATTRIBUTES or node.attr.startswith("read_")
        return f".{node.attr}" if wrong else ""
    if isinstance(node, ast.Call) and not (node.args or node.keywords):
        name = dotted(node.func).rpartition(".")[2]
        return f"{name} without a seed" if name in GENERATORS else ""
    return ""


def forbidden_in_analysis(source: str) -> list[str]:
    """What a module of `analysis/` must not do, as 'line: what'."""
    tree = ast.parse(source)
    found = [(node.lineno, wrong_import(module, name)) for node, module, name in imports(tree)]
    found += [(node.lineno, what) for node in ast.walk(tree) if (what := wrong_act(node))]
    return [f"{line}: {what}" for line, what in sorted(found) if what]


def undocumented(source: str) -> list[str]:
    """Public functions and classes of a module, and their public methods, without docstring."""
    missing = []

    def look(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            is_property = "property" in (dotted(d) for d in node.decorator_list)
            if node.name.startswith("_") or is_property:
                continue
            if ast.get_docstring(node) is None:
                missing.append(prefix + node.name)
            if isinstance(node, ast.ClassDef):
                look(node.body, f"{prefix}{node.name}.")

    look(ast.parse(source).body, "")
    return missing


def private_in_test(source: str) -> list[str]:
    """Private names of study, analysis or start that a test uses, as 'line: name'."""
    tree = ast.parse(source)
    ours, found = set(), []
    for node, module, name in imports(tree):
        if module.partition(".")[0] not in ("study", "analysis", "start"):
            continue
        ours |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        path = f"{module}.{name}" if name else module
        if re.search(r"\._(?!_)", path):
            found.append((node.lineno, path))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and re.match(r"_(?!_)", node.attr):
            path = dotted(node)
            if path.partition(".")[0] in ours:
                found.append((node.lineno, path))
    return [f"{line}: {path}" for line, path in sorted(set(found))]


def too_long(source: str) -> bool:
    """Whether a module has more lines than a reader should have to hold in mind."""
    return len(source.splitlines()) > LONGEST


# The rules see what is planted --------------------------------------------------------


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        ("open('a')", "open"),
        ("print(1)", "print"),
        ("getattr(a, 'b' + 'c')", "getattr"),
        ("f = getattr", "getattr"),
        ("globals()['a']", "globals"),
        ("exec('a = 1')", "exec"),
        ("eval('1')", "eval"),
        ("__import__('os')", "__import__"),
        ("pd.read_csv('a')", ".read_csv"),
        ("from pandas import read_csv\nread_csv('a')", "read_csv"),
        ("reader = pd.read_json", ".read_json"),
        ("a.to_csv('b')", ".to_csv"),
        ("figure.savefig('b')", ".savefig"),
        ("import importlib", "import of importlib"),
        ("import importlib.util as u", "import of importlib.util"),
        ("from pathlib import Path", "import of pathlib"),
        ("def f():\n    import os.path", "import of os.path"),
        ("import random", "import of random"),
        ("from numpy import *", "everything imported from numpy"),
        ("from .shares import *", "everything imported from .shares"),
        ("np.random.seed(1)", "np.random.seed, which has a global state"),
        ("numpy.random.normal(size=3)", "numpy.random.normal, which has a global state"),
        ("from numpy.random import shuffle", "numpy.random.shuffle, which has a global state"),
        ("from numpy import random", "numpy.random under another name"),
        ("np.random.default_rng()", "default_rng without a seed"),
        ("def f():\n    global a", "global a"),
    ],
)
def test_planted_act_in_analysis_is_found(planted, what):
    line = len(planted.splitlines())
    assert forbidden_in_analysis(planted) == [f"{line}: {what}"]


def test_allowed_acts_in_analysis_are_not_found():
    source = """
import numpy as np
from study.kinds import Table

def ratio(groups: Table, seed: int) -> Table:
    opened = groups.opened.to_dict()
    draws = np.random.default_rng(seed).normal(size=groups.print_count.to_numpy().size)
    return groups.assign(ratio=draws, opened=opened)
"""
    assert forbidden_in_analysis(source) == []


def test_planted_undocumented_functions_are_found():
    source = """
def told(): "Says what it does."
def bare(): pass
def _own(): pass
class Bare:
    def method(self): pass
    def _own(self): pass
    def __len__(self): pass
    @property
    def value(self): pass
"""
    assert undocumented(source) == ["bare", "Bare", "Bare.method"]


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("from study.results.store import _round", "study.results.store._round"),
        ("from analysis._tools import mean", "analysis._tools.mean"),
        ("import study._tools", "study._tools"),
        ("from study.results import store\nstore._round(1)", "store._round"),
        ("import start as s\ns._step()", "s._step"),
        ("import study.results.store\nstudy.results.store._round", "study.results.store._round"),
    ],
)
def test_planted_private_name_in_a_test_is_found(planted, found):
    assert private_in_test(planted) == [f"{len(planted.splitlines())}: {found}"]


def test_private_names_of_others_and_dunder_names_are_not_found():
    source = "import study\nimport other\nstudy.__file__\nother._own\nfrom x import _y\nself._z"
    assert private_in_test(source) == []


def test_length_is_counted_in_lines():
    assert not too_long("a\n" * LONGEST)
    assert too_long("a\n" * LONGEST + "a")


PLANTED_IMPORTS = {
    "study/results/planted.py": ("import study.cli", "study.results.planted -> study.cli"),
    "study/planted.py": ("", "study.planted"),
    "study/errors.py": ("import statsmodels.api", "study.errors -> statsmodels"),
    "study/contract/planted.py": (
        "def f():\n    from analysis import one",
        "study.contract.planted -> analysis.one",
    ),
    "analysis/one.py": ("from study.place import find", "analysis.one -> study.place"),
    "analysis/two.py": ("from . import one", "analysis.two -> analysis.one"),
    "analysis/three.py": ("import pathlib", "analysis.three -> pathlib"),
    "analysis/methods/planted.py": (
        "from study.kinds import Table",
        "analysis.methods.planted -> study.kinds",
    ),
    "analysis/methods/planted_too.py": (
        "from analysis import two",
        "analysis.methods.planted_too -> analysis.two",
    ),
    "analysis/plots/planted.py": ("from .. import two", "analysis.plots.planted -> analysis.two"),
    "analysis/plots/planted_too.py": (
        "from analysis.methods import planted",
        "analysis.plots.planted_too -> analysis.methods.planted",
    ),
}
ALLOWED_IMPORTS = {
    "analysis/plots/__init__.py": "",
    "analysis/four.py": "from analysis.methods import planted\nfrom study.kinds import Table",
    "analysis/plots/style_user.py": "from . import style_used\nfrom study.kinds import Table",
    "analysis/plots/style_used.py": "",
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Judge the imports of the packages in a folder by the contracts in its pyproject.toml."""
    command = "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"
    return subprocess.run(
        [sys.executable, "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_planted_imports_are_found(tmp_path):
    for folder in ("study", "analysis"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = {file: source for file, (source, _) in PLANTED_IMPORTS.items()}
    for file, source in {**planted, **ALLOWED_IMPORTS}.items():
        with (tmp_path / file).open("a", encoding="utf-8") as stream:
            stream.write(f"\n{source}\n")
    said = lint_imports(tmp_path)
    assert said.returncode == 1
    text = re.sub(r"\s+", " ", said.stdout)
    assert [found for _, found in PLANTED_IMPORTS.values() if found not in text] == []
    assert [word for word in ("analysis.four", "style_user", "style_used") if word in text] == []


# The project keeps to them ------------------------------------------------------------


def findings(rule, *folders: str) -> list[str]:
    """What a rule finds in the files of folders, each with its path."""
    return [
        f"{path.relative_to(ROOT).as_posix()}:{what}"
        for path in files(*folders)
        for what in rule(path.read_text(encoding="utf-8"))
    ]


def test_imports_keep_to_the_contracts():
    said = lint_imports(ROOT)
    assert said.returncode == 0, said.stdout


def test_every_folder_of_modules_is_a_package():
    # The import contracts do not see a folder without __init__.py.
    folders = {path.parent for path in files("study", "analysis")}
    lacking = [folder for folder in folders if not (folder / "__init__.py").is_file()]
    assert [folder.relative_to(ROOT).as_posix() for folder in lacking] == []


def test_help_loads_nothing_heavy():
    heavy = "{'pandas', 'numpy', 'matplotlib', 'statsmodels', 'sphinx', 'nbclient'}"
    ask = f"import sys, study.cli; print(sorted({heavy} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_analysis_does_nothing_forbidden():
    assert findings(forbidden_in_analysis, "analysis") == []


def test_public_functions_are_documented():
    assert findings(undocumented, "study", "analysis") == []


def test_tests_use_public_names_alone():
    assert findings(private_in_test, "tests") == []


def test_no_module_is_too_long():
    modules = [*files("study", "analysis", "tests", "bench"), ROOT / "start.py"]
    long = [path for path in modules if too_long(path.read_text(encoding="utf-8"))]
    assert [path.relative_to(ROOT).as_posix() for path in long] == []


# What this study is about, in words no statistic and no machinery needs.
ABOUT = re.compile(r"\b(purbalingga|kasn|bawaslu|jawa|java|papua|pilkada)\b", re.IGNORECASE)


def test_a_name_of_this_study_would_be_found() -> None:
    assert ABOUT.search("def by_island(): return 'Central Java'")
    assert not ABOUT.search("javascript")


@pytest.mark.parametrize("path", files("analysis/methods", "study"), ids=lambda p: p.name)
def test_methods_and_machinery_know_no_study(path: Path) -> None:
    assert ABOUT.findall(path.read_text("utf-8")) == []
