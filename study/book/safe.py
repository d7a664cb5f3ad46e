"""What may be published, as the gate applies it: rules, thresholds and exceptions."""

from __future__ import annotations

from dataclasses import asdict

from docutils import nodes

from ..contract import reading
from ..contract.files import file_of
from ..disclosure import thresholds
from ..disclosure.gate import TABLE
from ..disclosure.violations import RULES
from .context import Context
from .grid import Column, Content, grid
from .shown import Guarded

TOLD = {
    "small_cell": "Least count of a cell, and fewest persons behind a value",
    "degrees_of_freedom": "Fewest residual degrees of freedom of a model",
    "dominance_n": "Largest contributors taken together (n)",
    "dominance_k": "Share that they may not exceed (k)",
    "dominance_p": "Least share of all but the two largest, of the largest (p)",
    "zeros": "Whether a count of zero is a small cell",
}


class DisclosureRules(Guarded):
    """Every rule of the gate: what is looked for and what may stand instead."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One row a rule."""
        rows: list[list[Content]] = [
            [name, _sentence(rule.looks_for), _sentence(rule.allowed)]
            for name, rule in RULES.items()
        ]
        heads = ["Rule", "What is looked for", "What may stand"]
        return [grid([Column(head) for head in heads], rows, classes=["evidence"])]


class DisclosureThresholds(Guarded):
    """The thresholds in force, beside those that hold where a study sets none."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One row a threshold."""
        self.env.note_dependency(str(ctx.place.settings))
        usual = asdict(thresholds.defaults())
        rows: list[list[Content]] = [
            [TOLD[name], name, _plain(value), _plain(usual[name])]
            for name, value in asdict(thresholds.read(ctx.place)).items()
        ]
        columns = [Column("Threshold"), Column("Setting")]
        columns += [Column("This study", "num"), Column("If none is set", "num")]
        return [grid(columns, rows)]


class DisclosureExceptions(Guarded):
    """What the rules forbid and was published all the same, and why."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """One row an exception, or a sentence that there is none."""
        spec = ctx.desk.descriptor.tables.get(TABLE)
        if spec is not None:
            self.env.note_dependency(str(file_of(ctx.place, spec)))
        lines = reading.lines(ctx.place, spec) if spec else []
        if not lines:
            return [nodes.paragraph("", "Nothing was excused in this study.")]
        fields = ("exception_id", "where", "rule", "what", "reason", "decided_by")
        rows: list[list[Content]] = [[line[name] for name in fields] for line in lines]
        heads = ["Exception", "Where", "Rule", "What", "Reason", "Decided by"]
        return [grid([Column(head) for head in heads], rows, classes=["evidence"])]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _plain(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value:g}"
