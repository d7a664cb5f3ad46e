"""Projects as other programs write them, imitated after what was measured in their files.

They are imitations: none was written by the program it bears the name of. NVivo counts UTF-16
units on a text with carriage returns and a mark before it that it does not count, and makes one
nameless selection a coding; ATLAS.ti counts a line end of two as one and calls its description
after the project; MAXQDA writes plain texts and lower-case folders; QualCoder writes a mark it
does not count, and a GUID in braces; qc names no scheme and calls a passage after its line.
RQDA and requal keep databases, with the tables that their own sources make: RQDA counts from
nought and marks what was deleted, requal counts from one with the end inside.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

TEXT = (
    "Pewawancara: Bagaimana pak? 😀\n"
    "Narasumber: Ya “naik” — café, lalu jabatan.\n"
    "\n"
    "Narasumber: Saya takut 🙏 dipindah ke desa jauh.\n"
    "Akhirnya diam saja 😶 sampai selesai.\n"
)
PASSAGES = ("lalu jabatan", "Saya takut 🙏 dipindah", "desa jauh", "diam saja 😶 sampai selesai")
CODES = ("promotion", "fear")
EVERYTHING = Path(__file__).with_name("everything.xml")
NAMESPACE = 'xmlns="urn:QDA-XML:project:1.0"'


def guid(*parts: str) -> str:
    """A GUID that is the same for the same parts, in small letters."""
    return str(uuid5(NAMESPACE_URL, "/".join(parts)))


def archive(members: Mapping[str, bytes]) -> bytes:
    """An archive of members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


@dataclass(frozen=True)
class Program:
    """How a program writes. count: where a passage of TEXT begins and ends; raw: the text's file.
    name: of a selection; each: whether a selection has one coding only.
    """

    count: Callable[[int, int], tuple[int, int]]
    raw: bytes
    qde: str = "project.qde"
    folder: str = "sources"
    scheme: str = "internal://"
    name: Callable[[str], str] = lambda words: words
    each: bool = False
    braces: bool = False
    upper: bool = False


def _units(at: int) -> int:
    return len(TEXT[:at].encode("utf-16-le")) // 2


def _lines(at: int) -> int:
    return TEXT[:at].count("\n")


CRLF = TEXT.replace("\n", "\r\n")
MARK = "\ufeff"
PROGRAMS = {
    "NVivo for Windows": Program(
        lambda a, b: (_units(a) + _lines(a), _units(b) + _lines(b)),
        (MARK + CRLF).encode(),
        folder="Sources",
        name=lambda words: "",
        each=True,
    ),
    "ATLAS.ti for Windows": Program(
        lambda a, b: (a, b),
        CRLF.encode(),
        qde="My study.qde",
        name=lambda words: words[:9] + "…",
        upper=True,
    ),
    "MAXQDA": Program(lambda a, b: (a, b), TEXT.encode(), name=lambda words: "12,40"),
    "QualCoder": Program(lambda a, b: (a, b), (MARK + TEXT).encode(), braces=True),
    "QualCoder, its option for MAXQDA": Program(lambda a, b: (a, b), CRLF.encode()),
    "counting its mark": Program(lambda a, b: (a + 1, b + 1), (MARK + TEXT).encode()),
    "qc": Program(lambda a, b: (a, b), TEXT.encode(), scheme="", name=lambda words: "line:3"),
    "counting bytes": Program(
        lambda a, b: (len(TEXT[:a].encode()), len(TEXT[:b].encode())), TEXT.encode()
    ),
}


def project(program: Program, passages: Sequence[str] = PASSAGES) -> bytes:
    """The project of one text and its passages, each with both codes, as a program writes it."""

    def write(made: str) -> str:
        made = made.upper() if program.upper else made
        return f"{{{made}}}" if program.braces else made

    own = {code: write(guid("code", code)) for code in CODES}
    user = write(guid("user"))
    selections = []
    for words in passages:
        start = TEXT.index(words)
        first, last = program.count(start, start + len(words))
        codings = [
            f'<Coding guid="{write(guid("coding", words, code))}" creatingUser="{user}">'
            f'<CodeRef targetGUID="{own[code]}"/></Coding>'
            for code in CODES
        ]
        groups = [[each] for each in codings] if program.each else [codings]
        for at, group in enumerate(groups):
            selections.append(
                f'<PlainTextSelection guid="{write(guid("selection", words, str(at)))}" '
                f'name="{program.name(words)}" startPosition="{first}" endPosition="{last}">'
                f"{''.join(group)}</PlainTextSelection>"
            )
    file = f"{guid('source')}.txt"
    codes = "".join(f'<Code guid="{own[c]}" name="{c}" isCodable="true"/>' for c in CODES)
    xml = (
        f'<?xml version="1.0" encoding="utf-8"?><Project {NAMESPACE} name="A">'
        f'<Users><User guid="{user}" name="Somebody"/></Users>'
        f"<CodeBook><Codes>{codes}</Codes></CodeBook><Sources>"
        f'<TextSource guid="{write(guid("source"))}" name="Interview with Somebody"'
        f' plainTextPath="{program.scheme}{file}">{"".join(selections)}</TextSource></Sources>'
        "</Project>"
    )
    return archive({program.qde: xml.encode(), f"{program.folder}/{file}": program.raw})


def everything() -> bytes:
    """A project with at least one of each thing that the standard holds."""
    g = {name: guid("all", name).upper() for name in EVERY.split()}
    return archive(
        {
            "project.qde": EVERYTHING.read_text("utf-8").format_map(g).encode(),
            f"sources/{g['T1']}.txt": TEXT.encode(),
            f"sources/{g['REP']}.txt": b"Halaman satu.\nHalaman dua.\n",
            f"sources/{g['TRA']}.txt": b"Satu dua tiga.\n",
            f"sources/{g['N1']}.txt": b"A thought\n",
            f"sources/{g['PDF']}.pdf": b"%PDF-1.7",
            f"sources/{g['AUD']}.mp3": b"sound",
        }
    )


EVERY = (
    "U1 U2 C1 C2 C3 V1 V2 K1 T1 T2 S1 S2 S3 S4 Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 PDF REP PS RS PIC PIS "
    "DES AUD AS TRA TS Y1 Y2 VID VS N1 N2 L1 SET G1 X1 X2 E1"
)


def database(script: str, rows: Mapping[str, Sequence[Sequence[object]]] | None = None) -> bytes:
    """An SQLite database of a script, and rows by table."""
    base = sqlite3.connect(":memory:")
    base.executescript(script)
    for table, added in (rows or {}).items():
        marks = ", ".join("?" * len(added[0]))
        base.executemany(f"INSERT INTO {table} VALUES ({marks})", added)
    content = base.serialize()
    base.close()
    return content


RQDA = """
CREATE TABLE project (databaseversion text, date text, dateM text, memo text, about text);
CREATE TABLE source (name text, id integer, file text, memo text, owner text, date text,
  dateM text, status integer);
CREATE TABLE freecode (name text, memo text, owner text, date text, dateM text, id integer,
  status integer, color text);
CREATE TABLE codecat (name text, cid integer, catid integer, owner text, date text, dateM text,
  memo text, status integer);
CREATE TABLE treecode (cid integer, catid integer, date text, dateM text, memo text,
  status integer, owner text);
CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real, selend real,
  status integer, owner text, date text, memo text);
CREATE TABLE cases (name text, memo text, owner text, date text, dateM text, id integer,
  status integer);
CREATE TABLE caselinkage (caseid integer, fid integer, selfirst real, selend real,
  status integer, owner text, date text, memo text);
"""
REQUAL = """
CREATE TABLE projects (project_id INTEGER PRIMARY KEY, project_name TEXT,
  project_description TEXT, created_at TEXT);
CREATE TABLE documents (doc_id INTEGER PRIMARY KEY, project_id INTEGER, doc_name TEXT UNIQUE,
  doc_description TEXT, doc_text TEXT, created_at TEXT);
CREATE TABLE codes (project_id INTEGER, code_id INTEGER PRIMARY KEY, code_name TEXT UNIQUE,
  code_description TEXT);
CREATE TABLE segments (project_id INTEGER, doc_id INTEGER, code_id INTEGER,
  segment_id INTEGER PRIMARY KEY, segment_start INTEGER, segment_end INTEGER, segment_text TEXT);
"""


def rqda(start: int = 0) -> bytes:
    """The project of TEXT as RQDA keeps it, with a text, a code and passages that were deleted."""
    spots = [(TEXT.index(words) + start, words) for words in PASSAGES]
    coding = [
        (code, 7, words, at, at + len(words), 1, "ani", "", "a memo" if at % 2 else None)
        for at, words in spots
        for code in (1, 2)
    ]
    gone = [(1, 7, "Saya", 0, 4, -1, "ani", "", None), (3, 7, "x", 0, 1, 1, "ani", "", None)]
    return database(
        RQDA,
        {
            "source": [
                ("Interview with Somebody", 7, TEXT, None, "ani", "", "", 1),
                ("Deleted", 8, "x", None, "ani", "", "", 0),
            ],
            "freecode": [
                *((name, None, "ani", "", "", at, 1, "green") for at, name in enumerate(CODES, 1)),
                ("deleted", None, "ani", "", "", 3, 0, None),
            ],
            "codecat": [("Exchange", None, 1, "ani", "", "", "Give and take.", 1)],
            "treecode": [(1, 1, "", "", None, 1, "ani"), (2, 1, "", "", None, 0, "ani")],
            "coding": [*coding, *gone],
            "cases": [("Somebody", None, "ani", "", "", 1, 1)],
            "caselinkage": [(1, 7, 0, 9, 1, "ani", "", None)],
        },
    )


def requal() -> bytes:
    """The project of TEXT as requal keeps it."""
    spots = [(TEXT.index(words) + 1, TEXT.index(words) + len(words), words) for words in PASSAGES]
    places = [(code, *spot) for spot in spots for code in (1, 2)]
    return database(
        REQUAL,
        {
            "projects": [(1, "A", "", "")],
            "documents": [(7, 1, "Interview with Somebody", "", TEXT, "")],
            "codes": [(1, at, name, "") for at, name in enumerate(CODES, 1)],
            "segments": [
                (1, 7, code, number, first, last, words)
                for number, (code, first, last, words) in enumerate(places, 1)
            ],
        },
    )


ONE = "00000000-0000-4000-8000-0000000000"


def small(xml: str, **members: bytes) -> bytes:
    """An archive with a description whose inside is given."""
    whole = f'<?xml version="1.0"?><Project {NAMESPACE} name="A">{xml}</Project>'
    return archive({"project.qde": whole.encode(), **members})


def put(folder: Path, content: bytes, name: str = "a.qdpx") -> Path:
    """A file to take in."""
    file = folder / name
    file.write_bytes(content)
    return file
