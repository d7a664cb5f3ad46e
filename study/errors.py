"""The mistakes a person can mend, each told the same way.

Every message says what happened, where, the value met, what is allowed and what to do.
The catalogue of these classes is printed in the book (chapter "Rebuild, rerun, review").
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from .messages import LANGUAGES, NOTHING, Phrase, phrase


class StudyError(Exception):
    """A mistake a person can mend; shown as one message, never as a traceback."""

    title: ClassVar[str] = "The study cannot go on"
    remedy: ClassVar[str] = ""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = remedy or self.remedy

    def __str__(self) -> str:
        # A message of several lines ends with its advice on a line of its own.
        return f"{self.message.rstrip()}{chr(10) if chr(10) in self.message else ' '}{self.advice}"


@dataclass(frozen=True)
class Finding:
    """One thing to say of a table or its description: a mistake, or a note on how it was read.

    file: path as the person typed it; row: 1-based line of the file or row of the sheet (None:
    the whole file); column: field name (None: the whole row); value: as read; problem: what is
    wrong; allowed: what would be right; mend: what to do. sheet: of a spreadsheet, else "".
    count, last: the same holds in so many rows, from this one to the last.
    note: whether the table was read right all the same, so that nothing need be done.
    """

    file: str
    row: int | None
    column: str | None
    value: str
    problem: Phrase
    allowed: Phrase = NOTHING
    mend: Phrase = NOTHING
    sheet: str = ""
    count: int = 1
    last: int | None = None
    note: bool = False

    @property
    def code(self) -> str:
        """The stable name of what is wrong."""
        return self.problem.code

    def told(self, language: str = "en") -> str:
        """The finding in one line, in a language of the catalogue."""
        places = {
            "at_sheet": self.sheet or None,
            "at_row": self.row,
            "at_column": self.column,
        }
        where = [self.file]
        where += [
            phrase(code, name=n).told(language) for code, n in places.items() if n is not None
        ]
        parts = [f"{', '.join(where)}: {self.what(language)}"]
        if self.value != "":
            parts.append(phrase("of_value", value=self.value).told(language))
        if text := self.allowed.told(language):
            parts.append(phrase("of_allowed", text=text).told(language))
        if text := self.mend.told(language):
            # a note asks for nothing
            parts.append(text if self.note else phrase("of_mend", text=text).told(language))
        return "; ".join(parts)

    def what(self, language: str = "en") -> str:
        """What is wrong, with how many rows further on share it."""
        text = self.problem.told(language)
        if self.count == 1 or self.last is None:
            return text
        return phrase("and_further", problem=text, count=self.count, last=self.last).told(language)

    def __str__(self) -> str:
        return self.told()


class DataError(StudyError):
    """The tables or their description break the contract."""

    title = "Data do not fit their description"
    remedy = "Mend the cells named above, then run `study check` again."

    def __init__(self, findings: list[Finding], language: str = "en") -> None:
        """language: of the study; English where there are no messages in it."""
        self.findings = findings
        language = language if language in LANGUAGES else LANGUAGES[0]
        lines = "\n".join(f"  {finding.told(language)}" for finding in findings)
        head = "one_problem" if len(findings) == 1 else "many_problems"
        head = phrase(head, count=len(findings)).told(language)
        super().__init__(f"{head}\n{lines}\n", phrase("then_check_again").told(language))


class PlaceError(StudyError):
    """A folder or file of the study is missing, or cannot be read."""

    title = "Not a study"
    remedy = "Give the folder that holds study.toml."


class GraphError(StudyError):
    """The analysis modules do not form a graph of results."""

    title = "The analysis cannot be read as a graph"
    remedy = "Name the parameter after a table of the data or a result of another function."


class ResultError(StudyError):
    """A result is unknown, has no such field, or could not be computed."""

    title = "A result cannot be had"
    remedy = "Run `study explain` for the list of results."


class AbsentError(ResultError):
    """A result that the tables of this study do not allow is quoted or asked for."""

    title = "This study cannot say"
    remedy = "Add the rows it needs, or take out the sentence that quotes it."

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"This study has no {name}: {reason}.")
        self.reason = reason


class FaultError(ResultError):
    """The analysis stumbled over tables that fit their description: its fault, not theirs."""

    title = "The analysis stumbled"
    remedy = "This is a fault of the analysis: please report it with these lines."

    def __init__(self, failed: dict[str, str], written: bool) -> None:
        told = "\n".join(f"  {name} could not be computed: {why}" for name, why in failed.items())
        rest = "All else was computed." if written else "Nothing was written."
        super().__init__(f"{rest}\n{told}\n")
        self.written = written


class MixedError(StudyError):
    """What was collected and what was simulated would meet in one study or one result."""

    title = "Real and simulated tables meet"
    remedy = (
        "Nothing was computed. Take the simulated table out of the study, "
        "or let the function ask for one of the two."
    )

    def __init__(self, real: Collection[str], made: Collection[str], where: str) -> None:
        told = f"{where}: collected {', '.join(sorted(real))}, simulated {', '.join(sorted(made))}."
        super().__init__(told)


class ClusterError(StudyError):
    """The cluster asked for cannot be used."""

    title = "No cluster"
    remedy = "Start a scheduler and its workers, or leave out --cluster."


class StoreError(StudyError):
    """A result could not be written; the earlier one is intact."""

    title = "Nothing was written"
    remedy = (
        "The earlier results are as they were. Free some space or allow writing, then run again."
    )


class DifferenceError(StudyError):
    """Recomputed values differ from the committed ones, which were kept."""

    title = "Recomputed values differ from the committed ones"
    remedy = (
        "The committed values were kept. If data or code were changed on purpose, "
        "accept the new values with `study run --accept`."
    )


class CodingError(StudyError):
    """A sheet for a coder cannot be made, or a filled one cannot be taken in."""

    title = "The sheet was not made or taken in"
    remedy = "Mend the rows named above, then run the command again."


class DisclosureError(StudyError):
    """Something that would tell who a person is stood where it would have been published."""

    title = "Not safe to publish"
    remedy = (
        "Mend each place, or excuse it by a row of the table disclosure_exceptions with a reason "
        "and the role that decided; then run again. Nothing of it was published."
    )

    def __init__(self, violations: Sequence[object], remedy: str = "") -> None:
        """violations: each is told on a line of its own."""
        self.violations = list(violations)
        told = "\n".join(f"  {each}" for each in violations)
        number = len(self.violations)
        head = "one thing to mend:" if number == 1 else f"{number} things to mend:"
        super().__init__(f"{head}\n{told}\n", remedy)


class BookError(StudyError):
    """The book could not be built."""

    title = "The book was not built"
    remedy = "Mend the places named above and build again."


class ImportProblem(StudyError):
    """A file from another program is not what it should be, or not safe to read."""

    title = "Nothing was taken in"
    remedy = "Give a file as the program that made it exports it."


CATALOGUE: tuple[type[StudyError], ...] = (
    PlaceError,
    DataError,
    GraphError,
    ResultError,
    AbsentError,
    FaultError,
    MixedError,
    ClusterError,
    StoreError,
    DifferenceError,
    CodingError,
    DisclosureError,
    BookError,
    ImportProblem,
)

MANY = 2_000
"""Above so many options no similar one is looked for: each comparison costs microseconds."""


def near(value: str, options: Collection[str]) -> str:
    """The option a mistyped value most likely stands for, or "" if none is close.

    Nor is there one if two are equally close: a wrong guess, followed, would spoil data.

    Letter case and surrounding space are ignored: ``near(" Regncy", {"regency"}) == "regency"``.
    """
    from difflib import SequenceMatcher, get_close_matches  # needed once something is wrong

    folded = {" ".join(option.split()).casefold(): option for option in options}
    typed = " ".join(value.split()).casefold()
    if typed in folded:
        return folded[typed]
    if len(folded) > MANY:
        return ""
    matches = get_close_matches(typed, folded, n=2)
    scores = [SequenceMatcher(None, match, typed).ratio() for match in matches]
    clear = len(scores) == 1 or (len(scores) == 2 and scores[0] > scores[1])
    return folded[matches[0]] if clear else ""
