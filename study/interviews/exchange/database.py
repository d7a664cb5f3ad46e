"""An SQLite file of another program, looked at so that it can do no harm."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...contract.archive import MB, looks_like
from ...errors import ImportProblem
from .bundle import LARGEST_TEXT

Row = dict[str, Any]
LARGEST_DATABASE = 128 * MB
STEPS = 200
"""Spells of a million steps of the database after which a question is given up."""


@dataclass(frozen=True)
class Base:
    """An open database. path: its file."""

    path: Path
    _open: sqlite3.Connection

    def has(self, table: str) -> bool:
        """Whether there is a real table of this name: a view could do anything."""
        ask = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
        return bool(self._open.execute(ask, (table,)).fetchone()[0])

    def columns(self, table: str) -> set[str]:
        """The names of the columns of a table."""
        return {row[1] for row in self._open.execute(f"PRAGMA table_info({table})")}

    def rows(self, table: str, columns: str, program: str, where: str = "1") -> list[Row]:
        """Some rows of a table, in the order of the first two columns; program: whose it is.

        Raises ImportProblem if there is no such table.
        """
        if not self.has(table):
            name = self.path.name
            raise ImportProblem(
                f"{name} is refused: it is no project of {program}, lacking {table}."
            )
        asked = f"SELECT {columns} FROM {table} WHERE {where} ORDER BY 1, 2"
        names = [each.rpartition(" AS ")[2] for each in columns.split(", ")]
        return [dict(zip(names, row, strict=True)) for row in self._open.execute(asked)]


@contextmanager
def opened(path: Path) -> Iterator[Base]:
    """A database that is only looked at, whatever it holds. Raises ImportProblem."""
    kind = looks_like(path)
    if kind != "an SQLite database":
        raise ImportProblem(f"{path.name} is no SQLite database{kind and f': it is {kind}'}.")
    if path.stat().st_size > LARGEST_DATABASE:
        raise ImportProblem(f"{path.name} is refused: more than {LARGEST_DATABASE // MB} MB of it.")
    waiting = path.with_name(f"{path.name}-wal")
    if waiting.is_file() and waiting.stat().st_size:
        raise ImportProblem(
            f"{path.name} is still open: {waiting.name} holds what was not yet written into it.",
            "Close it in its program, or bring the file next to it as well and open it once there.",
        )
    left = STEPS

    def enough() -> int:
        nonlocal left
        left -= 1
        return left < 0

    base: sqlite3.Connection | None = None
    try:
        base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_TEXT)
        base.set_progress_handler(enough, 1_000_000)
        base.execute("PRAGMA trusted_schema=OFF")
        base.execute("PRAGMA cell_size_check=ON")
        base.execute("PRAGMA mmap_size=0")
        # A damaged file may give one long text to many rows.
        (sound,) = base.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(str(sound))
        yield Base(path, base)
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError, ValueError) as error:
        raise ImportProblem(f"{path.name} is a broken database: {error}.") from None
    finally:
        if base:
            base.close()


def text(value: object) -> str:
    """A cell as a text."""
    return "" if value is None else str(value)
