"""Copy a journal's file whole, as it is at one moment, while others read and write it."""

from __future__ import annotations

import os
import re
import sqlite3
from itertools import count
from pathlib import Path

from backlog import clock
from backlog.errors import BacklogError
from backlog.files import Kind, Output
from backlog.store.sqlite import BUSY_S, explain


def copy_file(source: Path, target: Path) -> None:
    """Copy the SQLite file at `source` into `target`, which is empty or not there yet, and see it onto the disk.

    The copy holds what was committed when it began, and nothing of what was forgotten.
    BacklogError `journal-busy`, `journal-damaged`, `not-a-journal`, `disk-full`, `journal-unwritable`.
    """
    try:
        # Opened by URI so that a missing file is an error, and that nothing is ever written to it.
        connection = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)
        try:
            _check(connection, source)
            connection.execute("VACUUM INTO ?", (target.absolute().as_uri(),))
        finally:
            connection.close()
        connection = sqlite3.connect(target)
        try:
            _check(connection, target)
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise explain(error, str(source)) from error
    # SQLite leaves it to the system when this copy reaches the disk.
    number = os.open(target, os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """BacklogError `journal-damaged` unless all pages and indexes of the database agree."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise BacklogError.of("journal-damaged.copied", path=path, found=found)


def copy_beside(path: Path, why: str) -> Path:
    """Copy the SQLite file to a new file in its folder, named after it, the reason and the time; returns the copy.

    Nothing that is there is replaced. BacklogError as copy_file, and `file-unwritable`.
    """
    there = path.resolve()
    words = f"{there.stem[:150]}.{why}.{clock.now():%Y%m%dT%H%M%SZ}"
    names = (f"{words}{'' if number == 1 else f'-{number}'}{there.suffix[:50]}" for number in count(1))
    copy = next(free for name in names if not (free := there.with_name(name)).exists())
    try:
        with Output(copy, Kind("copy that I am making", lambda _: False)).filling() as unfinished:
            copy_file(there, unfinished)
    except BacklogError as error:
        raise BacklogError(
            error.slug,
            f"{path} was left as it is, since no copy of it could be made before it was changed. {error.what}",
            "Check that the folder and the disk may be written to.",
        ) from error
    return copy


def copies_beside(path: Path, why: str) -> list[Path]:
    """The copies that copy_beside made of the file for this reason, whether or not the journal remembers them."""
    there = path.resolve()
    stem, end = (re.escape(part) for part in (f"{there.stem[:150]}.{why}.", there.suffix[:50]))
    ours = re.compile(rf"{stem}\d{{8}}T\d{{6}}Z(-\d+)?{end}")
    return sorted(found for found in there.parent.iterdir() if ours.fullmatch(found.name) and found.is_file())
