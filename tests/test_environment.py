"""The three descriptions of the environment say the same: pyproject.toml, lock, environment.yml."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import start
from study.results.environment import canonical

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
GROUPS = PROJECT["dependency-groups"]
REQUIREMENTS = [
    *PROJECT["project"]["dependencies"],
    *(requirement for group in GROUPS.values() for requirement in group),
]


def entries(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Entries of a lock: name to (version, hashes)."""
    found = {}
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        head, *hashes = entry.split(" \\\n")
        requirement = Requirement(head)
        (pin,) = requirement.specifier
        assert pin.operator == "==", entry
        found[canonicalize_name(requirement.name)] = (pin.version, [h.strip() for h in hashes])
    return found


@pytest.mark.parametrize(
    "text", [*REQUIREMENTS, " A.b_-C [x, y]>=1", "a@file:///b", "Ab; python_version>'3'"]
)
def test_the_name_of_a_requirement_is_that_of_packaging(text: str) -> None:
    assert canonical(text) == canonicalize_name(Requirement(text).name)


def unmet(requirements: list[str], lock: str) -> list[str]:
    """Requirements that a lock does not hold at an allowed version."""
    held = entries(lock)
    missing = []
    for text in requirements:
        requirement = Requirement(text)
        version, _ = held.get(canonicalize_name(requirement.name), (None, []))
        if version is None or version not in requirement.specifier:
            missing.append(text)
    return missing


def unhashed(lock: str) -> list[str]:
    """Names of the entries of a lock without a SHA-256 digest."""
    digest = re.compile(r"--hash=sha256:[0-9a-f]{64}")
    return [
        name
        for name, (_, hashes) in entries(lock).items()
        if not hashes or not all(digest.fullmatch(text) for text in hashes)
    ]


def addresses(lock: str) -> list[str]:
    """Lines of a lock that name an address, an index, a path or a host."""
    tell_tale = re.compile(r"://|file:|^\s*(-i|-f|-e|--(index|extra|find|trusted))|@|#")
    return [line for line in lock.splitlines() if tell_tale.search(line)]


HASH = "--hash=sha256:" + "0" * 64
SMALL = f"numpy==2.4.6 \\\n    {HASH} \\\n    {HASH}\nrich==14.0 ; os_name == 'nt' \\\n    {HASH}\n"


def test_reading_a_small_lock():
    assert entries(SMALL) == {"numpy": ("2.4.6", [HASH, HASH]), "rich": ("14.0", [HASH])}


@pytest.mark.parametrize("requirement", ["numpy>=3", "rich<14", "typer"])
def test_planted_unmet_requirement_is_found(requirement):
    assert unmet(["numpy>=2", "Rich", requirement], SMALL) == [requirement]


def test_planted_missing_and_malformed_hashes_are_found():
    assert unhashed(SMALL) == []
    assert unhashed("numpy==2.4.6\n" + SMALL.split("\n", 3)[3]) == ["numpy"]
    assert unhashed(f"numpy==2.4.6 \\\n    {HASH[:-1]}\n") == ["numpy"]


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "--find-links wheels",
        "numpy @ file:///wheels/numpy.whl",
        "-e .",
        "# uv pip compile pyproject.toml",
    ],
)
def test_planted_address_is_found(line):
    assert addresses(f"{line}\n{SMALL}") == [line]


def test_lock_holds_every_requirement_at_an_allowed_version():
    assert unmet(REQUIREMENTS, LOCK) == []


def test_lock_holds_what_builds_the_project():
    assert unmet(PROJECT["build-system"]["requires"], LOCK) == []


def test_every_entry_of_the_lock_is_hashed():
    assert unhashed(LOCK) == []


def test_lock_names_no_address_and_no_host():
    assert addresses(LOCK) == []
    assert not (ROOT / "uv.lock").exists()


def test_lock_is_made_from_every_group():
    named = [word for flag, word in pairwise(start.LOCK_COMMAND) if flag == "--group"]
    assert sorted(named) == sorted(GROUPS)


def test_start_accepts_the_pythons_of_the_project():
    allowed = SpecifierSet(PROJECT["project"]["requires-python"])
    versions = [(3, minor) for minor in range(8, 20)]
    accepted = [v for v in versions if start.OLDEST <= v <= start.NEWEST]
    assert accepted == [v for v in versions if f"{v[0]}.{v[1]}" in allowed]


def test_conda_environment_is_in_step_with_the_project():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    environment = yaml.safe_load(text)
    python, pip, by_pip = environment["dependencies"]
    assert environment["name"] == PROJECT["project"]["name"]
    assert environment["channels"] == ["conda-forge"]
    assert python.removeprefix("python=") in SpecifierSet(PROJECT["project"]["requires-python"])
    assert pip == "pip"
    wanted = [*PROJECT["project"]["dependencies"], *GROUPS["analysis"], *GROUPS["book"]]
    assert by_pip == {"pip": [*wanted, "-e ."]}


def test_citation_and_project_agree_on_the_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["project"]["version"]
    assert PROJECT["project"]["license"] in citation["license"]
