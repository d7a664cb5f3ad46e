"""What must hold between texts, codings and consent, each broken once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from study.contract import told
from tests.interviews import made
from tests.interviews.made import Author


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Author:
    """A study of interviews in which nothing is wrong, not to be written to."""
    root = tmp_path_factory.mktemp("ready")
    found = made.author(root / "author", made.empty(root / "new"))
    found.hand_in()
    assert found.pseudonymise().findings == []
    return found


@pytest.fixture
def study(ready: Author, tmp_path: Path) -> Author:
    """A copy of it."""
    return made.author(tmp_path / "copy", ready.folder)


def cell(table: str, row: int, **cells: str) -> Callable[[Author], None]:
    """Other values in a row."""

    def change(study: Author) -> None:
        rows = study.rows(table)
        rows[row] |= cells
        study.write(table, rows)

    return change


def text(old: bytes, new: bytes) -> Callable[[Author], None]:
    """Other bytes in a text."""

    def change(study: Author) -> None:
        path = study.inbox / "T01.txt"
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, 1))

    return change


def put(name: str, data: bytes = b"x") -> Callable[[Author], None]:
    """A file more."""
    return lambda study: (study.folder / name).write_bytes(data) and None


BROKEN: dict[str, tuple[Callable[[Author], None], list[tuple[str, str | None]]]] = {
    "a Word file": (put("wawancara/x.docx"), [("raw_interview", None)]),
    "a Word file elsewhere": (put("text/x.docx"), [("raw_interview", None)]),
    "a recording": (put("x.m4a"), [("raw_interview", None)]),
    "a text nobody knows": (put("wawancara/T09.txt"), [("raw_interview", None)]),
    "a list filled in": (put("wawancara/informan.csv", b"nama\nx\n"), [("raw_interview", None)]),
    "a list of Excel": (put("wawancara/informan.xlsx"), [("raw_interview", None)]),
    "no text": (lambda study: (study.inbox / "T01.txt").unlink(), [("text_absent", "file")]),
    "a text outside": (
        cell("transcripts", 0, file="../../x.txt", text_sha256=""),
        [("text_absent", "file"), ("raw_interview", None)],
    ),
    "a letter more": (
        text(b"untuk dikutip", b"untuk  dikutip"),
        [("text_changed", "text_sha256"), ("other_words_there", "passage")],
    ),
    "line ends": (
        text(b"\n", b"\r\n"),
        [("text_line_ends", "file"), ("text_changed", "text_sha256")],
    ),
    "a mark": (
        text(b"P:", b"\xef\xbb\xbfP:"),
        [("text_marked", "file"), ("text_changed", "text_sha256")],
    ),
    "another encoding": (
        text(b"P:", b"\xe9:"),
        [("text_not_utf_8", "file"), ("text_changed", "text_sha256")],
    ),
    "beyond the end": (cell("interview_codings", 0, end="99999"), [("outside_text", "start, end")]),
    "backwards": (cell("interview_codings", 0, start="200"), [("outside_text", "start, end")]),
    "other offsets": (cell("interview_codings", 0, start="89"), [("other_words_there", "passage")]),
    "other words": (cell("quotations", 0, text="Segmen lain"), [("other_words_there", "text")]),
    "no consent": (
        cell("informants", 0, consent="none"),
        [("no_consent", "informant_id"), ("no_consent", "transcript_id")],
    ),
    "a passage without": (
        cell("interview_codings", 0, consent="none"),
        [("no_consent_passage", "consent")],
    ),
    "wider": (
        cell("interview_codings", 0, consent="anonymous quotation"),
        [("consent_wider", "consent")],
    ),
    "quoted without": (
        cell("informants", 1, consent="paraphrase"),
        [("not_to_quote", "transcript_id")],
    ),
    "quoted of nobody": (
        cell("transcripts", 0, informant_id="I99"),
        [("not_in_table", "informant_id"), ("not_to_quote", "transcript_id")],
    ),
    "a passage not to quote": (
        cell("interview_codings", 3, consent="thesis only"),
        [("not_to_quote_passage", "transcript_id")],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_is_found_and_told_in_both_languages(study: Author, name: str) -> None:
    change, expected = BROKEN[name]
    change(study)
    found = [(each.code, each.column) for each in study.check()]
    assert dict.fromkeys(expected).keys() <= dict.fromkeys(found).keys()
    assert {code for code, _ in found} == {code for code, _ in expected}
    said = {
        language: told.told(str(study.folder), "text", language)[0] for language in ("en", "id")
    }
    assert said["en"] != said["id"]


@pytest.mark.parametrize(
    "change",
    [
        cell("interview_codings", 0, certainty="sure", consent="thesis only"),
        cell("interview_codings", 0, passage=""),
        cell("transcripts", 0, text_sha256=""),
        put("catatan.txt"),
    ],
)
def test_what_is_allowed_is_not_reported(study: Author, change: Callable[[Author], None]) -> None:
    change(study)
    assert study.check() == []
