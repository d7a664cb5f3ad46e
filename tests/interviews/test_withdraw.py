"""A person who withdraws is gone from everywhere, and a search says so."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from study.contract.transcripts import WITHDRAWING
from study.errors import ImportProblem
from study.interviews import traces, writing
from study.interviews import withdraw as withdrawing
from tests.contract.writers import xlsx
from tests.interviews.made import CODINGS, INFORMANTS, Author, docx

SAID = "Ini segmen contoh tentang janji"


@pytest.fixture
def ready(author: Author) -> Author:
    """An author whose interviews were taken in and, so it seems, made a book of."""
    author.hand_in()
    assert author.pseudonymise().findings == []
    for name in ("results/a.csv", "figures/a.svg", "_build/html/a.html", "_build/cache/x"):
        path = author.folder / name
        path.parent.mkdir(parents=True)
        path.write_text(f"{SAID}, yang menyebut [O001] sekali", encoding="utf-8")
    return author


def test_the_person_is_gone_and_the_others_are_as_they_were(ready: Author) -> None:
    before = ready.rows("interview_codings")
    done = withdrawing.withdraw(ready.place, "I01")
    assert done.left == []
    assert done.rows == {"informants": 1, "transcripts": 1, "interview_codings": 3}
    assert [row["informant_id"] for row in ready.rows("informants")] == ["I02"]
    assert ready.rows("interview_codings") == before[3:]
    assert not (ready.inbox / "T02.txt").exists()
    assert not any((ready.folder / each).exists() for each in ("results", "figures", "_build"))
    for name, data in ready.state().items():
        if name.startswith("studi/"):
            assert SAID.encode() not in data, name
            assert b"I01" not in data or name.endswith("README.md"), name
    assert ready.check() == []


def test_the_pseudonym_in_what_others_said_is_masked_and_nothing_moves(ready: Author) -> None:
    before = ready.text("T01")
    done = withdrawing.withdraw(ready.place, "I01")
    assert done.masked == ["T01"]
    assert ready.text("T01") == before.replace("[I01]", "[\u00b7\u00b7\u00b7]")
    assert ready.check() == []


def test_it_says_what_was_searched_and_what_is_out_of_reach(ready: Author) -> None:
    subprocess.run(["git", "init", "-q", str(ready.folder)], check=True)
    done = withdrawing.withdraw(ready.place, "I01")
    told = withdrawing.report(done)
    assert "removed, rows of informants: 1" in told
    assert "dihapus, baris informants: 1" in withdrawing.report(done, "id")
    assert "Found: nothing." in told
    assert "in every file of the study: 1 .cff" in told
    assert "run again with --key" in told
    assert "log --all --oneline -SI01" in told


def test_a_folder_that_lies_elsewhere_is_told_to_be_unread(tmp_path: Path) -> None:
    study, elsewhere = tmp_path / "study", tmp_path / "elsewhere"
    study.mkdir()
    elsewhere.mkdir()
    (elsewhere / "T01.txt").write_text(SAID, encoding="utf-8")
    (study / "wawancara").symlink_to(elsewhere)
    assert traces.search(study, ["I01"], traces.shingles(SAID)).unread == ["wawancara"]


def test_a_list_beside_the_key_is_not_written_over_by_another(ready: Author) -> None:
    newer = ready.originals / "informan.csv"
    newer.write_text("kode,nama\n,Baru Sekali\n", encoding="utf-8")
    before = ready.state()
    with pytest.raises(ImportProblem, match=r"several lists: informan\.xlsx, informan\.csv"):
        withdrawing.withdraw(ready.place, "I01", ready.key)
    after = ready.state()
    assert {name for name in after if before.get(name) != after[name]} == {f"studi/{WITHDRAWING}"}
    (ready.originals / "informan.xlsx").unlink()
    assert withdrawing.withdraw(ready.place, "I01", ready.key).left == []
    assert "Baru Sekali" in newer.read_text(encoding="utf-8")


def test_with_the_key_the_originals_go_too(ready: Author) -> None:
    done = withdrawing.withdraw(ready.place, "I01", ready.key)
    assert done.left == []
    assert not (ready.originals / "wawancara satu.docx").exists()
    lists = [ready.originals / name for name in ("informan.csv", "koding.csv")]
    for path in lists:
        assert "satu" not in path.read_text(encoding="utf-8").casefold()
    assert not list(ready.originals.glob("*.xlsx"))
    # another informant speaks of the person: the name must go on being replaced
    assert "Contoh Satu;other;;;;\u00b7\u00b7\u00b7" in ready.key.read_text(encoding="utf-8")
    before = ready.text("T01")
    assert ready.pseudonymise().findings == []
    assert ready.text("T01") == before
    assert [row["informant_id"] for row in ready.rows("informants")] == ["I02"]
    assert ready.check() == []


def test_a_name_nobody_else_says_leaves_the_key_and_its_pseudonym_is_not_given_again(
    ready: Author,
) -> None:
    assert withdrawing.withdraw(ready.place, "I02", ready.key).left == []
    assert "Misal" not in ready.key.read_text(encoding="utf-8")
    with ready.key.open("a", encoding="utf-8") as file:
        file.write("Andai Empat;informan;;;;\n")
    ready.pseudonymise()
    assert ready.key.read_text(encoding="utf-8").rstrip().endswith(";I03")


def test_a_spreadsheet_that_is_the_key_holds_the_name_no_longer(ready: Author) -> None:
    """It has no pseudonyms, which stand in the CSV file beside it."""
    sheet = ready.key.with_suffix(".xlsx")
    xlsx(sheet, [["nama", "jenis"], ["Misal Tiga", "informan"], ["Andai Lima", "pejabat"]])
    assert withdrawing.withdraw(ready.place, "I02", ready.key).left == []
    assert not sheet.exists()
    assert "Misal" not in ready.key.read_text(encoding="utf-8")


def test_originals_of_a_longer_name_stay(ready: Author) -> None:
    earlier = ready.originals / "earlier"
    earlier.mkdir(exist_ok=True)
    for name in ("wawancara satu-0a1b2c3d.docx", "wawancara satu b-0a1b2c3d.docx"):
        (earlier / name).write_bytes(b"")
    (earlier / "Informan-0a1b2c3d.xlsx").write_bytes(b"")
    other = ready.key.with_name("lain-suspects.csv")
    other.write_text("of another study", encoding="utf-8")
    withdrawing.withdraw(ready.place, "I01", ready.key)
    assert [path.name for path in earlier.iterdir()] == ["wawancara satu b-0a1b2c3d.docx"]
    assert other.exists()


def test_a_text_outside_the_study_is_not_touched(ready: Author, tmp_path: Path) -> None:
    outside = ready.place.data.parent / "T01.txt"
    outside.write_text("somebody else's", encoding="utf-8")
    table = ready.place.data / "interviews" / "transcripts.csv"
    text = table.read_text(encoding="utf-8").replace("wawancara/T01.txt", "../T01.txt")
    table.write_text(text, encoding="utf-8")
    withdrawing.withdraw(ready.place, "I01")
    assert outside.read_text(encoding="utf-8") == "somebody else's"


def test_without_the_key_first_and_with_it_later(ready: Author) -> None:
    withdrawing.withdraw(ready.place, "I01")
    with pytest.raises(ImportProblem, match="study withdraw I01 --key"):
        ready.pseudonymise()
    assert withdrawing.withdraw(ready.place, "I01", ready.key).left == []
    assert ready.pseudonymise().findings == []


def test_officials_of_whom_nobody_tells_any_more_are_named(ready: Author) -> None:
    done = withdrawing.withdraw(ready.place, "I02")
    assert done.lonely == ["O001"]
    assert len(ready.rows("officials")) == 1
    assert ready.rows("quotations") == []


def test_what_is_left_in_prose_is_found_until_it_is_deleted(ready: Author) -> None:
    """By the words, whatever stands between them, and by the pseudonym."""
    prose = ready.folder / "text" / "lain.md"
    prose.write_text(f"> {SAID},\n> **yang** menyebut\n", encoding="utf-8")
    copied = ready.folder / "catatan.txt"
    copied.write_text("tentang I01 dan T02", encoding="utf-8")
    done = withdrawing.withdraw(ready.place, "I01")
    assert [each.partition(":")[0] for each in done.left] == ["catatan.txt", "text/lain.md"]
    assert "Still there" in withdrawing.report(done)
    assert [each.code for each in ready.check()] == ["withdrawal_open"]
    with pytest.raises(ImportProblem, match="withdrawal of I01 is not finished"):
        ready.pseudonymise()
    with pytest.raises(ImportProblem, match="withdrawal of I01 is not finished"):
        withdrawing.withdraw(ready.place, "I02")
    prose.unlink()
    copied.unlink()
    assert withdrawing.withdraw(ready.place, "I01").left == []
    assert ready.check() == []


def test_prose_that_prints_a_quotation_of_the_person_is_found(ready: Author) -> None:
    """Its number could later be that of somebody else's words."""
    prose = ready.folder / "text" / "lain.md"
    prose.write_text("Kata orang itu: {quotation}`Q01`.\n", encoding="utf-8")
    assert withdrawing.withdraw(ready.place, "I02").left == ["text/lain.md: Q01"]


def test_what_stays_beside_the_key_of_others_is_no_trace(author: Author) -> None:
    """Originals of others hold the same questions; those of the person go, taken in or not."""
    author.hand_in()
    rows = [list(row) for row in INFORMANTS]
    rows[2][4] = "tidak ada"
    xlsx(author.inbox / "informan.xlsx", rows)
    (author.inbox / "koding.xlsx").unlink()
    author.pseudonymise()
    assert withdrawing.withdraw(author.place, "I02", author.key).left == []
    assert not (author.originals / "wawancara dua.txt").exists()
    assert author.pseudonymise().findings == []
    assert withdrawing.withdraw(author.place, "I01", author.key).left == []


@pytest.mark.parametrize("handed_in", [True, False])
def test_who_consented_to_nothing_goes_from_beside_the_key_later(
    author: Author, handed_in: bool
) -> None:
    """First from the study, then with the key; and the proof says what could be looked for."""
    author.hand_in()
    rows = [list(row) for row in INFORMANTS]
    rows[2][4], rows[2][5] = "tidak ada", "wawancara dua.txt" if handed_in else ""
    xlsx(author.inbox / "informan.xlsx", rows)
    (author.inbox / "koding.xlsx").unlink()
    if not handed_in:
        (author.inbox / "wawancara dua.txt").unlink()
    assert author.pseudonymise().findings == []
    first = withdrawing.withdraw(author.place, "I02")
    assert first.left == []
    assert "Of I02 no words were known to look for." in withdrawing.report(first)
    done = withdrawing.withdraw(author.place, "I02", author.key)
    assert done.left == []
    told = withdrawing.report(done)
    assert ("no words were known to look for" in told) is not handed_in
    assert ("any 6 words in a row" in told) is handed_in
    assert "Misal" not in author.key.read_text(encoding="utf-8")
    assert "Misal" not in (author.originals / "informan.csv").read_text(encoding="utf-8")
    assert not (author.originals / "wawancara dua.txt").exists()
    assert author.pseudonymise().findings == []
    assert [row["informant_id"] for row in author.rows("informants")] == ["I01"]
    with pytest.raises(ImportProblem, match="I09 is no informant"):
        withdrawing.withdraw(author.place, "I09", author.key)


@pytest.mark.parametrize("name", ["studi/wawancara/T01.txt", "rahasia/originals/wawancara dua.txt"])
def test_words_of_others_that_cannot_be_read_are_not_taken_for_the_persons(
    ready: Author, name: str
) -> None:
    """Or the questions of the guide would be found in what others said, to be deleted by hand."""
    path = ready.root / name
    path.unlink()
    path.mkdir()
    before = ready.state()
    with pytest.raises(ImportProblem, match="cannot be read: Is a directory"):
        withdrawing.withdraw(ready.place, "I01", ready.key)
    assert ready.state() == before


def test_codings_of_who_goes_leave_their_numbers_behind(ready: Author) -> None:
    """What is coded afterwards gets others."""
    assert withdrawing.withdraw(ready.place, "I01", ready.key).left == []
    rows = [list(row) for row in CODINGS]
    xlsx(ready.inbox / "koding.xlsx", [rows[0], rows[3], ["wawancara dua", "tentang rasa", "PC1"]])
    assert ready.pseudonymise().findings == []
    assert [r["coding_id"] for r in ready.rows("interview_codings")] == ["K0004", "K0005"]
    docx(ready.inbox / "I03 baru.docx", ["P: Segmen baru."])
    with ready.key.open("a", encoding="utf-8") as file:
        file.write("Andai Empat;informan;;;;\n")
    xlsx(
        ready.inbox / "informan.xlsx",
        [
            INFORMANTS[0],
            INFORMANTS[2],
            ("", "Andai Empat", "", "ASN", "parafrase", "I03 baru.docx"),
        ],
    )
    assert ready.pseudonymise().findings == []
    assert [row["transcript_id"] for row in ready.rows("transcripts")] == ["T01", "T03"]


def test_lines_above_a_header_stay(ready: Author) -> None:
    """But those that name the person who goes."""
    rows = [["Daftar contoh", "rahasia"], ["untuk Misal Tiga"], [], *INFORMANTS]
    xlsx(ready.inbox / "informan.xlsx", rows)
    ready.key.write_text("Kunci contoh\n" + ready.key.read_text("utf-8-sig"), encoding="utf-8")
    assert ready.pseudonymise().findings == []
    with ready.key.open("a", encoding="utf-8") as file:
        file.write("Andai Empat;pejabat;;;;\n")
    assert ready.pseudonymise().findings == []
    assert withdrawing.withdraw(ready.place, "I02", ready.key).left == []
    lines = (ready.originals / "informan.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].rstrip(",") == "Daftar contoh,rahasia"
    assert [line.startswith("kode,nama") for line in lines].count(True) == 1
    assert not any("Misal" in line for line in lines)
    assert ready.key.read_text(encoding="utf-8-sig").startswith("Kunci contoh")
    assert "O002" in ready.key.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("content", ["{", "[]", '{"I01": []}', '{"I01": {"said": 1}}', "\0"])
def test_a_damaged_note_is_told(ready: Author, content: str) -> None:
    (ready.folder / WITHDRAWING).write_text(content, encoding="utf-8")
    with pytest.raises(ImportProblem, match=r"withdrawing\.json is damaged"):
        withdrawing.withdraw(ready.place, "I01")
    with pytest.raises(ImportProblem, match=r"withdrawing\.json is damaged"):
        ready.pseudonymise()


def test_what_is_noted_meanwhile_holds_no_word_of_it(ready: Author) -> None:
    (ready.folder / "catatan.txt").write_text("I01", encoding="utf-8")
    withdrawing.withdraw(ready.place, "I01")
    noted = (ready.folder / WITHDRAWING).read_text(encoding="utf-8")
    assert "janji" not in noted
    assert "contoh" not in noted.casefold()


def test_the_questions_of_the_guide_tell_of_nobody(ready: Author) -> None:
    """What every interview holds is no trace of the one that is gone."""
    done = withdrawing.withdraw(ready.place, "I01")
    assert "sama untuk semua orang yang ditanya" in ready.text("T01")
    assert done.left == []


@pytest.mark.parametrize("step", range(6))
def test_a_kill_at_any_step_is_finished_by_the_next_run(
    ready: Author, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    count = iter(range(100))

    def killed(which: Any) -> Any:
        def act(*args: Any, **more: Any) -> Any:
            if next(count) == 3 * step:
                raise KeyboardInterrupt
            return which(*args, **more)

        return act

    for owner, name in ((Path, "replace"), (Path, "unlink"), (writing.shutil, "rmtree")):
        monkeypatch.setattr(owner, name, killed(getattr(owner, name)))
    try:
        withdrawing.withdraw(ready.place, "I01", ready.key)
    except KeyboardInterrupt:
        monkeypatch.undo()
        assert withdrawing.withdraw(ready.place, "I01", ready.key).left == []
    monkeypatch.undo()
    assert ready.check() == []
    assert [row["informant_id"] for row in ready.rows("informants")] == ["I02"]
    assert not (ready.folder / "_build").exists()
    assert not (ready.originals / "wawancara satu.docx").exists()
    assert ready.pseudonymise().findings == []


def test_somebody_unknown_is_told_and_nothing_changes(ready: Author) -> None:
    before = ready.state()
    with pytest.raises(ImportProblem, match="I1 is no informant of this study"):
        withdrawing.withdraw(ready.place, "I1")
    assert ready.state() == before


def test_archives_and_escaped_letters_are_searched_and_binaries_named(tmp_path: Path) -> None:
    xlsx(tmp_path / "a.xlsx", [["satu dua tiga empat lima enam"]])
    (tmp_path / "b.json").write_text('"jaw\\u00e9 dua tiga empat lima enam"', encoding="utf-8")
    (tmp_path / "c.bin").write_bytes(b"\0\1")
    (tmp_path / "d.html").write_text("satu <b>dua</b> tiga empat lima enam", encoding="utf-8")
    said = traces.shingles("satu dua tiga empat lima enam") | traces.shingles(
        "jaw\u00e9 dua tiga empat lima enam"
    )
    found = traces.search(tmp_path, ["I01"], said)
    assert [each.partition(":")[0] for each in found.left] == ["a.xlsx", "b.json", "d.html"]
    assert found.unread == ["c.bin"]


def test_a_name_that_a_text_left_out_speaks_of_stays_masked_in_the_key(author: Author) -> None:
    """Who consents later brings a text in, in which the name must still be replaced."""
    author.hand_in()
    docx(author.inbox / "wawancara satu.docx", ["P: Segmen.", "I: Salam untuk Misal Tiga."])
    xlsx(author.inbox / "koding.xlsx", CODINGS[:1])
    rows = [list(row) for row in INFORMANTS]
    rows[1][4] = "tidak ada"
    xlsx(author.inbox / "informan.xlsx", rows)
    assert author.pseudonymise().findings == []
    withdrawing.withdraw(author.place, "I02", author.key)
    line = next(each for each in author.key.read_text("utf-8").splitlines() if "Tiga" in each)
    assert "I02" not in line
    assert "\u00b7\u00b7\u00b7" in line
