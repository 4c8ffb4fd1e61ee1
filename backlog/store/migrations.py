"""How a journal comes to the present schema: append-only steps, run in order, all in one transaction.

A fresh journal runs the same steps, so that fresh equals migrated; a test compares both with schema.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from backlog.errors import BacklogError
from backlog.store import schema
from backlog.store.core import explain


def _create(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    connection.execute(
        schema.meta.insert(), [{"name": "schema_version", "value": "0"}, {"name": "journal", "value": "backlog"}]
    )
    connection.execute(schema.counter.insert(), [{"name": name, "last": 0} for name in ("thing", "change", "decision")])


def _add_origins(connection: Connection) -> None:
    # A journal that step 1 makes today has it already: that step makes what schema.py says.
    schema.origin.create(connection, checkfirst=True)


#: Version reached -> the step that reaches it. Never edit a step that was released.
STEPS: dict[int, Callable[[Connection], None]] = {1: _create, 2: _add_origins}


def version_of(connection: Connection) -> int:
    """The schema version of the database; 0 for an empty one, BacklogError `not-a-journal` for a strange one."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return 0
    found = None
    if {"meta", "change", "session"} <= tables:
        found = connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == "schema_version")).scalar()
    if found is None or not found.isdigit():
        raise BacklogError(
            "not-a-journal",
            f"{connection.engine.url.database} holds other tables and no backlog journal; it was left alone.",
            "Name another database with --db or BACKLOG_DB.",
        )
    return int(found)


def find_version(engine: Engine) -> int:
    """As version_of, on a connection of its own."""
    with _explained(engine), engine.connect() as connection:
        return version_of(connection)


def migrate(engine: Engine) -> int:
    """Bring the database to VERSION and return the version it came from."""
    with _explained(engine), _alone(engine) as connection:
        before = version_of(connection)
        for version in range(before + 1, schema.VERSION + 1):
            STEPS[version](connection)
            connection.execute(
                schema.meta.update().where(schema.meta.c.name == "schema_version"), {"value": str(version)}
            )
    return before


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    place = engine.url.database if engine.dialect.name == "sqlite" else engine.url.render_as_string(hide_password=True)
    try:
        yield
    except DBAPIError as error:
        raise explain(error, engine.dialect.name, str(place)) from error


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that a second migration waits for.

    SQLite's is begun by hand: its driver would otherwise keep every CREATE TABLE at once and a killed step by halves.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("BEGIN IMMEDIATE"))
            try:
                yield connection
                connection.execute(text("COMMIT"))
            except BaseException:
                with suppress(DBAPIError):  # SQLite may have rolled back already, on a full disk for one
                    connection.execute(text("ROLLBACK"))
                raise
    else:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(0x6261636b)"))
            yield connection
