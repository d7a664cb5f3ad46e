"""Build again at every change, from a process that has the libraries loaded.

Each build runs in a forked child: it finds pandas, Sphinx and the rest in memory, and the
parent never holds an old version of a module of the analysis. Where there is no fork, each
build is a process of its own.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from pathlib import Path

from ..errors import StudyError
from ..place import Place, Tell
from ..results.run import ALONE
from ..results.workers import Workers
from . import build

LIBRARIES = (
    "pandas",
    "scipy.stats",
    "statsmodels.api",
    "firthmodels",
    "seaborn",
    "matplotlib.pyplot",
    "jupyter_book.sphinx",
    "sphinx_book_theme",
    "sphinx_external_toc",
    "sphinxcontrib.bibtex",
    "sphinx_design",
    "myst_parser.sphinx_ext.main",
    "nbclient",
    "nbconvert",
    "ipykernel.kernelapp",
    "matplotlib.backends.backend_svg",
    "latex2mathml.converter",
    "sphinx.builders.html",
    "sphinx_design.extension",
    "a11y_pygments.a11y_high_contrast_light.style",
    "a11y_pygments.a11y_high_contrast_dark.style",
)
EVERY = 0.15
"""Seconds between two looks at the files."""


def watch(
    place: Place,
    pdf: bool = False,
    tell: Tell = print,
    workers: Workers = ALONE,
    builds: int | None = None,
) -> None:
    """Build, then build again whenever a file of the study changes.

    builds: stop after so many builds; None goes on until interrupted.
    """
    if hasattr(os, "fork"):
        tell("Loading the libraries")
        from sphinx.application import builtin_extensions

        for name in (*LIBRARIES, *builtin_extensions):
            importlib.import_module(name)
    seen: dict[Path, tuple[int, int]] = {}
    done = 0
    while builds is None or done < builds:
        now = _stamps(place)
        if now == seen:
            time.sleep(EVERY)
            continue
        seen = now
        started = time.perf_counter()
        _build(place, pdf, tell, workers)
        done += 1
        tell(f"Done in {time.perf_counter() - started:.1f} seconds. Waiting for a change.")


def _stamps(place: Place) -> dict[Path, tuple[int, int]]:
    """Time and size of every input, less what a build writes itself."""
    written = (place.results, place.figures)
    stamps = {}
    for path in build.inputs(place):
        if not any(path.is_relative_to(folder) for folder in written):
            try:
                stat = path.stat()
            except FileNotFoundError:  # an editor replaces files by way of short-lived ones
                continue
            stamps[path] = (stat.st_mtime_ns, stat.st_size)
    return stamps


def _build(place: Place, pdf: bool, tell: Tell, workers: Workers) -> None:
    if not hasattr(os, "fork"):
        options = [f"--jobs={workers.jobs}", *(["--pdf"] if pdf else [])]
        subprocess.run(
            [sys.executable, "-m", "study", "book", str(place.data), *options], check=False
        )
        return
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        for path in build.book(place, pdf=pdf, tell=tell, workers=workers):
            tell(str(path))
    except StudyError as error:
        tell(f"{error.title}: {error}")
    finally:
        sys.stdout.flush()
        os._exit(0)
