"""A filled sheet taken in: all of it, or everything that is wrong with it."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import signal
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from study.cli import app
from study.contract import reading
from study.contract.descriptor import load
from study.errors import CodingError, DataError
from study.interviews import filled, sheet
from study.interviews import withdraw as withdrawing
from study.place import Place
from tests.contract.writers import xlsx
from tests.interviews.sheets import TEXT, fill, rows_of, write


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_filled_sheet_becomes_rows_with_offsets(segments: Place, tmp_path: Path, mark: str):
    made = sheet.segments(segments, tmp_path / "a.csv")[0]
    one, two, three, *_ = (row["segment_id"] for row in rows_of(made))
    done = fill(
        made,
        tmp_path / "done.csv",
        mark,
        **{
            one: {"code_1": " nr2", "passage_1": "gave out shirts ", "certainty_1": "Unsure"}
            | {"code_2": "CP1", "memo": "hard"},
            two: {"code_1": "none"},
            three: {"code_1": "Tidak ada", "certainty_1": "yakin"},
        },
    )
    taken = filled.segments(segments, done, "coder 1")
    assert (taken.read, taken.given, taken.empty, taken.left) == (3, 2, 2, 37)
    rows = reading.lines(segments, load(segments).tables["human_codings"])
    first = next(row for row in rows if row["code_id"] == "NR2")
    assert (first["passage"], first["certainty"]) == ("gave out shirts", "unsure")
    assert TEXT[int(first["start"]) : int(first["end"])] == "gave out shirts"
    second = next(row for row in rows if row["code_id"] == "CP1")
    assert (second["start"], second["end"]) == ("0", str(len(TEXT) + 5))
    assert sum(row["code_id"] == "" for row in rows) == 2
    other = filled.segments(segments, done, "coder 2")
    assert other.read == 3
    keys = [r["coding_id"] for r in reading.lines(segments, load(segments).tables["human_codings"])]
    assert keys == [f"H{at:04}" for at in range(1, 9)]


def test_a_sheet_saved_as_a_workbook_is_read(segments: Place, tmp_path: Path):
    made = sheet.segments(segments, tmp_path / "a.csv")[0]
    book = openpyxl.Workbook()
    rows = rows_of(made)
    rows[0]["code_1"] = "NR3"
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(tmp_path / "done.xlsx")
    assert filled.segments(segments, tmp_path / "done.xlsx", "coder 1").given == 1


def test_everything_wrong_is_said_at_once_and_nothing_taken_in(segments: Place, tmp_path: Path):
    made = sheet.segments(segments, tmp_path / "a.csv")[0]
    names = [row["segment_id"] for row in rows_of(made)]
    wrong = {
        "code": {"code_1": "NR22"},
        "group": {"code_1": "NR"},
        "passage": {"code_1": "NR2", "passage_1": "gave out shoes"},
        "twice": {"code_1": "NR2", "passage_1": "official asked"},
        "certainty": {"code_1": "NR2", "certainty_1": "maybe"},
        "beside": {"passage_1": "gave out"},
        "none": {"code_1": "none", "code_2": "NR2"},
        "again": {"code_1": "NR2", "code_2": "NR2"},
        "marked": {"code_1": "none", "passage_1": "gave out"},
        "segment": {"segment_id": "E999", "code_1": "NR2"},
    }
    cells = dict(zip(names, wrong.values(), strict=False))
    cells[names[20]] = {"code_1": "NR2"}
    done = fill(made, tmp_path / "done.csv", **cells)
    table = segments.data / load(segments).tables["human_codings"].file
    before = table.read_bytes()
    with pytest.raises(CodingError) as caught:
        filled.segments(segments, done, "coder 1")
    said = str(caught.value)
    for told in (
        "10 things to mend; nothing was taken in",
        "row 2, code_1: 'NR22' is no code; did you mean NR2?",
        "row 3, code_1: NR is a group",
        "row 4, passage_1: 'gave out shoes' does not stand in the text",
        "row 5, passage_1: 'official asked' stands twice",
        "row 6, certainty_1: 'maybe'",
        "row 7: passage_1 has no code beside it",
        "row 8: " + names[6] + " is given none and a code",
        "row 9: " + names[7] + " is given NR2 twice",
        "row 10, passage_1: no code applies, yet words are marked",
        "row 11: segment_id 'E999' is unknown",
    ):
        assert told in said
    assert table.read_bytes() == before


@pytest.mark.parametrize("form", ["semicolons", "xlsx"])
def test_a_table_in_another_form_is_added_to(segments: Place, tmp_path: Path, form: str):
    """Read as every table is: with semicolons, in Windows-1252, or in a spreadsheet."""
    name = rows_of(sheet.segments(segments, tmp_path / "a.csv")[0])[0]["segment_id"]
    table = segments.data / load(segments).tables["human_codings"].file
    header = table.read_text(encoding="utf-8").strip().split(",")
    first = {"coding_id": "H0007", "coder": "coder 1", "segment_id": name, "code_id": "CP1"}
    first |= {"passage": TEXT[:11], "start": "0", "end": "11", "certainty": "sure"}
    lines = [header, [(first | {"memo": "caf\u00e9"}).get(each, "") for each in header]]
    if form == "xlsx":
        table.unlink()
        xlsx(table.with_suffix(".xlsx"), lines)
    else:
        table.write_bytes("\r\n".join(map(";".join, lines)).encode("cp1252"))
    done = fill(tmp_path / "a.csv", tmp_path / "done.csv", **{name: {"code_1": "NR2"}})
    filled.segments(segments, done, "coder 2")
    rows = reading.lines(segments, load(segments).tables["human_codings"])
    assert [(row["coding_id"], row["memo"]) for row in rows] == [
        ("H0007", "caf\u00e9"),
        ("H0008", ""),
    ]
    assert not table.with_suffix(".xlsx").exists()


def wrong(segments: Place) -> list[str]:
    """Take a sheet in that is right in itself, into a table that it does not fit."""
    raw = json.loads(segments.descriptor.read_text(encoding="utf-8"))
    (table,) = (each for each in raw["resources"] if each["name"] == "human_codings")
    (field,) = (each for each in table["schema"]["fields"] if each["name"] == "coder")
    field["constraints"] = {"enum": ["coder 1"]}
    segments.descriptor.write_text(json.dumps(raw), encoding="utf-8")
    made = segments.data.parent / "made.csv"
    name = rows_of(sheet.segments(segments, made)[0])[0]["segment_id"]
    done = fill(made, made.with_name("done.csv"), **{name: {"code_1": "NR2"}})
    return ["coding", "add", str(done), "--coder", "coder 2", "--dir", str(segments.data)]


def test_what_the_table_does_not_allow_never_stands_in_it(
    segments: Place, monkeypatch: pytest.MonkeyPatch
):
    """The check comes first: nothing is written that could be left there by an interruption."""
    words = wrong(segments)
    before = {path: path.read_bytes() for path in segments.data.rglob("*") if path.is_file()}
    seen = []
    look = filled.checks.look

    def looking(*given: object, **more: object) -> object:
        seen.append({path: path.read_bytes() for path in before})
        return look(*given, **more)

    monkeypatch.setattr(filled.checks, "look", looking)
    done = CliRunner().invoke(app, words)
    assert isinstance(done.exception, DataError)
    assert "coder 2" in str(done.exception)
    assert len(seen) > 1
    assert all(each == before for each in seen)


@pytest.mark.parametrize("step", ["replace", "mkdir", "rmtree", "fsync"])
def test_a_kill_leaves_the_table_as_it_was_or_whole(segments: Place, tmp_path: Path, step: str):
    name = rows_of(sheet.segments(segments, tmp_path / "a.csv")[0])[0]["segment_id"]
    done = fill(tmp_path / "a.csv", tmp_path / "done.csv", **{name: {"code_1": "NR2"}})
    table = segments.data / load(segments).tables["human_codings"].file
    before = table.read_text(encoding="utf-8")
    child = os.fork()
    if child == 0:
        owner = {"rmtree": shutil, "fsync": os}.get(step, Path)
        setattr(owner, step, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        filled.segments(segments, done, "coder 1")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert table.read_text(encoding="utf-8") in (before, f"{before}{_added(name)}")
    with contextlib.suppress(CodingError):  # it was whole already
        filled.segments(segments, done, "coder 1")
    assert table.read_text(encoding="utf-8") == f"{before}{_added(name)}"


def _added(name: str) -> str:
    text = f'"{TEXT} {name}"'
    return f"H0001,coder 1,{name},NR2,{text},0,{len(text) - 2},sure,\n"


def test_a_number_once_given_is_not_given_again(interviews: Place, tmp_path: Path):
    """Also where every coding that bore one is gone: of the person, or by hand."""
    made = sheet.passages(interviews, tmp_path / "i.csv")[0]
    names = [row["passage_id"] for row in rows_of(made)]
    done = fill(made, tmp_path / "all.csv", **{name: {"code_1": "CP1"} for name in names})
    filled.passages(interviews, done, "coder 2")
    spec = load(interviews).tables["interview_codings"]
    before = [row for row in reading.lines(interviews, spec) if row["coder"] == "coder 1"]
    people = reading.lines(interviews, load(interviews).tables["informants"])
    talks = reading.lines(interviews, load(interviews).tables["transcripts"])
    text = (interviews.data / "wawancara" / "T01.txt").read_text(encoding="utf-8")
    assert withdrawing.withdraw(interviews, "I01").left == []
    (interviews.data / "wawancara" / "T01.txt").write_text(text, encoding="utf-8", newline="\n")
    for name, rows in (("informants", people), ("transcripts", talks)):
        write(interviews, name, *rows)
    write(interviews, "interview_codings", *before)
    filled.passages(interviews, done, "coder 2")
    rows = [row for row in reading.lines(interviews, spec) if row["coder"] == "coder 2"]
    assert {row["coding_id"] for row in rows} == {"K0008", "K0009", "K0010", "K0011"}


def test_what_was_coded_before_is_not_coded_again(segments: Place, tmp_path: Path):
    made = sheet.segments(segments, tmp_path / "a.csv")[0]
    name = rows_of(made)[0]["segment_id"]
    done = fill(made, tmp_path / "done.csv", **{name: {"code_1": "NR2"}})
    filled.segments(segments, done, "coder 1")
    with pytest.raises(CodingError, match=f"coder 1 has coded {name} before"):
        filled.segments(segments, done, "coder 1")


@pytest.mark.parametrize("coder", ["Budi", "coder", "coder 123", "pass a"])
def test_a_coder_is_a_number(segments: Place, tmp_path: Path, coder: str):
    made = sheet.segments(segments, tmp_path / "a.csv")[0]
    with pytest.raises(CodingError, match="how a coder is called"):
        filled.segments(segments, made, coder)


def test_other_files_are_refused_in_words(segments: Place, tmp_path: Path):
    made = sheet.segments(segments, tmp_path / "a.csv")[0]
    with pytest.raises(CodingError, match="holds no code"):
        filled.segments(segments, made, "coder 1")
    with pytest.raises(DataError):
        filled.segments(segments, tmp_path / "absent.csv", "coder 1")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="segment_id"):
        filled.segments(segments, tmp_path / "other.csv", "coder 1")
    (tmp_path / "bytes.xlsx").write_bytes(b"\x00\x01nothing")
    with pytest.raises(DataError):
        filled.segments(segments, tmp_path / "bytes.xlsx", "coder 1")


def test_passages_are_coded_again_by_another_number(interviews: Place, tmp_path: Path):
    made = sheet.passages(interviews, tmp_path / "i.csv")
    rows = {row["passage_id"]: row["text"] for row in rows_of(made[0])}
    assert rows == {
        "T01:0-11": "Kata–kata p",
        "T01:19-30": "Kata kedua.",
        "T01:31-42": "Kata ketiga",
        "T01:44-55": "Kata keempa",
    }
    assert made[0].stat().st_mode & 0o777 == 0o600
    told = made[2].read_text(encoding="utf-8")
    assert "by coder 1" in told
    assert 'study coding add i.csv --interviews --coder "coder 2" --dir own' in told
    cells = {
        "T01:0-11": {"code_1": "CP1"},
        "T01:19-30": {"code_1": "none"},
        "T01:44-55": {"code_1": "none"},
    }
    done = fill(made[0], tmp_path / "part.csv", **cells)
    with pytest.raises(CodingError, match="1 passages with nothing"):
        filled.passages(interviews, done, "coder 2")
    third = {"T01:31-42": {"code_1": "PC1", "code_2": "RL2", "certainty_2": "unsure"}}
    taken = filled.passages(
        interviews, fill(made[0], tmp_path / "all.csv", **cells, **third), "coder 2"
    )
    assert (taken.read, taken.given, taken.empty) == (4, 3, 2)
    rows = reading.lines(interviews, load(interviews).tables["interview_codings"])
    new = [row for row in rows if row["coder"] == "coder 2"]
    coded = {(r["start"], r["code_id"], r["certainty"]) for r in new}
    assert coded == {("0", "CP1", "sure"), ("31", "PC1", "sure"), ("31", "RL2", "unsure")}
    assert {r["consent"] for r in new if r["start"] == "31"} == {"paraphrase"}
    again = fill(made[0], tmp_path / "again.csv", **cells, **third)
    with pytest.raises(CodingError, match="coder 2 has coded T01:0-11 before"):
        filled.passages(interviews, again, "coder 2")


def test_an_interview_is_coded_again_as_a_whole(interviews: Place, tmp_path: Path):
    """Else whatever was not on the sheet would be taken for read, and its codes for outvoted."""
    made = sheet.passages(interviews, tmp_path / "i.csv")[0]
    rows = rows_of(made)
    cut = tmp_path / "cut.csv"
    with cut.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"code_1": "CP1"} for row in rows[:3])
    with pytest.raises(CodingError, match=r"cut\.csv holds only a part of T01"):
        filled.passages(interviews, cut, "coder 2")


def test_an_interview_without_any_code_is_not_taken_for_unread(interviews: Place, tmp_path: Path):
    made = sheet.passages(interviews, tmp_path / "i.csv")[0]
    none = {row["passage_id"]: {"code_1": "none"} for row in rows_of(made)}
    with pytest.raises(CodingError, match=r"none\.csv gives no code in T01"):
        filled.passages(interviews, fill(made, tmp_path / "none.csv", **none), "coder 2")


def test_a_code_given_again_speaks_of_whom_it_spoke_before(interviews: Place, tmp_path: Path):
    table = load(interviews).tables["interview_codings"]
    first, second, *rest = reading.lines(interviews, table)
    official = {"agency_id": "G01", "echelon": "III"}
    write(interviews, "officials", *({"official_id": f"O00{n}", **official} for n in (1, 2)))
    two = {**first, "coding_id": "K900", "code_id": "PC1", "official_id": "O002"}
    one = [{**row, "official_id": "O001"} for row in (first, second)]
    write(interviews, "interview_codings", *one, *rest, two)
    made = sheet.passages(interviews, tmp_path / "i.csv")[0]
    codes = {"code_1": "CP1", "code_2": "PC1", "code_3": "RL2"}
    cells = {row["passage_id"]: codes for row in rows_of(made)}
    filled.passages(interviews, fill(made, tmp_path / "done.csv", **cells), "coder 2")
    new = [row for row in reading.lines(interviews, table) if row["coder"] == "coder 2"]
    said = {(row["start"], row["code_id"]): row["official_id"] for row in new}
    assert [said["0", code] for code in codes.values()] == ["O001", "O002", ""]
    assert [said["19", code] for code in codes.values()] == ["O001"] * 3
    assert [said["31", code] for code in codes.values()] == [""] * 3


def test_the_command_says_what_it_made_and_took_in(segments: Place, tmp_path: Path):
    out, own = str(tmp_path / "a.csv"), str(segments.data)
    made = CliRunner().invoke(app, ["coding", "sheet", own, "--out", out, "--size", "3"])
    assert made.stdout.splitlines()[0] == out
    rows = rows_of(Path(out))
    cells = {row["segment_id"]: {"code_1": "NR2"} for row in rows}
    done = fill(Path(out), tmp_path / "done.csv", **cells)
    words = ["coding", "add", str(done), "--coder", "coder 1", "--dir", own]
    taken = CliRunner().invoke(app, words)
    said = "3 texts taken in: 3 codes, 0 texts without a code, 0 rows left empty."
    assert taken.stdout.splitlines()[0] == said
    wrong = CliRunner().invoke(app, words)
    assert isinstance(wrong.exception, CodingError)
