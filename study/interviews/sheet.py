"""A blind sheet to code: texts drawn reproducibly, the codebook and instructions, no code shown.

Two kinds: segments of the documentary record for a further coder, and passages of interviews
to be coded a second time.
"""

from __future__ import annotations

import csv
import io
import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from ..contract import descriptor, reading
from ..contract.descriptor import Descriptor
from ..errors import CodingError
from ..place import Place
from .instructions import INSTRUCTIONS, RECODING

SIZE = 40
SEED = 40
SLOTS = 5
SLOT = ("code", "passage", "certainty")
NO_CONSENT = "none"
Row = dict[str, str]
Span = tuple[str, int, int]
"""Transcript, start and end of a passage."""
Item = TypeVar("Item")

CODEBOOK = (
    *("code_id", "parent_id", "codable", "name_en", "name_id"),
    *("definition_en", "definition_id", "include_when", "exclude_when"),
)


def columns(key: str) -> list[str]:
    """The columns of a sheet whose rows are named by a key."""
    slots = [f"{name}_{number}" for number in range(1, SLOTS + 1) for name in SLOT]
    return [key, "text", *slots, "memo"]


def segments(place: Place, out: Path, seed: int = SEED, size: int = SIZE) -> list[Path]:
    """Write a sheet of segments of the record, each fact at most once; returns the files.

    Drawn in proportion from the segments of events and of personnel moves, and within them from
    those to which some reading gave a code, those without, and those nobody has read; in random
    order, the same for the same seed and tables. Raises CodingError if a file is there already
    or a table is missing.
    """
    tables = descriptor.load(place)
    rows = _lines(place, tables, "segments")
    given = {row["segment_id"] for row in _lines(place, tables, "codings") if row["code_id"]}
    read = {row["segment_id"] for row in _lines(place, tables, "codings")}
    repeats = {row["segment_id"] for row in _lines(place, tables, "same_fact", needed=False)}

    def stratum(row: Row) -> Hashable:
        name = row["segment_id"]
        return bool(row["event_id"]), name in given, name in read

    once = [row for row in rows if row["segment_id"] not in repeats]
    drawn = draw(once, stratum, size, seed)
    lines = [{"segment_id": row["segment_id"], "text": row["text"]} for row in drawn]
    command = 'study coding add FILE --coder "coder 1"'
    return _written(place, tables, out, "segment_id", lines, command)


def passages(
    place: Place, out: Path, coder: str = "", seed: int = SEED, size: int = SIZE
) -> list[Path]:
    """Write a sheet of passages of interviews to be coded again; returns the files.

    Interviews are drawn whole until there are `size` passages or more: in the table a passage
    without a code has no row, so that of an interview read in part all the rest would count as
    read and found to hold nothing.
    coder: whose passages; may be left out where there is a single coder. Passages of people, and
    passages themselves, of which nothing may be used are left out. Raises CodingError as
    `segments`, and if a text is not as it was coded.
    """
    tables = descriptor.load(place)
    codings = _lines(place, tables, "interview_codings")
    coders = sorted({row["coder"] for row in codings})
    if not coders:
        raise CodingError("No interview has been coded yet.", "Take the codings in first.")
    if not coder and len(coders) > 1:
        names = ", ".join(coders)
        raise CodingError(f"There are several coders: {names}.", "Name one of them with --of.")
    coder = coder or coders[0]
    if coder not in coders:
        raise CodingError(f"Nobody is called {coder!r}.", f"There are: {', '.join(coders)}.")
    people = {row["informant_id"]: row["consent"] for row in _lines(place, tables, "informants")}
    talks = {row["transcript_id"]: row for row in _lines(place, tables, "transcripts")}
    found = {
        (row["transcript_id"], int(row["start"]), int(row["end"]))
        for row in codings
        if row["coder"] == coder and row["consent"] != NO_CONSENT
        if people.get(talks[row["transcript_id"]]["informant_id"]) != NO_CONSENT
    }
    drawn = whole(sorted(found), size, seed)
    texts = {talk: _text(place, talks[talk]) for talk in {span[0] for span in drawn}}
    lines = []
    for talk, start, end in drawn:
        if end > len(texts[talk]):
            raise CodingError(
                f"A passage of {talk} ends at {end}, after the end of its text.",
                "Run `study check`.",
            )
        lines.append({"passage_id": f"{talk}:{start}-{end}", "text": texts[talk][start:end]})
    command = 'study coding add FILE --interviews --coder "coder 2"'
    opening = RECODING.format(coder=coder)
    return _written(place, tables, out, "passage_id", lines, command, opening)


def whole(spans: Sequence[Span], size: int, seed: int) -> list[Span]:
    """All passages of some interviews, so many that there are `size` of them, in random order."""
    random_ = random.Random(seed)
    talks = sorted({span[0] for span in spans})
    random_.shuffle(talks)
    chosen: list[Span] = []
    for talk in talks:
        if len(chosen) < size:
            chosen += [span for span in spans if span[0] == talk]
    random_.shuffle(chosen)
    return chosen


def draw(
    items: Sequence[Item], stratum: Callable[[Item], Hashable], size: int, seed: int
) -> list[Item]:
    """Some of the items, each stratum in proportion (largest remainders), in random order."""
    random_ = random.Random(seed)
    strata: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        strata[stratum(item)].append(item)
    names = sorted(strata, key=repr)
    size = min(size, len(items))
    shares = {name: size * len(strata[name]) / len(items) for name in names} if items else {}
    count = {name: int(share) for name, share in shares.items()}
    left = sorted(names, key=lambda name: (count[name] - shares[name], repr(name)))
    for name in left[: size - sum(count.values())]:
        count[name] += 1
    chosen = [item for name in names for item in random_.sample(strata[name], count[name])]
    random_.shuffle(chosen)
    return chosen


def _lines(place: Place, tables: Descriptor, name: str, needed: bool = True) -> list[Row]:
    if name in tables.tables:
        return reading.lines(place, tables.tables[name])
    if needed:
        raise CodingError(f"This study has no table {name}.", "Describe it in datapackage.json.")
    return []


def _text(place: Place, talk: Row) -> str:
    """The text of an interview, as the offsets count in it."""
    path = (place.data / talk["file"]).resolve()
    name = talk["transcript_id"]
    if not talk["file"] or not path.is_relative_to(place.data.resolve()) or not path.is_file():
        raise CodingError(f"The text of {name} is not in the study.", "Run `study check`.")
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise CodingError(f"The text of {name} cannot be read.", "Run `study check`.") from None
    if talk.get("text_sha256") and sha256(raw).hexdigest() != talk["text_sha256"]:
        raise CodingError(
            f"The text of {name} was changed after it was coded.", "Restore it, or code it anew."
        )
    return text


def _written(
    place: Place,
    tables: Descriptor,
    out: Path,
    key: str,
    lines: list[Row],
    command: str,
    opening: str = "",
) -> list[Path]:
    """Write a sheet and what belongs to it; opening: of the instructions, if people speak in it."""
    codebook = out.with_name(f"{out.stem}-codebook.csv")
    guide = out.with_name(f"{out.stem}-instructions.txt")
    rows = _lines(place, tables, "codes")
    command = command.replace("FILE", out.name)
    if not place.shipped:
        command += f" --dir {place.show(place.data)}"
    told = opening + INSTRUCTIONS.format(codebook=codebook.name, slots=SLOTS, command=command)
    files = {
        out: _sheet(columns(key), lines),
        codebook: _sheet(CODEBOOK, rows),
        guide: "\ufeff" + told,
    }
    for path in files:
        if path.exists():
            raise CodingError(f"{path} is there already.", "Name another file with --out.")
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(0o600 if opening else 0o666)  # what people said, for its owner alone
            path.write_text(text, encoding="utf-8", newline="\r\n")
    except OSError as error:
        for path in files:
            path.unlink(missing_ok=True)
        raise CodingError(f"{out} cannot be written: {error.strerror}.") from None
    return list(files)


def _sheet(names: Iterable[str], rows: Iterable[Row]) -> str:
    """A table as CSV that spreadsheet programs open as text in UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(names), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _harmless(cell) for name, cell in row.items()})
    return "\ufeff" + text.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula; texts are not read back."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell
