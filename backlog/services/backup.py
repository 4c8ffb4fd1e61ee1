"""A copy of the whole journal as one file, and what such a file holds."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from backlog.errors import BacklogError, InputError
from backlog.importers.own.records import record_of, value_of
from backlog.importers.parsed import Parsed, Problem, Row
from backlog.model.facts import KINDS
from backlog.store.copying import copy_file
from backlog.store.journal import Journal
from backlog.store.opening import file_of, open_journal, open_to_read

#: What a cell that no backlog wrote may raise on its way to a value.
_STRANGE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def replaces(journal: Journal, path: Path) -> bool:
    """Whether a backup to this path would replace a file.

    BacklogError `bad-export` if the journal is on a server, or is the file at the path; `file-unwritable` if no file
    can be made there.
    """
    if journal.engine != "sqlite":
        raise BacklogError(
            "bad-export",
            f"{journal.place} is on a server, and a backup is the copy of a file.",
            "Let PostgreSQL make it: pg_dump --format=custom --file=backup.dump URL.",
        )
    try:
        there = path.exists()
        if there and path.samefile(file_of(journal.place)):
            raise BacklogError("bad-export", f"{path} is the journal itself.", "Name another file.")
    except OSError as error:
        raise _unwritable(path, error) from None
    if path.is_dir():
        raise BacklogError("file-unwritable", f"{path} is a folder.", f"Name a file in it: {path / 'backup.db'}.")
    if there and not path.is_file():
        raise BacklogError("file-unwritable", f"{path} is no file that could hold a backup.", "Name another place.")
    return there


def back_up(journal: Journal, path: Path) -> None:
    """Copy the journal to a file, whole or not at all, readable by its owner only; a file that is there is replaced.

    The copy is of one moment, whoever writes meanwhile. BacklogError `file-unwritable`, `disk-full`, and as copy_file.
    """
    try:
        target = path.resolve()
        number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        os.close(number)
        try:
            copy_file(file_of(journal.place), Path(name))
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path, error) from None
    except BacklogError as error:
        raise _full(path) if error.slug == "disk-full" else error from None


def facts_of(path: Path, file: str, /, *, now: datetime) -> Parsed:
    """The current facts of the journal in a SQLite file, with their numbers and times; the file is left as it is.

    `file` is its name in problems.
    BacklogError `not-a-journal`, `journal-newer`, `journal-damaged`, `journal-busy`, `journal-unwritable`, `disk-full`.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    for kind, value in _values_of(path, file):
        try:
            # By way of its record: a file from anywhere is read as strictly as an export.
            rows.append(Row(file, None, value_of(kind, record_of(value), now=now)))
        except InputError as error:
            problems.append(_problem(file, f"Entry {value.id}, a {kind}: {error.what}"))
        except _STRANGE:
            problems.append(_problem(file, f"Entry {value.id}, a {kind}, holds what backlog never writes."))
    return Parsed(file=file, kind="a backlog journal", rows=tuple(rows), problems=tuple(problems), own=True)


def _values_of(path: Path, file: str) -> list[tuple[str, Any]]:
    """Every current value with its kind, read from a copy of one moment that is brought to the present schema."""
    with tempfile.TemporaryDirectory(prefix="backlog-") as folder, _refusals(file):
        _check_journal(path)
        copy = Path(folder) / "journal.db"
        copy_file(path, copy)
        journal = open_journal(str(copy), keep=False)
        try:
            return [(kind, value) for kind in KINDS for value in journal.every(kind)]
        finally:
            journal.close()


def _check_journal(path: Path) -> None:
    """Refuse what is no journal, and a newer one, before anything is copied."""
    try:
        open_to_read(str(path)).close()
    except BacklogError as error:
        if error.slug != "journal-older":
            raise


@contextmanager
def _refusals(file: str) -> Iterator[None]:
    """Refusals in the name of a file that was to be imported, which is not where the person keeps the journal."""
    try:
        yield
    except BacklogError as error:
        match error.slug:
            case "not-a-journal" | "journal-missing":
                raise BacklogError(
                    "not-a-journal",
                    f"{file} is a SQLite database, but not a backlog journal.",
                    "Give a backup that backlog made, or a CSV.",
                ) from None
            case "journal-newer":
                what = f"{file} is a journal of a newer backlog."
                raise BacklogError(error.slug, what, "Upgrade backlog-journal.") from None
            case "journal-damaged":
                raise _damaged(file) from None
            case _:
                raise
    except (sqlite3.Error, *_STRANGE):
        raise _damaged(file) from None


def _damaged(file: str) -> BacklogError:
    return BacklogError("journal-damaged", f"{file} is a journal that is damaged.", "Give another copy of it.")


def _problem(file: str, what: str) -> Problem:
    return Problem(file=file, line=None, what=what, todo="Correct it in that journal, or log it anew.")


def _unwritable(path: Path, error: OSError) -> BacklogError:
    if error.errno == 28:
        return _full(path)
    return BacklogError("file-unwritable", f"{path} cannot be written: {error.strerror}.", "Name another place.")


def _full(path: Path) -> BacklogError:
    return BacklogError("disk-full", f"The disk is full; {path} was not written.", "Free some space and try again.")
