"""Tables that go out come back the same, wherever the standard has a place for what they say."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.contract import checks
from study.contract.transcripts import line_of
from study.contract.values import clean
from study.interviews.exchange import write
from study.interviews.exchange.bring import bring, read
from study.interviews.exchange.give import give
from study.interviews.exchange.kept import Kept
from study.interviews.exchange.report import Report
from study.interviews.exchange.send import send
from study.interviews.exchange.settle import settle
from study.interviews.exchange.take import Taken, take
from study.interviews.tables import Row, as_csv, load
from study.place import Place, find
from tests.interviews.made import Author

TABLES = ("codes", "informants", "transcripts", "officials", "interview_codings")
IDS = ("code_id", "informant_id", "transcript_id", "official_id", "coding_id")
KEYS = dict(zip(TABLES, IDS, strict=True))
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]) | st.sampled_from(
    "ab \n😀ꦗꦮé:"
)
WORDS = st.text("abc :/é😀ꦗ", max_size=12).map(clean)
NAMES = st.text("abcé😀ꦗ", min_size=1, max_size=8)
LEVELS = ("thesis only", "paraphrase", "anonymous quotation")


def several(form: str, numbers: st.SearchStrategy[int], most: int) -> st.SearchStrategy[list[str]]:
    """A few ids, in order."""
    drawn = st.lists(numbers, min_size=1, max_size=most, unique=True)
    return drawn.map(lambda found: [form.format(each) for each in sorted(found)])


@st.composite
def studies(draw: st.DrawFn) -> tuple[dict[str, list[Row]], dict[str, str]]:
    """Tables of a study, as they may be without a word from `study check`, and its texts."""
    groups = draw(st.lists(st.sampled_from(["PC", "CP", "QA"]), min_size=1, unique=True))
    codes = []
    for group in groups:
        ids = [group, *draw(several(group + "{}", st.integers(1, 999), 3))]
        for name in ids:
            about = {
                "code_id": name,
                "guid": draw(st.uuids()).__str__().upper(),
                "parent_id": "" if name == group else group,
                "codable": "false" if name == group else "true",
                "direction": draw(st.sampled_from(["", "client->patron", "modifier"])),
                "colour": draw(st.sampled_from(["#757575", "#1B5E20"])),
                "name_en": draw(NAMES),
                "name_id": draw(NAMES),
                "definition_en": draw(NAMES) + draw(st.sampled_from(["", " code_id: PC1"])),
                "definition_id": draw(NAMES),
            }
            more = ("include_when", "exclude_when", "literature", "note")
            codes.append(about | {each: draw(WORDS) for each in more})
    few = st.integers(1, 99)
    people = draw(several("I{:02d}", few, 3))
    officials = draw(several("O{:03d}", few, 3))
    texts, transcripts = {}, []
    for name in draw(several("T{:02d}", few, 3)):
        texts[name] = draw(st.text(LETTERS, min_size=1, max_size=30)).replace("\r", "")
        row = {
            "transcript_id": name,
            "informant_id": draw(st.sampled_from(people)),
            "file": f"wawancara/{name}.txt",
            "language": draw(st.sampled_from(["", "Javanese"])),
            "sequence": draw(st.sampled_from(["", "2"])),
            "words": str(len(texts[name].split())),
            "text_sha256": sha256(texts[name].encode()).hexdigest(),
        }
        transcripts.append(row)
    codings = []
    for name in draw(several("K{:04d}", st.integers(1, 9999), 6)):
        transcript = draw(st.sampled_from(list(texts)))
        text = texts[transcript]
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        row = {
            "coding_id": name,
            "transcript_id": transcript,
            "start": str(start),
            "end": str(end),
            "code_id": draw(st.sampled_from([x["code_id"] for x in codes if x["parent_id"]])),
            "coder": draw(st.sampled_from(["coder 1", "coder 2", "coder 7"])),
            "official_id": draw(st.sampled_from(["", *officials])),
            "certainty": draw(st.sampled_from(["", "sure", "unsure"])),
            "consent": draw(st.sampled_from(["", *LEVELS])),
            "passage": line_of(text[start:end]),
            "memo": line_of(draw(st.sampled_from(["", "sure", "O001"]) | WORDS)),
        }
        codings.append(row)
    rows = {
        "codes": codes,
        "informants": [
            {
                "informant_id": name,
                "role_class": draw(st.sampled_from(["not stated", "academic"])),
                "consent": draw(st.sampled_from(LEVELS)),
            }
            for name in people
        ],
        "transcripts": transcripts,
        "officials": [
            {
                "official_id": name,
                "agency_id": "G01",
                "echelon": draw(st.sampled_from(["II", "IV"])),
            }
            for name in officials
        ],
        "interview_codings": codings,
    }
    return rows, texts


def told(rows: dict[str, list[Row]]) -> dict[str, dict[str, Row]]:
    """Rows by their key, without the cells that are empty."""
    return {
        name: {row[key]: {c: v for c, v in row.items() if v} for row in rows[name]}
        for name, key in KEYS.items()
    }


def trip(
    rows: dict[str, list[Row]], texts: dict[str, str], kept: Kept | None, language: str, file: Path
) -> Taken:
    """Tables written as a project and taken in again, by a study that has no codebook yet."""
    report = Report()
    given = give("A", rows, texts, kept, report, language)
    with file.open("wb") as out:
        write.qdpx(given.project, given.texts, report, out)
    return take(settle(read(file, report), report), [], report)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(studies(), st.sampled_from(["en", "id"]))
def test_tables_come_back_the_same(tmp_path_factory, study, language):
    """Out and in, and once more with what was kept beside the tables."""
    rows, texts = study
    file = Path(tmp_path_factory.getbasetemp()) / "any.qdpx"
    first = trip(rows, texts, None, language, file)
    assert told(first.rows) == told(rows)
    assert first.texts == {f"wawancara/{name}.txt": text for name, text in texts.items()}
    columns = {name: dict.fromkeys(rows[name][0], "") for name in TABLES}  # as a table has them
    again = {name: [columns[name] | row for row in first.rows[name]] for name in TABLES}
    second = trip(again, texts, first.kept, language, file)
    assert told(second.rows) == told(rows)


def tables(place: Place, *names: str) -> dict[str, list[Row]]:
    """Rows of tables of a study."""
    return load(place, names or TABLES).rows


def test_a_study_comes_back_by_the_commands(taken_in: Author, tmp_path: Path) -> None:
    """Its codes with their ids, the officials its passages speak of, consent and memos."""
    before = tables(taken_in.place)
    assert any(row["official_id"] for row in before["interview_codings"])
    file = send(taken_in.place, "qdpx", str(tmp_path / "a.qdpx")).path
    again = find(bring(file, tmp_path / "again").folder)
    assert told(tables(again)) == told(before)
    assert checks.check(again) == []
    for form in ("qdc", "csv"):
        book = send(taken_in.place, form, str(tmp_path / f"a.{form}")).path
        alone = find(bring(book, tmp_path / form, taken_in.place.language).folder)
        assert tables(alone, "codes") == {"codes": before["codes"]}
        assert send(alone, form, str(tmp_path / "b")).path.read_bytes() == book.read_bytes()


def test_what_the_tables_say_anew_comes_back(taken_in: Author, tmp_path: Path) -> None:
    """After a project was taken in, each of its columns may be changed."""
    file = send(taken_in.place, "qdpx", str(tmp_path / "a.qdpx")).path
    study = Author(tmp_path)
    bring(file, study.folder)
    rows = tables(study.place)
    first, *others = rows["interview_codings"]
    first |= {"coder": "coder 4", "memo": "new", "certainty": "unsure", "consent": "thesis only"}
    first["official_id"] = ""
    others[-1]["code_id"] = first["code_id"]
    person = rows["informants"][0]
    person |= {"role_class": "academic", "consent": "thesis only"}
    for row in rows["transcripts"]:
        row |= {"informant_id": person["informant_id"], "language": "Javanese", "sequence": "3"}
    rows["officials"].append({"official_id": "O077", "agency_id": "G09", "echelon": "staff"})
    code = next(row for row in rows["codes"] if row["code_id"] == first["code_id"])
    code |= {"name_en": "Renamed", "definition_id": "Lain", "colour": "#112233", "note": "new"}
    for name in TABLES[1:]:
        study.write(name, rows[name])
    path = study.folder / "coding" / "codes.csv"
    path.write_text(as_csv(rows["codes"][0], rows["codes"]), encoding="utf-8", newline="\n")
    file = send(study.place, "qdpx", str(tmp_path / "b.qdpx")).path
    again = find(bring(file, tmp_path / "again").folder)
    assert told(tables(again)) == told(rows)


def test_what_the_standard_has_no_place_for_is_told(taken_in: Author, tmp_path: Path) -> None:
    """Quotations, moves, and what may not leave: people and passages without any consent."""
    study = Author(tmp_path)
    bring(send(taken_in.place, "qdpx", str(tmp_path / "a.qdpx")).path, study.folder)
    move = {"career_move_id": "V001", "official_id": "O001", "period": "after the vote"}
    study.write("career_moves", [{**move, "direction": "lateral"}])
    (row,) = tables(taken_in.place, "quotations")["quotations"]
    study.write("quotations", [row])
    rows = tables(study.place)
    rows["interview_codings"][0]["consent"] = "none"
    study.write("interview_codings", rows["interview_codings"])
    told_of = send(study.place, "qdpx", str(tmp_path / "b.qdpx")).report
    lost = {(each.what, each.where, each.count) for each in told_of.lines if each.fate == "dropped"}
    assert lost == {("row", "quotations", 1), ("row", "career_moves", 1), ("coding", "", 1)}
