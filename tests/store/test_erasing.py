"""What is forgotten is gone from the bytes of the file, whatever goes wrong afterwards."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from backlog.errors import BacklogError
from backlog.store import postgresql, sqlite
from backlog.store.journal import Journal
from backlog.store.opening import open_journal
from tests.apart import Apart
from tests.make import NOW, Store, hours, reading, session
from tests.works import be_killed_while_forgetting

SECRET = "SECRETNOTE"


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A SQLite that leaves what is deleted where it was, unless it is asked not to, as some are built."""
    connect = sqlite3.connect

    def opened(*given: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", opened)


def filled(store: Store, notes: int = 40) -> Journal:
    """A journal with so many sessions, every other one secret, each corrected once, and a decision about them."""
    journal = store.open()
    with journal.change("log", "many", now=NOW) as writer:
        for number in range(notes):
            writer.add(session(note=f"{SECRET} {number} {'x' * 50 * number}" if number % 2 else f"plain {number}"))
    with journal.change("edit", f"edit {SECRET}", now=NOW + hours(1)) as writer:
        for found in journal.every("session"):
            writer.put(session(id=found.id, note=f"{found.note} again"))
        writer.add(reading(note="mine"))
    journal.keep_decision(NOW, "1", "d", f'{{"note": "{SECRET}"}}', "{}")
    return journal


def secrets(journal: Journal) -> list[tuple[str, int]]:
    """The sessions that are to be forgotten."""
    return [("session", found.id) for found in journal.every("session") if SECRET in (found.note or "")]


def held(store: Store) -> list[str]:
    """The files in the journal's folder whose bytes hold the secret."""
    return [path.name for path in Path(store.place).parent.iterdir() if SECRET.encode() in path.read_bytes()]


def full(*_: object) -> None:
    """The disk is full."""
    raise BacklogError("disk-full", "The disk is full.", "Free some space.")


@pytest.mark.usefixtures("careless")
@pytest.mark.parametrize("mode", ["DELETE", "TRUNCATE", "PERSIST", "WAL"])
def test_nothing_of_it_is_left_in_the_file_or_beside_it(fresh: Callable[[str], Store], mode: str) -> None:
    """In each way in which a file may be written, by a SQLite that leaves deleted rows where they were."""
    store = fresh("sqlite")
    store.open().close()
    with closing(sqlite3.connect(store.place)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
    journal = filled(store)
    journal.close()
    assert ["journal.db"] == held(store)
    journal = store.open()
    assert journal.forget(secrets(journal)) is None
    assert [] == held(store)
    assert (20, 1, "ok") == (journal.counts()["session"], journal.counts()["reading"], journal.integrity())
    journal.close()
    assert [] == held(store)


@pytest.mark.usefixtures("careless")
def test_it_is_overwritten_before_the_space_is_given_back(
    fresh: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is too full to tidy up, the rows are gone from the bytes all the same."""
    store = fresh("sqlite")
    journal = filled(store)
    monkeypatch.setattr(sqlite.SqliteDriver, "compact", full)
    left = journal.forget(secrets(journal))
    assert left is not None
    assert ("disk-full", 20, [], False) == (left.slug, journal.counts()["session"], held(store), journal.is_tidy())
    journal.close()


def test_the_next_command_gives_the_space_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an erasure could not do is done when the journal is opened again, once there is room."""
    journal = filled(store)
    with monkeypatch.context() as broken:
        for driver in (sqlite.SqliteDriver, type(journal._driver)):
            broken.setattr(driver, "compact", full)
        journal.forget(secrets(journal))
        journal.close()
        journal = open_journal(store.place)
        assert not journal.is_tidy()
        journal.close()
    size = Path(store.place).stat().st_size if store.way != "postgresql" else 0
    journal = open_journal(store.place)
    assert journal.is_tidy()
    journal.close()
    assert store.way == "postgresql" or Path(store.place).stat().st_size < size


def test_a_log_that_somebody_reads_is_left_to_do(
    fresh: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a file that is written ahead old pages stay in the log while a reader needs them; then they go."""
    monkeypatch.setattr(sqlite, "BUSY_S", 0.05)
    store = fresh("sqlite")
    journal = filled(store)
    reader = sqlite3.connect(store.place, isolation_level=None)
    reader.execute("PRAGMA journal_mode = WAL")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM session").fetchone()
    left = journal.forget(secrets(journal))
    assert left is not None
    assert ("journal-busy", 20, False) == (left.slug, journal.counts()["session"], journal.is_tidy())
    journal.close()
    reader.close()
    journal = open_journal(store.place)
    assert ([], True) == (held(store), journal.is_tidy())
    journal.close()


def test_a_table_that_somebody_reads_on_a_server_is_left_to_do(
    fresh: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for, and not for ever; the rows are deleted, and rewritten away by the next command."""
    monkeypatch.setattr(postgresql, "PATIENCE_S", 0.05)
    store = fresh("postgresql")
    journal = filled(store)
    engine = store.engine()
    with engine.connect() as other:
        other.execute(text("SELECT count(*) FROM session"))
        left = journal.forget(secrets(journal))
        assert left is not None
        assert ("journal-busy", 20, False) == (left.slug, journal.counts()["session"], journal.is_tidy())
    engine.dispose()
    journal.close()
    journal = open_journal(store.place)
    assert journal.is_tidy()
    journal.close()


def test_what_could_not_be_erased_is_all_there(fresh: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process writes nothing is erased, and that is what is said."""
    monkeypatch.setattr(sqlite, "BUSY_S", 0.05)
    store = fresh("sqlite")
    journal = filled(store, notes=4)
    before = store.tables()
    things = secrets(journal)
    other = sqlite3.connect(store.place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BacklogError, match="nothing was changed") as error:
        journal.forget(things)
    other.close()
    assert ("journal-busy", before, True) == (error.value.slug, store.tables(), journal.is_tidy())
    journal.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk that is full")
@pytest.mark.parametrize("room", [0, 16, 32, 64, 128, 256])
def test_on_a_disk_that_is_nearly_full_it_says_what_is_true(tmp_path: Path, room: int) -> None:
    """With room for the deletion and not for the tidying, for both, or for neither."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        store = Store("sqlite", str(tmp_path / "journal.db"))
        journal = filled(store)
        things = secrets(journal)
        free = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize
        (tmp_path / "filler").write_bytes(b"x" * (free - room * 1024))
        said = None
        try:
            left = journal.forget(things)
        except BacklogError as error:
            said = error.what
        if said is not None:
            assert "nothing was changed" in said
            assert (40, True) == (journal.counts()["session"], journal.is_tidy())
        else:
            assert (20, []) == (journal.counts()["session"], held(store))
            assert (left is None) == journal.is_tidy()
        journal.close()
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.parametrize(
    ("statement", "erased"),
    [("DELETE FROM session", False), ("COMMIT", False), ("VACUUM", True), ("DELETE FROM meta", False)],
)
def test_a_process_killed_while_it_forgets_has_done_it_or_not(
    fresh: Callable[[str], Store], statement: str, erased: bool
) -> None:
    """Everything is there, or it is erased and the next command gives back the space."""
    store = fresh("sqlite")
    journal = filled(store)
    things = secrets(journal)
    journal.close()
    assert -signal.SIGKILL == Apart(be_killed_while_forgetting, store, statement, things).ends()[0]
    journal = open_journal(store.place)
    assert (20 if erased else 40, True) == (journal.counts()["session"], journal.is_tidy())
    assert erased == (held(store) == [])
    journal.close()


def test_on_a_server_only_our_tables_are_rewritten(fresh: Callable[[str], Store]) -> None:
    """The rows leave the files of our tables; those of other programs in the database are not touched."""
    store = fresh("postgresql")
    journal = filled(store)
    engine = store.engine()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (x INTEGER)"))

    def file_of(table: str) -> Any:
        with engine.connect() as connection:
            return connection.execute(text("SELECT pg_relation_filenode(:name)"), {"name": table}).scalar()

    before = {name: file_of(name) for name in ("session", "decision", "change", "recipes")}
    assert journal.forget(secrets(journal)) is None
    after = {name: file_of(name) for name in before}
    engine.dispose()
    journal.close()
    assert {"session", "decision", "change"} == {name for name in before if before[name] != after[name]}
