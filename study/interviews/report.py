"""What `study pseudonymise` says, in the language of the author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..messages import Phrase, phrase
from .intake import Report

SHOWN = 30
"""Words that look like names before the rest is left to the file that holds them all."""


def told(report: Report, folder: str, language: str) -> str:
    """A report in lines: what was done, what to look at, and what to do next."""
    lines = _wrong(report, language) if report.findings else _done(report, folder, language)
    return "\n".join(lines)


def _wrong(report: Report, language: str) -> Iterator[str]:
    many = len(report.findings) > 1
    code = phrase("intake_problems" if many else "intake_problem", count=len(report.findings))
    yield code.told(language)
    for finding in report.findings:
        yield f"  {finding.told(language)}"
    yield phrase("intake_again").told(language)


def _done(report: Report, folder: str, language: str) -> Iterator[str]:
    def say(code: str, **values: str | int) -> str:
        return phrase(code, **values).told(language)

    counts = {"texts": len(report.texts), "codings": report.codings}
    yield say("intake_done", folder=folder, quotations=report.quotations, **counts)
    for text in report.texts:
        names = len(text.replaced.spans)
        where = {"number": text.transcript, "file": text.file, "who": text.informant}
        yield "  " + say("intake_text", **where, words=len(text.text.split()), names=names)
        left = report.left.get(text.transcript)
        for kind, count in sorted(left.items()) if left else ():
            if count > 0:
                yield "    " + Phrase(kind, (("count", count),)).told(language)
    if report.refused_files:
        yield say("intake_refused", files=", ".join(report.refused_files))
    if report.refused_rows:
        yield say("intake_refused_rows", count=report.refused_rows)
    if report.times:
        yield say("intake_times", counts=_counts(report.times, len(report.times)))
    if small := +report.small:
        yield say("intake_small", counts=_counts(small, len(small)))
    if report.silent:
        yield say("intake_silent", names=", ".join(report.silent))
    if report.likely:
        yield say("intake_likely", words=_counts(report.likely, SHOWN))
    if report.others:
        yield say("intake_others", words=_counts(report.others, SHOWN))
    if report.identifiers:
        kinds = Counter({kind: each.total() for kind, each in report.identifiers.items()})
        yield say("intake_identifiers", kinds=_counts(kinds, len(kinds)))
    if report.likely or report.others or report.identifiers:
        yield say("intake_suspects", file=str(report.suspects), key=str(report.key))
    yield say("intake_originals", folder=str(report.originals))
    yield say("intake_next", folder=folder)


def _counts(counts: Counter[str], most: int) -> str:
    """The words that stand most often, with their counts."""
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    listed = ", ".join(f"{word} {count}" for word, count in ranked[:most])
    return listed + (" …" if len(ranked) > most else "")
