"""The header of a table against its description."""

from __future__ import annotations

from ..errors import near
from ..messages import phrase
from .descriptor import TableSpec
from .grid import Grid


def judge(grid: Grid, spec: TableSpec) -> None:
    """Report columns that are unknown, double, nameless or missing; leave out empty ones."""
    bare = [name.strip() for name in grid.header]
    for name, typed in zip(bare, grid.header, strict=True):
        if name != typed:
            mend = phrase("read_as", text=name)
            grid.find(1, phrase("space_around"), mend=mend, column=name, value=typed, note=True)
    grid.header = bare
    missing = [name for name in spec.fields if name not in bare]
    seen: set[str] = set()
    for number, name in enumerate(bare):
        if not name:
            _nameless(grid, number)
        elif name in seen:
            grid.find(1, phrase("column_twice"), mend=phrase("delete_or_rename"), column=name)
        elif name not in spec.fields:
            guess = near(name, missing)
            if guess:
                missing.remove(guess)
            mend = phrase("did_you_mean", guess=guess) if guess else phrase("describe_or_delete")
            grid.find(1, phrase("column_unknown"), mend=mend, column=name)
        seen.add(name)
    for name in missing:
        grid.find(1, phrase("column_missing"), mend=phrase("add_column"), column=name)


def _nameless(grid: Grid, number: int) -> None:
    """A column without a name: nothing at all, or what merged header cells leave."""
    label = str(number + 1)
    filled = any(cell for cell in grid.distinct[number])
    if not filled and not any(grid.header[number:]):
        grid.find(1, phrase("column_empty"), column=label, note=True)
    elif number and grid.header[number - 1]:
        grid.find(1, phrase("header_gap"), mend=phrase("unmerge_or_name"), column=label)
    else:
        grid.find(1, phrase("column_nameless"), mend=phrase("name_or_delete"), column=label)
