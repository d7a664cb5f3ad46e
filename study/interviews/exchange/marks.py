"""Where a project carries what only the tables of a study say, and how it is known again.

The standard has no field for them, but it has places: a value of a person or a text is a variable;
a value of a coding is a note, which all codings with this value share; what is more to say of a
code stands under the names of its columns at the end of its description; the number of a coding
is the end of its GUID. Any program shows these, and what it does not change comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...contract.values import clean
from ..tables import Row
from .kept import prune
from .node import Node, made, reference
from .shape import VALUES as VALUE_TAGS

VARIABLES = {
    "informants": ("role_class", "consent"),
    "officials": ("agency_id", "echelon"),
    "transcripts": ("language", "sequence"),
}
NOTES = ("official_id", "certainty", "consent")
"""Columns of a coding."""
LABELS = (
    *("code_id", "guid", "parent_id", "direction", "name_en", "name_id", "definition_en"),
    *("definition_id", "include_when", "exclude_when", "literature", "note"),
)
"""Columns of a code, in the order in which its description tells them."""
_LABEL = re.compile(rf"\s*({'|'.join(LABELS)}): (.*)")
_CODING = made("coding")[:24]
_LONGEST = 11
"""Digits that the end of a GUID holds, beside how many there were."""


def put_values(project: Node, node: Node, table: str, row: Row) -> None:
    """Give a case or a source the values that a row of a table holds."""
    for column in VARIABLES[table]:
        if text := row.get(column, ""):
            node.children.append(value(project, table, column, text))


def value(project: Node, table: str, column: str, text: str) -> Node:
    """A value of a variable, which the project gets if it has none for this column."""
    guid = made("variable", table, column)
    if guid not in {each.guid for each in project.inside("Variables")}:
        about = {"guid": guid, "name": column, "typeOfVariable": "Text"}
        project.put("Variables").children.append(Node("Variable", about))
    inside = [reference("VariableRef", guid), Node("TextValue", text=text)]
    return Node("VariableValue", children=inside)


def values(node: Node, table: str) -> Row:
    """What a case or a source tells of a row of a table."""
    own = {made("variable", table, column): column for column in VARIABLES[table]}
    found: Row = {}
    for each in node.all("VariableValue"):
        column = own.get(each.refers("VariableRef")[0])
        if column and (held := each.all(*VALUE_TAGS)):
            found[column] = clean(held[0].text)
    return found


def notes(row: Row) -> Iterator[Node]:
    """The notes that a coding refers to for what its row holds, but for the memo."""
    for column in NOTES:
        if words := row.get(column, ""):
            yield _note(made("note", column, words), f"{column}: {words}", words)


def memo(row: Row) -> Iterator[Node]:
    """The note that a coding refers to for its memo, if it has one."""
    if words := row.get("memo", ""):
        yield _note(made("memo", row["coding_id"]), row["coding_id"], words)


def _note(guid: str, name: str, words: str) -> Node:
    inside = [Node("PlainTextContent", text=words)]
    return Node("Note", {"guid": guid, "name": name}, children=inside)


def noted(guid: str, words: str) -> str:
    """The column of a coding that a note tells, or ''."""
    return next((each for each in NOTES if guid == made("note", each, words)), "")


def labelled(words: str, row: Mapping[str, str], plain: Mapping[str, str]) -> str:
    """A description of a code with what its row holds and ``plain``, the code alone, does not."""
    more = [(each, clean(row.get(each, ""))) for each in LABELS]
    told = [f"{name}: {text}" for name, text in more if text and text != plain.get(name)]
    return "\n\n".join(filter(None, (words, "\n".join(told))))


def labels(description: str) -> tuple[str, Row]:
    """A description without what ``labelled`` added, and what that was."""
    lines = description.split("\n")
    found: list[tuple[str, str]] = []
    for at in range(len(lines) - 1, -1, -1):
        label = _LABEL.fullmatch(lines[at])
        if label is None and lines[at].strip():
            break
        if label:
            found.append((label[1], clean(label[2])))
            if label[1] == "code_id":
                return "\n".join(lines[:at]).rstrip(), dict(found)
    return description, {}


def numbered(coding: str) -> str:
    """The GUID of a coding that is known by its id alone."""
    digits = coding[1:]
    return f"{_CODING}{len(digits)}{int(digits):0{_LONGEST}d}"


def number(guid: str) -> str:
    """The id of a coding that was numbered so, or ''."""
    tail = guid.removeprefix(_CODING)
    known = tail != guid and tail.isdecimal() and len(str(int(tail[1:]))) <= int(tail[0])
    return f"K{int(tail[1:]):0{int(tail[0])}d}" if known else ""


def strip(project: Node, notes: Mapping[str, str]) -> None:
    """Take out all of this, which the tables hold from now on; notes: their words."""
    own = {made("variable", table, each) for table, names in VARIABLES.items() for each in names}
    for node in project.walk():
        if node.tag == "Code" and (told := node.one("Description")):
            told.text = labels(told.text)[0]
        node.children = [
            each
            for each in node.children
            if not (each.tag == "VariableValue" and each.refers("VariableRef")[0] in own)
            and (node.tag != "Code" or each.tag != "Description" or each.text)
        ]
    there = {each.guid for each in project.inside("Variables")}
    prune(project, {guid for guid, words in notes.items() if noted(guid, words)} | (own & there))
