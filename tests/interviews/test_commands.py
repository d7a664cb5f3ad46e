"""`study import` and `study export` as a person types them."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from study.book import build
from study.cli import app
from study.errors import ImportProblem, StoreError
from study.interviews.exchange.report import SHOWN, Report
from study.place import alone
from tests.interviews.imitations import PROGRAMS, everything, project
from tests.interviews.made import Author


def said(*words: str) -> str:
    """What a command says, which ends well."""
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_project_goes_in_and_out(tmp_path):
    (tmp_path / "a.qdpx").write_bytes(everything())
    study = tmp_path / "study"
    told = said("import", str(tmp_path / "a.qdpx"), "--to", str(study))
    assert "to do: names (wawancara): run `study pseudonymise`" in told
    assert "dropped: 2 name of a user: it may name a person" in told
    assert told.splitlines()[-1] == str(study)
    told = said("export", str(study))
    assert "This file is confidential" in told
    file = study / "_build" / "export" / "interviews.qdpx"
    assert str(file) in told
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.iterdir()] == ["interviews.qdpx"]
    assert "confidential" not in said("export", str(study), "--format", "qdc")
    to = tmp_path / "with.qdpx"
    told = said("export", str(study), "--to", str(to), "--media", str(tmp_path / "a.qdpx"))
    assert "stays in the archive" not in told
    assert to.is_file()


def test_a_project_becomes_a_book_in_one_command(tmp_path, monkeypatch):
    (tmp_path / "a.qdpx").write_bytes(everything())
    monkeypatch.setattr(build, "book", lambda place, tell: [place.home / "index.html"])
    told = said("import", str(tmp_path / "a.qdpx"), "--to", str(tmp_path / "study"), "--book")
    assert told.splitlines()[-1] == str(tmp_path / "study" / "index.html")


def test_the_way_of_counting_can_be_said(tmp_path):
    (tmp_path / "a.qdpx").write_bytes(project(PROGRAMS["counting bytes"]))
    words = ("import", str(tmp_path / "a.qdpx"), "--to", str(tmp_path / "study"))
    assert "utf8: 100% of 4 passages fit, by given" in said(*words, "--offsets", "utf8")


def test_a_study_is_made_in_the_language_asked_for(tmp_path):
    (tmp_path / "a.qdpx").write_bytes(everything())
    to = tmp_path / "studi"
    said("import", str(tmp_path / "a.qdpx"), "--to", str(to), "--language", "id")
    assert 'language = "id"' in (to / "study.toml").read_text("utf-8")


def test_shipped_documents_are_not_confidential(tmp_path):
    told = said("export", "--to", str(tmp_path / "a.qdpx"))
    assert "confidential" not in told
    assert "says that no code fits" in told


def test_what_cannot_be_taken_in_or_written_is_one_error(tmp_path):
    with pytest.raises(ImportProblem, match="There is no file"):
        said("import", str(tmp_path / "a.qdpx"), "--to", str(tmp_path / "study"))
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Give a file where you may write"):
        said("export", "--to", str(tmp_path / "file" / "a.qdpx"))


def test_a_long_report_is_told_in_short_and_kept_in_full():
    report = Report()
    for at in range(SHOWN + 5):
        report.say("dropped", "passage", f"text {at}", "it lies outside its text")
    report.say("kept", "code", "", "as it is", 0)
    assert report.told().count("\n") == SHOWN
    assert report.told().endswith("dropped: passage: 5 more lines")
    assert report.as_csv().count("\n") == SHOWN + 6
    assert report.count("dropped", "passage") == report.count("dropped") == SHOWN + 5


@pytest.mark.parametrize(
    "words",
    [
        ["pseudonymise", "studi", "--key", "rahasia/kunci.csv"],
        ["withdraw", "I01", "--dir", "studi"],
        ["coding", "add", "a.csv", "--coder", "coder 1", "--dir", "studi"],
        ["import", "a.qdpx", "--to", "studi"],
    ],
    ids=lambda words: words[0],
)
def test_a_study_somebody_is_at_work_on_is_waited_for(
    author: Author, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """A book that is being built would read half of a change."""
    author.hand_in()
    lock = fcntl.flock

    def waiting(file: object, how: int) -> None:
        if not how & fcntl.LOCK_NB:
            raise TimeoutError
        lock(file, how)  # type: ignore[call-overload]

    monkeypatch.chdir(author.root)
    with alone(author.place, print):
        before = author.state()
        monkeypatch.setattr(fcntl, "flock", waiting)
        done = CliRunner().invoke(app, words)
        assert isinstance(done.exception, TimeoutError)
        assert "Another build is running; waiting for it" in done.stderr
        assert author.state() == before


def test_a_withdrawal_leaves_the_file_by_which_others_wait(taken_in: Author, tmp_path: Path):
    """Or who waits for it and who comes next would both go on at once."""
    author = Author(shutil.copytree(taken_in.root, tmp_path / "author"))
    page = author.folder / "_build" / "html" / "a.html"
    page.parent.mkdir(parents=True)
    page.write_text("I01", encoding="utf-8")
    said("withdraw", "I01", "--dir", str(author.folder))
    there = [path.name for path in (author.folder / "_build").rglob("*") if path.is_file()]
    assert there == ["lock"]
