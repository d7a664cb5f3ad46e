"""How to cite the study, or a part of it. CITATION.cff is the one source."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .errors import PlaceError
from .place import Place

TEX = str.maketrans(
    {c: f"\\{c}" for c in "&%$#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
)
"""Characters that mean something to TeX, as TeX prints them. BibTeX counts escaped braces too."""


@dataclass(frozen=True)
class Author:
    """A person, or an entity, which bears its whole name in ``name`` and has none given."""

    name: str
    given: str = ""
    person: bool = False

    @property
    def inverted(self) -> str:
        """Family name first, as catalogues sort it."""
        return f"{self.name}, {self.given}" if self.given else self.name

    @property
    def short(self) -> str:
        """Family name and initials: ``Doe, J.-P. A.``."""
        initials = re.sub(r"(\w)[^\s-]*", r"\1.", self.given)
        return f"{self.name}, {initials}" if initials else self.name


@dataclass(frozen=True)
class Citation:
    """What a citation needs, of the study or of one part of it.

    url: address of the published book, or empty. address: where this very work is found, a
    full address if ``url`` is set, else page and anchor below the book's front page. whole:
    title of the study if this is a part of it; name: of the part within the study.
    """

    title: str
    authors: tuple[Author, ...]
    version: str
    released: str
    url: str
    address: str
    abstract: str
    keywords: tuple[str, ...]
    licences: tuple[str, ...]
    kind: str = "Data set, code and text"
    whole: str = ""
    name: str = ""

    @property
    def year(self) -> str:
        """Year of the edition."""
        return self.released[:4]

    @property
    def key(self) -> str:
        """A short name for reference managers."""
        plain = unicodedata.normalize("NFKD", self.authors[0].name.lower().removeprefix("the "))
        word = re.sub(r"[^a-z0-9]", "", plain)
        return f"{word}{self.year}-{self.name}".rstrip("-")

    @property
    def edition(self) -> str:
        """The study and its version, as a part of it names them."""
        return f"{self.whole or self.title} (Version {self.version})"

    @property
    def site(self) -> str:
        """Address of the folder of the published pages, with a slash at its end, or empty."""
        return f"{self.url.rstrip('/')}/" if self.url else ""

    @property
    def has_url(self) -> bool:
        """Whether the address is one for a browser."""
        return "://" in self.address

    def part(self, name: str, title: str, kind: str, address: str) -> Citation:
        """The citation of a part; its address is relative to the book's front page."""
        where = self.site + address
        whole = self.whole or self.title
        return replace(self, name=name, title=title, kind=kind, whole=whole, address=where)


def read(place: Place) -> Citation:
    """The citation of the study.

    Raises PlaceError if CITATION.cff is missing or lacks title, authors, version or date:
    the date is the only one the book bears, so a work without date does not occur.
    """
    import yaml

    path = place.citation
    try:
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        licences = content.get("license", ())
        return Citation(
            title=_line(content["title"]),
            authors=tuple(_author(a) for a in content["authors"]),
            version=str(content["version"]),
            released=date.fromisoformat(str(content["date-released"])).isoformat(),
            url=content.get("url") or "",
            address=content.get("url") or "",
            abstract=_line(content.get("abstract", "")),
            keywords=tuple(content.get("keywords", ())),
            licences=(licences,) if isinstance(licences, str) else tuple(licences),
        )
    except KeyError as lack:
        raise PlaceError(f"{place.show(path)} lacks {lack}.", "Fill it in there.") from None
    except (OSError, LookupError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or error
        raise PlaceError(
            f"{place.show(path)} cannot be used: {reason}.", "Mend that file."
        ) from None


def apa(citation: Citation) -> str:
    """One line after the style of the American Psychological Association (7th edition).

    An entity is its own publisher, which is then left out; a work without address ends at
    the brackets.
    """
    *others, last = [author.short for author in citation.authors]
    who = f"{', '.join(others)}, & {last}" if others else last
    what = f"{citation.edition} [{citation.kind}]."
    if citation.whole:
        what = f"{citation.title} [{citation.kind}]. In {citation.edition}."
    return f"{who.removesuffix('.')}. ({citation.year}). {what} {citation.address}".rstrip()


def bibtex(citation: Citation) -> str:
    """An entry for BibTeX, of the type every style knows. Addresses are left as they are."""
    authors = " and ".join(
        _tex(author.inverted) if author.given else f"{{{_tex(author.name)}}}"
        for author in citation.authors
    )
    inside = f"{citation.kind} in: {citation.edition}" if citation.whole else citation.kind
    fields = {
        "author": authors,
        "title": f"{{{_tex(citation.title)}}}",
        "year": citation.year,
        "howpublished": _tex(inside),
        "version": citation.version,
        "url": citation.address if citation.has_url else "",
        "note": "" if citation.has_url else _tex(citation.address),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{citation.key},", *lines, "}"])


def ris(citation: Citation) -> str:
    """An entry in the RIS format: a tag, two spaces, a dash and one value a line."""
    year, month, day = citation.released.split("-")
    pairs = [("TY", "FIGURE" if citation.kind == "Figure" else "DATA")]
    pairs += [("AU", author.inverted) for author in citation.authors]
    pairs += [("TI", citation.title), ("T2", citation.whole), ("M3", citation.kind)]
    pairs += [("PY", year), ("DA", f"{year}/{month}/{day}"), ("ET", citation.version)]
    pairs += [("KW", word) for word in citation.keywords]
    pairs.append(("UR" if citation.has_url else "N1", citation.address))
    return "\n".join([*(f"{tag}  - {value}" for tag, value in pairs if value), "ER  - "])


def csl(citation: Citation) -> dict[str, Any]:
    """An item of CSL-JSON, which Zotero and pandoc read."""
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "figure" if citation.kind == "Figure" else "dataset",
        "title": citation.title,
        "container-title": citation.whole,
        "author": [
            {"family": author.name, "given": author.given}
            if author.given
            else {"literal": author.name}
            for author in citation.authors
        ],
        "issued": {"date-parts": [[int(part) for part in citation.released.split("-")]]},
        "version": citation.version,
        "genre": citation.kind,
        "keyword": ", ".join(citation.keywords),
        "URL" if citation.has_url else "note": citation.address,
    }
    return {name: value for name, value in item.items() if value}


def _tex(text: str) -> str:
    return text.translate(TEX)


def _line(text: str) -> str:
    return " ".join(text.split())


def _author(entry: dict[str, str]) -> Author:
    if "name" in entry:
        return Author(_line(entry["name"]))
    family = " ".join(filter(None, (entry.get("name-particle"), entry.get("family-names"))))
    given = entry.get("given-names", "") if family else ""
    return Author(family or entry["given-names"], given, person=True)
