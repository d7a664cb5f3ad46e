"""Taking in again after something changed, and what came from elsewhere."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from study.contract import checks
from study.errors import ImportProblem
from study.interviews import intake
from study.interviews import withdraw as withdrawing
from study.interviews.exchange import kept
from study.interviews.exchange.bring import bring
from study.place import find
from tests.contract.writers import xlsx
from tests.interviews.imitations import PASSAGES, PROGRAMS, TEXT, project
from tests.interviews.made import FIRST, INFORMANTS, KEY, SECOND, Author, commented, docx


def test_a_key_in_a_spreadsheet_gets_a_csv_beside_it_and_pseudonyms_stay(author: Author) -> None:
    author.hand_in()
    author.key.unlink()
    sheet = author.key.with_suffix(".xlsx")
    people = [("nama", "jenis", "varian"), ("Umpama Dua", "pejabat", "Umpama")]
    xlsx(sheet, people)
    (author.inbox / "koding.xlsx").unlink()  # which needs the official's agency
    assert intake.pseudonymise(author.place, sheet, "id").findings == []
    first = {row["nama"]: row["pseudonim"] for row in _key(author)}
    assert first == {"Umpama Dua": "O001", "Contoh Satu": "I01", "Misal Tiga": "I02"}
    xlsx(sheet, [people[0], ("Andai Nol", "informan", ""), ("Entah", "pejabat", ""), people[1]])
    intake.pseudonymise(author.place, sheet, "id")
    assert {row["nama"]: row["pseudonim"] for row in _key(author)} == first | {
        "Andai Nol": "I03",
        "Entah": "O002",
    }


def _key(author: Author) -> list[dict[str, str]]:
    with author.key.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_corrected_transcript_takes_the_place_of_the_earlier_one(author: Author) -> None:
    """Its number stays, its codings are found again by their words, the earlier file is kept."""
    author.hand_in()
    author.pseudonymise()
    before = author.rows("interview_codings")
    docx(author.inbox / "wawancara satu.docx", ["P: Segmen di depan.", *FIRST])
    assert author.pseudonymise().findings == []
    after = author.rows("interview_codings")
    assert [row["passage"] for row in after] == [row["passage"] for row in before]
    assert author.text("T02").startswith("P: Segmen di depan.")
    assert len(list((author.originals / "earlier").glob("wawancara satu-*.docx"))) == 1
    assert author.check() == []


def test_a_list_that_gives_a_transcript_to_somebody_else_is_refused(author: Author) -> None:
    author.hand_in()
    author.pseudonymise()
    rows = [list(row) for row in INFORMANTS]
    rows[1][5], rows[2][5] = rows[2][5], rows[1][5]
    xlsx(author.inbox / "informan.xlsx", rows)
    before = author.state()
    found = [each.code for each in author.pseudonymise().findings]
    assert found.count("informant_changed") == 2
    assert author.state() == before


def test_comments_in_word_are_codings(author: Author) -> None:
    """By the code's id or name, with a memo; what is no code is counted, what is like one told."""
    author.hand_in()
    lines = [
        ("Contoh Satu: Segmen satu tentang Pak Umpama.", "PC1; Rasa takut: soal Umpama"),
        ("P: Segmen dua.", "tanya lagi"),
        ("P: Segmen tiga.", "PC99"),
    ]
    commented(author.inbox / "wawancara satu.docx", lines)
    (author.inbox / "koding.xlsx").unlink()
    (found,) = author.pseudonymise().findings
    assert (found.code, found.file, found.value) == ("code_unknown", "wawancara satu.docx", "PC99")
    commented(author.inbox / "wawancara satu.docx", lines[:2])
    for _ in range(2):
        done = author.pseudonymise()
        assert done.findings == []
        assert done.left["T02"]["left_comment"] == 1
        one, two = author.rows("interview_codings")
        assert (one["coding_id"], one["code_id"], two["code_id"]) == ("K0001", "PC1", "CX3")
        assert one["passage"] == "[I01]: Segmen satu tentang Pak [O001]."
        assert (one["coder"], one["memo"]) == ("coder 1", "soal [O001]")
        assert author.check() == []
    commented(author.inbox / "wawancara satu.docx", [(lines[0][0], "PC1"), lines[1]])
    author.pseudonymise()
    assert [row["coding_id"] for row in author.rows("interview_codings")] == ["K0001"]


def test_a_lost_list_of_codings_is_told(author: Author) -> None:
    author.hand_in()
    author.pseudonymise()
    (author.originals / "koding.xlsx").unlink()
    before = author.state()
    assert [each.code for each in author.pseudonymise().findings] == ["list_absent"]
    assert author.state() == before


def test_a_lost_original_is_told(author: Author) -> None:
    author.hand_in()
    author.pseudonymise()
    (author.originals / "wawancara satu.docx").unlink()
    assert "original_absent" in [each.code for each in author.pseudonymise().findings]


def test_consent_may_stand_in_a_sheet_of_its_own(author: Author) -> None:
    author.hand_in()
    rows = [list(row) for row in INFORMANTS]
    rows[1][4] = ""
    xlsx(author.inbox / "informan.xlsx", rows)
    sheet = author.inbox / "persetujuan.xlsx"
    header = ("nama", "persetujuan")
    xlsx(sheet, [header, ("Contoh Satu", "hanya tesis"), ("Misal Tiga", "parafrase")])
    assert "consent_differs" in [each.code for each in author.pseudonymise().findings]
    xlsx(sheet, [header, ("Contoh Satu", "hanya tesis"), ("Misal Tiga", "kutipan anonim")])
    assert author.pseudonymise().findings == []
    assert author.rows("informants")[0]["consent"] == "thesis only"
    assert not sheet.exists()


def test_in_a_text_that_another_program_counted_every_character_counts(author: Author) -> None:
    text = "\n\n" + "\n".join(SECOND)  # no line feed at its end, two at its beginning
    (author.inbox / "T05.txt").write_text(text, encoding="utf-8")
    file = {"transcript_id": "T05", "informant_id": "I09", "file": "wawancara/T05.txt"}
    author.write("transcripts", [file])
    person = {"informant_id": "I09", "role_class": "academic", "consent": "paraphrase"}
    author.write("informants", [person])
    at = text.index("Segmen contoh ketiga")
    coding = {"coding_id": "K0001", "transcript_id": "T05", "code_id": "PC1", "coder": "coder 1"}
    where = {"start": str(at), "end": str(len(text)), "passage": text[at:]}
    author.write("interview_codings", [coding | where])
    author.key.write_text(KEY, encoding="utf-8")
    for _ in range(2):
        assert author.pseudonymise().findings == []
        assert author.text("T05").startswith("\n\nP: ")
        assert author.check() == []
    (row,) = author.rows("interview_codings")
    assert author.text("T05")[int(row["start"]) : int(row["end"])] == text[at:]


@pytest.fixture
def imported(tmp_path: Path) -> Author:
    """A study made of a project of another program, with a key for a word of it."""
    found = Author(tmp_path)
    file = tmp_path / "a.qdpx"
    file.write_bytes(project(PROGRAMS["QualCoder"]))
    bring(file, found.folder)
    found.key.parent.mkdir()
    found.key.write_text("name,kind,variants\nBagaimana,other,\nNarasumber,other,\n", "utf-8")
    return found


def test_what_came_from_another_program_moves_with_its_text(imported: Author) -> None:
    place = imported.place
    assert imported.pseudonymise().findings == []
    text = imported.text("T01")
    assert text == TEXT.replace("Bagaimana", "[P001]").replace("Narasumber", "[P002]")
    rows = imported.rows("interview_codings")
    assert {row["passage"] for row in rows} == set(PASSAGES)
    assert all(text[int(r["start"]) : int(r["end"])] == r["passage"] for r in rows)
    exchanged = kept.load(place)
    assert exchanged
    assert exchanged.digests["T01"] == imported.rows("transcripts")[0]["text_sha256"]
    places = {
        (int(node.attributes["startPosition"]), int(node.attributes["endPosition"]))
        for node in exchanged.project.walk()
        if node.tag == "PlainTextSelection"
    }
    assert {text[a:b] for a, b in places} == set(PASSAGES)
    assert checks.check(find(place.data)) == []


def test_a_person_of_another_program_can_be_withdrawn(imported: Author) -> None:
    assert imported.pseudonymise().findings == []
    (row,) = imported.rows("transcripts")
    done = withdrawing.withdraw(imported.place, row["informant_id"], imported.key)
    assert done.left == []
    exchanged = kept.load(imported.place)
    assert exchanged
    assert exchanged.transcripts == {}
    assert imported.check() == []
    with pytest.raises(ImportProblem, match="whose numbers would be given again"):
        bring(imported.root / "a.qdpx", imported.folder)
