"""Spreadsheets as other programs write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Rows = Sequence[Sequence[Any]]
"""Texts, numbers, dates, booleans; None is an empty cell."""


def xlsx(path: Path, rows: Rows, change: Callable[[Any], None] | None = None, **more: Rows) -> None:
    """A workbook with a sheet for rows, called Sheet1, and one for each of the others.

    change: what else to do to the openpyxl workbook before it is saved.
    """
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    for name, content in {"Sheet1": rows, **more}.items():
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in content:
            sheet.append(list(row))
    if change:
        change(book)
    book.save(path)


def ods(path: Path, rows: Rows, change: Callable[[Any], None] | None = None, **more: Rows) -> None:
    """The same as an OpenDocument spreadsheet; change gets the odfpy table of the first sheet."""
    book = OpenDocumentSpreadsheet()
    for name, content in {"Sheet1": rows, **more}.items():
        sheet = Table(name=name)
        for row in content:
            line = TableRow()
            for value in row:
                line.addElement(cell(value))
            sheet.addElement(line)
        if name == "Sheet1" and change:
            change(sheet)
        book.spreadsheet.addElement(sheet)
    book.save(str(path))


def cell(value: Any) -> TableCell:
    """A cell of an OpenDocument spreadsheet."""
    if value is None:
        return TableCell()
    if isinstance(value, bool):
        made = TableCell(valuetype="boolean", booleanvalue=str(value).lower())
    elif isinstance(value, int | float):
        made = TableCell(valuetype="float", value=str(value))
    elif isinstance(value, date):
        made = TableCell(valuetype="date", datevalue=value.isoformat())
    else:
        made = TableCell(valuetype="string")
    made.addElement(P(text=str(value)))
    return made


WRITERS = {"xlsx": xlsx, "ods": ods}
