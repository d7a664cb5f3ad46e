"""Formulas as MathML, made while the book is built: pages need no script to show them."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx


def visit_inline(translator: Any, node: nodes.math) -> None:
    """Write a formula within a line; its TeX stays with it for the PDF and for copying."""
    _write(translator, node, "inline")
    raise nodes.SkipNode


def visit_display(translator: Any, node: nodes.math_block) -> None:
    """Write a formula on a line of its own."""
    _write(translator, node, "block")
    raise nodes.SkipNode


def _write(translator: Any, node: nodes.Element, display: str) -> None:
    tex = node.astext()
    tag = "span" if display == "inline" else "div"
    attributes = {"data-tex": tex}
    translator.body.append(translator.starttag(node, tag, "", CLASS="math", **attributes))
    translator.body.append(convert(tex, display=display))
    translator.body.append(f"</{tag}>")


def setup(app: Sphinx) -> None:
    """Register the renderer under the name ``mathml``."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
