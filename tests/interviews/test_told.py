"""What an author is told of a mistake: once, in words that may be written, with a mend."""

from __future__ import annotations

import pytest

from study.contract.vocabulary import CHOICES, meant, vocabulary
from tests.interviews.made import Author, edit

ONE = {
    "informants_absent": lambda author: (author.inbox / "informan.xlsx").unlink(),
    "no_code_column": edit("koding", 0, 2, "kodenya"),
    "no_interview_column": edit("koding", 0, 0, "berkasnya yang mana"),
}


@pytest.mark.parametrize("code", ONE)
def test_one_mistake_is_told_once(author: Author, code: str) -> None:
    """And not again in every row that follows from it."""
    author.hand_in()
    ONE[code](author)
    assert [each.code for each in author.pseudonymise().findings] == [code]


def test_a_file_that_cannot_be_read_is_told_once(author: Author) -> None:
    author.hand_in()
    (author.inbox / "wawancara satu.docx").write_bytes(b"PK\x03\x04")
    assert [each.code for each in author.pseudonymise().findings] == ["plain"]


def test_words_that_are_allowed_are_told_in_the_language_of_the_author() -> None:
    for name, said in CHOICES.items():
        for language in ("en", "id"):
            words = said.told(language).partition(",")[0].split(" | ")
            meanings = [meant(name, word) for word in words]
            assert meanings == list(dict.fromkeys(vocabulary(name).values()))


def test_an_official_before_there_is_a_key_is_told_how_to_make_one(author: Author) -> None:
    author.hand_in()
    author.key.unlink()
    told = [each for each in author.pseudonymise().findings if each.code == "official_unknown"]
    assert "nama,jenis,varian,instansi,eselon" in told[0].told("id")


@pytest.mark.parametrize("word", ["tidak", "no", ""])
def test_what_is_not_to_be_quoted_may_be_said_in_a_word(author: Author, word: str) -> None:
    author.hand_in()
    edit("koding", 1, 4, word)(author)
    assert author.pseudonymise().findings == []
