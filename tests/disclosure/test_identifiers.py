"""Identifiers are known by their structure; what merely looks like one is left alone.

Every number here was made up from the structure alone.
"""

from __future__ import annotations

import pytest

from study.disclosure.identifiers import hits, is_nik
from study.disclosure.offices import offices
from study.disclosure.violations import RULES, Violation, mask, together

FOUND = {
    "NIK": (
        "NIK 3303120507870003",
        "nomor 3303124507870003 (perempuan)",
        "3303 1205 0787 0003",
        "330312 050787 0003",
        "33-03-12-05-07-87-0003",
        "33.03.12.050787.0003",
        "KTP: 1234567890123456",
        "\uff13\uff13\uff10\uff13\uff11\uff12\uff10\uff15\uff10\uff17\uff18\uff17\uff10\uff10\uff10\uff13",
        "33031205\u00ad07870003",
        "33\u2063031205\u202c0787\u034f0003",  # what nobody sees
        "3303\u00a01205\u00a00787\u00a00003",
        "3303\u20131205\u20130787\u20130003",
        "330312\u2011050787\u20110003",
        "3303\u00b71205\u00b70787\u00b70003",
        "3303/1205/0787/0003",
        "3303_1205_0787_0003",
        "33031205 07870003",
        "33 03 12 05 07 87 00 03",
        "3 3 0 3 1 2 0 5 0 7 8 7 0 0 0 3",
        "_3303120507870003_",
        "foto_3303120507870003",
        "nik: 1234567890123456",
        "No. KTP 1234 5678 9012.3456",
        "\x1b[31m3303\x1b[0m120507870003",
        "\u0663\u0663\u0660\u0663\u0661\u0662\u0660\u0665\u0660\u0667\u0668\u0667\u0660\u0660\u0660\u0663",
    ),
    "NIP": ("197305121998031002", "NIP. 19730512 199803 1 002", "197305122021212003"),
    "phone number": (
        "081234567890",
        "0812-3456-7890",
        "0812 3456 789",
        "+62 812-3456-7890",
        "6281234567890",
        "https://wa.me/6281234567890",
        "wa.me/6281234567890",
        "api.whatsapp.com/send?phone=6281234567890",
        "HP/WA/081234567890",
        "+62 (0)812-3456-7890",
        "0062 812 3456 7890",
        "0812\u20133456\u20137890",
        "0281-891234",
        "(0281) 891234",
        "+62 281 891234",
    ),
    "e-mail address": (
        "siapa.saja@contoh.go.id",
        "<a.b+c@d-e.example>",
        "siapa [at] contoh [dot] id",
        "siapa(at)contoh.go.id",
        "siapa[AT]contoh.go.id",
        "siapa (At) contoh.go.id",
        "siapa @ contoh.go.id",
        "siapa\uff20contoh.go.id",
        "https://contoh.example/?m=siapa@contoh.go.id",
        "siapa\\u0040contoh.go.id",
    ),
    "NPWP": ("09.254.294.3-407.000", "NPWP 092542943407000", "npwp 0925 4294 3407 0000"),
    "vehicle plate": ("R 1234 AB", "mobil R1234AB", "B 12 XYZ", "AD-4321-F"),
    "street address": (
        "Jl. Merdeka Raya No. 12",
        "Jalan Contoh Nomor 3",
        "Jln Pasar Baru Blok 4",
        "RT 01/RW 02",
        "RT.03 RW.04",
        "RT 01/02",
        "rt 01 / rw 02",
        "jl. merdeka no. 12",
    ),
}
NEAR = (
    "33.03.12 and 33.03.13.2001",  # codes of a district and a village
    "33.01 33.02 33.03 33.04 33.05 33.06",  # of regencies, a list
    "S104, S284; C03 to C06; Y07",  # sources, cases, exceptions
    "2020-12-09, 09-12-2020 10-12-2020, 09/12/2020",
    "11-01-2012 05-06-2013",
    "3f2504e0-4f89-41d3-9a0c-0305e82c3301",  # a GUID
    "guid 12345678-1234-1234-1234-123456789012",
    "0.8123456789 and 1081234567890",
    "270,185 votes of 737,437; 49.9912345678 per cent",
    "1234567890123456",  # no province, no day of birth
    "9999999999999999",
    "3303123207870003",  # the 32nd of July
    "3303120513870003",  # month 13
    "197313121998031002",  # born in month 13
    "https://contoh.example/3303120507870003/081234567890",
    "10.1145/3303120507.870003",
    "R-3419/KASN/11/2020",
    "in 2015 2016 2017 2018 and 2020 2021",
    "Pasal 71 UU 10 Tahun 2016",
    "Jalan panjang menuju netralitas",
    "RT itu tidak ikut",
    "width 600 x 400 px, S 272 and S 273",
    "@article, @property",
    "package@1.2.3, 3 @ 2.500, seen @ noon. Then",
    "1 0 1 1 0 0 1 0 1 1 0 1 0 1 1 1",  # yes and no, sixteen times
    "11 12 13 14 15 16 17 18",
    "2015 2016 2017 2018",
    "ISSN 0281-8912, 978-602-033-123-4",
    "62.85123457 and 0.08123456789",
    "R 1234, B 12, S 272",
    "a nik is no number",
)


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in FOUND.items() for text in texts]
)
def test_an_identifier_is_found(rule: str, text: str) -> None:
    assert [found for found, _ in hits(f"Kata: {text}, lalu.")] == [rule]


@pytest.mark.parametrize("text", NEAR)
def test_what_looks_like_one_is_left_alone(text: str) -> None:
    assert list(hits(f"Kata {text} lalu.")) == []


def test_an_address_that_the_settings_give_is_allowed() -> None:
    text = "Tulis ke Penulis@Contoh.example atau lain@contoh.example."
    allowed = {"penulis@contoh.example"}
    assert list(hits(text, allowed=allowed)) == [("e-mail address", "lain@contoh.example")]


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [
        ("3303120107870001", True),
        ("3303127112870001", True),  # a woman born on the 31st
        ("3303127212870001", False),
        ("3303123912870001", False),
        ("2003120107870001", False),  # no such province
        ("3303120107870000", False),  # serial numbers begin with one
        ("330312010787000", False),
    ],
)
def test_a_nik_has_a_structure(digits: str, is_one: bool) -> None:
    assert is_nik(digits) is is_one


@pytest.mark.parametrize(
    "text",
    [
        "Sekda datang",
        "the regional secretary came",
        "Kepala Dinas Pendidikan minta",
        "kepala dinas pendidikan minta",
        "camat Kaligondang",
        "Kepala  Desa Makam",
        "pak kades Selaganggeng",
        "Kapolres hadir",
        "the head of the agency of education",
    ],
)
def test_an_office_of_one_holder_is_found(text: str) -> None:
    assert len(list(offices(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "seorang kepala dinas yang lama",
        "kepala dinas itu",
        "para camat di kabupaten ini",
        "Camat.",
        "an agency head, a district head, village heads",
        "the head of the agency said so",
        "kecamatan Kaligondang",
        "bendahara desa",
    ],
)
def test_a_class_of_office_is_left_alone(text: str) -> None:
    assert list(offices(text)) == []


def test_a_message_masks() -> None:
    assert mask("3303120507870003") == "33…"
    assert mask("Adi") == "A…"
    told = str(Violation("page.html", "NIK", f"text: {mask('3303120507870003')}"))
    assert "3303" not in told
    assert all(part in told for part in ("page.html", "NIK", "allowed:", "mend:"))


def test_equal_ones_are_told_once() -> None:
    one = Violation("page", "NIK", "text: 33…")
    assert together([one, one]) == [Violation("page", "NIK", "text: 33…", 2)]
    assert "(2 times)" in str(together([one, one])[0])


def test_every_rule_says_what_to_do() -> None:
    assert all(rule.looks_for and rule.allowed and rule.mend for rule in RULES.values())
