"""Pages of the book as Typst markup: the blocks, one method for each HTML element.

What the calls look like on paper (``#apart[...]``, ``#fitted(...)``) is said in template.typ;
words and phrases are written in phrases.py.
"""

from __future__ import annotations

import re
from typing import Any

from .cells import Cells, Position, positions
from .formula import quoted
from .join import Page, has_class
from .phrases import Phrases

BREAK = "\n\n"
NUMBERINGS = {"loweralpha": "a.", "upperalpha": "A.", "lowerroman": "i.", "upperroman": "I."}

# Paragraphs that look different: small headings, and what is said below a table.
STYLES = {"rubric": "rubric", "dictionary": "rubric", "facts": "facts"}


class Writer(Phrases):
    """Writes the pages of a joined book, each in its turn."""

    def page(self, page: Page) -> str:
        """Typst markup of a page. Raises BookError naming what on it cannot be printed."""
        self._turn_to(page)
        return self._children(page.article).strip() + BREAK

    def part(self, page: Page, element: Any) -> str:
        """Typst markup of one element of a page, in its language. Raises BookError."""
        self._turn_to(page)
        return self._element(element).strip()

    # Blocks

    def _tag_p(self, element: Any) -> str:
        if self._cells is not None:
            self._cells.note(" ", "#{}")
        for name in STYLES:
            if has_class(element, name):
                return f"{BREAK}#{STYLES[name]}[{self._inner(element)}]{BREAK}"
        return BREAK + self._inner(element) + BREAK

    _tag_center = _tag_p

    def _tag_label(self, element: Any) -> str:
        return f"{BREAK}#strong[{self._inner(element)}]{BREAK}"  # of a tab

    def _tag_section(self, element: Any) -> str:
        return BREAK + self._children(element) + BREAK

    def _tag_h1(self, element: Any) -> str:
        number = element.find("span[@class='section-number']")
        prefix = "" if number is None else number.text_content().strip().rstrip(".")
        self._heading = True
        title = self._children(element, lambda child: child is not number).strip()
        self._heading = False
        section = element.getparent()
        anchor = (section if section.tag == "section" else element).get("id", "")
        label = f"#label({quoted(anchor)})" if anchor in self._book.linked else ""
        numbering = f"(..) => {quoted(prefix)}" if prefix else "none"
        options = f"level: {element.tag[1]}, numbering: {numbering}"
        return f"{BREAK}#heading({options})[{title}]{label}{BREAK}"

    _tag_h2 = _tag_h3 = _tag_h4 = _tag_h5 = _tag_h6 = _tag_h1

    def _tag_div(self, element: Any) -> str:
        if has_class(element, "admonition"):
            return self._apart(element, element.find("p[@class='admonition-title']"))
        if has_class(element, "math"):
            return BREAK + self._equation(element, element.find("math")) + BREAK
        if element.get("role") == "listitem":
            entry = self._inner(element, lambda child: not has_class(child, "label"))
            return f"{BREAK}#reference[{entry}]{BREAK}"
        return self._tag_p(element)

    def _apart(self, element: Any, title: Any) -> str:
        """A block set apart from the text, with a title."""
        name = "" if title is None else self._inner(title)
        with self._within():
            body = self._inner(element, lambda child: child is not title)
        return f"{BREAK}#apart[{name}][{body}]{BREAK}"

    def _tag_details(self, element: Any) -> str:
        return self._apart(element, element.find("summary"))

    def _tag_aside(self, element: Any) -> str:
        if has_class(element, "footnote", "footnote-list"):
            return ""  # set where it is cited
        return self._apart(element, element.find("p"))

    def _tag_blockquote(self, element: Any) -> str:
        with self._within():
            return f"{BREAK}#quote(block: true)[{self._inner(element)}]{BREAK}"

    def _tag_pre(self, element: Any) -> str:
        code = quoted(element.text_content().strip("\n"))
        return f"{BREAK}{self.anchor(element)}#raw({code}, block: true){BREAK}"

    def _tag_hr(self, element: Any) -> str:
        return "" if has_class(element, "footnotes") else f"{BREAK}#parting{BREAK}"

    def _tag_input(self, element: Any) -> str:
        return ""  # the switch of a tab: its label stays

    def _tag_figure(self, element: Any) -> str:
        floating = str(self._depth == 0).lower()
        with self._within(brief=True):
            body = self._children(element, lambda child: child.tag != "figcaption").strip()
            caption = self._caption(element, element.find("figcaption"))
        return f"{BREAK}#illustration(floating: {floating}, caption: {caption})[{body}]{BREAK}"

    def _caption(self, element: Any, caption: Any) -> str:
        """The caption of a figure or table; links to the element lead there."""
        return "none" if caption is None else f"[{self.anchor(element)}{self._inner(caption)}]"

    def _tag_img(self, element: Any) -> str:
        alt, source = element.get("alt", ""), element.get("src", "")
        if not alt or source.endswith(alt.rpartition("/")[2]):
            raise self._error(element, f"needs an alternative text for the image {source}")
        share = re.search(r"width:\s*(\d+)%", element.get("style", "") + ";")
        width = f"{share[1]}%" if share else "100%"
        return f"#picture({quoted(source)}, {quoted(alt)}, {width})"

    # Lists

    def _tag_ul(self, element: Any) -> str:
        return self._list(element, "list")

    def _tag_ol(self, element: Any) -> str:
        kinds = [NUMBERINGS[c] for c in element.get("class", "").split() if c in NUMBERINGS]
        numbering = quoted((kinds or ["1."])[0])
        return self._list(element, "enum", f"start: {element.get('start', '1')}", numbering)

    def _list(self, element: Any, call: str, start: str = "", numbering: str = "") -> str:
        tight = not any(len(item.findall("p")) > 1 for item in element)
        options = [f"tight: {str(tight).lower()}"]
        options += [start, f"numbering: {numbering}"] if start else []
        with self._within():
            items = [self._spoken(item, self._item) for item in element]
        if tight:
            items = [re.sub(r"\n{2,}", "\n", item) for item in items]
        return f"{BREAK}#{call}({', '.join([*options, *(f'[{item}]' for item in items)])}){BREAK}"

    def _item(self, element: Any) -> str:
        if self._cells is None:
            return self._inner(element)
        with self._cells.styled("#pad(left: 1.6em)[{}]"):
            return self._tag_p(element).strip()

    def _tag_dl(self, element: Any) -> str:
        groups: list[tuple[list[str], list[str]]] = []
        with self._within():
            for child in element:
                if child.tag == "dt" and (not groups or groups[-1][1]):
                    groups.append(([], []))
                groups[-1][child.tag == "dd"].append(self._spoken(child, self._inner))
        items = (f"terms.item([{', '.join(t)}], [{BREAK.join(d)}])" for t, d in groups)
        call = f"#terms({', '.join(items)})"
        return BREAK + (f"#register[{call}]" if has_class(element, "register") else call) + BREAK

    # Tables

    def _tag_table(self, element: Any) -> str:
        if self._cells is not None:
            raise self._error(element, "cannot show a table in a table")
        head = element.findall("thead/tr")
        rows = head + element.findall("tbody/tr") + element.findall("tr")
        caption = element.find("caption")
        with self._within(brief=True):
            title = self._caption(element, caption)
        first = self.anchor(element) if caption is None else ""
        self._cells = cells = Cells()
        written, columns = [], 0
        with self._within():
            for place in positions(rows):
                columns = max(columns, place.column + place.columns)
                anchor = self.anchor(rows[place.row]) if place.column == 0 else ""
                if place.row == len(head) and place.column == 0:
                    anchor += first
                written.append(self._cell(place, place.row < len(head), anchor))
        self._cells = None
        options = (
            f"columns: {columns}, top: {str(self._depth == 0).lower()}, caption: {title}, "
            f"whole: {cells.candidates(cells.whole, columns)}, "
            f"least: {cells.candidates(cells.least, columns)}"
        )
        return f"{BREAK}#fitted({options},\n{''.join(written)}){BREAK}"

    def _cell(self, place: Position, head: bool, anchor: str) -> str:
        assert self._cells is not None
        number = has_class(place.element, "num", "text-right")
        if head:
            with self._cells.styled("#headed[{}]"):
                body = f"#headed[{self._spoken(place.element, self._inner)}]"
        else:
            body = self._spoken(place.element, self._inner)
        self._cells.close(place, number and not head)
        align = (
            "end" if number else "center" if has_class(place.element, "text-center") else "start"
        )
        facts = f"{place.column}, {place.columns}, {place.rows}, {align}, {str(head).lower()}"
        return f"({facts}, [{anchor}{body}]),\n"
