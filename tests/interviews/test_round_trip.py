"""What goes out comes back: a round trip loses nothing that the standard holds."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.contract import checks
from study.errors import PlaceError
from study.interviews import intake, withdraw
from study.interviews.exchange import bundle, kept, marks, markup, offsets, shape, write
from study.interviews.exchange.bring import bring
from study.interviews.exchange.node import Node, made, reference
from study.interviews.exchange.report import Report
from study.interviews.exchange.send import send
from study.interviews.exchange.settle import Settled, settle
from study.place import find
from tests.interviews.imitations import PROGRAMS, everything, project


def read(path: Path) -> Settled:
    """A project with its places settled."""
    report = Report()
    return settle(bundle.read(path, report), report)


def nameless(node: Node) -> Node:
    """A project without what is not carried on purpose: names of people, the writing program."""
    node.attributes.pop("origin", None)
    named = ("User", "Case", "Representation", "TextDescription", "Transcript", *shape.SOURCES)
    for each in node.walk():
        if each.tag in named:
            each.attributes = {k: v for k, v in each.attributes.items() if k not in ("name", "id")}
    return node


def faults_of(archive: Path) -> list[str]:
    """What breaks the standard in an archive as it was written."""
    with zipfile.ZipFile(archive) as opened:
        root = markup.read(opened.read("project.qde"), "project.qde", "Project", Report())
    return shape.faults(root)


@pytest.fixture(scope="module")
def trip(tmp_path_factory) -> tuple[Path, Path, Path]:
    """A project with everything in it, the study made of it, and what that writes."""
    folder = tmp_path_factory.mktemp("trip")
    (folder / "a.qdpx").write_bytes(everything())
    study = bring(folder / "a.qdpx", folder / "study").folder
    sent = send(find(study), "qdpx", media=str(folder / "a.qdpx"))
    return folder / "a.qdpx", study, sent.path


def test_a_round_trip_loses_nothing_the_standard_holds(trip):
    before, _, after = trip
    was, now = read(before), read(after)
    marks.strip(now.project, now.texts)  # what the tables say besides
    there = {each.guid for each in was.project.inside("Cases")}
    cases = now.project.put("Cases")
    cases.children = [each for each in cases.children if each.guid in there]
    assert nameless(now.project) == nameless(was.project)
    assert now.texts == was.texts
    assert now.media == was.media
    assert len(now.media) == 2


def test_what_is_written_is_as_the_standard_wants(trip):
    before, study, after = trip
    assert faults_of(after) == []
    with zipfile.ZipFile(after) as opened:
        names = opened.namelist()
        assert names[0] == "project.qde"
        assert all(name.startswith("sources/") for name in names[1:])
        for name in [each for each in names if each.endswith(".txt")]:
            text = opened.read(name).decode("utf-8")
            assert "\r" not in text
            assert not text.startswith("\ufeff")
        xml = opened.read("project.qde").decode("utf-8")
    assert 'name="lalu jabatan"' in xml
    assert 'plainTextPath="internal://' in xml
    to, media = str(after.with_name("again.qdpx")), str(before)
    again = send(find(study), "qdpx", to, media).path
    assert again.read_bytes() == after.read_bytes()
    sent = send(find(study), "qdpx", to)
    assert sent.report.count("dropped", "file of a source") == 2


@pytest.mark.parametrize("name", PROGRAMS)
def test_projects_of_every_program_come_back_countable(name, tmp_path):
    (tmp_path / "a.qdpx").write_bytes(project(PROGRAMS[name]))
    study = bring(tmp_path / "a.qdpx", tmp_path / "study").folder
    after = send(find(study), "qdpx").path
    assert faults_of(after) == []
    again = bring(after, tmp_path / "again").folder
    for table in ("interview_codings", "transcripts", "informants"):
        path = f"interviews/{table}.csv"
        assert (again / path).read_bytes() == (study / path).read_bytes()


def edit(study: Path, table: str, old: str, new: str) -> None:
    """Change a table of a study."""
    path = study / "interviews" / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


@pytest.fixture
def study(tmp_path) -> Path:
    """A study made of a project with everything in it."""
    (tmp_path / "a.qdpx").write_bytes(everything())
    return bring(tmp_path / "a.qdpx", tmp_path / "study").folder


def lines(study: Path, table: str) -> list[dict[str, str]]:
    """Rows of a table of interviews."""
    with (study / "interviews" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_the_tables_say_now_is_what_goes_out(study):
    first = lines(study, "interview_codings")[0]
    path = study / "interviews" / "interview_codings.csv"
    head, *rest = path.read_text("utf-8").splitlines(keepends=True)
    kept_rows = [line for line in rest if not line.startswith(f"{first['coding_id']},")]
    code = first["code_id"]
    added = f"K0900,T01,28,29,{code},coder 3,,sure,,😀,new memo\n"
    path.write_text(head + "".join(kept_rows) + added, encoding="utf-8", newline="\n")
    sent = send(find(study), "qdpx")
    assert faults_of(sent.path) == []
    again = bring(sent.path, study.parent / "again").folder
    before = {
        (r["transcript_id"], r["start"], r["end"], r["coder"])
        for r in lines(study, "interview_codings")
    }
    after = {
        (r["transcript_id"], r["start"], r["end"], r["coder"])
        for r in lines(again, "interview_codings")
    }
    assert len(after) == len(before)
    assert {each[:3] for each in after} == {each[:3] for each in before}
    (new,) = [r for r in lines(again, "interview_codings") if r["passage"] == "😀"]
    assert (new["coding_id"], new["memo"], new["certainty"]) == ("K0900", "new memo", "sure")


def test_people_who_consented_to_nothing_do_not_go_out(study):
    edit(study, "informants", "I01,not stated,thesis only", "I01,not stated,none")
    sent = send(find(study), "qdpx")
    assert sent.report.count("dropped", "transcript") == 1
    with zipfile.ZipFile(sent.path) as opened:
        whole = "".join(opened.read(name).decode("utf-8", "replace") for name in opened.namelist())
    for words in ("jabatan", "Met twice", "home"):
        assert words not in whole
    assert "Halaman dua" in whole
    assert faults_of(sent.path) == []


def test_forgetting_a_person_takes_all_of_them_out(study):
    own = kept.load(find(study))
    assert own is not None
    guid = own.transcripts["T01"]
    kept.forget(own, ["T01"], ["I01"])
    text = own.as_json()
    assert guid not in text
    assert "Met twice" not in text
    assert "because" not in text  # a link between two of their passages
    assert "Second" not in text  # a note of theirs alone
    assert "A thought" in text  # a note that others share
    assert "T01" not in own.digests


def test_words_can_be_rewritten_and_places_moved(study):
    place = find(study)
    own = kept.load(place)
    assert own is not None
    kept.rewrite(own, lambda words: words.replace("thought", "word"))
    assert "A word" in own.as_json()
    kept.move(own, "T01", "0" * 64, lambda at: at + 5)
    (node,) = [each for each in own.project.walk() if each.guid == own.transcripts["T01"]]
    places = [each.attributes["startPosition"] for each in node.all("PlainTextSelection")]
    assert places == ["65", "18"]
    assert own.digests["T01"] == "0" * 64


def test_what_was_written_here_is_countable_without_words(study):
    """Passages that evidence could not settle: they hold no letter."""
    path = study / "interviews" / "interview_codings.csv"
    head, first, *_ = path.read_text("utf-8").splitlines(keepends=True)
    code = first.split(",")[4]
    row = f"K0001,T01,28,29,{code},coder 1,,,,😀,\n"
    path.write_text(head + row, encoding="utf-8", newline="\n")
    (study / kept.FILE).unlink()
    again = bring(send(find(study), "qdpx").path, study.parent / "again").folder
    assert [row["passage"] for row in lines(again, "interview_codings")] == ["😀"]


def test_names_that_were_replaced_do_not_go_out(study, tmp_path):
    """In texts, in notes, and in a passage that only the project holds."""
    key = tmp_path / "beside" / "key.csv"
    key.parent.mkdir()
    key.write_text("name\nBagaimana\nSecond\n", encoding="utf-8")
    was = [row["passage"] for row in lines(study, "interview_codings") if len(row["passage"]) < 20]
    assert intake.pseudonymise(find(study), key, "en").findings == []
    assert checks.check(find(study)) == []
    sent = send(find(study), "qdpx")
    assert sent.report.count("dropped", "passage") == sent.report.count("dropped", "coding") == 0
    with zipfile.ZipFile(sent.path) as opened:
        whole = "".join(opened.read(name).decode("utf-8") for name in opened.namelist())
    assert "Bagaimana" not in whole
    assert "Second" not in whole
    again = bring(sent.path, tmp_path / "again").folder
    now = [row["passage"] for row in lines(again, "interview_codings") if len(row["passage"]) < 20]
    assert sorted(now) == sorted(was)
    (bare,) = [
        each
        for each in read(sent.path).project.walk()
        if each.tag == "PlainTextSelection" and not each.all("Coding")
    ]
    text = (again / "wawancara" / "T01.txt").read_text("utf-8")
    start, end = int(bare.attributes["startPosition"]), int(bare.attributes["endPosition"])
    assert text[start:end].endswith("] pak")


def test_a_person_who_withdraws_is_gone_from_what_goes_out(study):
    done = withdraw.withdraw(find(study), "I01")
    assert done.left == []
    assert "Met twice" not in (study / kept.FILE).read_text("utf-8")
    sent = send(find(study), "qdpx")
    with zipfile.ZipFile(sent.path) as opened:
        whole = "".join(opened.read(name).decode("utf-8") for name in opened.namelist())
    assert "jabatan" not in whole
    assert "Halaman dua" in whole


def test_passages_whose_words_moved_are_told(study):
    path = study / "wawancara" / "T01.txt"
    path.write_text("Oh. " + path.read_text("utf-8"), encoding="utf-8", newline="\n")
    sent = send(find(study), "qdpx")
    assert sent.report.count("dropped", "passage") == 2
    assert sent.report.count("dropped", "coding") == 3


def test_a_file_that_cannot_be_read_is_told(study):
    path = study / kept.FILE
    for broken in ("{", "[]", '{"project": 3}', '{"project": ["A", {}, "", [[]]]}', '{"a": 1}'):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(PlaceError, match="cannot be read"):
            send(find(study), "qdpx")
    path.unlink()
    (study / "wawancara" / "T01.txt").unlink()
    with pytest.raises(PlaceError, match=r"wawancara/T01\.txt cannot be read"):
        send(find(study), "qdpx")


def test_tables_alone_are_a_project(study):
    (study / kept.FILE).unlink()
    edit(study, "informants", "I01,not stated", "I01,academic")
    sent = send(find(study), "qdpx")
    assert sent.closed
    assert faults_of(sent.path) == []
    found = read(sent.path).project
    assert [each.name for each in found.inside("Cases")] == ["I01", "I02", "I03", "I04"]
    assert [each.name for each in found.inside("Users")] == ["coder 1", "coder 2", "coder 3"]


def test_shipped_documents_go_out_with_both_passes_as_users(tmp_path):
    sent = send(find(), "qdpx", str(tmp_path / "documents.qdpx"))
    assert not sent.closed
    assert faults_of(sent.path) == []
    found = read(sent.path)
    with (find().data / "coding" / "codings.csv").open(encoding="utf-8", newline="") as file:
        given = [row for row in csv.DictReader(file) if row["code_id"]]
    codings = [each for each in found.project.walk() if each.tag == "Coding"]
    assert len(codings) == len(given)
    assert [each.name for each in found.project.inside("Users")] == ["pass a", "pass b"]
    assert "Provenance: judged." in found.project.said("Description")
    names = {each.guid: each.name for each in found.project.walk() if each.tag == "Code"}
    taken = {
        (source.name, int(s.attributes["startPosition"]), names[guid])
        for source in found.project.inside("Sources")
        for s in source.all("PlainTextSelection")
        for coding in s.all("Coding")
        for guid in coding.refers("CodeRef")
    }
    with (find().data / "coding" / "codes.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code_id"]: row["name_en"] for row in csv.DictReader(file)}
    assert taken == {(r["segment_id"], int(r["start"]), codes[r["code_id"]]) for r in given}


def test_the_codebook_goes_out_alone(tmp_path, study):
    table = send(find(), "csv", str(tmp_path / "c.csv"))
    found = list(csv.DictReader(io.StringIO(table.path.read_text("utf-8"))))
    assert len(found) == 36
    book = send(find(), "qdc", str(tmp_path / "c.qdc"))
    back = bring(book.path, tmp_path / "back").folder
    with (find().data / "coding" / "codes.csv").open(encoding="utf-8", newline="") as file:
        guids = {row["guid"] for row in csv.DictReader(file)}
    with (back / "coding" / "codes.csv").open(encoding="utf-8", newline="") as file:
        assert {row["guid"] for row in csv.DictReader(file)} == guids
    sets = send(find(study), "qdc").path.read_text("utf-8")
    assert '<Set guid="' in sets
    assert '<MemberCode guid="' in sets


WORDS = st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40
)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(WORDS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)))), max_size=3
    )
)
def test_any_texts_and_passages_come_back(tmp_path_factory, drawn):
    root, texts = Node("Project", {"name": "A"}), {}
    code = made("code")
    own = {"guid": code, "name": "a", "isCodable": "true"}
    root.put("CodeBook", "Codes").children.append(Node("Code", own))
    for at, (words, places) in enumerate(drawn):
        source = Node("TextSource", {"guid": made("source", str(at))})
        texts[source.guid] = words.removeprefix("\ufeff")
        for number, (a, b) in enumerate(places):
            start, end = sorted((min(a, len(words)), min(b, len(texts[source.guid]))))
            end = min(end, len(texts[source.guid]))
            start = min(start, end)
            node = Node("PlainTextSelection", {"guid": made("s", str(at), str(number))})
            node.attributes |= {"startPosition": str(start), "endPosition": str(end)}
            coding = Node("Coding", {"guid": made("c", str(at), str(number))})
            coding.children.append(reference("CodeRef", code))
            node.children.append(coding)
            source.children.append(node)
        root.put("Sources").children.append(source)
    file = Path(tmp_path_factory.getbasetemp()) / "any.qdpx"
    with file.open("wb") as out:
        write.qdpx(root, texts, Report(), out)
    report = Report()
    found = settle(bundle.read(file, report), report, offsets.Convention())
    assert found.texts == texts
    again = [each for each in found.project.walk() if each.tag == "PlainTextSelection"]
    was = [each for each in root.walk() if each.tag == "PlainTextSelection"]
    assert [each.attributes for each in again] == [each.attributes for each in was]
