"""What the journal needs of an engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol


class Driver(Protocol):
    """Runs the statements of sql.py by name; a transaction holds all of its writes or none.

    `ours` is false until the database has said that it is a backlog journal: until then, what is missing in it shows
    that it is somebody else's, and from then on that it is damaged.
    """

    engine: str
    place: str
    ours: bool

    def rows(self, name: str, /, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows that the named statement yields."""

    def run_many(self, name: str, rows: list[dict[str, Any]]) -> None:
        """The named statement once per row of parameters; there is one at least."""

    def script(self, statements: Sequence[str]) -> None:
        """Statements without parameters, one after the other; inside a transaction."""

    def tables(self) -> set[str]:
        """The names of the tables that are there."""

    def transaction(self) -> Any:
        """A context: all that is done in it, or nothing."""

    def migration(self) -> Any:
        """A transaction that a second migration waits for."""

    def snapshot(self) -> Any:
        """A context in which all reads tell of one moment; nothing is written in it, unless it is in a transaction."""

    def compact(self) -> None:
        """Give back the space of deleted rows; BacklogError if it is still to be done."""

    def integrity(self) -> str:
        """`ok`, or what is wrong with the storage."""

    def close(self) -> None:
        """Let go of it."""


@contextmanager
def alone(driver: Driver, changes: int = 0) -> Iterator[int]:
    """A transaction in which nobody else writes, with the number of the last change after taking so many.

    The counter comes before all that is read: on PostgreSQL whoever takes it waits for whoever has it, and each
    statement after that sees what the other one wrote.
    """
    with driver.transaction():
        yield driver.rows("counter_take", b_name="change", b_more=changes)[0][0]
