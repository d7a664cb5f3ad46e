"""What files say about who made them, where and when."""

from __future__ import annotations

import getpass
import os
import re
import socket
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from functools import lru_cache

HOMES = re.compile(
    r"""/(?:home|Users)/[^/\s"'<>:,;)]+|\b[A-Za-z]:\\{1,2}Users\\{1,2}[^\\\s"'<>:,;)]+""",
)
HOSTS = re.compile(r"\b(?:DESKTOP|LAPTOP)-[A-Z0-9]{5,}\b|\b[\w-]+\.local\b")
TIMES = re.compile(
    r"\b\d{4}-\d\d-\d\d[T ](?!00:00(?::00)?)\d\d:\d\d"
    r"|\bD:\d{8}(?!000000)\d{6}"
    r"|\b\d{4}:\d\d:\d\d (?!00:00:00)\d\d:\d\d:\d\d"
)
COMMON = {"root", "user", "admin", "ubuntu", "runner", "home", "localhost", "study", "builder"}
"""Names of users and machines that tell nothing of anybody."""
AUTHORS = frozenset({"author", "creator", "artist", "by-line", "copyright", "lastmodifiedby"})


def paths(text: str) -> Iterator[str]:
    """Paths into a home folder."""
    if "Users" in text or "/home/" in text:
        for match in HOMES.finditer(text):
            yield match[0]


def traces(name: str, text: str, authors: Collection[str]) -> Iterator[tuple[str, str]]:
    """What an entry of a file's metadata gives away: what kind of thing, and the thing.

    name: of the entry; authors: of the citation, as they may be called.
    """
    for path in paths(text):
        yield "path", path
    for match in HOSTS.finditer(text):
        yield "machine", match[0]
    for own in sorted(here()):
        if re.search(rf"(?<!\w){re.escape(own)}(?!\w)", text, re.IGNORECASE):
            yield "user or machine", own
    for match in TIMES.finditer(text):
        if not _meant(match[0]):
            yield "time of day", match[0]
    entry = name.lower().rpartition(":")[2]
    if entry in AUTHORS and text.strip() and not _known(text, authors):
        yield "author", text.strip()


def _meant(time: str) -> bool:
    """Whether a time is the one that SOURCE_DATE_EPOCH gives to everything made."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given.isdigit():
        return False
    moment = datetime.fromtimestamp(int(given), UTC).strftime("%Y%m%d%H%M%S")
    return moment.startswith(re.sub(r"\D", "", time))


def _known(text: str, authors: Collection[str]) -> bool:
    """Whether an entry for the author names authors of the citation and nobody else."""
    rest = text
    for author in sorted(authors, key=len, reverse=True):
        rest = rest.replace(author, "")
    # A program that calls itself the creator of a file is nobody.
    program = re.fullmatch(r"\W*(?:Typst|Matplotlib|LibreOffice|Microsoft)[\w .®,/()-]*", text)
    return not re.search(r"\w", re.sub(r"\band\b", "", rest)) or program is not None


@lru_cache
def here() -> frozenset[str]:
    """The names of this machine and its user, as far as they tell anything."""
    found = set()
    for ask in (getpass.getuser, socket.gethostname):
        try:
            found.add(ask().partition(".")[0])
        except (OSError, KeyError):
            continue
    return frozenset(name for name in found if len(name) > 2 and name.lower() not in COMMON)
