"""Every column, fact and term of a result has a label in every language."""

from __future__ import annotations

import csv

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
