"""From a fresh copy to the command: what start.py makes, refuses, mends and leaves alone.

The copies lock one wheel made here, so nothing comes from the network and an environment
takes a few seconds.
"""

import ast
import hashlib
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import start

ROOT = Path(start.__file__).parent
PROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "copy"
version = "1.0"
"""
BACKEND = """\
import zipfile

FILES = {
    "METADATA": "Metadata-Version: 2.1\\nName: copy\\nVersion: 1.0\\n",
    "WHEEL": "Wheel-Version: 1.0\\nTag: py3-none-any\\n",
    "RECORD": "",
}

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "copy-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        for file, text in FILES.items():
            wheel.writestr(f"copy-1.0.dist-info/{file}", text)
    return name
"""
# The command `study` of a copy: says what it was given, and ends with a status of its own.
STUDY = """\
import sys

def main():
    print("study", *sys.argv[1:])
    return 7
"""


def wheel(folder: Path) -> str:
    """Make the one locked wheel in a folder; returns its digest."""
    path = folder / "standin-1.0-py3-none-any.whl"
    info = "standin-1.0.dist-info"
    files = {
        "standin.py": STUDY,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: standin\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nstudy = standin:main\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Copy:
    """A fresh copy of a small project with start.py, and how to run it without network."""

    def __init__(self, folder: Path) -> None:
        wheels = folder / "wheels"
        self.folder = folder / "a copy"  # a blank in the path, as people have
        for path in (wheels, self.folder):
            path.mkdir()
        self.write("start.py", (ROOT / "start.py").read_text(encoding="utf-8"))
        self.write("pyproject.toml", PROJECT)
        self.write("backend.py", BACKEND)
        self.digest = wheel(wheels)
        self.lock(self.digest)
        no_network = {"FIND_LINKS": str(wheels), "NO_INDEX": "1", "NO_CACHE": "1"}
        self.environment = dict(os.environ)
        for tool in ("PIP", "UV"):
            self.environment |= {f"{tool}_{name}": value for name, value in no_network.items()}

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def lock(self, digest: str) -> None:
        self.write("requirements.lock", f"standin==1.0 \\\n    --hash=sha256:{digest}\n")

    def start(self, *words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run start.py in the copy; path: the PATH to run it with."""
        environment = self.environment if path is None else {**self.environment, "PATH": path}
        return subprocess.run(
            [sys.executable, "start.py", *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )

    @property
    def stamp(self) -> Path:
        return self.folder / ".venv" / start.STAMP


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A copy whose environment is made, and what was said while making it."""
    copy = Copy(tmp_path_factory.mktemp("made"))
    return copy, copy.start("book", "DIR")


# The command line ---------------------------------------------------------------------


def test_help_lists_every_command_and_makes_nothing(copy):
    said = copy.start("help")
    assert said.returncode == 0
    for command in ("book", "pdf", "site", "test", "bench", "lock", "clean", "help"):
        assert f"\n  {command} " in said.stdout
    assert not (copy.folder / ".venv").exists()


@pytest.mark.parametrize("words", [("bok",), ()])
def test_unknown_or_missing_command_is_an_error_with_the_list(copy, words):
    said = copy.start(*words)
    assert said.returncode == 2
    assert start.HELP in said.stderr
    assert not (copy.folder / ".venv").exists()


def test_makefile_has_a_target_for_every_command():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("book", "pdf", "site", "test", "bench", "lock", "clean", "help"):
        assert f"\n{command}:\n\t@$(START) {command}" in makefile


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 14)])
def test_other_pythons_are_refused_in_one_sentence(version):
    with pytest.raises(start.Stop) as refusal:
        start.require_python(version)
    this = ".".join(map(str, version))
    assert str(refusal.value) == f"The study needs Python 3.11 to 3.13; this is Python {this}."


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_pythons_of_the_project_are_accepted(version):
    start.require_python(version)


def test_an_old_python_can_read_the_file_that_refuses_it():
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_start_uses_the_standard_library_alone():
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {
        name.partition(".")[0]
        for node in imports
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert names <= set(sys.stdlib_module_names)


# The environment ----------------------------------------------------------------------


def test_first_run_makes_the_environment_and_hands_over(made):
    copy, said = made
    assert "packages of requirements.lock ..." in said.stdout
    assert said.stdout.endswith("study book DIR\n")
    assert said.returncode == 7, said.stderr
    assert copy.stamp.is_file()


def test_second_run_says_and_changes_nothing(made):
    copy, _ = made
    before = copy.stamp.stat().st_mtime_ns, copy.stamp.stat().st_ino
    said = copy.start("pdf", "DIR")
    assert (said.stdout, said.stderr, said.returncode) == ("study book DIR --pdf\n", "", 7)
    assert (copy.stamp.stat().st_mtime_ns, copy.stamp.stat().st_ino) == before


def test_stamp_follows_lock_project_and_place(made, tmp_path):
    copy, _ = made
    assert start.is_ready(copy.folder)
    print_of = start.fingerprint(copy.folder)
    for name in ("requirements.lock", "pyproject.toml"):
        text = (copy.folder / name).read_text(encoding="utf-8")
        copy.write(name, text + "\n")
        assert not start.is_ready(copy.folder)
        copy.write(name, text)
    assert start.fingerprint(copy.folder) == print_of
    twin = Copy(tmp_path)
    assert start.fingerprint(twin.folder) != print_of


def test_environment_whose_python_is_gone_is_not_ready(copy):
    copy.stamp.parent.mkdir()
    copy.stamp.write_text(start.fingerprint(copy.folder), encoding="utf-8")
    assert not start.is_ready(copy.folder)


def end_by(name: str) -> str:
    """A build of the project that sends a signal to start.py and everything it started."""
    return f"import os, signal\nos.killpg(0, signal.{name})\n{BACKEND}"


def test_killed_installation_leaves_no_stamp_and_the_next_run_mends_it(copy):
    # The lock is installed by then, and only the project itself and the stamp are to come.
    copy.write("backend.py", end_by("SIGKILL"))
    killed = copy.start("book")
    assert killed.returncode == -signal.SIGKILL
    assert list((copy.folder / ".venv").rglob("standin.py"))
    assert not copy.stamp.exists()
    copy.write("backend.py", BACKEND)
    mended = copy.start("book")
    assert "Making the environment" in mended.stdout
    assert mended.returncode == 7, mended.stderr
    assert start.is_ready(copy.folder)


def test_interrupted_installation_ends_without_traceback(copy):
    copy.write("backend.py", end_by("SIGINT"))
    stopped = copy.start("book")
    assert stopped.returncode == 130
    assert stopped.stderr == "\nStopped. The same command takes it up again.\n"
    assert not copy.stamp.exists()


def test_wrong_hash_is_refused(copy):
    copy.lock("0" * 64)
    said = copy.start("book")
    assert said.returncode == 1
    assert "hash" in said.stderr.lower()
    assert "Traceback" not in said.stderr
    assert not copy.stamp.exists()


def test_without_uv_pip_installs_the_lock(copy, tmp_path):
    said = copy.start("book", path=str(tmp_path))
    assert "uv could not do it" in said.stdout
    assert said.stdout.endswith("study book\n")
    assert said.returncode == 7, said.stderr
    assert copy.stamp.is_file()


def test_a_program_that_only_looks_like_uv_is_passed_over(tmp_path, monkeypatch):
    shim = tmp_path / "uv"
    shim.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert start.uv_of_machine() is None


def test_missing_lock_is_one_message(copy):
    (copy.folder / "requirements.lock").unlink()
    said = copy.start("book")
    assert said.returncode == 1
    assert "requirements.lock" in said.stderr
    assert "Traceback" not in said.stderr


# What comes from the system -----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("debian", ["sudo apt-get install chromium poppler-utils"]),
        ("ubuntu", ["sudo apt-get install poppler-utils", "snap", "playwright install"]),
        ("other", ["poppler", "playwright install"]),
    ],
)
def test_advice_names_the_commands_of_the_system(kind, said):
    advice = start.advice(["chromium", "poppler-utils"], kind)
    assert all(words in advice for words in said)
    assert kind == "debian" or "install chromium poppler" not in advice


def test_without_ensurepip_a_user_gets_the_command(monkeypatch):
    monkeypatch.setattr(start, "has_ensurepip", lambda: False)
    monkeypatch.setattr(start, "can_apt_install", lambda: False)
    monkeypatch.setattr(start, "system", lambda: "debian")
    package = f"python3.{sys.version_info[1]}-venv"
    with pytest.raises(start.Stop, match=f"sudo apt-get install {package}"):
        start.require_ensurepip()


def test_without_ensurepip_root_on_debian_gets_it_installed(monkeypatch):
    installed = []
    monkeypatch.setattr(start, "has_ensurepip", lambda: bool(installed))
    monkeypatch.setattr(start, "can_apt_install", lambda: True)
    monkeypatch.setattr(start, "apt_install", installed.extend)
    start.require_ensurepip()
    assert installed == [f"python3.{sys.version_info[1]}-venv"]


# Cleaning -----------------------------------------------------------------------------


def test_clean_removes_what_was_built_and_keeps_the_rest(copy):
    built = ["_build/html", "book/origins", "study/results/__pycache__", ".mypy_cache"]
    kept = [".venv/bin", "data/record", "results"]
    for name in [*built, *kept]:
        (copy.folder / name).mkdir(parents=True)
    assert copy.start("clean").returncode == 0
    assert [name for name in built if (copy.folder / name).exists()] == []
    assert [name for name in kept if not (copy.folder / name).exists()] == []
    assert copy.start("clean", "all").returncode == 0
    assert not (copy.folder / ".venv").exists()
