"""The commands for interviews and their coding; part of the command ``study``.

As there, everything heavy is imported inside the command that needs it.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from .place import alone, find

commands = typer.Typer(rich_markup_mode=None)
coding = typer.Typer(
    help="A further coder: a blind sheet to fill, and taking in a filled one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
commands.add_typer(coding, name="coding")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


Dir = Annotated[str | None, typer.Argument(help="Folder of the study.", show_default="shipped")]


@commands.command()
def pseudonymise(
    folder: Annotated[str, typer.Argument(help="Folder of the study.", metavar="DIR")],
    key: Annotated[
        str, typer.Option("--key", help="Names and pseudonyms: .csv, .xlsx or .ods, elsewhere.")
    ],
    language: Annotated[
        Literal["en", "id"] | None,
        typer.Option("--language", help="Of what is said.", show_default="that of study.toml"),
    ] = None,
) -> None:
    """Take interviews in from wawancara/, with pseudonyms in the place of names.

    What was handed in moves beside the key, which must not lie in the study. All or nothing; run
    it again whenever a transcript, a coding or a name is added.
    """
    from .contract.told import tongue
    from .interviews import intake, report

    place = find(folder)
    spoken = language or tongue(place)
    with alone(place, _say):
        done = intake.pseudonymise(place, Path(key), spoken)
    print(report.told(done, folder, spoken))
    if done.findings:
        raise typer.Exit(1)


@commands.command()
def withdraw(
    informant: Annotated[str, typer.Argument(help="Pseudonym, such as I03.")],
    folder: Annotated[str | None, typer.Option("--dir", help="Folder of the study.")] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="Remove the originals beside this key too.")
    ] = None,
) -> None:
    """Remove a person everywhere: tables, texts, results, book; and look whether anything is left.

    Exit status 1 if something is, which the command then names.
    """
    from .contract.told import tongue
    from .interviews import withdraw as withdrawing

    place = find(folder)
    with alone(place, _say):
        done = withdrawing.withdraw(place, informant, Path(key) if key else None)
    print(withdrawing.report(done, tongue(place)))
    if done.left:
        raise typer.Exit(1)


Interviews = Annotated[
    bool, typer.Option("--interviews", help="Passages of interviews instead of segments.")
]


@coding.command("sheet")
def coding_sheet(
    folder: Dir = None,
    out: Annotated[
        Path, typer.Option(help="File to write; codebook and instructions are put beside it.")
    ] = Path("coding-sheet.csv"),
    seed: Annotated[int, typer.Option(help="Of the draw: the same seed draws the same.")] = 40,
    size: Annotated[
        int, typer.Option(min=1, help="Texts to draw; interviews are drawn whole.")
    ] = 40,
    interviews: Interviews = False,
    of: Annotated[str, typer.Option("--of", help="Whose passages, where several have coded.")] = "",
) -> None:
    """Make a blind sheet for a further coder: texts, codebook, instructions, no code shown."""
    from .interviews import sheet

    place = find(folder)
    made = (
        sheet.passages(place, out, of, seed, size)
        if interviews
        else sheet.segments(place, out, seed, size)
    )
    for path in made:
        print(path)


@coding.command("add")
def coding_add(
    file: Annotated[Path, typer.Argument(help="The filled sheet: CSV, XLSX or ODS.")],
    coder: Annotated[str, typer.Option(help='Who coded, by number: "coder 1".')],
    folder: Annotated[str | None, typer.Option("--dir", help="Folder of the study.")] = None,
    interviews: Interviews = False,
) -> None:
    """Take in a filled sheet: all of it, or nothing and everything that is wrong."""
    from .interviews import filled

    take = filled.passages if interviews else filled.segments
    place = find(folder)
    with alone(place, _say):
        taken = take(place, file.expanduser().resolve(), coder)
    print(
        f"{taken.read} texts taken in: {taken.given} codes, {taken.empty} texts without a code, "
        f"{taken.left} rows left empty."
    )
    print(taken.file)


@commands.command("import")
def take_in(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=".qdpx, .qdc, a database of Taguette, RQDA or requal, or a .csv of tags.",
        ),
    ],
    to: Annotated[str, typer.Option("--to", metavar="DIR", help="Study; made if not there.")],
    language: Annotated[
        Literal["en", "id"], typer.Option(help="Language of a study that is made.")
    ] = "en",
    counted: Annotated[
        str,
        typer.Option(
            "--offsets",
            help="How places are counted, where the file does not show it: codepoints, utf16 or "
            "utf8; with +bom if a byte-order mark counts, +lf if CR LF counts as one.",
        ),
    ] = "",
    book: Annotated[bool, typer.Option("--book", help="Build the book of the study as well.")] = (
        False
    ),
) -> None:
    """Take interviews, codes and codings of another program into a study.

    All of the file or nothing. Tells what was kept, repaired, ambiguous or dropped, and what is
    still to be done by a person: pseudonyms, consent, classes of role.
    """
    from .interviews.exchange.bring import bring

    folder = Path(to).expanduser()
    there = (folder / "study.toml").is_file()  # another command may be at work on it
    with alone(find(folder), _say) if there else contextlib.nullcontext():
        done = bring(Path(file).expanduser(), folder, language, counted)
    if told := done.report.told():
        print(told)
    print(done.folder)
    if book:
        from .book import build

        print(*build.book(find(done.folder), tell=_say), sep="\n")


@commands.command()
def export(
    folder: Dir = None,
    form: Annotated[
        Literal["qdpx", "qdc", "csv"],
        typer.Option("--format", help="qdpx: everything; qdc, csv: the codebook alone."),
    ] = "qdpx",
    to: Annotated[
        str, typer.Option("--to", metavar="FILE", help="File to write.", show_default="_build")
    ] = "",
    media: Annotated[
        str,
        typer.Option(metavar="FILE", help="The .qdpx taken in, to put its recordings back."),
    ] = "",
) -> None:
    """Write the interviews for another program; without interviews, the coded documents."""
    from .interviews.exchange.send import CONFIDENTIAL, send

    done = send(find(folder), form, to, media)
    if told := done.report.told():
        print(told, file=sys.stderr)
    if done.closed:
        print(CONFIDENTIAL, file=sys.stderr)
    print(done.path)
