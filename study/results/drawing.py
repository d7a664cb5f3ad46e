"""What a figure draws: its marks with their look, coordinates and text, not its bytes."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
STILL = 1e-5
"""Points by which a mark may move unseen."""
SILENT = ("metadata", "title", "desc")


@dataclass(frozen=True)
class Mark:
    """One element. form: tag and attributes, their numbers taken out; text: what it says."""

    form: str
    numbers: tuple[float, ...]
    text: str

    @property
    def tag(self) -> str:
        """What kind of mark it is: path, text, use ..."""
        return self.form.partition(" ")[0]


def marks(svg: str) -> list[Mark]:
    """The marks of a drawing in their order. Raises ElementTree.ParseError."""
    root = ElementTree.fromstring(svg)
    named = [name for element in root.iter() if (name := element.get("id"))]
    places = {f"#{name}": f"#mark{number}" for number, name in enumerate(named)}
    return list(_marks(root, places))


def _marks(element: ElementTree.Element, places: dict[str, str]) -> Iterator[Mark]:
    tag = _plain(element.tag)
    if tag in SILENT:
        return
    # Ids are made from what they name: the last digit of a coordinate changes all of one.
    looks = {_plain(n): _placed(v, places) for n, v in element.attrib.items() if n != "id"}
    told = " ".join([tag, *(f"{name}={value}" for name, value in sorted(looks.items()))])
    numbers = tuple(float(number) for number in NUMBER.findall(told))
    yield Mark(" ".join(NUMBER.sub("#", told).split()), numbers, (element.text or "").strip())
    for child in element:
        yield from _marks(child, places)


def _plain(name: str) -> str:
    return name.rpartition("}")[2]


def _placed(value: str, places: dict[str, str]) -> str:
    return re.sub(r"#[\w.-]+", lambda match: places.get(match[0], match[0]), value)


@dataclass(frozen=True)
class Drawn:
    """How two drawings differ.

    said: texts that stand in one place and changed, old and new; new, gone: marks by kind;
    moved: number of marks whose coordinates or look changed, farthest: by how much at most.
    """

    said: tuple[tuple[str, str], ...] = ()
    new: tuple[tuple[str, int], ...] = ()
    gone: tuple[tuple[str, int], ...] = ()
    moved: int = 0
    farthest: float = 0.0


def compared(old: str, new: str) -> Drawn:
    """The difference of two drawings; equal to ``Drawn()`` if a reader sees none.

    Raises ElementTree.ParseError if one is no drawing.
    """
    before, after = marks(old), marks(new)
    if [mark.form for mark in before] != [mark.form for mark in after]:
        lost = Counter(before) - Counter(after)
        come = Counter(after) - Counter(before)
        return Drawn(new=_by_kind(come), gone=_by_kind(lost))
    pairs = list(zip(before, after, strict=True))
    said = tuple((a.text, b.text) for a, b in pairs if a.text != b.text)
    shifts = [
        max((abs(x - y) for x, y in zip(a.numbers, b.numbers, strict=True)), default=0.0)
        for a, b in pairs
    ]
    moved = [shift for shift in shifts if shift > STILL and not math.isclose(shift, STILL)]
    return Drawn(said=said, moved=len(moved), farthest=max(moved, default=0.0))


def _by_kind(found: Counter[Mark]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for mark, number in found.items():
        counts[f"text “{mark.text}”" if mark.text else mark.tag] += number
    return tuple(sorted(counts.items()))
