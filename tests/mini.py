"""A study small enough to hold in the head: two tables, a helper, three questions, one figure."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

from study.place import Place

_NUMBERS = itertools.count()

LOCK = "numpy==2.0 \\\n    --hash=sha256:00\nsphinx==7.0 \\\n    --hash=sha256:00\n"

CITATION = "title: Mini\nauthors: [{name: M}]\nversion: 1\ndate-released: 2026-01-02\n"

QUESTION = '''"""A question."""

from __future__ import annotations

from study.kinds import Number, Table, rows_of

from . import helper
from .helper import double as twice


def by_region(cases: Table) -> Table:
    """Persons by region."""
    found = cases.groupby("region", as_index=False)["persons"].sum()
    keys = cases.groupby("region")["case_id"].agg(list)
    found["rows"] = [rows_of("cases", keys[region]) for region in found["region"]]
    return found


def total(by_region: Table) -> Number:
    """All persons, doubled by a helper."""
    return Number({"persons": twice(int(by_region["persons"].sum()))})


def large(by_region: Table) -> Number:
    """Regions over the limit of the helper."""
    return Number({"regions": int((by_region["persons"] > helper.LIMIT).sum())})
'''

HELPER = '''"""A helper."""

FACTOR = 2
LIMIT = 5


def double(value):
    """Twice the value."""
    return FACTOR * value
'''

PLOT = '''"""A figure."""

from __future__ import annotations

from matplotlib.figure import Figure as Canvas

from study.kinds import Figure, Table


def region_figure(by_region: Table, words) -> Figure:
    """Persons by region."""
    figure = Canvas(figsize=(3, 2))
    figure.subplots().bar(by_region["region"], by_region["persons"], label=words["persons"])
    return figure
'''


def field(name: str, kind: str = "string", **more: object) -> dict[str, object]:
    """A field of a description."""
    return {"name": name, "type": kind, "title": name, "description": name, **more}


class Mini:
    """A study in a folder of its own, with its own analysis package."""

    def __init__(self, folder: Path, package: str = "", apart: bool = False) -> None:
        """apart: as a study of somebody else, whose results lie in the folder of its data."""
        self.package = package or f"mini_{next(_NUMBERS)}"
        home = folder / "data" if apart else folder
        self.place = Place(data=folder / "data", home=home, root=folder)
        self.write(
            "data/study.toml", f'title = "Mini"\nlanguage = "en"\nanalysis = "{self.package}"\n'
        )
        self.write(
            "data/cases.csv",
            "case_id,region,persons,source_ids,note\nC1,A,3,S1,\nC2,B,6,S1,\nC3,A,1,S1,\n",
        )
        self.write("data/sources.csv", "source_id,title,url\nS1,A page,https://example.org/1\n")
        self.write("data/datapackage.json", json.dumps(self.description()))
        self.write("requirements.lock", LOCK)
        self.write("pyproject.toml", '[dependency-groups]\nanalysis = ["numpy"]\n')
        self.write("CITATION.cff", CITATION)
        self.write("book/words.csv", "term,en\npersons,Persons\n")
        self.write(f"{self.package}/__init__.py", "")
        self.write(f"{self.package}/question.py", QUESTION)
        self.write(f"{self.package}/helper.py", HELPER)
        self.write(f"{self.package}/plots/__init__.py", "")
        self.write(f"{self.package}/plots/region.py", PLOT)

    @staticmethod
    def description() -> dict[str, object]:
        """A description of the two tables."""
        common = {"licenses": [{"name": "CC-BY-4.0"}], "access": "open"}
        cases = {
            "primaryKey": "case_id",
            "fields": [
                field("case_id"),
                field("region"),
                field("persons", "integer", unit="persons"),
                field("source_ids", list=";", references="sources.source_id"),
                field("note", role="note"),
            ],
        }
        sources = {
            "primaryKey": "source_id",
            "fields": [field("source_id"), field("title"), field("url")],
        }
        tables = [
            {"name": n, "path": f"{n}.csv", "title": n, "description": n, "schema": s, **common}
            for n, s in (("cases", cases), ("sources", sources))
        ]
        for table in tables:
            table["provenance"] = "observed"
        return {
            "name": "mini",
            "title": "Mini",
            "licenses": [{"name": "CC-BY-4.0"}],
            "resources": tables,
        }

    def write(self, path: str, text: str) -> None:
        """Write a file of the study."""
        target = self.place.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")

    def read(self, path: str) -> str:
        """The text of a file of the study."""
        return (self.place.root / path).read_text(encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a text in a file; the text must be there."""
        text = self.read(path)
        assert old in text
        self.write(path, text.replace(old, new))

    def edit_code(self, module: str, old: str, new: str) -> None:
        """Change a module of the analysis package."""
        self.replace(f"{self.package}/{module}.py", old, new)

    def forget(self) -> None:
        """Unload the analysis package, as a new process would find it."""
        for name in [n for n in sys.modules if n.partition(".")[0] == self.package]:
            del sys.modules[name]
