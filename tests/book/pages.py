"""Handmade pages in the shape sphinx-book-theme writes, and what poppler says of a PDF."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from pathlib import Path

from lxml import etree

from study.results.store import MARK

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>t</title></head><body><nav>menu</nav>
<article class="bd-article">
{}
</article><footer>foot</footer></body></html>
"""
SLACK = 0.4  # points two boxes may share: rounding, and the lean of italics


def write(folder: Path, **pages: str) -> Path:
    """Write pages (``chapters__one="<section>..."`` is chapters/one.html); returns the folder."""
    for name, article in pages.items():
        path = folder / (name.replace("__", "/") + ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(article), encoding="utf-8")
    return folder


def table(head: list[str], *rows: list[str], caption: str = "") -> str:
    """A table as the theme writes it; the first cell of a row is its heading."""
    heads = "".join(f'<th scope="col"><p>{cell}</p></th>' for cell in head)
    lines = [
        "".join(f"<td><p>{c}</p></td>" if i else f'<th scope="row"><p>{c}</p></th>' for i, c in
                enumerate(row))
        for row in rows
    ]  # fmt: skip
    title = f"<caption>{caption}</caption>" if caption else ""
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return (
        f'<div class="pst-scrollable-table-container"><table class="table">{title}'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def poppler(command: str, *arguments: str | Path) -> str:
    """What a command of poppler prints."""
    run = subprocess.run([command, *arguments], check=True, capture_output=True)
    return run.stdout.decode(errors="replace")


def overprints(pdf: Path) -> list[str]:
    """Words printed over their neighbours or off the page.

    Two words of a page stand on one line if their boxes share more than half their height;
    then they must not share any width. A piece of the mark that lies across every figure of
    simulated data may.
    """
    text = poppler("pdftotext", "-bbox", pdf, "-")
    tree = etree.fromstring(text.encode(), etree.XMLParser(recover=True))
    found = []
    for number, page in enumerate(tree.iterfind(".//{*}page"), 1):
        width = float(page.get("width"))
        words = [
            (*(float(word.get(k)) for k in ("xMin", "xMax", "yMin", "yMax")), word.text)
            for word in page.iterfind("{*}word")
        ]
        found += [
            f"page {number}: {word!r} leaves the page"
            for left, right, *_, word in words
            if left < 0 or right > width
        ]
        across = MARK if "invented" in {word for *_, word in words} else ""
        found += [
            f"page {number}: {a!r} and {b!r}"
            for a, b in _crossing(words)
            if a not in across and b not in across
        ]
    return found


def _crossing(words: list[tuple[float, float, float, float, str]]) -> list[tuple[str, str]]:
    crossing = []
    for i, (left, right, top, bottom, word) in enumerate(words):
        for other_left, other_right, other_top, other_bottom, other in words[i + 1 :]:
            shared = min(bottom, other_bottom) - max(top, other_top)
            same_line = shared > 0.5 * min(bottom - top, other_bottom - other_top)
            if same_line and min(right, other_right) - max(left, other_left) > SLACK:
                crossing.append((word, other))
    return crossing


def in_order(text: str, *parts: str) -> bool:
    """Whether a text holds parts one after another."""
    flat = " ".join(text.split())
    places = [flat.find(part) for part in parts]
    return -1 not in places and all(a < b for a, b in pairwise(places))
