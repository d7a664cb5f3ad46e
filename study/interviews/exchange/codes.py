"""A codebook from another program as rows of the study's own, and back.

A code that the study has already is known by its GUID or, failing that, by its name. Others are
added: codes with codes below them become groups, the rest stand in one group of their own. The
study's codebook has two levels; what lies deeper bears the names of the codes above it, and its
place in the tree is kept with everything else the tables have no place for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from string import ascii_uppercase

from ...contract.values import clean
from ...errors import ImportProblem
from ..tables import Row
from . import marks
from .node import GUID, Node, made
from .report import Report

MANY = 999
"""Codes in one group."""
GREY = "#757575"
GROUP = {"en": "Codes from another program", "id": "Kode dari program lain"}
UNDEFINED = {
    "definition_en": "Not defined in the file it came from.",
    "definition_id": "Belum didefinisikan dalam berkas asalnya.",
}
SEPARATOR = " / "
IDS = ("code_id", "parent_id")


@dataclass
class Merged:
    """ids: the code_id of each code's GUID; added: rows for the codebook."""

    ids: dict[str, str] = field(default_factory=dict)
    added: list[Row] = field(default_factory=list)


def walk(
    codes: list[Node], above: tuple[Node, ...] = ()
) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Each code with those above it, the outermost first."""
    for each in codes:
        if each.tag == "Code":
            yield each, above
            yield from walk(each.children, (*above, each))


def as_row(code: Node, above: tuple[Node, ...]) -> Row:
    """What a codebook says of a code, without its id and its group."""
    name = SEPARATOR.join(clean(each.name) or each.guid for each in (*above[1:], code))
    told, more = marks.labels(code.said("Description"))
    words = clean(told)
    colour = code.attributes.get("color", "")
    if re.fullmatch("#[0-9A-Fa-f]{3}", colour):
        colour = "#" + "".join(2 * digit for digit in colour[1:])
    plain = {
        "guid": code.guid,
        "colour": colour.upper() or GREY,
        "name_en": name,
        "name_id": name,
        **{column: words or undefined for column, undefined in UNDEFINED.items()},
    }
    if not GUID.fullmatch(more.get("guid", code.guid)):
        del more["guid"]
    return plain | {column: text for column, text in more.items() if column not in IDS}


def wanted(code: Node, column: str) -> str:
    """The id that a code says it or its group has, or ''."""
    return marks.labels(code.said("Description"))[1].get(column, "")


def merge(
    codes: list[Node], there: list[Row], left_out: set[str], used: set[str], report: Report
) -> Merged:
    """Codes as rows. there: the codebook of the study; left_out: GUIDs that are no codes;
    used: GUIDs that passages were given.

    Raises ImportProblem if there are more than ids can be made for.
    """
    merged = Merged()
    said = {wanted(code, column) for code, _ in walk(codes) for column in IDS}
    sizes = Counter(above[0].guid if above else "" for _, above in walk(codes))
    maker = _Ids({row["code_id"] for row in there}, said, len(str(max(sizes.values(), default=1))))
    known = _Known(there)
    for code, above in walk(codes):
        if code.guid in left_out:
            report.say("kept", "code", "", "stands for a case, not for a code")
            continue
        inner = [each for each in code.all("Code") if each.guid not in left_out]
        codable = code.attributes.get("isCodable") in ("true", "1")
        leaf = bool(above) or code.guid in used or (codable and not inner)
        if not above and (inner or not codable):
            group = _group(code, leaf, maker, known, merged)
            if not leaf:
                merged.ids[code.guid] = group
                continue
        if found := known.find(code, above):
            merged.ids[code.guid] = found
            continue
        top = (above or (code,))[0]
        group = merged.ids.get(f"group {top.guid}") or _own_group(top, maker, known, merged)
        number = maker.code(group, wanted(code, "code_id"))
        row = {**as_row(code, above), "code_id": number, "parent_id": group, "codable": "true"}
        merged.added.append(row)
        merged.ids[code.guid] = number
    matched = len({each for each in merged.ids.values() if each in known.ids})
    report.say("kept", "code", "", "the codebook of the study has it", matched)
    own = [row for row in merged.added if row["codable"] == "true"]
    report.say("kept", "code", "", "added to the codebook of the study", len(own))
    undefined = [row for row in own if row["definition_en"] == UNDEFINED["definition_en"]]
    report.say("to do", "code", "", "its definition is still to be written", len(undefined))
    deep = [row for row in own if SEPARATOR in row["name_en"]]
    report.say("kept", "code", "", "lies deeper than two levels and bears both names", len(deep))
    return merged


def _group(code: Node, leaf: bool, maker: _Ids, known: _Known, merged: Merged) -> str:
    """The group that a code with codes below it is; made where the study has none."""
    group = known.group(code)
    if not group:
        group = maker.group(wanted(code, "parent_id" if leaf else "code_id"))
        row = {**as_row(code, ()), "code_id": group, "codable": "false"}
        if leaf:
            row["guid"] = made("group of", code.guid)
        merged.added.append(row)
    merged.ids[f"group {code.guid}"] = group
    return group


def _own_group(first: Node, maker: _Ids, known: _Known, merged: Merged) -> str:
    """The group of codes that came without one, made when the first of them is met."""
    if "group" in merged.ids:
        return merged.ids["group"]
    guid = made("codes from another program")
    group = known.by_guid.get(guid, "")
    if not group:
        group = maker.group(wanted(first, "parent_id"))
        node = Node("Code", {"guid": guid, "name": GROUP["en"]})
        row = {**as_row(node, ()), "name_id": GROUP["id"], "code_id": group, "codable": "false"}
        merged.added.append(row)
    merged.ids["group"] = group
    return group


class _Known:
    """The codes that a study has, by GUID and by name."""

    def __init__(self, there: list[Row]) -> None:
        self.ids: Mapping[str, Row] = {row["code_id"]: row for row in there}
        self.by_guid = {row["guid"].upper(): row["code_id"] for row in there}
        self._by_name: dict[tuple[str, bool], set[str]] = {}
        for row in there:
            for name in (row["name_en"], row["name_id"], row["code_id"]):
                key = (_folded(name), row["codable"] == "true")
                self._by_name.setdefault(key, set()).add(row["code_id"])

    def find(self, code: Node, above: tuple[Node, ...]) -> str:
        """The id of a code that can be given, or ''."""
        row = as_row(code, above)
        for guid in (code.guid, row["guid"]):
            found = self.by_guid.get(guid, "")
            if found and self.ids[found]["codable"] == "true":
                return found
        return self._named(row["name_en"], True)

    def group(self, code: Node) -> str:
        """The id of a group, or ''."""
        guids = (code.guid, made("group of", code.guid), as_row(code, ())["guid"])
        for found in filter(None, map(self.by_guid.get, guids)):
            if self.ids[found]["codable"] == "false":
                return found
        return self._named(code.name, False)

    def _named(self, name: str, codable: bool) -> str:
        found = self._by_name.get((_folded(name), codable), set())
        return next(iter(found)) if len(found) == 1 else ""


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


class _Ids:
    """Ids that are not taken yet.

    said: those that codes say they have, which no other gets; width: digits of a number, so that
    ids in order are numbers in order.
    """

    def __init__(self, taken: set[str], said: set[str], width: int) -> None:
        self._width = width
        self._taken = taken
        self._said = said
        letters = ascii_uppercase[16:] + ascii_uppercase[:16]  # from QA on, away from the usual
        self._groups = ("".join(pair) for pair in product(letters, ascii_uppercase))
        self._next: dict[str, int] = {}

    def group(self, said: str) -> str:
        if re.fullmatch("[A-Z]{2}", said) and said not in self._taken:
            self._taken.add(said)
            return said
        heads = {each[:2] for each in self._taken | self._said}
        for group in self._groups:
            if group not in heads:
                self._taken.add(group)
                return group
        raise ImportProblem("The codebook has more groups than two letters can name.")

    def code(self, group: str, said: str) -> str:
        if re.fullmatch("[A-Z]{2}[0-9]{1,3}", said) and said not in self._taken:
            self._taken.add(said)
            return said
        for number in range(self._next.get(group, 1), MANY + 1):
            name = f"{group}{number:0{self._width}d}"
            if name not in self._taken and name not in self._said:
                self._next[group] = number + 1
                self._taken.add(name)
                return name
        raise ImportProblem(f"A group of the codebook has more than {MANY} codes.")
