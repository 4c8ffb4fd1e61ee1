"""A copy of the whole journal as one file, and what such a file holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from backlog.errors import BacklogError, InputError, PassedOver
from backlog.files import Kind, Output, aside
from backlog.importers.content import File
from backlog.importers.own.records import record_of, value_of
from backlog.importers.parsed import Collected, Options, Parsed
from backlog.model.facts import KINDS
from backlog.store.copying import copy_file
from backlog.store.journal import Journal
from backlog.store.opening import file_of, open_journal, open_to_read
from backlog.store.rows import UNREADABLE

#: Of a file that was to be imported: what it is, and what to do.
REFUSALS = {
    "not-a-journal": ("a SQLite database, but not a backlog journal", "Give a backup that backlog made, or a CSV."),
    "journal-newer": ("a journal of a newer backlog", "Upgrade backlog-journal."),
    "journal-damaged": ("a journal that is damaged", "Give another copy of it."),
}


def check_copyable(journal: Journal) -> None:
    """BacklogError `bad-export` if the journal is on a server."""
    if journal.engine != "sqlite":
        raise BacklogError.of("bad-export.on-a-server", place=journal.place)


def is_journal(path: Path) -> bool:
    """Whether the file is a journal, of whatever version up to this one."""
    with suppress(BacklogError):
        _check_journal(path)
        return True
    return False


BACKUP = Kind("backup of a journal", is_journal, is_copy=True)


def backup_of(journal: Journal) -> Kind:
    """What a backup of this journal may replace: this journal as it was once, and no other journal."""

    def is_own(path: Path) -> bool:
        with suppress(BacklogError), as_it_is(path) as other:
            return grew_from(other, journal)
        return False

    return Kind("backup of this journal", is_own, is_copy=True)


def back_up(journal: Journal, output: Output, *, now: datetime) -> bool:
    """Copy the journal as it is at one moment, whoever writes meanwhile; BacklogError as of Output and copy_file.

    The journal remembers the copy, so that `forget` can erase there too; False where it could not be written to.
    """
    try:
        with output.filling() as unfinished:
            noted = _noted(journal, output.path.resolve(), now)
            copy_file(file_of(journal.place), unfinished)
    except BacklogError as error:
        if error.slug == "disk-full":
            raise output.full() from None
        raise
    return noted


def _noted(journal: Journal, target: Path, now: datetime) -> bool:
    with PassedOver("journal-unwritable", "journal-busy", "disk-full"):
        journal.note_copy(target, "backup", now=now)
        return True
    return False


@contextmanager
def as_it_is(path: Path) -> Iterator[Journal]:
    """A copy, open to look into, and not changed by that: one of an earlier schema is read by way of another copy."""
    with aside() as folder:
        try:
            found = open_to_read(str(path))
        except BacklogError as error:
            if error.slug != "journal-older":
                raise
            copy_file(path, folder / "journal.db")
            found = open_journal(str(folder / "journal.db"), keep=False)
        with closing(found):
            yield found


def grew_from(copy: Journal, journal: Journal) -> bool:
    """Whether the copy's last change is a change of this journal: what it holds then has the numbers it has here.

    One that an older backlog made has no identity, and is known by that change alone.
    """
    if copy.identity() not in {"", journal.identity()}:
        return False
    last = copy.history(1)
    with PassedOver("unknown-id"):
        return not last or journal.changes_by(last[0].id).at == last[0].at
    return False


def read_journal(file: File, options: Options) -> Parsed:
    """The current facts of the journal in a SQLite file, with their numbers and times; the file is left as it is.

    BacklogError `not-a-journal`, `journal-newer`, `journal-damaged`, `journal-busy`, `journal-unwritable`, `disk-full`.
    """
    found = Collected(file.name)
    todo = "Correct it in that journal, or log it anew."
    with file.on_disk() as path:
        for kind, value in _values_of(path, file.name):
            try:
                # By way of its record: a file from anywhere is read as strictly as an export.
                found.keep(value_of(kind, record_of(value), now=options.now))
            except InputError as error:
                found.problem(f"Entry {value.id}, a {kind}: {error.what}", todo)
            except UNREADABLE:
                found.problem(f"Entry {value.id}, a {kind}, holds what backlog never writes.", todo)
    return found.parsed("a backlog journal", own=True)


def _values_of(path: Path, file: str) -> list[tuple[str, Any]]:
    """Every current value with its kind, read from a copy of one moment that is brought to the present schema."""
    with aside() as folder, _refusals(file):
        _check_journal(path)
        copy = folder / "journal.db"
        copy_file(path, copy)
        with closing(open_journal(str(copy), keep=False)) as journal:
            return [(kind, value) for kind in KINDS for value in journal.every(kind)]


def _check_journal(path: Path) -> None:
    """Refuse what is no journal, and a newer one, before anything is copied."""
    with PassedOver("journal-older"):
        open_to_read(str(path)).close()


@contextmanager
def _refusals(file: str) -> Iterator[None]:
    """Refusals in the name of a file that was to be imported, which is not where the person keeps the journal."""
    try:
        yield
    except (BacklogError, sqlite3.Error, *UNREADABLE) as error:
        slug = error.slug if isinstance(error, BacklogError) else "journal-damaged"
        slug = "not-a-journal" if slug == "journal-missing" else slug
        if slug not in REFUSALS:
            raise
        what, todo = REFUSALS[slug]
        raise BacklogError(slug, f"{file} is {what}.", todo) from None
