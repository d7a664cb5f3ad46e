"""Half a million rows made of the project's own: its checks beside frictionless."""

from __future__ import annotations

import csv
import itertools
import json
import shutil
from pathlib import Path

from clock import Timed, python

TABLE = "regions_asn"
BESIDE = ("sources", "institutions")
"""Tables whose rows it names."""
OURS = """from pathlib import Path
from study.contract import checks
from study.place import Place
assert not checks.check(Place(data=Path({folder!r}), home=Path({folder!r})))
"""
FRICTIONLESS = """import frictionless
assert frictionless.validate({file!r}).valid
"""


def write(original: Path, folder: Path, rows: int) -> None:
    """A small study: one table's rows repeated under new keys, and the tables it names rows of."""
    data = original / "data"
    folder.mkdir()
    described = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    kept = [r for r in described["resources"] if r["name"] in (TABLE, *BESIDE)]
    for resource in kept:
        target = folder / resource["path"]
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(data / resource["path"], target)
    big = next(resource for resource in kept if resource["name"] == TABLE)
    key = big["schema"]["fields"][0]
    key["constraints"]["pattern"] = "R[0-9]+"
    package = json.dumps({**described, "resources": kept})
    (folder / "datapackage.json").write_text(package, encoding="utf-8")
    shutil.copyfile(data / "study.toml", folder / "study.toml")
    path = folder / big["path"]
    with path.open(encoding="utf-8", newline="") as file:
        header, *body = csv.reader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(repeated(body, rows))


def repeated(body: list[list[str]], rows: int) -> list[list[str]]:
    """So many rows, the given ones over and over, each with a key of its own: R1, R2, ..."""
    cycle = itertools.islice(itertools.cycle(body), rows)
    return [[f"R{at}", *row[1:]] for at, row in enumerate(cycle, start=1)]


def checked(root: Path, folder: Path) -> Timed:
    """The project's own checks of the tables in a folder, as a whole process."""
    return python(OURS.format(folder=str(folder)), root)


def second_opinion(root: Path, folder: Path) -> Timed:
    """What frictionless takes for the same tables."""
    return python(FRICTIONLESS.format(file=str(folder / "datapackage.json")), root)
