"""Which quotations may be printed, and what is said of those that may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from study.contract import descriptor
from study.errors import AbsentError, BookError
from study.interviews.quotations import Quotation, files, names, quotation
from tests.interviews.spoken import END, SAID, START, TABLES, TEXT, spoken
from tests.mini import Mini

ROW = TABLES["quotations"][1]


def asked(mini: Mini, name: str = "Q01", language: str = "") -> Quotation:
    """A quotation of a study."""
    return quotation(mini.place, descriptor.load(mini.place), name, language)


def test_a_quotation_with_consent(tmp_path: Path) -> None:
    found = asked(spoken(tmp_path))
    assert (found.text, found.language, found.role) == (SAID, "jv", "civil servant")
    assert found.translation == "I did not join, and nothing came of it."
    assert (found.translator, found.provenance) == ("the author", "judged")


@pytest.mark.parametrize("consent", ["none", "thesis only", "paraphrase"])
def test_without_the_persons_consent(tmp_path: Path, consent: str) -> None:
    mini = spoken(tmp_path, informants=f"I01,civil servant,{consent}")
    told = (
        rf"data/quotations\.csv, row 2: quotation Q01 may not be printed: "
        rf"the person's consent is '{consent}', not 'anonymous quotation'\. Take it off the page"
    )
    with pytest.raises(BookError, match=told):
        asked(mini)


def test_a_passage_with_a_narrower_consent(tmp_path: Path) -> None:
    mini = spoken(tmp_path, interview_codings=f"K0007,T01,{END - 1},{END},paraphrase")
    told = (
        r"the person allows 'anonymous quotation', but for this passage it is 'paraphrase' \(K0007"
    )
    with pytest.raises(BookError, match=told):
        asked(mini)


def test_words_that_are_not_those_of_the_transcript(tmp_path: Path) -> None:
    mini = spoken(tmp_path, quotations=ROW.replace("mboten nderek", "nderek"))
    with pytest.raises(BookError, match="does not have the words of its transcript") as raised:
        asked(mini)
    assert "They stand nowhere in it" in str(raised.value)
    assert "mboten nderek" not in str(raised.value)  # nothing else of a transcript is told


def test_words_that_stand_elsewhere_are_found(tmp_path: Path) -> None:
    row = f"Q01,T01,0,9,Bagaimana?,How?,the author\nQ02,T01,0,{len(TEXT) + 1},x,x,x"
    mini = spoken(tmp_path, quotations=row, interview_codings="")
    with pytest.raises(BookError, match="The words stand at 3 to 13"):
        asked(mini)
    with pytest.raises(BookError, match=f"of a text of {len(TEXT)} characters"):
        asked(mini, "Q02")


def test_offsets_count_every_character_of_the_file(tmp_path: Path) -> None:
    """A carriage return is a character; letters beyond the basic plane are one each."""
    mini = spoken(tmp_path, quotations="Q01,T01,4,8,Kula,I,the author", interview_codings="")
    (mini.place.data / "wawancara" / "T01.txt").write_bytes("\U0001f600N\r\nKula\n".encode())
    assert asked(mini).text == "Kula"


def test_a_missing_translation(tmp_path: Path) -> None:
    lacking = f'Q01,T01,{START},{END},"{SAID}",,'
    with pytest.raises(BookError, match=r"no translation into the language of the book \(en\)"):
        asked(spoken(tmp_path, quotations=lacking))


@pytest.mark.parametrize("translation", ["", "I did not join."])
def test_a_study_in_the_language_of_the_informant_needs_none_but_prints_one(
    tmp_path: Path, translation: str
) -> None:
    by = "the author" if translation else ""
    mini = spoken(tmp_path, quotations=f'Q01,T01,{START},{END},"{SAID}",{translation},{by}')
    mini.replace("data/study.toml", 'language = "en"', 'language = "id"')
    found = asked(mini, language="id")
    assert (found.language, found.translation, found.translator) == ("id", translation, by)
    assert found.into == "en"


def test_a_language_without_a_tag(tmp_path: Path) -> None:
    mini = spoken(tmp_path, transcripts="T01,I01,wawancara/T01.txt,Banyumasan")
    with pytest.raises(BookError, match=r"without a known tag \(Banyumasan\).*:lang:"):
        asked(mini)
    assert asked(mini, language="jv").language == "jv"


def test_a_transcript_that_is_not_there_or_lies_outside(tmp_path: Path) -> None:
    mini = spoken(tmp_path, transcripts="T01,I01,,Javanese")  # by its id, where no file is named
    assert asked(mini).text == SAID
    (mini.place.data / "wawancara" / "T01.txt").unlink()
    with pytest.raises(BookError, match=r"data/wawancara/T01\.txt: No such file"):
        asked(mini)
    (tmp_path / "T01.txt").write_text(TEXT, encoding="utf-8")
    mini.replace("data/transcripts.csv", "T01,I01,,", "T01,I01,../T01.txt,")
    with pytest.raises(BookError, match="lies outside the study"):
        asked(mini)


def test_a_name_nobody_knows_and_a_study_without_quotations(tmp_path: Path) -> None:
    mini = spoken(tmp_path)
    with pytest.raises(BookError, match="No quotation is called 'Q10'"):
        asked(mini, "Q10")
    mini.write("data/quotations.csv", TABLES["quotations"][0] + "\n")
    with pytest.raises(AbsentError, match="the table quotations of this study is empty"):
        names(mini.place, descriptor.load(mini.place))
    bare = Mini(tmp_path / "bare")
    with pytest.raises(AbsentError, match="this study has no table quotations"):
        asked(bare)


def test_a_page_follows_every_file_a_quotation_rests_on(tmp_path: Path) -> None:
    mini = spoken(tmp_path)
    found = {path.name for path in files(mini.place, descriptor.load(mini.place))}
    assert found == {*(f"{name}.csv" for name in TABLES), "T01.txt"}
