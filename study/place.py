"""Where everything of a study lies: the only code that knows a path.

A study directory holds study.toml, datapackage.json and tables, and gets its own
results/, figures/ and _build/. For the study shipped with the package these lie at
the top level, beside data/: the one special case.
"""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from .errors import PlaceError, StoreError

Tell = Callable[[str], None]
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Place:
    """The folders of one study.

    data: folder of study.toml, datapackage.json and tables.
    home: folder that gets results/, figures/ and _build/.
    root: folder of the package's sources: analysis/, book/, the lock.
    """

    data: Path
    home: Path
    root: Path = ROOT

    @property
    def results(self) -> Path:
        return self.home / "results"

    @property
    def figures(self) -> Path:
        return self.home / "figures"

    @property
    def build(self) -> Path:
        return self.home / "_build"

    @property
    def cache(self) -> Path:
        return self.build / "cache"

    @property
    def busy(self) -> Path:
        """File by which one command waits for another."""
        return self.cache / "lock"

    @property
    def shipped(self) -> bool:
        """Whether this is the study that comes with the package."""
        return self.data == self.root / "data"

    @property
    def pages(self) -> Path:
        """Folder of the pages that come with the package."""
        return self.root / "book"

    @property
    def book(self) -> Path:
        """Folder of the sources of this study's book: for another study, put together there."""
        return self.pages if self.shipped else self.build / "book"

    @property
    def text(self) -> Path:
        """Folder of the prose of another study's author."""
        return self.data / "text"

    @property
    def citation(self) -> Path:
        return (self.root if self.shipped else self.data) / "CITATION.cff"

    @property
    def words(self) -> Path:
        return self.pages / "words.csv"

    @property
    def lock(self) -> Path:
        return self.root / "requirements.lock"

    @property
    def project(self) -> Path:
        return self.root / "pyproject.toml"

    @property
    def measured(self) -> Path:
        """Seconds and memory of every result, as bench/measure.py wrote them."""
        return self.root / "bench" / "measured.csv"

    @property
    def compared(self) -> Path:
        """How long each kind of change takes here and elsewhere, as bench/bench.py kept it."""
        return self.root / "bench" / "compared.csv"

    @property
    def descriptor(self) -> Path:
        return self.data / "datapackage.json"

    @property
    def contract(self) -> Path:
        """Description of all tables the analysis may ask for: that of the shipped study."""
        return self.root / "data" / "datapackage.json"

    @property
    def blank(self) -> Path:
        """Folder of the texts that a new study begins with."""
        return self.root / "study" / "contract" / "blank"

    def translation(self, language: str) -> Path:
        """Titles and descriptions of the shipped tables in another language."""
        return self.root / "data" / f"datapackage.{language}.json"

    @cached_property
    def study(self) -> dict[str, Any]:
        """The settings in study.toml."""
        try:
            return tomllib.loads(self.settings.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise PlaceError(
                f"{self.show(self.settings)} is not valid TOML: {error}.", "Mend that line."
            ) from None
        except (UnicodeDecodeError, OSError) as error:
            raise PlaceError(f"{self.show(self.settings)} cannot be read: {error}.") from None

    def files(self) -> list[Path]:
        """Every file of the study's folder, sorted; not what was made, nor what is hidden."""
        made = (self.results, self.figures, self.build)
        found = []
        for folder, inside, names in os.walk(self.data):
            here = Path(folder)
            inside[:] = [each for each in inside if each[0] != "." and here / each not in made]
            found += [here / name for name in names if name[0] not in ".~"]
        return sorted(found)

    @property
    def settings(self) -> Path:
        return self.data / "study.toml"

    @property
    def analysis(self) -> Path:
        """Folder of the analysis package named in study.toml."""
        return self.root / str(self.study.get("analysis", "analysis"))

    @property
    def short_title(self) -> str:
        """A title short enough for a running head."""
        return str(self.study.get("short_title") or self.study.get("title", "study"))

    @property
    def language(self) -> str:
        return str(self.study.get("language", "en"))

    def show(self, path: Path) -> str:
        """A path as a reader should see it: relative to the study's home or the sources."""
        for base in (self.home, self.root):
            with contextlib.suppress(ValueError):
                inside = path.relative_to(base).as_posix()
                return inside if inside != "." else path.name
        return str(path)


def below(folder: Path, *left_out: Path) -> Iterator[Path]:
    """Every file below a folder, less what Python keeps there and what lies in folders left out."""
    for here, inside, names in os.walk(folder):
        at = Path(here)
        inside[:] = [n for n in inside if n != "__pycache__" and at / n not in left_out]
        yield from (at / name for name in names)


def find(folder: str | Path | None = None) -> Place:
    """The study in a folder; without one, the study shipped with the package.

    Raises PlaceError if the folder holds no study.toml.
    """
    data = ROOT / "data" if folder is None else Path(folder).expanduser().resolve()
    if not (data / "study.toml").is_file():
        raise PlaceError(f"{folder or 'data'} holds no study.toml.")
    if data == ROOT / "data":
        return Place(data=data, home=ROOT)
    return Place(data=data, home=data)


@contextlib.contextmanager
def alone(place: Place, tell: Tell) -> Iterator[None]:
    """One build or change of a study at a time: a second one waits. Windows has no such lock here.

    Raises StoreError if nothing can be written there.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        place.cache.mkdir(parents=True, exist_ok=True)
        lock = place.busy.open("w")
    except OSError as error:
        raise StoreError(f"{error.filename}: {error.strerror}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Another build is running; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
