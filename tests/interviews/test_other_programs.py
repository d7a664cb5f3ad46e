"""Files that other programs really wrote: Taguette, driven here; a project of qc, in its wheel.

Neither is a dependency: both come, hashes checked, into an environment of their own.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import etree

import start
from study.contract import checks
from study.errors import ImportProblem
from study.interviews.exchange import shape
from study.interviews.exchange.bring import bring
from study.interviews.exchange.send import send
from study.place import find
from tests.interviews.imitations import everything

ROOT = Path(__file__).resolve().parents[2]
LOCKS = (ROOT / "tests" / "taguette.lock", ROOT / "tests" / "samples.lock")
HOME = ROOT / "_build" / "taguette"
PLAN = {
    "tags": {"promotion": "A higher post", "fear": ""},
    "documents": {
        "Ibu Siti": {
            "html": "<html><head><meta charset='utf-8'></head><body><h1>Wawancara 😀</h1>"
            "<p>Saya “naik” — café — jabatan.</p><p>Lalu <b>saya</b> takut &amp; diam.</p>"
            "<ul><li>satu</li><li>dua</li></ul></body></html>",
            "highlights": [
                ["“naik” — café", ["promotion"]],
                ["saya takut & diam", ["fear", "promotion"]],
                ["satu", []],
            ],
        },
        "Pak Budi": {
            "html": "<html><head><meta charset='utf-8'></head><body><p>Diam.</p></body></html>",
            "highlights": [["Diam", ["fear"]]],
        },
    },
}


@pytest.fixture(scope="session")
def others() -> Path:
    """Python of an environment with Taguette and the wheel of qc, made once and kept."""
    python = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = HOME / "made-from"
    digest = sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()
    made_from = f"{digest}\nPython {sys.version}\n{HOME}\n"
    if stamp.is_file() and stamp.read_text("utf-8") == made_from:
        return python
    beside = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
    uv = start.uv_of_machine() or (str(beside) if beside.is_file() else "")
    locks = [str(lock) for lock in LOCKS]
    each = [word for lock in locks for word in ("-r", lock)]
    steps = [[sys.executable, "-m", "venv", "--clear", str(HOME)]]
    if uv:
        steps.append([uv, "pip", "sync", "-q", "--python", str(python), "--require-hashes", *locks])
    else:
        steps.append(
            [str(python), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", *each]
        )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(
                "Taguette could not be installed. This test takes it from PyPI once, into "
                f"_build/taguette; without a network it cannot run.\n{done.stdout}{done.stderr}"
            )
    stamp.write_text(made_from, encoding="utf-8")
    return python


@pytest.fixture(scope="session")
def exported(others: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Taguette exports of a project that it made, took documents into, and coded."""
    folder = tmp_path_factory.mktemp("taguette")
    (folder / "plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    script = Path(__file__).with_name("drive_taguette.py")
    command = [str(others), "-I", str(script), str(folder / "plan.json"), str(folder)]
    environment = {**os.environ, "HOME": str(folder), "OTEL_SDK_DISABLED": "true"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def qc(others: Path) -> Path:
    """The folder of qc's package, with projects and the standard's own schema in it."""
    (found,) = HOME.glob("**/site-packages/qualitative_coding")
    return found


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table of a study."""
    path = next(folder.rglob(f"{table}.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(folder: Path) -> list[tuple[str, str]]:
    """The passages of a study with their codes."""
    names = {row["code_id"]: row["name_en"] for row in rows(folder, "codes")}
    return [(r["passage"], names[r["code_id"]]) for r in rows(folder, "interview_codings")]


def test_a_project_of_taguette_becomes_a_study(exported, tmp_path):
    done = bring(exported / "project.sqlite3", tmp_path / "study")
    assert told(done.folder) == [
        ("“naik” — café", "promotion"),
        ("saya takut & diam", "promotion"),
        ("saya takut & diam", "fear"),
        ("Diam", "fear"),
    ]
    text = (done.folder / "wawancara" / "T01.txt").read_text("utf-8")
    assert (
        text == "Wawancara 😀\nSaya “naik” — café — jabatan.\nLalu saya takut & diam.\nsatu\ndua\n"
    )
    for row in rows(done.folder, "interview_codings")[:3]:
        assert text[int(row["start"]) : int(row["end"])] == row["passage"]
    assert checks.check(find(done.folder)) == []
    everywhere = "".join(p.read_text("utf-8") for p in done.folder.rglob("*") if p.is_file())
    assert "Siti" not in everywhere
    after = send(find(done.folder), "qdpx").path
    again = bring(after, tmp_path / "again").folder
    assert told(again) == told(done.folder)


def test_codebooks_of_taguette_name_the_codes_of_its_project(exported, tmp_path):
    folder = bring(exported / "project.sqlite3", tmp_path / "study").folder
    before = rows(folder, "codes")
    for name in ("codebook.qdc", "codebook.csv"):
        bring(exported / name, folder)
        assert rows(folder, "codes") == before
    alone = bring(exported / "codebook.csv", tmp_path / "alone").folder
    assert "A higher post" in [row["definition_en"] for row in rows(alone, "codes")]
    dropped = bring(exported / "codebook.qdc", tmp_path / "other").report
    assert dropped.count("dropped", "Sets") == 1  # it writes one that is empty


def test_passages_of_taguette_without_places_are_refused(exported, tmp_path):
    with pytest.raises(ImportProblem, match="Export the project as SQLite instead"):
        bring(exported / "highlights.csv", tmp_path / "study")


def test_taguette_reads_the_codebook_that_goes_out(others, tmp_path):
    table = send(find(), "csv", str(tmp_path / "c.csv")).path
    ask = (
        "import sys; from taguette.import_codebook import list_tags_csv as read; "
        "print(len(read(open(sys.argv[1], 'rb'))))"
    )
    command = [str(others), "-I", "-W", "ignore", "-c", ask, str(table)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert int(said.split()[-1]) == len(rows(find().data, "codes"))


def test_a_project_of_qc_becomes_a_study(qc, tmp_path):
    file = qc / "demo.qdpx"
    done = bring(file, tmp_path / "study")
    with zipfile.ZipFile(file) as opened:
        text = opened.read("sources/board_2017.txt").decode("utf-8")
        xml = etree.fromstring(opened.read("project.qde"))
    codings = xml.findall(".//{*}Coding")
    assert len(told(done.folder)) == len(codings) == 205
    names = {code.get("guid").upper(): code.get("name") for code in xml.findall(".//{*}Code")}
    given = {
        (text[int(s.get("startPosition")) : int(s.get("endPosition"))].strip(), names[ref.upper()])
        for s in xml.findall(".//{*}PlainTextSelection")
        for ref in (each.get("targetGUID") for each in s.findall(".//{*}CodeRef"))
    }
    assert {(p, name.split(" / ")[-1]) for p, name in told(done.folder)} == {
        (" ".join(p.split()), name) for p, name in given
    }
    assert done.report.count("repaired", "TextSource") == 2  # its paths have no scheme
    assert checks.check(find(done.folder)) == []


def test_a_project_of_nvivo_for_mac_becomes_a_study(qc, tmp_path):
    done = bring(qc / "refi_qda" / "nvivo_project.qdpx", tmp_path / "study")
    assert done.report.count("kept", "file of a TextSource") == 2
    assert len(rows(done.folder, "transcripts")) == 2
    assert checks.check(find(done.folder)) == []


def test_what_goes_out_is_valid_by_the_standards_own_schema(qc, tmp_path, taken_in):
    schema = etree.XMLSchema(etree.parse(qc / "refi_qda" / "schema.xsd"))
    (tmp_path / "a.qdpx").write_bytes(everything())
    study = bring(tmp_path / "a.qdpx", tmp_path / "study").folder
    demo = bring(qc / "demo.qdpx", tmp_path / "demo").folder
    for place in (find(), find(study), find(demo), taken_in.place):
        file = send(place, "qdpx", str(tmp_path / "out.qdpx")).path
        with zipfile.ZipFile(file) as opened:
            schema.assertValid(etree.fromstring(opened.read("project.qde")))


def test_the_shape_written_by_hand_is_that_of_the_schema(qc):
    """Every element's children and attributes, in the schema and in the table of this project."""
    space = "{http://www.w3.org/2001/XMLSchema}"
    root = etree.parse(qc / "refi_qda" / "schema.xsd").getroot()
    types = {each.get("name"): each for each in root.findall(f"{space}complexType")}
    used = {each.get("name"): each.get("type") for each in root.iter(f"{space}element")}
    for tag, kind in used.items():
        if kind not in types:
            continue
        inside = types[kind]
        children = tuple(each.get("name") for each in inside.iter(f"{space}element"))
        assert shape.CHILDREN.get(tag, ()) == children, tag
        attributes = inside.findall(f"{space}attribute")
        must = {each.get("name") for each in attributes if each.get("use") == "required"}
        may = {each.get("name") for each in attributes} - must
        assert set(shape.REQUIRED.get(tag, ())) == must, tag
        assert set(shape.OPTIONAL.get(tag, ())) == may, tag
