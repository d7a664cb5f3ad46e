"""What a PDF says, and what of it cannot be read."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from study.book.print import compiled
from study.disclosure.gate import Gate
from study.disclosure.names import Names
from tests.disclosure.test_readers import NIK, PHONE, png, told


def pdf(body: bytes, head: bytes = b"", *more: bytes) -> bytes:
    """A page that draws something in a font whose codes are letters.

    head: of the stream that draws, its length left out; more: further objects, from 5 on.
    """
    codes = b"1 beginbfrange <00> <7f> <0000> endbfrange"
    parts = [
        b"<</Type/Page/Resources<</Font<</F1 2 0 R>>>>/Contents 3 0 R>>",
        b"<</Type/Font/ToUnicode 4 0 R>>",
        b"<<%s>>stream\n%s\nendstream" % (head or b"/Length %d" % len(body), body),
        b"<</Length %d>>stream\n%s\nendstream" % (len(codes), codes),
        *more,
    ]
    return b"%PDF-1.7\n" + b"\n".join(b"%d 0 obj%s endobj" % each for each in enumerate(parts, 1))


def test_kerning_parts_words_but_no_number(gate: Gate) -> None:
    number = pdf(b"BT /F1 9 Tf [(3303)-20(1205)30(07870003)]TJ ET")
    assert [rule for _, rule, _ in told(gate, "b.pdf", number)] == ["NIK"]
    listed = replace(gate, names=Names(frozenset({("contoh", "namanya")})))
    for drawn in (b"(Contoh)-300(Namanya)", b"(Con)20(toh N)-15(amanya)"):
        found = listed.file("b.pdf", pdf(b"BT /F1 9 Tf [" + drawn + b"]TJ ET"))
        assert {each.rule for each in found} == {"private name"}


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        (f"<</FT/Tx/V ({NIK})>>", "NIK"),
        ("<</URI (mailto:siapa%40contoh.go.id)>>", "e-mail address"),
        (
            f'<</Type/Metadata/Length 40>>stream\n<a xmp:Note="{NIK}"/>         \nendstream',
            "NIK",
        ),
        ("<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream", "metadata"),
        ("<</Filter/LZWDecode/Length 1>>stream\nx\nendstream", "metadata"),
    ],
)
def test_other_places_of_a_pdf(inside: str, rule: str, gate: Gate) -> None:
    content = f"%PDF-1.7\n1 0 obj{inside} endobj".encode()
    assert [found for _, found, _ in told(gate, "b.pdf", content)] == [rule]


def test_text_titles_and_metadata_of_a_pdf(gate: Gate, tmp_path: Path) -> None:
    head = f'#set document(title: "Nomor {NIK}", author: "Somebody Else")\n#set text(lang: "en")\n'
    body = (
        f"= Bab satu\nTelepon {PHONE} di sini. Kata yang terpe\u00adnggal.\n"
        '#figure(image("p.png", alt: "siapa@contoh.example"), caption: [Plat R 1234 AB])\n'
    )
    (tmp_path / "p.png").write_bytes(png())
    content = compiled(head + body, tmp_path, 1_000_000_800)
    found = {(rule, what) for _, rule, what in told(gate, "b.pdf", content)}
    assert {
        ("NIK", "metadata Title: 33…"),
        ("phone number", "text: 08…"),
        ("vehicle plate", "text: R …"),
        ("e-mail address", "alternative text: si…"),
        ("metadata", "Author, author: So…"),
        ("metadata", "CreationDate, time of day: D:…"),
    } <= found


def test_a_locked_pdf_is_not_taken_for_an_empty_one(gate: Gate) -> None:
    content = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<</Encrypt 5 0 R>>"
    assert told(gate, "b.pdf", content) == [
        ("b.pdf", "metadata", "cannot be read: the file is locked")
    ]


DRAWN = b"BT /F1 9 Tf (%s) Tj ET" % NIK.encode()


@pytest.mark.parametrize(
    "length", [b"/Length 5 0 R", b"/Length 12 0 R", b"/Length 5", b"/Length 900", b""]
)
@pytest.mark.parametrize("packed", [True, False])
def test_a_page_is_read_however_its_length_is_told(length: bytes, packed: bool, gate: Gate) -> None:
    """Most programs tell it in another object, whose number has as many digits as it likes."""
    head = length + (b"/Filter/FlateDecode" if packed else b"/Any 1")
    content = pdf(zlib.compress(DRAWN) if packed else DRAWN, head)
    assert [rule for _, rule, _ in told(gate, "b.pdf", content)] == ["NIK"]


@pytest.mark.parametrize("how", ["cut", "spoiled"])
def test_a_damaged_page_is_not_taken_for_an_empty_one(how: str, gate: Gate) -> None:
    raw = zlib.compress(DRAWN)
    raw = raw[:-12] if how == "cut" else raw[:12] + b"\xff" * 6 + raw[18:]
    content = pdf(raw, b"/Length %d/Filter/FlateDecode" % len(raw))
    assert "cannot be read: a stream that is damaged" in [
        w for *_, w in told(gate, "b.pdf", content)
    ]


def test_an_entry_may_stand_in_an_object_of_its_own(gate: Gate) -> None:
    content = pdf(
        b" ", b"", b"<</Author 6 0 R/Alt 7 0 R>>", b"(Somebody Else)", NIK.join("()").encode()
    )
    assert {(rule, what) for _, rule, what in told(gate, "b.pdf", content)} == {
        ("metadata", "Author, author: So\u2026"),
        ("NIK", "alternative text: 33\u2026"),
    }
