"""Companion notebooks: run when stale, published as .ipynb, .py and .html.

On Linux a notebook runs in an ordinary kernel forked from this process, so that libraries
loaded for the results are not loaded again; elsewhere nbclient starts a kernel of its own.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import BookError
from ..place import Place
from ..results import desk as desks
from ..results import store
from ..results.shelf import Shelf
from ..results.source import digest

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style></head>
<body><main><p><a href="../index.html">The book</a> · <a href="{name}.ipynb" download>notebook</a>
 · <a href="{name}.py" download>script</a></p>
{body}
</main></body></html>
"""
SUFFIXES = (".ipynb", ".py", ".html")
STYLE = """
body{font:16px/1.55 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0}
main{max-width:50rem;margin:0 auto;padding:1rem}
a{color:#0a58a0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f6f4;padding:.6rem;margin:.4rem 0}
.prompt{display:none} img,svg{max-width:100%;height:auto}
table{border-collapse:collapse;font-size:.85rem;display:block;overflow-x:auto}
th,td{padding:.2rem .5rem;border-bottom:1px solid #ddd;text-align:right}
.anchor-link{display:none}
h1{font-size:1.5rem} h2{font-size:1.2rem}
@media (prefers-color-scheme:dark){
body{color:#e6e6e6;background:#14181e} a{color:#8ab4f8} pre{background:#1f252d}
.highlight,.highlight *{color:#e6e6e6!important;background:#1f252d!important} img{background:#fff}
}
.output_area{margin:.2rem 0 1rem}
"""
READ = re.compile(r"""\.(?:table|frame|content|value|text)\(\s*\\?["'](\w+)""")
"""A result that a notebook takes from the shelf, as it stands in the file."""
STUDY = "STUDY"
"""The variable from which a notebook knows which study it is about."""


def bring_up_to_date(place: Place, tell: Callable[[str], None] = lambda _: None) -> list[str]:
    """Run the notebooks whose text, data, results or code changed; returns their names.

    Raises BookError naming notebook and cell if one fails.
    """
    made = []
    _require_apart(place)
    for path in _possible(place):
        key, note = _key(place, path), _folder(place) / f"{path.stem}.key"
        if note.is_file() and note.read_text(encoding="utf-8") == key:
            continue
        tell(f"Running the notebook {path.name}")
        _make(place, path)
        store.write(note, key)
        made.append(path.stem)
    return made


def publish(place: Place, folder: Path) -> list[str]:
    """Copy the made notebooks into the built book; returns the names of the files."""
    made = []
    for path in _possible(place):
        for suffix in SUFFIXES:
            name = f"{path.stem}{suffix}"
            text = (_folder(place) / name).read_text(encoding="utf-8")
            store.write(folder / name, text)
            made.append(name)
    return made


def _possible(place: Place) -> list[Path]:
    """The notebooks that name no result which this study's tables do not allow."""
    absent = {name for name, entry in Shelf(place).entries.items() if entry.absent}
    paths = sorted((place.book / "notebooks").glob("*.ipynb"))
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    return [p for p in paths if not absent.intersection(re.findall(r"\w+", texts[p]))]


def _require_apart(place: Place) -> None:
    """Raises BookError for a notebook that reads something simulated: it stands beside Part I."""
    kinds = {name: entry.provenance for name, entry in Shelf(place).entries.items()}
    for path in sorted((place.book / "notebooks").glob("*.ipynb")):
        for name in READ.findall(path.read_text(encoding="utf-8")):
            if kinds.get(name) == store.SIMULATED:
                raise BookError(f"{path.name} reads {name}, which is simulated.", "Take it out.")


def _folder(place: Place) -> Path:
    return place.build / "notebooks"


def _key(place: Place, path: Path) -> str:
    """Everything a notebook can read: its text, the tables and results it names, their code,
    every module of the analysis it imports, and this machinery."""
    desk = desks.load(place)
    text = path.read_text(encoding="utf-8")
    parts = [text, desk.environment, place.language]
    parts += [digest(p.read_bytes()) for p in sorted(Path(__file__).parents[1].rglob("*.py"))]
    for table, value in desk.table_digests.items():
        if re.search(rf"\b{table}\b", text):
            parts.append(f"{table} {value}")
    for name, step in desk.graph.steps.items():
        if re.search(rf"\b{name}\b", text):
            reached = desk.graph.code.reached(step.module, step.name)
            parts += [name, digest(desk.text(name) or ""), json.dumps(reached, sort_keys=True)]
    for module in _imported(text):
        parts.append(json.dumps(desk.graph.code.reached(module, "*"), sort_keys=True))
    return digest("\n".join(parts))


def _imported(text: str) -> list[str]:
    """Dotted names a notebook's code imports, the modules and what is taken from them."""
    names: set[str] = set()
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        for start, rest in re.findall(r"^\s*from\s+([\w.]+)\s+import\s+(.+)$", source, re.M):
            names |= {start, *(f"{start}.{name}" for name in re.findall(r"\w+", rest))}
        for line in re.findall(r"^\s*import\s+(.+)$", source, re.M):
            names |= set(re.findall(r"[\w.]+", line))
    return sorted(names)


def _make(place: Place, path: Path) -> None:
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    if sys.platform == "linux":
        _run_forked(place, path, notebook)
    else:
        told = {**os.environ, STUDY: str(place.data)}
        _write(place, path, _client(place, notebook, path).execute(env=told))


def _client(place: Place, notebook: Any, path: Path, manager: Any = None) -> Any:
    from nbclient import NotebookClient

    folder = {"metadata": {"path": str(place.root)}}
    return NotebookClient(notebook, km=manager, resources=folder, record_timing=False, timeout=600)


def _write(place: Place, path: Path, notebook: Any) -> None:
    """The three forms of an executed notebook."""
    import nbformat
    from nbconvert import HTMLExporter, PythonExporter
    from pygments.formatters import HtmlFormatter

    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata.pop("language_info", None)
    folder = _folder(place)
    store.write(folder / f"{path.stem}.ipynb", nbformat.writes(notebook) + "\n")
    script, _ = PythonExporter().from_notebook_node(notebook)
    store.write(folder / f"{path.stem}.py", script)
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    body = body.replace("<th></th>", "<td></td>")  # an empty heading says nothing to a reader
    body = body.replace('<table border="1"', '<table tabindex="0"')
    style = STYLE + HtmlFormatter(style="a11y-high-contrast-light").get_style_defs(".highlight")
    first = notebook.cells[0].source.partition("\n")[0].lstrip("# ")
    page = PAGE.format(language=place.language, title=first, style=style, name=path.stem, body=body)
    store.write(folder / f"{path.stem}.html", page)


def _run_forked(place: Place, path: Path, notebook: Any) -> None:
    """Kernel in one forked child, nbclient in another: neither may share a ZeroMQ context."""
    from ipykernel import kernelapp  # noqa: F401 - loaded here, the child need not load it
    from jupyter_client.connect import write_connection_file

    with tempfile.TemporaryDirectory() as folder:
        file, _ = write_connection_file(
            os.path.join(folder, "kernel.json"), ip=os.path.join(folder, "k"), transport="ipc"
        )
        with _child(lambda: _kernel(place, file)) as kernel:
            error = os.path.join(folder, "error")
            driver = os.fork()
            if driver == 0:
                _leave(lambda: _drive(place, path, notebook, file, kernel, error))
            _, status = os.waitpid(driver, 0)
        if os.path.exists(error):
            raise BookError(Path(error).read_text(encoding="utf-8"), "Mend that cell.")
        if status:
            raise BookError(f"{path.name} ended without an answer.", "Run the build again.")


def _drive(place: Place, path: Path, notebook: Any, file: str, kernel: int, error: str) -> None:
    try:
        _write(place, path, _client(place, notebook, path, _Manager(file, kernel)).execute())
    except Exception as failure:
        lines = re.sub(r"\x1b\[[0-9;]*m", "", str(failure)).strip().splitlines()
        position = sum("execution_count" in c and bool(c.get("outputs")) for c in notebook.cells)
        text = (
            f"{path.name}, code cell {position}: {lines[-1] if lines else type(failure).__name__}."
        )
        Path(error).write_text(text, encoding="utf-8")


def _kernel(place: Place, file: str) -> None:
    from ipykernel.kernelapp import IPKernelApp

    os.chdir(place.root)
    os.environ[STUDY] = str(place.data)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    app: Any = IPKernelApp.instance()
    app.initialize(["-f", file])
    # Without the magic, figures are lost: pyplot may have been loaded before the kernel.
    app.shell.run_line_magic("matplotlib", "inline")
    app.start()


class _Manager:
    """What nbclient asks of a kernel manager, for a kernel that runs already."""

    has_kernel = True

    def __init__(self, file: str, process: int) -> None:
        self._file, self._process = file, process

    def client(self) -> Any:
        """A client of the kernel, once the kernel listens: it is given a second to answer."""
        from jupyter_client.asynchronous.client import AsyncKernelClient

        client = AsyncKernelClient(connection_file=self._file)
        client.load_connection_file()
        heart = f"{client.ip}-{client.hb_port}"
        while not os.path.exists(heart) and self._runs():
            time.sleep(0.01)
        return client

    async def is_alive(self) -> bool:
        """Whether the kernel's process is there."""
        return self._runs()

    async def cleanup_resources(self, restart: bool = False) -> None:
        """Nothing to do: the folder of the sockets goes when the notebook is done."""

    def _runs(self) -> bool:
        try:
            state = Path(f"/proc/{self._process}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        return state != "Z"  # a kernel that died stays listed until its parent takes note


@contextmanager
def _child(work: Callable[[], None]) -> Iterator[int]:
    process = os.fork()
    if process == 0:
        _leave(work)
    try:
        yield process
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _leave(work: Callable[[], None]) -> None:
    """Do the work of a forked child and end it without the parent's clean-up."""
    status = 1
    try:
        work()
        status = 0
    finally:
        sys.stdout.flush()
        os._exit(status)
