"""Quotations on a page: original and translation, each in its language, with consent alone.

Tables of interviews are closed, and nothing of them reaches a page but counts. A quotation is
the one exception, and it passes `interviews.quotations`, which refuses what lacks consent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole

from ..errors import AbsentError, StudyError
from ..interviews.quotations import Quotation, files, names, quotation
from . import context
from .context import Context, shows_simulated
from .quote import marked
from .shown import Guarded


class QuotationBlock(Guarded):
    """```` ```{quotation} Q01 ````: a passage as a block.

    lang: the tag of its language, where that of the whole transcript would be wrong.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], Any]]] = {"lang": directives.unchanged_required}

    def show(self, ctx: Context) -> list[nodes.Node]:
        """The original, its translation, and who is quoted."""
        name, language = self.arguments[0], self.options.get("lang", "")
        return [block(ctx, found(ctx, self.env, name, language))]


class QuotationList(Guarded):
    """Every quotation of the study, in the order of their ids."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One block a quotation; one without consent fails the build, here as elsewhere."""
        return [
            block(ctx, found(ctx, self.env, name)) for name in names(ctx.place, ctx.desk.descriptor)
        ]

    def absent_title(self, ctx: Context) -> str:
        """What a notice says is not shown."""
        return "Quotations"


class QuotationRole(SphinxRole):
    """``{quotation}`Q01` ``: a passage within a sentence."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The words in quotation marks, and the rest in brackets; or an error at the line."""
        ctx = context.of(self.env)
        try:
            return phrase(ctx, found(ctx, self.env, self.text)), []
        except StudyError as error:
            if isinstance(error, AbsentError) and ctx.neutral(self.env, self.lineno):
                return [context.lacking("", reason=error.reason)], []
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [nodes.problematic(self.rawtext, self.rawtext)], [message]


def found(ctx: Context, env: BuildEnvironment, name: str, language: str = "") -> Quotation:
    """A quotation that may be printed; the page follows all it rests on. Raises StudyError."""
    for path in files(ctx.place, ctx.desk.descriptor):
        env.note_dependency(str(path))
    one = quotation(ctx.place, ctx.desk.descriptor, name, language)
    if one.provenance == "simulated":
        shows_simulated(env, f"quotation {name}")
    return one


def block(ctx: Context, one: Quotation) -> nodes.block_quote:
    """Original and translation as paragraphs, each in its language, and whose words they are."""
    quote = nodes.block_quote(
        "", classes=["quotation"], ids=[context.anchor("quotation", one.name)]
    )
    quote += nodes.paragraph("", one.text, classes=[f"language-{one.language}"])
    if one.translation:
        classes = ["translation", f"language-{one.into}"]
        quote += nodes.paragraph("", one.translation, classes=classes)
    quote += nodes.attribution("", _whose(ctx, one), *marked(one.provenance))
    return quote


def phrase(ctx: Context, one: Quotation) -> list[nodes.Node]:
    """The same within a sentence."""
    classes = ["quotation", f"language-{one.language}"]
    said = nodes.inline("", f"“{one.text}”", classes=classes)
    parts: list[nodes.Node] = [said, nodes.Text(" (")]
    if one.translation:
        said = nodes.inline("", f"“{one.translation}”", classes=[f"language-{one.into}"])
        parts += [said, nodes.Text("; ")]
    return [*parts, nodes.Text(_whose(ctx, one)), *marked(one.provenance), nodes.Text(")")]


def _whose(ctx: Context, one: Quotation) -> str:
    """The class of role, never the person, and who translated."""
    role = ctx.label(one.role)
    return f"{role}; translation: {one.translator}" if one.translator else role
