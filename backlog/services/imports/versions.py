"""What an import and what the person made of a thing, as its versions tell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from backlog.importers.parsed import Value
from backlog.store.readable import Readable


class Edition(NamedTuple):
    """One version of a thing: whether an import wrote it, and whether that still holds or was undone."""

    value: Value
    imported: bool = False
    in_force: bool = True


@dataclass(frozen=True)
class Past:
    """The versions of one thing, oldest first; `deleted` says that the person took the last of them away."""

    versions: tuple[Edition, ...] = ()
    deleted: bool = False

    def edited(self) -> Collection[str]:
        """The fields that the person changed since it was imported."""
        found: set[str] = set()
        for before, after in pairwise(version for version in self.versions if version.in_force):
            if not after.imported:
                old, new = before.value, after.value
                found |= {name for name in vars(new) if getattr(new, name) != getattr(old, name)}
        return found

    def original(self) -> Value | None:
        """The thing as an import last wrote it; None if none did."""
        written = (version.value for version in reversed(self.versions) if version.imported and version.in_force)
        return next(written, None)


def past_of(journal: Readable, number: int) -> Past:
    """The versions of the thing with this number."""
    versions = []
    ended = None
    for written_by, ended_by, value in journal.find_ended(number)[1]:
        change = journal.changes_by(written_by)
        versions.append(Edition(value, change.command == "import", change.in_force))
        ended = ended_by
    # What an undo took back never was; a redo takes away again what the person did.
    by = None if ended is None else journal.changes_by(ended)
    return Past(tuple(versions), by is not None and (by.in_force or by.kind == "redo"))
