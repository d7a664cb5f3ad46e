"""The PDF as a reader, an archive and a screen reader meet it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.book.breaks import SOFT
from study.book.print import Cover, compiled, source, write_pdf
from study.errors import BookError
from tests.book.pages import in_order, overprints, poppler, table, write

COVER = Cover(
    title="Patrons and clients",
    subtitle="A documentary study",
    short_title="Patrons",
    authors=("The Study",),
    released="2026-11-24",
    edition="Version 1, 24 November 2026",
    provenance="Every number is observed unless marked.",
    keywords=("patron-client", "bureaucracy"),
    colophon=("Colophon", "Set without TeX."),
)
NAMES = ["index", "chapters/officials", "chapters/institutions", "chapters/references"]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="600pt" height="200pt" viewBox="0 0 600 200">'
    '<rect width="600" height="200" fill="#ddd"/>'
    '<text x="20" y="60" style="font-family: DejaVu Sans; font-size: 20px">drawn</text></svg>'
)
INDEX = """<section id="top"><h1>Patrons and clients</h1><p>Leading words.</p>
<section id="abstract"><h2>Abstract</h2><p>The short of it.</p>
<p><strong>Keywords:</strong> patron-client</p></section>
<section id="ringkasan" lang="id"><h2>Ringkasan</h2><p>Mempertanggungjawabkan
penyalahgunaan.</p><p><strong>Kata kunci:</strong> patron-klien</p></section>
<section id="status"><h2>Status of evidence</h2><p>Sound.</p></section></section>"""
NUMBER = '<span class="section-number">{}. </span>'
OFFICIALS = f"""<section id="officials"><h1>{NUMBER.format(1)}What officials did</h1>
<p>As <a href="references.html#id1" class="reference internal">Scott, 1972</a> says; see
<a href="institutions.html#tab">Table 2.1</a> and <a href="../index.html">the start</a>.
A note<a class="footnote-reference brackets" href="#n" role="doc-noteref">[1]</a>.</p>
<section id="funnel"><h2>{NUMBER.format("1.1")}The funnel</h2><p>Prose of the funnel.</p>
<figure id="fig"><img src="../_images/f.svg" alt="A grey box."><figcaption><p>
<span class="caption-number">Fig. 1.1 </span><span class="caption-text">A box.
<span class="provenance">[observed: published]</span></span></p></figcaption></figure></section>
<aside class="footnote-list"><aside class="footnote" id="n"><span class="label">[1]</span>
<p>Said at the foot.</p></aside></aside></section>"""
LONG = table(
    ["race", "province"],
    *([str(i), f"Province {i}"] for i in range(90)),
    caption='<span class="caption-number">Table 2.1 </span>Races',
).replace("<table ", '<table id="tab" ')
REFERENCES = """<section id="references"><h1>References</h1>
<div class="citation" id="id1" role="listitem">
<span class="label">[Sco72]</span><p>James C. Scott. <em>Patron-client politics</em>. 1972.</p>
</div></section>"""
HARD = [
    *("region_code_of_the_regency", "pelanggaran-pelanggaran netralitas", "persons_by_bawaslu"),
    *("pertanggungjawaban", "ketidakberpihakan", "penyalahgunaan_kewenangan_jabatan"),
    *("https://www.bawaslu.go.id/id/berita/pelanggaran-netralitas", "S001;S002;S003;S104"),
    "dipertanggungjawabkannya",
]


def book(folder: Path) -> Path:
    """A built book of four pages."""
    institutions = (
        f'<section id="institutions"><h1>{NUMBER.format(2)}How institutions answered</h1>'
        f"{LONG}</section>"
    )
    write(
        folder,
        index=INDEX,
        chapters__officials=OFFICIALS,
        chapters__institutions=institutions,
        chapters__references=REFERENCES,
    )
    (folder / "_images").mkdir()
    (folder / "_images" / "f.svg").write_text(SVG, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    write_pdf(book(folder / "html"), folder / "out" / "book.pdf", NAMES, COVER)
    return folder / "out" / "book.pdf"


def printed(folder: Path, article: str) -> Path:
    """A PDF of one chapter."""
    html = write(folder, index="<section id='i'><h1>I</h1></section>", one=article)
    write_pdf(html, folder / "one.pdf", ["index", "one"], COVER)
    return folder / "one.pdf"


def chapter(*blocks: str) -> str:
    return f'<section id="c"><h1>{NUMBER.format(1)}Chapter</h1>{"".join(blocks)}</section>'


def test_everything_is_there_in_reading_order(pdf: Path) -> None:
    text = poppler("pdftotext", pdf, "-")
    cover = ("Patrons and clients", "A documentary study", "Every number", "Version 1")
    front = ("The short of it", "Keywords:", "Ringkasan", "Kata kunci:", "Contents")
    first = ("Leading words.", "Sound.", "As Scott, 1972", "Prose of the funnel.")
    last = ("Table 2.1 Races", "Province 89", "Patron-client politics", "Set without TeX.")
    assert in_order(text, *cover, *front, *first, *last)
    assert "Fig. 1.1 A box. [observed: published]" in " ".join(text.split())
    assert in_order(text, "1 What officials did", "drawn")  # nothing floats above a title
    for absent in ("menu", "foot\n", "[Sco72]"):
        assert absent not in text


def test_the_contents_give_the_pages(pdf: Path) -> None:
    lines = poppler("pdftotext", "-f", "3", "-l", "3", "-layout", pdf, "-").splitlines()
    entries = [
        line.replace(" .", "").replace("\N{WORD JOINER}", "").split()
        for line in lines
        if line.strip()
    ]
    assert entries[1:-1] == [
        ["About", "this", "study", "1"],
        ["Status", "of", "evidence", "1"],
        ["1", "What", "officials", "did", "2"],
        ["1.1", "The", "funnel", "2"],
        ["2", "How", "institutions", "answered", "3"],
        ["References", "5"],
        ["Colophon", "6"],
    ]


def test_a_note_stands_at_the_foot_and_a_long_table_repeats_its_head(pdf: Path) -> None:
    second = poppler("pdftotext", "-layout", "-f", "5", "-l", "5", pdf, "-").split("\n")
    assert next(line for line in reversed(second) if "Said at" in line).strip().startswith("1")
    for page in ("6", "7"):
        assert "race" in poppler("pdftotext", "-f", page, "-l", page, pdf, "-")
    assert "How institutions answered" in poppler("pdftotext", "-f", "7", "-l", "7", pdf, "-")


def test_it_is_tagged_for_screen_readers_and_archives(pdf: Path) -> None:
    facts = dict(line.split(":", 1) for line in poppler("pdfinfo", pdf).splitlines() if ":" in line)
    facts = {name: value.strip() for name, value in facts.items()}
    assert (facts["Tagged"], facts["Pages"]) == ("yes", "9")
    assert facts["Title"] == COVER.title
    assert facts["CreationDate"].startswith("Tue Nov 24 ")
    meta = poppler("pdfinfo", "-meta", pdf)
    for claim in ("<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<"):
        assert claim in meta
    tree = poppler("pdfinfo", "-struct-text", pdf)
    for role in ("H1", "H2", "Figure", "Caption", "Table", "TH", "Note", "Link", "TOCI"):
        assert role in tree


def test_links_lead_inside_the_file(pdf: Path) -> None:
    addresses = poppler("pdfinfo", "-url", pdf)
    assert "html" not in addresses


def test_equal_pages_give_equal_bytes_wherever_they_lie(
    pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = book(tmp_path / "elsewhere")
    write_pdf(html, tmp_path / "again.pdf", NAMES, COVER)
    assert (tmp_path / "again.pdf").read_bytes() == pdf.read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    write_pdf(html, tmp_path / "again.pdf", NAMES, COVER)
    assert "2001" in poppler("pdfinfo", tmp_path / "again.pdf")
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["again.pdf"]


def test_what_typst_refuses_is_told_as_a_mistake_of_the_book(tmp_path: Path) -> None:
    skip = '<section id="s"><h3>Too deep</h3></section>'
    with pytest.raises(BookError, match=r"The PDF could not be set:\n.*heading"):
        printed(tmp_path, chapter(skip))
    with pytest.raises(BookError, match="a table of 60 columns is too wide"):
        printed(tmp_path, chapter(table(["heading"] * 60, ["wide_enough"] * 60)))
    with pytest.raises(BookError, match="block may not occur inside of a paragraph"):
        compiled("#set document(title: [t])\n= A\n#par[#block[lost]]", tmp_path, 0)


# Tables: no text leaves its cell


def test_a_hard_table_fits_the_page_upright(tmp_path: Path) -> None:
    pdf = printed(tmp_path, chapter(table(HARD, HARD, HARD[::-1], caption="Hard")))
    assert overprints(pdf) == []
    assert "Page    4 size:  595.276 x 841.89" in poppler("pdfinfo", "-f", "4", "-l", "4", pdf)


def test_a_table_no_page_is_wide_enough_for_lies_on_its_side(tmp_path: Path) -> None:
    wide = f'<div lang="id">{table(HARD * 2, HARD * 2, HARD[::-1] * 2)}</div>'
    pdf = printed(tmp_path, chapter("<p>Before.</p>", wide, "<p>After.</p>"))
    assert overprints(pdf) == []
    assert "size:  841.89 x 595.276" in poppler("pdfinfo", "-f", "1", "-l", "9", pdf)
    assert in_order(poppler("pdftotext", pdf, "-"), "Before.", "After.")


def test_a_table_in_a_narrow_place_fits_it(tmp_path: Path) -> None:
    small = table(HARD[:5], HARD[4:], ["<ul><li><p>item</p></li></ul>"] * 5)
    note = f'<div class="admonition note"><p class="admonition-title">Note</p>{small}</div>'
    pdf = printed(tmp_path, chapter(f"<details><summary>More</summary>{note}</details>"))
    assert overprints(pdf) == []


@pytest.mark.long  # a PDF for every table drawn
@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.lists(st.text("abcdefgmw_/.;-1 ", min_size=1, max_size=30), min_size=7, max_size=7),
        min_size=2,
        max_size=4,
    ),
    st.sampled_from(["{}", "<code>{}</code>", "<strong>{}</strong>", "{}<sup>j</sup>"]),
)
def test_no_table_overprints(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], style: str
) -> None:
    styled = [[style.format(cell) for cell in row] for row in rows]
    pdf = printed(tmp_path_factory.mktemp("t"), chapter(table(*styled)))
    assert overprints(pdf) == []


def test_overprinting_would_be_seen(tmp_path: Path) -> None:
    """The same table in equal columns, without places to break: the tests above must fail."""
    chapters = chapter(table(HARD, [*HARD[:8], 3 * HARD[5]]))
    html = write(tmp_path, index="<section id='i'><h1>I</h1></section>", one=chapters)
    markup = source(html, ["index", "one"], COVER).replace(SOFT, "").replace("#gap#", "#")
    cramped = markup.replace("plan.columns.map(w => w + 2 * inset)", "(1fr,) * 9")
    assert cramped != markup
    (tmp_path / "bad.pdf").write_bytes(compiled(cramped, html, 0))
    found = overprints(tmp_path / "bad.pdf")
    assert len(found) > 3
    assert any("leaves the page" in line for line in found)


def test_no_word_of_the_book_is_overprinted(pdf: Path) -> None:
    assert overprints(pdf) == []


def test_poppler_is_here() -> None:
    assert shutil.which("pdfinfo"), "apt-get install poppler-utils"
