"""The PostgreSQL driver, by way of SQLAlchemy: for a person with several machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, TextClause, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.schema import SetColumnComment, SetTableComment

from backlog.errors import BacklogError
from backlog.store.place import quoted, shown
from backlog.store.schema import metadata
from backlog.store.sql import statement

#: How long tables that somebody else uses are waited for before they are rewritten.
PATIENCE_S = 5.0


def engine_of(url: str) -> Engine:
    """An engine for the URL; BacklogError `journal-unreachable` or `extra-missing` where there can be none."""
    try:
        address = make_url(quoted(url))
        if address.drivername in {"postgres", "postgresql"}:
            address = address.set(drivername="postgresql+psycopg")
        if address.get_backend_name() != "postgresql":
            raise ValueError(address.drivername)
        return create_engine(address)
    except ModuleNotFoundError as error:
        raise BacklogError.of("extra-missing.postgresql", module=error.name) from error
    except (ValueError, SQLAlchemyError) as error:
        raise BacklogError.of("journal-unreachable.address", url=shown(url)) from error


class PostgresqlDriver:
    """Runs statements by name on one database of a server."""

    engine = "postgresql"

    def __init__(self, engine: Engine, *, read_only: bool = False) -> None:
        self._engine = engine
        as_given = engine.url.set(drivername=self.engine)  # without the name of the driver, which libpq cannot read
        self.place = shown(as_given.render_as_string(hide_password=True))
        self.ours = False
        self._inside = False
        with self._explained():
            self._connection: Connection = engine.connect().execution_options(
                **({"postgresql_readonly": True} if read_only else {})
            )

    def rows(self, name: str, /, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows that the named statement yields."""
        with self._explained():
            try:
                result = self._connection.execute(_prepared(name), parameters)
                return [tuple(row) for row in result] if result.returns_rows else []
            finally:
                if not self._inside:
                    self._connection.rollback()

    def run_many(self, name: str, rows: list[dict[str, Any]]) -> None:
        """The named statement once per row of parameters."""
        with self._explained():
            self._connection.execute(_prepared(name), rows)

    def script(self, statements: Sequence[str]) -> None:
        """Statements without parameters, one after the other; inside a transaction."""
        with self._explained():
            for step in statements:
                self._connection.exec_driver_sql(step)

    def tables(self) -> set[str]:
        """The names of the tables that are there."""
        with self._explained():
            return set(inspect(self._connection).get_table_names())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; PostgreSQL's writers queue on the counters."""
        self._inside = True
        try:
            yield
            with self._explained():
                self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise
        finally:
            self._inside = False

    @contextmanager
    def migration(self) -> Iterator[None]:
        """A transaction that a second migration waits for; at its end the server knows what each column holds."""
        with self.transaction():
            with self._explained():
                # The number is any that other programs are unlikely to take.
                self._connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1650549611)")
            yield
            with self._explained():
                for table in metadata.sorted_tables:
                    self._connection.execute(SetTableComment(table))
                    for column in table.columns:
                        self._connection.execute(SetColumnComment(column))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads in it tell of one moment; inside a transaction they see what went before it and all of its own."""
        if self._inside:
            yield
            return
        self._inside = True
        try:
            with self._explained():
                self._connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        finally:
            self._inside = False
            self._connection.rollback()

    def compact(self) -> None:
        """Rewrite our tables, so that deleted rows are in their files no longer; waits for other users for a while."""
        names = ", ".join(table.name for table in metadata.sorted_tables)
        statements = (f"SET lock_timeout = '{PATIENCE_S}s'", f"VACUUM FULL {names}", "RESET lock_timeout")
        with self._explained(), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for step in statements:
                connection.execute(text(step))

    def integrity(self) -> str:
        """`ok`: a server looks after its own files."""
        return "ok"

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
        self._engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise explain(error, self.place, ours=self.ours) from error


@cache
def _prepared(name: str) -> TextClause:
    return text(statement(name))


def explain(error: DBAPIError, place: str, *, ours: bool = False) -> BacklogError:
    """The sentence for what the database at `place` said, known to be ours or not."""
    words = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no answer"
    if ("relation" in words or "column" in words) and "does not exist" in words:
        if ours:
            return BacklogError("journal-damaged", f"{place} is damaged: {words}.", "Restore a backup of the database.")
        return BacklogError.of("not-a-journal.strange", place=place)
    if "permission denied" in words or "read-only transaction" in words:
        return BacklogError.of("journal-unwritable.no-right", place=place, words=words)
    if "lock timeout" in words:
        return BacklogError.of("journal-busy.shared", place=place)
    if "No space left" in words:
        return BacklogError.of("disk-full.server", place=place)
    if "invalid connection option" in words:  # it would be named, and may be the end of a password
        words = "the address has an option that is none"
    return BacklogError.of("journal-unreachable.failed", place=place, words=words)
