"""What the processes do that tests start at a journal, and stop or kill amid it."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from multiprocessing.connection import Connection
from typing import Any

from backlog.store.opening import open_journal
from tests.make import NOW, Store, session


def write(line: Connection, store: Store, note: str, times: int) -> None:
    """Log so many sessions, each as a change of its own."""
    journal = store.open()
    for _ in range(times):
        with journal.change("log", note, now=NOW) as writer:
            writer.add(session(note=note))
    journal.close()


def wait_amid_a_change(line: Connection, store: Store) -> None:
    """Write far more than fits into the page cache, so that the file itself has been written to, and say so."""
    journal = store.open()
    with journal.change("import", "many", now=NOW) as writer:
        writer.add_all([session(note="x" * 2000) for _ in range(3000)])
        writer.remove("session", 1)
        line.send("in the middle")
        time.sleep(60)


def be_killed_while_opening(_: Connection, place: str, statement: str) -> None:
    """Open a journal, and be killed before it runs a statement.

    The cache holds one page, so that what was done until then stands in the file itself, half of a journal, as it does
    when a process dies while it commits.
    """
    connect = sqlite3.connect

    def watched(*given: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)
        connection.execute("PRAGMA cache_size = 1")
        _kill_at(connection, statement)
        return connection

    sqlite3.connect = watched  # type: ignore[assignment]
    open_journal(place, create=True)


def be_killed_while_forgetting(_: Connection, store: Store, statement: str, things: list[tuple[str, int]]) -> None:
    """Forget things, and be killed before the journal runs a statement."""
    journal = store.open()
    driver: Any = journal._driver
    _kill_at(driver._connection, statement)
    journal.forget(things)


def _kill_at(connection: sqlite3.Connection, statement: str) -> None:
    def look(sql: str) -> None:
        if sql.startswith(statement):
            os.kill(os.getpid(), signal.SIGKILL)

    connection.set_trace_callback(look)
