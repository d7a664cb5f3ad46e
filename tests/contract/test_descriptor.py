"""A description is read whole, or everything wrong with it is said at once."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from study.contract import descriptor
from study.errors import DataError, PlaceError
from study.place import Place
from tests.contract.small import describe, field, study, table

PEOPLE = table(
    "people",
    field("id"),
    field("kind", constraints={"enum": ["a", "b"], "required": True}),
    field("age", "integer", constraints={"minimum": 0}, unit="years"),
    field("note", role="note"),
    field("source_ids", list=";", references="sources.id"),
    missingValues=["", "-"],
)
SOURCES = table("sources", field("id"), field("title"))


def test_a_description_becomes_objects(tmp_path: Path) -> None:
    """Every property that is used elsewhere is carried over."""
    loaded = descriptor.load(study(tmp_path, describe(PEOPLE, SOURCES)))
    people = loaded.tables["people"]
    assert list(loaded.tables) == ["people", "sources"]
    assert (people.key, people.path, people.licence) == (("id",), "people.csv", "CC-BY-4.0")
    assert people.missing == {"", "-"}
    assert people.fields["kind"].constraints.enum == ("a", "b")
    assert people.fields["kind"].constraints.required
    assert people.fields["age"].unit == "years"
    assert people.fields["age"].constraints.minimum == 0
    assert people.fields["note"].role == "note"
    assert people.fields["source_ids"].role == "list"
    assert not people.fields["kind"].open


def test_words_may_be_those_of_one_study_only(tmp_path: Path) -> None:
    """An open vocabulary is still checked here."""
    raw = copy.deepcopy(describe(PEOPLE, SOURCES))
    put(raw, "resources.0.schema.fields.1.vocabulary", "open")
    kind = descriptor.load(study(tmp_path, raw)).tables["people"].fields["kind"]
    assert kind.open
    assert kind.constraints.enum == ("a", "b")


def test_the_standard_lets_one_name_stand_for_a_list(tmp_path: Path) -> None:
    """A key or a foreign key may be written as a text; no resource means the same table."""
    own = {"fields": "boss", "reference": {"fields": "id"}}
    staff = table("staff", field("id"), field("boss"), foreignKeys=[own])
    staff["schema"]["primaryKey"] = "id"
    spec = descriptor.load(study(tmp_path, describe(staff))).tables["staff"]
    assert spec.key == ("id",)
    assert spec.foreign_keys == (descriptor.ForeignKey(("boss",), "staff", ("id",)),)


def test_a_missing_description_is_told_in_one_sentence(tmp_path: Path) -> None:
    """Without datapackage.json nothing can be checked."""
    with pytest.raises(PlaceError, match=r"datapackage\.json cannot be read"):
        descriptor.load(Place(data=tmp_path, home=tmp_path))


def test_broken_json_names_its_line(tmp_path: Path) -> None:
    """The line is that of the file."""
    with pytest.raises(DataError) as caught:
        descriptor.load(study(tmp_path, '{\n  "name": "x"\n  "title": "y"\n}'))
    (finding,) = caught.value.findings
    assert (finding.file, finding.row) == ("datapackage.json", 3)


def test_a_description_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are a finding, not a traceback."""
    place = study(tmp_path, "{}")
    place.descriptor.write_bytes(b'{"name": "caf\xe9"}')
    with pytest.raises(DataError, match="not UTF-8"):
        descriptor.load(place)


FAULTS: list[tuple[str, Any, str, str]] = [
    # path inside the description, new value (None: take it out), place named, what is said
    ("title", None, "", "'title' is missing"),
    ("titel", "x", "", "not known"),
    ("resources.0.provenance", "observd", "people", "did you mean 'observed'?"),
    ("resources.0.access", "public", "people", "open, on request, closed"),
    ("resources.0.path", "../people.csv", "people", "path that cannot be used"),
    ("resources.0.path", "people.xls", "people", "path that cannot be used"),
    ("resources.0.name", "My people", "My people", "no function can ask for"),
    ("resources.1.name", "people", "people", "two tables"),
    ("resources.0.dialect", {"delimiter": ";"}, "people", "not known"),
    ("resources.0.schema.primaryKey", None, "people", "'primaryKey' is missing"),
    ("resources.0.schema.primaryKey", ["idd"], "people.primaryKey", "did you mean 'id'?"),
    ("resources.0.schema.primaryKey", ["note"], "people.primaryKey", "remark cannot be a key"),
    ("resources.0.schema.missingValues", [{"value": "-"}], "people", "plain text"),
    ("resources.0.schema.fields.1.name", "id", "people.id", "two fields"),
    ("resources.0.schema.fields.1", "kind", "people.field 2", "is not an object"),
    ("resources.0.schema.fields.1.description", None, "people.kind", "'description' is missing"),
    ("resources.0.schema.fields.1.type", "strng", "people.kind", "did you mean 'string'?"),
    ("resources.0.schema.fields.1.constraints.enum", [1], "people.kind", "not text"),
    ("resources.0.schema.fields.1.constraints.minimum", 1, "people.kind", "only a number"),
    ("resources.0.schema.fields.1.constraints.pattern", "(", "people.kind", "cannot be read"),
    ("resources.0.schema.fields.1.vocabulary", "opn", "people.kind", "did you mean 'open'?"),
    ("resources.0.schema.fields.2.unit", None, "people.age", "without a unit"),
    ("resources.0.schema.fields.2.list", ";", "people.age", "only text"),
    (
        "resources.0.schema.fields.2.constraints.exclusiveMinimum",
        0,
        "people.age.constraints",
        "not known",
    ),
    ("resources.0.schema.fields.4.references", "source.id", "people.source_ids", "'sources'?"),
    ("resources.0.schema.fields.4.references", "sources.ids", "people.source_ids", "'id'?"),
    ("resources.0.schema.fields.4.needs", ["kindd"], "people.source_ids", "'kind'?"),
    ("resources.0.schema.fields.4.not_before", "sources.id", "people.source_ids", "foreign key"),
    (
        "resources.0.schema.ordered",
        [{"by": "id", "within": "id", "date": "kind"}],
        "people.ordered",
        "list of allowed words",
    ),
    (
        "resources.0.schema.sums",
        [{"total": "age", "parts": ["kind"]}],
        "people.sums",
        "is no column of numbers",
    ),
    (
        "resources.0.schema.sums",
        [{"total": "age", "parts": ["age"], "excepted": "source.id"}],
        "people.sums",
        "'sources'?",
    ),
    (
        "resources.0.schema.foreignKeys",
        [{"fields": ["id", "kind"], "reference": {"resource": "sources", "fields": ["id"]}}],
        "people.foreignKeys",
        "as many columns",
    ),
]


def put(raw: Any, path: str, value: Any) -> None:
    """Set, or for None take out, one place in a description."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        raw = raw.setdefault(step, {}) if isinstance(raw, dict) else raw[step]
    if value is None:
        del raw[last]
    else:
        raw[last] = value


@pytest.mark.parametrize(
    ("path", "value", "where", "said"), FAULTS, ids=lambda each: str(each)[:60]
)
def test_each_fault_is_located(
    tmp_path: Path, path: str, value: Any, where: str, said: str
) -> None:
    """The place inside the description is named, with what is wrong or how to mend it."""
    raw = copy.deepcopy(describe(PEOPLE, SOURCES))
    put(raw, path, value)
    with pytest.raises(DataError) as caught:
        descriptor.load(study(tmp_path, raw))
    told = [str(f) for f in caught.value.findings if (f.column or "").startswith(where)]
    assert any(said in each for each in told), [str(f) for f in caught.value.findings]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Four faults in three tables make four findings."""
    raw = copy.deepcopy(describe(PEOPLE, SOURCES))
    put(raw, "resources.0.provenance", "observd")
    put(raw, "resources.0.schema.fields.1.type", "strng")
    put(raw, "resources.1.access", "public")
    put(raw, "version", 1)
    with pytest.raises(DataError) as caught:
        descriptor.load(study(tmp_path, raw))
    assert len(caught.value.findings) == 4


@pytest.mark.parametrize("raw", [[], "text", {"name": "x"}, {"resources": 3}, {"resources": [3]}])
def test_what_is_no_description_at_all_is_refused(tmp_path: Path, raw: Any) -> None:
    """Any JSON leads to findings, never to a traceback."""
    import json

    with pytest.raises(DataError):
        descriptor.load(study(tmp_path, json.dumps(raw)))
