"""A study of interviews and what an author hands in, all of it plainly artificial.

Nobody is called Contoh Satu, and no segment says anything but what it stands for.
"""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from study.contract import checks, starter
from study.errors import Finding
from study.interviews import intake
from study.interviews.intake import Report
from study.place import Place, find
from tests.contract.writers import xlsx

TABLES = {"codes", "informants", "transcripts", "officials", "career_moves"}
TABLES |= {"interview_codings", "quotations"}
FIRST = (
    "P: Pertanyaan satu dari panduan contoh, sama untuk semua orang yang ditanya.",
    "Contoh Satu: Ini segmen contoh tentang janji, yang menyebut Pak Umpama Dua sekali.",
    "P: Pertanyaan dua.",
    "Contoh Satu: Kata Umpama Dua, ini segmen contoh tentang mutasi. Mugi saged kawaos, nggih.",
    "Contoh Satu: Ini segmen contoh dengan tanda \u201ckutip\u201d dan huruf jaw\u00e9 \u00e8ntuk.",
)
SECOND = (
    "P: Pertanyaan satu dari panduan contoh, sama untuk semua orang yang ditanya.",
    "Informan: Segmen contoh kedua menyebut contoh satu dan Pak Umpama, tidak lebih.",
    "Informan: Segmen contoh ketiga tentang rasa takut, untuk dikutip.",
)
INFORMANTS = (
    ("kode", "nama", "varian", "peran", "persetujuan", "berkas"),
    ("", "Contoh Satu", "", "ASN", "parafrase", "wawancara satu.docx"),
    ("", "Misal Tiga", "Tiga", "pengawas pemilu", "kutipan anonim", "wawancara dua.txt"),
)
CODINGS = (
    ("wawancara", "kutipan", "kode", "pejabat", "dikutip", "terjemahan", "penerjemah"),
    ("wawancara satu.docx", "segmen contoh tentang janji, yang menyebut Pak Umpama Dua", "PC4"),
    ("wawancara satu", 'tanda "kutip" dan huruf', "Rasa takut; RL2"),
    (
        "wawancara dua.txt",
        "Segmen contoh ketiga tentang rasa takut, untuk dikutip.",
        "CX3",
        "Umpama Dua",
        "ya",
        "Third example segment, about fear, to be quoted.",
        "the author",
    ),
)
KEY = (
    "nama;jenis;varian;instansi;eselon\n"
    "Umpama Dua, S.Contoh;pejabat;Umpama;Dinas Contoh;III\n"
    "Contoh Satu;informan;;;\n"
)


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    "</Relationships>"
)


def docx(path: Path, lines: Iterable[str]) -> None:
    """A Word file with a paragraph for each line."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    word(path, body)


def word(path: Path, body: str, before: str = "", **members: str) -> None:
    """A Word file with a body of WordprocessingML; members: files besides, or in place of others.

    before: what stands before the document's first element.
    """
    document = f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    content = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": RELATIONS,
        "word/document.xml": document,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (content | members).items():
            archive.writestr(name, text)


def commented(path: Path, lines: Iterable[tuple[str, str]], author: str = "Orang Pengode") -> None:
    """A Word file with a paragraph for each line, and a comment on it where there is one."""
    body, said = "", ""
    for number, (line, comment) in enumerate(lines):
        run = f"<w:r><w:t>{escape(line)}</w:t></w:r>"
        if comment:
            run = f'<w:commentRangeStart w:id="{number}"/>{run}<w:commentRangeEnd w:id="{number}"/>'
            words = f"<w:p><w:r><w:t>{escape(comment)}</w:t></w:r></w:p>"
            said += f'<w:comment w:id="{number}" w:author="{author}">{words}</w:comment>'
        body += f"<w:p>{run}</w:p>"
    word(
        path,
        body,
        **{
            "word/_rels/document.xml.rels": '<Relationships><Relationship Type="x/comments" '
            'Target="comments.xml"/></Relationships>',
            "word/comments.xml": f'<w:comments xmlns:w="{WORD}">{said}</w:comments>',
        },
    )


@dataclass
class Author:
    """A folder with a study and, beside it, one for the key."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "studi"

    @property
    def inbox(self) -> Path:
        return self.folder / "wawancara"

    @property
    def key(self) -> Path:
        return self.root / "rahasia" / "kunci.csv"

    @property
    def originals(self) -> Path:
        return self.root / "rahasia" / "originals"

    @property
    def place(self) -> Place:
        return find(self.folder)

    def hand_in(self) -> None:
        """Two transcripts, the list of informants, the codings and a key."""
        docx(self.inbox / "wawancara satu.docx", FIRST)
        (self.inbox / "wawancara dua.txt").write_bytes("\r\n".join(SECOND).encode("cp1252"))
        xlsx(self.inbox / "informan.xlsx", INFORMANTS)
        xlsx(self.inbox / "koding.xlsx", CODINGS)
        self.key.write_text(KEY, encoding="utf-8")

    def pseudonymise(self, language: str = "en") -> Report:
        """What the command does."""
        return intake.pseudonymise(self.place, self.key, language)

    def check(self) -> list[Finding]:
        """What `study check` finds wrong."""
        return checks.check(self.place)

    def rows(self, table: str) -> list[dict[str, str]]:
        """The rows of a table of the interviews."""
        with (self.folder / "interviews" / f"{table}.csv").open(encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))

    def write(self, table: str, rows: list[dict[str, str]]) -> None:
        """Put other rows into a table."""
        path = self.folder / "interviews" / f"{table}.csv"
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(rows)

    def text(self, number: str) -> str:
        """A text of the study, byte for byte."""
        return (self.inbox / f"{number}.txt").read_bytes().decode()

    def state(self) -> dict[str, bytes]:
        """Every file of the study and of what lies beside the key."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }


def author(root: Path, empty: Path) -> Author:
    """An author with an empty study, copied from one that is there."""
    root.mkdir(exist_ok=True)
    shutil.copytree(empty, root / "studi")
    (root / "rahasia").mkdir()
    return Author(root)


def empty(root: Path) -> Path:
    """A new study for interviews with their tables and the codebook alone, to be copied often."""
    folder = starter.start(root / "studi", "id", interviews=True)
    path = folder / "datapackage.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    kept = [each for each in described["resources"] if each["name"] in TABLES]
    for table in described["resources"]:
        if table not in kept:
            (folder / table["path"]).unlink()
    path.write_text(json.dumps({**described, "resources": kept}), encoding="utf-8")
    return folder


def edit(list_name: str, row: int, column: int, value: str) -> Callable[[Author], None]:
    """A change to a cell of a list."""

    def change(author: Author) -> None:
        content = {"informan": INFORMANTS, "koding": CODINGS}[list_name]
        rows = [[*line, *[""] * (9 - len(line))] for line in content]
        rows[row][column] = value
        xlsx(author.inbox / f"{list_name}.xlsx", rows)

    return change
