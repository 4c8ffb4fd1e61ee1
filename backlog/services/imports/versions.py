"""What an import and what the person made of a thing, as its versions tell."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from backlog.store.journal import Journal

if TYPE_CHECKING:
    from backlog.model.facts import Fact


class Past:
    """The versions of one thing, looked up when first asked for."""

    def __init__(self, journal: Journal, number: int) -> None:
        self._journal = journal
        self._number = number

    @cached_property
    def ever(self) -> list[tuple[int, int | None, Fact]]:
        """All versions, oldest first, with the changes that wrote and ended each."""
        return self._journal.find_ended(self._number)[1]

    @cached_property
    def _versions(self) -> list[tuple[bool, Fact]]:
        """The versions that hold, oldest first, and whether an import wrote each: what was undone never happened."""
        written = ((self._journal.changes_by(written_by), value) for written_by, _, value in self.ever)
        return [(change.command == "import", value) for change, value in written if change.in_force]

    def edited(self) -> Collection[str]:
        """The fields that the person changed."""
        found: set[str] = set()
        for (_, before), (imported, after) in pairwise(self._versions):
            if not imported:
                found |= {name for name in vars(after) if getattr(after, name) != getattr(before, name)}
        return found

    def original(self) -> Fact | None:
        """The thing as an import last wrote it."""
        return next((value for imported, value in reversed(self._versions) if imported), None)

    def deleted(self) -> Fact | None:
        """The thing as the person deleted it; None if they did not: what an undo took back never was."""
        _, ended_by, last = self.ever[-1]
        return last if ended_by is not None and self._journal.changes_by(ended_by).in_force else None
