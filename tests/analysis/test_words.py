"""Every column, fact and term of a result has a label in every language."""

from __future__ import annotations

import csv
import re

from analysis.violations import STEPS
from study import place

from .conftest import QUESTIONS, functions, labels


def test_columns_facts_and_terms_have_labels(results):
    needed = set(STEPS)
    for module in QUESTIONS:
        for name in functions(module):
            value = results[name]
            if hasattr(value, "columns"):
                needed |= set(value.columns)
            elif hasattr(value, "terms"):
                needed |= {*value.terms.columns, *value.terms.term, *value.facts}
    for language in ("en", "id"):
        assert not {term for term in needed if not labels(language).get(term)}


def test_a_term_stands_once():
    with place.find().words.open(encoding="utf-8", newline="") as file:
        terms = [row["term"] for row in csv.DictReader(file)]
    assert len(terms) == len(set(terms))


def test_no_label_says_what_only_one_study_can():
    """Days, regencies and provinces stand in study.toml; names of bodies and elections are data."""
    named = re.compile(
        r"Purbalingga|Sukoharjo|Central Java|\bregent's ticket|art\. \d|KASN's|by KASN"
    )
    month = re.compile(r"January|February|March|April|June|July|August|September|October|December")
    with place.find().words.open(encoding="utf-8", newline="") as file:
        said = {row["term"]: row["en"] for row in csv.DictReader(file)}
    wrong = {term: text for term, text in said.items() if named.search(text) or month.search(text)}
    assert wrong == {}
