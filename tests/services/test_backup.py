"""Backups: the whole journal in one file, and the facts of such a file."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from backlog.errors import BacklogError
from backlog.files import Output
from backlog.importers.content import File
from backlog.importers.parsed import Options, Parsed
from backlog.model.facts import KINDS
from backlog.services.backup import BACKUP, back_up, check_copyable, grew_from, read_journal
from backlog.services.editing import delete
from backlog.services.exporting import export_csv, export_jsonl
from backlog.services.imports.importing import import_parsed
from backlog.store.copying import copy_file
from backlog.store.journal import Journal
from backlog.store.opening import open_journal
from tests.make import NOW, ZONE, Store, hours, session
from tests.services.test_exporting import EVERYTHING, fill, mode


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Journal]:
    """A journal with an entry of each kind, one of them corrected since and one deleted, and a decision."""
    journal = open_journal(str(tmp_path / "journal.db"), create=True)
    fill(journal, EVERYTHING)
    with journal.change("edit", "edit", now=NOW + hours(1)) as change:
        change.put(session("2026-11-03 18:00", id=1, note="windy"))
        change.remove("session", 2)
    journal.keep_decision(NOW, "1", "d", "{}", "{}")
    yield journal
    journal.close()


def holding(path: Path, name: str = "") -> Parsed:
    """What the journal at the path holds, called by this name, or by its own."""
    return read_journal(replace(File.of(name or path.name, b""), path=path), Options(now=NOW, zone=ZONE))


def test_a_backup_holds_entries_history_and_decisions(kept: Journal, tmp_path: Path) -> None:
    """Every row of every table, and its owner's only."""
    back_up(kept, Output(tmp_path / "backup.db", BACKUP), now=NOW)
    assert Store("sqlite", kept.place).tables() == Store("sqlite", str(tmp_path / "backup.db")).tables()
    assert mode(tmp_path / "backup.db") == 0o600


def test_a_backup_is_a_journal(kept: Journal, tmp_path: Path) -> None:
    """It can be opened, changed and undone, and goes on with the same numbers."""
    back_up(kept, Output(tmp_path / "backup.db", BACKUP), now=NOW)
    copy = open_journal(str(tmp_path / "backup.db"))
    copy.undo(None, with_later=False, now=NOW + hours(2))
    assert [s.id for s in copy.every("session")] == [1, 2]
    assert [s.id for s in kept.every("session")] == [1]
    copy.close()


def test_a_backup_can_be_made_while_somebody_writes(
    kept: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not finished when it began is not in it; the journal cannot remember it, and that is said."""
    monkeypatch.setattr("backlog.store.sqlite.BUSY_S", 0.05)
    reader = open_journal(kept.place)
    with kept.change("log", "log", now=NOW) as change:
        change.add(session("2026-11-08 18:00"))
        noted = back_up(reader, Output(tmp_path / "backup.db", BACKUP), now=NOW)
    reader.close()
    copy = open_journal(str(tmp_path / "backup.db"))
    assert (1, 2) == (len(copy.every("session")), len(kept.every("session")))
    assert (False, []) == (noted, kept.copies())
    copy.close()


def test_a_journal_remembers_its_backups(kept: Journal, tmp_path: Path) -> None:
    """By the file itself, wherever a link to it was; a second one to the same place is the same copy."""
    (tmp_path / "link").symlink_to(tmp_path / "backup.db")
    assert back_up(kept, Output(tmp_path / "link", BACKUP), now=NOW)
    assert back_up(kept, Output(tmp_path / "backup.db", BACKUP, agreed=True), now=NOW + hours(1))
    assert [(tmp_path / "backup.db", NOW + hours(1), "backup")] == kept.copies()


def test_a_backup_under_a_name_that_is_no_utf8_is_remembered_too(kept: Journal, tmp_path: Path) -> None:
    """As a Linux file system may hold, and no database takes as text."""
    name = os.fsdecode(b"50% \xff.db")
    assert back_up(kept, Output(tmp_path / name, BACKUP), now=NOW)
    assert [tmp_path / name] == [copy.path for copy in kept.copies()]


def test_a_backup_that_cannot_begin_is_not_remembered(kept: Journal, tmp_path: Path) -> None:
    """There is no such folder, so there is no copy in it."""
    with pytest.raises(BacklogError):
        back_up(kept, Output(tmp_path / "no" / "backup.db", BACKUP), now=NOW)
    assert [] == kept.copies()


def test_a_damaged_journal_replaces_no_backup(kept: Journal, tmp_path: Path) -> None:
    """An index that disagrees with its table is seen before the good copy is gone."""
    back_up(kept, Output(tmp_path / "backup.db", BACKUP), now=NOW)
    good = (tmp_path / "backup.db").read_bytes()
    changed(
        Path(kept.place),
        "PRAGMA writable_schema = 1;"
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'ix_reading_at')"
        " WHERE name = 'ix_session_started'",
    )
    with pytest.raises(BacklogError) as refusal:
        back_up(kept, Output(tmp_path / "backup.db", BACKUP, agreed=True), now=NOW)
    assert ("journal-damaged", good) == (refusal.value.slug, (tmp_path / "backup.db").read_bytes())


def test_a_backup_that_fails_leaves_the_old_one(kept: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing else."""
    path = tmp_path / "there" / "backup.db"
    path.parent.mkdir()
    back_up(kept, Output(path, BACKUP), now=NOW)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BacklogError) as refusal:
        back_up(kept, Output(path, BACKUP, agreed=True), now=NOW)
    assert refusal.value.slug == "disk-full"
    assert [(p.name, p.read_bytes()) for p in path.parent.iterdir()] == [("backup.db", before)]


def test_a_server_makes_its_own_backups(fresh: Callable[[str], Store]) -> None:
    """One sentence says how; a password in the address is not repeated."""
    journal = fresh("postgresql").open()
    with pytest.raises(BacklogError, match="pg_dump") as refusal:
        check_copyable(journal)
    assert refusal.value.slug == "bad-export"
    journal.close()


def changed(path: Path, statements: str) -> None:
    """Let another program write to the file."""
    connection = sqlite3.connect(path)
    connection.executescript(statements)
    connection.close()


def taken(journal: Journal, parsed: Parsed) -> None:
    """Import what a file holds, all of it."""
    assert () == parsed.problems
    import_parsed(journal, [parsed], [], now=NOW)


def test_importing_a_backup_into_an_empty_journal_gives_the_same_entries(
    kept: Journal, store: Store, tmp_path: Path
) -> None:
    """Byte by byte in either form, by each way to a journal; what was deleted stays away."""
    back_up(kept, Output(tmp_path / "backup.db", BACKUP), now=NOW)
    other = store.open()
    taken(other, holding(tmp_path / "backup.db"))
    assert export_jsonl(kept) == export_jsonl(other)
    assert [export_csv(kept, kind) for kind in KINDS] == [export_csv(other, kind) for kind in KINDS]
    other.close()


def test_importing_it_twice_adds_nothing(kept: Journal, tmp_path: Path) -> None:
    """Into the journal that it is of, too: not even what was deleted since."""
    back_up(kept, Output(tmp_path / "backup.db", BACKUP), now=NOW)
    delete(kept, [1], now=NOW + hours(2))
    before = export_jsonl(kept)
    for _ in range(2):
        result = import_parsed(kept, [holding(tmp_path / "backup.db")], [], now=NOW + hours(3))
        assert (0, len(EVERYTHING) - 1) == (len(result.added), result.known)
    assert before == export_jsonl(kept)


def test_the_file_is_left_as_it_is(kept: Journal, tmp_path: Path) -> None:
    """Even where its schema is an older one, and where nobody may write to it or beside it."""
    path = tmp_path / "there" / "old.db"
    path.parent.mkdir()
    back_up(kept, Output(path, BACKUP), now=NOW)
    _older(path)
    data = path.read_bytes()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    found = holding(path, "old.db")
    path.parent.chmod(0o700)
    assert ((), len(EVERYTHING) - 2) == (found.problems, len(found.rows))
    assert ([path], data) == (list(path.parent.iterdir()), path.read_bytes())


def _older(path: Path) -> None:
    """Make it a journal of the first schema, which knew no origins, and not what had been asked for."""
    changed(path, "DROP TABLE origin; DROP TABLE copy; UPDATE meta SET value = '1' WHERE name = 'schema_version'")
    changed(path, "ALTER TABLE session DROP COLUMN prescribed_m; ALTER TABLE session DROP COLUMN prescribed_s")


def refused(path: Path) -> tuple[str, str]:
    """The slug and the sentence with which a file is refused."""
    with pytest.raises(BacklogError) as refusal:
        holding(path, "file.db")
    return refusal.value.slug, refusal.value.what


def test_a_newer_journal_is_refused_by_name(kept: Journal, tmp_path: Path) -> None:
    """It may hold what this backlog would lose."""
    back_up(kept, Output(tmp_path / "backup.db", BACKUP), now=NOW)
    changed(tmp_path / "backup.db", "UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    assert ("journal-newer", "file.db is a journal of a newer backlog.") == refused(tmp_path / "backup.db")


@pytest.mark.parametrize(
    "statements",
    [
        "CREATE TABLE t (x)",
        "CREATE TABLE meta (name, value)",
        "CREATE TABLE meta (name, value); INSERT INTO meta VALUES ('schema_version', '2')",
        "CREATE TABLE meta (name, value); INSERT INTO meta VALUES ('schema_version', '1')",
    ],
)
def test_another_database_is_refused_by_name(statements: str, tmp_path: Path) -> None:
    """Also one that looks a little like a journal."""
    changed(tmp_path / "other.db", statements)
    sentence = "file.db is a SQLite database, but not a backlog journal."
    assert ("not-a-journal", sentence) == refused(tmp_path / "other.db")


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE session SET during = 11", "session"),
        ("UPDATE session SET activity = 'chess'", "session"),
        ("UPDATE session SET started_at = 40000000000", "session"),
        ("UPDATE session SET zone = 'Moon/Base'", "session"),
        ("UPDATE session SET distance_m = 'far'", "session"),
        ("UPDATE session SET during_sites = '[1]'", "session"),
        ("UPDATE reading SET score = 'bad'", "reading"),
        ("UPDATE reading SET site = 'elbow'", "reading"),
        ("UPDATE reading SET note = x'00ff'", "reading"),
    ],
)
def test_an_entry_that_cannot_be_is_a_problem(kept: Journal, statement: str, kind: str, tmp_path: Path) -> None:
    """It names the entry; the others are taken."""
    back_up(kept, Output(tmp_path / "backup.db", BACKUP), now=NOW)
    changed(tmp_path / "backup.db", statement)
    parsed = holding(tmp_path / "backup.db")
    number = 1 if kind == "session" else 3
    assert [f"Entry {number}, a {kind}"] == [p.what.split(":")[0].split(", holds")[0] for p in parsed.problems]
    assert len(EVERYTHING) - 2 == len(parsed.rows)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE session SET day = 'someday'",
        "UPDATE session SET during_sites = '{'",
        "UPDATE session SET started_at = 'noon'",
        "UPDATE session SET note = CAST(x'ff' AS TEXT)",
    ],
)
def test_a_row_that_is_none_is_a_damaged_journal(kept: Journal, statement: str, tmp_path: Path) -> None:
    """No traceback, whatever a cell holds."""
    back_up(kept, Output(tmp_path / "backup.db", BACKUP), now=NOW)
    changed(tmp_path / "backup.db", statement)
    assert ("journal-damaged", "file.db is a journal that is damaged.") == refused(tmp_path / "backup.db")


def test_no_byte_that_flips_makes_a_traceback(kept: Journal, tmp_path: Path) -> None:
    """Whatever a disk did to it, it is read or refused."""
    back_up(kept, Output(tmp_path / "backup.db", BACKUP), now=NOW)
    whole = (tmp_path / "backup.db").read_bytes()
    chance = random.Random(1)
    said = []
    for _ in range(60):
        data = bytearray(whole[: chance.choice([len(whole), chance.randrange(100, len(whole))])])
        for _ in range(chance.choice([0, 1, 10, 300])):
            data[chance.randrange(16, len(data))] = chance.randrange(256)
        (tmp_path / "bad.db").write_bytes(data)
        try:
            holding(tmp_path / "bad.db")
        except BacklogError as error:
            said.append(error.what)
    assert {"bad.db is a journal that is damaged.", "bad.db is a SQLite database, but not a backlog journal."} >= set(
        said
    )
    assert 10 < len(said) < 60


def test_a_journal_begun_in_the_same_second_is_a_stranger(tmp_path: Path) -> None:
    """Two with equal changes, by number and moment, are not one; a copy of one of them is."""
    mine, yours = (open_journal(str(tmp_path / name), create=True) for name in ("mine.db", "yours.db"))
    for journal in (mine, yours):
        with closing(journal), journal.change("log", "a run", now=NOW) as change:
            change.add(session())
    copy_file(tmp_path / "mine.db", tmp_path / "copy.db")
    found = {}
    for name in ("copy.db", "yours.db"):
        with (
            closing(open_journal(str(tmp_path / name))) as other,
            closing(open_journal(str(tmp_path / "mine.db"))) as own,
        ):
            found[name] = grew_from(other, own)
    assert {"copy.db": True, "yours.db": False} == found
