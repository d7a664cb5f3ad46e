"""A zip archive from elsewhere, read so that it can do no harm.

Nothing is unpacked to a disk: members are read one at a time into memory, each within a limit.
Before the first is read, the whole archive is judged by what it says of itself, so that one that
is not in order gives one error and nothing else happens. What it says is binding: Python's
zipfile reads no more of a member than the size given in its directory.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ..errors import ImportProblem

MB = 2**20
LARGEST_MEMBER = 2**31 - 1
"""Bytes of a member that is not read, such as a recording: the limit of REFI-QDA itself."""
LARGEST_READ = 32 * MB
"""Bytes of a member that is read: a text or a description of a project."""
MOST_READ = 128 * MB
"""Bytes read from one archive in all."""
MOST_MEMBERS = 20_000
"""Files in one archive."""
LARGEST_DIRECTORY = 16 * MB
"""Bytes of the archive's own list of its members."""
STEEPEST = 200
"""How many bytes may come out of one byte, of a member larger than a megabyte."""

LIMITS = (
    f"An archive may hold {MOST_MEMBERS} members of up to {LARGEST_MEMBER} bytes; "
    f"a member that is read may hold {LARGEST_READ // MB} MB, all that are read "
    f"{MOST_READ // MB} MB, and no more than {STEEPEST} bytes may come out of one."
)

OFFICE = (".docx", ".xlsx", ".ods")
KINDS = (
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"%PDF", "a PDF file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file, or one locked with a password"),
    (b"<?xml", "an XML file"),
    (b"\xef\xbb\xbf<?xml", "an XML file"),
)


def looks_like(path: Path) -> str:
    """What a file is by its first bytes: "a PDF file", or "" if nobody knows.

    Raises ImportProblem if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        remedy = "Put a file there that you may read."
        raise ImportProblem(f"{path.name} cannot be read: {error.strerror}.", remedy) from None
    if not head:
        return "an empty file"
    return next((kind for start, kind in KINDS if head.startswith(start)), "")


@dataclass
class Archive:
    """An archive found to be in order.

    path: its file; names: of its members, folders left out, as they are written there.
    """

    path: Path
    names: tuple[str, ...]
    _zip: zipfile.ZipFile
    _left: int = MOST_READ

    def size(self, name: str) -> int:
        """Bytes of a member, unpacked."""
        return self._zip.getinfo(name).file_size

    def read(self, name: str, most: int = LARGEST_READ) -> bytes:
        """The bytes of a member. Raises ImportProblem if they are too many or damaged."""
        size = self.size(name)
        if size > most:
            raise _problem(self.path, f"{_shown(name)} holds {size} bytes; {most} may be read")
        self._left -= size
        if self._left < 0:
            raise _problem(self.path, f"more than {MOST_READ // MB} MB would have to be read")
        return b"".join(self.pieces(name))

    def digest(self, name: str) -> str:
        """SHA-256 of a member of any size, read piece by piece."""
        digest = sha256()
        for piece in self.pieces(name):
            digest.update(piece)
        return digest.hexdigest()

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member of any size, a megabyte at a time. Raises ImportProblem."""
        with _told(self.path, name), self._zip.open(name) as member:
            while piece := member.read(MB):
                yield piece


@contextmanager
def opened(path: Path, kind: str = "zip archive") -> Iterator[Archive]:
    """An archive to read from; kind: what it should be, for messages (".qdpx", ".docx").

    Raises ImportProblem if it is no zip archive, is broken or encrypted, or breaks a limit; if a
    member has a path that leads out of the archive, is a link, or stands there twice.
    """
    seems = looks_like(path)
    if not seems.endswith("zip archive"):
        what = f"it is {seems}" if seems else "its content is of another kind"
        raise ImportProblem(f"{path.name} is no {kind}: {what}.", _again(path))
    with ExitStack() as stack:
        with _told(path):  # and not what the caller does with it
            file = stack.enter_context(path.open("rb"))
            _judge_directory(path, file)
            archive = stack.enter_context(zipfile.ZipFile(file))
            names = _judged(path, archive)
        yield Archive(path, names, archive)


def require(path: Path, kind: str = "zip archive", total: int = MOST_READ) -> None:
    """Judge an archive that another library will read as a whole, up to a total of bytes.

    Raises ImportProblem as ``opened`` does, and if it would unpack to more.
    """
    with opened(path, kind) as archive:
        size = sum(archive.size(name) for name in archive.names)
    if size > total:
        why = f"it would unpack to {size} bytes; {total} are allowed"
        raise _problem(path, why, "")


def _judge_directory(path: Path, file: io.BufferedReader) -> None:
    """Raise ImportProblem if the list of members, which is read as a whole, is too long."""
    end = file.seek(0, io.SEEK_END)
    start = max(0, end - 2**16 - 200)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise _broken(path, "its end is missing")
    members, size = struct.unpack_from("<HI", tail, at + 10)
    if at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07":  # larger numbers stand elsewhere
        (there,) = struct.unpack_from("<Q", tail, at - 12)
        record = b""
        if there < end:
            file.seek(there)
            record = file.read(56)
        # Where it is not in the place it should be, it stands right before its locator.
        if not record.startswith(b"PK\x06\x06") and at >= 76:
            record = tail[at - 76 : at - 20]
        if len(record) == 56 and record.startswith(b"PK\x06\x06"):
            members, size = struct.unpack_from("<QQ", record, 32)
    if size > LARGEST_DIRECTORY:
        raise _problem(path, f"its list of members takes {size} bytes")
    if members > MOST_MEMBERS:
        raise _too_many(path, members)
    file.seek(0)


def _judged(path: Path, archive: zipfile.ZipFile) -> tuple[str, ...]:
    """The names of the members. Raises ImportProblem at the first that is not in order."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise _too_many(path, len(infos))
    names: set[str] = set()
    for info in infos:
        wrong = _wrong(info)
        if not wrong and info.filename in names:
            wrong = "stands in it twice"
        if wrong:
            remedy = LIMITS if re.search(r"claims|would unpack", wrong) else ""
            raise _problem(path, f"{_shown(info.filename)} {wrong}", remedy)
        names.add(info.filename)
    return tuple(info.filename for info in infos if not info.is_dir())


def _wrong(info: zipfile.ZipInfo) -> str:
    """What is wrong with a member by what the archive says of it; "" if nothing is."""
    # zipfile cuts a name at a zero byte: orig_filename shows what stood there.
    parts = re.split(r"[/\\]", info.orig_filename)
    if ".." in parts or "\0" in info.orig_filename:
        return "has a path that leads out of the archive"
    if parts[0] == "" or re.match(r"[A-Za-z]:", info.orig_filename):
        return "has an absolute path"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device, not a file"
    if info.flag_bits & 0x41:
        return "is encrypted: export it without a password"
    if info.file_size > LARGEST_MEMBER:
        return f"claims {info.file_size} bytes; a member may hold {LARGEST_MEMBER}"
    if info.file_size > max(MB, STEEPEST * info.compress_size):
        return f"would unpack to more than {STEEPEST} times its size"
    return ""


@contextmanager
def _told(path: Path, name: str = "") -> Iterator[None]:
    """Tell whatever zipfile stumbles over as one error."""
    where = f" at {_shown(name)}" if name else ""
    try:
        yield
    except NotImplementedError:
        raise _broken(path, f"it is packed in a way that is not known{where}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, LookupError):
        raise _broken(path, f"it is damaged{where}") from None
    except (RuntimeError, OverflowError, MemoryError):
        raise _broken(path, f"it cannot be read{where}") from None
    except OSError as error:
        raise _broken(path, f"{error.strerror or 'it is damaged'}{where}") from None


def _shown(name: str) -> str:
    """A name from the archive as one short line, whatever it holds."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in name)
    return repr(clean if len(clean) <= 60 else f"{clean[:57]}...")


def _broken(path: Path, why: str) -> ImportProblem:
    return ImportProblem(f"{path.name} is a broken archive: {why}.", _again(path))


def _again(path: Path) -> str:
    """How a file that is not in order is made anew."""
    if (kind := path.suffix.lower()) in OFFICE:
        return f"Open it in its program and save it as {kind}, without a password."
    return "Export it again."


def _too_many(path: Path, members: int) -> ImportProblem:
    return _problem(path, f"it lists {members} members; {MOST_MEMBERS} are allowed")


def _problem(path: Path, why: str, remedy: str = LIMITS) -> ImportProblem:
    return ImportProblem(f"{path.name} is refused: {why}.", remedy)
