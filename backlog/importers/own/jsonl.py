"""backlog's own JSON Lines: a header line, then one fact a line, by number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from backlog.errors import BacklogError, InputError
from backlog.importers.content import File
from backlog.importers.own.records import FORM, FORMAT, TODO, keep_new, record_of, value_of
from backlog.importers.parsed import Collected, Options, Parsed, Value
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


def fits(file: File) -> bool:
    """Whether the first line that holds something is the header, or a fact."""
    first = file.text.lstrip().partition("\n")[0]
    try:
        record = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and (record.get("format") == FORMAT or record.get("kind") in KINDS)


def read(file: File, options: Options) -> Parsed:
    """The facts of the file; BacklogError `bad-export` if a newer backlog wrote it."""
    found = Collected(file.name)
    seen: dict[int, int] = {}
    # Only a line feed ends a line here: a note may hold other characters that end lines elsewhere.
    for number, line in enumerate(file.text.split("\n"), start=1):
        if not line.strip():
            continue
        with found.row(number):
            record = _record(line)
            if "format" in record:
                _check_header(record, file.name)
            else:
                keep_new(found, _value(record, options), number, seen)
    return found.parsed("backlog's JSON Lines", own=True)


def _record(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError("bad-import", "The line is not JSON.", TODO) from None
    if not isinstance(record, dict):
        raise InputError("bad-import", "The line is not a record.", TODO)
    return record


def _value(record: dict[str, Any], options: Options) -> Value:
    kind = record.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError("bad-import", f"{str(kind)!r} is no kind of fact.", f"Use one of: {', '.join(KINDS)}.")
    if "what" in record:
        record["kind"] = record.pop("what")
    return value_of(kind, record, now=options.now)


def _check_header(record: dict[str, Any], file: str) -> None:
    form = record.get("schema_version")
    if record["format"] != FORMAT or not isinstance(form, int):
        raise BacklogError.of("bad-export.not-an-export", file=file)
    if form > FORM:
        raise BacklogError.of("bad-export.newer-form", file=file, form=form, known=FORM)


def _dump(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"
