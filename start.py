"""One command from a fresh copy to the book: `python start.py help` lists what there is.

Needs nothing but Python itself. It makes the environment `.venv` from requirements.lock,
hashes checked, and hands over to the command `study`. When the environment is as the lock
says, it only compares digests.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 13)  # as `requires-python` says; a test compares
STAMP = "made-by-start"
BROWSERS = ("chromium", "google-chrome")
HELP = """\
python start.py COMMAND

  book [DIR]   data checks, analyses, HTML book; prints the file to open
  pdf [DIR]    the same, and the PDF
  site [DIR]   pages and PDF together in one folder, as a server shows them
  test [...]   what proves it; more words go to pytest: -m long for what takes longest
  bench        how long each kind of change takes
  lock [...]   choose the versions in requirements.lock anew; more words go to uv
  clean        remove what was built, and caches; `clean all` removes .venv as well
  help         this list

DIR is the folder of another study; without it, the study that ships here."""

LOCK_COMMAND = (
    *("pip", "compile", "-q", "--universal", "--fork-strategy", "fewest", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--no-emit-find-links"),
    *("--group", "analysis", "--group", "book", "--group", "test", "--group", "build"),
    *("pyproject.toml", "-o", "requirements.lock"),
)
CHECKS: Mapping[str, Sequence[str]] = {
    "ruff check": ("ruff", "check", "."),
    "ruff format": ("ruff", "format", "--check", "."),
    "mypy": ("mypy",),
    "interrogate": ("interrogate", "study", "analysis", "start.py"),
    # First alone: several processes of tests read what it leaves.
    "study book": ("study", "book", "--pdf"),
    # A later -m takes the place of this one: `test -m long` runs the rest, `test -m ""` all.
    "pytest": ("pytest", "--numprocesses", "auto", "--dist", "loadfile", "-m", "not long"),
}
REMOVED_BY_CLEAN = (
    *("_build", "book/_build", "book/origins", ".pytest_cache", ".mypy_cache", ".ruff_cache"),
    *(".hypothesis", ".import_linter_cache"),
)


class Stop(Exception):
    """Something a person has to mend; shown as one message."""


class StepFailed(Stop):
    """A program that was run for a step ended with an error."""


def main(words: Sequence[str]) -> int:
    """Carry out a command line; returns the exit status."""
    command, rest = (words[0] if words else ""), list(words[1:])
    try:
        return carry_out(command, rest)
    except Stop as problem:
        print(problem, file=sys.stderr)
    except OSError as problem:
        print(f"start.py cannot go on: {problem}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped. The same command takes it up again.", file=sys.stderr)
        return 130
    return 1


def carry_out(command: str, rest: Sequence[str]) -> int:
    """Do one command with the words that followed it; raises Stop when a person must act."""
    if command in ("help", "--help", "-h"):
        print(HELP)
        return 0
    if command == "clean":
        clean(ROOT, everything="all" in rest)
        return 0
    if command not in ("book", "pdf", "site", "test", "bench", "lock"):
        said = f"There is no command {command!r}." if command else "A command is missing."
        print(f"{said}\n\n{HELP}", file=sys.stderr)
        return 2
    require_python(sys.version_info[:2])
    if command == "lock":
        return lock(ROOT, rest)
    prepare(ROOT)
    if command == "test":
        return run_checks(ROOT, rest)
    if command == "bench":
        return hand_over([program(ROOT, "python"), str(ROOT / "bench" / "bench.py"), *rest])
    more = [] if command == "book" else [f"--{command}"]
    return hand_over([program(ROOT, "study"), "book", *rest, *more])


def require_python(version: Sequence[int]) -> None:
    """Raise Stop unless this Python (major, minor) can run the study."""
    if not OLDEST <= tuple(version) <= NEWEST:
        oldest, newest, this = (".".join(map(str, v)) for v in (OLDEST, NEWEST, version))
        raise Stop(f"The study needs Python {oldest} to {newest}; this is Python {this}.")


# The environment ----------------------------------------------------------------------


def program(folder: Path, name: str) -> str:
    """Path of a program in the environment of a folder."""
    windows = os.name == "nt"
    scripts = folder / ".venv" / ("Scripts" if windows else "bin")
    return str(scripts / (f"{name}.exe" if windows else name))


def fingerprint(folder: Path) -> str:
    """What an environment is made from: lock, project file, Python, and where it lies.

    The place belongs to it because the programs in an environment name their own path.
    """
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((folder / name).read_bytes())
    return f"{digest.hexdigest()}\nPython {sys.version}\n{folder}\n"


def is_ready(folder: Path) -> bool:
    """Whether the environment of a folder was finished, from just what lies there now."""
    stamp = folder / ".venv" / STAMP
    return (
        stamp.is_file()
        and stamp.read_text(encoding="utf-8") == fingerprint(folder)
        and Path(program(folder, "python")).exists()
    )


def prepare(folder: Path) -> None:
    """Make the environment of a folder from nothing, unless it is ready.

    The stamp goes first and comes last, so an installation that was killed is made anew.
    """
    if is_ready(folder):
        return
    made_from = fingerprint(folder)
    environment = folder / ".venv"
    stamp = environment / STAMP
    stamp.unlink(missing_ok=True)
    require_ensurepip()
    print("Making the environment in .venv (once, and after a change of the lock).", flush=True)
    step("empty environment", [sys.executable, "-m", "venv", "--clear", str(environment)])
    install(folder)
    stamp.write_text(made_from, encoding="utf-8")


def install(folder: Path) -> None:
    """Install the lock with its hashes checked, then the project itself."""
    python = program(folder, "python")
    this = ["--no-deps", "--no-build-isolation", "-e", "."]
    try:
        uv = find_uv(folder)
        into = ["--python", python]
        step(
            "packages of requirements.lock",
            [uv, "pip", "sync", *into, "--require-hashes", "requirements.lock"],
            folder,
        )
        step("the study itself", [uv, "pip", "install", *into, *this], folder)
    except StepFailed as problem:
        why = "\n".join(str(problem).splitlines()[-4:])
        print(f"{why}\nuv could not do it; pip does, which takes a minute or two.", flush=True)
        pip = [python, "-m", "pip", "install"]
        step(
            "packages of requirements.lock",
            [*pip, "--require-hashes", "-r", "requirements.lock"],
            folder,
        )
        step("the study itself", [*pip, *this], folder)


def uv_of_machine() -> str | None:
    """Path of a program uv on this machine that really runs (a shim may only look like one)."""
    found = shutil.which("uv")
    if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
        return found
    return None


def find_uv(folder: Path) -> str:
    """The program uv: this machine's, else installed by pip into the environment of a folder.

    Raises StepFailed when pip cannot get it.
    """
    found = uv_of_machine()
    if found is None:
        python, found = program(folder, "python"), program(folder, "uv")
        step("uv, the installer", [python, "-m", "pip", "install", "uv"], folder)
    return found


def step(title: str, command: Sequence[str], folder: Path | None = None) -> None:
    """Run a program quietly and print one line: what it was for and how long it took.

    Raises StepFailed with everything the program said, if it ended with an error.
    """
    print(f"  {title} ...", end="", flush=True)
    start = time.monotonic()
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    print(f" {time.monotonic() - start:.1f} s", flush=True)
    if done.returncode != 0:
        raise StepFailed(f"{done.stdout.rstrip()}\nThis step failed: {' '.join(command)}")


def hand_over(command: list[str]) -> int:
    """Become another program; where the system cannot do that, run it and pass its status on."""
    sys.stdout.flush()
    if os.name == "nt":
        return subprocess.call(command)
    os.execv(command[0], command)


# What comes from the system -----------------------------------------------------------


def system() -> str:
    """'debian', 'ubuntu' or 'other'."""
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return "other"
    named = [line.partition("=")[2].strip('"') for line in text.splitlines() if line[:3] == "ID="]
    return named[0] if named and named[0] in ("debian", "ubuntu") else "other"


def can_apt_install() -> bool:
    """Whether this is the root user of a Debian or Ubuntu system."""
    return system() != "other" and os.geteuid() == 0


def apt_install(packages: Sequence[str]) -> None:
    """Install packages of Debian or Ubuntu; raises StepFailed."""
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    step("list of system packages", [*apt, "update"])
    step(" ".join(packages), [*apt, "install", "-y", "--no-install-recommends", *packages])


def has_ensurepip() -> bool:
    """Whether this Python can put pip into a new environment (Debian ships that apart)."""
    ask = [sys.executable, "-c", "import ensurepip"]
    return subprocess.call(ask, stderr=subprocess.DEVNULL) == 0


def require_ensurepip() -> None:
    """Get the part of Python that makes environments, or raise Stop with the command for it."""
    if has_ensurepip():
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if can_apt_install():
        apt_install([package])
        if has_ensurepip():
            return
    if system() == "other":
        raise Stop("This Python lacks its module ensurepip; install Python with venv and pip.")
    raise Stop(f"Python lacks what makes environments. Install it: sudo apt-get install {package}")


def browser(folder: Path = ROOT) -> str | None:
    """Path of a Chromium for the tests: one on this machine, else the one Playwright installed."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run(
        [program(folder, "python"), "-c", ask], capture_output=True, text=True, check=False
    ).stdout.strip()
    return answer if Path(answer).is_file() else None


def lacking(folder: Path) -> list[str]:
    """Debian's names of the programs that tests need and this machine has not."""
    found = {"chromium": browser(folder), "poppler-utils": shutil.which("pdftotext")}
    return [name for name, path in found.items() if path is None]


def advice(packages: Sequence[str], kind: str) -> str:
    """The exact commands that install packages by hand on a system ('debian', 'ubuntu', ...)."""
    lines = []
    by_apt = [name for name in packages if kind == "debian" or name != "chromium"]
    if by_apt and kind == "other":
        lines.append("poppler (pdftotext), by this system's package manager")
    elif by_apt:
        lines.append(f"sudo apt-get install {' '.join(by_apt)}")
    if "chromium" in packages and kind != "debian":
        if kind == "ubuntu":
            lines.append("(Ubuntu's package chromium only points to a snap. A browser instead:)")
        lines.append(".venv/bin/python -m playwright install --with-deps chromium")
    return "\n".join(f"  {line}" for line in lines)


def run_checks(folder: Path, words: Sequence[str]) -> int:
    """Install what tests need beyond pip, run every check, and say which failed."""
    packages = lacking(folder)
    if packages and can_apt_install():
        wanted = [name for name in packages if name != "chromium" or system() == "debian"]
        if wanted:
            apt_install(wanted)
            packages = lacking(folder)
    if packages:
        print(f"Tests will fail for want of a program. Install:\n{advice(packages, system())}")
    failed = []
    for name, (tool, *options) in CHECKS.items():
        print(f"\n== {name}", flush=True)
        more = words if name == "pytest" else ()
        if subprocess.call([program(folder, tool), *options, *more], cwd=folder) != 0:
            failed.append(name)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEverything passed.")
    return 1 if failed else 0


def lock(folder: Path, words: Sequence[str]) -> int:
    """Choose the versions in requirements.lock anew; needs an environment only to get uv."""
    if uv_of_machine() is None:
        prepare(folder)
    return subprocess.call([find_uv(folder), *LOCK_COMMAND, *words], cwd=folder)


def clean(folder: Path, everything: bool = False) -> None:
    """Remove what was built and every cache of a folder; the environment only on demand."""
    doomed = [folder / name for name in REMOVED_BY_CLEAN]
    for part in (".", "study", "analysis", "tests", "bench"):
        pattern = "__pycache__" if part == "." else "**/__pycache__"
        doomed += sorted((folder / part).glob(pattern))
    if everything:
        doomed.append(folder / ".venv")
    for path in doomed:
        if path.exists():
            shutil.rmtree(path)
            print(f"removed {path.relative_to(folder).as_posix()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
