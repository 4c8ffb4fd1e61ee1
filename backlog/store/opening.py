"""Opening and creating journals: files 0600, folders 0700, never a file that was not asked for."""

from __future__ import annotations

import os
import stat
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from backlog.errors import BacklogError
from backlog.store.driver import alone
from backlog.store.erasing import identify
from backlog.store.journal import Journal
from backlog.store.migrations import VERSION, migrate, version_of
from backlog.store.sqlite import SqliteDriver, missing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlog.store.driver import Driver

SQLITE = "sqlite:///"


def is_file(place: str) -> bool:
    """Whether the place is a SQLite file rather than a server's URL."""
    return place.startswith(SQLITE) or "://" not in place


def file_of(place: str) -> Path:
    """The file that a path or a sqlite:/// URL names."""
    from pathlib import Path

    return Path(_file(place))


def _file(place: str) -> str:
    return os.path.expanduser(place.removeprefix(SQLITE))


def open_journal(place: str, *, create: bool = False, keep: bool = True) -> Journal:
    """The journal at a path or URL; an older one is migrated.

    With `create` a missing one is made; without it BacklogError `journal-missing`.
    Unless `keep` is off, a file is copied before it is migrated, and the journal says where: `copied_to`.
    Also `not-a-journal`, `journal-newer`, `journal-damaged`, `journal-unwritable`, `journal-unreachable`.
    """
    if not is_file(place):
        return _open(_server(place), create=create)
    path = _file(place)
    size = _size(path)
    if not size and not create:
        raise missing(path)
    if size is None:
        _make(path)
    return _open(SqliteDriver(path), create=create, keep=_keeper(path) if keep else None)


def _open(driver: Driver, *, create: bool, keep: Callable[[int], Path] | None = None) -> Journal:
    copy = None
    try:
        # Nothing in it, though it may have had a size: whoever made it was stopped before it became a journal, and
        # SQLite has just cleared away what they left.
        version = version_of(driver)
        if version == 0 and not create:
            raise missing(driver.place)
        if version < VERSION:
            copy = migrate(driver, keep)
        journal = Journal(driver, copied_to=copy, begun=version == 0)
        if journal.begun:
            with alone(driver):
                identify(driver)
        if not journal.is_tidy():
            journal.tidy()  # whoever erased was stopped before the end; where it fails again, doctor says why
    except BaseException:
        driver.close()
        raise
    return journal


def _keeper(path: str) -> Callable[[int], Path]:
    def keep(version: int) -> Path:
        from pathlib import Path

        from backlog.store.copying import copy_beside

        return copy_beside(Path(path), f"schema-{version}")

    return keep


def open_to_read(place: str) -> Journal:
    """The journal at a path or URL as it is: nothing is made, migrated or written, then or later.

    BacklogError `journal-missing`, `journal-older`, and as open_journal.
    """
    driver = _file_to_read(_file(place)) if is_file(place) else _server(place, read_only=True)
    try:
        version = version_of(driver)
        if version == 0:
            raise missing(driver.place)
        if version < VERSION:
            raise BacklogError.of("journal-older.schema", place=driver.place, version=version, known=VERSION)
    except BaseException:
        driver.close()
        raise
    return Journal(driver)


def _file_to_read(path: str) -> Driver:
    if not _size(path):
        raise missing(path)
    driver = SqliteDriver(path, read_only=True)
    try:
        driver.tables()
    except BacklogError:
        # A process that was stopped left a change half made: SQLite takes it back once somebody looks who may write.
        with suppress(BacklogError), closing(SqliteDriver(path)) as other:
            other.tables()
    return driver


def _server(place: str, *, read_only: bool = False) -> Driver:
    from backlog.store.postgresql import PostgresqlDriver, engine_of

    return PostgresqlDriver(engine_of(place), read_only=read_only)


def _size(path: str) -> int | None:
    """Bytes of the file, None if there is none; refuses a folder and a path that may not be looked at."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BacklogError.of("journal-unwritable.unreadable", path=path, reason=error.strerror) from error
    if stat.S_ISDIR(found.st_mode):
        raise BacklogError.of("not-a-journal.folder", path=path, inside=os.path.join(path, "journal.db"))
    if not stat.S_ISREG(found.st_mode):
        raise BacklogError.of("not-a-journal.device", path=path)
    return found.st_size


def _make(path: str) -> None:
    """An empty file and its folder, for nobody else to read."""
    try:
        os.makedirs(os.path.dirname(path) or ".", mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise BacklogError.of("journal-unwritable.not-made", path=path, reason=error.strerror) from error
