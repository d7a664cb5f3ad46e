"""The workflows for GitHub, which cannot be run here: that they only call start.py."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet

import start

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(name: str) -> dict[str, Any]:
    """A workflow, parsed."""
    return yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8"))


def steps(name: str) -> list[dict[str, Any]]:
    """Every step of a workflow."""
    return [step for job in workflow(name)["jobs"].values() for step in job["steps"]]


def test_there_are_two() -> None:
    assert [path.name for path in FILES] == ["check.yml", "publish.yml"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_workflow_only_calls_start(path: Path) -> None:
    commands = [step["run"] for step in steps(path.name) if "run" in step]
    assert commands
    for command in commands:
        called = re.fullmatch(r"python start\.py (\w+)( \$\{\{ matrix\.\w+ \}\})?", command)
        assert called, command
        assert f"\n  {called[1]} " in start.HELP


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_actions_are_github_s_own_at_a_fixed_major_version(path: Path) -> None:
    for action in [step["uses"] for step in steps(path.name) if "uses" in step]:
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", action)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_step_says_what_it_prevents(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for before, line in pairwise(lines)
        if re.match(r" +- (uses|run):", line) and "# Prevents" not in before
    ]
    assert bare == []


def test_checked_pythons_are_those_of_the_project() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = SpecifierSet(tomllib.loads(text)["project"]["requires-python"])
    every = [f"3.{minor}" for minor in range(40) if f"3.{minor}" in wanted]
    rows = workflow("check.yml")["jobs"]["check"]["strategy"]["matrix"]["include"]
    assert [row["python"] for row in rows] == every
    assert [row["tests"] for row in rows].count("") == 1
    for row in rows:
        assert all((ROOT / folder).is_dir() for folder in row["tests"].split())
    assert f"python:{every[0]}-" in workflow("publish.yml")["jobs"]["publish"]["container"]


def test_what_is_published_is_what_the_command_makes() -> None:
    uploaded = [step["with"]["path"] for step in steps("publish.yml") if "with" in step]
    assert uploaded == ["_build/site"]
