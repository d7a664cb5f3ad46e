"""What means harm, is broken or is of another kind gets one error, and leaves nothing behind."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import pytest

from study.errors import ImportProblem, PlaceError
from study.interviews.exchange import database as databases
from study.interviews.exchange import markup
from study.interviews.exchange.bring import bring
from tests.interviews.imitations import (
    ONE,
    PROGRAMS,
    archive,
    database,
    everything,
    project,
    put,
    rqda,
    small,
)


def names(folder: Path) -> list[str]:
    """The names of the codes of a study, in order."""
    with (folder / "coding" / "codes.csv").open(encoding="utf-8", newline="") as file:
        return [row["name_en"] for row in csv.DictReader(file)]


def test_a_database_whose_places_are_not_as_its_program_counts_is_refused(tmp_path):
    with pytest.raises(ImportProblem, match="no way of counting fits"):
        bring(put(tmp_path, rqda(start=1), "a.rqda"), tmp_path / "study")
    shifted = database("CREATE TABLE other (id)")
    with pytest.raises(ImportProblem, match="of neither Taguette, RQDA nor requal"):
        bring(put(tmp_path, shifted, "a.sqlite"), tmp_path / "study")
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7", "a.qdpx", "is no .qdpx: it is a PDF file"),
        (archive({"a.txt": b""}), "a.qdpx", "no file in it could describe the project"),
        (archive({"a.qde": b"", "b.qde": b""}), "a.qdpx", "2 files in it could describe"),
        (archive({"project.qde": b"<Project"}), "a.qdpx", "its XML is broken at line 1"),
        (archive({"project.qde": b"<CodeBook/>"}), "a.qdpx", "root element is 'CodeBook'"),
        (
            archive({"project.qde": b'<!DOCTYPE P [<!ENTITY a "b">]><Project>&a;</Project>'}),
            "a.qdpx",
            "it holds a document type",
        ),
        (
            archive({"project.qde": b'<!DOCTYPE P SYSTEM "file:///etc/passwd"><Project/>'}),
            "a.qdpx",
            "it holds a document type",
        ),
        (small("<Codes>" * 120 + "</Codes>" * 120), "a.qdpx", "stand more than 100 deep"),
        (small("<Description>a\0b</Description>"), "a.qdpx", "its XML is broken at line 1"),
        (small("<Description>&#0;</Description>"), "a.qdpx", "its XML is broken at line 1"),
        (b"<CodeBook>", "a.qdc", "its XML is broken"),
        (archive({"a": b""}), "a.qdc", "is no .qdc: it is a zip archive"),
        (b"name,words\na,b\n", "a.csv", "no column of it is called tag"),
        (b"tag,content\na,b\n", "a.csv", "passages without their places"),
        (b"\xff\xfe\xff", "a.csv", "it is no UTF-8"),
        (b"SQLite format 3\x00 broken", "a.sqlite3", "is a broken database"),
        (b"hello", "a.sqlite3", "is no SQLite database"),
        (b"hello", "a.nvp", "is of no kind that can be read"),
    ],
)
def test_what_cannot_be_read_gets_one_error_and_leaves_nothing(content, name, said, tmp_path):
    file = put(tmp_path, content, name)
    with pytest.raises(ImportProblem) as told:
        bring(file, tmp_path / "study")
    assert said in str(told.value)
    assert [path.name for path in tmp_path.iterdir()] == [name]


CONTENTS = {
    ".qdpx": project(PROGRAMS["MAXQDA"]),
    ".qdc": b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>',
    ".csv": b"tag\nfear\n",
    ".rqda": rqda(),
    "empty": b"",
    "noughts": bytes(2000),
    "PDF": b"%PDF-1.7",
}


@pytest.mark.parametrize("ending", [".qdpx", ".qdc", ".csv", ".rqda", ".requal", ".sqlite3"])
def test_a_wrong_ending_gets_one_error_and_leaves_nothing(ending, tmp_path):
    databases = (".rqda", ".requal", ".sqlite3")
    for kind, content in CONTENTS.items():
        if kind != ending and not (kind in databases and ending in databases):
            file = put(tmp_path, content, f"a{ending}")
            with pytest.raises(ImportProblem, match=f"a{ending}"):
                bring(file, tmp_path / "study")
    assert [path.name for path in tmp_path.iterdir()] == [f"a{ending}"]
    file.unlink()
    file.mkdir()
    with pytest.raises(ImportProblem, match="There is no file"):
        bring(file, tmp_path / "study")


def test_a_database_that_is_still_open_is_not_read_in_part(tmp_path):
    """What was written last stands in a file beside it."""
    path = tmp_path / "a.rqda"
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("CREATE TABLE source (id, name)")
    base.commit()
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with databases.opened(path) as there:
        assert there.rows("source", "id, name", "RQDA") == []
    base.execute("INSERT INTO source VALUES (1, 'a')")
    base.commit()
    with pytest.raises(ImportProblem, match=r"a\.rqda is still open"), databases.opened(path):
        pass
    base.close()
    with databases.opened(path) as there:
        assert len(there.rows("source", "id, name", "RQDA")) == 1


def test_what_is_odd_and_harmless_is_taken_in_without_being_opened(tmp_path):
    """An archive in the archive that would burst, very long names, nothing beside the study."""
    bomb = archive({"a.txt": bytes(2**20)})
    long = "x" * 100_000
    code = f'<Code guid="{ONE}01" name="{long}" isCodable="true"/>'
    xml = f"<CodeBook><Codes>{code}</Codes></CodeBook>"
    content = small(xml, **{"inner.qdpx": bomb, f"sources/{long[:60_000]}.txt": b""})
    done = bring(put(tmp_path, content), tmp_path / "study")
    assert names(done.folder)[-1] == long
    assert done.report.count("dropped", "file") == 2
    assert {path.name for path in tmp_path.iterdir()} == {"a.qdpx", "study"}
    assert all(len(line) < 1000 for line in done.report.told().splitlines())


def test_limits_of_a_description_are_told(tmp_path, monkeypatch):
    for name, limit, said in (
        ("LARGEST", 100, "bytes; 100 may be read"),
        ("MOST_ELEMENTS", 5, "more than 5 elements"),
        ("MOST_ATTRIBUTES", 2, "more than 2 attributes"),
    ):
        file = put(tmp_path, everything())
        with monkeypatch.context() as patch:
            patch.setattr(markup, name, limit)
            with pytest.raises(ImportProblem, match=said) as told:
                bring(file, tmp_path / "study")
        assert markup.LIMITS in str(told.value)


def test_entities_are_never_expanded(tmp_path):
    laughs = "".join(f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "ha"}">' for n in range(9))
    xml = f"<!DOCTYPE P [{laughs}]><Project name='&l8;'/>"
    with pytest.raises(ImportProblem, match="document type"):
        bring(put(tmp_path, archive({"project.qde": xml.encode()})), tmp_path / "study")


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    file = put(tmp_path, everything())
    with pytest.raises(PlaceError, match="is a file"):
        bring(file, file)
    with pytest.raises(ImportProblem, match="no way of counting"):
        bring(file, tmp_path / "study", counted="by hand")
    with pytest.raises(ImportProblem, match="There is no file"):
        bring(tmp_path / "none.qdpx", tmp_path / "study")


def test_a_table_of_codes_never_stands_too_deep_or_in_a_circle(tmp_path):
    deep = "tag,guid,below\n" + "".join(
        f"a,{at:08X}-0000-4000-8000-000000000000,{at - 1:08X}-0000-4000-8000-000000000000\n"
        for at in range(1, 200)
    )
    with pytest.raises(ImportProblem, match="stand too deep"):
        bring(put(tmp_path, deep.encode(), "a.csv"), tmp_path / "study")
    circle = f"tag,guid,below\na,{ONE}01,{ONE}02\nb,{ONE}02,{ONE}01\n"
    done = bring(put(tmp_path, circle.encode(), "a.csv"), tmp_path / "study")
    assert {"a", "b"} <= set(names(done.folder))
