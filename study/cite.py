"""How to cite the study. CITATION.cff is the one source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import PlaceError
from .place import Place


@dataclass(frozen=True)
class Citation:
    """What a citation needs, from CITATION.cff."""

    title: str
    authors: tuple[str, ...]
    version: str
    released: str
    url: str
    keywords: tuple[str, ...]
    licences: str

    @property
    def year(self) -> str:
        """Year of the edition."""
        return self.released[:4]

    @property
    def key(self) -> str:
        """A short name for reference managers."""
        word = self.authors[0].split()[-2:] if self.authors else ["study"]
        return "".join(word).lower() + self.year


def read(place: Place) -> Citation:
    """The citation of the study. Raises PlaceError if CITATION.cff is missing or incomplete."""
    import yaml

    path = place.root / "CITATION.cff"
    try:
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Citation(
            title=content["title"],
            authors=tuple(_author(a) for a in content["authors"]),
            version=str(content["version"]),
            released=str(content["date-released"]),
            url=content.get("url", ""),
            keywords=tuple(content.get("keywords", ())),
            licences=_listed(content.get("license", "")),
        )
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise PlaceError(f"CITATION.cff cannot be used: {error}.", "Mend that file.") from None


def apa(citation: Citation) -> str:
    """One line after the style of the American Psychological Association."""
    where = f" {citation.url}" if citation.url else ""
    who = ", ".join(citation.authors).removesuffix(".")
    return (
        f"{who}. ({citation.year}). {citation.title} (Version {citation.version}) "
        f"[Data set, code and text].{where}"
    )


def bibtex(citation: Citation) -> str:
    """An entry for BibTeX."""
    fields = {
        "author": " and ".join(f"{{{name}}}" for name in citation.authors),
        "title": f"{{{citation.title}}}",
        "year": citation.year,
        "version": citation.version,
        "url": citation.url,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{citation.key},", *lines, "}"])


def ris(citation: Citation) -> str:
    """An entry in the RIS format of reference managers."""
    lines = ["TY  - DATA", *(f"AU  - {name}" for name in citation.authors)]
    lines += [f"TI  - {citation.title}", f"PY  - {citation.year}", f"ET  - {citation.version}"]
    if citation.url:
        lines.append(f"UR  - {citation.url}")
    return "\n".join([*lines, "ER  - "])


def _listed(licences: str | list[str]) -> str:
    return licences if isinstance(licences, str) else " and ".join(licences)


def _author(entry: dict[str, str]) -> str:
    if "name" in entry:
        return entry["name"]
    return f"{entry['family-names']}, {entry['given-names']}"
