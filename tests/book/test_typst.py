"""Each HTML element in Typst, the joining of pages, the places where words may break."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.book.breaks import GAP, SOFT, gaps, narrow, pieces, soft
from study.book.cells import positions
from study.book.join import join
from study.book.typst import Writer
from study.errors import BookError
from tests.book.pages import table, write


def written(folder: Path, article: str, language: str = "en", **pages: str) -> str:
    """The Typst markup of a page ``one``; further pages are joined after it."""
    html = write(folder, one=article, **pages)
    names = ["one", *(name.replace("__", "/") for name in pages)]
    book = join(html, names)
    writer = Writer(book, language)
    return "".join(writer.page(page) for page in book.pages)


def test_marks_of_paragraphs_stay_on_the_screen_and_their_anchors_on_paper(tmp_path: Path) -> None:
    mark = ' <span class="paragraph-marks"><a class="paragraph-link" href="#p-a">¶</a></span>'
    html = f'<p id="p-a">a{mark}</p><p id="p-b">b{mark}</p><p><a href="#p-b">c</a></p>'
    text = written(tmp_path, html)
    assert "¶" not in text
    assert text.split() == [
        '#"a"',
        '#anchor("one#p-b")#"b"',
        '#link(label("one#p-b"))[#"c"]',
    ]


def test_a_register_is_set_small(tmp_path: Path) -> None:
    text = written(tmp_path, '<dl class="register simple"><dt>E1</dt><dd><p>a</p></dd></dl>')
    assert text.strip() == '#register[#terms(terms.item([#"E1"], [#"a"]))]'


# Text


def test_text_is_a_string_and_never_markup(tmp_path: Path) -> None:
    text = written(tmp_path, '<p>1. A "quoted" \\ # $x$ *a* _b_ = @c</p>')
    assert text.strip() == '#"1. A \\"quoted\\" \\\\ # $x$ *a* _b_ = @c"'


def test_white_space_is_one_space_and_stays_outside_the_string(tmp_path: Path) -> None:
    text = written(tmp_path, "<p>\n  one\n\n two <em>three</em>\tfour </p>")
    assert text.strip() == '#"one two" #emph[#"three"] #"four"'


@pytest.mark.parametrize(
    ("html", "typst"),
    [
        ("<strong>a</strong>", '#strong[#"a"]'),
        ("<i>a <b>b</b></i>", '#emph[#"a" #strong[#"b"]]'),
        ("<code><span class='pre'>a</span> <span class='pre'>b</span></code>", '#raw("a b")'),
        ("x<sub>1</sub>", '#"x"#sub[#"1"]'),
        ("x<sup>1</sup>", '#"x"#super[#"1"]'),
        ('5<sup class="mark mark-judged">j</sup>', '#"5"#provenance-mark[#"j"]'),
        ("a<br>b", '#"a"#linebreak()#"b"'),
        ("<s>a</s>", '#strike[#"a"]'),
        ("<q>a</q>", '#"“"#"a"#"”"'),
        ("<small>a</small>", '#small[#"a"]'),
        ('<span class="provenance">[observed]</span>', '#provenance[#"[observed]"]'),
        ('<span lang="id">bupati</span>', '#text(lang: "id")[#"bupati"]'),
        ("<blockquote><p>a</p></blockquote>", '#quote(block: true)[#"a"]'),
        ("<pre>a\n  b</pre>", '#raw("a\\n  b", block: true)'),
        ("<hr class='docutils'>", "#parting"),
        ("<ul><li><p>a</p></li><li>b</li></ul>", '#list(tight: true, [#"a"], [#"b"])'),
        (
            '<ol class="loweralpha" start="3"><li><p>a</p><p>b</p></li></ol>',
            '#enum(tight: false, start: 3, numbering: "a.", [#"a"\n\n\n\n#"b"])',
        ),
        (
            "<dl><dt>a</dt><dt>b</dt><dd><p>c</p></dd></dl>",
            '#terms(terms.item([#"a", #"b"], [#"c"]))',
        ),
        (
            '<div class="admonition note"><p class="admonition-title">Note</p><p>a</p></div>',
            '#apart[#"Note"][#"a"]',
        ),
        ('<p class="rubric">a</p>', '#rubric[#"a"]'),
        ('<p class="facts">n: 3</p>', '#facts[#"n: 3"]'),
        ("<details><summary>More</summary><p>a</p></details>", '#apart[#"More"][#"a"]'),
        (
            '<div class="citation" role="listitem"><span class="label">[A19]</span>'
            "<p>A. <em>Title</em>.</p></div>",
            '#reference[#"A." #emph[#"Title"]#"."]',
        ),
    ],
)
def test_an_element_has_its_call(tmp_path: Path, html: str, typst: str) -> None:
    assert written(tmp_path, html).strip() == typst


def test_screen_furniture_is_not_printed(tmp_path: Path) -> None:
    html = (
        '<h1>T<a class="headerlink" href="#t">#</a></h1><script>x()</script>'
        '<div class="toctree-wrapper"><ul><li>a</li></ul></div><hr class="footnotes">'
        '<p>Caption <a class="origin-link" href="origins/r.html">Origin</a> '
        '<a class="origin-link" href="downloads/r.csv">Data</a>.</p>'
    )
    assert written(tmp_path, html).split() == [
        "#heading(level:", "1,", "numbering:", 'none)[#"T"]', '#"Caption"',
    ]  # fmt: skip


def test_an_unknown_element_stops_the_build_and_is_named_with_its_page(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"one: the PDF cannot show <marquee> in <p>"):
        written(tmp_path, "<p>a <marquee>b</marquee></p>")


def test_a_heading_keeps_the_number_of_the_page(tmp_path: Path) -> None:
    text = written(tmp_path, '<h2><span class="section-number">1.2. </span>Title</h2>')
    assert text.strip() == '#heading(level: 2, numbering: (..) => "1.2")[#"Title"]'


def test_indonesian_gets_soft_hyphens_and_english_is_left_to_typst(tmp_path: Path) -> None:
    word = "pertanggungjawaban"
    hyphenated = soft(word, "id")
    assert hyphenated.replace(SOFT, "-") == "per-tang-gung-ja-waban"
    text = written(tmp_path, f'<p>{word}</p><p lang="id">{word}</p>')
    english, indonesian = text.split('#text(lang: "id")')
    assert word in english
    assert hyphenated in indonesian
    assert word in written(tmp_path, f'<section lang="id"><h2>{word}</h2></section>')


def test_an_abbreviation_is_spelt_out_once_unless_the_page_does(tmp_path: Path) -> None:
    short = '<abbr title="Civil Service Commission">KASN</abbr>'
    assert written(tmp_path, f"<p>{short} and {short}</p>").count("Commission") == 1
    page = f"<p>the Civil Service Commission ({short})</p>"
    assert written(tmp_path, page).count("Commission") == 1


# Images


def test_an_image_needs_an_alternative_text(tmp_path: Path) -> None:
    for alt in ("", 'alt="f.svg"', 'alt="../_images/f.svg"'):
        with pytest.raises(BookError, match=r"alternative text for the image /_images/f.svg"):
            written(tmp_path, f'<img src="_images/f.svg" {alt}>')


def test_a_figure_keeps_its_caption_its_width_and_its_anchor(tmp_path: Path) -> None:
    html = (
        '<p><a href="#fig">x</a></p><figure id="fig">'
        '<a href="_images/f.svg"><img src="_images/f.svg" alt="Two bars." style="width: 60%"></a>'
        '<figcaption><p><span class="caption-number">Fig. 1 </span>Bars.</p></figcaption></figure>'
    )
    assert (
        '#illustration(floating: true, caption: [#anchor("one#fig")'
        '#caption-number[#"Fig. 1" ]#"Bars."])[#picture("/_images/f.svg", "Two bars.", 60%)]'
    ) in written(tmp_path, html)


# Links and notes


def test_anchors_of_pages_do_not_meet(tmp_path: Path) -> None:
    one = '<section id="a"><h1>A</h1><p id="id1">x <a href="two.html#id1">two</a></p></section>'
    two = '<section id="b"><h1>B</h1><p id="id1">y <a href="#id1">own</a></p></section>'
    text = written(tmp_path, one, two=two)
    assert text.count('link(label("two#id1"))') == 2
    assert text.count('#anchor("two#id1")') == 1
    assert '"one#id1"' not in text


def test_a_link_to_a_page_or_a_second_name_leads_to_the_heading(tmp_path: Path) -> None:
    one = '<p><a href="sub/two.html">page</a> <a href="sub/two.html#ref">name</a></p>'
    two = '<section id="b"><span id="ref"></span><h1>B</h1></section>'
    text = written(tmp_path, one, sub__two=two)
    assert text.count('label("sub/two#b")') == 3


def test_links_out_of_the_joined_pages_become_text(tmp_path: Path) -> None:
    page = '<p><a class="n reference internal" href="origins/r.html#k" title="t">51</a></p>'
    assert written(tmp_path, page).strip() == '#"51"'


def test_links_that_lead_nowhere_are_told_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(BookError) as error:
        written(tmp_path, '<p><a href="#gone">first</a> <a href="#lost">second</a></p>')
    assert "one: the link 'first' leads to 'one#gone'." in str(error.value)
    assert "'one#lost'" in str(error.value)


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="The page two has not been built"):
        join(write(tmp_path, one="<p>x</p>"), ["one", "two"])


def test_an_address_is_printed_once_and_only_if_the_text_does_not_tell_it(tmp_path: Path) -> None:
    link = '<a class="reference external" href="https://www.kasn.go.id/report/">the report</a>'
    text = written(tmp_path, f"<p>{link} and again {link}</p>")
    assert text.count("#footnote[") == 1
    assert '[#unhyphenated[#"kasn."#gap#"go."#gap#"id/"#gap#"report"]]]' in text
    cell = written(tmp_path, table(["a"], [link]))
    assert '#address[#"kasn."#gap#"go."#gap#"id/"#gap#"report"]' in cell
    for told in ("https://www.kasn.go.id/report/", "kasn.go.id/report"):
        page = f'<p><a href="https://www.kasn.go.id/report/">{told}</a></p>'
        assert "#footnote" not in written(tmp_path, page)
    page = '<p><a href="https://doi.org/10.1/x">doi:10.1/x</a></p>'
    assert "#footnote" not in written(tmp_path, page)


def test_a_footnote_stands_where_it_is_cited(tmp_path: Path) -> None:
    note = '<a class="footnote-reference brackets" href="#n" role="doc-noteref">[2]</a>'
    html = (
        f'<p>a{note} b{note}</p><aside class="footnote-list"><aside class="footnote" id="n">'
        '<span class="label">[2]</span><span class="backrefs">(1,2)</span><p>The note.</p>'
        "</aside></aside>"
    )
    assert written(tmp_path, html).strip() == (
        '#"a"#footnote[#"The note."]#label("one#n") #"b"#footnote(label("one#n"))'
    )


# Formulas


def test_a_formula_is_set_by_typst_with_its_tex_as_alternative(tmp_path: Path) -> None:
    from latex2mathml.converter import convert

    tex = r"\hat\beta = \frac{1}{1+e^{-x'\beta}}"
    text = written(tmp_path, f'<p><span class="math" data-tex="{tex}">{convert(tex)}</span></p>')
    assert text.startswith('#math.equation(alt: "\\\\hat\\\\beta = ')
    assert '#math.accent([#symbol("β")], math.hat)' in text
    assert '#math.frac([#"1"], [#"1"#symbol("+")#math.attach([#symbol("e")]' in text
    assert "t: math.primes(1)" in text


def test_a_formula_without_tex_or_with_an_unknown_sign_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="TeX of a formula"):
        written(tmp_path, "<p><math><mi>x</mi></math></p>")
    with pytest.raises(BookError, match="one: the PDF cannot set <menclose> in a formula"):
        written(tmp_path, '<p><math alttext="x"><menclose><mi>x</mi></menclose></math></p>')


# Words and cells


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("persons_by_kasn", "persons_|by_|kasn"),
        ("S001;S002", "S001;|S002"),
        ("2020-10-27/2020-11-30", "2020-10-27/|2020-11-30"),
        ("https://go.id/a", "https://|go.|id/|a"),
        ("analysis.methods", "analysis.|methods"),
        ("0.06, 12,345 33.03 12:30 e.g. and/or", "0.06, 12,345 33.03 12:30 e.g. and/|or"),
    ],
)
def test_names_and_addresses_break_but_numbers_do_not(text: str, broken: str) -> None:
    assert gaps(text).replace(GAP, "|") == broken


@given(st.text(alphabet="abcdefgö_/.;- 0123456789", max_size=80))
def test_places_to_break_change_no_text_and_leave_no_long_piece(text: str) -> None:
    marked = narrow(text, "en")
    assert marked.replace(GAP, "").replace(SOFT, "") == text
    assert all(len(piece) <= 25 for piece in pieces(marked))


def test_a_cell_knows_its_place_beside_spans() -> None:
    from lxml import html

    rows = html.fromstring(
        "<table><tr><td rowspan='2'>a</td><td colspan='2'>b</td></tr>"
        "<tr><td>c</td><td>d</td></tr></table>"
    ).findall("tr")
    assert [(p.row, p.column, p.columns) for p in positions(rows)] == [
        (0, 0, 1), (0, 1, 2), (1, 1, 1), (1, 2, 1),
    ]  # fmt: skip


def test_a_table_hands_over_what_must_not_be_broken(tmp_path: Path) -> None:
    text = written(tmp_path, table(["abc", "b"], ["<b>x_</b>y z", "<code>long</code>er"]))
    assert "#fitted(columns: 2, top: true, caption: none, " in text
    assert 'whole: (([#headed[#"abc"]], [#strong[#"x_"]#"y"], ), ([#raw("long")#"er"], ),)' in text


def test_a_number_stays_on_one_line(tmp_path: Path) -> None:
    html = table(["a", "b"], ["x", "4.3 [1.3, 15.0]"]).replace("<td>", '<td class="num">')
    text = written(tmp_path, html)
    assert '[#"4.3 [1.3, 15.0]"]' in text.split("least:")[0]
    assert '(1, 1, 1, end, false, [#"4.3 [1.3, 15.0]"])' in text
