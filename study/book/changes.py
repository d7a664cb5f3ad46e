"""What changed between two states of a study, in words a reviewer reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..errors import PlaceError
from ..place import ROOT, Place, find
from ..results import desk as desks
from ..results import diff, store
from ..results.compare import Change
from ..results.diff import Changed
from ..results.editions import Edition, opened
from .manifest import manifest
from .sentences import Reader, Sentence, compared

Facts = dict[str, Any]
SHOWN, VALUES, KEYS = 12, 4, 10
"""Of sentences and results of a chapter, of changes of one, and of rows the terminal shows."""
ELSEWHERE = "In no chapter"


def compare(old: str, new: str | None = None) -> Facts:
    """Everything that changed, as plain values: sentences and results by chapter, rows of data.

    Equal states give no chapter and no table. Raises PlaceError for a state there is not.
    """
    with opened(old, new) as (before, after):
        return _compared(before, after)


def _compared(before: Edition, after: Edition) -> Facts:
    desk, other = desks.load(before.place), desks.load(after.place)
    found = {each.name: each for each in diff.results(desk, other)}
    old, new = Reader(before.place), Reader(after.place)
    chapters, told = [], set[str]()
    for name in dict.fromkeys([*new.pages, *old.pages]):
        page = new.pages.get(name) or old.pages[name]
        state = "gone" if name not in new.pages else "changed" if name in old.pages else "new"
        sentences = compared(old, new, name, set(found))
        here = [found[n] for n in page.results if n in found and n not in told]
        told.update(each.name for each in here)
        if sentences or here or state != "changed":
            told_of = {"page": name, "title": page.title, "state": state}
            chapters.append(told_of | _chapter(sentences, here, found))
    if rest := [each for each in found.values() if each.name not in told]:
        nowhere = {"page": "", "title": ELSEWHERE, "state": "changed"}
        chapters.append(nowhere | _chapter([], rest, found))
    return {
        "from": {"name": before.name, "version": before.version},
        "to": {"name": after.name, "version": after.version},
        "chapters": chapters,
        "tables": [_table(each) for each in diff.tables(desk, other)],
    }


def _chapter(
    sentences: list[Sentence],
    results: list[Changed],
    found: dict[str, Changed],
) -> Facts:
    def rank(sentence: Sentence) -> tuple[bool, float]:
        quoted = (path.partition("[")[0].partition(".")[0] for path in sentence.quotes)
        return max((found[n].rank for n in quoted if n in found), default=(False, 0.0))

    return {
        "sentences": [
            {"state": s.state, "old": s.old, "new": s.new, "quotes": list(s.quotes)}
            for s in sorted(sentences, key=rank, reverse=True)
            if s.state != "unseen"
        ],
        "unseen": sum(s.state == "unseen" for s in sentences),
        "results": [
            {
                **{k: getattr(each, k) for k in ("name", "kind", "state", "summary")},
                "facts": [_change(c) for c in each.facts],
                "changes": [_change(c) for c in each.changes],
            }
            for each in sorted(results, key=lambda each: each.rank, reverse=True)
        ],
    }


def _table(rows: diff.Rows) -> Facts:
    return {
        "table": rows.table,
        "state": rows.state,
        "facts": [_change(c) for c in rows.facts],
        "new": list(rows.new),
        "gone": list(rows.gone),
        "changes": [_change(c) for c in rows.changes],
    }


def _change(change: Change) -> Facts:
    counted = {"by": change.by, "share": change.share, "flips": change.flips}
    return {**asdict(change), **counted, "said": str(change)}


def same(facts: Facts) -> bool:
    """Whether nothing changed."""
    return not facts["chapters"] and not facts["tables"]


def as_json(facts: Facts) -> str:
    """The whole comparison for programs and for the page of the book."""
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


def kept(place: Place) -> Path:
    """The file with the comparison that the book prints."""
    return (place.pages if place.shipped else place.data) / "changes.json"


def printed_in(new: str | None) -> Place:
    """The study whose book can show a comparison with B.

    Raises PlaceError unless B is left out, or is the folder of a study.
    """
    if new is None or Path(new).expanduser().resolve() == ROOT:
        return find()
    if not Path(new).expanduser().is_dir():
        raise PlaceError("A page is made for a study as it is here.", "Leave B out, or name it.")
    return find(new)


def keep(facts: Facts, place: Place) -> Path:
    """Write the comparison for the book, with what the study is made of now."""
    made_of = {"made_of": manifest(place)["digests"]}
    store.write(kept(place), as_json(facts | made_of))
    return kept(place)


def headline(facts: Facts) -> str:
    """The two states and the counts, as one sentence each."""
    results = [r for chapter in facts["chapters"] for r in chapter["results"]]
    sentences = sum(len(chapter["sentences"]) for chapter in facts["chapters"])
    flipped = sum(any(c["flips"] for c in r["changes"]) for r in results)
    names = [
        s["name"] + (f" (version {s['version']})" if s["version"] else "")
        for s in (facts["from"], facts["to"])
    ]
    if same(facts):
        return f"From {names[0]} to {names[1]} nothing changed."
    counts = [
        _count(len(results), "result"),
        _count(sentences, "sentence"),
        _count(len(facts["tables"]), "table"),
    ]
    signs = f" A sign changed in {_count(flipped, 'result')}." if flipped else ""
    return f"From {names[0]} to {names[1]}: {', '.join(counts)} of the data changed.{signs}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def report(facts: Facts) -> str:
    """What the terminal shows: by chapter, the largest first, long lists cut short."""
    lines = [headline(facts)]
    for chapter in facts["chapters"]:
        lines += ["", heading(chapter)]
        lines += _some(chapter["sentences"], _sentence, SHOWN)
        if chapter["unseen"]:
            more = _count(chapter["unseen"], "sentence")
            lines.append(f"  {more} with a changed value that prints the same")
        lines += _some(chapter["results"], _result, SHOWN)
    if facts["tables"]:
        lines += ["", "Data", *(f"  {line}" for table in facts["tables"] for line in told(table))]
    return "\n".join(lines)


def heading(chapter: Facts) -> str:
    """The title of a chapter, and whether all of it came or went."""
    state = chapter["state"]
    return str(chapter["title"]) + ("" if state == "changed" else f" (the chapter is {state})")


def _some(items: Sequence[Facts], tell: Callable[[Facts], list[str]], limit: int) -> list[str]:
    lines = [f"  {line}" for item in items[:limit] for line in tell(item)]
    return [*lines, *([f"  and {len(items) - limit} more"] if len(items) > limit else [])]


def _sentence(sentence: Facts) -> list[str]:
    signs = [("- ", sentence["old"]), ("+ ", sentence["new"])]
    return [f"{sign}{text}" for sign, text in signs if text is not None]


def _result(result: Facts) -> list[str]:
    lines = [f"{result['name']} ({result['kind'].lower()}) {result['state']}: {result['summary']}"]
    return lines + [f"  {line}" for line in values(result, VALUES)]


def values(result: Facts, limit: int) -> list[str]:
    """What changed of a result, in words, cut short."""
    found = [_reason(c) for c in result["facts"]] + [c["said"] for c in result["changes"]]
    return found[:limit] + [f"and {len(found) - limit} more"] * (len(found) > limit)


def _reason(fact: Facts) -> str:
    """A fact of the index in words; why a result was or is absent, as it was told."""
    if fact["field"] != "absent":
        return str(fact["said"])
    return f"why: {fact['new']}" if fact["new"] else f"it had been absent: {fact['old']}"


def told(table: Facts) -> Iterator[str]:
    """What changed of a table of the data, in words, cut short."""
    if table["state"] != "changed":
        yield f"{table['table']}: the table is {table['state']}"
    yield from (f"{table['table']}: {c['said']}" for c in table["facts"])
    for what in ("new", "gone"):
        if keys := table[what]:
            more = f" and {len(keys) - KEYS} more" * (len(keys) > KEYS)
            rows = _count(len(keys), "row")
            yield f"{table['table']}: {rows} {what}: {', '.join(keys[:KEYS])}{more}"
    cells = [c["said"] for c in table["changes"]]
    yield from (f"{table['table']}: {said}" for said in cells[:KEYS])
    if len(cells) > KEYS:
        yield f"{table['table']}: and {len(cells) - KEYS} more cells"
