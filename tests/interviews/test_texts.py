"""Transcripts of every kind are read as they stand, or refused in one sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from study.errors import ImportProblem
from study.interviews import texts
from tests.interviews.made import WORD, docx, word

LINES = ("P: Segmen contoh satu.", "I01: Segmen contoh dua, jaw\u00e9 \u00e8ntuk.")
TEXT = "\n".join(LINES) + "\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
    ],
)
def test_a_text_in_any_encoding_is_the_same_text(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert texts.read(tmp_path / "a.txt")[0] == TEXT


def test_letters_are_not_composed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("jawe\u0301".encode())
    assert texts.read(tmp_path / "a.md")[0] == "jawe\u0301\n"


@pytest.mark.parametrize("hours", ["", "00:"])
def test_webvtt_with_and_without_hours(tmp_path: Path, hours: str) -> None:
    (tmp_path / "a.vtt").write_text(
        f"WEBVTT - contoh\n\nNOTE bukan ucapan\n\n1\n{hours}00:01.000 --> {hours}00:04.000 line:0\n"
        f"<v Contoh Satu>Segmen <i>contoh</i> &amp; satu.</v>\n\n"
        f"{hours}00:05.000 --> {hours}00:06.000\nI01: Segmen dua,\nbaris dua.\n",
        encoding="utf-8",
    )
    assert texts.read(tmp_path / "a.vtt")[0] == (
        "Contoh Satu: Segmen contoh & satu.\nI01: Segmen dua,\nbaris dua.\n"
    )


def test_a_word_file_in_the_order_of_its_parts(tmp_path: Path) -> None:
    """Tables, links, tracked changes, line breaks; what is no text of the body is counted."""
    body = (
        "<w:p><w:r><w:t>satu</w:t><w:br/><w:t>dua</w:t></w:r>"
        '<w:ins><w:r><w:t xml:space="preserve"> tambah</w:t></w:r></w:ins>'
        "<w:del><w:r><w:delText> hapus</w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>!</w:t></w:r></w:hyperlink>"
        "<w:r><w:footnoteReference/></w:r><w:r><w:commentReference/></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>I01</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>tiga</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>dalam</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "</w:tc></w:tr></w:tbl>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>empat</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:drawing><w:txbxContent><w:p><w:r><w:t>kotak</w:t></w:r></w:p>"
        "</w:txbxContent></w:drawing></w:r></w:p>"
    )
    word(tmp_path / "a.docx", body)
    text, left, _ = texts.read(tmp_path / "a.docx")
    assert text == "satu\ndua tambah!\nI01\ttiga\ndalam\nempat\n"
    assert +left == {
        "tracked_change": 2,
        "left_footnote": 1,
        "left_text_box": 1,
    }


def test_a_word_file_of_python_docx(tmp_path: Path) -> None:
    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    document.add_table(1, 2).rows[0].cells[1].text = "tabel"
    document.save(str(tmp_path / "a.docx"))
    assert texts.read(tmp_path / "a.docx")[0] == TEXT + "\ttabel\n"


def bomb(path: Path) -> None:
    """A Word file whose document would unpack to hundreds of times its size."""
    docx(path, [" " * 40_000_000])


def entities(path: Path) -> None:
    """A Word file whose document defines entities that grow."""
    word(path, "<w:p/>", before='<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>')


def hidden_entities(path: Path) -> None:
    """The same in UTF-16, where a search for the letters would not see it."""
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'
    word(path, "", **{"word/document.xml": text.encode("utf-16")})  # type: ignore[arg-type]


def outside(path: Path) -> None:
    """A Word file with a member that would be written elsewhere."""
    word(path, "<w:p/>", **{"../../evil.txt": "x"})


def deep(path: Path) -> None:
    """A Word file nested a hundred thousand times."""
    word(path, "<w:p>" + "<w:r>" * 100_000 + "</w:r>" * 100_000 + "</w:p>")


def locked(path: Path) -> None:
    """What Word writes with a password."""
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)


def cut(path: Path) -> None:
    """Half a Word file."""
    docx(path, LINES)
    path.write_bytes(path.read_bytes()[:200])


def no_word(path: Path) -> None:
    """A zip archive of something else."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.txt", "x")
    path.write_bytes(data.getvalue())


def broken(path: Path) -> None:
    """A Word file whose XML is not."""
    word(path, "<w:p>")


HOSTILE = [bomb, entities, hidden_entities, outside, deep, locked, cut, no_word, broken]


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_word_file_is_one_sentence_and_nothing_else(tmp_path: Path, make: object) -> None:
    path = tmp_path / "in" / "a.docx"
    path.parent.mkdir()
    make(path)  # type: ignore[operator]
    with pytest.raises(ImportProblem) as caught:
        texts.read(path)
    assert "a.docx" in str(caught.value)
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["a.docx"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF", "is of a kind that is not read"),
        ("a.txt", b" \n\r\n", "holds no text"),
        ("a.txt", b"\xc3\xa9 \x81\xff", "in no known encoding"),
        ("a.vtt", b"00:01.000 --> 00:02.000\nx", "is no WebVTT file"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ImportProblem, match=said):
        texts.read(tmp_path / name)


def test_labels_of_speakers() -> None:
    found = texts.labels(
        TEXT + "I01\tdalam tabel\nIni kalimat tanpa label. Lalu: tidak.\n08:30: jam\n"
    )
    assert found == {"P": 1, "I01": 2}


def test_comments_come_with_their_passages(tmp_path: Path) -> None:
    """Also those that begin and end between paragraphs; one without a passage is left out."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    start, end = '<w:commentRangeStart w:id="{}"/>', '<w:commentRangeEnd w:id="{}"/>'
    body = (
        "<w:p/>"
        f"<w:p><w:r><w:t>satu </w:t></w:r>{start.format(0)}<w:r><w:t>dua</w:t></w:r>"
        f"{end.format(0)}<w:r><w:t> tiga</w:t></w:r></w:p>"
        f"{start.format(1)}<w:p><w:r><w:t>empat</w:t></w:r></w:p>{end.format(1)}"
        "<w:p><w:r><w:t>lima</w:t><w:commentReference/></w:r></w:p>"
    )
    comments = "".join(
        f'<w:comment w:id="{n}" w:author="A"><w:p><w:r><w:t>kode {n}</w:t></w:r></w:p></w:comment>'
        for n in range(3)
    )
    word(
        tmp_path / "a.docx",
        body,
        **{
            "word/_rels/document.xml.rels": '<Relationships><Relationship Target="comments.xml" '
            f'Type="{relation}"/></Relationships>',
            "word/comments.xml": f'<w:comments xmlns:w="{WORD}">{comments}</w:comments>',
        },
    )
    found = texts.read(tmp_path / "a.docx")
    assert found.text == "satu dua tiga\nempat\nlima\n"
    said = [(found.text[c.start : c.end].strip(), c.author, c.words) for c in found.comments]
    assert said == [("dua", "A", "kode 0"), ("empat", "A", "kode 1")]
    assert +found.left == {"left_comment": 1}
