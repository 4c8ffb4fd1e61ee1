"""Short ways to parse a text, so that a test shows only the file and what becomes of it."""

from __future__ import annotations

from typing import Any

from backlog.importers import detect
from backlog.importers.content import File
from backlog.importers.parsed import Options, Parsed
from backlog.model.session import Reading, Session
from tests.make import NOW, ZONE


def options(**fields: Any) -> Options:
    """Options of a person in Berlin, on 16 November 2026."""
    given: dict[str, Any] = {"now": NOW, "zone": ZONE} | fields
    return Options(**given)


def file_of(text: str | bytes, name: str = "diary.csv") -> File:
    """The file of this name that holds the text."""
    return File.of(name, text.encode() if isinstance(text, str) else text)


def parse(text: str | bytes, **fields: Any) -> Parsed:
    """What a file named diary.csv holds."""
    return detect.read(file_of(text), options(**fields))


def sessions(text: str | bytes, **fields: Any) -> list[Session]:
    """The sessions in a file, and the assertion that it has no problems."""
    return sessions_of(parse(text, **fields))


def sessions_of(parsed: Parsed) -> list[Session]:
    """The sessions that were read, and the assertion that there are no problems."""
    assert parsed.problems == ()
    return [row.value for row in parsed.rows if isinstance(row.value, Session)]


def told(parsed: Parsed) -> list[tuple[str, bool]]:
    """Each problem's sentence, and whether something was lost."""
    return [(problem.what, problem.lost) for problem in parsed.problems]


def readings(text: str | bytes, **fields: Any) -> list[Reading]:
    """The readings in a file, and the assertion that it has no problems."""
    parsed = parse(text, **fields)
    assert parsed.problems == ()
    return [row.value for row in parsed.rows if isinstance(row.value, Reading)]


def problems(text: str | bytes, **fields: Any) -> list[tuple[int | None, str]]:
    """Line and sentence of each problem of a file."""
    return [(problem.line, problem.what) for problem in parse(text, **fields).problems]
