"""backlog's own CSV of one kind: the same records as its JSON Lines, one column a field.

The value of a setting has a type of its own, so its cell is JSON, but for a text that cannot be mistaken for JSON.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from backlog.errors import InputError
from backlog.importers.content import File
from backlog.importers.own.records import TODO, keep_new, record_of, value_of
from backlog.importers.parsed import Collected, Options, Parsed, Value
from backlog.importers.tables.csv_table import Table, guarded
from backlog.model.facts import KINDS, class_of
from backlog.model.plan import Plan

#: Every kind by the name of its file, which is also the name by which a person asks for it.
FILES = {f"{kind}s": kind for kind in KINDS}
#: The column whose cells say their type: (kind, name).
TYPED = ("setting", "value")
#: Columns that came later, at the end: an export from before has none of them.
LATER = {"prescribed_m", "prescribed_s"}


def text_of(kind: str, values: Sequence[Value]) -> str:
    """The CSV of values of one kind: a header, then a row each; unknown is an empty cell."""
    names = [field.name for field in fields(class_of(kind))]
    buffer = io.StringIO(newline="")
    # With \r\n line ends the csv module quotes cells that hold either of the two.
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(names)
    for value in values:
        record = record_of(value)
        writer.writerow([_cell(record[name], typed=(kind, name) == TYPED) for name in names])
    return buffer.getvalue()


def heads_of(kind: str) -> list[str]:
    """The first lines that a CSV of the kind has had: today's, and that of an export from before columns came."""
    head = text_of(kind, [])
    older = [name for name in head.rstrip().split(",") if name not in LATER]
    return [head, f"{','.join(older)}\r\n"]


def fits(file: File) -> bool:
    """Whether it is one of backlog's own CSVs."""
    return kind_of_table(file.table) is not None


def kind_of_table(table: Table) -> str | None:
    """The kind whose CSV this is; None if it is not one of backlog's own."""
    for kind in KINDS:
        if {field.name for field in fields(class_of(kind))} - LATER <= set(table.header):
            return kind if kind != "setting" or _of_plan(table) else None
    return None


def read(file: File, options: Options) -> Parsed:
    """The values of the file; a row that is not one becomes a problem."""
    table = file.table
    kind = kind_of_table(table) or ""
    found = Collected(file.name, table.problems)
    seen: dict[int, int] = {}
    types = {field.name: str(field.type).removesuffix(" | None") for field in fields(class_of(kind))}
    for line in table.rows:
        with found.row(line.line):
            record = {
                name: _json(cell) if (kind, name) == TYPED else _value(name, types[name], cell)
                for name, cell in zip(table.header, line.cells, strict=True)
                if name in types
            }
            keep_new(found, value_of(kind, record, now=options.now), line.line, seen)
    name = next(plural for plural, one in FILES.items() if one == kind)
    return found.parsed(f"backlog's CSV of {name}", own=True)


def _of_plan(table: Table) -> bool:
    """Whether it is about the plan: other programs have tables with the three columns of a setting too."""
    name = table.header.index("name")
    known = {field.name for field in fields(Plan)}
    return not table.rows or any(row.cells[name] in known for row in table.rows)


def _cell(value: Any, *, typed: bool = False) -> str:
    """The cell of a JSON value; a typed one says by itself whether it is a text, a number or nothing."""
    match value:
        case str() if not typed or not _is_json(value):
            return guarded(value)
        case _ if typed:
            return json.dumps(value, ensure_ascii=False)
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case dict() | list():
            return json.dumps(value, ensure_ascii=False) if value else ""
        case _:
            return repr(value)


def _json(cell: str) -> Any:
    """What a typed cell says: JSON, or else the text itself."""
    return json.loads(cell) if _is_json(cell) else cell


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _value(name: str, kind: str, cell: str) -> Any:
    """The JSON value that a cell stands for; InputError."""
    if not cell:
        return None
    if kind in {"str", "datetime", "date"}:
        return cell
    if kind == "bool":
        cell = cell.lower()
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        raise InputError("bad-import", f"{cell!r} cannot be the {name}.", TODO) from None
