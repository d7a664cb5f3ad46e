"""The plan as fixed, the literature it mirrors, and the code that keeps to it."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis.methods import cases
from analysis.methods.assumed import assumed
from analysis.methods.rules import Rules
from analysis.plan_literature import (
    plan_family,
    plan_mirrors,
    plan_registered,
    plan_rules,
    published_effect,
)
from study import place
from study.contract import descriptor, reading
from study.kinds import Absent, Setting
from tests.tables import table

PLAN = table("plan_id hypothesis mirrors", "P1 H1 L1;L3", "P2 H1;H2 -", "P3 H3 L3")
MODELS = table(
    "model_id study unit_of_analysis sample outcome regressor estimator result seen_in status "
    "mirror",
    *(f"L{i} s u n o r e x y z m" for i in (1, 2, 3)),
)


@pytest.fixture(scope="module")
def shipped():
    here = place.find()
    specs = descriptor.load(here).tables
    names = ("analysis_plan", "decision_rules", "literature_models")
    return {name: reading.frame(here, specs[name]) for name in names}


def test_models_name_what_takes_them_up():
    found = plan_mirrors(MODELS, PLAN)
    assert found.taken_up_in.tolist() == ["P1", "left aside", "P1, P3"]
    assert found["rows"][2] == "literature_models:L3 analysis_plan:P1 analysis_plan:P3"
    assert plan_registered(PLAN).hypothesis[1] == "H1, H2"


def test_published_counts_are_no_models(shipped):
    found = plan_mirrors(shipped["literature_models"], shipped["analysis_plan"])
    assert not {"L15", "L16"} & set(found.model_id)
    assert len(found) == len(shipped["literature_models"]) - 2


def test_the_published_effect_is_read_from_the_table_and_is_the_one_assumed(shipped):
    found = published_effect(shipped["literature_models"])
    value = assumed().set_index("parameter").value
    assert found.values["points"] == value["literature_points"]
    assert found.values["increase"] == value["literature_increase"]
    assert found.values["base"] == pytest.approx(value["base"], abs=0.005)
    assert found.values["earlier"] == pytest.approx(0.39)
    assert found.values["earlier_base"] == pytest.approx(0.105 / 0.39)
    assert found.rows == ("literature_models:L06",)
    without = MODELS.assign(result="+2 percentage points (a 50% increase)")
    assert published_effect(without).values["earlier_base"] is None
    with pytest.raises(Absent, match="no model of the literature"):
        published_effect(MODELS)


def test_each_hypothesis_has_one_primary_model(shipped):
    plan = shipped["analysis_plan"]
    primary = plan[plan.standing == "primary"]
    assert primary.hypothesis.tolist() == ["H1", "H2", "H3"]
    assert "decision rules" in plan.refused_when[plan.plan_id == "P6"].item()


def test_the_rules_of_the_plan_hold_every_number_and_the_margin_leaves_out_the_published(shipped):
    rules = Rules.of(shipped["decision_rules"])
    effect = published_effect(shipped["literature_models"]).values["points"]
    assert 0 < 100 * rules.margin < effect
    where = assumed().set_index("parameter").value
    assert (rules.level, 100 * rules.margin) == (where["level"], where["margin"])
    told = plan_rules(shipped["decision_rules"], Setting({"disclosure.small_cell": 7}))
    told = told.set_index("rule_id")
    assert told.index.tolist() == [
        *("level", "shuffles", "seed", "margin", "otherwise", "refused_p", "separation"),
        *("cuts", "events_per_cell", "small_cell"),
    ]
    assert told.value["small_cell"] == 7
    assert told.value["margin"] == rules.margin
    assert told["rows"]["margin"] == "decision_rules:margin"
    family = plan_family(shipped["analysis_plan"], shipped["decision_rules"])
    assert family.rows == (*(f"analysis_plan:P{i}" for i in (1, 2, 3)), "decision_rules:level")
    assert family.values == {"tests": 3, "level": 0.05, "together": pytest.approx(0.15)}


def test_what_counts_as_a_reward_is_what_the_plan_says(shipped):
    said = shipped["analysis_plan"].set_index("plan_id").outcome
    assert re.findall(r"[A-Z]{2}\d", said["P1"]) == list(cases.REWARD)
    assert re.findall(r"[A-Z]{2}\d", said["P2"]) == list(cases.REPRISAL)
    assert re.findall(r"[A-Z]{2}\d", said["P7"]) == [cases.PROTECTION]


def test_models_are_of_publications_in_the_bibliography(shipped):
    text = (place.find().book / "references.bib").read_text(encoding="utf-8")
    keys = set(re.findall(r"@\w+\{([^,]+),", text))
    assert set(shipped["literature_models"].reference) <= keys


def test_a_number_that_was_not_seen_is_not_there(shipped):
    """Where the status says so, the result holds no figure."""
    models = shipped["literature_models"]
    unseen = models[models.status.str.contains("NOT seen")]
    assert len(unseen) > 5
    assert not unseen.result.fillna("").str.contains(r"\d").any()
    working_paper = models[models.result.fillna("").str.contains("10.5 percentage points")]
    assert working_paper.status.str.contains("WORKING PAPER").tolist() == [True]


def test_a_plan_may_mirror_nothing():
    alone = plan_mirrors(MODELS, PLAN.assign(mirrors=pd.Series([None] * 3, dtype="str")))
    assert set(alone.taken_up_in) == {"left aside"}
