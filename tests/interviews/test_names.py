"""Names are found as people write them, and nothing else is."""

from __future__ import annotations

import pytest

from study.interviews.names import Names, spellings

KEY = Names({"Contoh Satu": "I01", "Contoh": "O002", "Umpàma": "O001", "Ma'ruf": "P001"})


def hidden(text: str) -> str:
    """A text without the names of the key."""
    return KEY.replaced(text)[0].applied(text)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Pak Contoh Satu datang", "Pak [I01] datang"),
        ("Bu CONTOH SATU.", "Bu [I01]."),
        ("contoh  satu", "[I01]"),
        ("Contoh\nSatu", "[I01]"),
        ("Contoh\u00a0Satu,", "[I01],"),
        ("Con\u00adtoh Satu", "[I01]"),
        ("Contoh\u200e Sa\u202atu\u202c.", "[I01]."),
        ("Cont\u200foh\ufe0f Satu", "[I01]"),
        ("Pak Contoh saja", "Pak [O002] saja"),
        ("mobil Contohnya baru", "mobil [O002]nya baru"),
        ("Contoh-nya", "[O002]-nya"),
        ("omahe Contohne", "omahe [O002]ne"),
        ("Contoh-Satu", "[I01]"),
        ("Mas Umpama, Umpa\u0300ma lan Ump\u00e0ma", "Mas [O001], [O001] lan [O001]"),
        ("Ma\u2019ruf dan Maruf", "[P001] dan [P001]"),
    ],
)
def test_a_name_is_found_in_any_of_its_ways(said: str, told: str) -> None:
    assert hidden(said) == told


def test_what_nobody_sees_in_the_key_hides_no_name() -> None:
    key = Names({"Con\u00adtoh Sa\u200etu": "I01"})
    assert key.replaced("Pak Contoh Satu datang")[1] == {"I01": 1}


@pytest.mark.parametrize(
    "said",
    [
        "percontohan",
        "contohnya begini",  # small letters with an ending: the ordinary word
        "Contohan",
        "umpamane",
        "xContoh",
        "Contoh_2",
        "[I01] sudah diganti",
    ],
)
def test_what_is_no_name_stays(said: str) -> None:
    assert hidden(said) == said


def test_the_longest_name_wins_and_small_letters_are_counted() -> None:
    replaced, times, small = KEY.replaced("Contoh Satu, contoh, CONTOH, contoh satu.")
    assert [new for _, _, new in replaced.spans] == ["[I01]", "[O002]", "[O002]", "[I01]"]
    assert (times["I01"], times["O002"], small["I01"], small["O002"]) == (2, 2, 1, 1)


def test_titles_and_degrees_are_no_part_of_a_name() -> None:
    assert spellings("Drs. H. Contoh  Satu, M.Contoh") == (
        "Drs. H. Contoh Satu, M.Contoh",
        "Contoh Satu",
    )
    assert spellings("Haji") == ("Haji",)


def test_what_looks_like_a_name_is_listed_most_likely_first() -> None:
    text = "P: Lalu bu misal dan Pak Andai di Kota Anu.\nSeandai: Ya. Satu Dua. [O001] Contoho."
    likely, others = KEY.suspects(text)
    assert set(likely) == {"misal", "Andai", "Seandai", "Satu", "Contoho"}
    assert set(others) == {"Kota", "Anu", "Dua"}


def test_without_a_name_nothing_is_replaced() -> None:
    assert Names({}).replaced("Contoh")[0].spans == ()
