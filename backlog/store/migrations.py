"""How a journal comes to the present schema: append-only steps, run in order, each in one transaction.

A fresh journal runs the same steps, so that fresh equals migrated; a test compares both with schema.py.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, inspect, select

from backlog.errors import BacklogError
from backlog.store import schema


def _create(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    connection.execute(schema.meta.insert(), [{"name": "schema_version", "value": "0"},
                                              {"name": "journal", "value": "backlog"}])
    connection.execute(schema.counter.insert(), [{"name": name, "last": 0} for name in ("thing", "change", "decision")])


#: Version reached -> the step that reaches it. Never edit a step that was released.
STEPS: dict[int, Callable[[Connection], None]] = {1: _create}


def version_of(engine: Engine) -> int:
    """The schema version of the database; 0 for an empty one, BacklogError `not-a-journal` for a strange one."""
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if not tables:
            return 0
        if not {"meta", "change", "session"} <= tables:
            raise BacklogError("not-a-journal", f"{engine.url.database} holds other tables and no backlog journal.",
                               "Name another database with --db or BACKLOG_DB.")
        found = connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == "schema_version")).scalar()
        return int(found or 0)


def migrate(engine: Engine) -> int:
    """Bring the database to VERSION and return the version it came from."""
    before = version_of(engine)
    for version in range(before + 1, schema.VERSION + 1):
        with engine.begin() as connection:
            STEPS[version](connection)
            connection.execute(schema.meta.update().where(schema.meta.c.name == "schema_version"),
                               {"value": str(version)})
    return before


