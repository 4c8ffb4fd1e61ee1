"""The SQLite driver: the standard library alone, so that daily commands start light."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from backlog.errors import BacklogError
from backlog.store.sql import statement

if TYPE_CHECKING:
    from os import PathLike

BUSY_S = 5.0


class SqliteDriver:
    """Runs statements by name on one SQLite file."""

    engine = "sqlite"

    def __init__(self, path: str | PathLike[str], *, read_only: bool = False) -> None:
        self.place = os.fspath(path)
        self.ours = False
        address = f"file:{_quoted(self.place)}?mode={'ro' if read_only else 'rw'}"
        with self._explained():
            # Opened by URI so that a missing file is an error and never an empty journal.
            self._connection = sqlite3.connect(
                address, uri=True, timeout=BUSY_S, isolation_level=None, cached_statements=64
            )
            # Whatever this SQLite does by itself: a row that is deleted, or moved, leaves no copy in a free corner.
            self._connection.execute("PRAGMA secure_delete = ON")

    def rows(self, name: str, /, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows that the named statement yields."""
        with self._explained():
            return self._connection.execute(statement(name), parameters).fetchall()

    def run_many(self, name: str, rows: list[dict[str, Any]]) -> None:
        """The named statement once per row of parameters."""
        with self._explained():
            self._connection.executemany(statement(name), rows)

    def script(self, statements: Sequence[str]) -> None:
        """Statements without parameters, one after the other; inside a transaction."""
        with self._explained():
            for text in statements:
                self._connection.execute(text)

    def tables(self) -> set[str]:
        """The names of the tables that are there."""
        with self._explained():
            return {row[0] for row in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing, and nobody else writes meanwhile."""
        with self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._explained():
                self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                with suppress(sqlite3.Error):  # what went wrong first is what the person should read
                    self._connection.execute("ROLLBACK")
            raise

    migration = transaction

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads in it tell of one moment; inside a transaction they do."""
        if self._connection.in_transaction:
            yield
            return
        with self._explained():
            self._connection.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            self._connection.rollback()

    def compact(self) -> None:
        """Give back the space of deleted rows, which were overwritten when they were deleted.

        BacklogError `disk-full`, `journal-busy`, `journal-unwritable`: it is still to be done.
        """
        with self._explained():
            for step in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                found = self._connection.execute(step).fetchone()
                # A file that somebody set to write ahead keeps old pages in its log for as long as somebody reads them.
                if found is not None and found[0]:
                    raise explain(sqlite3.OperationalError("database is locked"), self.place)

    def integrity(self) -> str:
        """`ok`, or what is wrong with the file."""
        with self._explained():
            return str(self._connection.execute("PRAGMA integrity_check").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise explain(error, self.place, ours=self.ours) from error


def _quoted(path: str) -> str:
    return os.path.join(os.getcwd(), path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def explain(error: Exception, place: str, *, ours: bool = False) -> BacklogError:
    """The sentence for what SQLite said about the file at `place`, known to be ours or not."""
    words = str(error).lower()
    if "locked" in words or "busy" in words:
        return BacklogError.of("journal-busy.writing", place=place)
    if "full" in words:
        return BacklogError.of("disk-full.file", place=place)
    if "readonly" in words or "read-only" in words or "unable to open" in words or "i/o error" in words:
        if os.path.exists(place) and not os.access(
            place, os.R_OK, effective_ids=os.access in os.supports_effective_ids
        ):
            return BacklogError("journal-unwritable", f"{place} may not be read.", "Check who owns it.")
        if not os.path.exists(place):
            return missing(place)
        return BacklogError.of("journal-unwritable.file", place=place)
    absent = "no such table" in words or "no such column" in words
    if "not a database" in words or (absent and not ours):
        return BacklogError.of("not-a-journal.strange-file", place=place)
    # Python decodes what SQLite says: text that is no UTF-8 is told in one of two ways.
    if absent or "malformed" in words or "corrupt" in words or "utf-8" in words:
        return BacklogError.of("journal-damaged.file", place=place)
    raise error


def missing(place: str) -> BacklogError:
    """The sentence for a journal that is not there."""
    return BacklogError.of("journal-missing.none", place=place)
