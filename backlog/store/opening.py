"""Opening and creating journals: files 0600, folders 0700, never a file that was not asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from backlog.errors import BacklogError
from backlog.store.compiled import VERSION
from backlog.store.journal import Journal
from backlog.store.sqlite import SqliteDriver, missing

if TYPE_CHECKING:
    from backlog.store.driver import Driver

SQLITE = "sqlite:///"


def is_file(place: str) -> bool:
    """Whether the place is a SQLite file rather than a server's URL."""
    return place.startswith(SQLITE) or "://" not in place


def file_of(place: str) -> Path:
    """The file that a path or a sqlite:/// URL names."""
    return Path(place.removeprefix(SQLITE)).expanduser()


def open_journal(place: str, *, create: bool = False) -> Journal:
    """The journal at a path or URL.

    With `create` a missing one is made; without it BacklogError `journal-missing`.
    Also `not-a-journal`, `journal-newer`, `journal-unwritable`, `journal-unreachable`; an older one is migrated.
    """
    if not is_file(place):
        return _open_server(place, create=create)
    path = file_of(place)
    size = _size(path)
    if not size and not create:
        raise missing(str(path))
    if size is None:
        _create(path)
    elif size == 0:  # whoever made it was stopped before it became a journal
        _migrate_file(path)
    driver = SqliteDriver(path)
    try:
        version = _version(driver)
        if version < VERSION:
            driver.close()
            _migrate_file(path)
            driver = SqliteDriver(path)
    except BaseException:
        driver.close()
        raise
    return Journal(driver)


def open_to_read(place: str) -> Journal:
    """The journal at a path or URL as it is: nothing is made, migrated or written, then or later.

    BacklogError `journal-missing`, `journal-older`, and as open_journal.
    """
    driver: Driver = _file_to_read(file_of(place)) if is_file(place) else _server_to_read(place)
    try:
        version = _version(driver)
        if version < VERSION:
            raise BacklogError(
                "journal-older",
                f"{driver.place} was written by an older backlog (schema {version}, I know {VERSION}); "
                "it was left alone.",
                "Any command brings it up to date, `backlog doctor` for one.",
            )
    except BaseException:
        driver.close()
        raise
    return Journal(driver)


def _file_to_read(path: Path) -> Driver:
    if not _size(path):
        raise missing(str(path))
    return SqliteDriver(path, read_only=True)


def _server_to_read(place: str) -> Driver:
    from backlog.store.core import CoreDriver, engine_of
    from backlog.store.migrations import find_version

    engine = engine_of(place)
    driver = CoreDriver(engine, read_only=True)
    try:
        if find_version(engine) == 0:
            raise missing(driver.place)
    except BaseException:
        driver.close()
        raise
    return driver


def _size(path: Path) -> int | None:
    """Bytes of the file, None if there is none; refuses a folder and a path that may not be looked at."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BacklogError(
            "journal-unwritable",
            f"{path} cannot be read ({error.strerror}).",
            "Name another place with --db or BACKLOG_DB.",
        ) from error
    if stat.S_ISDIR(found.st_mode):
        raise BacklogError(
            "not-a-journal", f"{path} is a folder, not a backlog journal.", f"Name a file in it: {path / 'journal.db'}."
        )
    return found.st_size


def _version(driver: Driver) -> int:
    """The schema version; refuses what is no journal and what a newer backlog wrote."""
    rows = driver.rows("meta_get", name="schema_version")
    if not rows or not str(rows[0][0]).isdigit():
        raise BacklogError(
            "not-a-journal",
            f"{driver.place} is not a backlog journal; it was left alone.",
            "Name another place with --db or BACKLOG_DB.",
        )
    version = int(rows[0][0])
    if version > VERSION:
        raise BacklogError(
            "journal-newer",
            f"{driver.place} was written by a newer backlog (schema {version}, I know {VERSION}); it was left alone.",
            "Upgrade backlog-journal.",
        )
    return version


def _create(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise BacklogError(
            "journal-unwritable",
            f"No journal can be made at {path} ({error.strerror}).",
            "Name another place with --db or BACKLOG_DB.",
        ) from error
    # Should this fail, an empty file stays, which counts as no journal yet; to remove it might remove what another
    # process made of it meanwhile.
    _migrate_file(path)


def _migrate_file(path: Path) -> None:
    from sqlalchemy import URL

    from backlog.store.core import engine_of
    from backlog.store.migrations import migrate

    engine = engine_of(URL.create("sqlite", database=str(path)))
    try:
        migrate(engine)
    finally:
        engine.dispose()


def _open_server(place: str, *, create: bool) -> Journal:
    from backlog.store.core import CoreDriver, engine_of
    from backlog.store.migrations import find_version, migrate

    engine = engine_of(place)
    driver = CoreDriver(engine)
    try:
        found = find_version(engine)
        if found == 0 and not create:
            raise missing(driver.place)
        if found < VERSION:
            migrate(engine)
        _version(driver)
    except BaseException:
        driver.close()
        raise
    return Journal(driver)
