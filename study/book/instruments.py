"""Instruments of interviewing as pages show them: the codebook and the guide, in two languages.

Both are made from tables that every reader may have, so what is asked in the field and what is
printed are one text. Each language is marked as such, for screen readers and hyphenation.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from docutils import nodes

from ..contract.files import file_of
from ..errors import AbsentError
from ..results.explain import Row, table_rows
from .context import Context, anchor, link
from .quote import marked
from .shown import Guarded

CODES, QUESTIONS = "codes", "guide_questions"
FIELD, READERS = "id", "en"
"""The language that is spoken in the field, and the other one that instruments are told in."""
CODEBOOK = "chapters/codebook"


class Codebook(Guarded):
    """Every code with names and definitions in both languages, group by group."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """A heading a group and an entry a code."""
        rows = followed(self, ctx, CODES)
        groups = [row for row in rows if not row.content["parent_id"]]
        found: list[nodes.Node] = []
        for group in groups:
            found += [_heading(ctx, group), *_definitions(group.content)]
            entries = nodes.definition_list(classes=["register"])
            for row in rows:
                if row.content["parent_id"] == group.key:
                    entries += _code(ctx, row)
            found.append(entries)
        return found

    def absent_title(self, ctx: Context) -> str:
        """What a notice says is not shown."""
        return "Codebook"


class InterviewGuide(Guarded):
    """Every question of the interview guide in both languages, section by section."""

    def show(self, ctx: Context) -> list[nodes.Node]:
        """A heading a section, and an entry a question with whom it is for and what it serves."""
        rows = followed(self, ctx, QUESTIONS)
        found: list[nodes.Node] = []
        for section, questions in groupby(rows, key=lambda row: row.content["section"]):
            found.append(nodes.rubric("", ctx.label(section)))
            entries = nodes.definition_list(classes=["register"])
            entries += [_question(ctx, self.env.docname, row) for row in questions]
            found.append(entries)
        return found

    def absent_title(self, ctx: Context) -> str:
        """What a notice says is not shown."""
        return "Interview guide"


def followed(page: Guarded, ctx: Context, table: str) -> list[Row]:
    """The rows of an open table, in the order of their keys; the page follows the table.

    Raises AbsentError if this study has no such table, or an empty one.
    """
    if spec := ctx.desk.descriptor.tables.get(table):
        page.env.note_dependency(str(file_of(ctx.place, spec)))
    page.env.note_dependency(str(ctx.place.words))
    rows = table_rows(ctx.desk, table) if spec else []
    if not rows:
        unseen = f"the table {table} of this study has no row to show"
        raise AbsentError(table, ctx.desk.empty_tables.get(table, unseen))
    return rows


def said(text: str, language: str) -> nodes.inline:
    """A text in its language."""
    return nodes.inline("", text, classes=[f"language-{language}"])


def _heading(ctx: Context, group: Row) -> nodes.Node:
    name = nodes.strong("", f"{group.key} {group.content['name_en']}")
    title = nodes.paragraph("", "", name, classes=["dictionary"])
    title["ids"].append(anchor("codebook", group.key))
    provenance = marked(ctx.desk.descriptor.tables[CODES].provenance)
    title += [*_translated(group.content), *provenance]
    return title


def _translated(content: dict[str, str]) -> list[nodes.Node]:
    """The name in the other language, unless both are one, as codes of another program have it."""
    same = content["name_id"] == content["name_en"]
    return [] if same else [nodes.Text(" / "), said(content["name_id"], FIELD)]


def _definitions(content: dict[str, str]) -> list[nodes.Node]:
    texts = {content["definition_en"]: READERS}
    texts.setdefault(content["definition_id"], FIELD)
    return [
        nodes.paragraph("", text, classes=[f"language-{language}"])
        for text, language in texts.items()
    ]


def _code(ctx: Context, row: Row) -> nodes.Node:
    content = row.content
    term = nodes.term("", "", nodes.strong("", row.key), ids=[anchor("codebook", row.key)])
    term += [nodes.Text(f" {content['name_en']}"), *_translated(content)]
    titles = ctx.desk.descriptor.tables[CODES].fields
    facts = [(titles[n].title, content[n]) for n in ("include_when", "exclude_when", "literature")]
    body = nodes.definition("", *_definitions(content), *_small(facts))
    return nodes.definition_list_item("", term, body)


def _small(facts: Iterable[tuple[str, str]]) -> list[nodes.Node]:
    """What is told of an entry besides, each with its title; nothing if there is nothing."""
    parts = [f"{title}: {text.rstrip('.')}." for title, text in facts if text]
    return [nodes.paragraph("", " ".join(parts), classes=["small"])] if parts else []


def _question(ctx: Context, here: str, row: Row) -> nodes.Node:
    content, fields = row.content, ctx.desk.descriptor.tables[QUESTIONS].fields
    kind = f" {ctx.label(content['kind'])}"
    term = nodes.term("", "", nodes.strong("", row.key), nodes.Text(kind))
    term["ids"].append(anchor("guide", row.key))
    roles = ", ".join(ctx.label(role) for role in content["role_classes"].split(";"))
    small = nodes.paragraph("", f"{fields['role_classes'].title}: {roles}.", classes=["small"])
    codes = [code for code in content["codes"].split(";") if code]
    if codes:
        small += nodes.Text(f" {fields['codes'].title}:")
        for code in codes:
            target = f"{CODEBOOK}#{anchor('codebook', code)}"
            small += [nodes.Text(" "), link(code, ctx.uri(here, target))]
        small += nodes.Text(".")
    body = nodes.definition(
        "",
        nodes.paragraph("", content["text_id"], classes=[f"language-{FIELD}"]),
        nodes.paragraph("", content["text_en"], classes=[f"language-{READERS}"]),
        small,
    )
    return nodes.definition_list_item("", term, body)
