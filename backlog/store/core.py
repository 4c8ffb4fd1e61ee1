"""The SQLAlchemy driver: PostgreSQL by URL, and SQLite where both ways are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.schema import SetColumnComment, SetTableComment

from backlog.errors import BacklogError
from backlog.store import sqlite
from backlog.store.place import quoted, shown
from backlog.store.schema import metadata
from backlog.store.statements import STATEMENTS

#: What begins a snapshot; SQLAlchemy has opened a transaction on PostgreSQL already, and none on SQLite.
_SNAPSHOT = {"postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", "sqlite": "BEGIN DEFERRED"}


def engine_of(url: str | URL) -> Engine:
    """An engine for the URL; BacklogError `journal-unreachable` or `extra-missing` where there can be none."""
    try:
        address = make_url(quoted(url) if isinstance(url, str) else url)
        if address.drivername in {"postgres", "postgresql"}:
            address = address.set(drivername="postgresql+psycopg")
        if address.get_backend_name() not in {"postgresql", "sqlite"}:
            raise ValueError(address.drivername)
        return create_engine(address)
    except ModuleNotFoundError as error:
        raise BacklogError(
            "extra-missing",
            f"This needs {error.name}, which is not installed.",
            "Install it with: pip install 'backlog-journal[postgresql]'.",
        ) from error
    except (ValueError, SQLAlchemyError) as error:
        raise BacklogError(
            "journal-unreachable",
            f"{shown(str(url))!r} is not an address of a database that I can use.",
            "Give a file, sqlite:///FILE or postgresql://USER@HOST/NAME.",
        ) from error


class CoreDriver:
    """Runs statements by name through SQLAlchemy Core."""

    def __init__(self, engine: Engine, *, read_only: bool = False) -> None:
        self._engine = engine
        self.engine = engine.dialect.name
        self.place = shown(engine.url.render_as_string(hide_password=True))
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
                result = self._connection.execute(STATEMENTS[name], parameters)
                return [tuple(row) for row in result] if result.returns_rows else []
            finally:
                if not self._inside:
                    self._connection.rollback()

    def run_many(self, name: str, rows: list[dict[str, Any]]) -> None:
        """The named statement once per row of parameters."""
        with self._explained():
            if rows:
                self._connection.execute(STATEMENTS[name], rows)

    def script(self, statements: Sequence[str]) -> None:
        """Statements without parameters, one after the other; inside a transaction."""
        with self._explained():
            for statement in statements:
                self._connection.exec_driver_sql(statement)

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
                self._connection.execute(text(_SNAPSHOT[self.engine]))
            yield
        finally:
            self._inside = False
            self._connection.rollback()

    def compact(self) -> None:
        """Rewrite our tables, so that deleted rows are in their files no longer; waits for other users for a while."""
        statements = ["VACUUM"]
        if self.engine == "postgresql":
            names = ", ".join(table.name for table in metadata.sorted_tables)
            statements = ["SET lock_timeout = '5s'", f"VACUUM FULL {names}", "RESET lock_timeout"]
        with self._explained(), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.execute(text(statement))

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
            raise explain(error, self.engine, self.place, ours=self.ours) from error


def explain(error: DBAPIError, engine: str, place: str, *, ours: bool = False) -> BacklogError:
    """The sentence for what the database at `place` said, known to be ours or not."""
    if engine == "sqlite":
        return sqlite.explain(error.orig if isinstance(error.orig, Exception) else error, place, ours=ours)
    words = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no answer"
    if ("relation" in words or "column" in words) and "does not exist" in words:
        if ours:
            return BacklogError("journal-damaged", f"{place} is damaged: {words}.", "Restore a backup of the database.")
        return BacklogError(
            "not-a-journal",
            f"{place} is not a backlog journal; it was left alone.",
            "Name another place with --db or BACKLOG_DB.",
        )
    if "permission denied" in words or "read-only transaction" in words:
        return BacklogError(
            "journal-unwritable",
            f"{place} cannot be written ({words}); nothing was changed.",
            "Ask whoever runs the database for the right to create and change tables.",
        )
    if "lock timeout" in words:
        return BacklogError(
            "journal-busy", f"Another process uses {place}; nothing was changed.", "Try again in a moment."
        )
    if "No space left" in words:
        return BacklogError(
            "disk-full",
            f"The disk of the server at {place} is full; nothing was changed.",
            "Free some space there and try again.",
        )
    return BacklogError(
        "journal-unreachable",
        f"The database at {place} did not do it: {words}.",
        "Check the address and that the server runs; nothing was changed.",
    )
