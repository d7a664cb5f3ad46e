"""What REFI-QDA 1.0 wants of a project: which children in which order, which attributes.

Written by hand after the standard and its schema of 18 March 2019; a test compares it with the
schema itself.
"""

from __future__ import annotations

import re

from .node import GUID, OTHER_GUIDS, Node, plain

_NOTE = ("NoteRef",)
_END = ("Coding", "NoteRef", "VariableValue")
_SELECTION = ("Description", "Coding", "NoteRef")
_TEXT = ("Description", "PlainTextContent", "PlainTextSelection", *_END)
_AUTHORED = ("creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime")
_BOX = ("firstX", "firstY", "secondX", "secondY")
SOURCES = ("TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource")

CHILDREN: dict[str, tuple[str, ...]] = {
    "Project": (
        *("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets"),
        *("Graphs", "Description", "NoteRef"),
    ),
    "Users": ("User",),
    "CodeBook": ("Codes",),
    "Codes": ("Code",),
    "Code": ("Description", "NoteRef", "Code"),
    "Variables": ("Variable",),
    "Variable": ("Description",),
    "Cases": ("Case",),
    "Case": ("Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"),
    "VariableValue": (
        *("VariableRef", "TextValue", "BooleanValue", "IntegerValue", "FloatValue"),
        *("DateValue", "DateTimeValue"),
    ),
    "Sources": SOURCES,
    "TextSource": _TEXT,
    "Representation": _TEXT,
    "TextDescription": _TEXT,
    "Note": _TEXT,
    "PlainTextSelection": _SELECTION,
    "PictureSource": ("Description", "TextDescription", "PictureSelection", *_END),
    "PictureSelection": _SELECTION,
    "PDFSource": ("Description", "PDFSelection", "Representation", *_END),
    "PDFSelection": ("Description", "Representation", "Coding", "NoteRef"),
    "AudioSource": ("Description", "Transcript", "AudioSelection", *_END),
    "AudioSelection": _SELECTION,
    "VideoSource": ("Description", "Transcript", "VideoSelection", *_END),
    "VideoSelection": _SELECTION,
    "Transcript": ("Description", "PlainTextContent", "SyncPoint", "TranscriptSelection", *_NOTE),
    "TranscriptSelection": _SELECTION,
    "Coding": ("CodeRef", "NoteRef"),
    "Notes": ("Note",),
    "Links": ("Link",),
    "Link": _NOTE,
    "Sets": ("Set",),
    "Set": ("Description", "MemberCode", "MemberSource", "MemberNote"),
    "Graphs": ("Graph",),
    "Graph": ("Vertex", "Edge"),
}
"""The children an element may have, in their order; an element not named here has none."""

_REFERENCES = (
    *("NoteRef", "CodeRef", "SourceRef", "SelectionRef", "VariableRef"),
    *("MemberCode", "MemberSource", "MemberNote"),
)
REQUIRED: dict[str, tuple[str, ...]] = {
    "Project": ("name",),
    "Code": ("guid", "name", "isCodable"),
    "Variable": ("guid", "name", "typeOfVariable"),
    "Set": ("guid", "name"),
    "PlainTextSelection": ("guid", "startPosition", "endPosition"),
    "PictureSelection": ("guid", *_BOX),
    "PDFSelection": ("guid", "page", *_BOX),
    "AudioSelection": ("guid", "begin", "end"),
    "VideoSelection": ("guid", "begin", "end"),
    "Vertex": ("guid", "firstX", "firstY"),
    "Edge": ("guid", "sourceVertex", "targetVertex"),
    **dict.fromkeys(_REFERENCES, ("targetGUID",)),
    **{
        tag: ("guid",)
        for tag in (
            *("User", "Case", *SOURCES, "Representation", "TextDescription", "Note", "Transcript"),
            *("TranscriptSelection", "SyncPoint", "Coding", "Graph", "Link"),
        )
    },
}
"""The attributes an element must have."""

_PATHS = ("path", "currentPath")
OPTIONAL: dict[str, tuple[str, ...]] = {
    "Project": (
        *("origin", "creatingUserGUID", "creationDateTime", "modifyingUserGUID"),
        *("modifiedDateTime", "basePath"),
    ),
    "User": ("name", "id"),
    "Code": ("color",),
    "Case": ("name",),
    "Graph": ("name",),
    "Coding": ("creatingUser", "creationDateTime"),
    "SyncPoint": ("timeStamp", "position"),
    "TranscriptSelection": ("name", "fromSyncPoint", "toSyncPoint", *_AUTHORED),
    "Vertex": ("representedGUID", "name", "secondX", "secondY", "shape", "color"),
    "Edge": ("representedGUID", "name", "color", "direction", "lineStyle"),
    "Link": ("name", "direction", "color", "originGUID", "targetGUID"),
    **{
        tag: ("name", "richTextPath", "plainTextPath", *_AUTHORED)
        for tag in ("TextSource", "Representation", "TextDescription", "Note", "Transcript")
    },
    **{tag: ("name", *_PATHS, *_AUTHORED) for tag in SOURCES[1:]},
    **{
        f"{kind}Selection": ("name", *_AUTHORED)
        for kind in ("PlainText", "Picture", "PDF", "Audio", "Video")
    },
}
"""The attributes an element may have besides."""

CONTAINERS = {tag for tag in CHILDREN if tag.endswith("s")} | {"CodeBook"}
"""Elements that must not be empty."""
_INTEGER = r"[-+]?\d{1,18}"
_NUMBERS = (*_BOX, "startPosition", "endPosition", "page", "begin", "end", "timeStamp", "position")
_MOMENT = r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)?"
_SHAPES = "Person|Oval|Rectangle|RoundedRectangle|Star|(Left|Right|Up|Down)Triangle|Note"
FORMS: dict[str, str] = {
    **dict.fromkeys(_NUMBERS, _INTEGER),
    **dict.fromkeys(("creationDateTime", "modifiedDateTime"), _MOMENT),
    "color": "#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})",
    "isCodable": "true|false|1|0",
    "typeOfVariable": "Text|Boolean|Integer|Float|Date|DateTime",
    "direction": "Associative|OneWay|Bidirectional",
    "shape": _SHAPES,
    "lineStyle": "dotted|dashed|solid",
    "BooleanValue": "true|false|1|0",
    "IntegerValue": _INTEGER,
    "FloatValue": r"[-+]?(\d+(\.\d*)?|\.\d+)",
    "DateValue": r"-?\d{4,}-\d\d-\d\d(Z|[-+]\d\d:\d\d)?",
    "DateTimeValue": _MOMENT,
}
"""What the value of an attribute, or the text of an element, must look like."""
NEEDED = {"Coding": "CodeRef", "VariableValue": "VariableRef", "CodeBook": "Codes"}
"""The child without which an element says nothing."""
VALUES = tuple(tag for tag in CHILDREN["VariableValue"] if tag != "VariableRef")


def single(parent: str, tag: str) -> bool:
    """Whether an element may hold only one child of a name."""
    once = ("Description", "PlainTextContent", "Representation", "TextDescription")
    return tag in once or NEEDED.get(parent) == tag or (parent == "Project" and tag in CONTAINERS)


def faults(node: Node) -> list[str]:
    """What breaks the standard in an element and all below it, as "tag: what"."""
    found: list[str] = []
    allowed = CHILDREN.get(node.tag, ())
    places = [allowed.index(each.tag) for each in node.children if each.tag in allowed]
    found += [f"{node.tag}: child {x.tag}" for x in node.children if x.tag not in allowed]
    if places != sorted(places) and node.tag != "Sources":
        found.append(f"{node.tag}: order of its children")
    if node.tag in CONTAINERS and not node.children:
        found.append(f"{node.tag}: is empty")
    must = REQUIRED.get(node.tag, ())
    found += [f"{node.tag}: lacks {name}" for name in must if name not in node.attributes]
    may = {*must, *OPTIONAL.get(node.tag, ())}
    found += [
        f"{node.tag}: {name} is {value!r}"
        for name, value in [*node.attributes.items(), (node.tag, node.text)]
        if name in FORMS and not re.fullmatch(FORMS[name], value)
    ]
    names = [each.tag for each in node.children]
    found += [
        f"{node.tag}: several {tag}"
        for tag in sorted(set(names))
        if names.count(tag) > 1 and single(node.tag, tag)
    ]
    needed = NEEDED.get(node.tag)
    if needed and needed not in names:
        found.append(f"{node.tag}: lacks {needed}")
    found += [f"{node.tag}: attribute {name}" for name in node.attributes if name not in may]
    for name in ("guid", *OTHER_GUIDS):
        if name in node.attributes and not GUID.fullmatch(plain(node.attributes[name])):
            found.append(f"{node.tag}: {name} is no GUID")
    for each in node.children:
        found += faults(each)
    return found
