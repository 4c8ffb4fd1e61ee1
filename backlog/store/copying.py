"""Copy a journal's file whole, as it is at one moment, while others read and write it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

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
            connection.execute("VACUUM INTO ?", (str(target.absolute()),))
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise explain(error, str(source)) from error
    # SQLite leaves it to the system when this copy reaches the disk.
    number = os.open(target, os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)
