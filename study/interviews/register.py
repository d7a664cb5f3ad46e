"""What lies beside the key: the originals, and what was made of each.

`originals/` holds the files as they were handed in. `originals/register.json` says which became
which transcript, where names were replaced in it, and what of the tables came from the author's
list, so that a second time gives the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ..errors import ImportProblem
from .anchor import Replaced

FOLDER = "originals"
FILE = "register.json"
EARLIER = "earlier"


@dataclass
class Taken:
    """A transcript that was taken in.

    file: its original; digest: of the original's text; spans: what was replaced in it; exact:
    whether that is a text already, in which every character counts.
    """

    file: str
    digest: str
    informant: str
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    exact: bool = False

    @property
    def replaced(self) -> Replaced:
        return Replaced(tuple((start, end, new) for start, end, new in self.spans))


@dataclass
class Register:
    """transcripts: by id. codings, quotations: ids that came from the author's list of codings, or
    from comments; listed: whether there was such a list.

    agencies: the number of each that the key names. withdrawn: ids that are not given again.
    refused: files of people who consented to nothing, with the pseudonym of each.
    """

    transcripts: dict[str, Taken] = field(default_factory=dict)
    codings: list[str] = field(default_factory=list)
    quotations: list[str] = field(default_factory=list)
    agencies: dict[str, str] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    listed: bool = False

    def text(self) -> str:
        """The register as it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def folder(key: Path) -> Path:
    """The folder of the originals that belong to a key."""
    return key.resolve().parent / FOLDER


def suspects(key: Path) -> Path:
    """The list of words that look like names, for the author's eye, beside the key."""
    return key.resolve().with_name(f"{key.stem}-suspects.csv")


def read(key: Path) -> Register:
    """The register beside a key; empty if there is none. Raises ImportProblem if it is damaged."""
    path = folder(key) / FILE
    if not path.is_file():
        return Register()
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        raw["transcripts"] = {name: Taken(**each) for name, each in raw["transcripts"].items()}
        return Register(**raw)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise ImportProblem(
            f"{path} is damaged.", "Put back the copy of it that you keep with the originals."
        ) from None
