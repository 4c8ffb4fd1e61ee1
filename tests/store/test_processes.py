"""Several processes at one journal, and processes that are stopped in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backlog.errors import BacklogError
from backlog.store.opening import open_journal, open_to_read
from tests.make import NOW, Store, session
from tests.store.test_migrations import contents, put

ROOT = Path(__file__).resolve().parents[2]
WRITES = 25

WRITER = f"""
import sys
from tests.make import NOW, Store, session
journal = Store(sys.argv[1], sys.argv[2]).open()
print("ready", flush=True)
for _ in range({WRITES}):
    with journal.change("log", sys.argv[3], now=NOW) as writer:
        writer.add(session(note=sys.argv[3]))
journal.close()
"""

#: Writes far more than fits into the page cache, so that the file itself has been written to when it waits.
STUCK = """
import sys, time
from tests.make import NOW, Store, session
journal = Store(sys.argv[1], sys.argv[2]).open()
with journal.change("import", "many", now=NOW) as writer:
    writer.add_all([session(note="x" * 2000) for _ in range(3000)])
    writer.remove("session", 1)
    print("in the middle", flush=True)
    time.sleep(60)
"""


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A process of its own that runs the code."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit status and what it said on stderr."""
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors


def test_two_processes_writing_at_once_both_get_everything_in(store: Store) -> None:
    """Each waits for the other: no change is lost, and no number is given out twice."""
    store.open().close()
    processes = [start(WRITER, store.way, store.place, name) for name in ("a", "b")]
    assert [(0, ""), (0, "")] == [finish(process) for process in processes]
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
    processes = [start(WRITER, store.way, store.place, name) for name in ("a", "b", "c")]
    assert [(0, "")] * 3 == [finish(process) for process in processes]
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
    process = start(STUCK, store.way, store.place)
    assert process.stdout is not None
    assert "in the middle\n" == process.stdout.readline()
    process.send_signal(stop)
    status, _ = finish(process)
    assert status != 0
    assert before == store.tables()
    journal = store.open()
    with journal.change("log", "after", now=NOW) as writer:
        assert 2 == writer.add(session())
    assert ("ok", 2) == (journal.integrity(), journal.counts()["session"])
    journal.close()


#: Opens a journal, and is killed before it runs a statement. The cache holds one page, so that what was done until
#: then stands in the file itself, half of a journal, as it does when a process dies while it commits.
KILLED = """
import os, signal, sqlite3, sys
from backlog.store.opening import open_journal, open_to_read
connect = sqlite3.connect
def watched(*given, **named):
    connection = connect(*given, **named)
    connection.execute("PRAGMA cache_size = 1")
    connection.set_trace_callback(lambda sql: sql.startswith(sys.argv[2]) and os.kill(os.getpid(), signal.SIGKILL))
    return connection
sqlite3.connect = watched
open_journal(sys.argv[1], create=True)
"""


@pytest.mark.parametrize(
    "statement",
    ["BEGIN", "CREATE TABLE change", "CREATE TABLE session", "CREATE TABLE origin", "UPDATE meta", "COMMIT"],
)
def test_a_process_killed_while_it_makes_a_journal_leaves_no_half_of_one(tmp_path: Path, statement: str) -> None:
    """Whatever it left, reading says that there is none yet, and the next write makes one."""
    path = tmp_path / "journal.db"
    status, _ = finish(start(KILLED, str(path), statement))
    assert -signal.SIGKILL == status
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
    assert -signal.SIGKILL == finish(start(KILLED, store.place, "COMMIT"))[0]
    with pytest.raises(BacklogError) as refused:
        open_to_read(store.place)
    assert ("journal-older" if name else "journal-missing") == refused.value.slug


@pytest.mark.parametrize("statement", ["VACUUM INTO", "CREATE TABLE origin", "UPDATE meta", "COMMIT"])
def test_a_process_killed_while_it_migrates_leaves_the_old_journal(tmp_path: Path, statement: str) -> None:
    """The next command finds the journal as it was, with a copy beside it or none, and brings it up to date."""
    store = Store("sqlite", str(tmp_path / "journal.db"))
    put(store, "v1-full")
    before = contents(store)
    status, _ = finish(start(KILLED, store.place, statement))
    assert -signal.SIGKILL == status
    assert before == contents(store)
    open_journal(store.place).close()
    assert [len(before["session"]), 2] == [len(contents(store)["session"]), len(before["decision"])]
    finished = [path for path in tmp_path.iterdir() if path.name.startswith("journal.schema-1.")]
    assert (1 if statement == "VACUUM INTO" else 2) == len(finished)
    assert len(finished) + 1 == len(list(tmp_path.iterdir()))
    assert all(before == contents(Store("sqlite", str(path))) for path in finished)
