"""Words and phrases of a page as Typst markup: text, styles, formulas, links, footnotes.

Text is written as Typst strings, never as markup: escaped markup turned "1. Chapter" into a
list. An element without a method fails the build, so that nothing vanishes unseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import BookError
from .breaks import GAP, gaps, narrow, soft
from .cells import Cells
from .formula import formula, quoted
from .join import Joined, Page, has_class

SPACES = re.compile(r"[ \t\n\r\f]+")
ADDRESS = re.compile(r"(https?://|www\.|doi:)\S+$")
SHORT_CODE = 16  # characters; longer code may break after _ / . and the like

Wanted = Callable[[Any], bool]


class Phrases:
    """Writes what stands within a line; one method for each HTML element."""

    def __init__(self, book: Joined, language: str) -> None:
        self._book = book
        self._language = language
        self._page = ""
        self._prose = ""
        self._cells: Cells | None = None
        self._depth = 0  # blocks around that cannot hold a float or a page of their own
        self._heading = False
        self._brief = False  # in a caption or a note, which bears no further notes
        self._said: set[str] = set()  # addresses and abbreviations spelt out on this page
        self._noted: set[str] = set()  # footnotes set so far

    def _turn_to(self, page: Page) -> None:
        self._page, self._prose = page.name, page.article.text_content()
        self._said.clear()

    def anchor(self, element: Any) -> str:
        """Typst markup of the place where links to an element lead, if there are any."""
        anchor = element.get("id", "")
        linked = anchor in self._book.linked and not self._heading
        return f"#anchor({quoted(anchor)})" if linked else ""

    # Text and dispatch

    def _children(self, element: Any, wanted: Wanted = lambda _: True) -> str:
        parts = [self._text(element.text)]
        for child in element:
            if wanted(child):
                parts.append(self._element(child))
            parts.append(self._text(child.tail))
        return "".join(parts)

    def _element(self, element: Any) -> str:
        method = getattr(self, f"_tag_{element.tag}", None)
        if method is None:
            raise self._error(element, f"cannot show <{element.tag}>")
        return self._spoken(element, method)

    def _error(self, element: Any, what: str) -> BookError:
        inside = "".join(f" in <{e.tag}>" for e in (element.getparent(),) if e is not None)
        return BookError(
            f"{self._page}: the PDF {what}{inside}.",
            "Write it another way on the page, or teach study/book/typst.py to print it.",
        )

    def _spoken(self, element: Any, write: Callable[[Any], str]) -> str:
        """What an element says, in its own language."""
        language = element.get("lang", self._language)
        if language == self._language:
            return write(element)
        before, self._language = self._language, language
        body = write(element)
        self._language = before
        return f"#text(lang: {quoted(language)})[{body}]"

    def _text(self, text: str | None) -> str:
        flat = SPACES.sub(" ", text or "")
        if self._cells is not None:
            return _strings(self._cells.note(narrow(flat, self._language), "#{}"))
        if self._language != "en" and not self._heading:  # Typst hyphenates English itself
            flat = soft(flat, self._language)
        return _strings(flat)

    def _code(self, text: str) -> str:
        if self._cells is not None:
            return _strings(self._cells.note(narrow(text, "code"), "#raw({})"), "#raw({})")
        return _strings(gaps(text) if len(text) > SHORT_CODE else text, "#raw({})")

    def _styled(self, element: Any, wrap: str, wanted: Wanted = lambda _: True) -> str:
        """An inline element; in a table its style counts when widths are measured."""
        if self._cells is None:
            body = self._children(element, wanted)
        else:
            with self._cells.styled(wrap):
                body = self._children(element, wanted)
        return self.anchor(element) + wrap.replace("{}", body, 1)

    def _inner(self, element: Any, wanted: Wanted = lambda _: True) -> str:
        """The content of a block, without paragraph breaks at its edges."""
        body = self._children(element, wanted).strip()
        return self.anchor(element) + body

    @contextmanager
    def _within(self, brief: bool = False) -> Iterator[None]:
        before = self._brief
        self._depth, self._brief = self._depth + 1, before or brief
        yield
        self._depth, self._brief = self._depth - 1, before

    # Words and phrases

    def _tag_em(self, element: Any) -> str:
        return self._styled(element, "#emph[{}]")

    _tag_i = _tag_cite = _tag_var = _tag_dfn = _tag_em

    def _tag_strong(self, element: Any) -> str:
        return self._styled(element, "#strong[{}]")

    _tag_b = _tag_strong

    def _tag_sup(self, element: Any) -> str:
        mark = "#provenance-mark[{}]" if has_class(element, "mark") else "#super[{}]"
        return self._styled(element, mark)

    def _tag_sub(self, element: Any) -> str:
        return self._styled(element, "#sub[{}]")

    def _tag_small(self, element: Any) -> str:
        return self._styled(element, "#small[{}]")

    def _tag_q(self, element: Any) -> str:
        return self._styled(element, '#"“"{}#"”"')

    def _tag_s(self, element: Any) -> str:
        return self._styled(element, "#strike[{}]")

    _tag_del = _tag_s

    def _tag_code(self, element: Any) -> str:
        return self.anchor(element) + self._code(SPACES.sub(" ", element.text_content()))

    _tag_kbd = _tag_samp = _tag_tt = _tag_code

    def _tag_br(self, element: Any) -> str:
        if self._cells is not None:
            self._cells.note(" ", "#{}")
        return "#linebreak()"

    def _tag_abbr(self, element: Any) -> str:
        """An abbreviation, spelt out at its first place on the page."""
        title = element.get("title", "")
        free = not self._heading and self._cells is None
        if not title or title in self._said or title in self._prose or not free:
            return self._tag_span(element)
        self._said.add(title)
        return self._tag_span(element) + self._text(f" ({title})")

    def _tag_span(self, element: Any) -> str:
        if has_class(element, "math"):
            return self.anchor(element) + self._equation(element, element.find("math"))
        for name in ("caption-number", "provenance"):
            if has_class(element, name):
                return self._styled(element, f"#{name}[{{}}]")
        return self._styled(element, "{}")

    _tag_time = _tag_u = _tag_ins = _tag_mark = _tag_span

    def _tag_math(self, element: Any) -> str:
        return self._equation(element, element)

    def _equation(self, holder: Any, math: Any) -> str:
        note = math.find(".//annotation")
        told = holder.get("data-tex") or math.get("alttext")
        tex = told or ("" if note is None else note.text_content())
        if not tex.strip():
            raise self._error(math, "needs the TeX of a formula, as data-tex,")
        options = f"alt: {quoted(' '.join(tex.split()))}"
        number = holder.find("span[@class='eqno']")
        if number is not None:
            options += f", numbering: (..) => {quoted(number.text_content().strip())}"
        if math.get("display") == "block":
            options += ", block: true"
        set_ = f"[{formula(math, self._page)}]"
        code = f"#math.equation({options}, {set_})"
        if self._cells is not None:
            self._cells.note("formula", f"#math.equation({set_})")
        anchor = holder.get("id", "")
        block = holder.tag == "div" and anchor in self._book.linked
        return code + (f"#label({quoted(anchor)})" if block else "")

    # Links

    def _tag_a(self, element: Any) -> str:
        target = element.get("href", "")
        if has_class(element, "footnote-reference") and target:
            return self._footnote(element, target[1:])
        if target.startswith("#"):
            return self._styled(element, f"#link(label({quoted(target[1:])}))[{{}}]")
        if not target:
            return self._styled(element, "{}")
        text = element.text_content().strip()
        call = f"#link({quoted(target)})"
        if ADDRESS.match(text):
            return f"{self.anchor(element)}{call}[{self._printed(text, '#unhyphenated[{}]')}]"
        return self._styled(element, call + "[{}]") + self._address(target, text)

    def _address(self, target: str, text: str) -> str:
        """The address of a link, for readers on paper: once a page, unless the text tells it."""
        address = re.sub(r"^(https?://(www\.)?|mailto:)", "", target).rstrip("/")
        told = address.lower() in text.lower() or address.lower().endswith(text.lower())
        if told or self._heading or address in self._said:
            return ""
        self._said.add(address)
        if self._brief or self._cells is not None:
            return " " + self._printed(address, "#address[{}]")
        return f"#footnote[#link({quoted(target)})[{self._printed(address, '#unhyphenated[{}]')}]]"

    def _printed(self, address: str, wrap: str) -> str:
        """An address that may break after its slashes and dots."""
        if self._cells is None:
            return wrap.replace("{}", _strings(gaps(address)))
        self._cells.note(" ", "#{}")
        with self._cells.styled(wrap):
            noted = self._cells.note(narrow(address, "address"), "#{}")
        return wrap.replace("{}", _strings(noted))

    def _footnote(self, element: Any, anchor: str) -> str:
        """A note where it is cited. The PDF numbers notes itself: addresses are notes too."""
        if self._cells is not None:
            self._cells.note(element.text_content().strip("[] "), "#super[#{}]")
        if anchor in self._noted:
            return f"#footnote(label({quoted(anchor)}))"
        self._noted.add(anchor)
        note = self._book.anchors[anchor]
        cells, self._cells = self._cells, None
        with self._within(brief=True):
            body = self._children(note, lambda child: not has_class(child, "label")).strip()
        self._cells = cells
        return f"#footnote[{body}]#label({quoted(anchor)})"


def _strings(text: str, wrap: str = "#{}") -> str:
    """Text as Typst strings: outer spaces stay outside, gaps become places to break."""
    core = text.strip(" ")
    if not core:
        return " " if text else ""
    parts = (wrap.replace("{}", quoted(part)) for part in core.split(GAP) if part)
    before, after = " " * text.startswith(" "), " " * text.endswith(" ")
    return before + "#gap".join(parts) + after
