"""Studies with segments or interviews to be coded, their sheets, and how they are filled."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path

from study.contract import starter
from study.contract.descriptor import load
from study.place import Place, find

TEXT = "An official asked staff to come, and gave out shirts; the official asked twice"


def write(place: Place, table: str, *rows: dict[str, str]) -> None:
    """Rows of a table, in the order of its header."""
    path = place.data / load(place).tables[table].file
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, out: Path, mark: str = ",", **cells: dict[str, str]) -> Path:
    """The sheet with some rows filled, by name of the row; the others stay empty."""
    rows = rows_of(path)
    key = next(iter(rows[0]))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=mark)
        writer.writeheader()
        writer.writerows({**row, **cells.get(row[key], {})} for row in rows)
    return out


def segments(root: Path) -> Place:
    """A study of sixty segments, of which nobody has read the last ten."""
    own = find(starter.start(root / "own"))
    shipped = find()
    codes = "coding/codes.csv"
    (own.data / codes).write_bytes((shipped.data / codes).read_bytes())
    source = {"source_id": "S001", "title": "A page", "publisher": "P", "language": "en"}
    write(own, "sources", {**source, "url": "https://example.org", "published": "2020"})
    names = [f"E{at:03}" for at in range(1, 61)]
    rows = [{"segment_id": n, "text": f"{TEXT} {n}", "source_ids": "S001"} for n in names]
    write(own, "segments", *rows)
    whole = {"passage": TEXT[:11], "start": "0", "end": "11"}
    read = [
        {
            "coding_id": f"A{at:03}",
            "coder": "pass a",
            "segment_id": name,
            "certainty": "sure",
            **({"code_id": "NR2", **whole} if at % 2 else {}),
        }
        for at, name in enumerate(names[:50])
    ]
    write(own, "codings", *read)
    same = {"pair_id": "D01", "segment_id": "E002", "same_as": "E001", "reason": "same"}
    write(own, "same_fact", same)
    return own


def talked(place: Place) -> Place:
    """The same with an interview of four passages, one of which may be told but not quoted."""
    text = "Kata–kata pertama. Kata kedua. Kata ketiga. Kata keempat."
    folder = place.data / "wawancara"
    folder.mkdir()
    (folder / "T01.txt").write_text(text, encoding="utf-8", newline="\n")
    write(
        place,
        "informants",
        {"informant_id": "I01", "role_class": "civil servant", "consent": "paraphrase"},
    )
    digest = sha256(text.encode()).hexdigest()
    talk = {"transcript_id": "T01", "informant_id": "I01", "file": "wawancara/T01.txt"}
    write(place, "transcripts", {**talk, "text_sha256": digest})
    starts = [0, 19, 31, 44]
    rows = [
        {
            "coding_id": f"K{at:03}",
            "transcript_id": "T01",
            "start": str(start),
            "end": str(start + 11),
            "code_id": "CP1",
            "coder": "coder 1",
            "consent": "paraphrase" if at == 2 else "",
        }
        for at, start in enumerate(starts)
    ]
    write(place, "interview_codings", *rows)
    return place
