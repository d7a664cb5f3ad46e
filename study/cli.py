"""The command ``study``: check the tables, compute the results, build the book.

Everything heavy is imported inside the command that needs it, so that --help and
"nothing changed" are answered at once.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from . import cli_interviews as interviews
from .disclosure.names import VARIABLE
from .errors import StudyError
from .place import Place, find

if TYPE_CHECKING:
    from .results.workers import Workers

app = typer.Typer(
    name="study",
    help="Check, run and publish a study: tables in, book out.\n\n"
    "Without DIR a command works on the study shipped with this package. "
    "A study of your own is a folder with study.toml, datapackage.json and tables.",
    epilog="First time? Run: study book",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(interviews.commands)
Dir = interviews.Dir
Names = Annotated[
    str | None,
    typer.Option(
        "--names",
        metavar="FILE",
        help="List of names that must not be published, a line each, kept outside the study.",
        show_default="STUDY_NAMES",
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Processes that share heavy work.")]


@app.command()
def new(
    folder: Annotated[str, typer.Argument(help="Folder to make.", metavar="DIR")],
    language: Annotated[
        Literal["en", "id"], typer.Option(help="Language of the explanations.")
    ] = "en",
    interviews: Annotated[
        bool, typer.Option("--interviews", help="For transcripts, with the codebook filled in.")
    ] = False,
) -> None:
    """Make a study of your own to fill in: settings, empty tables, a README."""
    from .contract import starter

    made = starter.start(Path(folder), language, interviews)
    print(made / ("wawancara/README.md" if interviews else "README.md"))


@app.command()
def check(
    folder: Dir = None,
    form: Annotated[
        Literal["text", "json"],
        typer.Option("--format", help="json is a list with an object for each thing said."),
    ] = "text",
    language: Annotated[
        Literal["en", "id"] | None,
        typer.Option("--language", help="Of what is said.", show_default="that of study.toml"),
    ] = None,
) -> None:
    """Say everything that is wrong in the tables, all at once.

    Ends with status 1 if anything is. Notes tell what was written in a way of its own and was
    read right all the same. No table is changed.
    """
    from .contract import told

    said, wrong = told.told(folder, form, language)
    print(said)
    if wrong:
        raise typer.Exit(1)


@app.command()
def run(
    folder: Dir = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take over values that differ from committed ones.")
    ] = False,
    jobs: Jobs = 1,
    cluster: Annotated[
        str,
        typer.Option(help="Address of a Dask scheduler that shares heavy work out instead."),
    ] = "",
    names: Names = None,
) -> None:
    """Compute the results that are not up to date, and nothing else."""
    from .results.workers import Workers

    _listed(names)
    place = find(folder)
    _run(place, accept, Workers(jobs, cluster))


@app.command()
def book(
    folder: Dir = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Make the PDF as well.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Build again at every change.")] = False,
    site: Annotated[
        bool, typer.Option("--site", help="Put pages and PDF together, as a server shows them.")
    ] = False,
    jobs: Jobs = 1,
    names: Names = None,
) -> None:
    """Bring the results up to date and build the book; prints the file to open."""
    from .book import build
    from .results.workers import Workers

    if watch and site:
        raise typer.BadParameter("A site is put together once: leave out --watch or --site.")
    _listed(names)
    place, workers = find(folder), Workers(jobs)
    if watch:
        from .book.watch import watch as keep_building

        keep_building(place, pdf, tell=_say, workers=workers)
        return
    with _progress("Building the book") as tell:
        made = build.book(place, pdf=pdf or site, tell=tell, workers=workers)
        if site:
            made = [build.site(place, *made)]
    for path in made:
        print(path)


@app.command()
def verify(
    folder: Dir = None,
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How to say it.")
    ] = "text",
    jobs: Jobs = 1,
) -> None:
    """Recompute everything apart and compare it with the stored results.

    Writes nothing. Exit status 1 if a result is different, missing or left over.
    """
    from .results import verify as verifying
    from .results.workers import Workers

    with _progress("Computing everything anew") as tell:
        found = verifying.verify(find(folder), tell=tell, workers=Workers(jobs))
    print(verifying.as_json(found) if form == "json" else verifying.report(found))
    if not all(verdict.holds for verdict in found):
        raise typer.Exit(1)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="The earlier state.")],
    new: Annotated[
        str | None, typer.Argument(metavar="B", help="The later one.", show_default="shipped")
    ] = None,
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", help="json leaves nothing out.")
    ] = "text",
    page: Annotated[
        bool, typer.Option("--page", help="Keep it for the page 'What changed' of B's book.")
    ] = False,
) -> None:
    """Say what changed from A to B: sentences, numbers, signs, tables, figures, rows of data.

    A and B are each a study's folder, a folder of results, or a version in git: v1.0, or
    v1.0:examples/there. Exit status 0 if nothing changed, 1 if something did, 2 on an error.
    """
    from .book import changes

    try:
        place = changes.printed_in(new) if page else None
        facts = changes.compare(old, new)
        if place is not None:
            changes.keep(facts, place)
    except StudyError as error:
        print(f"{error.title}: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    print(changes.as_json(facts).rstrip() if form == "json" else changes.report(facts))
    if not changes.same(facts):
        raise typer.Exit(1)


@app.command()
def explain(
    result: Annotated[
        str | None, typer.Argument(help="Name of a result, or a value such as table[key].column.")
    ] = None,
    folder: Annotated[str | None, typer.Option("--dir", help="Folder of the study.")] = None,
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", help="json leaves nothing out.")
    ] = "text",
) -> None:
    """Say what a result is and where it comes from, down to rows and sources.

    Without RESULT, list the results.
    """
    from . import tell

    place = find(folder)
    if result is None and form == "json":
        raise typer.BadParameter("Name a result for --format json.")
    if result is None:
        print(tell.explain_all(place))
    else:
        print((tell.explain_json if form == "json" else tell.explain_one)(place, result))


@app.command()
def cite(
    result: Annotated[
        str | None, typer.Argument(help="Name of a result or of a table of the data.")
    ] = None,
    form: Annotated[
        Literal["apa", "bibtex", "ris", "json"] | None,
        typer.Option("--format", help="One form alone; json is CSL-JSON."),
    ] = None,
    folder: Annotated[str | None, typer.Option("--dir", help="Folder of the study.")] = None,
) -> None:
    """Say how to cite the study, or one table or figure by its own address.

    Without --format in three forms: APA, BibTeX and RIS.
    """
    from .book.citing import cited

    print(cited(find(folder), result, form))


@app.command()
def design(
    cases: Annotated[int, typer.Option(help="Cases in both groups together.")],
    effect: Annotated[
        float, typer.Option(help="What supporters have more than the base, as a share: 0.105.")
    ],
    base: Annotated[float, typer.Option(help="Share with the outcome among the others.")],
    share: Annotated[float, typer.Option(help="Share of the cases that are supporters.")] = 0.5,
    tail: Annotated[
        Literal["two-sided", "greater"], typer.Option(help="Of Fisher's exact test.")
    ] = "two-sided",
    folder: Annotated[str | None, typer.Option("--dir", help="Folder of the study.")] = None,
) -> None:
    """Say what a planned comparison could see: power, errors of sign and size, least effect.

    Computed from these numbers alone, without any data, and exactly: nothing is drawn, so there
    is no seed. For whoever writes a proposal.
    """
    from .design import MOST, designed

    room = f"above 0 and below {1 - base:g}, what the base leaves; for less, turn the outcome round"
    within = (
        ("--cases", cases, 4 <= cases <= MOST, f"a whole number from 4 to {MOST}"),
        ("--base", base, 0 < base < 1, "a share above 0 and below 1"),
        ("--effect", effect, 0 < effect < 1 - base, f"a share {room}"),
        ("--share", share, 0 < share < 1, "a share above 0 and below 1"),
        ("--share", share, 1 <= cases * share + 0.5 < cases, "one that leaves a case on each side"),
    )
    for option, value, right, allowed in within:
        if not right:
            raise typer.BadParameter(f"{value:g} cannot be; allowed: {allowed}.", param_hint=option)
    print(designed(find(folder), cases=cases, effect=effect, base=base, share=share, tail=tail))


def _listed(names: str | None) -> None:
    """Let everything in this process know the list of names, without reading it yet."""
    if names:
        os.environ[VARIABLE] = names


def _run(place: Place, accept: bool, workers: Workers) -> None:
    from .results.run import run as compute

    with _progress("Bringing the results up to date") as tell:
        report = compute(place, accept=accept, tell=tell, workers=workers)
    print(
        f"{report.total} results, {len(report.computed)} computed, {len(report.changed)} changed."
    )
    for name in report.changed:
        print(f"  changed: {name}")
    if report.absent:
        print(f"{len(report.absent)} results cannot be had from these tables:")
        for name, why in report.absent.items():
            print(f"  absent: {name}: {why}")


def _say(text: str) -> None:
    print(text, flush=True)


class _progress:
    """A line that says what is going on: a spinner on a terminal, plain lines elsewhere."""

    def __init__(self, first: str) -> None:
        self._first = first
        self._status: Any = None

    def __enter__(self) -> Any:
        if sys.stderr.isatty():
            from rich.console import Console

            self._status = Console(stderr=True).status(self._first)
            self._status.start()
            return self._status.update
        return lambda text: print(text, file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()


def main() -> None:
    """Run the command; a person's mistake becomes one message and exit status 1."""
    gc.disable()  # a short life that makes millions of objects: collecting takes a fifth of it
    try:
        app()
    except StudyError as error:
        print(f"{error.title}: {error}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        print(f"Not a study: {error.filename}: {error.strerror}.", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
