"""What a study's tables do not allow, said in its place on a page that claims nothing itself."""

from __future__ import annotations

import re
from collections import Counter

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from . import citing, context
from .build import reading_order
from .context import Context, coded, lacking, notice
from .grid import Column, Content, grid
from .shown import Guarded


class SettingRole(SphinxRole):
    """``{setting}`place.regency` ``: a value of study.toml."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The value as text, or what stands for an absent one."""
        ctx = context.of(self.env)
        self.env.note_dependency(str(ctx.place.settings))
        value = ctx.desk.setting.get(self.text)
        if value is not None:
            return [nodes.Text(str(value))], []
        reason = f"study.toml gives no {self.text}"
        if ctx.may_lack(self.env, self.lineno):
            return [lacking("", reason=reason)], []
        message = self.inliner.reporter.error(f"{reason}.", line=self.lineno)
        return [nodes.problematic(self.rawtext, self.rawtext)], [message]


class WhatIsAbsent(Guarded):
    """How much of each chapter these tables allow, and why not the rest."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One row a chapter that shows anything."""
        self.env.note_dependency(str(ctx.place.results / "index.json"))
        rows: list[list[Content]] = []
        for page, names in _shown(ctx).items():
            reasons = Counter(reason for n in names if (reason := ctx.shelf.entry(n).absent))
            there = len(names) - reasons.total()
            why = "; ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
            title = _title(ctx, page)
            link = context.link(title, ctx.uri(self.env.docname, page))
            rows.append([[link], str(there), str(len(names)), coded(why or "\N{EN DASH}")])
        heads = ("Chapter", "Shown", "Of", "Not shown, because")
        columns = [Column(head, "num" if head in ("Shown", "Of") else "") for head in heads]
        return [grid(columns, rows)]


def _shown(ctx: Context) -> dict[str, list[str]]:
    """Names of the tables and figures of each chapter, in reading order."""
    found: dict[str, list[str]] = {}
    for page in reading_order(ctx.place):
        path = ctx.place.book / f"{page}.md"
        text = citing.applying(path.read_text(encoding="utf-8"), ctx.desk)
        names = [name for _, name in citing.SHOWN.findall(text)]
        if names:
            found[page] = [name for name in names if name in ctx.shelf.entries]
    return found


def _title(ctx: Context, page: str) -> str:
    text = (ctx.place.book / f"{page}.md").read_text(encoding="utf-8")
    match = re.search(r"^# (.+)$", text, re.M)
    return match[1].strip() if match else page


def settle(app: Sphinx, doctree: nodes.document) -> None:
    """Replace every paragraph with an absent value by a notice; of equal ones in a row keep one."""
    for parent in list(doctree.findall(nodes.Element)):
        kept: list[nodes.Node] = []
        for child in parent.children:
            marks = list(child.findall(lacking)) if isinstance(child, nodes.paragraph) else []
            said = notice([mark["reason"] for mark in marks]) if marks else child
            if not (kept and _notice(said) and said.astext() == kept[-1].astext()):
                kept.append(said)
        if kept != parent.children:
            parent.children = []
            parent += kept


def _notice(node: nodes.Node) -> bool:
    return isinstance(node, nodes.paragraph) and "lacking" in node["classes"]
