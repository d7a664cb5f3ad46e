"""What a build was made of: the same twice, and following every file and every commit."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from study.book.manifest import UNKNOWN, as_json, commit, manifest, told
from study.place import find
from tests.book.little import build, little
from tests.mini import Mini

PAGE = "# Front\n\n```{build-manifest}\n```\n"


def git(folder: Path, *words: str) -> str:
    """What git says in a folder."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    command = ["git", "-C", str(folder), *who, *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def cloned(tmp_path: Path) -> Mini:
    """The small study under version control."""
    mini = Mini(tmp_path / "study", "known")
    git(mini.place.root, "init", "-q")
    git(mini.place.root, "add", ".")
    git(mini.place.root, "commit", "-qm", "A first state")
    return mini


def test_outside_a_clone_no_commit_is_made_up(mini_study: Mini) -> None:
    found = manifest(mini_study.place)
    assert found["package"] is None
    assert told(None) == UNKNOWN
    assert (found["version"], found["packages"]) == ("1", {"numpy": "2.0"})


@pytest.fixture
def mini_study(tmp_path: Path) -> Mini:
    """The small study outside a clone."""
    return Mini(tmp_path)


@pytest.mark.parametrize(
    ("path", "digest"),
    [("data/cases.csv", "data"), ("data/study.toml", "data"), ("requirements.lock", "lock")],
)
def test_a_digest_follows_its_files_alone(mini_study: Mini, path: str, digest: str) -> None:
    before = manifest(mini_study.place)["digests"]
    mini_study.write(path, mini_study.read(path) + "# more\n")
    after = manifest(mini_study.place)["digests"]
    assert [name for name in before if before[name] != after[name]] == [digest]


def test_a_digest_is_that_of_what_sha256sum_prints(mini_study: Mini) -> None:
    def line(name: str) -> str:
        content = (mini_study.place.data / name).read_bytes()
        return f"{hashlib.sha256(content).hexdigest()}  {name}\n"

    names = ("cases.csv", "datapackage.json", "sources.csv", "study.toml")
    lines = "".join(map(line, names))
    expected = hashlib.sha256(lines.encode()).hexdigest()
    assert manifest(mini_study.place)["digests"]["data"] == expected


def test_commit_and_clean_or_not(cloned: Mini) -> None:
    def package() -> dict[str, Any]:
        found: dict[str, Any] = manifest(cloned.place)["package"]
        return found

    head = git(cloned.place.root, "rev-parse", "HEAD")
    assert package() == {"commit": head, "clean": True}
    cloned.write("README.md", "No page is made of this.\n")
    assert package()["clean"]
    cloned.write("data/new.csv", "key\n")
    assert told(package()) == f"{head}, with changes that are not committed"


def test_a_study_in_a_folder_of_its_own_has_a_commit_of_its_own(cloned: Mini) -> None:
    place = replace(find(), data=cloned.place.data, home=cloned.place.root)
    place = replace(place, root=cloned.place.root)
    assert "own" not in manifest(place)
    apart = Mini(cloned.place.root.parent / "apart", "known")
    apart.write("data/CITATION.cff", apart.read("CITATION.cff"))
    found = manifest(replace(place, data=apart.place.data, home=apart.place.data))
    assert found["own"] is None
    assert found["package"]["clean"]


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert commit(tmp_path, ".") is None


def test_it_names_no_machine(cloned: Mini) -> None:
    assert str(cloned.place.root.parent) not in as_json(manifest(cloned.place))


def test_the_page_and_the_file_follow_a_commit(tmp_path: Path) -> None:
    mini = little(tmp_path, "made")
    mini.write(".gitignore", "_build/\nbook/origins/\n__pycache__/\n")
    git(tmp_path, "init", "-q")
    for message in ("One", "Two"):
        mini.write("book/index.md", PAGE)
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "--allow-empty", "-qm", message)
        done = build(mini)
        assert done.returncode == 0, done.stderr
        head = git(tmp_path, "rev-parse", "HEAD")
        assert f"{head}, clean" in mini.read("_build/html/index.html")
        kept = json.loads(mini.read("_build/html/downloads/manifest.json"))
        assert kept["package"] == {"commit": head, "clean": True}
