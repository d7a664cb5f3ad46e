"""Statistical disclosure: small cells, degrees of freedom, dominance.

Asked only of results that rest on rows of tables that are not open. Every integer of such a
result counts as a count unless its name says that it is none, so a new result is safe before
anybody has thought of it. Who stands behind a value is found from the row tokens the value
carries: they are followed along the foreign keys to the tables whose rows are persons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        *("orders_low", "orders_median", "orders_high"),
    }
)
"""Names of integers that count neither persons nor what they said or did.

Codes are the different ones of a codebook; coders are hands of the study, not whom it is about.
"""
RESIDUAL = ("residual_df", "df_resid", "degrees_of_freedom", "dof")
SIZE = ("n", "observations", "nobs")
BEHIND = "persons behind"


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
    counts = [c for c, kind in shape.items() if kind == "integer" and c != key and _counts(c)]
    for row in rows:
        for column in counts:
            if _small(row[column], limits):
                yield Violation(name, "small cell", f"{column}[{row[key]}]")
        if tokens := row.get("rows", "").split():
            yield from _behind(name, f"[{row[key]}]", tokens, persons, limits)


def in_values(
    name: str,
    values: Mapping[str, Any],
    rows: Iterable[str],
    persons: Persons,
    limits: Thresholds,
) -> Iterator[Violation]:
    """What named values show of too few."""
    for field, value in values.items():
        if type(value) is int and _counts(field) and _small(value, limits):
            yield Violation(name, "small cell", field)
    yield from _behind(name, "", rows, persons, limits)


def in_model(
    name: str, facts: Mapping[str, Any], terms: Sequence[Any], limits: Thresholds
) -> Iterator[Violation]:
    """Whether a model has too few observations beyond its terms; one that hides it has."""
    given = next((facts[each] for each in RESIDUAL if facts.get(each) is not None), None)
    size = next((facts[each] for each in SIZE if facts.get(each) is not None), None)
    left = given if given is not None else None if size is None else size - len(terms)
    if left is None:
        yield Violation(name, "degrees of freedom", "neither residual_df nor n is given")
    elif left < limits.degrees_of_freedom:
        yield Violation(name, "degrees of freedom", f"{left} left")


def _behind(
    name: str, cell: str, tokens: Iterable[str], persons: Persons, limits: Thresholds
) -> Iterator[Violation]:
    for given in persons.given(tokens).values():
        if len(given) < limits.small_cell:
            yield Violation(name, "small cell", f"{BEHIND}{cell}")
        # Persons who are counted, each once, dominate nothing: that is the small cell's matter.
        if given.total() > len(given) and dominated(list(given.values()), limits):
            yield Violation(name, "dominance", f"{BEHIND}{cell}")


def _counts(name: str) -> bool:
    return name not in NO_COUNTS


def _small(value: str | int, limits: Thresholds) -> bool:
    if value == "":
        return False
    number = int(value)
    return 0 < number < limits.small_cell or (number == 0 and limits.zeros)
