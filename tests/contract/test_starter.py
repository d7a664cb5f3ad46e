"""A new study: nothing wrong with it, nothing of the shipped one in it, all of it or nothing."""

from __future__ import annotations

import csv
import datetime
import errno
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import frictionless
import pytest
import yaml

from study import cite
from study.contract import checks, descriptor, starter
from study.contract.consent import LEVELS
from study.contract.vocabulary import meant
from study.errors import PlaceError
from study.place import find

SHIPPED = find()
TABLES = descriptor.load(SHIPPED).tables
LANGUAGES: list[starter.Language] = ["en", "id"]
FILES = {"README.md", "study.toml", "CITATION.cff", "text/README.md", "datapackage.json"}


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new study in each language."""
    return starter.start(tmp_path_factory.mktemp("new") / "My Study", request.param)


def test_nothing_is_wrong_with_it_and_nothing_is_missing(made: Path) -> None:
    there = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert there == FILES | {spec.path for spec in TABLES.values()}
    assert checks.check(find(made)) == []


def test_its_tables_have_a_header_and_no_row(made: Path) -> None:
    for spec in TABLES.values():
        with (made / spec.path).open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == [list(spec.fields)]


def test_its_description_is_the_contract_without_what_is_of_the_shipped_study(made: Path) -> None:
    """Same tables, keys, links and closed words; no place, no limit, no example."""
    own = descriptor.load(find(made)).tables
    assert list(own) == list(TABLES)
    for name, spec in TABLES.items():
        assert own[name].foreign_keys == spec.foreign_keys
        assert (own[name].key, own[name].sums, own[name].limits) == (spec.key, spec.sums, "")
        for field, was in spec.fields.items():
            now = own[name].fields[field]
            opened = was.open
            assert now.constraints.enum == (() if opened else was.constraints.enum)
            assert (now.type, now.unit, now.example) == (was.type, was.unit, "")
    text = (made / "datapackage.json").read_text(encoding="utf-8")
    for word in ("Purbalingga", "KASN", "Jawa Tengah", "Central Java", "Tiwi", "33.03"):
        assert word not in text, word


def test_frictionless_agrees(made: Path) -> None:
    raw = json.loads((made / "datapackage.json").read_text(encoding="utf-8"))
    assert list(frictionless.Package.metadata_validate(raw)) == []
    report = frictionless.validate(str(made / "datapackage.json"))
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "note"])
    assert raw["name"] == "my-study"


def test_its_settings_give_no_fact(made: Path) -> None:
    """What is not filled in is not given, so that no result can rest on a placeholder."""
    settings = tomllib.loads((made / "study.toml").read_text(encoding="utf-8"))
    for section in ("place", "election", "dates", "window", "reports"):
        assert settings[section] == {}
    assert "pairs" not in settings
    assert settings["analysis"] == "analysis"
    assert find(made).language == settings["language"]


def test_its_examples_can_be_taken_over_by_removing_the_sign(made: Path) -> None:
    """The settings with every example uncommented are settings."""
    text = (made / "study.toml").read_text(encoding="utf-8")
    filled = tomllib.loads(re.sub(r"(?m)^# (\[\[|\w+ = )", r"\1", text))
    shipped = SHIPPED.study
    for section in ("place", "election", "dates", "window"):
        assert set(shipped.get(section, {})) <= set(filled[section])
    assert set(shipped["pairs"][0]) <= set(filled["pairs"][0])


def test_its_citation_has_what_the_format_requires(made: Path) -> None:
    cff = yaml.safe_load((made / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cff)
    assert cite.read(find(made)).released == f"{datetime.date.today()}"


def test_its_readme_warns_first_and_describes_every_column(made: Path) -> None:
    text = (made / "README.md").read_text(encoding="utf-8")
    assert "ASN" in text.split("\n## ")[0] or "civil servant" in text.split("\n## ")[0]
    for spec in descriptor.load(find(made)).tables.values():
        part = text.split(f"### `{spec.path}`: {spec.title}\n")[1].split("\n### ")[0]
        for field in spec.fields.values():
            assert f"| `{field.name}`" in part
            assert field.description.replace("|", "\\|") in part
            assert all(f"`{word}`" in part for word in field.constraints.enum)
        block = part.split("```")[1].strip().splitlines()
        header, example = csv.reader(block)
        assert header == list(spec.fields)
        assert len(example) == len(header)


def test_the_example_of_a_table_is_one_of_its_rows() -> None:
    """Nothing in an example is made up; remarks, and names of authors, are left out."""
    for spec in TABLES.values():
        with (SHIPPED.data / spec.path).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        given = {name: field.example for name, field in spec.fields.items() if field.example}
        assert given.keys() >= {name for name in spec.key}
        if rows:  # a table that is empty here shows the form alone
            assert [row for row in rows if all(row[name] == given[name] for name in given)]


def test_every_table_and_column_has_its_indonesian_text_and_none_is_left_over() -> None:
    words = json.loads(SHIPPED.translation("id").read_text(encoding="utf-8"))
    assert list(words) == list(TABLES)
    for name, spec in TABLES.items():
        assert list(words[name]["fields"]) == list(spec.fields), name
        for texts in (words[name]["title"], words[name]["description"]):
            assert texts.strip()
        for title, description in words[name]["fields"].values():
            assert title
            assert len(description) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_study_of_interviews_has_a_folder_for_them_and_the_codebook(
    tmp_path: Path, language: starter.Language
) -> None:
    folder = starter.start(tmp_path / "s", language, interviews=True)
    assert checks.check(find(folder)) == []
    assert "interviews" in find(folder).study
    there = sorted(path.name for path in (folder / "wawancara").iterdir())
    assert there == ["README.md", "informan.csv", "koding.csv"]
    assert "/wawancara/*" in (folder / ".gitignore").read_text(encoding="utf-8")
    with (folder / "coding" / "codes.csv").open(encoding="utf-8", newline="") as file:
        own = list(csv.DictReader(file))
    with (SHIPPED.data / "coding" / "codes.csv").open(encoding="utf-8", newline="") as file:
        shipped = list(csv.DictReader(file))
    assert own == [row | {"note": ""} for row in shipped]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_to_be_filled_in_of_interviews_is_read_and_explained(
    tmp_path: Path, language: starter.Language
) -> None:
    """Each column of the lists has a meaning, and a line in the README."""
    folder = starter.start(tmp_path / "s", language, interviews=True) / "wawancara"
    text = (folder / "README.md").read_text(encoding="utf-8")
    for name, known in (("informan", "informants"), ("koding", "codings")):
        header = (folder / f"{name}.csv").read_text(encoding="utf-8").strip().split(",")
        meanings = [meant(known, column) for column in header]
        assert all(meanings)
        assert len(set(meanings)) == len(meanings)
        assert all(f"`{column}`" in text for column in header)
    said = re.findall(r"`([^`]+)`", text)
    assert {meant("consent", word) for word in said} >= set(LEVELS)


def test_an_indonesian_study_has_no_english_description(tmp_path: Path) -> None:
    own = descriptor.load(find(starter.start(tmp_path / "s", "id"))).tables
    for name, spec in TABLES.items():
        assert own[name].description != spec.description
        for field, was in spec.fields.items():
            assert own[name].fields[field].description != was.description


@pytest.mark.parametrize("occupied", ["folder", "file"])
def test_what_is_there_is_never_touched(tmp_path: Path, occupied: str) -> None:
    target = tmp_path / "study"
    kept = target / "mine.txt" if occupied == "folder" else target
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine", encoding="utf-8")
    with pytest.raises(PlaceError, match="not empty; nothing was changed"):
        starter.start(target)
    assert kept.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    assert checks.check(find(starter.start(tmp_path / "study"))) == []


@pytest.mark.parametrize("step", ["mkdir", "write_text", "replace"])
def test_a_failure_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A read-only folder or a full disk, at any step, is one sentence and no file."""

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, step, fail)
    with pytest.raises(PlaceError, match="cannot be made: No space left on device"):
        starter.start(tmp_path / "study")
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PlaceError, match="cannot be made"):
        starter.start(tmp_path / "file" / "study")
