"""The analysis package as text: its modules, their definitions and what these mention.

Nothing is imported or run: asking what is stale costs no pandas. The method is a walk of
the syntax tree; `tests/test_architecture.py` refuses what such a walk cannot follow
(star imports, ``getattr``, ``globals``, ``exec``).
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import GraphError
from . import store


def digest(content: str | bytes) -> str:
    """SHA-256 of a text or of the bytes of a file, in hexadecimal."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()


class Definition(NamedTuple):
    """A top-level function, class or assignment of a module.

    digest: of the code without comments and docstrings, laid out by one rule.
    """

    name: str
    digest: str
    mentions: list[str]


class Function(NamedTuple):
    """What a public function at the top of a module declares.

    returns: last part of the name of its annotation, or "". needs: its parameters, and in spared
    those of them that may be None. strict: whether it has no default and no starred parameter.
    """

    name: str
    line: int
    returns: str
    needs: list[str]
    spared: list[str]
    strict: bool
    docstring: str


@dataclass
class Module:
    """One parsed file: definitions by name, imported names, statements that just run."""

    name: str
    path: Path
    imports: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    bare: list[Definition] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)


class Memory:
    """Parsed files by what they say, kept from one process to the next in a note of the cache.

    A file is looked up by its whole text, so none can stand for another. The note bears a seal
    over what it says, over this module and over Python, whose syntax tree is not the same in
    every version: one that was damaged, or noted by others, is as good as none.
    """

    def __init__(self, note: Path | None = None) -> None:
        self._note = note
        self._known = _noted(note) if note else {}
        self._used: dict[str, Any] = {}

    def parse(self, path: Path, name: str, package: bool = False) -> Module:
        """Read one file. Raises GraphError if it is not valid Python, or not clear to follow."""
        text = path.read_text(encoding="utf-8")
        key = digest(f"{name} {package}\n{text}")
        found = self._known.get(key) or _parsed(path, text, name, package)
        self._used[key] = imports, definitions, bare, functions = found
        return Module(
            name,
            path,
            imports,
            {each[0]: Definition(*each) for each in definitions},
            [Definition(*each) for each in bare],
            [Function(*each) for each in functions],
        )

    def keep(self) -> None:
        """Note what was asked for, if that is not what is noted."""
        if self._note and self._used.keys() != self._known.keys():
            body = json.dumps(self._used)
            store.write(self._note, f"{_seal(body)}\n{body}")


def _noted(note: Path) -> dict[str, Any]:
    try:
        seal, _, body = note.read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return {}
    return dict(json.loads(body)) if seal == _seal(body) else {}


def _seal(body: str) -> str:
    return digest("\n".join([sys.version, digest(Path(__file__).read_bytes()), body]))


def _parsed(path: Path, text: str, name: str, package: bool) -> list[Any]:
    try:
        tree = ast.parse(text, filename=str(path))
    except SyntaxError as error:
        raise GraphError(
            f"{path.name}, line {error.lineno}: not valid Python ({error.msg}).", "Mend that line."
        ) from None
    functions = [
        _function(node)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    _strip_docstrings(tree)
    module = Module(name, path)
    parent = name if package else name.rpartition(".")[0]
    for node in tree.body:
        _sort(node, module, parent)
    definitions = [*module.definitions.values()]
    known = module.definitions.keys() | module.imports.keys()
    for each in (*definitions, *module.bare):  # the others are local or Python's own
        each.mentions[:] = [m for m in each.mentions if m.partition(".")[0] in known]
    return [module.imports, definitions, module.bare, functions]


def _function(node: ast.FunctionDef) -> Function:
    of = node.args
    inputs = (*of.posonlyargs, *of.args)
    return Function(
        node.name,
        node.lineno,
        _last_name(node.returns),
        [each.arg for each in inputs],
        [each.arg for each in inputs if _may_be_none(each.annotation)],
        not (of.vararg or of.kwarg or of.defaults or of.kw_defaults),
        ast.get_docstring(node) or "",
    )


def _may_be_none(annotation: ast.expr | None) -> bool:
    return annotation is not None and ast.unparse(annotation).endswith(" | None")


def _last_name(returns: ast.expr | None) -> str:
    if isinstance(returns, ast.Constant) and isinstance(returns.value, str):
        returns = ast.parse(returns.value, mode="eval").body
    if isinstance(returns, ast.Attribute):
        return returns.attr
    return returns.id if isinstance(returns, ast.Name) else ""


def _sort(node: ast.stmt, module: Module, parent: str) -> None:
    if isinstance(node, ast.Import | ast.ImportFrom):
        module.imports.update(_imported(node, parent))
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        _once(node.name, node, module)
        module.definitions[node.name] = _define(node.name, node, module, parent)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and (names := list(_targets(node))):
        for name in names:
            _once(name, node, module)
            module.definitions[name] = _define(name, node, module, parent)
    elif _is_docstring(node) or isinstance(node, ast.Pass):
        return
    else:
        # Statements that run on import: they count for every function of their module.
        # Imports inside them (under TYPE_CHECKING, in try) are imports of the module.
        for inner in ast.walk(node):
            if isinstance(inner, ast.Import | ast.ImportFrom):
                module.imports.update(_imported(inner, parent))
        if not _only_for_types(node):
            module.bare.append(_define("", node, module, parent))


def _once(name: str, node: ast.stmt, module: Module) -> None:
    """A name with two meanings could be followed to one of them only."""
    if name in module.definitions:
        _refuse(module, node, f"{name} is defined a second time")


def _refuse(module: Module, node: ast.stmt, what: str) -> None:
    raise GraphError(
        f"{module.path.name}, line {node.lineno}: {what}, so what a result reaches is not clear.",
        "Give it a name of its own.",
    )


def _define(name: str, node: ast.stmt, home: Module, parent: str) -> Definition:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import | ast.ImportFrom):  # an import inside a function
            for alias, target in _imported(inner, parent).items():
                if home.imports.setdefault(alias, target) != target:
                    _refuse(home, inner, f"{alias} stands for two things")
    return Definition(name, digest(ast.unparse(node)), sorted(set(_mentions(node))))


def _mentions(node: ast.AST) -> Iterator[str]:
    """Names and dotted names a definition uses, less the parameters of its own functions.

    A parameter that bears the name of another result must not reach that result's code:
    it stands for the value, and the value has a digest of its own.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        arguments = node.args
        own = {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)} | {
            a.arg for a in (arguments.vararg, arguments.kwarg) if a
        }
        defaults = [d for d in (*arguments.defaults, *arguments.kw_defaults) if d]
        body = node.body if isinstance(node.body, list) else [node.body]
        for default in defaults:
            yield from _mentions(default)
        for decorator in getattr(node, "decorator_list", []):
            yield from _mentions(decorator)
        for part in body:
            yield from (m for m in _mentions(part) if m.partition(".")[0] not in own)
        return
    if isinstance(node, ast.Attribute):
        dotted = _dotted(node)
        if dotted:
            yield dotted
            return
    if isinstance(node, ast.Name):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _mentions(child)


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def _imported(node: ast.Import | ast.ImportFrom, parent: str) -> dict[str, str]:
    """Local name to what it stands for, as a dotted path."""
    found: dict[str, str] = {}
    if isinstance(node, ast.Import):
        for alias in node.names:
            head = alias.name if alias.asname else alias.name.partition(".")[0]
            found[alias.asname or head] = head
        return found
    base = node.module or ""
    if node.level:
        anchor = parent.split(".")
        kept = anchor[: len(anchor) - node.level + 1]
        base = ".".join([*kept, *([node.module] if node.module else [])])
    for alias in node.names:
        found[alias.asname or alias.name] = f"{base}.{alias.name}"
    return found


def _targets(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    targets: Iterable[ast.expr] = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        for inner in ast.walk(target):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                yield inner.id


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _only_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and _dotted(node.test) in (
        "TYPE_CHECKING",
        "typing.TYPE_CHECKING",
    )


def _strip_docstrings(tree: ast.Module) -> None:
    """Take every docstring out of a tree.

    In place: a copy of the tree costs more than all the rest of reading a file.
    """
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if node is not tree and isinstance(body, list) and body and _is_docstring(body[0]):
            node.body = body[1:] or [ast.Pass()]  # type: ignore[attr-defined]
