"""The blind sheet and a filled one taken in: all of it, or everything that is wrong with it."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import signal
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from study.cli import app
from study.contract import reading, starter
from study.contract.descriptor import load
from study.errors import CodingError, DataError
from study.interviews import filled, sheet
from study.interviews import withdraw as withdrawing
from study.place import Place, find
from tests.contract.writers import xlsx

TEXT = "An official asked staff to come, and gave out shirts; the official asked twice"


def write(place: Place, table: str, *rows: dict[str, str]) -> None:
    """Rows of a table, in the order of its header."""
    path = place.data / load(place).tables[table].file
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A study of sixty segments, of which nobody has read the last ten; not to be changed."""
    own = find(starter.start(tmp_path_factory.mktemp("sheet") / "own"))
    shipped = find()
    codes = "coding/codes.csv"
    (own.data / codes).write_bytes((shipped.data / codes).read_bytes())
    source = {"source_id": "S001", "title": "A page", "publisher": "P", "language": "en"}
    write(own, "sources", {**source, "url": "https://example.org", "published": "2020"})
    names = [f"E{at:03}" for at in range(1, 61)]
    rows = [{"segment_id": n, "text": f"{TEXT} {n}", "source_ids": "S001"} for n in names]
    write(own, "segments", *rows)
    whole = {"passage": TEXT[:11], "start": "0", "end": "11"}
    read = [
        {
            "coding_id": f"A{at:03}",
            "coder": "pass a",
            "segment_id": name,
            "certainty": "sure",
            **({"code_id": "NR2", **whole} if at % 2 else {}),
        }
        for at, name in enumerate(names[:50])
    ]
    write(own, "codings", *read)
    same = {"pair_id": "D01", "segment_id": "E002", "same_as": "E001", "reason": "same"}
    write(own, "same_fact", same)
    return own


@pytest.fixture
def place(once: Place, tmp_path: Path) -> Place:
    """That study, to be changed."""
    return find(shutil.copytree(once.data, tmp_path / "own"))


@pytest.fixture
def interviews(place: Place) -> Place:
    """The same with an interview of four passages, one of which may be told but not quoted."""
    text = "Kata–kata pertama. Kata kedua. Kata ketiga. Kata keempat."
    folder = place.data / "wawancara"
    folder.mkdir()
    (folder / "T01.txt").write_text(text, encoding="utf-8", newline="\n")
    write(
        place,
        "informants",
        {"informant_id": "I01", "role_class": "civil servant", "consent": "paraphrase"},
    )
    digest = sha256(text.encode()).hexdigest()
    talk = {"transcript_id": "T01", "informant_id": "I01", "file": "wawancara/T01.txt"}
    write(place, "transcripts", {**talk, "text_sha256": digest})
    starts = [0, 19, 31, 44]
    rows = [
        {
            "coding_id": f"K{at:03}",
            "transcript_id": "T01",
            "start": str(start),
            "end": str(start + 11),
            "code_id": "CP1",
            "coder": "coder 1",
            "consent": "paraphrase" if at == 2 else "",
        }
        for at, start in enumerate(starts)
    ]
    write(place, "interview_codings", *rows)
    return place


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, out: Path, mark: str = ",", **cells: dict[str, str]) -> Path:
    """The sheet with some rows filled, by name of the row; the others stay empty."""
    rows = rows_of(path)
    key = next(iter(rows[0]))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=mark)
        writer.writeheader()
        writer.writerows({**row, **cells.get(row[key], {})} for row in rows)
    return out


# The sheet ----------------------------------------------------------------------------


def test_a_sheet_is_blind_reproducible_and_opens_in_a_spreadsheet(place: Place, tmp_path: Path):
    files = sheet.segments(place, tmp_path / "a.csv")
    assert [f.name for f in files] == ["a.csv", "a-codebook.csv", "a-instructions.txt"]
    rows = rows_of(files[0])
    assert files[0].read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(rows[0]) == sheet.columns("segment_id")
    assert len(rows) == 40
    assert not any(row[name] for row in rows for name in sheet.columns("segment_id")[2:])
    assert "NR2" not in files[0].read_text(encoding="utf-8")
    sheet.segments(place, tmp_path / "b.csv")
    assert rows_of(tmp_path / "b.csv") == rows
    sheet.segments(place, tmp_path / "c.csv", seed=2)
    assert rows_of(tmp_path / "c.csv") != rows
    assert {row["code_id"] for row in rows_of(files[1])} > {"CP1", "NR2"}
    assert "study coding add a.csv" in files[2].read_text(encoding="utf-8")


def test_strata_are_drawn_in_proportion_and_a_fact_once(place: Place, tmp_path: Path):
    rows = rows_of(sheet.segments(place, tmp_path / "a.csv")[0])
    drawn = {int(row["segment_id"][1:]) for row in rows}
    assert 2 not in drawn  # states the fact of E001 again
    unread = sum(at > 50 for at in drawn)
    given = sum(at <= 50 and at % 2 == 0 for at in drawn)
    assert (given, unread) == (16, 7)  # of 24 and 10 among 59


def test_nothing_is_written_over(place: Place, tmp_path: Path):
    (tmp_path / "a-codebook.csv").write_text("mine")
    with pytest.raises(CodingError, match=r"a-codebook\.csv is there already"):
        sheet.segments(place, tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()


def test_a_draw_of_all_is_all_and_of_none_is_none():
    assert sorted(sheet.draw(range(5), lambda n: n % 2, 9, 1)) == [0, 1, 2, 3, 4]
    assert sheet.draw([], lambda n: n, 9, 1) == []


# Taking it in -------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_filled_sheet_becomes_rows_with_offsets(place: Place, tmp_path: Path, mark: str):
    made = sheet.segments(place, tmp_path / "a.csv")[0]
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
    taken = filled.segments(place, done, "coder 1")
    assert (taken.read, taken.given, taken.empty, taken.left) == (3, 2, 2, 37)
    rows = reading.lines(place, load(place).tables["human_codings"])
    first = next(row for row in rows if row["code_id"] == "NR2")
    assert (first["passage"], first["certainty"]) == ("gave out shirts", "unsure")
    assert TEXT[int(first["start"]) : int(first["end"])] == "gave out shirts"
    second = next(row for row in rows if row["code_id"] == "CP1")
    assert (second["start"], second["end"]) == ("0", str(len(TEXT) + 5))
    assert sum(row["code_id"] == "" for row in rows) == 2
    other = filled.segments(place, done, "coder 2")
    assert other.read == 3
    keys = [r["coding_id"] for r in reading.lines(place, load(place).tables["human_codings"])]
    assert keys == [f"H{at:04}" for at in range(1, 9)]


def test_a_sheet_saved_as_a_workbook_is_read(place: Place, tmp_path: Path):
    made = sheet.segments(place, tmp_path / "a.csv")[0]
    book = openpyxl.Workbook()
    rows = rows_of(made)
    rows[0]["code_1"] = "NR3"
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(tmp_path / "done.xlsx")
    assert filled.segments(place, tmp_path / "done.xlsx", "coder 1").given == 1


def test_everything_wrong_is_said_at_once_and_nothing_taken_in(place: Place, tmp_path: Path):
    made = sheet.segments(place, tmp_path / "a.csv")[0]
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
    table = place.data / load(place).tables["human_codings"].file
    before = table.read_bytes()
    with pytest.raises(CodingError) as caught:
        filled.segments(place, done, "coder 1")
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
def test_a_table_in_another_form_is_added_to(place: Place, tmp_path: Path, form: str):
    """Read as every table is: with semicolons, in Windows-1252, or in a spreadsheet."""
    name = rows_of(sheet.segments(place, tmp_path / "a.csv")[0])[0]["segment_id"]
    table = place.data / load(place).tables["human_codings"].file
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
    filled.segments(place, done, "coder 2")
    rows = reading.lines(place, load(place).tables["human_codings"])
    assert [(row["coding_id"], row["memo"]) for row in rows] == [
        ("H0007", "caf\u00e9"),
        ("H0008", ""),
    ]
    assert not table.with_suffix(".xlsx").exists()


def wrong(place: Place) -> list[str]:
    """Take a sheet in that is right in itself, into a table that it does not fit."""
    raw = json.loads(place.descriptor.read_text(encoding="utf-8"))
    (table,) = (each for each in raw["resources"] if each["name"] == "human_codings")
    (field,) = (each for each in table["schema"]["fields"] if each["name"] == "coder")
    field["constraints"] = {"enum": ["coder 1"]}
    place.descriptor.write_text(json.dumps(raw), encoding="utf-8")
    made = place.data.parent / "made.csv"
    name = rows_of(sheet.segments(place, made)[0])[0]["segment_id"]
    done = fill(made, made.with_name("done.csv"), **{name: {"code_1": "NR2"}})
    return ["coding", "add", str(done), "--coder", "coder 2", "--dir", str(place.data)]


def test_what_the_table_does_not_allow_never_stands_in_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    """The check comes first: nothing is written that could be left there by an interruption."""
    words = wrong(place)
    before = {path: path.read_bytes() for path in place.data.rglob("*") if path.is_file()}
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
def test_a_kill_leaves_the_table_as_it_was_or_whole(place: Place, tmp_path: Path, step: str):
    name = rows_of(sheet.segments(place, tmp_path / "a.csv")[0])[0]["segment_id"]
    done = fill(tmp_path / "a.csv", tmp_path / "done.csv", **{name: {"code_1": "NR2"}})
    table = place.data / load(place).tables["human_codings"].file
    before = table.read_text(encoding="utf-8")
    child = os.fork()
    if child == 0:
        owner = {"rmtree": shutil, "fsync": os}.get(step, Path)
        setattr(owner, step, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        filled.segments(place, done, "coder 1")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert table.read_text(encoding="utf-8") in (before, f"{before}{_added(name)}")
    with contextlib.suppress(CodingError):  # it was whole already
        filled.segments(place, done, "coder 1")
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


def test_what_was_coded_before_is_not_coded_again(place: Place, tmp_path: Path):
    made = sheet.segments(place, tmp_path / "a.csv")[0]
    name = rows_of(made)[0]["segment_id"]
    done = fill(made, tmp_path / "done.csv", **{name: {"code_1": "NR2"}})
    filled.segments(place, done, "coder 1")
    with pytest.raises(CodingError, match=f"coder 1 has coded {name} before"):
        filled.segments(place, done, "coder 1")


@pytest.mark.parametrize("coder", ["Budi", "coder", "coder 123", "pass a"])
def test_a_coder_is_a_number(place: Place, tmp_path: Path, coder: str):
    made = sheet.segments(place, tmp_path / "a.csv")[0]
    with pytest.raises(CodingError, match="how a coder is called"):
        filled.segments(place, made, coder)


def test_other_files_are_refused_in_words(place: Place, tmp_path: Path):
    made = sheet.segments(place, tmp_path / "a.csv")[0]
    with pytest.raises(CodingError, match="holds no code"):
        filled.segments(place, made, "coder 1")
    with pytest.raises(DataError):
        filled.segments(place, tmp_path / "absent.csv", "coder 1")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="segment_id"):
        filled.segments(place, tmp_path / "other.csv", "coder 1")
    (tmp_path / "bytes.xlsx").write_bytes(b"\x00\x01nothing")
    with pytest.raises(DataError):
        filled.segments(place, tmp_path / "bytes.xlsx", "coder 1")


# Interviews ---------------------------------------------------------------------------


def test_passages_are_coded_again_by_another_number(interviews: Place, tmp_path: Path):
    made = sheet.passages(interviews, tmp_path / "i.csv")
    rows = {row["passage_id"]: row["text"] for row in rows_of(made[0])}
    assert rows == {
        "T01:0-11": "Kata–kata p",
        "T01:19-30": "Kata kedua.",
        "T01:31-42": "Kata ketiga",
        "T01:44-55": "Kata keempa",
    }
    assert "by coder 1" in made[2].read_text(encoding="utf-8")
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


def test_what_people_do_not_allow_is_left_out(interviews: Place, tmp_path: Path):
    path = interviews.data / load(interviews).tables["interview_codings"].file
    path.write_text(
        path.read_text(encoding="utf-8").replace("paraphrase", "none"), encoding="utf-8"
    )
    rows = rows_of(sheet.passages(interviews, tmp_path / "some.csv")[0])
    assert "T01:31-42" not in {row["passage_id"] for row in rows}
    write(
        interviews,
        "informants",
        {"informant_id": "I01", "role_class": "civil servant", "consent": "none"},
    )
    assert rows_of(sheet.passages(interviews, tmp_path / "i.csv")[0]) == []


def test_a_text_that_was_changed_is_not_put_on_a_sheet(interviews: Place, tmp_path: Path):
    with (interviews.data / "wawancara" / "T01.txt").open("a", encoding="utf-8") as file:
        file.write("!")
    with pytest.raises(CodingError, match="was changed after it was coded"):
        sheet.passages(interviews, tmp_path / "i.csv")


def test_a_path_out_of_the_study_is_not_followed(interviews: Place, tmp_path: Path):
    talk = {"transcript_id": "T01", "informant_id": "I01", "file": "../secret.txt"}
    (tmp_path / "secret.txt").write_text("x" * 100)
    write(interviews, "transcripts", talk)
    with pytest.raises(CodingError, match="not in the study"):
        sheet.passages(interviews, tmp_path / "i.csv")


def test_of_several_coders_one_is_named(interviews: Place, tmp_path: Path):
    path = interviews.data / load(interviews).tables["interview_codings"].file
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text + text.splitlines()[1].replace("K000", "K009").replace("coder 1", "coder 2") + "\n"
    )
    with pytest.raises(CodingError, match="several coders"):
        sheet.passages(interviews, tmp_path / "i.csv")
    with pytest.raises(CodingError, match="Nobody is called"):
        sheet.passages(interviews, tmp_path / "i.csv", "coder 3")
    assert len(rows_of(sheet.passages(interviews, tmp_path / "i.csv", "coder 2")[0])) == 1


def test_a_study_without_interviews_says_so(place: Place, tmp_path: Path):
    with pytest.raises(CodingError, match="No interview has been coded"):
        sheet.passages(place, tmp_path / "i.csv")


def test_a_formula_in_a_text_stays_a_text(place: Place, tmp_path: Path):
    path = place.data / load(place).tables["segments"].file
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"{TEXT} E0", "=1+1 E0"), encoding="utf-8"
    )
    rows = rows_of(sheet.segments(place, tmp_path / "a.csv")[0])
    assert all(row["text"].startswith("'=1+1") for row in rows)


def test_the_command_says_what_it_made_and_took_in(place: Place, tmp_path: Path):
    out, own = str(tmp_path / "a.csv"), str(place.data)
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


def test_the_description_of_the_shipped_study_invites_a_coder():
    raw = json.loads(find().descriptor.read_text(encoding="utf-8"))
    assert {"human_codings", "adjudications"} <= {each["name"] for each in raw["resources"]}
