"""Any damage to a file of any kind is read, or told as one error; nothing else happens."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.errors import ImportProblem
from study.interviews.exchange.bring import read
from study.interviews.exchange.report import Report
from study.interviews.exchange.settle import settle
from study.interviews.exchange.take import take
from tests.interviews.imitations import archive, database, everything, requal, rqda

QDC = (
    b'<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code name="a" '
    b'guid="00000000-0000-4000-8000-000000000001" isCodable="true"><Description>b</Description>'
    b'</Code></Codes><Sets><Set guid="00000000-0000-4000-8000-000000000002" name="c"><MemberCode '
    b'guid="00000000-0000-4000-8000-000000000001"/></Set></Sets></CodeBook>'
)
TABLES = """
CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT);
CREATE TABLE documents (id INTEGER PRIMARY KEY, project_id, name, description, contents);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id, start_offset, end_offset, snippet);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id, path, description);
CREATE TABLE highlight_tags (highlight_id, tag_id);
CREATE TABLE commands (id INTEGER PRIMARY KEY, user_login, payload);
INSERT INTO projects VALUES (1, 'A', 'B');
INSERT INTO documents VALUES (1, 1, 'one', '', '<p>Satu dua</p><p>tiga</p>');
INSERT INTO tags VALUES (1, 1, 'fear', '');
INSERT INTO highlights VALUES (1, 1, 0, 4, '<p>Satu</p>'), (2, 1, 5, 12, '<p>dua</p><p>tiga</p>');
INSERT INTO highlight_tags VALUES (1, 1), (2, 1);
INSERT INTO commands VALUES (1, 'ani', '{"type": "highlight_add", "highlight_id": 1}');
"""


def described(change: Callable[[bytes], bytes]) -> bytes:
    """The archive of a project whose description was changed."""
    with zipfile.ZipFile(io.BytesIO(everything())) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    return archive({**members, "project.qde": change(members["project.qde"])})


def taken(content: bytes, name: str, folder: Path) -> None:
    """Take a file in as far as the rows of tables; the one error is no failure."""
    file = folder / name
    file.write_bytes(content)
    report = Report()
    with contextlib.suppress(ImportProblem):
        take(settle(read(file, report), report), [], report)


def damaged(data: st.DataObject, content: bytes) -> bytes:
    """Bytes with some changed, and perhaps cut."""
    made = bytearray(content)
    for _ in range(data.draw(st.integers(0, 5))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        made = made[: data.draw(st.integers(0, len(made)))]
    return bytes(made)


FILES = {
    "a.qdpx": (everything(), 40),
    "a.qdc": (QDC, 80),
    "a.csv": (b'tag,description\r\nfear,"of a, loss"\r\n', 80),
    "a.sqlite3": (database(TABLES), 80),
    "a.rqda": (rqda(), 60),
    "a.requal": (requal(), 60),
}


@pytest.mark.parametrize("name", FILES)
def test_any_damage_is_read_or_told(name, tmp_path):
    content, examples = FILES[name]

    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(st.data())
    def judge(data: st.DataObject) -> None:
        taken(damaged(data, content), name, tmp_path)

    judge()
    assert [path.name for path in tmp_path.iterdir()] == [name]


TOKENS = st.sampled_from(
    [
        *(b'"', b"<", b">", b"/", b"&", b"=", b"-1", b"0", b"99999999999999999999", b"{", b"}"),
        *(b"guid", b"Coding", b"TextSource", b"Set", b"x", b"", b"\xff", b"internal://", b"\x00"),
        *(b"</Sources>", b"<Code/>", b"<PlainTextSelection/>", b"<Coding/>", b"<Case/>"),
    ]
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), TOKENS), min_size=1, max_size=4))
def test_any_description_is_read_or_told(tmp_path_factory, edits):
    def change(xml: bytes) -> bytes:
        for place, length, token in edits:
            at = int(place * len(xml))
            xml = xml[:at] + token + xml[at + length :]
        return xml

    taken(described(change), "a.qdpx", Path(tmp_path_factory.getbasetemp()))


@pytest.mark.parametrize("attribute", ["guid", "targetGUID", "startPosition", "position", "name"])
def test_a_description_without_one_kind_of_attribute_is_read_or_told(attribute, tmp_path):
    taken(described(lambda xml: xml.replace(attribute.encode(), b"other")), "a.qdpx", tmp_path)
    taken(
        described(lambda xml: xml.replace(attribute.encode() + b'="', b'name="1')),
        "a.qdpx",
        tmp_path,
    )


def test_the_whole_project_of_taguette_is_read(tmp_path):
    file = tmp_path / "a.sqlite3"
    file.write_bytes(database(TABLES))
    report = Report()
    rows = take(settle(read(file, report), report), [], report).rows["interview_codings"]
    assert [row["passage"] for row in rows] == ["Satu", "dua tiga"]
    assert [row["coder"] for row in rows] == ["coder 1", "coder 2"]


def test_a_mark_in_a_document_of_taguette_counts_as_taguette_counts(tmp_path):
    file = tmp_path / "a.sqlite3"
    more = "UPDATE documents SET contents = '\ufeff<p>Satu dua</p><p>tiga</p>';"
    more += "UPDATE highlights SET start_offset = start_offset + 3, end_offset = end_offset + 3;"
    file.write_bytes(database(TABLES + more))
    report = Report()
    rows = take(settle(read(file, report), report), [], report).rows["interview_codings"]
    assert [row["passage"] for row in rows] == ["Satu", "dua tiga"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("DROP TABLE tags;", "is refused: it is no project of Taguette, lacking tags"),
        ("INSERT INTO projects VALUES (2, 'C', '');", "holds 2 projects"),
        (
            "DROP TABLE tags; CREATE VIEW tags AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL "
            "SELECT id + 1 FROM n) SELECT id, 1 project_id, '' AS path, '' AS description FROM n",
            "lacking tags",
        ),
    ],
)
def test_what_is_no_project_of_taguette_is_told(more, said, tmp_path):
    file = tmp_path / "a.sqlite3"
    file.write_bytes(database(TABLES + more))
    with pytest.raises(ImportProblem, match=said):
        read(file, Report())


@pytest.mark.parametrize(
    "more",
    [
        "UPDATE highlights SET start_offset = 'x', end_offset = NULL;",
        "UPDATE highlights SET start_offset = 90, end_offset = 99;",
        "UPDATE documents SET contents = x'ff00ff', name = NULL;",
        "UPDATE tags SET path = NULL;",
        "UPDATE commands SET payload = '[[';",
        "UPDATE highlights SET snippet = '<p>other words</p>';",
        "UPDATE highlight_tags SET tag_id = 77;",
        "DROP TABLE commands;",
    ],
)
def test_odd_values_in_a_project_of_taguette_are_told(more, tmp_path):
    file = tmp_path / "a.sqlite3"
    file.write_bytes(database(TABLES + more))
    report = Report()
    take(settle(read(file, report), report), [], report)
