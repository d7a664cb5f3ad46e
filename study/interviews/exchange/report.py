"""What became of everything that another program's file holds."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Fate = Literal["kept", "repaired", "ambiguous", "dropped", "to do"]
SHOWN = 12
"""Lines told of one kind; the file of the report holds all."""
LONGEST = 200
"""Characters of a name that are told."""


@dataclass(frozen=True)
class Line:
    """One thing: what it is, where it stands, what became of it, and why; how many the same."""

    fate: Fate
    what: str
    where: str
    why: str
    count: int = 1


@dataclass
class Report:
    """Everything to say of an import or an export, in the order it was met."""

    lines: list[Line] = field(default_factory=list)

    def say(self, fate: Fate, what: str, where: str, why: str, count: int = 1) -> None:
        """Add a line; nothing is said of none, and of a name in the file not more than a line."""
        if count:
            self.lines.append(Line(fate, _shown(what), _shown(where), _shown(why), count))

    def count(self, fate: Fate, what: str = "") -> int:
        """How many things had a fate, of one sort or of all."""
        found = [x for x in self.lines if x.fate == fate and what in ("", x.what)]
        return sum(line.count for line in found)

    def told(self) -> str:
        """The report for a terminal: a few lines of each kind, and how many there are."""
        texts, seen = [], Counter[tuple[str, str]]()
        for line in self.lines:
            seen[line.fate, line.what] += 1
            if seen[line.fate, line.what] <= SHOWN:
                many = f"{line.count} " if line.count > 1 else ""
                where = f" ({line.where})" if line.where else ""
                texts.append(f"  {line.fate}: {many}{line.what}{where}: {line.why}")
        for (fate, what), lines in seen.items():
            if lines > SHOWN:
                texts.append(f"  {fate}: {what}: {lines - SHOWN} more lines")
        return "\n".join(texts)

    def as_csv(self) -> str:
        """The whole report as a table."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["fate", "count", "what", "where", "why"])
        writer.writerows([x.fate, x.count, x.what, x.where, x.why] for x in self.lines)
        return text.getvalue()


def _shown(words: str) -> str:
    """Words with which a file cannot flood or steer a terminal."""
    clean = "".join(each if each.isprintable() else "?" for each in words[:LONGEST])
    return clean if len(words) <= LONGEST else f"{clean}..."
