"""Hand-made studies of a table or two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from study.place import Place, find


def field(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    """A field of a description; numbers count things unless told otherwise."""
    unit = {"unit": "things"} if kind in ("integer", "number") else {}
    return {"name": name, "type": kind, "title": name, "description": name, **unit, **more}


def table(name: str, *fields: dict[str, Any], key: str = "id", **schema: Any) -> dict[str, Any]:
    """The description of a table in a file of the same name."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": name,
        "description": name,
        "provenance": "observed",
        "access": "open",
        "schema": {"fields": list(fields), "primaryKey": key.split(), **schema},
    }


def describe(*tables: dict[str, Any]) -> dict[str, Any]:
    """A description of some tables."""
    licences = [{"name": "CC-BY-4.0"}]
    return {"name": "small", "title": "Small", "licenses": licences, "resources": list(tables)}


def study(folder: Path, description: Any, **files: str | bytes) -> Place:
    """A study of these tables; ``files`` is the content of each by the name of the table."""
    (folder / "study.toml").write_text('title = "Small"\n', encoding="utf-8")
    text = description if isinstance(description, str) else json.dumps(description)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(data)
    return find(folder)
