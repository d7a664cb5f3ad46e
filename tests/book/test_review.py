"""The page for reviewers: every result with function, inputs, rows, cost and claims."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from study.book.review import measured
from tests.book.little import build, little
from tests.mini import Mini

PAGE = """\
# Review

Region A had {n}`by_region[A].persons` persons.

```{measured-on}
```

```{review-list}
```
"""


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    """A book of one page."""
    return little(tmp_path_factory.mktemp("mini"), "reviewed")


def entries(mini: Mini) -> dict[str, str]:
    """What the page says of each result."""
    done = build(mini, index=PAGE)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup(mini.read("_build/html/index.html"), "lxml")
    names = [term.get_text() for term in page.select("dl.register dt")]
    bodies = [" ".join(body.get_text().split()) for body in page.select("dl.register dd")]
    return dict(zip(names, bodies, strict=True)) | {"": page.get_text()}


def test_every_result_is_listed_with_what_a_reviewer_asks(mini: Mini) -> None:
    found = entries(mini)
    assert list(found) == [
        "region_figure figure, observed",
        "by_region table, observed",
        "total number, observed",
        "large number, observed",
        "",
    ]
    assert found["by_region table, observed"] == (
        "Persons by region. Function: reviewed.question.by_region, reviewed/question.py, line 11. "
        "Inputs: cases. Rows behind it: 3. Seconds and memory: –. "
        "Claims: Front page: “Region A had 4 persons.”."
    )
    assert "Inputs: by_region." in found["region_figure figure, observed"]
    assert found["large number, observed"].endswith("Claims: no paragraph.")
    assert "Seconds and memory have not been measured." in found[""]


def test_measurements_are_shown_as_soon_as_they_are_there(mini: Mini) -> None:
    entries(mini)
    text = "# Measured on a machine.\nresult,seconds,peak_mb\ntotal,0.12,3.4\n"
    mini.write("bench/measured.csv", text)
    assert measured(mini.place) == {"total": "0.12 s, 3.4 MB"}
    found = entries(mini)
    assert "Seconds and memory: 0.12 s, 3.4 MB." in found["total number, observed"]
    assert "Seconds and memory: –." in found["large number, observed"]
    assert "Measured on a machine." in found[""]
