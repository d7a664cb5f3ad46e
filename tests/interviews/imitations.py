"""Projects as other programs write them, imitated after what was measured in their files.

They are imitations: none was written by the program it bears the name of. NVivo counts UTF-16
units on a text with carriage returns and a mark before it that it does not count, and makes one
nameless selection a coding; ATLAS.ti counts a line end of two as one and calls its description
after the project; MAXQDA writes plain texts and lower-case folders; QualCoder writes a mark it
does not count, and a GUID in braces; qc names no scheme and calls a passage after its line.
"""

from __future__ import annotations

import io
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
