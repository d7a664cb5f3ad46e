"""A small study with two interviews: what was said, by whom, with which consent."""

from __future__ import annotations

import json
from pathlib import Path

from tests.mini import Mini, field

TEXT = "P: Bagaimana?\nN: Kula mboten nderek,\nlajeng mboten wonten napa-napa.\n"
"""The pseudonymised transcript T01; invented, as are all words here."""
SAID = "Kula mboten nderek, lajeng mboten wonten napa-napa."
START = TEXT.index("Kula")
END = TEXT.index("\n", TEXT.index("lajeng"))
LEVELS = ["none", "thesis only", "paraphrase", "anonymous quotation"]

TABLES = {
    "informants": ("informant_id,role_class,consent", "I01,civil servant,anonymous quotation"),
    "transcripts": (
        "transcript_id,informant_id,file,language",
        "T01,I01,wawancara/T01.txt,Javanese",
    ),
    "interview_codings": (
        "coding_id,transcript_id,start,end,consent",
        f"K0001,T01,0,{START},paraphrase",
    ),
    "quotations": (
        "quotation_id,transcript_id,start,end,text,translation,translator",
        f'Q01,T01,{START},{END},"{SAID}","I did not join, and nothing came of it.",the author',
    ),
}
NOTES = ("text", "translation", "translator")
WORDS = "term,en\npersons,Persons\nregion,Region\ncivil servant,civil servant\n"


def add(mini: Mini, **changed: str) -> Mini:
    """Give a small study the tables of interviews; changed: rows of some of them."""
    description = json.loads(mini.read("data/datapackage.json"))
    for name, (header, rows) in TABLES.items():
        mini.write(f"data/{name}.csv", f"{header}\n{changed.get(name, rows)}\n")
        names = header.split(",")
        fields = [field(each, **({"role": "note"} if each in NOTES else {})) for each in names]
        description["resources"].append(
            {
                "name": name,
                "path": f"{name}.csv",
                "title": name,
                "description": name,
                "licenses": [{"name": "CC-BY-4.0"}],
                "access": "closed",
                "provenance": "judged",
                "schema": {"primaryKey": names[0], "fields": fields},
            }
        )
    mini.write("data/datapackage.json", json.dumps(description))
    mini.write("data/wawancara/T01.txt", TEXT)
    mini.write("book/words.csv", WORDS)
    return mini


def spoken(folder: Path, **changed: str) -> Mini:
    """A small study with interviews."""
    return add(Mini(folder), **changed)
