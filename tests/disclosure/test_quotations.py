"""What in the words of a quotation tells whose they are."""

from __future__ import annotations

from study.disclosure.names import Names
from study.disclosure.quotations import telling


def test_what_tells_who_it_is_is_found() -> None:
    names = Names(frozenset({("contoh", "nama")}))
    text = "Contoh Nama, sekda, di nomor 081234567890"
    assert list(telling(text, names)) == [
        ("phone number", "08…"),
        ("private name", "co…"),
        ("single-holder office", "sekda"),
    ]
    assert list(telling("seorang kepala dinas bilang begitu", names)) == []
