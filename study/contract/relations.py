"""What must hold between cells: foreign keys, references, companions, dates in order, sums."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from ..errors import Finding, near
from ..messages import Phrase, phrase, plain
from .dates import span
from .descriptor import ForeignKey, Ordered, Sum
from .numbers import NUMBER
from .table import Table
from .values import items

Tables = Mapping[str, Table]


def between(table: Table, tables: Tables) -> Iterator[Finding]:
    """Findings on cells of a table that do not agree with other cells, here or elsewhere."""
    for link in table.spec.foreign_keys:
        yield from _foreign(table, link, tables)
    for name, field in table.spec.fields.items():
        if field.references:
            yield from _listed(table, name, tables)
        if field.needs:
            yield from _companions(table, name)
        if field.not_before:
            yield from _not_before(table, name, tables)
    for order in table.spec.ordered:
        yield from _ordered(table, order)
    for total in table.spec.sums:
        yield from _adds_up(table, total, tables)


def _foreign(table: Table, link: ForeignKey, tables: Tables) -> Iterator[Finding]:
    if link.table not in tables:
        return
    known = set(tables[link.table].rows(link.to))
    rows = table.rows(link.fields)
    # a table without that column has been reported; each of its rows need not be
    hits = [at for at, row in enumerate(rows) if all(row) and row not in known] if known else []
    words = [", ".join(row) for row in known]
    allowed = phrase("value_in", column=", ".join(link.to), table=link.table)
    yield from table.say(
        ", ".join(link.fields),
        hits,
        phrase("not_in_table", table=link.table),
        lambda at: (allowed, _suggest(", ".join(rows[at]), words, link.table)),
    )


def _listed(table: Table, name: str, tables: Tables) -> Iterator[Finding]:
    field = table.spec.fields[name]
    other, _, column = field.references.partition(".")
    cells = table.cells(name)
    if other not in tables or cells is None:
        return
    known = set(tables[other].cells(column) or ()) - {""}
    unknown: dict[str, list[str]] = {}
    for text in set(cells) if known else ():
        entries = items(text, field.list) if field.list else [text]
        lost = [entry for entry in entries if entry and entry not in known]
        if lost:
            unknown[text] = lost
    hits = [at for at, cell in enumerate(cells) if cell in unknown] if unknown else []

    def mend(text: str) -> Phrase:
        parts = re.split(r"[\s,;/|]+", text)
        if field.list and known.issuperset(parts):
            return phrase("write", text=field.list.join(parts))
        lost = [
            phrase("of_entry", entry=each, mend=_suggest(each, known, other))
            for each in unknown[text]
        ]
        return phrase("plain", text=tuple(lost))

    yield from table.say(
        name,
        hits,
        phrase("entry_not_in_table", table=other),
        lambda at: (phrase("values_in", column=column, table=other), mend(cells[at])),
    )


def _suggest(value: str, words: set[str] | list[str], table: str) -> Phrase:
    guess = near(value, words)
    return phrase("did_you_mean", guess=guess) if guess else phrase("add_to_table", table=table)


def _companions(table: Table, name: str) -> Iterator[Finding]:
    """Cells that are empty although a cell that needs them is filled."""
    for other in table.spec.fields[name].needs:
        rows = table.rows((name, other))
        hits = [at for at, (cell, needed) in enumerate(rows) if cell and not needed]
        yield from table.say(
            other,
            hits,
            phrase("companion_empty", column=name),
            lambda at: (phrase("a_value"), phrase("fill_or_empty", column=name)),
        )


def _not_before(table: Table, name: str, tables: Tables) -> Iterator[Finding]:
    """Dates that end before a date of the same row, or of the row a foreign key leads to."""
    other, _, column = table.spec.fields[name].not_before.rpartition(".")
    cells = table.cells(name)
    earliest = _linked(table, other, column, tables) if other else table.cells(column)
    if cells is None or earliest is None:
        return
    hits = [
        at
        for at, (cell, early) in enumerate(zip(cells, earliest, strict=True))
        if cell and early and (mine := span(cell)) and (its := span(early)) and mine[1] < its[0]
    ]
    yield from table.say(
        name,
        hits,
        phrase("earlier_than", column=table.spec.fields[name].not_before),
        lambda at: (phrase("not_before", date=earliest[at]), phrase("look_up_dates")),
    )


def _linked(table: Table, other: str, column: str, tables: Tables) -> list[str] | None:
    """A column of another table, row by row as a foreign key of this one leads there."""
    link = next(link for link in table.spec.foreign_keys if link.table == other)
    cells = tables[other].cells(column) if other in tables else None
    if cells is None:
        return None
    values = dict(zip(tables[other].rows(link.to), cells, strict=False))
    rows = table.rows(link.fields)
    return [values.get(row, "") for row in rows] if rows else None


def _ordered(table: Table, order: Ordered) -> Iterator[Finding]:
    """Dates that end before an earlier step of the same group begins."""
    steps = table.spec.fields[order.by].constraints.enum
    rank = {step: number for number, step in enumerate(steps)}
    rows = table.rows((order.within, order.by, order.date))
    groups: dict[str, list[tuple[int, int]]] = {}
    for at, (group, step, date) in enumerate(rows):
        if group and step in rank and span(date):
            groups.setdefault(group, []).append((rank[step], at))
    culprit: dict[int, int] = {}
    for members in groups.values():
        # the latest beginning among all earlier steps; rows of one step are not compared
        latest, pending = ("", 0), ("", 0)
        last = -1
        for place, at in sorted(members):
            if place != last:
                latest, last = max(latest, pending), place
            begin, end = span(rows[at][2]) or ("", "")
            if end < latest[0]:
                culprit[at] = latest[1]
            pending = max(pending, (begin, at))
    yield from table.say(
        order.date,
        sorted(culprit),
        phrase("step_backwards", column=order.by, within=order.within),
        lambda at: (
            phrase(
                "not_before_step",
                date=rows[culprit[at]][2],
                step=rows[culprit[at]][1],
                row=table.sheet.lines[culprit[at]],
            ),
            phrase("look_up_dates"),
        ),
    )


def _adds_up(table: Table, rule: Sum, tables: Tables) -> Iterator[Finding]:
    """Totals that are not the sum of their parts in rows that no exception names."""
    keys = table.rows(table.spec.key)
    known = _excepted(rule, tables)
    sums: dict[int, Decimal] = {}
    for at, cells in enumerate(table.rows((rule.total, *rule.parts))):
        if not all(NUMBER.fullmatch(cell) for cell in cells):
            continue  # empty, or reported by its own column
        total, *parts = map(Decimal, cells)
        named = bool(keys) and f"{table.spec.name}:{', '.join(keys[at])}" in known
        if total != sum(parts) and not named:
            sums[at] = sum(parts, Decimal(0))
    mend = phrase("look_up_numbers")
    if rule.excepted:
        mend = phrase("look_up_or_except", column=rule.excepted)
    yield from table.say(
        rule.total,
        list(sums),
        phrase("not_the_sum", parts=", ".join(rule.parts)),
        lambda at: (plain(f"{sums[at]}"), mend),
    )


def _excepted(rule: Sum, tables: Tables) -> set[str]:
    """Rows for which a sum need not come out, as ``table:key``."""
    name, _, column = rule.excepted.partition(".")
    if name not in tables:
        return set()
    mark = tables[name].spec.fields[column].list
    cells = tables[name].cells(column) or []
    return {entry for cell in cells for entry in (items(cell, mark) if mark else [cell])}
