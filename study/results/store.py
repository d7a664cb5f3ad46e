"""The one door to results/ and figures/: what is written, how, and never by halves.

Tables are CSV, numbers and models JSON, figures SVG. Ten significant digits are kept,
because another processor's linear algebra changes the last ones. Every value a later
step receives has been through this door, so nothing depends on what was recomputed when.
What is simulated says so in the name of its file, here and wherever it is offered, and a
simulated figure says so across its drawing.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ResultError, StoreError
from ..kinds import SUFFIX, Model, Number
from ..place import Place

if TYPE_CHECKING:
    import pandas as pd

csv.field_size_limit(1 << 30)  # a cell may name all the rows it rests on, thousands of them
DIGITS = 10
SIMULATED = "simulated"
"""The provenance of what was made by code, and how the names of its files begin."""
MARK = "simulated data, invented regency"
"""What stands wherever something simulated is shown."""
INDEX = "index.json"
"""The file that describes the stored results."""


@dataclass(frozen=True)
class Stored:
    """A result as text, with the types of its columns or the names of its fields.

    absent: why there is none, in words; the text is then that reason, and no file is written.
    """

    text: str
    shape: dict[str, str]
    absent: str = ""


def file_name(name: str, kind: str, provenance: str) -> str:
    """How the file of a result is called, in the study and among the files of its book."""
    made = f"{SIMULATED}-" if provenance == SIMULATED else ""
    return f"{made}{name}{SUFFIX[kind]}"


def path_of(place: Place, name: str, kind: str, provenance: str) -> Path:
    """The file a result is kept in."""
    folder = place.figures if kind == "Figure" else place.results
    return folder / file_name(name, kind, provenance)


def index(place: Place) -> dict[str, dict[str, Any]]:
    """The description of the stored results; empty if there is none, or none to be read."""
    try:
        content = json.loads((place.results / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def encode(name: str, kind: str, value: Any, provenance: str = "observed") -> Stored:
    """A result as it will be stored. Raises ResultError if it is not of its kind."""
    if kind == "Table":
        return _encode_table(name, value)
    if kind == "Number":
        _require(name, isinstance(value, Number), "a Number")
        return _encode_number(value)
    if kind == "Model":
        _require(name, isinstance(value, Model), "a Model")
        return _encode_model(name, value)
    _require(name, hasattr(value, "savefig"), "a Figure")
    return Stored(_draw(value, provenance), {})


def decode(kind: str, stored: Stored) -> Any:
    """The value a step receives: a data frame, a Number or a Model."""
    if kind == "Table":
        return frame(list(csv.reader(io.StringIO(stored.text))), stored.shape)
    content = json.loads(stored.text)
    if kind == "Number":
        return Number(content["values"], tuple(content["rows"]))
    import pandas as pd

    return Model(pd.DataFrame(content["terms"]), content["facts"], tuple(content["rows"]))


def frame(lines: list[list[str]], types: Mapping[str, str]) -> pd.DataFrame:
    """A data frame of the given column types from a header and rows of text."""
    import pandas as pd

    header, *body = lines
    table = pd.DataFrame(body, columns=header, dtype="str")
    return pd.DataFrame({c: typed(table[c], types[c]) for c in header}, index=table.index)


def typed(column: pd.Series, kind: str) -> pd.Series:
    """A column of text as text, integers (nullable), numbers or truth values (nullable)."""
    import pandas as pd

    missing = column.eq("")
    if kind == "integer":
        return pd.to_numeric(column.mask(missing)).astype("Int64")
    if kind == "number":
        return pd.to_numeric(column.mask(missing)).astype("float64")
    if kind == "boolean":
        return column.map({"true": True, "false": False}).astype("boolean")
    return column.mask(missing)


def scalar(text: str, kind: str) -> Any:
    """One stored cell as a plain value; an empty cell is None."""
    if text == "":
        return None
    if kind == "integer":
        return int(text)
    if kind == "number":
        return float(text)
    return text == "true" if kind == "boolean" else text


def rounded(value: Any) -> Any:
    """A plain value with ten significant digits; missing and not-a-number become None."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool) or value is None or isinstance(value, int | str):
        return value
    if isinstance(value, float):
        if math.isinf(value):
            raise ResultError(
                "An infinite value cannot be stored.", "Leave it missing and say why in a column."
            )
        # Adding zero turns minus zero, which no reader can tell from zero, into zero.
        return None if math.isnan(value) else float(f"{value:.{DIGITS}g}") + 0.0
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    raise TypeError(f"{type(value).__name__} is neither number, text nor truth value")


def write(path: Path, text: str) -> None:
    """Replace a file in one step: readers see the old content or the new, never a part.

    Raises StoreError if the place cannot be written or the disk is full.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise StoreError(f"{path.name} could not be written: {error.strerror}.") from None


def _umask() -> int:
    """The rights this process takes from new files: a temporary file is made without any."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _require(name: str, holds: bool, wanted: str) -> None:
    if not holds:
        raise ResultError(f"{name} did not return {wanted}.", "Mend its return value.")


def _encode_table(name: str, table: Any) -> Stored:
    import pandas as pd

    _require(name, isinstance(table, pd.DataFrame) and len(table.columns) > 0, "a Table")
    key = table.columns[0]
    if table[key].isna().any() or table[key].duplicated().any():
        raise ResultError(
            f"{name}: the first column {key!r} must name every row once.",
            "Return a table whose first column is a key.",
        )
    shape = {str(c): _type(name, str(c), table[c]) for c in table.columns}
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(shape)
    for row in table.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return Stored(buffer.getvalue(), shape)


def _type(name: str, column: str, values: pd.Series) -> str:
    from pandas.api import types

    if types.is_bool_dtype(values):
        return "boolean"
    if types.is_integer_dtype(values):
        return "integer"
    if types.is_float_dtype(values):
        return "number"
    if values.dropna().map(lambda v: isinstance(v, str)).all():
        return "string"
    raise ResultError(
        f"{name}: column {column!r} mixes kinds of values.", "Give the column one type."
    )


def _cell(value: Any) -> str:
    plain = rounded(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return f"{plain:.{DIGITS}g}" if isinstance(plain, float) else str(plain)


def _encode_number(value: Number) -> Stored:
    values = {key: rounded(v) for key, v in value.values.items()}
    content = {"values": values, "rows": list(value.rows)}
    return Stored(_json(content), {key: _plain_type(v) for key, v in values.items()})


def _encode_model(name: str, value: Model) -> Stored:
    _encode_table(name, value.terms)
    terms = [
        {str(key): rounded(cell) for key, cell in row.items()}
        for row in value.terms.to_dict(orient="records")
    ]
    facts = {key: rounded(v) for key, v in value.facts.items()}
    content = {"facts": facts, "terms": terms, "rows": list(value.rows)}
    return Stored(_json(content), {key: _plain_type(v) for key, v in facts.items()})


def _plain_type(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return kinds.get(type(value), "string")


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _draw(figure: Any, provenance: str) -> str:
    """The figure as SVG, the same bytes in every process, with its provenance on it."""
    import matplotlib

    figure.text(
        0.995,
        0.005,
        provenance,
        ha="right",
        va="bottom",
        fontsize=7,
        color="0.35",
        gid="provenance",
    )
    if provenance == SIMULATED:
        _mark(figure)
    buffer = io.StringIO()
    settings: Any = {"svg.hashsalt": "study", "svg.fonttype": "none", "font.family": "DejaVu Sans"}
    with matplotlib.rc_context(settings):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _mark(figure: Any) -> None:
    """Write across the drawing, from corner to corner, that it shows nothing observed."""
    width, height = figure.get_size_inches()
    # A letter is about 0.55 of its size wide; the line takes four fifths of the diagonal.
    size = 0.8 * 72 * math.hypot(width, height) / (0.55 * len(MARK))
    turn = math.degrees(math.atan2(height, width))
    look = {"rotation": turn, "fontsize": size, "color": "0.3", "alpha": 0.3, "zorder": 99}
    figure.text(0.5, 0.5, MARK, ha="center", va="center", gid="mark", **look)
