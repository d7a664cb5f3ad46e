"""The Sphinx extension that turns results into pages. Plain Sphinx: it needs no Jupyter Book."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from ..contract import reading
from ..errors import StudyError
from ..place import find
from ..results import desk as desks
from ..results import guard, store
from ..results.run import run
from ..results.source import digest
from . import (
    citing,
    grid,
    heads,
    lacking,
    manifest,
    mathml,
    notebooks,
    paragraphs,
    reference,
    simulated,
    usage,
)
from .build import slug
from .changed import WhatChanged
from .checklists import Checklist
from .context import Context
from .instruments import Codebook, InterviewGuide
from .origins import EvidencePage, OriginPage, write_stubs
from .quotation import QuotationBlock, QuotationList, QuotationRole
from .quote import NumberRole, SourceRole
from .reference import (
    BuildManifest,
    DataDictionary,
    ErrorCatalogue,
    HowToCite,
    NotebookRole,
    ResultList,
    TableList,
)
from .register import Register
from .review import BenchTable, MeasuredOn, ReviewList
from .safe import DisclosureExceptions, DisclosureRules, DisclosureThresholds
from .shown import ResultFigure, ResultModel, ResultTable, download

FOREIGN = (
    "comments_config",
    "use_multitoc_numbering",
    "use_jupyterbook_latex",
    "nb_execution_cache_path",
    "nb_execution_excludepatterns",
    "nb_execution_mode",
    "nb_execution_raise_on_error",
    "nb_execution_timeout",
    "nb_execution_allow_errors",
    "nb_execution_in_temp",
    "nb_output_stderr",
)
"""Settings Jupyter Book passes for extensions this book does without."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register roles, directives, nodes and events."""
    for name in FOREIGN:
        if name not in app.config:
            app.add_config_value(name, None, "")
    # It numbers chapters once all are read, in the parent process, and does not say so.
    if numbering := app.extensions.get("sphinx_multitoc_numbering"):
        numbering.parallel_read_safe = True
    app.add_config_value("study_dir", None, "env")
    app.add_config_value("study_ready", False, "")
    app.add_config_value("study_machinery", "", "env")
    app.connect("config-inited", _read_settings)
    app.add_role("n", NumberRole())
    app.add_role("setting", lacking.SettingRole())
    app.add_role("s", SourceRole())
    app.add_role("quotation", QuotationRole())
    app.add_role("download-notebook", NotebookRole())
    for name, directive in {
        "result-table": ResultTable,
        "result-model": ResultModel,
        "result-figure": ResultFigure,
        "origin": OriginPage,
        "evidence": EvidencePage,
        "data-dictionary": DataDictionary,
        "error-catalogue": ErrorCatalogue,
        "result-list": ResultList,
        "how-to-cite": HowToCite,
        "register": Register,
        "review-list": ReviewList,
        "what-changed": WhatChanged,
        "build-manifest": BuildManifest,
        "measured-on": MeasuredOn,
        "bench-table": BenchTable,
        "what-is-absent": lacking.WhatIsAbsent,
        "table-list": TableList,
        "quotation": QuotationBlock,
        "quotation-list": QuotationList,
        "codebook": Codebook,
        "interview-guide": InterviewGuide,
        "checklist": Checklist,
        "disclosure-rules": DisclosureRules,
        "disclosure-thresholds": DisclosureThresholds,
        "disclosure-exceptions": DisclosureExceptions,
    }.items():
        app.add_directive(name, directive)
    app.add_node(grid.cell, html=(grid.visit_cell, grid.depart_cell))
    app.add_node(reference.unsearched, html=(reference.visit_unsearched, None))
    mathml.setup(app)
    app.config.templates_path.insert(0, str(Path(__file__).with_name("templates")))
    app.connect("html-page-context", _roles)
    app.connect("html-page-context", heads.describe)
    app.connect("builder-inited", _prepare)
    app.connect("env-before-read-docs", _forget_first)
    app.connect("doctree-read", lacking.settle)
    simulated.setup(app)
    paragraphs.setup(app)
    usage.setup(app)
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _forget_first(app: Sphinx, env: Any, docnames: list[str]) -> None:
    """Forget every page that is to be read before the first is read.

    Sphinx forgets each page only when its turn comes, so a table that moves to a page read
    earlier would meet its own label on the page it left.
    """
    for name in docnames:
        app.emit("env-purge-doc", env, name)
        env.clear_doc(name)


def _read_settings(app: Sphinx, config: Any) -> None:
    """Name the authors; read every page anew when what shapes all pages changed.

    That is this package, style, the study's settings, the description of its tables, what
    kind of number each result is and where it stands, the works cited, and the titles and order
    of the chapters in the side bar: no page quotes these, and many show them.
    """
    place = find(config.study_dir)
    heads.name_authors(config, place)
    if not place.shipped:  # the title of the shipped book stands in _config.yml
        config.project = config.html_title = place.short_title
    package = Path(__file__).parents[1]
    files = [*package.rglob("*.py"), *package.rglob("templates/*"), *place.book.glob("_static/*")]
    files += [
        place.settings,
        place.descriptor,
        place.citation,
        place.measured,
    ]
    files += [place.book / "_toc.yml", *place.book.glob("*.bib")]
    parts = [digest(path.read_bytes()) for path in sorted(files) if path.is_file()]
    for path in citing.pages(place):
        lines = path.read_text(encoding="utf-8").splitlines()
        parts += [line for line in lines if line.startswith("# ") or "{result-" in line]
    try:
        desk = desks.load(place)
        parts += [
            f"{name} {desk.provenance(name)} {desk.access(name)} {step.needs}"
            for name, step in desk.graph.steps.items()
        ]
    except StudyError:
        pass  # told in full when the results are brought up to date
    config.study_machinery = digest("\n".join(parts))


def _prepare(app: Sphinx) -> None:
    """Bring results and notebooks up to date, unless `study book` has just done it."""
    place = find(app.config.study_dir)
    try:
        if not app.config.study_ready:
            run(place)
            notebooks.bring_up_to_date(place)
    except StudyError as error:
        raise ExtensionError(f"{error.title}: {error}") from None
    ctx = Context(place, app)
    app.study_context = ctx  # type: ignore[attr-defined]
    write_stubs(ctx)
    note, made = manifest.noted(place), manifest.as_json(ctx.manifest)
    if not note.is_file() or note.read_text(encoding="utf-8") != made:
        store.write(note, made)


def _roles(app: Sphinx, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Entries of the bibliography as items of their list: Sphinx gives a role browsers dropped."""
    if "body" in context:
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Put the files a reader can take away beside the pages, each with its provenance."""
    if error or app._warncount:
        # Sphinx keeps what it read with errors and would not tell of them again.
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
        return
    if app.builder.name != "html":
        return
    ctx: Context = app.study_context  # type: ignore[attr-defined]
    out = Path(app.outdir)
    files = _downloads(ctx)
    for name, text in files.items():
        store.write(out / "downloads" / name, text)
    made = notebooks.publish(ctx.place, out / "notebooks")
    citations = {
        name: ctx.cited(name)
        for name in (*ctx.desk.tables, *ctx.shelf.entries)
        if not ctx.lacking(name) and ctx.desk.provenance(name) != store.SIMULATED
    }
    cited = citing.publish(out, {**citations, slug(ctx.place): ctx.citation})
    images = {name for _, name in app.env.images.values()}
    wanted = {f"{page}.html" for page in (*app.env.found_docs, "search")}
    wanted |= {f"downloads/{name}" for name in files} | {f"notebooks/{name}" for name in made}
    wanted |= {f"_images/{name}" for name in images} | cited
    _sweep(out, wanted)
    _forget_words(out / "searchindex.js")
    if not app.config.study_ready:  # `study book` looks itself
        _keep_safe(ctx, out)


def _keep_safe(ctx: Context, out: Path) -> None:
    """Leave no page of a book that holds what must not be published."""
    try:
        guard.files(ctx.place, out)
    except StudyError as error:
        shutil.rmtree(out)
        raise ExtensionError(f"{error.title}: {error}") from None


def _downloads(ctx: Context) -> dict[str, str]:
    """Name and text of every file a reader can take away: open results and open tables."""
    files = {manifest.FILE: manifest.as_json(ctx.manifest)}
    for name, entry in ctx.shelf.entries.items():
        if entry.access != "open" or entry.absent:
            continue
        text = ctx.shelf.text(name)
        if entry.kind == "Table":
            text = with_provenance(text, entry.provenance)
        elif entry.kind in ("Number", "Model"):
            content = {"provenance": entry.provenance, **json.loads(text)}
            text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        files[Path(download(entry)).name] = text
    for name, spec in ctx.desk.tables.items():
        if spec.access == "open":
            text = reading.text(ctx.place, spec)
            files[f"{name}.csv"] = with_provenance(text, spec.provenance)
    return files


def _sweep(out: Path, wanted: set[str]) -> None:
    """Remove what an earlier build left behind: pages, images, files of what is gone."""
    left = [*out.rglob("*.html"), *out.glob("downloads/*"), *out.glob("notebooks/*")]
    left += out.glob(f"{citing.FOLDER}/*")
    for path in {*left, *out.glob("_images/*")}:
        name = path.relative_to(out).as_posix()
        if name not in wanted and not name.startswith("_static/"):
            path.unlink()


def _forget_words(path: Path) -> None:
    """Take words no page holds any more out of the search index: Sphinx keeps them, empty.

    A word that was taken out of the data, a name above all, must not live on there.
    """
    head, _, rest = path.read_text(encoding="utf-8").partition("(")
    index = json.loads(rest.rstrip().removesuffix(")"))
    for part in ("terms", "titleterms"):
        index[part] = {word: pages for word, pages in index[part].items() if pages != []}
    body = json.dumps(index, sort_keys=True, separators=(",", ":"))
    store.write(path, f"{head}({body})")


def with_provenance(text: str, provenance: str) -> str:
    """A CSV text with a last column that says what kind of numbers these are."""
    header, *rows = csv.reader(io.StringIO(text))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*header, "provenance"])
    writer.writerows([*row, provenance] for row in rows)
    return buffer.getvalue()
