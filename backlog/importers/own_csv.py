"""backlog's own CSV of one kind: the same records as its JSON Lines, one column a field."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from backlog.errors import InputError
from backlog.importers.csv_table import Table, guarded
from backlog.importers.parsed import Options, Parsed, Problem, Row, Value
from backlog.importers.records import TODO, check_new, record_of, value_of
from backlog.model.facts import class_of

#: The kinds that have a CSV, by the names of their files.
FILES = {"sessions": "session", "readings": "reading", "days": "day"}


def text_of(kind: str, values: Sequence[Value]) -> str:
    """The CSV of values of one kind: a header, then a row each; unknown is an empty cell."""
    names = [field.name for field in fields(class_of(kind))]
    buffer = io.StringIO(newline="")
    # With \r\n line ends the csv module quotes cells that hold either of the two.
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(names)
    for value in values:
        record = record_of(value)
        writer.writerow([_cell(record[name]) for name in names])
    return buffer.getvalue()


def fits(table: Table) -> str | None:
    """The kind whose CSV this is; None if it is not one of backlog's own."""
    for kind in FILES.values():
        if {field.name for field in fields(class_of(kind))} <= set(table.header):
            return kind
    return None


def parse(table: Table, kind: str, options: Options) -> Parsed:
    """The values of the file; a row that is not one becomes a problem."""
    rows: list[Row] = []
    problems = list(table.problems)
    seen: dict[int, int] = {}
    types = {field.name: str(field.type).removesuffix(" | None") for field in fields(class_of(kind))}
    for line in table.rows:
        try:
            record = {
                name: _value(name, types[name], cell)
                for name, cell in zip(table.header, line.cells, strict=True)
                if name in types
            }
            value = value_of(kind, record, now=options.now)
            check_new(value.id, seen)
        except InputError as error:
            problems.append(Problem(file=table.file, line=line.line, what=error.what, todo=error.todo))
            continue
        if value.id:
            seen[value.id] = line.line
        rows.append(Row(table.file, line.line, value))
    name = next(plural for plural, one in FILES.items() if one == kind)
    return Parsed(
        file=table.file, kind=f"backlog's CSV of {name}", rows=tuple(rows), problems=tuple(problems), own=True
    )


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case dict() | list():
            return json.dumps(value, ensure_ascii=False) if value else ""
        case str():
            return guarded(value)
        case _:
            return repr(value)


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
        raise InputError("bad-import", f"{cell[:80]!r} cannot be the {name}.", TODO) from None
