"""From Word files and spreadsheets to tables without names: all of it, twice alike, or nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from study.errors import ImportProblem, PlaceError
from study.interviews import intake, report
from tests.contract.writers import ods, xlsx
from tests.interviews.made import CODINGS, FIRST, INFORMANTS, SECOND, Author, docx, edit

NAMES = ("Contoh Satu", "contoh satu", "Umpama", "Misal Tiga")


def test_the_study_holds_texts_and_rows_and_no_name(taken_in: Author) -> None:
    assert taken_in.check() == []
    assert taken_in.text("T02").splitlines()[1] == (
        "[I01]: Ini segmen contoh tentang janji, yang menyebut Pak [O001] sekali."
    )
    assert taken_in.rows("informants") == [
        {"informant_id": "I01", "role_class": "civil servant", "consent": "paraphrase"},
        {
            "informant_id": "I02",
            "role_class": "election supervisor",
            "consent": "anonymous quotation",
        },
    ]
    who = {row["transcript_id"]: row["informant_id"] for row in taken_in.rows("transcripts")}
    assert who == {"T01": "I02", "T02": "I01"}
    assert taken_in.rows("officials") == [
        {"official_id": "O001", "agency_id": "G01", "echelon": "III"}
    ]
    for name, data in taken_in.state().items():
        if name.startswith("studi/"):
            assert not any(each.encode() in data for each in NAMES), name


def test_each_coding_stands_where_its_words_are(taken_in: Author) -> None:
    rows = taken_in.rows("interview_codings")
    slices = [taken_in.text(r["transcript_id"])[int(r["start"]) : int(r["end"])] for r in rows]
    assert [(row["coding_id"], row["code_id"]) for row in rows] == [
        ("K0001", "PC4"),
        ("K0002", "CX3"),
        ("K0003", "RL2"),
        ("K0004", "CX3"),
    ]
    assert slices[0] == "segmen contoh tentang janji, yang menyebut Pak [O001]"
    assert slices[1] == "tanda \u201ckutip\u201d dan huruf"
    assert [row["passage"] for row in rows] == slices
    assert rows[3]["official_id"] == "O001"
    assert {row["coder"] for row in rows} == {"coder 1"}
    (quotation,) = taken_in.rows("quotations")
    assert (quotation["quotation_id"], quotation["translator"]) == ("Q01", "the author")


def test_numbers_by_which_a_person_is_found_are_told_apart(author: Author) -> None:
    author.hand_in()
    docx(
        author.inbox / "Contoh Satu.docx", ["P: Segmen.", "I: Telepon 0812-0000-0000, bukan 2020."]
    )
    done = author.pseudonymise()
    assert {kind: each.total() for kind, each in done.identifiers.items()} == {"phone number": 1}
    assert "0812-0000-0000" in (author.key.parent / "kunci-suspects.csv").read_text("utf-8-sig")
    told = report.told(done, "studi", "en")
    assert "phone number 1" in told
    assert "0812" not in told


def test_what_was_handed_in_lies_beside_the_key_unchanged(author: Author) -> None:
    author.hand_in()
    before = {path.name: path.read_bytes() for path in author.inbox.glob("*")}
    author.pseudonymise()
    kept = {path.name: path.read_bytes() for path in author.originals.glob("*")}
    names = ["wawancara satu.docx", "wawancara dua.txt", "informan.xlsx", "koding.xlsx"]
    assert {name: kept[name] for name in names} == {name: before[name] for name in names}
    left = sorted(path.name for path in author.inbox.glob("*"))
    assert left == ["README.md", "T01.txt", "T02.txt", "informan.csv", "koding.csv"]


def test_the_key_is_completed_and_the_report_names_no_name(author: Author) -> None:
    author.hand_in()
    done = author.pseudonymise()
    text = author.key.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "nama;jenis;varian;instansi;eselon;pseudonym"
    assert [line.rpartition(";")[2] for line in text.splitlines()[1:]] == ["O001", "I01", "I02"]
    assert done.times == {"I01": 4, "O001": 3}
    assert done.silent == ["I02"]
    for language in ("en", "id"):
        told = report.told(done, "studi", language)
        assert "I01 4, O001 3" in told
        assert "Contoh Satu" not in told


def test_a_second_time_gives_the_same(author: Author) -> None:
    author.hand_in()
    author.pseudonymise()
    before = author.state()
    assert author.pseudonymise().findings == []
    assert author.state() == before


def test_one_person_in_two_transcripts_stays_one(author: Author) -> None:
    author.hand_in()
    docx(author.inbox / "wawancara ketiga, Contoh Satu.docx", ["P: Segmen lain.", "I: Lagi."])
    author.pseudonymise()
    whose = [row["informant_id"] for row in author.rows("transcripts")]
    assert sorted(whose) == ["I01", "I01", "I02"]
    assert len(author.rows("informants")) == 2


def test_a_name_added_later_moves_every_coding_with_its_words(author: Author) -> None:
    """Also those that no list holds, such as what another program brought."""
    author.hand_in()
    author.pseudonymise()
    at = author.text("T02").index("Ini segmen contoh dengan")
    foreign = {
        "coding_id": "K0900",
        "transcript_id": "T02",
        "start": str(at),
        "end": str(at + 24),
        "code_id": "RL1",
        "coder": "coder 2",
        "passage": "Ini segmen contoh dengan",
        "memo": "kata Sekali Empat",
    }
    author.write("interview_codings", [*author.rows("interview_codings"), foreign])
    quotation = author.rows("quotations")
    with author.key.open("a", encoding="utf-8") as file:
        file.write("sekali;pejabat;Sekali Empat;;;\n")
    assert author.pseudonymise().findings == []
    assert "Pak [O001] [O002]." in author.text("T02")
    rows = author.rows("interview_codings")
    for row in rows:
        there = author.text(row["transcript_id"])[int(row["start"]) : int(row["end"])]
        assert there == row["passage"]
    assert int(rows[-1]["start"]) == at  # as long by chance
    assert rows[-1]["memo"] == "kata [O002]"
    assert author.rows("quotations") == quotation
    assert author.check() == []


def test_a_row_taken_out_of_the_list_goes_and_the_others_keep_their_numbers(
    author: Author,
) -> None:
    author.hand_in()
    author.pseudonymise()
    xlsx(author.inbox / "koding.xlsx", [CODINGS[0], *CODINGS[2:]])
    assert author.pseudonymise().findings == []
    assert [row["coding_id"] for row in author.rows("interview_codings")] == [
        "K0002",
        "K0003",
        "K0004",
    ]
    assert len(list((author.originals / "earlier").iterdir())) == 1


def test_lists_in_other_forms_and_english(author: Author) -> None:
    """A semicolon CSV, an ODS, codes of the transcripts in the file's names, offsets."""
    (author.inbox / "I07 first.txt").write_text("I07: Example segment one.\n", encoding="utf-8")
    ods(
        author.inbox / "informants.ods",
        [
            ["List of informants"],
            ["code", "role class", "consent"],
            ["I07", "fisher", "paraphrase"],
        ],
    )
    (author.inbox / "koding.csv").write_text(
        "interview;start;end;code;coder;certainty;consent\n"
        "I07;5;24;PC1;Somebody;unsure;thesis only\nI07 first;5;12;PC2;2;;\n",
        encoding="utf-8",
    )
    done = author.pseudonymise()
    assert done.findings == []
    assert author.rows("informants")[0]["role_class"] == "fisher"
    one, two = author.rows("interview_codings")
    assert (one["passage"], one["coder"], one["certainty"], one["consent"]) == (
        "Example segment one",
        "coder 1",
        "unsure",
        "thesis only",
    )
    assert (two["passage"], two["coder"]) == ("Example", "coder 2")


def test_of_a_person_who_consented_to_nothing_nothing_is_taken(author: Author) -> None:
    author.hand_in()
    rows = [list(row) for row in INFORMANTS]
    rows[1][4] = "tidak ada"
    xlsx(author.inbox / "informan.xlsx", rows)
    done = author.pseudonymise()
    assert (done.findings, done.refused_files, done.refused_rows) == (
        [],
        ["wawancara satu.docx"],
        2,
    )
    assert [row["informant_id"] for row in author.rows("transcripts")] == ["I02"]
    assert not list(author.inbox.glob("*.docx"))
    assert author.check() == []


def key_line(line: str) -> Callable[[Author], None]:
    """A line more in the key."""

    def change(author: Author) -> None:
        with author.key.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    return change


WRONG = {
    "passage_absent": edit("koding", 1, 1, "kata yang tidak ada"),
    "passage_often": edit("koding", 1, 1, "segmen contoh"),
    "interview_unknown": edit("koding", 1, 0, "wawancara sembilan"),
    "code_unknown": edit("koding", 1, 2, "PC9"),
    "official_unknown": edit("koding", 1, 3, "Entah"),
    "not_to_quote": edit("koding", 1, 4, "ya"),
    "form_wrong": edit("informan", 1, 0, "01"),
    "word_unknown": edit("informan", 1, 4, "mungkin"),
    "is_empty": edit("informan", 1, 3, ""),
    "file_not_handed_in": edit("informan", 1, 5, "wawancara tiga.docx"),
    "name_of_two": key_line("Umpama;pejabat;;;"),
    "name_too_short": key_line("Andai Lima;pejabat;A;;"),
    "official_bare": lambda author: author.key.write_text(
        "nama;jenis;varian\nUmpama Dua;pejabat;Umpama\n", encoding="utf-8"
    ),
    "list_not_known": lambda author: xlsx(author.inbox / "koding (1).xlsx", CODINGS),
    "kind_not_read": lambda author: (author.inbox / "rekaman.mp3").write_bytes(b"x"),
    "same_text": lambda author: docx(author.inbox / "salinan Contoh Satu.docx", FIRST),
    "speaker_unknown": lambda author: docx(author.inbox / "lain.docx", ["P: Segmen lain."]),
    "plain": lambda author: (author.inbox / "rusak.docx").write_bytes(b"PK\x03\x04"),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_changed(
    author: Author, code: str
) -> None:
    author.hand_in()
    WRONG[code](author)
    before = author.state()
    done = author.pseudonymise()
    assert code in [each.code for each in done.findings]
    assert author.state() == before
    for language in ("en", "id"):
        assert report.told(done, "studi", language).startswith(str(len(done.findings)))


def test_a_finding_names_file_row_and_column(author: Author) -> None:
    author.hand_in()
    WRONG["passage_often"](author)
    (found,) = author.pseudonymise().findings
    assert (found.file, found.row, found.column) == ("koding.xlsx", 2, "kutipan")
    assert str(found).startswith(
        "koding.xlsx, row 2, column kutipan: stands 3 times in wawancara satu.docx"
    )


@pytest.mark.parametrize("where", ["studi/kunci.csv", "studi/wawancara/kunci.csv", "link/k.csv"])
def test_a_key_inside_the_study_is_refused(author: Author, where: str) -> None:
    author.hand_in()
    (author.root / "link").symlink_to(author.folder)
    path = author.root / where
    author.key.replace(path)
    before = author.state()
    with pytest.raises(PlaceError, match="lies in the study"):
        intake.pseudonymise(author.place, path, "en")
    assert author.state() == before


def test_a_key_in_the_repository_of_the_study_is_refused(author: Author) -> None:
    author.hand_in()
    subprocess.run(["git", "init", "-q", str(author.root)], check=True)
    with pytest.raises(PlaceError, match="git repository of the study"):
        author.pseudonymise()


def test_without_interviews_it_is_told(author: Author) -> None:
    with pytest.raises(ImportProblem, match=r"no interview in wawancara"):
        author.pseudonymise()


@pytest.mark.parametrize("step", range(8))
def test_a_kill_at_any_step_is_finished_by_the_next_run(
    author: Author, taken_in: Author, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Either nothing has changed, or the next run brings the rest; no original is ever lost."""
    author.hand_in()
    untouched = author.state()
    replace, unlink, count = Path.replace, Path.unlink, iter(range(100))

    def killed(which: Any) -> Any:
        def act(self: Path, *args: Any, **more: Any) -> Any:
            if next(count) == 3 * step:
                raise KeyboardInterrupt
            return which(self, *args, **more)

        return act

    monkeypatch.setattr(Path, "replace", killed(replace))
    monkeypatch.setattr(Path, "unlink", killed(unlink))
    try:
        author.pseudonymise()
    except KeyboardInterrupt:
        monkeypatch.undo()
        now = author.state()
        held = list(now.values())
        assert all(data in held for name, data in untouched.items() if "wawancara" in name)
        author.pseudonymise()
    monkeypatch.undo()
    assert author.check() == []
    assert author.state().keys() == taken_in.state().keys()
    assert author.rows("interview_codings") == taken_in.rows("interview_codings")


def test_a_withdrawn_original_is_not_taken_in_again(author: Author) -> None:
    author.hand_in()
    author.pseudonymise()
    rows = [row for row in author.rows("transcripts") if row["transcript_id"] != "T02"]
    author.write("transcripts", rows)
    with pytest.raises(ImportProblem, match="T02 of I01 was taken in with this key"):
        author.pseudonymise()


def test_a_text_that_another_program_brought_is_treated_like_the_others(author: Author) -> None:
    """Its names go, its codings move, and the text as it was is kept beside the key."""
    text = "\n".join(SECOND) + "\n"
    (author.inbox / "T05.txt").write_text(text, encoding="utf-8")
    author.write(
        "transcripts",
        [{"transcript_id": "T05", "informant_id": "I09", "file": "wawancara/T05.txt"}],
    )
    author.write(
        "informants",
        [{"informant_id": "I09", "role_class": "academic", "consent": "paraphrase"}],
    )
    at = text.index("Segmen contoh ketiga")
    coding = {"coding_id": "K0001", "transcript_id": "T05", "code_id": "PC1", "coder": "coder 1"}
    where = {"start": str(at), "end": str(at + 20), "passage": "Segmen contoh ketiga"}
    author.write("interview_codings", [coding | where])
    author.key.write_text("name\nContoh Satu\nUmpama\n", encoding="utf-8")
    assert author.pseudonymise().findings == []
    assert "menyebut [O001] dan Pak [O002]" in author.text("T05")
    assert (author.originals / "T05.txt").read_text(encoding="utf-8") == text
    (row,) = author.rows("interview_codings")
    there = author.text("T05")[int(row["start"]) : int(row["end"])]
    assert there == row["passage"] == "Segmen contoh ketiga"
    assert author.check() == []


def test_two_files_of_one_name_are_told(author: Author) -> None:
    author.hand_in()
    for name, words in (("satu", "Segmen lain."), ("dua", "Segmen lagi.")):
        folder = author.inbox / name
        folder.mkdir()
        docx(folder / "I07.docx", [f"P: {words}"])
    before = author.state()
    (found,) = [each for each in author.pseudonymise().findings if each.code == "same_name"]
    assert (found.file, str(found).count("wawancara/")) == ("wawancara/satu/I07.docx", 2)
    assert author.state() == before
