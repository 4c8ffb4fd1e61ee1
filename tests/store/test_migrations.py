"""Journals of every released schema come to the present one, whole or not at all; a copy stays of what they were."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, Table, inspect, select

from backlog.errors import BacklogError
from backlog.model.facts import KINDS
from backlog.store import migrations, schema
from backlog.store.migrations import migrate, statements
from backlog.store.opening import open_journal, open_to_read
from backlog.store.postgresql import PostgresqlDriver
from backlog.store.sqlite import SqliteDriver
from tests.make import NOW, Store, session

ENGINES = ("sqlite", "postgresql")
DUMPS = sorted((Path(__file__).parents[1] / "journals").glob("*.sql"))
OLD = {dump.stem: int(dump.stem[1]) for dump in DUMPS if int(dump.stem[1]) < migrations.VERSION}

Rows = dict[str, list[dict[str, Any]]]


def driver_of(store: Store) -> PostgresqlDriver:
    """A driver that opens, makes and migrates nothing by itself."""
    return PostgresqlDriver(store.engine())


def put(store: Store, name: str) -> None:
    """Lay a stored journal down in the place, without any code that reads or migrates journals."""
    dump = (Path(__file__).parents[1] / "journals" / f"{name}.sql").read_text(encoding="utf-8")
    if store.way == "sqlite":
        with closing(sqlite3.connect(store.place)) as connection:
            connection.executescript(dump)
        Path(store.place).chmod(0o600)
        return
    rows = [""]
    for line in dump.splitlines(keepends=True):
        rows[-1] += line
        if sqlite3.complete_statement(rows[-1]):
            rows.append("")
    driver = driver_of(store)
    with driver.transaction():
        for version in range(1, int(name[1]) + 1):
            driver.script(statements(version, "postgresql"))
        # Rows come in the order of the dump, in which a change may name a later one.
        driver.script(["DELETE FROM meta", "DELETE FROM counter", "SET LOCAL session_replication_role = replica"])
        driver.script([row.replace("%", "%%") for row in rows if row.startswith("INSERT")])
    driver.close()


def contents(store: Store) -> Rows:
    """Every row of every table that is there, as mappings, in a fixed order."""
    engine = store.engine()
    with engine.connect() as connection:
        found = {
            table: sorted(
                (
                    dict(row)
                    for row in connection.execute(select(Table(table, MetaData(), autoload_with=engine))).mappings()
                ),
                key=str,
            )
            for table in inspect(engine).get_table_names()
        }
    engine.dispose()
    return found


def shape(engine: Engine) -> dict[str, Any]:
    """Tables with their columns, keys, constraints and indexes, as the engine itself describes them."""
    found = inspect(engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in found.get_columns(table)],
            "primary key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": sorted(
                (k["constrained_columns"], k["referred_table"], k["referred_columns"])
                for k in found.get_foreign_keys(table)
            ),
            "unique": sorted(str(u["column_names"]) for u in found.get_unique_constraints(table)),
            "checks": sorted(str(c["sqltext"]) for c in found.get_check_constraints(table)),
            "indexes": sorted(
                (
                    str(i["name"]),
                    i["column_names"],
                    bool(i["unique"]),
                    [str(where) for where in i["dialect_options"].values()],
                )
                for i in found.get_indexes(table)
            ),
        }
        for table in sorted(found.get_table_names())
    }


def shape_of(store: Store) -> dict[str, Any]:
    """The shape of what is in the place."""
    engine = store.engine()
    found = shape(engine)
    engine.dispose()
    return found


@pytest.mark.parametrize("way", ENGINES)
def test_a_fresh_journal_has_the_shape_of_schema_py(fresh: Callable[[str], Store], way: str) -> None:
    """The frozen steps end where the one definition of the schema stands: a column without a step is seen here."""
    store, defined = fresh(way), fresh(way)
    store.open().close()
    engine = defined.engine()
    schema.metadata.create_all(engine)
    engine.dispose()
    assert shape_of(defined) == shape_of(store)


@pytest.mark.parametrize(
    ("way", "name"),
    [
        pytest.param(way, name, marks=pytest.mark.slow if (way, name[3:]) == ("postgresql", "empty") else ())
        for way in ENGINES
        for name in OLD
    ],
)
def test_an_old_journal_gets_the_shape_of_a_fresh_one_and_keeps_every_row(
    fresh: Callable[[str], Store], way: str, name: str
) -> None:
    """Nothing of what was stored then is lost or altered, and every value can be read."""
    store, new = fresh(way), fresh(way)
    put(store, name)
    before = contents(store)
    journal = open_journal(store.place)
    things = {kind: len(journal.every(kind)) for kind in KINDS}
    decisions = journal.decisions(NOW.replace(year=2000), NOW)
    journal.close()
    new.open().close()
    after = contents(store)
    assert shape_of(new) == shape_of(store)
    before["meta"] = [
        row | {"value": str(migrations.VERSION)} if row["name"] == "schema_version" else row for row in before["meta"]
    ]
    before.pop("copy", None)  # the copy that is made before is noted there
    assert before == {
        table: [{name: row[name] for name in rows[0]} for row in after[table] if row in rows or table != "meta"]
        if rows
        else after[table]
        for table, rows in before.items()
    }
    full = name.endswith("full")
    expected = {"session": 2, "reading": 3, "day": 1, "pause": 1, "flag": 1, "origin": int(OLD[name] > 1)}
    assert {kind: n if full else 0 for kind, n in expected.items()} == {kind: things[kind] for kind in expected}
    assert (2 if full else 0) == len(decisions)


def test_every_schema_that_was_left_behind_is_kept_empty_and_full() -> None:
    """A new version comes with the journals of the one before it."""
    names = [f"v{version}-{content}" for version in range(1, migrations.VERSION) for content in ("empty", "full")]
    assert names == list(OLD)


@pytest.mark.parametrize("way", ENGINES)
def test_an_old_journal_can_be_undone_and_written_to(fresh: Callable[[str], Store], way: str) -> None:
    """Its history holds: the newest change is taken back, and numbers go on where they stopped."""
    store = fresh(way)
    put(store, "v1-full")
    journal = open_journal(store.place)
    taken = journal.undo(None, with_later=False, now=NOW)
    with journal.change("log", "2 km run", now=NOW) as writer:
        number = writer.add(session())
    journal.close()
    assert (["plan"], 16) == ([change.command for change in taken], number)


@pytest.mark.parametrize("way", ENGINES)
def test_migrating_twice_changes_nothing(fresh: Callable[[str], Store], way: str) -> None:
    """The second time it comes from the present version and has nothing to do."""
    store = fresh(way)
    put(store, "v1-full")
    open_journal(store.place).close()
    before = contents(store)
    journal = open_journal(store.place)
    assert (None, before) == (journal.copied_to, contents(store))
    journal.close()


@pytest.mark.parametrize("way", ENGINES)
def test_to_read_alone_migrates_nothing(fresh: Callable[[str], Store], way: str) -> None:
    """What only looks refuses an older journal, and leaves it."""
    store = fresh(way)
    put(store, "v1-full")
    before = contents(store)
    with pytest.raises(BacklogError) as refused:
        open_to_read(store.place)
    assert ("journal-older", before) == (refused.value.slug, contents(store))


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A full journal of schema 1 in a folder of its own, opened at noon of a day."""
    monkeypatch.setenv("BACKLOG_NOW", "2026-11-16T12:00+01:00")
    path = tmp_path / "there" / "journal.db"
    path.parent.mkdir()
    put(Store("sqlite", str(path)), "v1-full")
    return path


def dumped(path: Path) -> list[str]:
    """The file's contents as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_before_a_file_is_migrated_a_copy_is_kept_beside_it(old: Path) -> None:
    """Named after the schema and the time, for its owner only, with every row as it was."""
    before = dumped(old)
    journal = open_journal(str(old))
    journal.close()
    copy = old.with_name("journal.schema-1.20261116T110000Z.db")
    assert (copy, [old, copy]) == (journal.copied_to, sorted(old.parent.iterdir()))
    assert (before, 0o600) == (dumped(copy), stat.S_IMODE(copy.stat().st_mode))


def test_a_copy_replaces_nothing(old: Path) -> None:
    """Where its name is taken, it takes another."""
    taken = old.with_name("journal.schema-1.20261116T110000Z.db")
    taken.write_bytes(b"mine")
    journal = open_journal(str(old))
    journal.close()
    assert (b"mine", old.with_name("journal.schema-1.20261116T110000Z-2.db")) == (taken.read_bytes(), journal.copied_to)


def test_a_copy_that_a_kill_kept_from_being_noted_is_noted_by_the_next(old: Path) -> None:
    """It holds all that the journal held, so that `forget` must know of it; what only begins alike is not ours."""
    left = old.with_name("journal.schema-1.20261115T110000Z-2.db")
    shutil.copy(old, left)
    for name in ("journal.schema-1.mine.db", "journal.schema-11.20261115T110000Z.db", "other.schema-1.20261115T1Z.db"):
        shutil.copy(old, old.with_name(name))
    with closing(open_journal(str(old))) as journal:
        assert [left, journal.copied_to] == sorted(copy.path for copy in journal.copies())


def test_the_copy_of_a_linked_journal_lies_beside_the_file_itself(old: Path, tmp_path: Path) -> None:
    """Not in the folder of the link, which may be anywhere."""
    link = tmp_path / "link.db"
    link.symlink_to(old)
    journal = open_journal(str(link))
    journal.close()
    assert journal.copied_to is not None
    assert journal.copied_to.parent == old.parent


def test_without_a_copy_nothing_is_migrated(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk has no room for one, the journal stays as it was, byte for byte, and nothing stays beside it."""
    before = old.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BacklogError, match="left as it is"):
        open_journal(str(old))
    assert (before, [old]) == (old.read_bytes(), list(old.parent.iterdir()))


def test_nobody_else_begins_to_write_while_the_copy_is_made(old: Path) -> None:
    """What they wrote would be missing in it; from before the copy on, who would write waits for the migration."""

    def keep(_: int) -> Path:
        with closing(sqlite3.connect(old, timeout=0)) as other, pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        return old.with_name("copy.db")

    with closing(SqliteDriver(old)) as driver:
        assert old.with_name("copy.db") == migrate(driver, keep)


def test_a_damaged_journal_is_not_migrated(old: Path) -> None:
    """It cannot be copied, so it is left as it is."""
    content = old.read_bytes()[:-4096] + b"\xa5" * 4096
    old.write_bytes(content)
    with pytest.raises(BacklogError) as refused:
        open_journal(str(old))
    assert ("journal-damaged", content, [old]) == (refused.value.slug, old.read_bytes(), list(old.parent.iterdir()))


def test_a_fresh_journal_needs_no_copy(tmp_path: Path) -> None:
    """There is nothing to keep."""
    journal = open_journal(str(tmp_path / "journal.db"), create=True)
    journal.close()
    assert (None, ["journal.db"]) == (journal.copied_to, [path.name for path in tmp_path.iterdir()])


def test_there_is_a_step_to_every_version() -> None:
    """Versions are numbered without a gap up to the present one."""
    assert {f"{version}.sql" for version in range(1, migrations.VERSION + 1)} == {
        p.name for p in Path(migrations.__file__).with_name("steps").iterdir()
    }


@pytest.mark.parametrize("way", ENGINES)
def test_a_step_that_fails_leaves_the_journal_as_it_was(
    fresh: Callable[[str], Store], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration is kept whole or not at all, new tables included, leaves no copy, and may be tried again."""
    store = fresh(way)
    put(store, "v1-full")
    before = contents(store)
    run = migrations.statements
    monkeypatch.setattr(migrations, "statements", lambda *step: [*run(*step), "INSERT INTO nowhere VALUES (1)"])
    with pytest.raises(BacklogError) as error:
        open_journal(store.place)
    assert ("journal-damaged", before) == (error.value.slug, contents(store))
    if way == "sqlite":
        assert [store.place] == [str(path) for path in Path(store.place).parent.iterdir()]
    monkeypatch.undo()
    open_journal(store.place).close()


@pytest.mark.parametrize("way", ENGINES)
def test_a_second_migration_waits_and_finds_nothing_to_do(fresh: Callable[[str], Store], way: str) -> None:
    """Whoever looked before the first was done makes neither a copy nor a step."""
    store = fresh(way)
    put(store, "v1-full")
    late = SqliteDriver(Path(store.place)) if way == "sqlite" else driver_of(store)
    open_journal(store.place).close()
    before = contents(store)

    def never(version: int) -> Path:
        raise AssertionError(version)

    assert migrate(late, never) is None
    late.close()
    assert before == contents(store)
