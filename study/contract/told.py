"""What `study check` prints: for people, or as JSON for scripts."""

from __future__ import annotations

import json
from typing import Any

from ..errors import Finding, StudyError
from ..messages import LANGUAGES, phrase
from ..place import Place, find
from . import checks, descriptor


def told(folder: str | None, form: str, language: str | None) -> tuple[str, bool]:
    """What there is to say of a study's tables, and whether anything is wrong.

    form: text or json. language: of the messages; by default that of the study. As JSON even a
    folder that is no study is one finding; otherwise it raises PlaceError.
    """
    try:
        place = find(folder)
        language = language or tongue(place)
        findings = checks.look(place)
    except StudyError as error:
        if form != "json":
            raise
        problem = phrase("not_a_study", reason=error.message)
        lost = Finding(
            folder or "", None, None, "", problem, mend=phrase("plain", text=error.advice)
        )
        return as_json([lost], language or LANGUAGES[0]), True
    wrong = any(not each.note for each in findings)
    if form == "json":
        return as_json(findings, language), wrong
    return as_text(place, findings, language), wrong


def tongue(place: Place) -> str:
    """The language of the messages for a study: its own if there are messages in it."""
    return place.language if place.language in LANGUAGES else LANGUAGES[0]


def as_text(place: Place, findings: list[Finding], language: str) -> str:
    """The findings, mistakes first, each in a line; and what to do next."""
    wrong = [each for each in findings if not each.note]
    notes = [each for each in findings if each.note]
    parts = []
    for group, one, many in (
        (wrong, "one_problem", "many_problems"),
        (notes, "one_note", "some_notes"),
    ):
        if group:
            code = one if len(group) == 1 else many
            parts.append(phrase(code, count=len(group)).told(language))
            parts += [f"  {each.told(language)}" for each in group]
    if wrong:
        parts.append(phrase("then_check_again").told(language))
    else:
        count, folder = len(descriptor.load(place).tables), place.show(place.data)
        parts.append(phrase("nothing_wrong", tables=count, folder=folder).told(language))
    return "\n".join(parts)


def as_json(findings: list[Finding], language: str) -> str:
    """The findings as a JSON list; codes are stable, texts are not."""
    return json.dumps([_plain(each, language) for each in findings], ensure_ascii=False, indent=1)


def _plain(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "kind": "note" if finding.note else "error",
        "code": finding.code,
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "value": finding.value,
        "problem": finding.what(language),
        "allowed": finding.allowed.told(language),
        "mend": finding.mend.told(language),
        "count": finding.count,
        "last_row": finding.last,
    }
