"""The one table of the book: docutils nodes with scope, alignment and a caption.

HTML and PDF are both made from it, so a table looks and reads the same in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from docutils import nodes

Content = str | list[nodes.Node]


class cell(nodes.entry):
    """A table cell that knows whether it heads a row or a column."""


@dataclass(frozen=True)
class Column:
    """A column of the grid: its heading, and the style of its cells: num, date or none."""

    heading: Content
    style: str = ""


def grid(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Content]],
    *,
    caption: Sequence[nodes.Node] = (),
    ids: Sequence[str] = (),
    classes: Sequence[str] = (),
) -> nodes.table:
    """A table: the first cell of each row is its heading.

    rows: as many cells a row as there are columns. ids: an anchor a row, or none at all.
    """
    table = nodes.table(classes=["grid", *classes])
    if caption:
        table += nodes.title("", "", *caption)
    group = nodes.tgroup(cols=len(columns))
    table += group
    for _ in columns:
        group += nodes.colspec(colwidth=1)
    head, body = nodes.thead(), nodes.tbody()
    group += [head, body]
    head += _row([c.heading for c in columns], columns, scope="col")
    for position, content in enumerate(rows):
        row = _row(content, columns)
        if ids:
            row["ids"].append(ids[position])
        body += row
    return table


def _row(content: Sequence[Content], columns: Sequence[Column], scope: str = "") -> nodes.row:
    row = nodes.row()
    for position, (value, column) in enumerate(zip(content, columns, strict=True)):
        heads = scope or ("row" if position == 0 else "")
        paragraph = nodes.paragraph(
            "", "", *([nodes.Text(value)] if isinstance(value, str) else value)
        )
        row += cell("", paragraph, scope=heads, classes=[column.style] if column.style else [])
    return row


def finished(table: nodes.table) -> nodes.raw:
    """A grid of texts and links as the HTML that would be written for it, in one node.

    For pages that exist only as HTML. Sphinx walks every node of a page some fifty times; the
    origin pages hold a hundred thousand cells, and were most of the time of a clean build.
    """
    return nodes.raw("", "".join(_markup(table)), format="html")


def _markup(table: nodes.table) -> Iterator[str]:
    # The frame is the theme's: in it a wide table scrolls on a small screen.
    yield '<div class="pst-scrollable-table-container">'
    yield f'<table class="{" ".join([*table["classes"], "table"])}">\n'
    rows = 0
    for part, tag in ((nodes.thead, "thead"), (nodes.tbody, "tbody")):
        yield f"<{tag}>\n"
        for row in table[0][table[0].first_child_matching_class(part)]:
            rows += 1
            name = f' id="{row["ids"][0]}"' if row["ids"] else ""
            yield f'<tr class="row-{"odd" if rows % 2 else "even"}"{name}>'
            yield from map(_cell, row)
            yield "</tr>\n"
        yield f"</{tag}>\n"
    yield "</table>\n</div>\n"


def _cell(node: cell) -> str:
    style = f' class="{" ".join(node["classes"])}"' if node["classes"] else ""
    tag, scope = ("th", f' scope="{node["scope"]}"') if node["scope"] else ("td", "")
    return f"<{tag}{style}{scope}><p>{''.join(map(_inline, node[0]))}</p></{tag}>\n"


def _inline(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return escape(node, quote=False)
    if not isinstance(node, nodes.reference):
        raise TypeError(f"A finished table holds texts and links, not {type(node).__name__}.")
    title = f' title="{escape(node["reftitle"])}"' if "reftitle" in node else ""
    kind = "internal" if node["internal"] else "external"
    text = escape(node.astext(), quote=False)
    return f'<a class="reference {kind}" href="{escape(node["refuri"])}"{title}>{text}</a>'


def visit_cell(translator: Any, node: cell) -> None:
    """Write the opening tag: th with scope for headings, td for values."""
    attributes = {"scope": node["scope"]} if node["scope"] else {}
    tag = "th" if node["scope"] else "td"
    translator.body.append(translator.starttag(node, tag, "", **attributes))
    translator.context.append(f"</{tag}>\n")
    if len(node) == 0:
        translator.body.append("&#0160;")


def depart_cell(translator: Any, node: cell) -> None:
    """Write the closing tag."""
    translator.body.append(translator.context.pop())
