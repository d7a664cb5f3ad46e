"""An archive that means harm gets one clear error, and leaves nothing behind."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from study.contract import archive
from study.errors import ImportProblem

GOOD = {"project.qde": b"<Project/>", "sources/a.txt": b"one two"}


def zipped(members: Mapping[str | zipfile.ZipInfo, bytes]) -> bytes:
    """An archive of members, by name or by what is to be said of them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    """A member that is a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def claiming(size: int) -> bytes:
    """An archive whose only member claims a size, in its directory and in its own head."""
    made = bytearray(zipped({"a.mp4": b"tiny"}))
    struct.pack_into("<I", made, 22, size)
    struct.pack_into("<I", made, made.index(b"PK\x01\x02") + 24, size)
    return bytes(made)


def encrypted() -> bytes:
    """An archive whose only member says that it is encrypted."""
    made = bytearray(zipped({"a.txt": b"secret"}))
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(head) + at] |= 1
    return bytes(made)


def strangely_packed() -> bytes:
    """An archive whose member is packed in a way nobody knows."""
    made = bytearray(zipped({"a.txt": b"one two"}))
    for head, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", made, made.index(head) + at, 77)
    return bytes(made)


def long_directory() -> bytes:
    """An archive that claims a list of members of a gigabyte."""
    made = bytearray(zipped(GOOD))
    struct.pack_into("<I", made, made.rindex(b"PK\x05\x06") + 12, 2**30)
    return bytes(made)


def twice() -> bytes:
    """An archive with two members of one name."""
    return zipped({"a.txt": b"1", "b.txt": b"2"}).replace(b"b.txt", b"a.txt")


HOSTILE = {
    "traversal": (zipped({"../../out.txt": b"x"}), "leads out of the archive"),
    "traversal of Windows": (zipped({"..\\out.txt": b"x"}), "leads out of the archive"),
    "absolute": (zipped({"/etc/out.txt": b"x"}), "absolute path"),
    "drive": (zipped({"C:\\out.txt": b"x"}), "absolute path"),
    "link": (zipped({link("sources/a.txt"): b"/etc/passwd"}), "is a link"),
    "twice": (twice(), "stands in it twice"),
    "bomb": (zipped({"a.txt": bytes(20 * 2**20)}), "more than 200 times its size"),
    "two gigabytes": (claiming(2**31), "claims 2147483648 bytes"),
    "encrypted": (encrypted(), "encrypted"),
    "a PDF": (b"%PDF-1.7 ...", "is no .qdpx: it is a PDF file"),
    "an XML file": (b"<?xml version='1.0'?><a/>", "is no .qdpx: it is an XML file"),
    "a text": (b"hello", "is no .qdpx: its content is of another kind"),
    "empty": (b"", "is no .qdpx: it is an empty file"),
    "cut": (zipped(GOOD)[:-30], "broken archive"),
    "half": (zipped(GOOD)[:60], "broken archive"),
    "long directory": (long_directory(), "list of members takes"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archive_gets_one_error_and_leaves_nothing(name, tmp_path):
    content, said = HOSTILE[name]
    file = tmp_path / "in" / "project.qdpx"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(ImportProblem, match=r"project\.qdpx") as told:
        archive.require(file, ".qdpx")
    assert said in str(told.value)
    limit = name in ("bomb", "two gigabytes", "long directory")
    assert (archive.LIMITS in str(told.value)) == limit
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [file]


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_MEMBERS", 5)
    file = tmp_path / "a.zip"
    file.write_bytes(zipped({f"{at}.txt": b"" for at in range(6)}))
    with pytest.raises(ImportProblem, match="lists 6 members; 5 are allowed"):
        archive.require(file)


def test_sound_archive_is_read(tmp_path):
    file = tmp_path / "a.qdpx"
    file.write_bytes(zipped({**GOOD, "sources/": b""}))
    with archive.opened(file) as found:
        assert found.names == ("project.qde", "sources/a.txt")
        assert found.read("sources/a.txt") == b"one two"
        assert found.size("project.qde") == 10
        assert found.digest("project.qde") == sha256(b"<Project/>").hexdigest()
    archive.require(file)


def test_limits_of_what_is_read_hold(tmp_path, monkeypatch):
    file = tmp_path / "a.qdpx"
    file.write_bytes(zipped(GOOD))
    with archive.opened(file) as found, pytest.raises(ImportProblem, match="3 may be read"):
        found.read("project.qde", most=3)
    with archive.opened(file) as found:
        found.read("project.qde")
        monkeypatch.setattr(found, "_left", 3)
        with pytest.raises(ImportProblem, match="would have to be read"):
            found.read("sources/a.txt")
    with pytest.raises(ImportProblem, match="would unpack to 17 bytes"):
        archive.require(file, total=16)


def test_member_that_claims_too_little_is_damage_and_not_memory(tmp_path):
    made = bytearray(zipped({"a.txt": b"A" * 100_000}))
    struct.pack_into("<I", made, made.index(b"PK\x01\x02") + 24, 10)
    file = tmp_path / "a.zip"
    file.write_bytes(made)
    with archive.opened(file) as found, pytest.raises(ImportProblem, match=r"damaged at 'a\.txt'"):
        found.read("a.txt")


def test_unknown_packing_is_told(tmp_path):
    file = tmp_path / "a.zip"
    file.write_bytes(strangely_packed())
    with archive.opened(file) as found, pytest.raises(ImportProblem, match="not known at"):
        found.read("a.txt")


def test_a_digest_takes_little_memory(tmp_path):
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        made.writestr("film.mp4", bytes(30 * 2**20))
    tracemalloc.start()
    with archive.opened(file) as found:
        found.digest("film.mp4")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 2**20


def test_a_callers_own_error_is_not_told_as_damage(tmp_path):
    file = tmp_path / "a.qdpx"
    file.write_bytes(zipped(GOOD))
    with pytest.raises(ValueError, match="mine"), archive.opened(file):
        raise ValueError("mine")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_any_damage_is_read_or_told(tmp_path_factory, data):
    made = bytearray(zipped(GOOD))
    for _ in range(data.draw(st.integers(1, 4))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    made = made[: data.draw(st.integers(0, len(made)))] if data.draw(st.booleans()) else made
    file = Path(tmp_path_factory.getbasetemp()) / "damaged.zip"
    file.write_bytes(made)
    try:
        with archive.opened(file) as found:
            for name in found.names:
                found.read(name)
    except ImportProblem:
        pass
