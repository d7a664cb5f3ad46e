"""Nothing that breaks a rule is written, and what somebody decided otherwise is a row."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from study.contract import checks
from study.disclosure import gate as gates
from study.disclosure import names
from study.disclosure.gate import TABLE, Excused
from study.disclosure.violations import RULES, Violation
from study.errors import DisclosureError
from study.place import find
from study.results import guard, run, store
from study.results.desk import load
from tests.book.little import build, little
from tests.mini import Mini

NIK = "3303120507870003"
COLUMNS = ("exception_id", "where", "rule", "what", "reason", "decided_by")


def with_exceptions(mini: Mini, *rows: str) -> Mini:
    """A study with the table of exceptions, as the shipped study describes it."""
    shipped = json.loads(find().descriptor.read_text(encoding="utf-8"))["resources"]
    described = json.loads(mini.read("data/datapackage.json"))
    kept = [each for each in described["resources"] if each["name"] != TABLE]
    kept.append(next(each for each in shipped if each["name"] == TABLE))
    mini.write("data/datapackage.json", json.dumps({**described, "resources": kept}))
    mini.write(f"data/{TABLE}.csv", "\n".join([",".join(COLUMNS), *rows]) + "\n")
    return mini


def results(mini: Mini) -> list[str]:
    """Names of the files that hold results."""
    return sorted(path.name for path in mini.place.results.glob("*.*"))


@pytest.fixture
def planted(tmp_path: Path) -> Mini:
    """A study with a number of a person among its regions."""
    mini = Mini(tmp_path)
    mini.replace("data/cases.csv", "C2,B,6", f"C2,{NIK},6")
    return mini


def test_a_result_with_an_identifier_is_not_written(planted: Mini) -> None:
    with pytest.raises(DisclosureError) as error:
        run.run(planted.place)
    text = str(error.value)
    assert "by_region: NIK: row 2, column region: 33…" in text
    assert "region_figure: NIK: text: 33…" in text
    assert NIK not in text
    assert results(planted) == []
    assert not list(planted.place.figures.glob("*"))
    assert not [p for p in planted.place.cache.rglob("*gate*") if NIK in p.read_text("utf-8")]


def test_a_row_with_reason_and_role_lets_it_through(planted: Mini) -> None:
    everywhere = "X01,*,NIK,*,a number invented for this test,the author"
    with_exceptions(planted, everywhere)
    run.run(planted.place)
    assert "by_region.csv" in results(planted)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("X01,by_region,NIK,*,,the author", "reason"),
        ("X01,by_region,NIK,*,because,", "decided_by"),
        ("X01,by_region,nik,*,because,the author", "rule"),
    ],
)
def test_a_row_without_reason_role_or_a_known_rule_is_refused(
    row: str, column: str, tmp_path: Path
) -> None:
    mini = with_exceptions(Mini(tmp_path), row)
    assert [each.column for each in checks.check(mini.place)] == [column]


@pytest.mark.parametrize(
    ("row", "covers"),
    [
        (Excused("X1", "r", "small cell", "n[a]"), True),
        (Excused("X1", "r", "small cell", "n"), True),
        (Excused("X1", "r", "small cell", "*"), True),
        (Excused("X1", "*", "small cell", "n"), True),
        (Excused("X1", "r", "small cell", "n[b]"), False),
        (Excused("X1", "r", "small cell", "m"), False),
        (Excused("X1", "r", "dominance", "*"), False),
        (Excused("X1", "q", "small cell", "*"), False),
    ],
)
def test_what_an_exception_covers(row: Excused, covers: bool) -> None:
    assert row.covers(Violation("r", "small cell", "n[a]")) is covers


def test_a_page_stands_for_its_paragraphs() -> None:
    row = Excused("X1", "a.html", "NIK", "text: 33…")
    assert row.covers(Violation("a.html#p", "NIK", "text: 33…"))
    assert not row.covers(Violation("b.html#p", "NIK", "text: 33…"))


def test_the_table_knows_every_rule() -> None:
    shipped = json.loads(find().descriptor.read_text(encoding="utf-8"))["resources"]
    fields = next(each for each in shipped if each["name"] == TABLE)["schema"]["fields"]
    assert [each["name"] for each in fields] == list(COLUMNS)
    assert fields[2]["constraints"]["enum"] == list(RULES)


def closed(mini: Mini) -> Mini:
    """The study with its cases closed, each row a person."""
    described = json.loads(mini.read("data/datapackage.json"))
    described["resources"][0] |= {"access": "closed", "persons": True}
    mini.write("data/datapackage.json", json.dumps(described))
    return mini


def test_results_over_closed_tables_are_counted_in_persons(tmp_path: Path) -> None:
    mini = closed(Mini(tmp_path))
    with pytest.raises(DisclosureError) as error:
        run.run(mini.place)
    told = {(each.where, each.rule, each.what) for each in error.value.violations}
    assert told == {
        ("by_region", "small cell", "persons[A]"),
        ("by_region", "small cell", "persons behind[A]"),
        ("by_region", "small cell", "persons[B]"),
        ("by_region", "small cell", "persons behind[B]"),
        ("large", "small cell", "regions"),
    }
    assert results(mini) == []
    mini.write("data/study.toml", mini.read("data/study.toml") + "[disclosure]\nsmall_cell = 1\n")
    run.run(replace(mini.place))  # settings are read once a place
    assert "by_region.csv" in results(mini)


def test_the_quotations_of_a_study_are_judged_before_anything_is_written(tmp_path: Path) -> None:
    mini = Mini(tmp_path)
    wanted = ("informants", "transcripts", "interview_codings", "quotations")
    shipped = json.loads(find().descriptor.read_text(encoding="utf-8"))["resources"]
    described = json.loads(mini.read("data/datapackage.json"))
    for each in shipped:
        if each["name"] in wanted:
            kept = [
                k
                for k in each["schema"].get("foreignKeys", [])
                if k["reference"]["resource"] in wanted
            ]
            described["resources"].append(
                {**each, "schema": {**each["schema"], "foreignKeys": kept}}
            )
    mini.write("data/datapackage.json", json.dumps(described))
    tables = {
        "informants": "informant_id,role_class,consent\n"
        "I01,civil servant,anonymous quotation\nI02,academic,paraphrase\n",
        "transcripts": "transcript_id,informant_id,file,language,sequence,words,text_sha256\n"
        "T01,I01,,Indonesian,1,,\nT02,I02,,Indonesian,2,,\n",
        "interview_codings": "coding_id,transcript_id,start,end,code_id,coder,official_id,"
        "certainty,consent,passage,memo\nK001,T01,40,60,AB1,coder 1,,,thesis only,,\n",
        "quotations": "quotation_id,transcript_id,start,end,text,translation,translator\n"
        "Q01,T01,0,30,kami diminta ikut,we were asked to come,the author\n"
        "Q02,T01,50,70,kata,,\nQ03,T02,0,9,kata,,\n"
        "Q04,T01,0,30,nomornya 081234567890,the regional secretary called,the author\n",
    }
    for name, text in tables.items():
        mini.write(f"data/interviews/{name}.csv", text)
    with pytest.raises(DisclosureError) as error:
        guard.results(load(mini.place), {})
    assert [(each.rule, each.what) for each in error.value.violations] == [
        ("quotation without consent", "Q02: the consent is 'thesis only' (K001)"),
        ("quotation without consent", "Q03: the consent is 'paraphrase'"),
        ("phone number", "Q04, text: 08…"),
        ("single-holder office", "Q04, translation: regional secretary"),
    ]


def test_an_office_of_one_holder_in_a_result_over_closed_tables(tmp_path: Path) -> None:
    gate = gates.of(closed(Mini(tmp_path)).place)
    text = "code,note,rows\na,camat Contoh,\nb,para camat,\n"
    shape = {"code": "string", "note": "string", "rows": "string"}
    found = gate.result("r", "Table", text, shape, closed=True)
    assert found == [Violation("r", "single-holder office", "camat Contoh")]
    assert gate.result("r", "Table", text, shape, closed=False) == []


FIGURE_OF_ROWS = '''"""A figure."""

from __future__ import annotations

from matplotlib.figure import Figure as Canvas

from study.kinds import Figure, Table


def region_figure(cases: Table, words) -> Figure:
    """Persons by case."""
    figure = Canvas(figsize=(3, 2))
    figure.subplots().bar(["a camat Contoh", "one"], [1, 2], label=words["persons"])
    return figure
'''


def test_a_figure_is_drawn_from_results_that_were_judged(tmp_path: Path) -> None:
    mini = closed(Mini(tmp_path))
    mini.write("data/study.toml", mini.read("data/study.toml") + "[disclosure]\nsmall_cell = 1\n")
    mini.write(f"{mini.package}/plots/region.py", FIGURE_OF_ROWS)
    with pytest.raises(DisclosureError) as error:
        run.run(replace(mini.place))
    assert [(each.where, each.rule, each.what) for each in error.value.violations] == [
        ("region_figure", "single-holder office", "camat Contoh"),
        ("region_figure", "unknown basis", "drawn from cases"),
    ]
    opened = json.loads(mini.read("data/datapackage.json"))
    opened["resources"][0]["access"] = "open"
    mini.write("data/datapackage.json", json.dumps(opened))
    run.run(replace(mini.place))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Table", "code,note,rows\na,of C1,cases:C2\n"),
        ("Number", '{"values": {"note": "of C1"}, "rows": ["cases:C2"]}'),
        ("Model", '{"facts": {"n": 99}, "terms": [{"term": "C1"}], "rows": ["cases:C2"]}'),
        ("Figure", "<svg><text>C1</text><text>C9 and 1</text></svg>"),
        ("", "of C1 nothing is known"),
    ],
)
def test_a_row_of_a_closed_table_is_named_by_no_result(
    kind: str, text: str, tmp_path: Path
) -> None:
    gate = gates.of(closed(Mini(tmp_path)).place)
    gate.limits = replace(gate.limits, small_cell=0)
    shape = {"code": "string", "note": "string", "rows": "string"}
    found = gate.result("r", kind, text, shape, True)
    assert found == [Violation("r", "row of a closed table", "C…")]


def test_a_stand_in_tells_nothing_of_anybody(tmp_path: Path) -> None:
    mini = closed(Mini(tmp_path))
    assert load(mini.place).closed("by_region")
    mini.write("data/cases.csv", "case_id,region,persons,source_ids,note\n")
    assert not load(mini.place).closed("by_region")


@pytest.mark.parametrize("damage", ['{"cases": 3}', '{"cases": {}}', "[]", '{"cases'])
def test_a_damaged_note_of_the_tables_closes_nothing_and_opens_nothing(
    damage: str, tmp_path: Path
) -> None:
    mini = closed(Mini(tmp_path))
    store.write(mini.place.cache / "tables.json", damage)
    assert load(mini.place).closed("by_region")


def test_what_passed_is_not_looked_at_again_until_the_rules_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mini = Mini(tmp_path / "study")
    desk = load(mini.place)
    stored = {"total": store.Stored('{"values": {"name": "Contoh Nama"}, "rows": []}', {})}
    monkeypatch.delenv(names.VARIABLE, raising=False)
    guard.results(desk, stored)
    monkeypatch.setattr("study.disclosure.gate.Gate.result", lambda *_: pytest.fail("again"))
    guard.results(desk, stored)
    monkeypatch.undo()
    (tmp_path / "list.txt").write_text("Contoh Nama\n", encoding="utf-8")
    monkeypatch.setenv(names.VARIABLE, str(tmp_path / "list.txt"))
    with pytest.raises(DisclosureError, match="total: private name: text: co…"):
        guard.results(desk, stored)
    kept = [path.read_text("utf-8") for path in mini.place.cache.rglob("*") if path.is_file()]
    assert not [text for text in kept if "contoh" in text.lower()]


def test_a_day_under_review_is_no_fault_of_the_gate(tmp_path: Path) -> None:
    mini = Mini(tmp_path / "study")
    with mini.place.settings.open("a", encoding="utf-8") as file:
        file.write("\n[review]\nuntil = 2021-01-01\nemail = 'siapa@contoh.example'\n")
    assert gates.of(find(mini.place.data)).addresses == {"siapa@contoh.example"}


@pytest.mark.parametrize("changed", ["lists.py", "vocabulary.csv", "consent.py", "names.py"])
def test_another_way_of_reading_lists_makes_all_be_looked_at_again(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, read = Mini(tmp_path / "study").place, Path.read_bytes
    before = gates.of(place).key
    monkeypatch.setattr(Path, "read_bytes", lambda p: read(p) + b"#" * (p.name == changed))
    assert gates.of(place).key != before


@pytest.mark.parametrize(
    "damage",
    [
        '{"key": KEY}',
        '{"key": KEY, "passed": null}',
        '{"key": KEY, "passed": ["x"]}',
        '{"key": KEY, "passed": {"x": 3}}',
        '{"key": KEY, "passed": {"x": [["y"]]}}',
        '{"key": KEY, "pas',
        "[" * 9_999,
        "[1]",
        "\0",
        "",
    ],
)
def test_a_damaged_note_is_none(damage: str, tmp_path: Path) -> None:
    mini, folder = Mini(tmp_path / "study"), tmp_path / "archive"
    folder.mkdir()
    (folder / "a.txt").write_text(NIK, encoding="utf-8")
    note = mini.place.cache / guard.NOTE.format("archive")
    store.write(note, damage.replace("KEY", json.dumps(gates.of(mini.place).key)))
    with pytest.raises(DisclosureError, match=r"a\.txt: NIK"):
        guard.files(mini.place, folder)


def test_a_folder_is_looked_at_and_idle_exceptions_are_told(tmp_path: Path) -> None:
    rows = ("X01,a.txt,NIK,*,because,the author", "X02,b.txt,NIK,*,because,the author")
    mini = with_exceptions(Mini(tmp_path / "study"), *rows)
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.txt").write_text(NIK, encoding="utf-8")
    assert guard.files(mini.place, folder) == ["X02"]
    assert guard.files(mini.place, folder) == ["X02"]  # remembered
    (folder / "c.txt").write_text(NIK, encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"c\.txt: NIK"):
        guard.files(mini.place, folder)


def test_a_book_with_a_violation_is_not_left_standing(tmp_path: Path) -> None:
    mini = little(tmp_path, "gate_book")
    page = (
        "# Mini\n\nTelepon 081234567890.\n\n"
        "```{result-figure} region_figure\n:alt: Kartu 3303120507870003\n"
        "Surat ke siapa@contoh.example.\n```\n"
    )
    done = build(mini, index=page)
    assert done.returncode == 1
    told = done.stderr
    assert "index.html#" in told
    for rule, kind in (
        ("phone number", "text: 08…"),
        ("NIK", "alternative text: 33…"),
        ("e-mail address", "text: si…"),
    ):
        assert f"{rule}: {kind}" in told
    assert "searchindex.js: phone number" in told
    assert NIK not in told
    assert "siapa@" not in told
    assert not (mini.place.build / "html").exists()
    assert not (mini.place.build / "doctrees").exists()
