"""A parcel with every place settled: canonical texts, places in code points, end-exclusive."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import ImportProblem
from . import offsets
from .node import Node
from .offsets import Choice, Convention, Passage, Slice
from .parcel import TEXTUAL, Media, Parcel
from .report import Report


@dataclass(frozen=True)
class Settled:
    """A project whose places are settled.

    texts: canonical, by the GUID of the element they belong to; ways: how its file counted.
    """

    project: Node
    digest: str
    texts: dict[str, str]
    ways: dict[str, Convention]
    media: list[Media]


def settle(parcel: Parcel, report: Report, given: Convention | None = None) -> Settled:
    """Decide for each text how its passages are counted; given: the way, if a person says so.

    Raises ImportProblem, naming every text for which the evidence does not decide.
    """
    texts, ways, open_questions = {}, {}, []
    for number, node in enumerate(each for each in parcel.project.walk() if each.tag in TEXTUAL):
        if node.guid not in parcel.texts:
            continue
        text = offsets.text(parcel.texts[node.guid])
        where = f"{node.tag} {number + 1}"
        marked = _marked(node, report, where)
        passages = [passage for _, passage in marked]
        choice = offsets.choose(text, passages, given or parcel.ways.get(node.guid))
        if not choice.decided:
            open_questions.append(_question(where, choice, passages))
            continue
        cut = _cut(text.canonical, marked, choice, report, where)
        _place(node, text, choice.convention, cut)
        texts[node.guid], ways[node.guid] = text.canonical, choice.convention
        if marked and choice.basis != "nothing to decide":
            share = f"{choice.share:.0%} of {len(marked)} passages fit, by {choice.basis}"
            report.say("kept", "way of counting", where, f"{choice.convention}: {share}")
    if open_questions:
        raise ImportProblem(
            "It cannot be told how passages are counted; nothing was taken in.\n"
            + "\n".join(f"  {each}" for each in open_questions),
            f"If you know, say so with --offsets, one of {', '.join(offsets.NAMES)}.",
        )
    return Settled(parcel.project, parcel.digest, texts, ways, parcel.media)


def _question(where: str, choice: Choice, passages: list[Passage]) -> str:
    ways = ", ".join(map(str, choice.rivals))
    if choice.share < offsets.ENOUGH:
        return (
            f"{where}: no way of counting fits; the best fits {choice.share:.0%} of "
            f"{len(passages)} passages, by {choice.basis}"
        )
    return f"{where}: {ways} fit {len(passages)} passages alike and cut them differently"


def _marked(node: Node, report: Report, where: str) -> list[tuple[Node, Passage]]:
    """The selections of an element, with where they begin and end as its file counts."""
    points = {
        each.guid: int(each.attributes["position"])
        for each in node.all("SyncPoint")
        if "position" in each.attributes
    }
    found = []
    for each in node.all("PlainTextSelection", "TranscriptSelection"):
        if each.tag == "PlainTextSelection":
            ends = [int(each.attributes[name]) for name in ("startPosition", "endPosition")]
        else:
            names = ("fromSyncPoint", "toSyncPoint")
            ends = [points[p] for n in names if (p := each.attributes.get(n, "")) in points]
        if len(ends) == 2:
            found.append((each, Passage(ends[0], ends[1], each.name)))
        else:
            report.say("kept", "passage of a recording", where, "it has times, no places in a text")
    return found


def _cut(
    body: str, marked: list[tuple[Node, Passage]], choice: Choice, report: Report, where: str
) -> dict[int, Slice | None]:
    """Where each selection begins and ends, by the identity of its node; None: it must go."""
    found: dict[int, Slice | None] = {}
    split = tried = more = 0
    for at, ((node, passage), cut) in enumerate(zip(marked, choice.slices, strict=True)):
        if at in choice.named and (
            cut is None or not offsets.reads(body[slice(*cut)], passage.name)
        ):
            tried += 1
            cut = offsets.found_once(body, passage.name) if tried <= offsets.SAMPLE else None
            if cut:
                report.say("repaired", "passage", where, "its words stand in one other place")
            else:
                why = "the text there is not what its name says"
                report.say("dropped", "passage", f"{where}, {passage.start}-{passage.end}", why)
        elif cut is None:
            spot = f"{where}, {passage.start}-{passage.end}"
            report.say("dropped", "passage", spot, "it lies outside its text")
        elif at in choice.named:
            more += offsets.longer(body[slice(*cut)], passage.name)
        else:
            split += not offsets.at_words(body, cut)
        if cut and node.tag == "PlainTextSelection" and at in choice.named:
            node.attributes.pop("name", None)  # an excerpt, which is made anew when written
        found[id(node)] = cut
    report.say("ambiguous", "passage", where, "it goes on after its name; taken as it is", more)
    report.say("ambiguous", "passage", where, "it cuts a word in two; taken as it is", split)
    return found


def _place(node: Node, text: offsets.Text, way: Convention, cut: dict[int, Slice | None]) -> None:
    """Write the settled places into the selections; those without a place go."""
    node.children = [each for each in node.children if cut.get(id(each), (0, 0)) is not None]
    for each in node.all("PlainTextSelection"):
        start, end = cut[id(each)] or (0, 0)
        each.attributes |= {"startPosition": str(start), "endPosition": str(end)}
    points = [each for each in node.all("SyncPoint") if "position" in each.attributes]
    passages = [
        Passage(int(p.attributes["position"]), int(p.attributes["position"])) for p in points
    ]
    slices = offsets.choose(text, passages, way).slices
    for point, place in zip(points, slices, strict=True):
        if place is None:
            del point.attributes["position"]
        else:
            point.attributes["position"] = str(place[0])
