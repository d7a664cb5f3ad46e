"""The same book the plain way: Jupyter Book 1 whose chapters are MyST notebooks.

The chapters are rewritten by rule, so the content is the same. What this project quotes by
name, the plain book computes in a hidden cell on top of the page, with the same functions
from the same CSV files, and glues into the text. It has no origin pages.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from study.contract.descriptor import TableSpec
from study.results.graph import Graph

NUMBER = re.compile(r"\{n\}`([^`]+)`")
SOURCE = re.compile(r"\{s\}`([^`]+)`")
NOTEBOOK = re.compile(r"\{download-notebook\}`([^`]+)`")
FENCE = re.compile(r"^```\{([\w-]+)\} *(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
OPTION = re.compile(r":([\w-]+): *(.*)")
REFERENCE = re.compile(r"(\w+)(?:\[([^\]]+)\])?\.(\w+)")
HEADING = re.compile(r"^# .*$", re.MULTILINE)

FRONT = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, name: python3}
---
"""
CONFIG = """title: Purbalingga 2020
author: The study
logo: ""
execute:
  execute_notebooks: cache
  timeout: 600
bibtex_bibfiles: [references.bib]
parse:
  myst_enable_extensions: [colon_fence, deflist, dollarmath, attrs_inline, attrs_block]
sphinx:
  config:
    bibtex_reference_style: author_year
    numfig: true
"""
GLUE = "%matplotlib inline\nfrom myst_nb import glue\n"
SHOWN = '''
NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def shown(value, form=""):
    """A value as the text prints it."""
    if isinstance(value, str):
        return words.get(value, value)
    if form.lower() == "word" and 0 <= value < len(NUMBERS):
        word = NUMBERS[int(value)]
        return word.capitalize() if form == "Word" else word
    if form == "p":
        return "<\\N{NO-BREAK SPACE}.001" if value < 0.001 else f"{value:.3f}".removeprefix("0")
    if form == "odds":
        return "<\\N{NO-BREAK SPACE}0.01" if value < 0.005 else f"{value:.2f}"
    if form and form.lower() != "word":
        text = format(value, form)
    elif float(value).is_integer():
        text = f"{int(value):,}"
    else:
        text = f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace("-", "\\N{MINUS SIGN}")


def grid(frame, columns, missing):
    """The columns of a table as the book shows them."""
    columns = columns or {c: "" for c in frame if c != "rows"}
    cell = lambda form: lambda v: missing if pd.isna(v) else shown(v, form)
    return pd.DataFrame({words[c]: frame[c].map(cell(form)) for c, form in columns.items()})
'''
SETTING = """import tomllib
from study.kinds import Setting
with open(DATA + "study.toml", "rb") as file:
    told = tomllib.load(file)
words |= told["labels"]
parts = {name: part for name, part in told.items() if isinstance(part, dict)}
setting = Setting({
    f"{name}.{key}": value.isoformat() if hasattr(value, "isoformat") else value
    for name, part in parts.items() for key, value in part.items()
})
"""
DICTIONARY = """import json
from IPython.display import Markdown, display
for table in json.load(open(DATA + "datapackage.json"))["resources"]:
    display(Markdown("**" + table["title"] + "** " + table["description"]))
    display(pd.DataFrame(table["schema"]["fields"])[["name", "type", "title", "description"]])
"""
CATALOGUE = """from study.errors import CATALOGUE
pd.DataFrame([(kind.__name__, kind.title, kind.__doc__, kind.remedy) for kind in CATALOGUE])
"""
TYPES = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}


@dataclass
class Page:
    """A chapter as a notebook: its text without the hidden cell, and what that cell glues."""

    text: str = ""
    quotes: list[str] = field(default_factory=list)
    shows: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Study:
    """What the generator has to know: graph, tables, labels of sources, how to cite."""

    graph: Graph
    tables: dict[str, TableSpec]
    sources: dict[str, tuple[str, str]]
    citation: str


def write(study: Study, book: Path, out: Path) -> dict[str, Page]:
    """Write the plain book of a book's folder; returns its pages by name."""
    out.mkdir()
    pages = {}
    for path in sorted([*book.glob("*.md"), *book.glob("chapters/*.md")]):
        name = path.relative_to(book).with_suffix("").as_posix()
        page = convert(path.read_text(encoding="utf-8"), study)
        depth = "../" * (name.count("/") + 1)
        target = out / f"{name}.md"
        target.parent.mkdir(exist_ok=True)
        target.write_text(notebook(page, study, depth + "data/"), encoding="utf-8")
        pages[name] = page
    (out / "_config.yml").write_text(CONFIG, encoding="utf-8")
    notebooks = sorted((book / "notebooks").glob("*.ipynb"))
    for path in notebooks:
        (out / "notebooks").mkdir(exist_ok=True)
        (out / "notebooks" / path.name).write_bytes(path.read_bytes())
    toc = (book / "_toc.yml").read_text(encoding="utf-8")
    (out / "_toc.yml").write_text(contents(toc, [n.stem for n in notebooks]), encoding="utf-8")
    for name in ("words.csv", "references.bib"):
        (out / name).write_bytes((book / name).read_bytes())
    return pages


def contents(toc: str, notebooks: list[str]) -> str:
    """The book's contents with the companion notebooks as last chapters."""
    read = yaml.safe_load(toc)
    last = read["parts"][-1] if "parts" in read else read
    last["chapters"] += [{"file": f"notebooks/{name}"} for name in notebooks]
    return str(yaml.safe_dump(read, sort_keys=False))


def sources(path: Path) -> dict[str, tuple[str, str]]:
    """Text and address of every source: as the book's text shows them."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {r["source_id"]: (f"{r['publisher']} {r['published']}", r["url"]) for r in rows}


def convert(text: str, study: Study) -> Page:
    """A chapter with every quote, table and figure glued, and the list of what is glued."""
    page = Page()

    def fence(match: re.Match[str]) -> str:
        return _fence(match, page, study)

    def number(match: re.Match[str]) -> str:
        page.quotes.append(match[1])
        return f"{{glue:text}}`n{len(page.quotes)}`"

    def source(match: re.Match[str]) -> str:
        name, address = study.sources[match[1]]
        return f"[{name}]({address})" if address else name

    text = FENCE.sub(fence, text)
    text = SOURCE.sub(source, NUMBER.sub(number, text))
    page.text = NOTEBOOK.sub(r"[as a notebook](../notebooks/\1.ipynb)", text)
    return page


def notebook(page: Page, study: Study, data: str) -> str:
    """A page as a MyST notebook: hidden cell below the title."""
    if not page.quotes and not page.shows and "{code-cell}" not in page.text:
        return page.text
    code = GLUE + cell(page.quotes, page.shows, study, data)
    hidden = f"\n\n```{{code-cell}} ipython3\n:tags: [remove-cell]\n{code}```\n"
    return FRONT + HEADING.sub(lambda heading: heading[0] + hidden, page.text, count=1)


def cell(quotes: list[str], shows: dict[str, dict[str, str]], study: Study, data: str) -> str:
    """The code that reads the tables, computes the results and glues them.

    quotes: references such as ``table[key].column|format``, glued as n1, n2, ...
    shows: results shown whole, each with its options. data: path of the tables' folder.
    """
    graph = study.graph
    names = {*shows, *(_parts(quote)[0] for quote in quotes)}
    wanted = names.union(*(graph.ancestors(name) for name in names))
    steps = [step for name, step in graph.steps.items() if name in wanted]
    lines = ["import pandas as pd"]
    lines += [f"import {module}" for module in dict.fromkeys(step.module for step in steps)]
    lines += [f'DATA = "{data}"', 'words = pd.read_csv(DATA + "../book/words.csv", index_col=0)']
    lines += ['words = words["en"].to_dict()', SETTING, SHOWN]
    lines += [_read(spec) for name, spec in study.tables.items() if name in wanted]
    for step in steps:
        lines.append(f"{step.name} = {step.module}.{step.name}({', '.join(step.needs)})")
    for at, quote in enumerate(quotes, start=1):
        form = quote.partition("|")[2].strip()
        value = expression(quote, graph.step(_parts(quote)[0]).kind)
        lines.append(f'glue("n{at}", shown({value}, "{form}"), display=False)')
    for name, options in shows.items():
        lines.append(f'glue("{name}", {_whole(name, options, study)}, display=False)')
    return "\n".join(lines) + "\n"


def expression(quote: str, kind: str) -> str:
    """A quoted value as Python. kind: Number, Table or Model, the kind of the result quoted."""
    name, key, column = _parts(quote)
    if not key:
        return f'{name}.{"values" if kind == "Number" else "facts"}["{column}"]'
    frame = f"{name}.terms" if kind == "Model" else name
    return f'{frame}.set_index({frame}.columns[0])["{column}"]["{key}"]'


def _parts(quote: str) -> tuple[str, str, str]:
    match = REFERENCE.fullmatch(quote.partition("|")[0].strip())
    if match is None:
        raise ValueError(f"{quote!r} does not name a value")
    return match[1], match[2] or "", match[3]


def _read(spec: TableSpec) -> str:
    types = {name: TYPES[each.type] for name, each in spec.fields.items()}
    options = f'dtype={types}, keep_default_na=False, na_values=[""]'
    return f'{spec.name} = pd.read_csv(DATA + "{spec.path}", {options})'


def _whole(name: str, options: dict[str, str], study: Study) -> str:
    kind = study.graph.step(name).kind
    if kind == "Figure":
        return name
    asked = filter(None, (part.strip() for part in options.get("columns", "").split(",")))
    pairs = [part.partition("|") for part in asked]
    columns = {column.strip(): form.strip() for column, _, form in pairs}
    frame = f"{name}.terms" if kind == "Model" else name
    return f"grid({frame}, {columns}, {options.get('missing', '–')!r})"


def _fence(match: re.Match[str], page: Page, study: Study) -> str:
    directive, name, body = match[1], match[2].strip(), match[3]
    if directive in ("result-table", "result-model", "result-figure"):
        options, caption = _options(body.splitlines())
        page.shows[name] = options
        prefix = "fig" if directive == "result-figure" else "tab"
        label = f"{prefix}-{name}".replace("_", "-")
        return f'```{{glue:figure}} {name}\n:name: "{label}"\n\n{caption}\n```'
    if directive == "register":
        return _visible(f'pd.read_csv(DATA + "{study.tables[name].path}")\n')
    made = GENERATED.get(directive)
    return made(study) if made else match[0]


def _options(lines: Iterable[str]) -> tuple[dict[str, str], str]:
    """The options of a directive and, below them, its caption."""
    options: dict[str, str] = {}
    caption: list[str] = []
    for line in lines:
        match = OPTION.match(line)
        if match and not caption:
            options[match[1]] = match[2]
        else:
            caption.append(line)
    return options, "\n".join(caption).strip()


def _visible(code: str) -> str:
    return f"```{{code-cell}} ipython3\n:tags: [remove-input]\n{code}```"


def _results(study: Study) -> str:
    steps = study.graph.steps.values()
    rows = [(step.name, step.kind, step.summary) for step in steps]
    return _visible(f"pd.DataFrame({rows!r})\n")


GENERATED: dict[str, Callable[[Study], str]] = {
    "how-to-cite": lambda study: f"```text\n{study.citation}```",
    "data-dictionary": lambda _: _visible(DICTIONARY),
    "error-catalogue": lambda _: _visible(CATALOGUE),
    "result-list": _results,
    "review-list": _results,
    "measured-on": lambda _: "",
}
