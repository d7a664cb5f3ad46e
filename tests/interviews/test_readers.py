"""Whatever is done to a file that an author hands in, it is read or told in one sentence."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from study.contract import lists
from study.errors import ImportProblem, StudyError
from study.interviews import texts
from tests.contract.writers import ods, xlsx
from tests.interviews.made import CODINGS, FIRST, Author, docx

VTT = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v I01>Segmen contoh &amp; <i>satu</i>\n\nNOTE x\n"
READERS: dict[str, Callable[[Path], Any]] = {
    **{kind: texts.read for kind in texts.KINDS},
    **{kind: lambda path: lists.read(path, "codings") for kind in lists.KINDS},
}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A file of each kind that is in order."""
    folder = tmp_path_factory.mktemp("samples")
    docx(folder / "a.docx", FIRST)
    xlsx(folder / "a.xlsx", CODINGS)
    ods(folder / "a.ods", CODINGS)
    (folder / "a.csv").write_text('wawancara;kutipan\n"a";"b\nc"\n', encoding="utf-8")
    (folder / "a.vtt").write_text(VTT, encoding="utf-8")
    for name in ("a.txt", "a.md"):
        (folder / name).write_text("\n".join(FIRST), encoding="utf-8")
    found = {path.suffix: path.read_bytes() for path in folder.iterdir()}
    assert found.keys() == READERS.keys()
    return found


def read(kind: str, folder: Path, data: bytes) -> None:
    """Read it, or be told."""
    path = folder / f"a{kind}"
    path.write_bytes(data)
    with contextlib.suppress(ImportProblem):
        READERS[kind](path)
    assert [each.name for each in folder.iterdir()] == [path.name]


BOUNDED = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("kind", READERS)
@BOUNDED
@given(data=some.data())
def test_a_damaged_file_is_read_or_told(
    kind: str, samples: dict[str, bytes], tmp_path: Path, data: some.DataObject
) -> None:
    content = bytearray(samples[kind])
    for _ in range(data.draw(some.integers(1, 4))):
        at = data.draw(some.integers(0, len(content) - 1))
        content[at : at + data.draw(some.integers(0, 3))] = data.draw(some.binary(max_size=3))
        content = content or bytearray(b"x")
    read(kind, tmp_path, bytes(content[: data.draw(some.integers(1, len(content)))]))


@pytest.mark.parametrize("kind", [".docx", ".xlsx", ".ods"])
@BOUNDED
@given(data=some.data())
def test_damage_inside_of_an_archive_is_read_or_told(
    kind: str, samples: dict[str, bytes], tmp_path: Path, data: some.DataObject
) -> None:
    """The archive is in order, one of its members is not."""
    whole = tmp_path / "whole"
    whole.write_bytes(samples[kind])
    with zipfile.ZipFile(whole) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    whole.unlink()
    name = data.draw(some.sampled_from(sorted(each for each in members if members[each])))
    content = bytearray(members[name])
    at = data.draw(some.integers(0, len(content) - 1))
    content[at : at + data.draw(some.integers(0, 20))] = data.draw(some.binary(max_size=8))
    path = tmp_path / f"a{kind}"
    with zipfile.ZipFile(path, "w") as archive:
        for each, text in members.items():
            archive.writestr(each, bytes(content) if each == name else text)
    read(kind, tmp_path, path.read_bytes())


@pytest.mark.parametrize("kind", [*READERS, "exact"])
def test_a_folder_in_the_place_of_a_file_is_one_error(kind: str, tmp_path: Path) -> None:
    """As is a file that may not be read: the system says why."""
    path = tmp_path / f"a{kind}"
    path.mkdir()
    with pytest.raises(ImportProblem, match=r"cannot be read: Is a directory\. Put a file"):
        READERS.get(kind, texts.exact)(path)


DAMAGED: dict[str, Callable[[Author], object]] = {
    "key is a folder": lambda author: (author.key.unlink(), author.key.mkdir()),
    "key of zeros": lambda author: author.key.write_bytes(b"nama\n\0\0\n"),
    "empty xlsx": lambda author: (author.inbox / "informan.xlsx").write_bytes(b""),
    "xls as xlsx": lambda author: (author.inbox / "informan.xlsx").write_bytes(OLE),
    "codings of zeros": lambda author: (
        (author.inbox / "koding.xlsx").unlink(),
        (author.inbox / "koding.csv").write_bytes(b"wawancara,kutipan\n\0,x\n"),
    ),
    "register": lambda author: (
        author.originals.mkdir(),
        (author.originals / "register.json").write_text("[]"),
    ),
    "numbers": lambda author: (author.folder / ".given.json").write_text("[]"),
    "kept": lambda author: (author.folder / "interviews" / "refi-qda.json").write_text("["),
}
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_file_is_one_error(author: Author, what: str) -> None:
    author.hand_in()
    DAMAGED[what](author)
    before = author.state()
    with pytest.raises(StudyError) as error:
        author.pseudonymise()
    assert error.value.advice
    assert author.state() == before


@pytest.mark.parametrize("content", [b"", OLE, b"{\\rtf1}"])
def test_what_is_no_word_file_is_told_with_the_way_out(author: Author, content: bytes) -> None:
    author.hand_in()
    (author.inbox / "wawancara satu.docx").write_bytes(content)
    found = next(each for each in author.pseudonymise().findings if each.code == "plain")
    assert "save it as .docx, without a password" in str(found)
