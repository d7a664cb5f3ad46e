"""A project brought into the form the standard wants, and what had to be changed for it.

Nothing that breaks the standard is refused: it is repaired where that is possible, else left
out; either way it is counted and told.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from .node import GUID, OTHER_GUIDS, Node, made, plain
from .report import Fate, Report
from .shape import CHILDREN, CONTAINERS, FORMS, NEEDED, OPTIONAL, REQUIRED, VALUES, single

DEFAULTS = {"isCodable": "true", "typeOfVariable": "Text", "name": ""}


@dataclass
class _Repair:
    said: Counter[tuple[Fate, str, str]] = field(default_factory=Counter)
    seen: set[tuple[str, str]] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)

    def say(self, fate: Fate, tag: str, why: str, count: int = 1) -> None:
        self.said[fate, tag, why] += count

    def drop(self, child: Node, why: str) -> None:
        """Leave out a child and all below it, when its parent is swept."""
        self.gone.add(id(child))
        self.say("dropped", child.tag, why, sum(1 for _ in child.walk()))

    def sweep(self, parent: Node) -> None:
        """Take the children out that are to be left out."""
        if self.gone:
            parent.children = [each for each in parent.children if id(each) not in self.gone]
            self.gone.clear()


def repair(root: Node, report: Report) -> None:
    """Repair a project in place."""
    work = _Repair()
    _repair(root, (root.tag,), work)
    for (fate, tag, why), count in work.said.items():
        report.say(fate, tag, "project", why, count)


def _repair(node: Node, path: tuple[str, ...], work: _Repair) -> None:
    _children(node, work)
    _attributes(node, path, work)
    for at, each in enumerate(node.children):
        _repair(each, (*path, each.tag, str(at)), work)
    for each in node.children:
        lacking = [n for n in REQUIRED.get(each.tag, ()) if n not in each.attributes]
        needed = NEEDED.get(each.tag)
        if needed and each.one(needed) is None:
            lacking.append(needed)
        if lacking:
            work.drop(each, f"has no {lacking[0]}, or none that can be read")
        elif each.tag in CONTAINERS and not each.children:
            work.drop(each, "is empty")
    work.sweep(node)


def _children(node: Node, work: _Repair) -> None:
    """Leave out what has no place in an element, join what stands twice, put all in order."""
    allowed = CHILDREN.get(node.tag, ())
    first: dict[str, Node] = {}
    for each in node.children:
        if each.tag not in allowed:
            work.drop(each, f"has no place in {node.tag}")
        elif single(node.tag, each.tag) and each.tag in first:
            if each.tag in CONTAINERS:
                first[each.tag].children += each.children
                work.gone.add(id(each))
                work.say("repaired", each.tag, "stood twice and was joined")
            else:
                work.drop(each, f"stands twice in {node.tag}")
        first.setdefault(each.tag, each)
    work.sweep(node)
    values = [each for each in node.children if each.tag in VALUES]
    for each in values[1:]:
        work.drop(each, f"is a second value in {node.tag}")
    work.sweep(node)
    if node.tag != "Sources":
        order = sorted(node.children, key=lambda each: allowed.index(each.tag))
        if [x.tag for x in order] != [x.tag for x in node.children]:
            work.say("repaired", node.tag, "its children were put in order")
        node.children = order
    for each in values[:1]:
        if each.tag in FORMS and not re.fullmatch(FORMS[each.tag], each.text.strip()):
            work.say("repaired", each.tag, "its value is kept as a text")
            each.tag = "TextValue"
        elif each.tag in FORMS:
            each.text = each.text.strip()


def _attributes(node: Node, path: tuple[str, ...], work: _Repair) -> None:
    must, own = REQUIRED.get(node.tag, ()), node.attributes
    order = (*must, *OPTIONAL.get(node.tag, ()))
    for name in [each for each in own if each not in order]:
        work.say("dropped", node.tag, f"attribute {name} is not from REFI-QDA")
        del own[name]
    _forms(node, work)
    for name in ("guid", *OTHER_GUIDS):
        if name in own:
            _guid(node, name, path, work)
    for name in [each for each in must if each not in own]:
        if name == "guid":
            own[name] = made(*path)
            work.say("repaired", node.tag, "had no GUID and was given one")
        elif name in DEFAULTS:
            own[name] = DEFAULTS[name]
            work.say("repaired", node.tag, f"lacked {name}")
    if node.guid:
        if (node.tag, node.guid) in work.seen:
            work.say("repaired", node.tag, "shares its GUID with another and was given its own")
            own["guid"] = made("again", *path)
        work.seen.add((node.tag, node.guid))
    node.attributes = {key: own[key] for key in order if key in own}


def _forms(node: Node, work: _Repair) -> None:
    """Leave out values that are not what the standard wants."""
    for name in [each for each in node.attributes if each in FORMS]:
        value = node.attributes[name].strip()
        if name == "isCodable":
            value = value.lower()
        if re.fullmatch(FORMS[name], value):
            node.attributes[name] = value
        else:
            del node.attributes[name]
            if name not in REQUIRED.get(node.tag, ()) or name in DEFAULTS:
                work.say("dropped", node.tag, f"its {name} cannot be read")


def _guid(node: Node, name: str, path: tuple[str, ...], work: _Repair) -> None:
    guid = plain(node.attributes[name])
    if GUID.fullmatch(guid):
        node.attributes[name] = guid
    elif not guid:
        del node.attributes[name]
    else:
        work.say("repaired", node.tag, f"its {name} is no GUID and was given one")
        node.attributes[name] = made("no guid", guid)
