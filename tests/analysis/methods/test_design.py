"""The figures of a plan against those of the study's own table of power."""

from __future__ import annotations

import pytest

from analysis.methods.design import design


def test_design_says_what_the_tables_say():
    found = design(40, 0.105, 0.22, 0.5)
    assert (found["supporters"], found["others"], found["needed"]) == (20, 20, 600)
    assert found["power"] == pytest.approx(0.0654, abs=5e-5)
    assert found["least"] == pytest.approx(0.479)
    assert found["type_m"] > 1 > found["type_s"] > 0
    assert design(12, 0.105, 0.22, 0.5)["least"] is None
    one_tailed = design(40, 0.105, 0.22, 0.5, tail="greater")
    assert one_tailed["power"] > found["power"]
    assert one_tailed["type_s"] == 0


@pytest.mark.parametrize(("base", "effect"), [(0.5, 0.6), (0.2, -0.1), (0.0, 0.1), (0.2, 0.0)])
def test_design_refuses_what_are_no_shares(base, effect):
    with pytest.raises(ValueError, match="are not two shares"):
        design(40, effect, base, 0.5)
