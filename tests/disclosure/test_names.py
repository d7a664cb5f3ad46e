"""The private list of names: where it may lie, what it matches, and that it stays private."""

from __future__ import annotations

from pathlib import Path

import pytest

from study.disclosure import names
from study.errors import DisclosureError
from study.place import Place
from tests.contract.writers import xlsx


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "study").mkdir()
    return Place(data=tmp_path / "study", home=tmp_path / "study", root=tmp_path / "study")


def listed(monkeypatch: pytest.MonkeyPatch, path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(names.VARIABLE, str(path))


def test_without_a_list_nothing_is_looked_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(names.VARIABLE, raising=False)
    assert not names.read(place)
    assert names.fingerprint() == ""


def test_names_are_whole_words_in_any_form(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(monkeypatch, tmp_path / "list.txt", "# mine\nContoh Nama\n\nRéza\n")
    read = names.read(place)
    assert list(read.found("Kata CONTOH  nama, lalu reza dan Rezá.")) == [
        "contoh nama",
        "reza",
        "reza",
    ]
    assert list(read.found("Rezandi, contoh dan nama lain, C. N. lalu, namanya contoh")) == []
    assert list(read.found("baris contoh\nnama lain")) == []


@pytest.mark.parametrize(
    ("listed_as", "written"),
    [
        ("Contoh Nama", "oleh Nama, Contoh (2020)"),
        ("Contoh Nama", "akun @contohnama"),
        ("Contoh Nama", "berkas contoh_nama.pdf, Contoh-Nama"),
        ("Contoh Nama", "kata C. Nama lalu"),
        ("Contoh Nama", "kata Contoh N. lalu"),
        ("Contoh Tengah Nama", "C.T. Nama"),
        ("Contoh Nama", "Bapak H. Contoh Nama, S.Sos."),
        ("Drs. H. Contoh Nama, M.Si.", "pak Contoh Nama itu"),
        ("Ma'ruf Nama", "Maruf Nama, lalu"),
        ("Maruf Nama", "Ma\u2019ruf Nama"),
        ("Reza", "Reza's talk"),
        ("Reza", "Re\u0301za\u0300 dan"),
        ("Reza", "\uff32\uff25\uff3a\uff21"),
    ],
)
def test_forms_in_which_a_name_is_written(
    listed_as: str, written: str, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(monkeypatch, tmp_path / "list.txt", f"{listed_as}\n")
    assert len(set(names.read(place).found(written))) == 1


def test_what_nobody_sees_in_the_list_hides_no_name(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(monkeypatch, tmp_path / "list.txt", "Con\u00adtoh\u200b Na\u200dma\u200e\n")
    assert list(names.read(place).found("Kata Contoh Nama.")) == ["contoh nama"]


def test_a_row_that_is_numbered_with_a_sign_is_no_remark(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "no;nama;kode\n# mine;;\n#1;Contoh Nama;O001\n"
    listed(monkeypatch, tmp_path / "key.csv", text)
    assert names.read(place).names == {("contoh", "nama")}


def test_a_plain_list_loses_no_name(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(
        monkeypatch, tmp_path / "list.txt", "# mine\nContoh Satu; Contoh Dua\nNama\nContoh Tiga\n"
    )
    expected = {("contoh", "satu"), ("contoh", "dua"), ("contoh", "tiga")}
    assert names.read(place).names == expected


def test_a_table_without_a_column_of_names_is_refused(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(monkeypatch, tmp_path / "list.csv", "NIP,Pejabat\n198001012005011001,Contoh Nama\n")
    with pytest.raises(DisclosureError, match="line 2 holds a number: of a table, call"):
        names.read(place)


def test_two_columns_of_names_are_not_read_as_one(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(monkeypatch, tmp_path / "key.csv", "nama,name\nContoh Nama,Umpama Satu\n")
    with pytest.raises(DisclosureError, match="two of its columns mean the same") as caught:
        names.read(place)
    assert "contoh" not in str(caught.value).casefold()


def test_a_column_of_a_key_file_will_do(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'informant_id,Nama\nI01,"Contoh, Nama"\nI02,\nI03,Orang Lain\n'
    listed(monkeypatch, tmp_path / "kunci.csv", text)
    assert names.read(place).names == {("contoh", "nama"), ("orang", "lain")}


def test_the_key_of_an_author_with_variants_will_do(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With semicolons, as Excel writes where a comma is the decimal mark; degrees are optional."""
    text = 'nama;pseudonim;varian\nContoh Nama, S.Contoh;I01;"Nama Kecil;Panggilan|Sebutan"\n'
    listed(monkeypatch, tmp_path / "kunci.csv", text)
    assert names.read(place).names == {
        ("contoh", "nama", "s", "contoh"),
        ("contoh", "nama"),
        ("nama", "kecil"),
        ("panggilan",),
        ("sebutan",),
    }


def test_a_key_is_read_as_where_it_is_made(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With cells of several lines, lines above the header, in Windows-1252 or a spreadsheet."""
    rows = [
        ["Kunci contoh"],
        ["Nama lengkap", "Panggilan"],
        ["R\u00e9za\nContoh", "Satu\nDua Tiga"],
    ]
    wanted = {("reza", "contoh"), ("satu",), ("dua", "tiga")}
    text = 'Kunci contoh\nNama lengkap;Panggilan\n"R\u00e9za\nContoh";"Satu\nDua Tiga"\n'
    (tmp_path / "kunci.csv").write_bytes(text.encode("cp1252"))
    xlsx(tmp_path / "kunci.xlsx", rows)
    for name in ("kunci.csv", "kunci.xlsx"):
        monkeypatch.setenv(names.VARIABLE, str(tmp_path / name))
        assert names.read(place).names == wanted


def test_what_is_no_list_is_told_without_its_content(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"Contoh Nama")
    (tmp_path / "b.csv").write_bytes(b"Contoh \x81 N\xc3\xa9ma \xff")
    (tmp_path / "c.txt").mkdir()
    for name in ("a.xlsx", "b.csv", "c.txt"):
        monkeypatch.setenv(names.VARIABLE, str(tmp_path / name))
        with pytest.raises(DisclosureError, match=r"cannot be read: \w") as error:
            names.read(place)
        assert "Contoh" not in str(error.value)


def test_a_list_inside_the_study_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    listed(monkeypatch, place.data / "list.txt", "Contoh Nama\n")
    with pytest.raises(DisclosureError, match="inside the study") as error:
        names.read(place)
    assert "Contoh" not in str(error.value)


def test_a_link_into_the_study_is_refused(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place.data / "list.txt").write_text("Contoh Nama\n", encoding="utf-8")
    (tmp_path / "link").symlink_to(place.data / "list.txt")
    monkeypatch.setenv(names.VARIABLE, str(tmp_path / "link"))
    with pytest.raises(DisclosureError, match="inside the study"):
        names.read(place)


@pytest.mark.parametrize("text", ["Contoh Nama\nAl\n", "A B\n"])
def test_a_name_too_short_is_refused_by_its_line(
    text: str, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(monkeypatch, tmp_path / "list.txt", text)
    with pytest.raises(DisclosureError, match=f"line {text.count(chr(10))}: shorter"):
        names.read(place)


def test_a_list_that_is_not_there_is_told(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(names.VARIABLE, str(tmp_path / "none.txt"))
    with pytest.raises(DisclosureError, match="cannot be read"):
        names.read(place)


def test_a_changed_list_is_noticed_without_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(monkeypatch, tmp_path / "list.txt", "Contoh Nama\n")
    before = names.fingerprint()
    (tmp_path / "list.txt").write_text("Contoh Nama Lain\n", encoding="utf-8")
    assert names.fingerprint() != before
    assert "Contoh" not in before


def test_words_of_an_index_on_one_page_are_a_name() -> None:
    listed_names = names.Names(frozenset({("contoh", "wibowosari")}))
    both, apart = {"contoh": {1, 2}, "wibowosari": {2}}, {"contoh": {1}, "wibowosari": {2}}
    assert list(listed_names.within(both)) == ["contoh wibowosari"]
    assert list(listed_names.within(apart)) == []
