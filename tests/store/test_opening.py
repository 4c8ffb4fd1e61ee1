"""Opening a journal: what is made, what is refused, and in which words."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backlog.errors import BacklogError
from backlog.store import sqlite
from backlog.store.copying import copy_file
from backlog.store.journal import Journal
from backlog.store.opening import open_journal, open_to_read
from backlog.store.postgresql import engine_of, explain
from backlog.store.sqlite import SqliteDriver
from tests.make import NOW, Store, session
from tests.store.test_migrations import contents

NOBODY = 65534


def refused(place: Path | str, *, create: bool = False) -> BacklogError:
    """What opening the place says instead of opening it."""
    with pytest.raises(BacklogError) as error:
        open_journal(str(place), create=create)
    return error.value


def to_read(place: Path | str) -> BacklogError:
    """What opening the place for reading alone says instead."""
    with pytest.raises(BacklogError) as error:
        open_to_read(str(place))
    return error.value


def log(journal: Journal, note: str = "") -> None:
    """Store a session."""
    with journal.change("log", "2 km run", now=NOW) as writer:
        writer.add(session(note=note))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A journal with one session in it."""
    path = tmp_path / "journal.db"
    journal = open_journal(str(path), create=True)
    log(journal)
    journal.close()
    return path


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user of this machine can reach and write to, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Permissions do not bind root, so root becomes nobody meanwhile."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_missing_journal_is_not_made_by_looking(tmp_path: Path) -> None:
    """Reading where nothing is says how to begin, and leaves the disk as it was."""
    error = refused(tmp_path / "data" / "journal.db")
    assert ("journal-missing", []) == (error.slug, list(tmp_path.iterdir()))


def test_a_journal_that_is_not_there_can_be_neither_read_nor_copied(tmp_path: Path) -> None:
    """Whoever looks, and whoever copies what somebody removed meanwhile, hears the same, and nothing is made."""
    gone = tmp_path / "gone.db"
    with pytest.raises(BacklogError) as copied:
        copy_file(gone, tmp_path / "copy.db")
    assert ["journal-missing"] * 2 == [to_read(gone).slug, copied.value.slug]
    assert [] == list(tmp_path.iterdir())


def test_a_mistake_of_ours_is_not_called_damage(old: Path) -> None:
    """Nobody is sent to restore a backup because a statement is wrong: the error stays what it is."""
    with closing(SqliteDriver(old)) as driver, pytest.raises(sqlite3.OperationalError, match="syntax"):
        driver.script(["SELEC 1"])


def test_a_new_journal_is_private(tmp_path: Path) -> None:
    """File 0600 and folder 0700, whatever the umask lets through."""
    before = os.umask(0)
    try:
        open_journal(str(tmp_path / "data" / "journal.db"), create=True).close()
    finally:
        os.umask(before)
    found = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("data", "data/journal.db")]
    assert [0o700, 0o600] == found


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    """A journal in a shared folder does not lock others out of it."""
    tmp_path.chmod(0o755)
    open_journal(str(tmp_path / "journal.db"), create=True).close()
    assert 0o755 == stat.S_IMODE(tmp_path.stat().st_mode)


@pytest.mark.parametrize("name", ["100% mine?.db", "a#b.db", "mit Leerzeichen & ümlaut.db", "%41.db"])
def test_any_name_of_a_file_is_that_file(tmp_path: Path, name: str) -> None:
    """Characters that mean something in a URI are part of the name."""
    for _ in range(2):
        journal = open_journal(str(tmp_path / name), create=True)
        log(journal)
        journal.close()
    journal = open_journal(f"sqlite:///{tmp_path / name}")
    assert {"session": 2} == {kind: n for kind, n in journal.counts().items() if n}
    journal.close()
    assert [name] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    "content", [b"Dear diary, my back hurts.\n" * 50, b"\x00" * 5000, b"SQLite format 3\x00 and then not"]
)
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes, create: bool) -> None:
    """A text, zeros, a torso: refused, and not one byte is changed."""
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    error = refused(path, create=create)
    assert ("not-a-journal", content) == (error.slug, path.read_bytes())


@pytest.mark.parametrize("create", [False, True])
def test_a_database_of_another_program_is_left_alone(tmp_path: Path, create: bool) -> None:
    """A SQLite file with other tables, even one that has a `meta`, is not a journal."""
    for number, tables in enumerate((["recipes"], ["meta", "recipes"])):
        path = tmp_path / f"{number}.db"
        connection = sqlite3.connect(path)
        for table in tables:
            connection.execute(f"CREATE TABLE {table} (name TEXT, value TEXT)")
        connection.commit()
        connection.close()
        content = path.read_bytes()
        error = refused(path, create=create)
        assert ("not-a-journal", content) == (error.slug, path.read_bytes())


def test_an_empty_file_is_no_journal_yet(tmp_path: Path) -> None:
    """Reading says that there is none; writing makes one of it."""
    path = tmp_path / "journal.db"
    path.touch()
    assert refused(path).slug == "journal-missing"
    journal = open_journal(str(path), create=True)
    log(journal)
    assert 1 == journal.counts()["session"]
    journal.close()


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_is_no_journal(tmp_path: Path, create: bool) -> None:
    """The sentence proposes a file in it."""
    error = refused(tmp_path, create=create)
    assert ("not-a-journal", True) == (error.slug, str(tmp_path / "journal.db") in error.todo)


def test_below_a_file_there_is_no_place_for_a_journal(old: Path) -> None:
    """Reading says there is none, making one is refused."""
    below = old / "journal.db"
    assert ["journal-missing", "journal-unwritable"] == [refused(below, create=c).slug for c in (False, True)]


def test_a_name_that_no_disk_can_hold_is_refused(tmp_path: Path) -> None:
    """A name of 300 letters ends in a sentence, too."""
    assert refused(tmp_path / ("a" * 300)).slug == "journal-unwritable"


def test_a_newer_journal_is_left_alone(store: Store) -> None:
    """What a newer backlog wrote is neither read nor changed; the sentence says to upgrade."""
    store.open().close()
    engine = store.engine()
    with engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = '99' WHERE name = 'schema_version'"))
    engine.dispose()
    before = store.tables()
    error = refused(store.place, create=True)
    assert ("journal-newer", True) == (error.slug, "schema 99" in error.what)
    assert before == store.tables()


def changed(store: Store, *statements: str) -> None:
    """Let another program write to what is there."""
    engine = store.engine()
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("version", ["one", "0", "-1", "", "²"])
def test_a_journal_that_does_not_say_its_version_is_damaged(store: Store, version: str) -> None:
    """Nothing is guessed about a journal whose version cannot be read."""
    store.open().close()
    changed(store, "UPDATE meta SET value = '' WHERE name = 'schema_version'".replace("''", f"'{version}'"))
    assert refused(store.place).slug == "journal-damaged"


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("way", ["sqlite", "postgresql"])
@pytest.mark.parametrize("says", ["", "INSERT INTO meta VALUES ('journal', 'the daily paper')"])
def test_a_database_that_looks_like_a_journal_and_is_none_is_left_alone(
    fresh: Callable[[str], Store], way: str, says: str, create: bool
) -> None:
    """Tables of the same names and a schema version of its own are not enough: it must say that it is ours."""
    store = fresh(way)
    changed(
        store,
        *(f"CREATE TABLE {name} (name TEXT, value TEXT)" for name in ("meta", "change", "session")),
        "INSERT INTO meta VALUES ('schema_version', '1')",
        *([says] if says else []),
    )
    before = Path(store.place).read_bytes() if way == "sqlite" else contents(store)
    errors = [refused(store.place, create=create).slug, to_read(store.place).slug]
    after = Path(store.place).read_bytes() if way == "sqlite" else contents(store)
    assert (["not-a-journal"] * 2, before) == (errors, after)


def test_a_journal_that_lacks_a_table_or_a_column_is_damaged(store: Store) -> None:
    """Since it says that it is ours, it is never called a stranger's."""
    for statement in ("ALTER TABLE session DROP COLUMN note", "DROP TABLE session"):
        store.open().close()
        changed(store, statement)
        journal = open_journal(store.place)
        with pytest.raises(BacklogError) as error:
            journal.every("session")
        journal.close()
        assert "journal-damaged" == error.value.slug


def test_damage_in_the_text_of_the_schema_is_damage(old: Path) -> None:
    """A flipped bit there makes SQLite say what is no text."""
    content = old.read_bytes()
    place = content.index(b"CREATE TABLE session")
    for flipped in (0, 7, 14):
        damaged = bytearray(content)
        damaged[place + flipped] ^= 0x80
        old.write_bytes(damaged)
        assert refused(old).slug == "journal-damaged"


@pytest.mark.parametrize("create", [False, True])
def test_a_pipe_is_no_journal(tmp_path: Path, create: bool) -> None:
    """It is said, and nobody waits for a writer."""
    os.mkfifo(tmp_path / "pipe")
    error = refused(tmp_path / "pipe", create=create)
    assert ("not-a-journal", True) == (error.slug, "a device or a pipe" in error.what)


def test_a_damaged_journal_says_so(old: Path) -> None:
    """Garbage in the middle of the file is found when it is read, and the sentence says what to do."""
    content = bytearray(old.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    old.write_bytes(content)
    assert refused(old).slug == "journal-damaged"


def test_a_read_only_file_can_be_read_and_not_written(open_folder: Path) -> None:
    """On a read-only file the journal still answers; a write is refused and changes nothing."""
    path = open_folder / "journal.db"
    with as_ordinary_user():
        journal = open_journal(str(path), create=True)
        log(journal)
        journal.close()
        path.chmod(0o400)
        journal = open_journal(str(path))
        with pytest.raises(BacklogError) as error:
            log(journal)
        counts = journal.counts()
        journal.close()
    assert ("journal-unwritable", 1) == (error.value.slug, counts["session"])


def test_in_a_read_only_folder_a_journal_can_be_read_and_not_written(open_folder: Path) -> None:
    """The same where the folder may not be written to; nor can a new journal be made there."""
    path = open_folder / "journal.db"
    with as_ordinary_user():
        journal = open_journal(str(path), create=True)
        log(journal)
        journal.close()
    open_folder.chmod(0o555)
    with as_ordinary_user():
        journal = open_journal(str(path))
        with pytest.raises(BacklogError) as error:
            log(journal)
        counts = journal.counts()
        journal.close()
        fresh = refused(open_folder / "new.db", create=True)
    assert ("journal-unwritable", 1, "journal-unwritable") == (error.value.slug, counts["session"], fresh.slug)


def test_a_file_that_may_not_be_read_says_so(open_folder: Path) -> None:
    """Somebody else's journal is not opened, and not called missing."""
    path = open_folder / "journal.db"
    with as_ordinary_user():
        open_journal(str(path), create=True).close()
        path.chmod(0)
        error = refused(path)
    assert ("journal-unwritable", True) == (error.slug, "may not be read" in error.what)


def test_a_file_that_went_away_is_missing(tmp_path: Path) -> None:
    """Whoever removed it did so after it was looked for; a copy of it cannot be made."""
    with pytest.raises(BacklogError) as error:
        copy_file(tmp_path / "gone.db", tmp_path / "copy.db")
    assert ("journal-missing", []) == (error.value.slug, list(tmp_path.iterdir()))


def test_a_mistake_of_our_own_is_not_called_damage(tmp_path: Path) -> None:
    """A statement that is no SQL is a bug, and the person's file is not blamed for it."""
    open_journal(str(tmp_path / "journal.db"), create=True).close()
    with closing(SqliteDriver(tmp_path / "journal.db")) as driver, pytest.raises(sqlite3.OperationalError):
        driver.script(["NONSENSE"])


def test_a_full_disk_keeps_what_was_there(fresh: Callable[[str], Store]) -> None:
    """When the file cannot grow, the change that needed room is lost as a whole and the journal goes on."""
    store = fresh("sqlite")
    journal = store.open()
    log(journal)
    before = store.tables()
    connection: sqlite3.Connection = journal._driver._connection  # type: ignore[attr-defined]
    connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(BacklogError) as error, journal.change("log", "long", now=NOW) as writer:
        for _ in range(20):
            writer.add(session(note="x" * 10_000))
    assert ("disk-full", before, "ok") == (error.value.slug, store.tables(), journal.integrity())
    connection.execute("PRAGMA max_page_count = 1073741823")
    log(journal)
    assert 2 == journal.counts()["session"]
    journal.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk that is full")
def test_on_a_full_disk_no_journal_is_made(tmp_path: Path) -> None:
    """A first journal for which there is no room ends in a sentence, and the next try may succeed."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        filler = tmp_path / "filler"
        filler.write_bytes(b"x" * 56 * 1024)
        error = refused(tmp_path / "journal.db", create=True)
        again = refused(tmp_path / "journal.db")
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert ("disk-full", "journal-missing") == (error.slug, again.slug)


def test_a_journal_that_another_process_holds_is_busy(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the wait a write is refused; reading goes on meanwhile, and nothing is changed."""
    monkeypatch.setattr(sqlite, "BUSY_S", 0.05)
    journal = open_journal(str(old))
    other = sqlite3.connect(old, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BacklogError) as error:
        log(journal)
    assert ("journal-busy", 1) == (error.value.slug, journal.counts()["session"])
    other.execute("ROLLBACK")
    other.close()
    log(journal)
    assert 2 == journal.counts()["session"]
    journal.close()


def test_a_server_without_a_journal_says_how_to_make_one(fresh: Callable[[str], Store]) -> None:
    """An empty database holds no journal until one is made; nothing is made by looking."""
    store = fresh("postgresql")
    errors = [refused(store.place).slug for _ in range(2)]
    store.open().close()
    open_journal(store.place).close()
    assert ["journal-missing"] * 2 == errors


def test_a_server_with_other_tables_is_left_alone(fresh: Callable[[str], Store]) -> None:
    """A database of another program is not made into a journal."""
    store = fresh("postgresql")
    engine = store.engine()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (x INTEGER)"))
    engine.dispose()
    assert ["not-a-journal"] * 2 == [refused(store.place, create=create).slug for create in (False, True)]


def test_a_server_that_allows_reading_only_says_so(fresh: Callable[[str], Store]) -> None:
    """A standby, or a role without rights, refuses a write in one sentence."""
    store = fresh("postgresql")
    store.open().close()
    journal = open_journal(f"{store.place}%20-cdefault_transaction_read_only%3Don")
    with pytest.raises(BacklogError) as error:
        log(journal)
    assert ("journal-unwritable", 0) == (error.value.slug, journal.counts()["session"])
    journal.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:SECRET@127.0.0.1:1/none?connect_timeout=2",
        "postgresql://me:SECRET@127.0.0.1:port/none",
        "nonsense://me:SECRET@host/none",
    ],
)
def test_an_address_where_nothing_answers_is_one_sentence_without_the_password(url: str) -> None:
    """No server, no port, no such kind of database: the password is not repeated on the screen."""
    error = refused(url)
    assert ("journal-unreachable", False) == (error.slug, "SECRET" in str(error))


def test_an_address_is_named_so_that_other_programs_can_read_it() -> None:
    """pg_dump, which the refusal of a backup names, knows no `postgresql+psycopg://`."""
    assert "at postgresql://me@127.0.0.1:1/none?" in str(refused("postgresql://me@127.0.0.1:1/none?connect_timeout=2"))


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ('could not extend file "base/5/2663": No space left on device', "disk-full"),
        ("permission denied for table session", "journal-unwritable"),
        ("cannot execute INSERT in a read-only transaction", "journal-unwritable"),
        ("canceling statement due to lock timeout", "journal-busy"),
        ('relation "meta" does not exist', "not-a-journal"),
        ('column "note" does not exist', "not-a-journal"),
        ("the database system is shutting down", "journal-unreachable"),
        ("", "journal-unreachable"),
    ],
)
def test_what_a_server_says_becomes_a_sentence(words: str, slug: str) -> None:
    """Its own words lead to what to do; none of them reaches a person as a traceback."""
    error = DBAPIError("SELECT 1", {}, Exception(words))
    assert slug == explain(error, "postgresql://h/db").slug


def test_a_server_needs_what_the_extra_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the driver is not installed, the sentence names it and says how it comes."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = refused("postgresql://sam@h/db")
    assert "extra-missing" == error.slug
    assert "psycopg" in error.what
    assert "backlog-journal[postgresql]" in str(error)


def test_an_address_may_be_written_as_other_programs_write_it() -> None:
    """Some say postgres:// where others say postgresql://."""
    engines = [engine_of(f"{scheme}://sam@h/db") for scheme in ("postgres", "postgresql", "postgresql+psycopg")]
    assert ["postgresql+psycopg"] * 3 == [engine.url.drivername for engine in engines]
