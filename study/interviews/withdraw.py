"""Taking a person out of a study again: from tables, texts, results and book, with no copy kept.

First it is noted what is to go, by numbers and digests alone. Whatever interrupts the rest, the
next run goes on from that note, and the note stays until a search finds nothing more.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from ..contract.transcripts import WITHDRAWING, withdrawing
from ..errors import ImportProblem, StoreError, near
from ..messages import Filling, Phrase, phrase
from ..place import Place
from . import originals, texts, traces, writing
from .key import require_outside
from .removal import Removal, remove
from .tables import load


@dataclass
class Withdrawn:
    """What was removed, and what a search found.

    rows: by table; lonely: officials that nobody tells of any more; heard: whether any words of the
    person were known to look for; left: what is still there; notes: what was done beside the key.
    """

    informant: str
    transcripts: list[str]
    quotations: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    lonely: list[str] = field(default_factory=list)
    masked: list[str] = field(default_factory=list)
    built: list[str] = field(default_factory=list)
    searched: traces.Searched = field(default_factory=traces.Searched)
    notes: list[Phrase] = field(default_factory=list)
    beside: traces.Searched = field(default_factory=traces.Searched)
    key: bool = False
    heard: bool = False
    repository: Path | None = None
    folder: Path = Path()

    @property
    def left(self) -> list[str]:
        return self.searched.left + [f"beside the key, {each}" for each in self.beside.left]


def withdraw(place: Place, informant: str, key: Path | None = None) -> Withdrawn:
    """Remove an informant everywhere in a study, and with a key the originals beside it.

    Raises ImportProblem if there is no such informant, StoreError if something cannot be written.
    """
    if key is not None:
        require_outside(place, key)
        writing.finish(key.resolve().parent)
    writing.finish(place.data)
    note = _noted(place, informant, key)
    done = Withdrawn(informant, note["transcripts"], key=key is not None, folder=place.data)
    done.quotations, done.heard = note["quotations"], bool(note["said"])
    done.repository = next(
        (up for up in (place.data, *place.data.parents) if (up / ".git").exists()), None
    )
    if key is not None:
        done.notes = originals.remove(key, informant, note["transcripts"])
    gone = remove(place, informant, set(note["transcripts"]))
    done.rows, done.lonely, done.masked = gone.rows, gone.lonely, gone.masked
    _write(place, gone)
    for folder in (place.results, place.figures, place.build):
        if folder.exists() and _clear(folder, place.busy):
            done.built.append(place.show(folder))
    ids = [informant, *done.transcripts, *done.quotations]  # which prose may print
    done.searched = traces.search(
        place.data, ids, set(note["said"]), [place.data / WITHDRAWING, place.busy]
    )
    if place.home != place.data:
        _search_made(place, ids, set(note["said"]), done.searched)
    if key is not None:
        done.beside = traces.search(key.resolve().parent, (), set(note["said"]))
    if not done.left:
        (place.data / WITHDRAWING).unlink(missing_ok=True)
    return done


def _noted(place: Place, informant: str, key: Path | None) -> dict[str, list[str]]:
    """What is to go: as noted by a run that was interrupted, or noted now."""
    path = place.data / WITHDRAWING
    if noted := withdrawing(place):
        if informant not in noted:
            other = next(iter(noted))
            raise ImportProblem(
                f"The withdrawal of {other} is not finished.",
                f"Run `study withdraw {other}` first.",
            )
        return noted[informant]
    rows = load(place, ("informants", "transcripts", "quotations")).rows
    mine = [row for row in rows["transcripts"] if row["informant_id"] == informant]
    known = {row["informant_id"] for row in rows["informants"] + rows["transcripts"]}
    beside = originals.transcripts(key, informant) if key else {}
    known |= originals.people(key) if key else set()
    if informant not in known:
        guess = near(informant, known)
        remedy = f"Did you mean {guess}?" if guess else "Give the pseudonym, such as I03."
        raise ImportProblem(f"{informant} is no informant of this study.", remedy)
    others: set[str] = set()
    said: set[str] = set()
    for row in rows["transcripts"]:
        text = _text(place, row["file"]) if row["file"] else ""
        target = said if row in mine else others
        target |= traces.shingles(text)
    for original in [*beside.values(), *(originals.refused(key, informant) if key else ())]:
        said |= _spoken(original)
    # what others said as well, such as the questions of the guide, tells of nobody: what was not
    # read of it would later be taken for words of the person
    for original in originals.others(key, informant) if key else ():
        others |= traces.shingles(texts.read(original).text) if original.exists() else set()
    numbers = sorted({row["transcript_id"] for row in mine} | beside.keys())
    theirs = {row["transcript_id"] for row in mine}
    quoted = [r["quotation_id"] for r in rows["quotations"] if r["transcript_id"] in theirs]
    note = {"transcripts": numbers, "quotations": quoted, "said": sorted(said - others)}
    writing.change(place.data, {path: json.dumps({informant: note}).encode()})
    return note


def _spoken(original: Path) -> set[str]:
    """Digests of what an original of the person holds; none if it cannot be read."""
    try:
        return traces.shingles(texts.read(original).text)
    except ImportProblem:
        return set()


def _text(place: Place, file: str) -> str:
    try:
        return (place.data / file).read_text(encoding="utf-8", errors="ignore")
    except FileNotFoundError:
        return ""
    except OSError as error:
        remedy = "Allow reading, then run the same command again."
        raise ImportProblem(f"{file} cannot be read: {error.strerror}.", remedy) from None


def _write(place: Place, gone: Removal) -> None:
    if gone.files or gone.gone:
        writing.change(place.data, gone.files, gone.gone)


def _clear(folder: Path, spared: Path) -> bool:
    """Delete a folder, but for the file by which others wait; whether there was anything else."""
    found = False
    try:
        for each in folder.iterdir():
            if each == spared.parent:
                found = _clear(each, spared) or found
            elif each != spared:
                shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
                found = True
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        remedy = "Close what uses it and run the same command again."
        raise StoreError(f"{error.filename}: {error.strerror}.", remedy) from None
    return found


def _search_made(place: Place, ids: list[str], said: set[str], found: traces.Searched) -> None:
    """Search what is made of a study where that lies elsewhere."""
    for folder in (place.results, place.figures, place.build, place.pages):
        # its pages name pseudonyms as examples of how to write
        more = traces.search(folder, () if folder == place.pages else ids, said, [place.busy])
        found.files += more.files
        found.unread += more.unread
        found.left += more.left


def report(done: Withdrawn, language: str = "en") -> str:
    """What was removed, what was searched, what is left, and what cannot be reached from here."""

    def say(code: str, **values: Filling) -> str:
        return phrase(code, **values).told(language)

    texts = ", ".join(done.transcripts) or phrase("withdraw_no_text")
    lines = [say("withdraw_who", who=done.informant, texts=texts)]
    inside = [say("withdraw_rows", table=name, count=count) for name, count in done.rows.items()]
    inside += [say("withdraw_masked", name=name) for name in done.masked]
    inside += [say("withdraw_built", name=name) for name in done.built]
    inside += [note.told(language) for note in done.notes]
    if done.lonely:
        inside.append(say("withdraw_lonely", names=", ".join(done.lonely)))
    lines += [f"  {each}" for each in inside]
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(done.searched.files.items()))
    names: Filling = ", ".join([done.informant, *done.transcripts, *done.quotations])
    if done.heard:
        names = phrase("withdraw_words", names=names, count=traces.WORDS)
    lines.append(say("withdraw_searched", names=names, kinds=kinds))
    if not done.heard:
        lines.append(say("withdraw_unheard", who=done.informant))
    elif done.key:
        lines.append(say("withdraw_beside", count=sum(done.beside.files.values())))
    if unread := done.searched.unread + done.beside.unread:
        lines.append(say("withdraw_unread", names=", ".join(unread)))
    lines.append(say("withdraw_left" if done.left else "withdraw_nothing"))
    lines += [f"  {each}" for each in done.left]
    lines.append(say("withdraw_out"))
    if not done.key:
        lines.append("  " + say("withdraw_key"))
    if done.repository:
        where = f"git -C {done.repository} log --all --oneline -S{done.informant}"
        lines.append("  " + say("withdraw_git", command=where))
    lines.append("  " + say("withdraw_copies"))
    return "\n".join(lines)
