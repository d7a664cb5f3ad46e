"""A project of RQDA or of requal, from its SQLite database.

Both hold plain texts, and with each passage its words, which decide whether its place is right.
RQDA counts characters from nought, the end outside, and gives what was not deleted a status of 1;
requal counts from one, the end inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...errors import ImportProblem
from .bundle import digest_of
from .database import Base, text
from .node import Node, made, reference
from .parcel import Parcel
from .repair import repair
from .report import Report

Rows = Iterable[Mapping[str, Any]]


def read_rqda(base: Base, report: Report) -> Parcel:
    """The project in a database of RQDA. Raises ImportProblem."""

    def rows(table: str, columns: str) -> Rows:
        return base.rows(table, columns, "RQDA", "status = 1")

    passage = "selfirst AS first, selend AS last, seltext AS words, memo, owner AS coder"
    return _parcel(
        "RQDA",
        base,
        report,
        texts=rows("source", "id, name, file AS content"),
        codes=rows("freecode", "id, name, memo"),
        passages=rows("coding", f"rowid AS id, fid AS document, cid AS code, {passage}"),
        groups=rows("codecat", "catid AS id, name, memo"),
        members=rows("treecode", "catid AS group_id, cid AS code"),
        cases=rows("cases", "id, name"),
        linked=rows("caselinkage", "caseid AS case_id, fid AS document"),
    )


def read_requal(base: Base, report: Report) -> Parcel:
    """The project in a database of requal. Raises ImportProblem if it holds not just one."""

    def rows(table: str, columns: str) -> list[dict[str, Any]]:
        return base.rows(table, columns, "requal")

    if (many := len(rows("projects", "project_id, project_name"))) != 1:
        raise ImportProblem(f"{base.path.name} holds {many} projects; one is read.")
    passage = "segment_start - 1 AS first, segment_end AS last, segment_text AS words, NULL AS memo"
    coder = "user_id AS coder" if "user_id" in base.columns("segments") else "NULL AS coder"
    return _parcel(
        "requal",
        base,
        report,
        texts=rows("documents", "doc_id AS id, doc_name AS name, doc_text AS content"),
        codes=rows("codes", "code_id AS id, code_name AS name, code_description AS memo"),
        passages=rows(
            "segments",
            f"segment_id AS id, doc_id AS document, code_id AS code, {passage}, {coder}",
        ),
    )


def _parcel(
    program: str,
    base: Base,
    report: Report,
    texts: Rows,
    codes: Rows,
    passages: Rows,
    groups: Rows = (),
    members: Rows = (),
    cases: Rows = (),
    linked: Rows = (),
) -> Parcel:
    """Rows as a project: a code stands in the first of its groups."""
    project = Node("Project", {"name": program, "origin": program})
    book = project.put("CodeBook", "Codes")
    heads = {row["id"]: _code(program, "group", row, "false") for row in groups}
    book.children += heads.values()
    inside: dict[Any, list[Node]] = {}
    for row in members:
        if row["group_id"] in heads:
            inside.setdefault(row["code"], []).append(heads[row["group_id"]])
    known: dict[Any, str] = {}
    for row in codes:
        code = _code(program, "code", row, "true")
        own = inside.get(row["id"], [book])
        own[0].children.append(code)
        report.say("ambiguous", "code", "", "is in several groups: the first", len(own) - 1)
        known[row["id"]] = code.guid
    sources: dict[Any, Node] = {}
    parcel = Parcel(project, digest_of(base.path))
    for row in texts:
        guid = made(program, "text", text(row["id"]), text(row["name"]))
        sources[row["id"]] = Node("TextSource", {"guid": guid, "name": text(row["name"])})
        parcel.texts[guid] = text(row["content"])
    project.put("Sources").children += sources.values()
    users: dict[str, str] = {}
    for row in passages:
        source = sources.get(row["document"])
        if source is None or row["code"] not in known:
            report.say("dropped", "passage", f"number {row['id']}", "its text or code was deleted")
        else:
            source.children.append(_passage(program, row, source.guid, known, users))
    for name, guid in users.items():
        project.put("Users").children.append(Node("User", {"guid": guid, "name": name}))
    theirs: dict[Any, list[Any]] = {}
    for row in linked:
        theirs.setdefault(row["case_id"], []).append(row["document"])
    for row in cases:
        case = Node("Case", {"guid": made(program, "case", text(row["id"]))})
        case.attributes["name"] = text(row["name"])
        guids = dict.fromkeys(
            sources[each].guid for each in theirs.get(row["id"], ()) if each in sources
        )
        case.children = [reference("SourceRef", each) for each in guids]
        project.put("Cases").children.append(case)
    repair(project, report)
    return parcel


def _code(program: str, kind: str, row: Mapping[str, Any], codable: str) -> Node:
    name = text(row["name"])
    own = {"guid": made(program, kind, text(row["id"]), name), "name": name, "isCodable": codable}
    about = text(row["memo"])
    return Node("Code", own, children=[Node("Description", text=about)] if about else [])


def _passage(
    program: str,
    row: Mapping[str, Any],
    source: str,
    codes: Mapping[Any, str],
    users: dict[str, str],
) -> Node:
    number = text(row["id"])
    node = Node("PlainTextSelection", {"guid": made(program, "passage", source, number)})
    node.attributes |= {
        "name": text(row["words"]),
        "startPosition": text(row["first"]).removesuffix(".0"),
        "endPosition": text(row["last"]).removesuffix(".0"),
    }
    if memo := text(row["memo"]):
        node.children.append(Node("Description", text=memo))
    coding = Node("Coding", {"guid": made(program, "coding", source, number)})
    if coder := text(row["coder"]):
        coding.attributes["creatingUser"] = users.setdefault(coder, made(program, "user", coder))
    coding.children.append(reference("CodeRef", codes[row["code"]]))
    node.children.append(coding)
    return node
