"""Projects as programs write them become tables of a study; nothing is lost without a word."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from pathlib import Path

import pytest

from study.contract import checks, starter
from study.errors import ImportProblem
from study.interviews.exchange import codebook, kept
from study.interviews.exchange.bring import bring
from study.place import find
from tests.interviews.imitations import (
    CODES,
    ONE,
    PASSAGES,
    PROGRAMS,
    TEXT,
    Program,
    everything,
    project,
    put,
    requal,
    rqda,
    small,
)

WHAT = {
    "NVivo for Windows": "utf16",
    "counting its mark": "codepoints+bom",
    "counting bytes": "utf8",
}
WHAT |= {
    "ATLAS.ti for Windows": "codepoints+lf",
    "QualCoder, its option for MAXQDA": "codepoints+lf",
}


def test_interviews_are_kept_out_of_git(tmp_path, empty):
    done = bring(put(tmp_path, everything()), tmp_path / "study")
    ignored = (done.folder / ".gitignore").read_text("utf-8").splitlines()
    assert {"/interviews/", "/wawancara/*"} <= set(ignored)
    own = starter.start(tmp_path / "own")
    (own / ".gitignore").write_text("_build/\n")
    assert bring(tmp_path / "a.qdpx", own).report.count("to do", ".gitignore") == 1


def test_ids_in_order_are_codes_in_order_and_what_is_undefined_says_so(tmp_path):
    tags = "".join(f"{name}\n" for name in "abcdefghijkl")
    done = bring(put(tmp_path, f"tag\n{tags}".encode(), "a.csv"), tmp_path / "study")
    found = [row for row in rows(done.folder, "codes") if row["codable"] == "true"]
    assert [row["name_en"] for row in sorted(found, key=lambda row: row["code_id"])] == [
        *tags.split()
    ]
    assert {row["definition_id"] for row in found} == {"Belum didefinisikan dalam berkas asalnya."}


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    """A study with nothing in it."""
    return starter.start(tmp_path_factory.mktemp("new") / "empty")


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table of a study."""
    path = next(folder.rglob(f"{table}.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", PROGRAMS)
def test_projects_of_every_program_give_the_same_tables(name, tmp_path):
    done = bring(put(tmp_path, project(PROGRAMS[name])), tmp_path / "study")
    assert (done.folder / "wawancara" / "T01.txt").read_bytes() == TEXT.encode()
    found = rows(done.folder, "interview_codings")
    names = {row["code_id"]: row["name_en"] for row in rows(done.folder, "codes")}
    assert {(row["passage"], names[row["code_id"]]) for row in found} == {
        (words, code) for words in PASSAGES for code in CODES
    }
    assert [TEXT[int(r["start"]) : int(r["end"])] for r in found] == [r["passage"] for r in found]
    (transcript,) = rows(done.folder, "transcripts")
    assert transcript["text_sha256"] == sha256(TEXT.encode()).hexdigest()
    way = json.loads((done.folder / kept.FILE).read_text("utf-8"))["ways"]["T01"]
    assert way == WHAT.get(name, "codepoints")
    everywhere = "".join(p.read_text("utf-8") for p in done.folder.rglob("*") if p.is_file())
    assert "Somebody" not in everywhere  # who coded, and whom the source is called after


@pytest.mark.parametrize(("name", "content"), [("a.rqda", rqda()), ("a.requal", requal())])
def test_databases_of_programs_in_r_give_the_same_tables(name, content, tmp_path):
    done = bring(put(tmp_path, content, name), tmp_path / "study")
    found = rows(done.folder, "interview_codings")
    names = {row["code_id"]: row["name_en"] for row in rows(done.folder, "codes")}
    assert {(row["passage"], names[row["code_id"]]) for row in found} == {
        (words, code) for words in PASSAGES for code in CODES
    }
    assert [TEXT[int(r["start"]) : int(r["end"])] for r in found] == [r["passage"] for r in found]
    assert checks.check(find(done.folder)) == []
    own = kept.load(find(done.folder))
    assert own is not None
    if name == "a.rqda":  # what was deleted there is not taken in; a code stands in its group
        assert len(rows(done.folder, "transcripts")) == 1
        assert list(own.cases) == ["I01"]
        assert {row["memo"] for row in found} == {"", "a memo"}
        assert names["QA"] == "Exchange"
        assert done.report.count("dropped", "passage") == 1  # of a code that was deleted


def test_study_check_has_nothing_to_say_of_what_was_taken_in(tmp_path):
    done = bring(put(tmp_path, everything()), tmp_path / "study")
    assert checks.check(find(done.folder)) == []
    assert {row["consent"] for row in rows(done.folder, "informants")} == {"thesis only"}
    assert done.report.count("to do", "consent") == len(rows(done.folder, "informants"))


def test_texts_of_pdf_pictures_and_recordings_are_transcripts(tmp_path):
    done = bring(put(tmp_path, everything()), tmp_path / "study")
    texts = [path.read_text("utf-8") for path in sorted((done.folder / "wawancara").iterdir())]
    assert texts == [
        TEXT,
        "Halaman satu.\nHalaman dua.\n",
        "A hall\nfull of chairs",
        "Satu dua tiga.\n",
    ]
    found = {
        (row["transcript_id"], row["passage"]) for row in rows(done.folder, "interview_codings")
    }
    assert found >= {("T01", "lalu jabatan"), ("T02", "Halaman dua"), ("T04", "dua")}
    assert done.report.count("kept", "TextSource without its text") == 1
    for tag in ("PDFSelection", "PictureSelection", "VideoSelection", "AudioSelection", "Graph"):
        assert done.report.count("kept", tag) == 1, tag


def test_no_name_of_a_person_is_written(tmp_path):
    done = bring(put(tmp_path, everything()), tmp_path / "study")
    for path in done.folder.rglob("*"):
        if path.is_file():
            assert "Siti" not in path.read_text("utf-8"), path
            assert '"Budi"' not in path.read_text("utf-8"), path
    assert done.report.count("dropped", "name of a user") == 2
    assert done.report.count("dropped", "name of a case") == 1


def test_a_case_is_the_informant_of_its_sources(tmp_path):
    done = bring(put(tmp_path, everything()), tmp_path / "study")
    own = kept.load(find(done.folder))
    assert own is not None
    assert list(own.cases) == ["I01"]
    (case,) = own.project.inside("Cases")
    assert (case.name, case.guid) == ("I01", own.cases["I01"])


def test_a_code_with_the_guid_of_a_case_says_whose_a_source_is(tmp_path):
    case, source = "A" * 8 + "-0000-4000-8000-" + "0" * 12, "B" * 8 + "-0000-4000-8000-" + "0" * 12
    xml = (
        f'<CodeBook><Codes><Code guid="{case}" name="Siti" isCodable="true"/></Codes></CodeBook>'
        f'<Cases><Case guid="{case}" name="Siti"/></Cases><Sources>'
        + "".join(
            f'<TextSource guid="{source[:-1]}{n}"><PlainTextContent>a b</PlainTextContent><Coding '
            f'guid="{source[:-2]}1{n}"><CodeRef targetGUID="{case}"/></Coding></TextSource>'
            for n in (1, 2)
        )
        + "</Sources>"
    )
    done = bring(put(tmp_path, small(xml)), tmp_path / "study")
    assert [row["informant_id"] for row in rows(done.folder, "transcripts")] == ["I01", "I01"]
    assert rows(done.folder, "codes") == []
    assert rows(done.folder, "interview_codings") == []


def test_codes_are_known_by_guid_or_name_and_others_are_added(tmp_path, empty):
    place = find(starter.start(tmp_path / "study"))
    shipped = find().data / "coding" / "codes.csv"
    (place.data / "coding" / "codes.csv").write_bytes(shipped.read_bytes())
    before = {row["code_id"]: row for row in rows(place.data, "codes")}
    xml = (
        '<CodeBook><Codes><Code guid="9029E238-7621-5C1B-B86D-09740DC8D86A" name="renamed" '
        'isCodable="true"/><Code guid="00000000-0000-4000-8000-000000000001" name=" PROMOTION" '
        'isCodable="true"/><Code guid="00000000-0000-4000-8000-000000000002" name="Group" '
        'isCodable="false"><Code guid="00000000-0000-4000-8000-000000000003" name="New" '
        'isCodable="true"><Description>Words.</Description></Code></Code></Codes></CodeBook>'
    )
    bring(put(tmp_path, small(xml)), place.data)
    after = {row["code_id"]: row for row in rows(place.data, "codes")}
    assert {name: after[name] for name in before} == before
    new = {name: row["name_en"] for name, row in after.items() if name not in before}
    assert new == {"QA": "Group", "QA1": "New"}
    assert (after["QA1"]["parent_id"], after["QA1"]["definition_en"]) == ("QA", "Words.")
    own = kept.load(place)
    assert own is not None
    assert {"CP3", "PC1", "QA1"} <= set(own.codes)
    assert checks.check(place) == []


def test_the_same_file_twice_changes_nothing_and_another_loses_nothing(tmp_path):
    file = put(tmp_path, project(PROGRAMS["MAXQDA"]))
    folder = bring(file, tmp_path / "study").folder
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    bring(file, folder)
    other = put(tmp_path, everything(), "b.qdpx")
    with pytest.raises(ImportProblem, match="would be lost"):
        bring(other, folder)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_work_done_since_is_never_lost(tmp_path):
    file = put(tmp_path, project(PROGRAMS["MAXQDA"]))
    folder = bring(file, tmp_path / "study").folder
    path = folder / "interviews" / "informants.csv"
    path.write_text(path.read_text("utf-8").replace("not stated", "academic"), encoding="utf-8")
    with pytest.raises(ImportProblem, match=r"informants\.csv"):
        bring(file, folder)
    assert "academic" in path.read_text("utf-8")


def test_a_codebook_joins_a_study_with_interviews(tmp_path):
    folder = bring(put(tmp_path, project(PROGRAMS["MAXQDA"])), tmp_path / "study").folder
    xml = (
        '\ufeff<CodeBook xmlns="urn:QDA-XML:codebook:0:4" origin="x"><Codes>'
        '<Code guid="{00000000-0000-4000-8000-000000000003}" name="Extra" isCodable="true"/>'
        "</Codes><Sets/></CodeBook>"
    )
    done = bring(put(tmp_path, xml.encode(), "b.qdc"), folder)
    assert "Extra" in [row["name_en"] for row in rows(folder, "codes")]
    assert len(rows(folder, "interview_codings")) == 8
    assert done.report.count("repaired", "namespace") == 1


def test_a_table_of_tags_is_a_codebook(tmp_path):
    file = put(tmp_path, b"tag,description\nfear,Of a loss\n,\n", "codebook.csv")
    folder = bring(file, tmp_path / "study").folder
    fear = rows(folder, "codes")[-1]
    assert (fear["name_en"], fear["definition_en"]) == ("fear", "Of a loss")
    assert fear["guid"] == codebook.tag("fear", "").guid


def test_passages_that_read_otherwise_are_never_taken_in_silently(tmp_path):
    shifted = Program(lambda a, b: (a + 9, b + 9) if TEXT[a] == "d" else (a, b), TEXT.encode())
    with pytest.raises(ImportProblem, match="no way of counting fits; the best fits 50% of 4"):
        bring(put(tmp_path, project(shifted)), tmp_path / "study")
    assert not (tmp_path / "study").exists()
    done = bring(put(tmp_path, project(shifted)), tmp_path / "study", counted="codepoints")
    # Its words stand in one other place, and are taken from there.
    assert done.report.count("repaired", "passage") == 2
    passages = {row["passage"] for row in rows(done.folder, "interview_codings")}
    assert passages == set(PASSAGES)


def test_names_cut_off_without_a_mark_shorten_no_passage(tmp_path):
    short = Program(lambda a, b: (a, b), TEXT.encode(), name=lambda words: words[:7])
    done = bring(put(tmp_path, project(short)), tmp_path / "study")
    assert {row["passage"] for row in rows(done.folder, "interview_codings")} == set(PASSAGES)
    assert done.report.count("ambiguous", "passage") == len(PASSAGES)


def test_a_passage_found_nowhere_is_dropped_and_told(tmp_path):
    names = Program(
        lambda a, b: (a, b),
        TEXT.encode(),
        name=lambda words: words if words != "desa jauh" else "Narasumber",
    )
    done = bring(put(tmp_path, project(names)), tmp_path / "study", counted="codepoints")
    (line,) = [line for line in done.report.lines if line.what == "passage"]
    assert (line.fate, line.why) == ("dropped", "the text there is not what its name says")
    passages = {row["passage"] for row in rows(done.folder, "interview_codings")}
    assert passages == set(PASSAGES) - {"desa jauh"}


def selection(number: int, inside: str = "", more: str = "", name: str = "Satu") -> str:
    """A passage of the first four letters of a text."""
    return (
        f'<PlainTextSelection guid="{ONE}{number}" name="{name}" startPosition="0" '
        f'endPosition="4"{more}>{inside}</PlainTextSelection>'
    )


def coded(number: int, code: int, more: str = "") -> str:
    """A coding."""
    return f'<Coding guid="{ONE}{number}"{more}><CodeRef targetGUID="{ONE}{code:02}"/></Coding>'


def test_what_maxqda_does_is_understood(tmp_path):
    """Every code can be given, groups too; a memo is a passage without code; names stand twice."""
    codes = (
        f'<CodeBook><Codes><Code guid="{ONE}01" name="Group" isCodable="true"><Code guid="{ONE}02" '
        'name="in it" isCodable="true"/></Code></Codes></CodeBook>'
    )
    memo = selection(12, "<Description>A memo</Description>", name="0,4")
    passages = (memo, selection(13, coded(14, 2), name="0,4"))
    sources = "".join(
        f'<TextSource guid="{ONE}{at}" name="Row" plainTextPath="internal://{ONE}{at}.txt">'
        f"{passage}</TextSource>"
        for at, passage in zip((20, 21), passages, strict=True)
    )
    members = {f"sources/{ONE}{at}.txt": b"Satu dua" for at in (20, 21)}
    xml = f"{codes}<Sources>{sources}</Sources>"
    done = bring(put(tmp_path, small(xml, **members)), tmp_path / "study")
    codable = {row["name_en"]: row["codable"] for row in rows(done.folder, "codes")}
    assert codable == {"Group": "false", "in it": "true"}
    (row,) = rows(done.folder, "interview_codings")
    assert (row["transcript_id"], row["passage"]) == ("T02", "Satu")
    assert len(rows(done.folder, "transcripts")) == 2
    assert "A memo" in (done.folder / kept.FILE).read_text("utf-8")


def test_what_quirkos_and_nvivo_do_is_understood(tmp_path):
    """Cases without a name; who coded is said by the coding, not by the passage."""
    users = "".join(f'<User guid="{ONE}0{n}" name="U{n}"/>' for n in (1, 2))
    case = (
        f'<Case guid="{ONE}05"><VariableValue><VariableRef targetGUID="{ONE}06"/><TextValue>x'
        f'</TextValue></VariableValue><SourceRef targetGUID="{ONE}20"/></Case>'
    )
    author = f' creatingUser="{ONE}01"'
    spoken = selection(30, coded(31, 4, f' creatingUser="{ONE}02"'), author)
    spoken += selection(32, coded(33, 4), author)
    xml = (
        f'<Users>{users}</Users><CodeBook><Codes><Code guid="{ONE}04" name="a" isCodable="true"/>'
        f'</Codes></CodeBook><Variables><Variable guid="{ONE}06" name="age" typeOfVariable="Text"/>'
        f'</Variables><Cases>{case}<Case guid="{ONE}07"/></Cases><Sources>'
        f'<TextSource guid="{ONE}20"><PlainTextContent>Satu dua</PlainTextContent>{spoken}'
        "</TextSource></Sources>"
    )
    done = bring(put(tmp_path, small(xml)), tmp_path / "study")
    own = kept.load(find(done.folder))
    assert own is not None
    assert own.cases == {"I01": f"{ONE}05"}
    coders = [row["coder"] for row in rows(done.folder, "interview_codings")]
    assert [own.coders[each] for each in coders] == [f"{ONE}02", f"{ONE}01"]


def test_what_breaks_the_standard_is_repaired_or_dropped_and_counted(tmp_path):
    xml = (
        '<Sets/><Sources><TextSource guid="{00000000-0000-4000-8000-000000000001}" colour="red">'
        '<PlainTextSelection guid="00000000-0000-4000-8000-000000000001" startPosition="x" '
        'endPosition="3"/><PlainTextContent>a b</PlainTextContent><Odd/></TextSource>'
        '<TextSource guid="{00000000-0000-4000-8000-000000000001}"/></Sources><Users/>'
        '<CodeBook><Codes><Code name="A" color="#11223344" isCodable="TRUE"/></Codes></CodeBook>'
        '<Odd xmlns="urn:other"><Code/></Odd>'
    )
    done = bring(put(tmp_path, small(xml)), tmp_path / "study")
    told = {(line.fate, line.what, line.why) for line in done.report.lines}
    assert told >= {
        ("dropped", "Sets", "is empty"),
        ("dropped", "Users", "is empty"),
        ("dropped", "Odd", "has no place in TextSource"),
        ("dropped", "Odd", "is not from REFI-QDA"),
        ("dropped", "Code", "its color cannot be read"),
        ("dropped", "PlainTextSelection", "has no startPosition, or none that can be read"),
        ("dropped", "TextSource", "attribute colour is not from REFI-QDA"),
        ("repaired", "Code", "had no GUID and was given one"),
        ("repaired", "TextSource", "shares its GUID with another and was given its own"),
        ("repaired", "Project", "its children were put in order"),
    }


def test_files_that_nobody_names_and_texts_in_other_encodings_are_told(tmp_path):
    one = "00000000-0000-4000-8000-00000000000"
    xml = "<Sources>" + "".join(
        f'<TextSource guid="{one}{n}" plainTextPath="internal://{n}.TXT"/>' for n in (1, 2)
    )
    members = {
        "Sources/1.txt": "naïve".encode("cp1252"),
        "Sources/2.txt": "naïve".encode("utf-16"),
        "Sources/left.mp4": b"",
    }
    done = bring(put(tmp_path, small(xml + "</Sources>", **members)), tmp_path / "study")
    for name in ("T01", "T02"):
        assert (done.folder / "wawancara" / f"{name}.txt").read_text("utf-8") == "naïve"
    whys = [line.why for line in done.report.lines]
    assert "is no UTF-8; was read as Windows-1252" in whys
    assert "is no UTF-8; was read as UTF-16" in whys
    assert "no source names it" in whys
