"""What the journal needs of an engine."""

from __future__ import annotations

from typing import Any, Protocol


class Driver(Protocol):
    """Runs the statements of statements.py by name; a transaction holds all of its writes or none."""

    engine: str
    place: str

    def rows(self, name: str, /, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows that the named statement yields."""

    def run_many(self, name: str, rows: list[dict[str, Any]]) -> None:
        """The named statement once per row of parameters."""

    def transaction(self) -> Any:
        """A context: all that is done in it, or nothing."""

    def compact(self) -> None:
        """Rewrite the storage so that deleted rows leave no trace in it."""

    def integrity(self) -> str:
        """`ok`, or what is wrong with the storage."""

    def close(self) -> None:
        """Let go of it."""
