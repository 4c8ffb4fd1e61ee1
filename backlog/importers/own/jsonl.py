"""backlog's own JSON Lines: a header line, then one fact a line, by number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from backlog.errors import InputError
from backlog.importers.own.records import FORM, FORMAT, TODO, check_new, record_of, value_of
from backlog.importers.parsed import Options, Parsed, Problem, Row, Value
from backlog.model.facts import KINDS, kind_of


def lines_of(values: Iterable[Value]) -> Iterator[str]:
    """The file, line by line: the header, then the values in the order given."""
    yield _dump({"format": FORMAT, "schema_version": FORM})
    for value in values:
        # The kind stands first; a screening's own field of that name goes by `what`.
        record = record_of(value)
        if "kind" in record:
            record["what"] = record.pop("kind")
        yield _dump({"kind": kind_of(value)} | record)


def fits(text: str) -> bool:
    """Whether the first line that holds something is the header, or a fact."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and (record.get("format") == FORMAT or record.get("kind") in KINDS)


def parse(text: str, file: str, options: Options) -> Parsed:
    """The facts of the file; BacklogError `bad-import` if a newer backlog wrote it."""
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[int, int] = {}
    # Only a line feed ends a line here: a note may hold other characters that end lines elsewhere.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = _value(line, file, options)
            if value is None:
                continue
            check_new(value.id, seen)
        except InputError as error:
            if error.slug == "bad-export":
                raise
            problems.append(Problem(file=file, line=number, what=error.what, todo=error.todo))
            continue
        if value.id:
            seen[value.id] = number
        rows.append(Row(file, number, value))
    return Parsed(file=file, kind="backlog's JSON Lines", rows=tuple(rows), problems=tuple(problems), own=True)


def _value(line: str, file: str, options: Options) -> Value | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError("bad-import", "The line is not JSON.", TODO) from None
    if not isinstance(record, dict):
        raise InputError("bad-import", "The line is not a record.", TODO)
    if "format" in record:
        _check_header(record, file)
        return None
    kind = record.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError("bad-import", f"{str(kind)!r} is no kind of fact.", f"Use one of: {', '.join(KINDS)}.")
    if "what" in record:
        record["kind"] = record.pop("what")
    return value_of(kind, record, now=options.now)


def _check_header(record: dict[str, Any], file: str) -> None:
    form = record.get("schema_version")
    if record["format"] != FORMAT or not isinstance(form, int):
        raise InputError(
            "bad-export", f"{file} is not an export of backlog.", "Give a file that `backlog export` wrote."
        )
    if form > FORM:
        raise InputError(
            "bad-export",
            f"{file} was written by a newer backlog (form {form}, I know {FORM}).",
            "Upgrade backlog-journal.",
        )


def _dump(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"
