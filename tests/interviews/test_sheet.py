"""The blind sheet: reproducible, in proportion, and without what may not be shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from study.contract.descriptor import load
from study.errors import CodingError
from study.interviews import sheet
from study.place import Place, find
from tests.interviews.sheets import TEXT, rows_of, write


def test_a_sheet_is_blind_reproducible_and_opens_in_a_spreadsheet(segments: Place, tmp_path: Path):
    files = sheet.segments(segments, tmp_path / "a.csv")
    assert [f.name for f in files] == ["a.csv", "a-codebook.csv", "a-instructions.txt"]
    rows = rows_of(files[0])
    assert files[0].read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(rows[0]) == sheet.columns("segment_id")
    assert len(rows) == 40
    assert not any(row[name] for row in rows for name in sheet.columns("segment_id")[2:])
    assert "NR2" not in files[0].read_text(encoding="utf-8")
    sheet.segments(segments, tmp_path / "b.csv")
    assert rows_of(tmp_path / "b.csv") == rows
    sheet.segments(segments, tmp_path / "c.csv", seed=2)
    assert rows_of(tmp_path / "c.csv") != rows
    assert {row["code_id"] for row in rows_of(files[1])} > {"CP1", "NR2"}
    assert "study coding add a.csv" in files[2].read_text(encoding="utf-8")


def test_strata_are_drawn_in_proportion_and_a_fact_once(segments: Place, tmp_path: Path):
    rows = rows_of(sheet.segments(segments, tmp_path / "a.csv")[0])
    drawn = {int(row["segment_id"][1:]) for row in rows}
    assert 2 not in drawn  # states the fact of E001 again
    unread = sum(at > 50 for at in drawn)
    given = sum(at <= 50 and at % 2 == 0 for at in drawn)
    assert (given, unread) == (16, 7)  # of 24 and 10 among 59


def test_nothing_is_written_over(segments: Place, tmp_path: Path):
    (tmp_path / "a-codebook.csv").write_text("mine")
    with pytest.raises(CodingError, match=r"a-codebook\.csv is there already"):
        sheet.segments(segments, tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()


def test_a_draw_of_all_is_all_and_of_none_is_none():
    assert sorted(sheet.draw(range(5), lambda n: n % 2, 9, 1)) == [0, 1, 2, 3, 4]
    assert sheet.draw([], lambda n: n, 9, 1) == []


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


def test_interviews_are_drawn_whole():
    """A passage left out would count as read and found to hold nothing."""
    spans = [(f"T{talk}", at, at + 5) for talk in range(9) for at in range(0, 10 * (talk + 1), 10)]
    drawn = sheet.whole(spans, 12, 1)
    talks = {span[0] for span in drawn}
    assert sorted(drawn) == [span for span in spans if span[0] in talks]
    assert 12 <= len(drawn) < len(spans)
    assert drawn == sheet.whole(spans, 12, 1) != sorted(drawn)
    assert sheet.whole(spans, 12, 2) != drawn
    assert sheet.whole([], 12, 1) == []


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


def test_a_study_without_interviews_says_so(segments: Place, tmp_path: Path):
    with pytest.raises(CodingError, match="No interview has been coded"):
        sheet.passages(segments, tmp_path / "i.csv")


def test_a_formula_in_a_text_stays_a_text(segments: Place, tmp_path: Path):
    path = segments.data / load(segments).tables["segments"].file
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"{TEXT} E0", "=1+1 E0"), encoding="utf-8"
    )
    rows = rows_of(sheet.segments(segments, tmp_path / "a.csv")[0])
    assert all(row["text"].startswith("'=1+1") for row in rows)


def test_the_description_of_the_shipped_study_invites_a_coder():
    raw = json.loads(find().descriptor.read_text(encoding="utf-8"))
    assert {"human_codings", "adjudications"} <= {each["name"] for each in raw["resources"]}
