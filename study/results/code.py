"""Which code a result is computed by: its function and every helper it reaches."""

from __future__ import annotations

from pathlib import Path

from .source import Memory, Module

Spot = tuple[str, str]
"""Module and name of a definition; ``*`` for all of the module."""


class Code:
    """The definitions reachable from a function, followed by name through imports.

    root: folder of the packages; package: dotted name of the analysis package. Also followed
    are the modules in ``extra``, which lie outside it but compute with it. note: where parsed files
    are remembered, once ``keep`` is called.
    """

    def __init__(
        self,
        root: Path,
        package: str,
        extra: tuple[str, ...] = ("study.kinds",),
        note: Path | None = None,
    ) -> None:
        self._root = root
        self._package = package
        self._extra = extra
        self._modules: dict[str, Module | None] = {}
        self._direct: dict[Spot, tuple[dict[str, str], list[Spot]]] = {}
        memory = Memory(note)
        self._parse, self.keep = memory.parse, memory.keep

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
            return self._parse(stem / "__init__.py", name, package=True)
        if stem.with_suffix(".py").is_file():
            return self._parse(stem.with_suffix(".py"), name)
        return None

    def reached(self, module: str, function: str) -> dict[str, str]:
        """Digest of every definition a function reaches, itself included.

        Keys are ``module:name``; an import from elsewhere is kept as ``module:alias = target``,
        so that swapping one library for another counts as a change.
        """
        found: dict[str, str] = {}
        todo: list[Spot] = [(module, function)]
        seen: set[Spot] = set()
        while todo:
            spot = todo.pop()
            if spot in seen:
                continue
            seen.add(spot)
            if spot not in self._direct:  # a helper is reached by many results
                self._direct[spot] = self._mentioned(*spot)
            own, further = self._direct[spot]
            found |= own
            todo += further
        return found

    def _mentioned(self, module: str, name: str) -> tuple[dict[str, str], list[Spot]]:
        """What one definition adds to what is reached, and where to go on from it."""
        found: dict[str, str] = {}
        further: list[Spot] = []
        home = self.module(module)
        if home is None:
            return found, further
        if name == "*":
            return found, [(home.name, each) for each in home.definitions]
        parts = [home.definitions[name]] if name in home.definitions else []
        for number, definition in enumerate([*parts, *home.bare], 1 - len(parts)):
            label = definition.name or f"statement {number}"
            found[f"{home.name}:{label}"] = definition.digest
            for mention in definition.mentions:
                target = self._resolve(home, mention)
                if isinstance(target, tuple):
                    further.append(target)
                elif target:
                    found[f"{home.name}:{mention.partition('.')[0]}"] = target
        return found, further

    def _resolve(self, home: Module, mention: str) -> Spot | str | None:
        head, _, tail = mention.partition(".")
        if head in home.definitions:
            return home.name, head
        if head not in home.imports:
            return None
        target = home.imports[head] + (f".{tail}" if tail else "")
        return self._locate(target) or f"imports {home.imports[head]}"

    def _locate(self, dotted: str) -> Spot | None:
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
