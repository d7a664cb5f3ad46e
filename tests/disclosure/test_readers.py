"""Every kind of file is read where a reader, or a program that looks for names, would read it."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from study.book.print import compiled
from study.disclosure import gate as gates
from study.disclosure import metadata
from study.disclosure.gate import Gate
from study.disclosure.names import Names
from study.disclosure.violations import Violation
from tests.mini import Mini

NIK = "3303120507870003"
PHONE = "081234567890"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """The gate of a small study without exceptions or a list of names."""
    return gates.of(Mini(tmp_path_factory.mktemp("mini"), "gate_readers").place)


def told(gate: Gate, name: str, content: str | bytes) -> list[tuple[str, str, str]]:
    """Where, rule and what of everything found in a file."""
    raw = content.encode() if isinstance(content, str) else content
    return [(each.where, each.rule, each.what) for each in gate.file(name, raw)]


def png(*entries: tuple[str, str], time: bool = False) -> bytes:
    """A picture of one pixel with texts, and perhaps the time it was changed."""
    info = PngImagePlugin.PngInfo()
    for name, text in entries:
        info.add_text(name, text)
    if time:
        info.add(b"tIME", struct.pack(">H5B", 2026, 5, 4, 13, 14, 15))
    buffer = io.BytesIO()
    Image.new("L", (1, 1)).save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("html", "place"),
    [
        (f"<p id='p1'>Nomor {NIK}.</p>", "p.html#p1"),
        (f"<p id='p1'>Nomor <b>330312</b>{NIK[6:]}.</p>", "p.html#p1"),
        ("<p id='p1'>Nomor\n3303&#49;20507870003</p>", "p.html#p1"),
        (f"<td>1</td><td id='c'>{NIK}</td>", "p.html#c"),
        (f"<figcaption id='f'>Fig. 1 {NIK}</figcaption>", "p.html#f"),
        (f"<!-- {NIK} -->", "p.html"),
        (f'<script type="application/ld+json">{{"a": "{NIK}"}}</script>', "p.html"),
    ],
)
def test_the_text_of_a_page(html: str, place: str, gate: Gate) -> None:
    assert told(gate, "p.html", html) == [(place, "NIK", "text: 33…")]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        (f'<img id="i" alt="Kartu {NIK}">', "alternative text"),
        (f"<img id='i' alt='Kartu {NIK}'>", "alternative text"),
        (f'<a id="i" title="{NIK}">x</a>', "attribute"),
        (f'<table id="i" aria-label="{NIK}">', "attribute"),
        (f'<meta id="i" name="description" content="{NIK}">', "attribute"),
    ],
)
def test_what_the_tags_of_a_page_say(html: str, kind: str, gate: Gate) -> None:
    assert told(gate, "p.html", html) == [("p.html#i", "NIK", f"{kind}: 33…")]


def test_links_to_persons_and_none_to_pages(gate: Gate) -> None:
    html = f'<a href="tel:{PHONE}">call</a> <a href="https://example.org/{NIK}">page</a>'
    assert told(gate, "p.html", html) == [("p.html", "phone number", "link: 08…")]


def test_styles_numbers_of_elements_and_paths_are_no_text(gate: Gate) -> None:
    html = f'<style>.a{{width:{NIK}px}}</style><p id="x{NIK}" class="{NIK}" data-x="{NIK}">.</p>'
    svg = f'<svg><path id="p{NIK}" d="M {NIK} {PHONE} L 3 4"/><g transform="scale({NIK})"/></svg>'
    assert told(gate, "p.html", html) == []
    assert told(gate, "f.svg", svg) == []


def test_text_and_metadata_of_a_drawing(gate: Gate) -> None:
    svg = (
        "<svg><metadata><rdf:RDF><dc:date>2026-05-04T13:14:15</dc:date>"
        "<dc:creator><dc:title>Somebody</dc:title></dc:creator></rdf:RDF></metadata>"
        f"<text>Nomor <tspan>{NIK}</tspan></text><title>{PHONE}</title>"
        "<g inkscape:label='/home/siapa/gambar'/></svg>"
    )
    assert told(gate, "f.svg", svg) == [
        ("f.svg", "metadata", "dc:date, time of day: 20…"),
        ("f.svg", "NIK", "text: 33…"),
        ("f.svg", "phone number", "text: 08…"),
        ("f.svg", "metadata", "attribute: /h…"),
    ]


def test_a_path_into_a_home_folder_is_found_in_any_text(gate: Gate) -> None:
    assert told(gate, "a.txt", "see /home/siapa/x") == [("a.txt", "metadata", "text: /h…")]
    assert told(gate, "b.txt", r"see C:\Users\siapa\x") == [("b.txt", "metadata", "text: C:…")]
    assert told(gate, "c.txt", "the page /home and the list of Users") == []


def test_the_search_index(gate: Gate) -> None:
    index = {
        "terms": {"kata": 0, PHONE: [0, 1]},
        "titles": [f"Bab {NIK}"],
        "docnames": ["a"],
        "envversion": {"sphinx": 3303120507870003},
    }
    text = f"Search.setIndex({json.dumps(index)})"
    rules = {rule for _, rule, _ in told(gate, "searchindex.js", text)}
    assert rules == {"NIK", "phone number"}
    assert told(gate, "theme.js", f"var a = '{PHONE}'") == []


def test_a_name_in_the_search_index(gate: Gate) -> None:
    listed = replace(gate, names=Names(frozenset({("contoh", "namanya")})))
    index = {"terms": {"contoh": [0, 2], "namanya": 2, "lain": 1}, "titles": ["x"]}
    found = listed.file("searchindex.js", f"Search.setIndex({json.dumps(index)})".encode())
    assert found == [Violation("searchindex.js", "private name", "co…")]


def test_outputs_and_metadata_of_a_notebook(gate: Gate) -> None:
    picture = base64.b64encode(png(("Author", "Somebody"))).decode()
    outputs = [
        {"output_type": "stream", "text": ["a\n", f"{PHONE}\n"]},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["/home/siapa/x.py"]},
        {"output_type": "display_data", "data": {"image/png": picture}, "metadata": {}},
        {"output_type": "execute_result", "data": {"text/html": f"<td>{NIK}</td>"}},
    ]
    cells = [
        {"cell_type": "markdown", "source": [f"{NIK}"], "metadata": {}},
        {
            "cell_type": "code",
            "source": "",
            "outputs": outputs,
            "metadata": {"execution": {"iopub.execute_input": "2026-05-04T13:14:15Z"}},
        },
    ]
    notebook = {"cells": cells, "metadata": {"authors": [{"name": f"x {PHONE}"}]}}
    assert set(told(gate, "n.ipynb", json.dumps(notebook))) == {
        ("n.ipynb", "phone number", "metadata authors: 08…"),
        ("n.ipynb", "NIK", "cell 1: 33…"),
        ("n.ipynb", "metadata", "execution, time of day: 20…"),
        ("n.ipynb", "phone number", "cell 2, output: 08…"),
        ("n.ipynb", "metadata", "cell 2, output: /h…"),
        ("n.ipynb", "metadata", "Author, author: So…"),
        ("n.ipynb", "NIK", "cell 2, output, text: 33…"),
    }


def test_texts_times_and_exif_of_images(gate: Gate) -> None:
    picture = png(("Author", "Somebody"), ("Comment", f"tel {PHONE}"), time=True)
    assert told(gate, "p.png", picture) == [
        ("p.png", "metadata", "Author, author: So…"),
        ("p.png", "phone number", "metadata Comment: 08…"),
        ("p.png", "metadata", "time, time of day: 20…"),
    ]
    assert told(gate, "q.png", png(("Software", "Matplotlib version 3.10"))) == []
    exif = Image.Exif()
    exif[0x0132] = "2026:05:04 13:14:15"
    exif[0x013B] = f"Somebody {PHONE}"
    buffer = io.BytesIO()
    Image.new("L", (1, 1)).save(buffer, "JPEG", exif=exif, comment=f"nik {NIK}".encode())
    found = {
        (rule, what.partition(":")[0]) for _, rule, what in told(gate, "p.jpg", buffer.getvalue())
    }
    assert found == {
        ("metadata", "EXIF"),
        ("metadata", "exif, time of day"),
        ("phone number", "metadata exif"),
        ("NIK", "metadata comment"),
    }


def test_cells_of_a_table_by_row_and_column(gate: Gate) -> None:
    text = f"region,note\nA,\nB,tel {PHONE}\n"
    assert told(gate, "t.csv", text) == [("t.csv", "phone number", "row 3, column note: 08…")]


def test_plain_data_and_the_list_of_titles(gate: Gate) -> None:
    assert told(gate, "t.json", json.dumps({"a": [1.5, {"b": NIK}]})) == [
        ("t.json", "NIK", "text: 33…")
    ]
    packed = zlib.compress(f"tab std:label 1 a.html {NIK}\n".encode())
    assert told(gate, "objects.inv", b"# a\n# b\n# c\n# d\n" + packed) == [
        ("objects.inv", "NIK", "text: 33…")
    ]


def test_members_of_an_archive(gate: Gate) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("sources/a.txt", f"Nomor {NIK}")
        archive.writestr("project.qde", f'<Project name="tel {PHONE}"/>')
        archive.writestr("font.woff2", "x")
    assert told(gate, "a.qdpx", buffer.getvalue()) == [
        ("a.qdpx", "NIK", "text in sources/a.txt: 33…"),
        ("a.qdpx", "phone number", "attribute in project.qde: 08…"),
    ]
    assert told(gate, "b.zip", b"PK no archive") == [
        ("b.zip", "metadata", "cannot be read: not an archive")
    ]


def test_a_row_of_a_closed_table_on_a_page(tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    described = json.loads(mini.read("data/datapackage.json"))
    described["resources"][0]["access"] = "closed"
    mini.write("data/datapackage.json", json.dumps(described))
    gate = gates.of(mini.place)
    page = "<p id='p'>from cases:C1 and sources:S1, cases: some</p>"
    assert told(gate, "p.html", page) == [("p.html#p", "row of a closed table", "text: ca…")]


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


def test_an_author_of_the_citation_and_a_program_are_nobody_else() -> None:
    authors = ("Doe, Jane", "Jane Doe")
    assert list(metadata.traces("dc:creator", "Jane Doe", authors)) == []
    assert list(metadata.traces("Creator", "Typst 0.15.1", authors)) == []
    assert list(metadata.traces("CreationDate", "D:20261124000000Z", authors)) == []
    assert list(metadata.traces("dc:creator", "Jane Doe, John Roe", authors)) == [
        ("author", "Jane Doe, John Roe")
    ]


def test_the_machine_and_its_user_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "here", lambda: frozenset({"siapa"}))
    assert list(metadata.traces("Source", "made by Siapa on DESKTOP-AB12CD3", ())) == [
        ("machine", "DESKTOP-AB12CD3"),
        ("user or machine", "siapa"),
    ]


def test_a_time_that_was_set_on_purpose_is_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert list(metadata.traces("CreationDate", "D:20010909014640Z", ())) == []
    assert list(metadata.traces("xmp:CreateDate", "2001-09-09T01:46:40+00:00", ())) == []
    told = list(metadata.traces("CreationDate", "D:20010909014641Z", ()))
    assert [what for what, _ in told] == ["time of day"]
