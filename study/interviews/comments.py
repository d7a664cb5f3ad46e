"""Codes that somebody wrote as comments beside passages of a Word file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..contract.transcripts import line_of
from ..errors import Finding
from ..messages import phrase, plain
from .codings import Coders, Desk, Text
from .tables import Row
from .word import Comment

LIKE_A_CODE = re.compile(r"[A-Z]{2}[0-9]{1,3}")


@dataclass
class Commented:
    """Rows of codings without ids; how many comments are no codes; what is wrong."""

    codings: list[Row] = field(default_factory=list)
    others: int = 0
    findings: list[Finding] = field(default_factory=list)


def take(text: Text, desk: Desk, coders: Coders) -> Commented:
    """The comments on a transcript that are codes, as codings.

    A comment is a code, or several with ; or a comma between them; what stands after a colon or
    in further lines is the memo. Any other comment is left out, unless it is like a code.
    """
    found = Commented()
    for comment in text.comments:
        said, memo = _parts(comment)
        parts = [part.strip() for part in re.split(r"[;,+]", said) if part.strip()]
        codes = [code for part in parts if (code := desk.code(part))]
        lost = [part for part in parts if not desk.code(part)]
        if not codes and not any(LIKE_A_CODE.fullmatch(part) for part in lost):
            found.others += 1
            continue
        for part in lost:
            known = plain(", ".join(c["code_id"] for c in desk.codes if c["codable"] == "true"))
            problem, mend = phrase("code_unknown"), phrase("mend_comment")
            found.findings.append(Finding(text.file, None, None, part[:60], problem, known, mend))
        start, end = text.replaced.forward(comment.start, comment.end)
        passage = line_of(text.text[start:end])
        coder = coders.number(comment.author)
        for code in dict.fromkeys(codes):
            where = {"transcript_id": text.transcript, "start": str(start), "end": str(end)}
            about = {"code_id": code, "coder": coder, "memo": desk.hidden(memo)}
            found.codings.append({**where, **about, "passage": passage})
    return found


def _parts(comment: Comment) -> tuple[str, str]:
    """What may be codes, and the memo."""
    first, _, rest = comment.words.partition("\n")
    said, _, memo = first.partition(":")
    return said, f"{memo} {rest}".strip()
