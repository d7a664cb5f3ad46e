"""Formulas for the PDF: MathML elements as calls of Typst's math functions.

Every function of the table below takes the Typst code of an element's children.
Letters and signs become symbols, so that Typst knows relations from letters and spaces them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..errors import BookError

ACCENTS = {"^": "hat", "¯": "macron", "~": "tilde", "˙": "dot", "→": "arrow", "ˇ": "caron"}


def formula(math: Any, page: str) -> str:
    """Typst code, for use inside ``math.equation``, of a ``<math>`` element of lxml.

    Raises BookError naming the page for a MathML element without a translation.
    """
    return "".join(_code(child, page) for child in math)


def quoted(text: str) -> str:
    """A Typst string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _code(element: Any, page: str) -> str:
    tag = element.tag
    if tag in ("mi", "mo", "mn", "mtext"):
        return _leaf(tag, (element.text or "").strip("\n "))
    if tag == "mspace":
        return f"#h({element.get('width', '0em')})"
    if tag in ("annotation", "mphantom"):
        return ""
    if tag == "mtable":
        rows = ", ".join(
            "(" + ", ".join(f"[{formula(cell, page)}]" for cell in row) + ",)" for row in element
        )
        return f"#math.mat(delim: none, align: left, {rows})"
    children = [_code(child, page) for child in element]
    if tag in ("mrow", "semantics", "mpadded"):
        return _row(element, children)
    if tag == "mstyle":
        body = "".join(children)
        return f"#math.inline([{body}])" if element.get("displaystyle") == "false" else body
    if tag == "mfrac" and element.get("linethickness") == "0":
        return f"#math.mat(delim: none, ([{children[0]}],), ([{children[1]}],))"
    if tag not in _CALLS:
        raise BookError(
            f"{page}: the PDF cannot set <{tag}> in a formula.",
            "Write the formula another way, or add the element to study/book/formula.py.",
        )
    return _CALLS[tag](children)


def _leaf(tag: str, text: str) -> str:
    if tag in ("mn", "mtext"):
        return f"#{quoted(text)}"
    if len(text) == 1:
        return f"#symbol({quoted(text)})"
    return f"#math.op({quoted(text)})" if text else ""


def _row(element: Any, children: Sequence[str]) -> str:
    """A row; between fences that stretch it becomes one thing."""
    body = "".join(children)
    fenced = [i for i, child in enumerate(element) if child.get("fence") == "true"]
    return f"#math.lr([{body}])" if len(children) > 1 and 0 in fenced else body


def _attach(**at: int) -> Callable[[Sequence[str]], str]:
    """A call of ``math.attach``: which child stands at the top, which at the bottom."""

    def call(children: Sequence[str]) -> str:
        sides = ", ".join(f"{side}: {_side(children[i])}" for side, i in at.items())
        return f"#math.attach([{children[0]}], {sides})"

    return call


def _side(code: str) -> str:
    primes = code.replace('#symbol("′")', "")
    if code and not primes:
        return f"math.primes({code.count('′')})"
    return f"[{code}]"


def _over(children: Sequence[str]) -> str:
    base, top = children
    accent = next((name for sign, name in ACCENTS.items() if top == f'#symbol("{sign}")'), "")
    if accent:
        return f"#math.accent([{base}], math.{accent})"
    return f"#math.attach(math.limits([{base}]), t: [{top}])"


_CALLS: dict[str, Callable[[Sequence[str]], str]] = {
    "mfrac": lambda c: f"#math.frac([{c[0]}], [{c[1]}])",
    "msqrt": lambda c: f"#math.sqrt([{''.join(c)}])",
    "mroot": lambda c: f"#math.root([{c[1]}], [{c[0]}])",
    "msub": _attach(b=1),
    "msup": _attach(t=1),
    "msubsup": _attach(b=1, t=2),
    "mover": _over,
    "munder": lambda c: f"#math.attach(math.limits([{c[0]}]), b: [{c[1]}])",
    "munderover": lambda c: f"#math.attach(math.limits([{c[0]}]), b: [{c[1]}], t: [{c[2]}])",
}
