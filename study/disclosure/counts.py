"""Statistical disclosure: small cells, degrees of freedom, dominance, numbers of unknown basis.

Asked only of results that rest on rows of tables that are not open. Every whole number of such a
result counts as a count unless its name says that it is none, and every other number must show
what it was computed from, unless its name says that it tells of no persons: so a new result is
safe before anybody has thought of it. Who stands behind a value is found from the row tokens the
value carries: they are followed along the foreign keys to the tables whose rows are persons.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..contract import reading
from ..contract.descriptor import Descriptor
from ..place import Place
from .thresholds import Thresholds
from .violations import Violation

NO_COUNTS = frozenset(
    {
        *("year", "rank", "order", "start", "end", "sequence", "interview", "days", "words"),
        *("seed", "draws", "permutations", "replicates", "iterations", "stage", "step", "level"),
        *("terms", "threshold", "needed", "characters"),
        *("interviews", "run_length", "base_codes", "new_codes", "codes", "as_held"),
        *("agencies", "coders"),
        *("models", "withheld"),
        *("orders_low", "orders_median", "orders_high"),
        *("exposed_voices", "other_voices"),
    }
)
"""Names of whole numbers that count neither persons nor what they said or did.

Codes are the different ones of a codebook; coders are hands of the study, not whom it is about;
models are those of a plan, and withheld is how many of them a study does not tell;
voices are how many informants speak of one official, on average.
"""
NO_STATISTICS = NO_COUNTS | {
    *("reached_share", "new_share", "share_median", "share_low", "share_high"),
    *("agreement", "agreement_low", "agreement_high"),
}
"""Names of numbers that tell of neither: shares of the codes or of the orders, and how far coders,
hands of the study, agree.
"""
RESIDUAL = ("residual_df", "df_resid", "degrees_of_freedom", "dof")
SIZE = ("n", "observations", "nobs")
ROWS, BEHIND = "rows", "persons behind"
FRACTION = re.compile(r"[-+]?\d*[.,]\d+\s*%?|[-+]?\d+\s*%")
KEY = re.compile(r"\w[\w-]*")


@dataclass(frozen=True)
class Persons:
    """Which persons stand behind the rows of the tables that are not open."""

    place: Place
    descriptor: Descriptor

    @cached_property
    def _leads(self) -> dict[str, tuple[str, ...]]:
        """Token of every row to the tokens of the rows its foreign keys name."""
        found = {}
        for spec in self.descriptor.tables.values():
            if spec.access == "open":
                continue
            keys = [key for key in spec.foreign_keys if key.table in self.descriptor.tables]
            for row in reading.lines(self.place, spec):
                to = [(key.table, " ".join(row[name] for name in key.fields)) for key in keys]
                token = f"{spec.name}:{row[spec.key[0]]}"
                found[token] = tuple(f"{table}:{value}" for table, value in to if value)
        return found

    def behind(self, token: str) -> set[str]:
        """Tokens of the persons a row is of; none if it leads to no table of persons."""
        found, seen, left = set(), {token}, [token]
        while left:
            here = left.pop()
            spec = self.descriptor.tables.get(here.partition(":")[0])
            if spec is not None and spec.persons:
                found.add(here)
            for each in self._leads.get(here, ()):
                if each not in seen:
                    seen.add(each)
                    left.append(each)
        return found

    @cached_property
    def _keys(self) -> frozenset[str]:
        """Keys of all these rows by which one would be known: with letters and digits."""
        keys = (token.partition(":")[2] for token in self._leads)
        return frozenset(k for k in keys if not k.isdecimal() and any(map(str.isdecimal, k)))

    def named(self, text: str) -> Iterator[str]:
        """Keys of their rows that stand in a text as words."""
        yield from (key for key in dict.fromkeys(KEY.findall(text)) if key in self._keys)

    def given(self, tokens: Iterable[str]) -> dict[str, Counter[str]]:
        """By table of persons: how many of the rows each person stands behind."""
        found: dict[str, Counter[str]] = {}
        for token in tokens:
            for person in self.behind(token):
                found.setdefault(person.partition(":")[0], Counter())[person] += 1
        return found


def dominated(given: Sequence[float], limits: Thresholds) -> bool:
    """Whether few make up a sum: the n-k rule or the p-ratio.

    given: what each gave, none negative. By the first the n largest give more than the share k;
    by the second all but the two largest together give less than the share p of the largest.
    A sum of nothing is dominated by nobody.
    """
    largest = sorted(given, reverse=True)
    total = sum(largest)
    if total <= 0:
        return False
    rest = total - sum(largest[:2])
    top = sum(largest[: limits.dominance_n])
    return top > limits.dominance_k * total or rest < limits.dominance_p * largest[0]


def in_table(
    name: str,
    rows: Sequence[Mapping[str, str]],
    shape: Mapping[str, str],
    persons: Persons,
    limits: Thresholds,
) -> Iterator[Violation]:
    """What a stored table shows of too few; cells are texts as they are stored."""
    key = next(iter(shape), "")
    plain = [{c: _plain(row[c], kind) for c, kind in shape.items() if c != ROWS} for row in rows]
    whole = _whole(plain)
    for row, values in zip(rows, plain, strict=True):
        cell, tokens = f"[{row[key]}]", row.get(ROWS, "").split()
        yield from _in_row(name, values, whole, cell, tokens, persons, limits)
        if any(values.get(each) is not None for each in RESIDUAL):
            yield from in_model(name, values, (), limits)


def in_values(
    name: str,
    values: Mapping[str, Any],
    rows: Iterable[str],
    persons: Persons,
    limits: Thresholds,
) -> Iterator[Violation]:
    """What named values show of too few."""
    yield from _in_row(name, values, _whole([values]), "", rows, persons, limits)


def in_model(
    name: str, facts: Mapping[str, Any], terms: Sequence[Mapping[str, Any]], limits: Thresholds
) -> Iterator[Violation]:
    """Whether a model has too few observations beyond its terms, or a term counts too few.

    A model that tells neither has too few.
    """
    given = next((facts[each] for each in RESIDUAL if facts.get(each) is not None), None)
    size = next((facts[each] for each in SIZE if facts.get(each) is not None), None)
    left = given if given is not None else None if size is None else size - len(terms)
    if left is None:
        yield Violation(name, "degrees of freedom", "neither residual_df nor n is given")
    elif left < limits.degrees_of_freedom:
        yield Violation(name, "degrees of freedom", f"{left} left")
    whole = _whole(terms)
    for term in terms:
        for field, count in _counts(term, whole).items():
            if _small(count, limits):
                yield Violation(name, "small cell", f"{field}[{next(iter(term.values()))}]")


def _in_row(
    name: str,
    values: Mapping[str, Any],
    whole: Collection[str],
    cell: str,
    tokens: Iterable[str],
    persons: Persons,
    limits: Thresholds,
) -> Iterator[Violation]:
    """What values that stand together show of too few, or hide.

    They show what they were computed from if they carry rows of persons, or stand beside a count.
    """
    counts = _counts(values, whole)
    for field, count in counts.items():
        if _small(count, limits):
            yield Violation(name, "small cell", f"{field}{cell}")
    given = persons.given(tokens)
    yield from _behind(name, cell, given, limits)
    if given or any(count for field, count in counts.items() if type(values[field]) is not str):
        return
    for field, value in values.items():
        if field not in {*NO_STATISTICS, *RESIDUAL, *counts} and _number(value):
            yield Violation(name, "unknown basis", field)


def _behind(
    name: str, cell: str, behind: Mapping[str, Counter[str]], limits: Thresholds
) -> Iterator[Violation]:
    for given in behind.values():
        if len(given) < limits.small_cell:
            yield Violation(name, "small cell", f"{BEHIND}{cell}")
        # Persons who are counted, each once, dominate nothing: that is the small cell's matter.
        if given.total() > len(given) and dominated(list(given.values()), limits):
            yield Violation(name, "dominance", f"{BEHIND}{cell}")


def _plain(cell: str, kind: str) -> int | float | str | None:
    """A stored cell as a value; a truth value stays a text."""
    if cell == "":
        return None
    return int(cell) if kind == "integer" else float(cell) if kind == "number" else cell


def _whole(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Fields of numbers with a fraction that never have one: counts of which some are missing.

    Nought and one are shares as well.
    """
    found: dict[str, list[float]] = {}
    for row in rows:
        for field, value in row.items():
            if type(value) is float:
                found.setdefault(field, []).append(value)
    return {f for f, each in found.items() if max(each) > 1 and all(v.is_integer() for v in each)}


def _counts(values: Mapping[str, Any], whole: Collection[str]) -> dict[str, int]:
    """What may be counts among some values: whole numbers, also those written as text."""
    return {
        field: int(value)
        for field, value in values.items()
        if field not in NO_COUNTS
        and field not in RESIDUAL
        and (
            type(value) is int
            or (type(value) is float and field in whole)
            or (type(value) is str and value.isdecimal())
        )
    }


def _number(value: Any) -> bool:
    """Whether a value is a number with a fraction, also one written as text."""
    return type(value) is float or (type(value) is str and FRACTION.fullmatch(value) is not None)


def _small(count: int, limits: Thresholds) -> bool:
    return 0 < count < limits.small_cell or (count == 0 and limits.zeros)
