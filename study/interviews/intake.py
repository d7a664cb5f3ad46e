"""Taking interviews in: names out, texts and codings into the tables of the study.

All at once or not at all. The originals move beside the key, so that nothing is lost and no name
stays in the study; a second time gives the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ..contract import lists
from ..contract.transcripts import FOLDER, WITHDRAWING, line_of, withdrawing
from ..contract.vocabulary import folded
from ..disclosure import identifiers
from ..errors import Finding, ImportProblem
from ..messages import phrase
from ..place import Place
from . import codings, comments, key, people, register, sources, tables, writing
from .anchor import Replaced, find
from .exchange import kept
from .names import Names
from .tables import Row


@dataclass
class Report:
    """What was done, or why nothing was.

    findings: what is wrong; with any of them nothing was written. texts: the interviews.
    times, small: by pseudonym, how often a name was replaced, and how often one in small letters.
    silent: pseudonyms whose names stand in no text. suspects: words that look like names, most
    likely ones first; identifiers: numbers and addresses by which a person is found, by kind.
    refused: rows and transcripts left out for want of consent.
    """

    findings: list[Finding] = field(default_factory=list)
    texts: list[codings.Text] = field(default_factory=list)
    left: dict[str, Counter[str]] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    likely: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    identifiers: dict[str, Counter[str]] = field(default_factory=dict)
    codings: int = 0
    quotations: int = 0
    refused_rows: int = 0
    refused_files: list[str] = field(default_factory=list)
    key: Path = Path()
    originals: Path = Path()
    suspects: Path = Path()


def pseudonymise(place: Place, path: Path, language: str) -> Report:
    """Replace the names of a key in everything handed in, and fill the tables with it.

    path: of the key. Raises PlaceError for a key in a place where it could be published,
    ImportProblem for a list that cannot be read, StoreError if it cannot be written.
    """
    key.require_outside(place, path)
    desk = path.resolve().parent
    writing.finish(desk)
    if (place.data / WITHDRAWING).exists():
        who = ", ".join(withdrawing(place))
        remedy = f"Run `study withdraw {who}` first, as before."
        raise ImportProblem(f"The withdrawal of {who} is not finished.", remedy)
    known = register.read(path)
    there = tables.load(place)
    _require_there(known, there, path)
    handed = sources.gather(place, path, known, there)
    reserved = {*known.withdrawn, *(f"I{n:02d}" for n in range(1, there.given["informants"] + 1))}
    names = key.read(path.resolve(), handed.informants, language, reserved)
    work = _Work(place, known, there, handed, names)
    report = work.report
    report.key, report.originals = names.path, register.folder(path)
    work.read_texts()
    work.fill_officials()
    work.fill_codings()
    work.look_for_names()
    for found in (handed, names, handed.informants, handed.consents, handed.codings):
        report.findings += [each for each in (found.findings if found else ())]
    if not report.findings:
        if not report.texts:
            raise ImportProblem(
                f"There is no interview in {place.show(place.data / FOLDER)} or beside the key.",
                "Put the Word files there.",
            )
        files, gone = work.files(desk)
        writing.change(desk, files, gone)
    return report


def _require_there(known: register.Register, before: tables.Tables, path: Path) -> None:
    """Raise ImportProblem if a transcript of the register is no more in the study."""
    there = {row["transcript_id"] for row in before.rows["transcripts"]}
    lost = sorted(known.transcripts.keys() - there)
    if lost:
        who = ", ".join(sorted({known.transcripts[each].informant for each in lost}))
        raise ImportProblem(
            f"{', '.join(lost)} of {who} was taken in with this key and is not in the study.",
            f"If it was withdrawn, run `study withdraw {who.split(', ')[0]} --key {path}` for the "
            "originals too. Another study needs a key in a folder of its own.",
        )


class _Work:
    """The tables and texts on their way."""

    def __init__(
        self,
        place: Place,
        known: register.Register,
        before: tables.Tables,
        handed: sources.Sources,
        names: key.Key,
    ) -> None:
        self.place, self.known, self.before = place, known, before
        self.handed, self.key = handed, names
        self.rows = before.rows
        self.names = Names(names.names())
        self.report = Report()
        self.texts: dict[str, codings.Text] = {}
        self.refused: dict[str, str] = {}
        self.unread: set[str] = set()
        self.taken = register.Register(
            agencies=dict(known.agencies), withdrawn=list(known.withdrawn)
        )

    def read_texts(self) -> None:
        """Replace the names in every transcript whose informant is known and consented."""
        found = people.informants(
            self.handed.informants, self.handed.consents, self.key, self.rows["informants"]
        )
        for path in self.handed.unread:
            self.unread |= {folded(path.name), folded(path.stem)}
        for file, (who, _, _) in found.files.items():
            person = self.key.known(who) if file in self.unread else None
            self.unread |= {folded(name) for name in (who, *person.names)} if person else set()
        if listing := self.handed.informants:
            problem, mend = phrase("file_not_handed_in"), phrase("hand_in_file")
            for row, file in people.told_files(listing, self.handed.transcripts, self.unread):
                listing.say(row, "file", problem, mend, value=file)
        before = {row["transcript_id"]: row for row in self.rows["transcripts"]}
        lost = sorted(self.known.transcripts.keys() - self.handed.transcripts.keys())
        for number in lost:
            file = self.known.transcripts[number].file
            problem, mend = phrase("original_absent"), phrase("put_original_back")
            self.report.findings.append(Finding(file, None, None, "", problem, mend=mend))
        if self.handed.transcripts and not found.rows and not (listing and listing.rows):
            where = self.place.show(self.place.data / FOLDER)
            problem, mend = phrase("informants_absent"), phrase("list_informants")
            self.report.findings.append(Finding(where, None, None, "", problem, mend=mend))
        new: dict[str, Row] = {}
        for number, source in sorted(self.handed.transcripts.items()):
            who, language, sequence = people.whose(source, found, self.key, self.names)
            old = before.get(number, {})
            who = who or old.get("informant_id", "")
            shown = self.place.show(source.path)
            if not who:
                self.unread |= {folded(source.path.name), folded(source.path.stem)}
                if found.rows or (self.handed.informants and self.handed.informants.rows):
                    self.report.findings.append(people.unknown(source, shown))
                continue
            if number in self.known.transcripts and self.known.transcripts[number].informant != who:
                problem = phrase("informant_changed", name=self.known.transcripts[number].informant)
                mend = phrase("key_or_list_back")
                self.report.findings.append(Finding(shown, None, None, who, problem, mend=mend))
            consent = found.rows.get(who, {}).get("consent", "")
            if consent == "none":
                self._refuse(source, who, shown)
                continue
            replaced, times, small = self.names.replaced(source.text)
            file, words = source.path.name, source.text
            text = codings.Text(number, who, consent, file, words, replaced, source.comments)
            self.texts[number] = text
            self.report.times += times
            self.report.small += small
            self.report.left[number] = source.left
            spoken = self.place.study.get("interviews", {}).get("language", "")
            new[number] = {
                **old,
                "transcript_id": number,
                "informant_id": who,
                "file": f"{FOLDER}/{number}.txt",
                "language": language or old.get("language", "") or str(spoken),
                "sequence": sequence or old.get("sequence", ""),
                "words": str(len(text.text.split())),
                "text_sha256": sources.digest(text.text),
            }
            self.taken.transcripts[number] = register.Taken(
                source.path.name, source.digest, who, list(replaced.spans), source.exact
            )
        self.rows["transcripts"] = [*({**before, **new}[each] for each in sorted({*before, *new}))]
        self.rows["informants"] = [found.rows[each] for each in sorted(found.rows)]
        self.report.texts = list(self.texts.values())

    def _refuse(self, source: sources.Source, who: str, shown: str) -> None:
        """Leave out a transcript of somebody who consented to nothing."""
        if source.transcript in self.known.transcripts:
            problem, mend = phrase("no_consent"), phrase("then_withdraw")
            self.report.findings.append(Finding(shown, None, None, who, problem, mend=mend))
        self.report.refused_files.append(source.path.name)
        self.taken.refused[source.path.name] = who
        for name in (source.transcript, source.path.name, source.path.stem, who):
            self.refused[folded(name)] = who

    def fill_officials(self) -> None:
        """Officials whose agency and echelon the key tells."""
        rows = {row["official_id"]: row for row in self.rows["officials"]}
        numbers = {*self.taken.agencies.values(), *(row["agency_id"] for row in rows.values())}
        for person in self.key.people:
            if person.kind != "official" or not (person.agency and person.echelon):
                continue
            agency = person.agency
            if not re.fullmatch(r"G[0-9]{2,3}", agency):
                fresh = next(n for at in range(1, 1000) if (n := f"G{at:02d}") not in numbers)
                agency = self.taken.agencies.setdefault(folded(agency), fresh)
                numbers.add(agency)
            own = {"official_id": person.pseudonym, "agency_id": agency, "echelon": person.echelon}
            rows[person.pseudonym] = own
        self.rows["officials"] = [rows[number] for number in sorted(rows)]

    def fill_codings(self) -> None:
        """Codings and quotations: those of the list anew, all others moved with their words."""
        officials = {row["official_id"] for row in self.rows["officials"]}
        desk = codings.Desk(
            self.texts,
            self.rows["codes"],
            self.key,
            self.names,
            officials,
            self.refused,
            frozenset(self.unread),
        )
        coders = codings.Coders()
        found = codings.Taken()
        if self.handed.codings:
            found = codings.take(self.handed.codings, desk, coders)
            self.taken.listed = True
        elif self.known.listed:
            problem, mend = phrase("list_absent"), phrase("put_original_back")
            self.report.findings.append(Finding("koding", None, None, "", problem, mend=mend))
        said = {_mark(row) for row in found.codings}
        for number, text in self.texts.items():
            beside = comments.take(text, desk, coders)
            self.report.findings += beside.findings
            self.report.left[number]["left_comment"] += beside.others
            found.codings += [row for row in beside.codings if _mark(row) not in said]
        self.report.refused_rows = found.refused
        plan = (
            ("interview_codings", "codings", "coding_id", "passage", found.codings),
            ("quotations", "quotations", "quotation_id", "text", found.quotations),
        )
        for name, kept_as, number, words, rows in plan:
            moved = [self._moved(name, row, words) for row in self.rows[name]]
            drop = set(getattr(self.known, kept_as))
            old = {_mark(row): row[number] for row in moved if row[number] in drop}
            stay = [row for row in moved if row[number] not in drop]
            self.before.note(name, rows)
            for row in rows:
                row[number] = row.get(number) or old.get(_mark(row)) or self.before.fresh(name)
            self.rows[name] = sorted([*stay, *rows], key=lambda row: row[number])
            setattr(self.taken, kept_as, [row[number] for row in rows])
        self.report.codings = len(self.rows["interview_codings"])
        self.report.quotations = len(self.rows["quotations"])

    def _moved(self, name: str, row: Row, words: str) -> Row:
        """A row that was there, with its passage where it stands now."""
        text = self.texts.get(row["transcript_id"])
        if text is None:
            return row
        old = self.known.transcripts.get(text.transcript)
        same = old is None or old.digest == sources.digest(text.original)
        was = codings.Text("", "", "", "", text.original, old.replaced if old else Replaced())
        at = (int(row["start"]), int(row["end"]))
        if same and (not row[words] or line_of(was.text[slice(*at)]) == line_of(row[words])):
            place = was.replaced.back(*at)
        else:
            places = [text.replaced.back(*each) for each in find(text.text, row[words])]
            places = places or find(text.original, row[words])
            if len(places) != 1:
                shown = self.place.show(self.place.data / self.before.specs[name].file)
                problem, mend = phrase("other_words_there"), phrase("count_anew")
                self.report.findings.append(
                    Finding(shown, None, words, row[words][:60], problem, mend=mend)
                )
                return row
            place = places[0]
        start, end = text.replaced.forward(*place)
        new = {**row, "start": str(start), "end": str(end)}
        for column in ("memo", "translation", "translator"):
            if column in row:
                new[column] = line_of(self.names.replaced(row[column])[0].applied(row[column]))
        return {**new, words: line_of(text.text[start:end])}

    def look_for_names(self) -> None:
        """Words left in the texts that look like names, and names that stand in none of them."""
        for text in self.texts.values():
            likely, others = self.names.suspects(text.text)
            self.report.likely += likely
            self.report.others += others
            for kind, value in identifiers.hits(text.text):
                self.report.identifiers.setdefault(kind, Counter())[value] += 1
        for word in self.report.likely:
            self.report.others.pop(word, None)
        found = self.report.times
        self.report.silent = [p.pseudonym for p in self.key.people if not found[p.pseudonym]]

    def files(self, desk: Path) -> tuple[dict[Path, bytes], list[Path]]:
        """Everything to be written, and what is to leave the study."""
        files, gone = self.before.changed()
        beside = desk / register.FOLDER
        for number, text in self.texts.items():
            files[self.place.data / FOLDER / f"{number}.txt"] = text.text.encode()
        for path in self.handed.leaving:
            content, target = path.read_bytes(), beside / path.name
            for there in sources.replaced(target):
                if (old := there.read_bytes()) != content:
                    digest = sha256(old).hexdigest()[:8]
                    earlier = f"{there.stem}-{digest}{there.suffix}"
                    files[beside / register.EARLIER / earlier] = old
                gone.append(there)
            files[target] = content
        files[beside / register.FILE] = self.taken.text().encode()
        files |= self._exchanged()
        if self.key.text:
            files[self.key.path] = self.key.text.encode()
        suspects = register.suspects(self.key.path)
        self.report.suspects = suspects
        files[suspects] = _as_csv(self.report).encode()
        return files, [path for path in (*self.handed.leaving, *gone) if path not in files]

    def _exchanged(self) -> dict[Path, bytes]:
        """What another program's project keeps beside the tables, without names, moved as well."""
        found = kept.load(self.place)
        if found is None:
            return {}
        for number, text in self.texts.items():
            taken = self.known.transcripts.get(number)
            old = taken.replaced if taken else Replaced()
            new = sources.digest(text.text)
            if found.digests.get(number) == sources.digest(old.applied(text.original)) != new:
                back = old.turned()
                kept.move(found, number, new, _through(back, text.replaced))
        kept.rewrite(found, lambda words: self.names.replaced(words)[0].applied(words))
        return {kept.path_of(self.place): found.as_json().encode()}


def _through(back: Replaced, replaced: Replaced) -> Callable[[int], int]:
    return lambda at: replaced.point(back.point(at))


def _mark(row: Mapping[str, str]) -> tuple[str, ...]:
    """What makes a coding or quotation the same as one before."""
    return tuple(row.get(c, "") for c in ("transcript_id", "start", "end", "code_id", "coder"))


def _as_csv(report: Report) -> str:
    named = {**report.identifiers, "likely": report.likely, "capital letter": report.others}
    rows = [
        [word, str(times), how]
        for how, counts in named.items()
        for word, times in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]
    return lists.text(["word", "times", "why"], rows)
