"""A fresh journal and a migrated one are the same thing, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text

from backlog.errors import BacklogError
from backlog.store import migrations, schema
from backlog.store.core import engine_of
from backlog.store.migrations import migrate
from tests.make import NOW, Store, session

ENGINES = ("sqlite", "postgresql")


def shape(engine: Engine) -> dict[str, Any]:
    """Tables with their columns, keys and indexes, as the engine itself describes them."""
    found = inspect(engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)],
            "primary key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": sorted(
                (k["constrained_columns"], k["referred_table"]) for k in found.get_foreign_keys(table)
            ),
            "indexes": sorted((i["name"], i["column_names"], bool(i["unique"])) for i in found.get_indexes(table)),
        }
        for table in sorted(found.get_table_names())
    }


@pytest.mark.parametrize("way", ENGINES)
def test_a_migrated_journal_has_the_shape_of_schema_py(fresh: Callable[[str], Store], way: str) -> None:
    """All steps in order end where the one definition of the schema stands."""
    migrated, created = engine_of(fresh(way).url), engine_of(fresh(way).url)
    migrate(migrated)
    schema.metadata.create_all(created)
    shapes = shape(created), shape(migrated)
    migrated.dispose()
    created.dispose()
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("way", ENGINES)
def test_migrating_twice_changes_nothing(fresh: Callable[[str], Store], way: str) -> None:
    """The second time it comes from the present version and has nothing to do."""
    engine = engine_of(fresh(way).url)
    versions = [migrate(engine), migrate(engine)]
    engine.dispose()
    assert [0, schema.VERSION] == versions


@pytest.mark.parametrize("way", ENGINES)
def test_a_journal_of_version_1_gets_a_place_for_origins_and_keeps_its_sessions(
    fresh: Callable[[str], Store], way: str
) -> None:
    """Version 2 added the table of what else told of a session, and nothing more."""
    store = fresh(way)
    journal = store.open()
    with journal.change("log", "2 km run", now=NOW) as writer:
        writer.add(session())
    journal.close()
    now = store.tables()
    engine = engine_of(store.url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE origin"))
        connection.execute(text("UPDATE meta SET value = '1' WHERE name = 'schema_version'"))
    before = migrate(engine)
    engine.dispose()
    assert 1 == before
    assert now == store.tables()


def test_there_is_a_step_to_every_version() -> None:
    """Versions are numbered without a gap up to the present one."""
    assert list(range(1, schema.VERSION + 1)) == sorted(migrations.STEPS)


@pytest.mark.parametrize("way", ENGINES)
def test_a_step_that_fails_leaves_the_journal_as_it_was(
    fresh: Callable[[str], Store], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration is kept whole or not at all, new tables included, and may be tried again."""
    store = fresh(way)
    journal = store.open()
    with journal.change("log", "2 km run", now=NOW) as writer:
        writer.add(session())
    journal.close()
    before = store.tables()

    def breaks(connection: Any) -> None:
        connection.execute(text("CREATE TABLE half (x INTEGER)"))
        connection.execute(text("UPDATE session SET note = 'half'"))
        raise ZeroDivisionError

    following = schema.VERSION + 1
    monkeypatch.setattr(schema, "VERSION", following)
    monkeypatch.setitem(migrations.STEPS, following, breaks)
    engine = engine_of(store.url)
    with pytest.raises(ZeroDivisionError):
        migrate(engine)
    tables = inspect(engine).get_table_names()
    engine.dispose()
    assert "half" not in tables
    assert before == store.tables()


@pytest.mark.parametrize("way", ENGINES)
def test_a_database_of_someone_else_is_refused(fresh: Callable[[str], Store], way: str) -> None:
    """A database with other tables is not made into a journal."""
    engine = engine_of(fresh(way).url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (x INTEGER)"))
    with pytest.raises(BacklogError) as refused:
        migrate(engine)
    tables = inspect(engine).get_table_names()
    engine.dispose()
    assert ("not-a-journal", ["recipes"]) == (refused.value.slug, tables)
