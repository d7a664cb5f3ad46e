"""Which code a result is computed by: its function and every helper it reaches."""

from __future__ import annotations

from pathlib import Path

from .source import Module, parse


class Code:
    """The definitions reachable from a function, followed by name through imports.

    root: folder of the packages; package: dotted name of the analysis package. Also followed
    are the modules in ``extra``, which lie outside it but compute with it.
    """

    def __init__(self, root: Path, package: str, extra: tuple[str, ...] = ("study.kinds",)) -> None:
        self._root = root
        self._package = package
        self._extra = extra
        self._modules: dict[str, Module | None] = {}

    def module(self, name: str) -> Module | None:
        """The parsed module of that dotted name, if it is one that is followed."""
        if name not in self._modules:
            self._modules[name] = self._load(name)
        return self._modules[name]

    def _load(self, name: str) -> Module | None:
        inside = name == self._package or name.startswith(self._package + ".")
        if not inside and name not in self._extra:
            return None
        stem = self._root.joinpath(*name.split("."))
        if (stem / "__init__.py").is_file():
            return parse(stem / "__init__.py", name, package=True)
        if stem.with_suffix(".py").is_file():
            return parse(stem.with_suffix(".py"), name)
        return None

    def reached(self, module: str, function: str) -> dict[str, str]:
        """Digest of every definition a function reaches, itself included.

        Keys are ``module:name``; an import from elsewhere is kept as ``module:alias = target``,
        so that swapping one library for another counts as a change.
        """
        found: dict[str, str] = {}
        todo: list[tuple[str, str]] = [(module, function)]
        seen: set[tuple[str, str]] = set()
        while todo:
            place = todo.pop()
            if place in seen:
                continue
            seen.add(place)
            home = self.module(place[0])
            if home is None:
                continue
            if place[1] == "*":
                todo += [(home.name, name) for name in home.definitions]
                continue
            parts = [home.definitions[place[1]]] if place[1] in home.definitions else []
            for number, definition in enumerate([*parts, *home.bare]):
                label = definition.name or f"statement {number}"
                found[f"{home.name}:{label}"] = definition.digest
                for mention in definition.mentions:
                    target = self._resolve(home, mention)
                    if isinstance(target, tuple):
                        todo.append(target)
                    elif target:
                        found[f"{home.name}:{mention.partition('.')[0]}"] = target
        return found

    def _resolve(self, home: Module, mention: str) -> tuple[str, str] | str | None:
        head, _, tail = mention.partition(".")
        if head in home.definitions:
            return home.name, head
        if head not in home.imports:
            return None
        target = home.imports[head] + (f".{tail}" if tail else "")
        return self._locate(target) or f"imports {home.imports[head]}"

    def _locate(self, dotted: str) -> tuple[str, str] | None:
        """The longest part that is a followed module, and the name taken from it."""
        parts = dotted.split(".")
        for cut in range(len(parts), 0, -1):
            module = self.module(".".join(parts[:cut]))
            if module is None:
                continue
            if cut == len(parts):
                return module.name, "*"  # the module itself is handed on: all of it counts
            name = parts[cut]
            if name not in module.definitions and name in module.imports:  # re-exported
                rest = ".".join([module.imports[name], *parts[cut + 1 :]])
                return self._locate(rest)
            return module.name, name
        return None
