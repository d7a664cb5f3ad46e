"""Every kind of file is read where a reader, or a program that looks for names, would read it."""

from __future__ import annotations

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from study.disclosure import gate as gates
from study.disclosure import metadata
from study.disclosure.gate import Gate
from study.disclosure.names import Names
from study.disclosure.violations import Violation
from tests.mini import Mini

NIK = "3303120507870003"
PHONE = "081234567890"


def told(gate: Gate, name: str, content: str | bytes) -> list[tuple[str, str, str]]:
    """Where, rule and what of everything found in a file."""
    raw = content.encode() if isinstance(content, str) else content
    return [(each.where, each.rule, each.what) for each in gate.file(name, raw)]


def zipped(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    """An archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment
    return buffer.getvalue()


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


PICTURE = "data:image/png;base64,PNG"
LEAKS = {
    "a line that is broken": ("p.html", "<p>3303 1205<br>0787 0003</p>"),
    "an old element": ("p.html", "<p>3303<font color=red>1205</font>07870003</p>"),
    "capitals": ("p.html", f'<A TITLE="{NIK}">x</A>'),
    "no quotation marks": ("p.html", f"<a title={NIK}>x</a>"),
    "a sign within": ("p.html", f'<a title="{NIK} > x">x</a>'),
    "any attribute": ("p.html", f'<input data-note="x" aria-valuetext="x" value= "{NIK}">'),
    "a page within": ("p.html", f'<iframe srcdoc="&lt;p>{NIK}">'),
    "raw text": ("p.html", f"<![CDATA[ {NIK} ]]>"),
    "a style": ("p.html", f'<style>p::after {{content: "{NIK}"}}</style>'),
    "a remark in a style": ("own.css", f"/* {NIK} */"),
    "a style of its own": ("own.css", f'p::after {{content: "{NIK}"}}'),
    "a packed picture": ("p.html", f'<img src="{PICTURE}">'),
    "a picture in a drawing": ("f.svg", f'<svg><image xlink:href="{PICTURE}"/></svg>'),
    "a picture in a cell": ("n.ipynb", json.dumps({"cells": [{"source": f"![x]({PICTURE})"}]})),
    "a drawing in an address": (
        "p.html",
        f'<img src="data:image/svg+xml,%3Csvg%3E%3Cdesc%3E{NIK}%3C/desc%3E%3C/svg%3E">',
    ),
    "a description": ("f.svg", f"<svg><desc>{NIK}</desc></svg>"),
    "an attribute of metadata": ("f.svg", f'<svg><metadata><a b:c="{NIK}"/></metadata></svg>'),
    "metadata alone": ("f.svg", f"<svg><metadata>{NIK}</metadata></svg>"),
    "the name of what is attached": (
        "n.ipynb",
        json.dumps({"cells": [{"source": "", "attachments": {f"{NIK}.png": {}}}]}),
    ),
    "the name of a file": (f"foto_{NIK}.txt", "x"),
    "a kind that nobody knows": ("a.yml", NIK),
    "no ending": ("README", NIK),
    "two bytes a letter": ("a.csv", f"nama\n{NIK}\n".encode("utf-16")),
    "packed": ("a.csv.gz", gzip.compress(NIK.encode())),
    "runs of Word": ("a.docx", "<w:p><w:r><w:t>33031205</w:t></w:r><w:r><w:t>07870003</w:t></w:r>"),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_number_is_found_wherever_it_is_planted(leak: str, gate: Gate) -> None:
    name, content = LEAKS[leak]
    if isinstance(content, str):
        packed = base64.b64encode(png(("Comment", NIK))).decode()
        content = content.replace("PNG", packed).encode()
    if name == "a.docx":
        content = zipped({"word/document.xml": content})
    assert {rule for _, rule, _ in told(gate, name, content)} == {"NIK"}


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("mailto:siapa%40contoh.go.id", "e-mail address"),
        ("MAILTO:siapa&#64;contoh.go.id", "e-mail address"),
        (f"mailto:?body=NIK%20{NIK}", "NIK"),
        ("tel:+62%20812-3456-7890", "phone number"),
        ("https://wa.me/6281234567890", "phone number"),
        ("https://api.whatsapp.com/send?phone=6281234567890", "phone number"),
    ],
)
def test_an_address_that_reaches_a_person(address: str, rule: str, gate: Gate) -> None:
    assert [r for _, r, _ in told(gate, "p.html", f'<a href="{address}">x</a>')] == [rule]


DAMAGED = {
    **dict.fromkeys(("a.tgz", "a.7z", "a.gif", "a.gz", "a.xls", "p.png", "b.pdf"), b"\x00\xff" * 9),
    "a.csv.gz": gzip.compress(b"x" * 99)[:-9],
    "a.zip": b"PK no archive",
    "b.zip": zipped({"a.txt": b"a" * 99}).replace(b"aaa", b"bbb"),
    "n.ipynb": b'{"cells": 3}',
    "searchindex.js": b"Search.setIndex({",
    "objects.inv": b"# a\n# b\n# c\n# d\n\xff\xff\xff",
    "a.json": b"[" * 99_999,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_cannot_be_looked_into_is_not_taken_for_empty(name: str, gate: Gate) -> None:
    assert told(gate, name, DAMAGED[name]) == [
        (name, "metadata", "cannot be read: it is damaged, or of a kind that is not known")
    ]


def test_fonts_have_no_text_and_a_second_part_of_what_is_packed_has(gate: Gate) -> None:
    assert told(gate, "a.woff2", b"\x00\xff") == []
    assert told(gate, "a.txt.gz", gzip.compress(b"x") + gzip.compress(NIK.encode()))


@pytest.mark.parametrize("quoting", ["<blockquote class='quotation'>", '<i class="quotation x">'])
def test_an_office_of_one_holder_beside_a_quotation(quoting: str, gate: Gate) -> None:
    page = "<p>A class of office, and the regional secretary.</p>"
    assert told(gate, "p.html", page) == []
    assert told(gate, "p.html", quoting + page) == [
        ("p.html", "single-holder office", "regional secretary")
    ]


def test_links_to_persons_and_none_to_pages(gate: Gate) -> None:
    html = f'<a href="tel:{PHONE}">call</a> <a href="https://example.org/{NIK}">page</a>'
    assert told(gate, "p.html", html) == [("p.html", "phone number", "link: 08…")]


def test_styles_numbers_of_elements_and_paths_are_no_text(gate: Gate) -> None:
    html = f'<style>.a{{width:{NIK}px}}</style><p id="x{NIK}" class="{NIK}" href="{NIK}">.</p>'
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
    assert told(gate, "own.js", f"var a = '{PHONE}'") == [("own.js", "phone number", "text: 08…")]


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
        ("b.zip", "metadata", "cannot be read: it is damaged, or of a kind that is not known")
    ]


def test_who_made_a_document_and_what_is_said_of_an_archive(gate: Gate) -> None:
    said = "<a><dc:creator>Somebody</dc:creator><cp:lastModifiedBy>Other</cp:lastModifiedBy>"
    core = f"{said}<dcterms:created>2026-05-04T13:14:15Z</dcterms:created></a>".encode()
    found = told(gate, "a.xlsx", zipped({"docProps/core.xml": core}, f"tel {PHONE}".encode()))
    assert [(rule, what) for _, rule, what in found] == [
        ("phone number", "text: 08…"),
        ("metadata", "dc:creator, author: So…"),
        ("metadata", "cp:lastModifiedBy, author: Ot…"),
        ("metadata", "dcterms:created, time of day: 20…"),
    ]


def test_what_stands_behind_the_end_of_a_picture(gate: Gate) -> None:
    assert [rule for _, rule, _ in told(gate, "p.png", png() + NIK.encode())] == ["NIK"]


def test_what_stands_behind_the_end_of_a_photograph_and_fills_it(gate: Gate) -> None:
    pixels = b"\xff\xda\x00\x02\x01\xff\xd9"
    behind = b"\xff\xd8" + pixels + f" {NIK} ".encode()
    assert [rule for _, rule, _ in told(gate, "a.jpg", behind)] == ["NIK"]
    filled = b"\xff\xd8\xff\xff\xfe\x00\x12" + NIK.encode() + pixels
    assert [rule for _, rule, _ in told(gate, "a.jpg", filled)] == ["NIK"]
    assert told(gate, "a.jpg", b"\xff\xd8" + pixels) == []


@pytest.mark.parametrize(
    "page",
    [
        f"<p>fewer < {NIK}</p>",
        f"<script>if (1 < 2) {NIK} // a > b</script>",
        f"<a href='data:,{NIK}'>x</a>",
        f"<a href='DATA:text/plain,{NIK}'>x</a>",
        f"<img src='data:;base64,{base64.b64encode(NIK.encode()).decode()}'>",
    ],
)
def test_signs_and_data_that_a_browser_understands(page: str, gate: Gate) -> None:
    assert [rule for _, rule, _ in told(gate, "p.html", page)] == ["NIK"]


def test_what_is_said_of_a_member_of_an_archive(gate: Gate) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        member = zipfile.ZipInfo("a.txt")
        member.comment = NIK.encode()
        archive.writestr(member, "x")
    assert [rule for _, rule, _ in told(gate, "a.zip", buffer.getvalue())] == ["NIK"]


def test_a_row_of_a_closed_table_on_a_page(tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    described = json.loads(mini.read("data/datapackage.json"))
    described["resources"][0]["access"] = "closed"
    mini.write("data/datapackage.json", json.dumps(described))
    gate = gates.of(mini.place)
    page = "<p id='p'>from cases:C1 and sources:S1, cases: some</p>"
    assert told(gate, "p.html", page) == [("p.html#p", "row of a closed table", "text: ca…")]


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
