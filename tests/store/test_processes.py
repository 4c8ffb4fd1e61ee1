"""Several processes at one journal, and processes that are stopped in the middle."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from backlog.errors import BacklogError
from backlog.store.opening import open_journal, open_to_read
from tests.apart import Apart
from tests.make import NOW, Store, session
from tests.store.test_migrations import contents, put
from tests.works import be_killed_while_opening, wait_amid_a_change, write

WRITES = 25


def test_two_processes_writing_at_once_both_get_everything_in(store: Store) -> None:
    """Each waits for the other: no change is lost, and no number is given out twice."""
    store.open().close()
    processes = [Apart(write, store, note, WRITES) for note in ("a", "b")]
    assert [(0, "", "")] * 2 == [process.ends() for process in processes]
    journal = store.open()
    notes = [found.note for found in journal.every("session")]
    numbers = [found.id for found in journal.every("session")]
    changes = [change.id for change in journal.history(1000)]
    journal.close()
    assert {"a": WRITES, "b": WRITES} == {note: notes.count(note) for note in notes}
    expected = list(range(1, 2 * WRITES + 1))
    assert (expected, expected[::-1]) == (numbers, changes)


@pytest.mark.parametrize("way", ["sqlite", "postgresql"])
def test_two_processes_may_make_the_same_journal_at_once(fresh: Callable[[str], Store], way: str) -> None:
    """Whoever comes second finds it made; both write."""
    store = fresh(way)
    processes = [Apart(write, store, note, WRITES) for note in ("a", "b", "c")]
    assert [(0, "", "")] * 3 == [process.ends() for process in processes]
    journal = open_journal(store.place)
    counts = journal.counts()
    journal.close()
    assert 3 * WRITES == counts["session"]


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
def test_a_process_stopped_in_the_middle_changes_nothing(store: Store, stop: signal.Signals) -> None:
    """Killed, or interrupted with Ctrl-C: the journal is as it was before the change, and can be written to."""
    journal = store.open()
    with journal.change("log", "before", now=NOW) as writer:
        writer.add(session())
    journal.close()
    before = store.tables()
    process = Apart(wait_amid_a_change, store)
    assert "in the middle" == process.line.recv()
    process.gets(stop)
    assert 0 != process.ends()[0]
    assert before == store.tables()
    journal = store.open()
    with journal.change("log", "after", now=NOW) as writer:
        assert 2 == writer.add(session())
    assert ("ok", 2) == (journal.integrity(), journal.counts()["session"])
    journal.close()


@pytest.mark.parametrize(
    "statement",
    ["BEGIN", "CREATE TABLE change", "CREATE TABLE session", "CREATE TABLE origin", "UPDATE meta", "COMMIT"],
)
def test_a_process_killed_while_it_makes_a_journal_leaves_no_half_of_one(tmp_path: Path, statement: str) -> None:
    """Whatever it left, reading says that there is none yet, and the next write makes one."""
    path = tmp_path / "journal.db"
    assert -signal.SIGKILL == Apart(be_killed_while_opening, str(path), statement).ends()[0]
    assert (statement in {"BEGIN", "CREATE TABLE change"}) == (path.stat().st_size == 0)
    with pytest.raises(BacklogError) as missing:
        open_journal(str(path))
    assert "journal-missing" == missing.value.slug
    journal = open_journal(str(path), create=True)
    with journal.change("log", "first", now=NOW) as writer:
        assert 1 == writer.add(session())
    assert "ok" == journal.integrity()
    journal.close()


@pytest.mark.parametrize("name", ["", "v1-full"])
def test_who_only_reads_finds_no_half_of_what_a_killed_process_did(tmp_path: Path, name: str) -> None:
    """A journal that was begun is none yet, and one that was being migrated is an older one still."""
    store = Store("sqlite", str(tmp_path / "journal.db"))
    if name:
        put(store, name)
    assert -signal.SIGKILL == Apart(be_killed_while_opening, store.place, "COMMIT").ends()[0]
    with pytest.raises(BacklogError) as refused:
        open_to_read(store.place)
    assert ("journal-older" if name else "journal-missing") == refused.value.slug


@pytest.mark.parametrize("statement", ["VACUUM INTO", "CREATE TABLE origin", "UPDATE meta", "COMMIT"])
def test_a_process_killed_while_it_migrates_leaves_the_old_journal(tmp_path: Path, statement: str) -> None:
    """The next command finds the journal as it was, with a copy beside it or none, and brings it up to date."""
    store = Store("sqlite", str(tmp_path / "journal.db"))
    put(store, "v1-full")
    before = contents(store)
    assert -signal.SIGKILL == Apart(be_killed_while_opening, store.place, statement).ends()[0]
    assert before == contents(store)
    open_journal(store.place).close()
    assert [len(before["session"]), 2] == [len(contents(store)["session"]), len(before["decision"])]
    finished = [path for path in tmp_path.iterdir() if path.name.startswith("journal.schema-1.")]
    assert (1 if statement == "VACUUM INTO" else 2) == len(finished)
    assert len(finished) + 1 == len(list(tmp_path.iterdir()))
    assert all(before == contents(Store("sqlite", str(path))) for path in finished)
