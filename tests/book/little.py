"""A small study with a book of its own, built in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.mini import Mini, field

CONFIG = """\
title: Mini
author: A
only_build_toc_files: {alone}
execute:
  execute_notebooks: "off"
sphinx:
  config:
    extensions: [myst_parser, sphinx_external_toc, sphinx_book_theme, study.book.extension]
    use_jupyterbook_latex: false
    use_multitoc_numbering: false
    html_math_renderer: mathml
    numfig: true
    smartquotes: false
    suppress_warnings: [etoc.toctree]
"""
BUILD = """\
import sys
from pathlib import Path
from study import place as p
from study.book import build, extension
from study.errors import StudyError
root = Path(sys.argv[1])
place = p.Place(root / "data", root, root)
extension.find = lambda _: place
try:
    build.book(place)
except StudyError as error:
    sys.exit(str(error))
"""


def little(folder: Path, package: str, *chapters: str) -> Mini:
    """The small study with a book of a front page and chapters, and two sources.

    A book without chapters is built without its origin pages from the second time on.
    """
    mini = Mini(folder, package)
    mini.write("_config.yml", CONFIG.format(alone=str(not chapters).lower()))
    listed = "".join(f"  - file: {name}\n" for name in chapters)
    contents = f"chapters:\n{listed}" if chapters else ""
    mini.write("book/_toc.yml", f"format: jb-book\nroot: index\n{contents}")
    mini.write("book/words.csv", "term,en\npersons,Persons\nregion,Region\n")
    description = mini.description()
    tables = description["resources"]
    assert isinstance(tables, list)
    tables[1]["schema"]["fields"] += [field("publisher"), field("published")]
    mini.write("data/datapackage.json", json.dumps(description))
    mini.write(
        "data/sources.csv",
        "source_id,title,url,publisher,published\n"
        "S1,A page,https://example.org/1,The Press,2020\n"
        "S2,Another,https://example.org/2,The Press,2021\n",
    )
    return mini


def build(mini: Mini, **pages: str) -> subprocess.CompletedProcess[str]:
    """Write pages of the book and build it."""
    for name, text in pages.items():
        mini.write(f"book/{name}.md", text)
    command = [sys.executable, "-c", BUILD, str(mini.place.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
