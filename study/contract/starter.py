"""A folder ready to fill in: settings, description, empty tables, and a README in plain words.

The description is that of the shipped study without what speaks of that study alone: the limits
of its tables, its examples, how it derived its values, and the words of an open vocabulary.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

from ..errors import PlaceError
from ..place import Place, find

Language = Literal["en", "id"]
INSTRUMENTS = ("codes", "guide_questions", "decision_rules")
"""Tables that a study of interviews takes over: codebook, questions, and how it is decided."""
SAY = {
    "en": {
        "title": "Title of your study",
        "description": "Tables of a documentary study of the relations between the bureaucracy "
        "and the candidate pairs in a regional election. They hold what public sources printed, "
        "each row with its sources, and, apart from them, what the study itself judged. No civil "
        "servant or private person is named. An empty cell means that something was not seen, "
        "never zero.",
        "licence": "Creative Commons Attribution 4.0",
        "fill": "must be filled",
        "allowed": "Allowed",
        "open": "Your own words.",
        "list": "Several values are separated by",
        "space": "a space",
        "head": "Column | What it wants | Unit",
    },
    "id": {
        "title": "Judul studi Anda",
        "description": "Tabel sebuah studi dokumenter tentang hubungan antara birokrasi dan "
        "pasangan calon dalam pemilihan kepala daerah. Isinya adalah apa yang dicetak sumber "
        "publik, setiap baris dengan sumbernya, dan, terpisah dari itu, apa yang dinilai studi "
        "ini sendiri. Tidak ada ASN atau orang pribadi yang disebut namanya. Sel kosong berarti "
        "sesuatu tidak terlihat, bukan nol.",
        "licence": "Creative Commons Atribusi 4.0",
        "fill": "wajib diisi",
        "allowed": "Yang diperbolehkan",
        "open": "Kata Anda sendiri.",
        "list": "Beberapa nilai dipisahkan dengan",
        "space": "spasi",
        "head": "Kolom | Isinya | Satuan",
    },
}


def start(folder: Path, language: Language = "en", interviews: bool = False) -> Path:
    """Make a study to fill in and return its folder.

    interviews: with a folder for transcripts, lists to fill in, and the instruments.
    All of it appears at once or nothing does: it is built beside and then renamed.
    Raises PlaceError if the folder is there and not empty, or cannot be made.
    """
    target = Path(folder).expanduser().resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        remedy = "Give the name of a folder that is not there yet, or of an empty one."
        raise PlaceError(f"{folder} is there already and not empty; nothing was changed.", remedy)
    with appearing(target) as made:
        for path, text in _files(target.name, language, interviews).items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_text(text, encoding="utf-8", newline="\n")
    return target


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """The path of a folder to be made beside, which takes its place once all of it is there.

    Raises PlaceError if it cannot be made; nothing is left behind then.
    """
    beside = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
        made = beside / target.name
        yield made
        if target.exists():  # somebody may stand in it
            for each in made.iterdir():
                each.replace(target / each.name)
        else:
            made.replace(target)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        remedy = "Give a folder where you may write, with room for it. Nothing was left behind."
        raise PlaceError(f"{target} cannot be made: {reason}.", remedy) from None
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


def _files(name: str, language: Language, interviews: bool) -> dict[str, str]:
    """Path inside the new folder, with / between its parts, and text of each file."""
    shipped = find()
    raw = json.loads(shipped.descriptor.read_text(encoding="utf-8"))
    examples = {each["name"]: _example(each) for each in raw["resources"]}
    described = _description(raw, name, language, shipped)
    blank = {path.name: path.read_text(encoding="utf-8") for path in shipped.blank.iterdir()}
    tables = described["resources"]
    guide = "".join(_guide(each, examples[each["name"]], SAY[language]) for each in tables)
    files = {
        "README.md": blank[f"README.{language}.md"] + guide,
        "study.toml": blank[f"study.{language}.toml"],
        "CITATION.cff": blank[f"CITATION.{language}.cff"].replace("{today}", f"{date.today()}"),
        "text/README.md": blank[f"text.{language}.md"],
        "datapackage.json": json.dumps(described, ensure_ascii=False, indent=2) + "\n",
        **{each["path"]: _line(field["name"] for field in _fields(each)) for each in tables},
    }
    return files | _interviews(files, blank, tables, language) if interviews else files


def _interviews(
    files: dict[str, str], blank: dict[str, str], tables: list[dict[str, Any]], language: Language
) -> dict[str, str]:
    """What a study of interviews has besides: a folder for them, and a codebook with its codes."""
    instruments = [each for each in tables if each["name"] in INSTRUMENTS]
    return {
        "study.toml": files["study.toml"] + blank[f"interviews.{language}.toml"],
        ".gitignore": blank[f"gitignore.{language}"],
        "wawancara/README.md": blank[f"wawancara.{language}.md"],
        "wawancara/informan.csv": blank[f"informan.{language}.csv"],
        "wawancara/koding.csv": blank[f"koding.{language}.csv"],
        **{each["path"]: _instrument(each) for each in instruments},
    }


def _instrument(table: dict[str, Any]) -> str:
    """The rows of an instrument of the shipped study; its remarks are of that study."""
    remarks = {each["name"] for each in _fields(table) if each.get("role") == "note"}
    with (find().data / table["path"]).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    kept = [["" if n in remarks else c for n, c in zip(header, r, strict=True)] for r in rows]
    return "".join(_line(row) for row in [header, *kept])


def _description(
    raw: dict[str, Any], name: str, language: Language, shipped: Place
) -> dict[str, Any]:
    """The contract in the words of a language, without what is of the shipped study."""
    say = SAY[language]
    tables = [_neutral(each) for each in raw["resources"]]
    if language != "en":
        words = json.loads(shipped.translation(language).read_text(encoding="utf-8"))
        for table in tables:
            own = words[table["name"]]
            table["title"], table["description"] = own["title"], own["description"]
            for field in _fields(table):
                field["title"], field["description"] = own["fields"][field["name"]]
    slug = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-.") or "study"
    licence = {**raw["licenses"][0], "title": say["licence"]}
    return {
        "$schema": raw["$schema"],
        "name": slug,
        "title": say["title"],
        "description": say["description"],
        "version": "0.1.0",
        "licenses": [licence],
        "resources": tables,
    }


def _neutral(table: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in table.items() if key not in ("limits", "sources")}
    fields = []
    for field in _fields(table):
        own = {key: value for key, value in field.items() if key not in ("example", "computed_by")}
        if own.get("vocabulary") == "open":
            limits = own["constraints"].items()
            own["constraints"] = {k: v for k, v in limits if k not in ("enum", "pattern")}
        fields.append(own)
    return {**kept, "schema": {**table["schema"], "fields": fields}}


def _guide(table: dict[str, Any], example: str, say: dict[str, str]) -> str:
    """What each column of a table wants, and a row that stands in the shipped study."""
    lines = [f"\n### `{table['path']}`: {table['title']}\n", f"{table['description']}\n"]
    lines += [f"| {say['head']} |", "| --- | --- | --- |"]
    key = table["schema"]["primaryKey"]
    for field in _fields(table):
        limits = field.get("constraints", {})
        must = limits.get("required") or field["name"] in key
        parts = [field["description"]]
        if limits.get("enum"):
            parts.append(f"{say['allowed']}: " + ", ".join(f"`{e}`" for e in limits["enum"]) + ".")
        elif field.get("vocabulary") == "open":
            parts.append(say["open"])
        if "list" in field:
            mark = f"`{field['list']}`" if field["list"].strip() else say["space"]
            parts.append(f"{say['list']} {mark}.")
        name = f"`{field['name']}`" + (f" ({say['fill']})" if must else "")
        text = " ".join(parts).replace("|", "\\|")
        lines.append(f"| {name} | {text} | {field.get('unit', '')} |")
    header = _line(field["name"] for field in _fields(table))
    return "\n".join([*lines, "", "```", header + example + "```", ""])


def _example(table: dict[str, Any]) -> str:
    return _line(field.get("example", "") for field in _fields(table))


def _fields(table: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table["schema"]["fields"]
    return found


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
