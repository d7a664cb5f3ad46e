"""The built book, and a browser to read it with."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

import start
from study.book import build
from study.place import find

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def built() -> Path:
    """Folder of the built pages of the shipped study."""
    return build.book(find())[0].parent


@pytest.fixture(scope="session")
def pages(built: Path) -> list[str]:
    """Every page a reader can reach, the notebook's included."""
    found = sorted(p.relative_to(built).as_posix() for p in built.rglob("*.html"))
    return [p for p in found if not p.startswith("_")]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, which drives the browser."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Headless Chromium."""
    running = playwright.chromium.launch(executable_path=start.browser(), args=FLAGS)
    yield running
    running.close()


class _Quiet(SimpleHTTPRequestHandler):
    """A server that says nothing and knows the book under a sub-path only."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def translate_path(self, path: str) -> str:
        """Files of the book below /a/book/, nothing else."""
        prefix = "/a/book/"
        if not path.startswith(prefix):
            return str(Path(self.directory) / "nothing-here")
        return super().translate_path("/" + path.removeprefix(prefix))


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """The book on a local server under a sub-path."""
    handler = partial(_Quiet, directory=str(built))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/a/book"
    server.shutdown()
