"""A stranger's first half hour: a new folder, a spreadsheet, mistakes mended, the book."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from study.place import find

SETTINGS = """title = "Neutrality in Contoh"
short_title = "Contoh 2024"
language = "en"
analysis = "analysis"

[place]
regency = "Kabupaten Contoh"
province = "Contoh"
region_code = "99.01"

[election]
name = "regent 2024"
"""


def study(*words: str) -> subprocess.CompletedProcess[str]:
    """The command, as a person would type it."""
    return subprocess.run(
        [sys.executable, "-m", "study", *words],
        cwd=find().root,
        capture_output=True,
        text=True,
        check=False,
    )


def header(folder: Path, table: str) -> list[str]:
    """Names of the columns of an empty table."""
    return (folder / table).read_text(encoding="utf-8").splitlines()[0].split(",")


def row(names: list[str], **cells: object) -> list[object]:
    """A row with some cells filled."""
    assert cells.keys() <= set(names)
    return [cells.get(name) for name in names]


def xlsx(path: Path, rows: list[list[object]]) -> None:
    """Write a spreadsheet as Excel does."""
    book = Workbook()
    for line in rows:
        book.active.append(line)
    book.save(path)


def ods(path: Path, rows: list[list[object]]) -> None:
    """Write a spreadsheet as LibreOffice does."""
    document = OpenDocumentSpreadsheet()
    sheet = Table(name="Sheet1")
    for line in rows:
        cells = TableRow()
        for value in line:
            if isinstance(value, date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, int):
                cell = TableCell(valuetype="float", value=value)
            else:
                cell = TableCell(valuetype="string")
            cell.addElement(P(text="" if value is None else str(value)))
            cells.addElement(cell)
        sheet.addElement(cells)
    document.spreadsheet.addElement(sheet)
    document.save(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new study with two sources, two cases and five reports, in three kinds of file."""
    folder = tmp_path_factory.mktemp("stranger") / "contoh"
    done = study("new", str(folder))
    assert done.returncode == 0, done.stderr
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    citation = (folder / "CITATION.cff").read_text(encoding="utf-8")
    (folder / "CITATION.cff").write_text(
        re.sub(r'(date-released: ").*"', r'\g<1>2025-01-31"', citation), encoding="utf-8"
    )
    names = header(folder, "sources.csv")
    sources = [
        row(names, source_id=f"S00{n}", title=f"Page {n}", url=f"https://example.org/{n}",
            publisher="A newspaper", published="2024-10-07", language="id")
        for n in (1, 2)
    ]  # fmt: skip
    (folder / "sources.csv").unlink()
    ods(folder / "sources.ods", [names, *sources])
    return folder


def write_cases(folder: Path, kind: str, source: str) -> None:
    """The cases of the stranger, in Excel."""
    names = header(find().data, "record/cases.csv")
    cases = [
        row(names, case_id=f"C0{n}", election="regent 2024", opened=date(2024, 10, n),
            institution_class=kind, position_class="teacher", action_type="a post on a network",
            found_by="a report", outcome="referred",
            source_ids=source)
        for n in (1, 2)
    ]  # fmt: skip
    (folder / "record" / "cases.csv").unlink(missing_ok=True)
    xlsx(folder / "record" / "cases.xlsx", [names, *cases])


def write_stages(folder: Path, day: str) -> None:
    """The reports of the stranger, as Excel saves a CSV where the comma is the decimal mark."""
    names = ["report_id", "case_id", "stage", "persons", "date", "source_ids", "note"]
    stages = [
        ["P01", "C01", "detected", "17", day, "S001", ""],
        ["P02", "C01", "recommended for a sanction", "13", "2024-11-02", "S001;S002", ""],
        ["P03", "C02", "detected", "4", "2024-10-14", "S002", ""],
    ]
    quoted = [[f'"{cell}"' if ";" in cell else cell for cell in line] for line in (names, *stages)]
    text = "\n".join(";".join(line) for line in quoted) + "\n\n"
    (folder / "record" / "case_stages.csv").write_text(text, encoding="cp1252")


def write_judgements(folder: Path) -> None:
    """What the stranger judges of each case."""
    names = header(find().data, "record/case_judgements.csv")
    judged = [
        row(names, case_id="C01", standing="recommended", wording="named", reason="13 recommended"),
        row(names, case_id="C02", standing="alleged", wording="named", reason="nothing later seen"),
    ]
    lines = [",".join("" if c is None else str(c) for c in line) for line in (names, *judged)]
    (folder / "record" / "case_judgements.csv").write_text("\n".join(lines) + "\n", "utf-8")


def test_from_an_empty_folder_to_the_book(folder: Path) -> None:
    write_cases(folder, "education", "S01")
    write_stages(folder, "03/04/2024")
    write_judgements(folder)

    done = study("check", str(folder), "--format", "json")
    assert done.returncode == 1
    said = [each for each in json.loads(done.stdout) if each["kind"] == "error"]
    places = {(Path(each["file"]).name, each["row"], each["column"]) for each in said}
    assert places == {
        ("cases.xlsx", 2, "source_ids"),
        ("cases.xlsx", 3, "source_ids"),
        ("case_stages.csv", 2, "date"),
    }
    text = study("check", str(folder)).stdout
    assert "2024-04-03" in text
    assert "2024-03-04" in text

    write_cases(folder, "education", "S001")
    write_stages(folder, "13/10/2024")
    done = study("check", str(folder))
    assert done.returncode == 0, done.stdout

    done = study("run", str(folder))
    assert done.returncode == 0, done.stderr
    assert "the table races of this study is empty" in done.stdout

    done = study("book", str(folder))
    assert done.returncode == 0, done.stderr
    html = folder / "_build" / "html"
    page = (html / "chapters" / "how-institutions-answered.html").read_text("utf-8")
    article = page.partition("<article")[2].partition("</article>")[0]
    assert "17" in article
    assert "13" in article
    for path in html.rglob("*.html"):
        assert "Purbalingga" not in path.read_text("utf-8"), path

    done = study("explain", "funnel[detected].persons", "--dir", str(folder))
    assert done.returncode == 0, done.stderr
    assert "funnel[detected].persons = 17" in done.stdout
    assert "case_stages:P01" in done.stdout


def test_the_commands_of_the_readme_for_interviews_work(tmp_path: Path) -> None:
    """As it says: files into wawancara/, pseudonymise, check; somebody withdraws."""
    made = study("new", str(tmp_path / "studi"), "--interviews", "--language", "id")
    readme = Path(made.stdout.strip())
    folder = readme.parent.parent
    lines = [line.strip() for line in readme.read_text(encoding="utf-8").splitlines()]
    commands = [line.split() for line in lines if line.startswith(("study ", "mkdir "))]
    assert [words[1] for words in commands] == [
        "../rahasia",
        "pseudonymise",
        "check",
        "book",
        "withdraw",
    ]
    inbox = folder / "wawancara"
    for number in (1, 2, 3):
        text = f"P: Tanya?\nInforman: Segmen contoh ke-{number}, dari Contoh {number}.\n"
        (inbox / f"I0{number}.txt").write_text(text, encoding="utf-8")
    people = [["kode", "nama", "peran", "persetujuan"]]
    people += [[f"I0{n}", f"Contoh {n}", "ASN", "parafrase"] for n in (1, 2, 3)]
    xlsx(inbox / "informan.xlsx", people)
    xlsx(inbox / "koding.xlsx", [["wawancara", "kutipan", "kode"], ["I03", "Segmen contoh", "PC1"]])
    for words in commands:
        if words[0] == "mkdir":
            (folder / words[1]).resolve().mkdir()
        elif words[1] != "book":
            done = subprocess.run(
                [sys.executable, "-m", *words],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(find().root)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
    assert "Ditemukan: tidak ada." in done.stdout
    assert sorted(path.name for path in inbox.glob("T*")) == ["T01.txt", "T02.txt"]
    assert study("check", str(folder)).returncode == 0
